// SPDX-License-Identifier: Apache-2.0
// The audit of orders, parcels and waybill numbers.
#include "domain/audit_checks.hpp"
#include "domain/change.hpp"

#include <fmt/format.h>

namespace wms::auditing {
namespace {

struct LineSums {
    std::int64_t ordered = 0;
    std::int64_t cancelled = 0;
    std::int64_t short_ = 0;
    std::int64_t packed = 0;
    std::int64_t allocated = 0;
    std::int64_t picked_unpacked = 0;
    std::uint32_t lines = 0;
};

struct ParcelSums {
    std::uint32_t open = 0;
    std::uint32_t all = 0;
    std::uint32_t manifested = 0;
    std::uint32_t shipped = 0;
};

// One pass over the lines; an order is judged when its last line has passed.
class OrderAudit {
public:
    OrderAudit(Read const& read, Findings& findings, Facts& facts)
        : read_{read}, findings_{findings}, facts_{facts} {}

    void run() {
        tables::parcels.scan_all(
            read_, [&](ParcelId, Parcel const& parcel) { return count_parcel(parcel), true; });
        tables::order_lines.scan_all(read_, [&](OrderLineKey const& key, OrderLine const& line) {
            if (key.order != current_) finish_order(key.order);
            row(key, line);
            return true;
        });
        finish_order({});
        if (seen_ != tables::orders.count(read_)) orders_without_lines();
    }

private:
    void count_parcel(Parcel const& parcel) {
        if (parcel.state == ParcelState::void_) return;
        ParcelSums& sums = parcels_[parcel.order];
        sums.all += 1;
        if (parcel.state < ParcelState::closed) sums.open += 1;
        if (parcel.state == ParcelState::manifested) sums.manifested += 1;
        if (parcel.state == ParcelState::handed_over) sums.shipped += 1;
    }
    void row(OrderLineKey const& key, OrderLine const& line) {
        auto const found = facts_.lines.find({key.order, key.line});
        LinePromises const promises = found == facts_.lines.end() ? LinePromises{} : found->second;
        i6_line(key, line, promises);
        sums_.ordered += line.ordered.value();
        sums_.cancelled += line.cancelled.value();
        sums_.short_ += line.short_.value();
        sums_.packed += line.packed.value();
        sums_.allocated += line.allocated.value();
        sums_.picked_unpacked += promises.picked;
        sums_.lines += 1;
        if (line.reserved.is_zero() || !order_) return;
        facts_.skus[{order_->warehouse, order_->owner, line.sku}].reserved += line.reserved.value();
    }
    void i6_line(OrderLineKey const& key, OrderLine const& line, LinePromises const& promises) {
        auto const fault = [&](std::string const& what) {
            findings_.add("I6", fmt::format("order {} line {}: {}", order_name(read_, key.order),
                                            key.line, what));
        };
        std::int64_t const wanted =
            line.ordered.value() - line.cancelled.value() - line.short_.value();
        if (wanted < line.packed.value())
            fault(fmt::format("{} ordered, {} cancelled, {} short, {} packed", line.ordered.value(),
                              line.cancelled.value(), line.short_.value(), line.packed.value()));
        if (line.allocated.value() != promises.all())
            fault(fmt::format("allocated says {}, its allocations sum to {}",
                              line.allocated.value(), promises.all()));
        if (promises.packed > line.packed.value())
            fault(fmt::format("packed says {}, its allocations {}", line.packed.value(),
                              promises.packed));
        std::int64_t const promised = line.allocated.value() + line.reserved.value();
        if (promised != 0 && promised > wanted)
            fault(fmt::format("{} promised, {} wanted", promised, wanted));
    }

    // The rows of an order stand together: called when the next one begins.
    void finish_order(OrderId next) {
        if (current_ && order_) {
            ++seen_;
            i6_header(*order_);
            i6_parcels(*order_);
            i6_state(*order_);
        } else if (current_) {
            findings_.add("references",
                          fmt::format("lines of order #{}, which is not there", current_.value()));
        }
        current_ = next;
        order_ = next ? tables::orders.find(read_, next) : std::nullopt;
        sums_ = {};
    }
    void equal(std::string_view what, std::int64_t kept, std::int64_t sum) {
        if (kept != sum)
            findings_.add("I6", fmt::format("order {}: {} says {}, the rows sum to {}",
                                            order_name(read_, current_), what, kept, sum));
    }
    void i6_header(Order const& order) {
        equal("ordered", order.ordered.value(), sums_.ordered);
        equal("cancelled", order.cancelled.value(), sums_.cancelled);
        equal("short", order.short_.value(), sums_.short_);
        equal("packed", order.packed.value(), sums_.packed);
        equal("allocated", order.allocated.value(), sums_.allocated);
        equal("picked", order.picked.value(), sums_.picked_unpacked + sums_.packed);
        equal("lines", order.lines, sums_.lines);
    }
    void i6_parcels(Order const& order) {
        auto const found = parcels_.find(current_);
        ParcelSums const sums = found == parcels_.end() ? ParcelSums{} : found->second;
        equal("parcels", order.parcels, sums.all);
        equal("parcels_open", order.parcels_open, sums.open);
        equal("parcels_manifested", order.parcels_manifested, sums.manifested);
        equal("parcels_shipped", order.parcels_shipped, sums.shipped);
    }
    // §4.4: from release to hand-over the state follows from the quantities.
    void i6_state(Order const& order) {
        bool const before = order.state < OrderState::released;
        bool const untouched = order.allocated.is_zero() && order.picked.is_zero();
        if (before && !untouched)
            findings_.add("I6", fmt::format("order {} is not released but holds goods",
                                            order_name(read_, current_)));
        bool const follows =
            !before && order.state <= OrderState::shipped && order.state != OrderState::sorted;
        if (sums_consistent(order) && follows && order.state != state_from_quantities(order))
            findings_.add("I6",
                          fmt::format("order {} is in state {}, its quantities say {}",
                                      order_name(read_, current_), static_cast<int>(order.state),
                                      static_cast<int>(state_from_quantities(order))));
    }
    // Broken sums have been reported; amounts cannot be computed from them.
    static bool sums_consistent(Order const& order) {
        return order.ordered.value() >= order.cancelled.value() + order.short_.value();
    }
    void orders_without_lines() {
        tables::orders.scan_all(read_, [&](OrderId id, Order const& order) {
            bool any = false;
            tables::order_lines.scan(read_, id, [&](OrderLineKey const&, OrderLine const&) {
                any = true;
                return false;
            });
            if (!any)
                findings_.add("I6", fmt::format("order {} has no lines", order.key.external_id));
            return true;
        });
    }

    Read const& read_;
    Findings& findings_;
    Facts& facts_;
    std::unordered_map<OrderId, ParcelSums> parcels_;
    OrderId current_;
    std::optional<Order> order_;
    LineSums sums_;
    std::uint64_t seen_ = 0;
};

// I9 from the number's side.
void i9_number(Read const& read, Findings& findings, std::string const& number,
               Waybill const& waybill) {
    if (!waybill.valid) return;
    auto const parcel = tables::parcels.find(read, waybill.parcel);
    std::string_view const fault = !parcel                               ? "is not there"
                                   : parcel->state == ParcelState::void_ ? "is void"
                                   : parcel->waybill != number           ? "has another number"
                                                                         : "";
    if (!fault.empty())
        findings.add("I9", fmt::format("waybill {} belongs to {}, which {}", number,
                                       parcel_name(waybill.parcel), fault));
}

// I9 from the parcel's side: together, no number can have two parcels.
void i9_parcel(Read const& read, Findings& findings, ParcelId id, Parcel const& parcel) {
    if (parcel.state == ParcelState::void_ || parcel.waybill.empty()) return;
    auto const waybill = tables::waybills.find(read, parcel.waybill);
    std::string const fault = !waybill                ? "nobody"
                              : waybill->parcel != id ? parcel_name(waybill->parcel)
                              : !waybill->valid       ? "a void label"
                                                      : "";
    if (!fault.empty())
        findings.add("I9", fmt::format("{} has waybill {}, which belongs to {}", parcel_name(id),
                                       parcel.waybill, fault));
}

}  // namespace

void check_orders(Read const& read, Findings& findings, Facts& facts) {
    OrderAudit{read, findings, facts}.run();
}

void check_waybills(Read const& read, Findings& findings) {
    tables::waybills.scan_all(read, [&](std::string const& number, Waybill const& waybill) {
        i9_number(read, findings, number, waybill);
        return true;
    });
    tables::parcels.scan_all(read, [&](ParcelId id, Parcel const& parcel) {
        i9_parcel(read, findings, id, parcel);
        return true;
    });
}

}  // namespace wms::auditing
