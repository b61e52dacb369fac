// SPDX-License-Identifier: Apache-2.0
// The audit of quants, promises and containers.
#include "domain/audit_checks.hpp"
#include "domain/change.hpp"

#include <fmt/format.h>

namespace wms::auditing {
namespace {

bool is_live(Stage stage) {
    return stage < Stage::shipped;
}

bool is_picked(Stage stage) {
    return is_live(stage) && stage >= Stage::picked;
}

// One pass over the promises.
class AllocationAudit {
public:
    AllocationAudit(Read const& read, Findings& findings, Facts& facts)
        : read_{read}, findings_{findings}, facts_{facts} {}

    void row(AllocationId id, Allocation const& row) {
        std::string const name = fmt::format("allocation {}", id.value());
        live(name, row);
        i4_picked_place(name, row);
        i7_one_order(name, row);
        gather(name, row);
    }

private:
    void live(std::string const& name, Allocation const& row) {
        if (!is_live(row.stage) || row.quantity.is_zero())
            findings_.add("I3", name + " promises nothing any more");
    }
    void i4_picked_place(std::string const& name, Allocation const& row) {
        HolderKind const kind = row.quant.holder.kind;
        bool const moves = kind == HolderKind::container || kind == HolderKind::parcel;
        if (is_picked(row.stage) && !moves)
            findings_.add("I4",
                          fmt::format("{} is picked but on {}", name, describe(read_, row.quant)));
    }
    void i7_one_order(std::string const& name, Allocation const& row) {
        if (is_mixed(row.quant.holder)) return;
        auto const [place, first] = orders_.try_emplace(row.quant.holder, owner_of(row));
        if (place->second != row.order)
            findings_.add(
                "I7", fmt::format("{} puts goods of order {} into {} of order {}", name,
                                  order_name(read_, row.order), name_of(read_, row.quant.holder),
                                  order_name(read_, place->second)));
    }
    bool is_mixed(Holder place) {
        if (place.kind == HolderKind::parcel) return false;
        if (place.kind != HolderKind::container) return true;
        auto const container = tables::containers.find(read_, ContainerId{place.id});
        return !container || container->mixed;
    }
    // Whose goods the holder may have: as it says itself, else those of the first promise.
    OrderId owner_of(Allocation const& row) {
        Holder const place = row.quant.holder;
        OrderId bound;
        if (place.kind == HolderKind::parcel) {
            if (auto const parcel = tables::parcels.find(read_, ParcelId{place.id}))
                bound = parcel->order;
        } else if (auto const container = tables::containers.find(read_, ContainerId{place.id})) {
            bound = container->order;
        }
        return bound ? bound : row.order;
    }
    void gather(std::string const& name, Allocation const& row) {
        std::int64_t const quantity = row.quantity.value();
        LinePromises& line = facts_.lines[{row.order, row.line}];
        (row.stage == Stage::reserved ? line.reserved
         : row.stage == Stage::packed ? line.packed
                                      : line.picked) += quantity;
        facts_.skus[{row.quant.warehouse, row.quant.owner, row.quant.sku}].allocated += quantity;
        if (row.task && row.stage == Stage::reserved) facts_.to_fetch[row.task] += quantity;
        auto const promised = tables::order_lines.find(read_, {row.order, row.line});
        if (!promised || promised->sku != row.quant.sku)
            findings_.add("references",
                          fmt::format("{} is for line {} of order #{}, which is {}", name, row.line,
                                      row.order.value(), promised ? "another SKU" : "not there"));
    }

    Read const& read_;
    Findings& findings_;
    Facts& facts_;
    std::map<Holder, OrderId> orders_;
};

struct ContainerFacts {
    ContainerState state = ContainerState::empty;
    Holder parent;
};

// One pass over the quants.
class StockAudit {
public:
    StockAudit(Read const& read, Findings& findings, Facts& facts)
        : read_{read}, findings_{findings}, facts_{facts} {}

    void run() {
        load_places();
        load_promises();
        tables::quants.scan_all(read_, [&](QuantKey const& key, Quant const& quant) {
            row(key, quant);
            return true;
        });
        i1_sum_of_sku({});
        i3_promises_without_quant();
        sku_stock();
    }

private:
    void load_places() {
        std::unordered_map<ZoneId, bool> forbids;
        tables::zones.scan_all(read_, [&](ZoneId id, Zone const& zone) {
            return forbids[id] = zone.forbids_available, true;
        });
        tables::locations.scan_all(read_, [&](LocationId id, Location const& location) {
            return forbidding_[id] = forbids[location.zone], true;
        });
        tables::containers.scan_all(read_, [&](ContainerId id, Container const& container) {
            return containers_[id] = {container.state, container.parent}, true;
        });
    }
    void load_promises() {
        tables::allocations.scan_all(read_, [&](AllocationId, Allocation const& row) {
            promised_[std::string{store::key_bytes(row.quant).view()}] += row.quantity.value();
            return true;
        });
    }
    void row(QuantKey const& key, Quant const& quant) {
        SkuTriple const sku{key.warehouse, key.owner, key.sku};
        if (sku != current_) i1_sum_of_sku(sku);
        total_ += quant.on_hand;
        bool const sound = key.status == StockStatus::available;
        if (sound && holder::is_real(key.holder)) available_ += quant.on_hand;
        i2_not_negative(key, quant);
        i3_promised(key, quant);
        i5_serial(key, quant);
        i8_zone(key, quant);
        i10_empty_container(key, quant);
        references(key);
    }

    // The rows of a SKU stand together: called when the next one begins.
    void i1_sum_of_sku(SkuTriple const& next) {
        if (total_ != 0)
            findings_.add("I1", fmt::format("all holders of {} (owner #{}) sum to {}",
                                            sku_name(read_, std::get<SkuId>(current_)),
                                            std::get<OwnerId>(current_).value(), total_));
        if (available_ != 0) facts_.skus[current_].available += available_;
        current_ = next;
        total_ = 0;
        available_ = 0;
    }
    void i2_not_negative(QuantKey const& key, Quant const& quant) {
        if (quant.on_hand < 0 && holder::is_real(key.holder))
            findings_.add("I2", fmt::format("{}: {}", describe(read_, key), quant.on_hand));
    }
    void i3_promised(QuantKey const& key, Quant const& quant) {
        std::int64_t const allocated = quant.allocated.value();
        if (allocated == 0) return;  // promises on it are left over at the end
        if (allocated > quant.on_hand)
            findings_.add("I3", fmt::format("{}: {} promised of {}", describe(read_, key),
                                            allocated, quant.on_hand));
        auto const promised = promised_.find(std::string{store::key_bytes(key).view()});
        std::int64_t const sum = promised == promised_.end() ? 0 : promised->second;
        if (sum != allocated)
            findings_.add("I3", fmt::format("{}: allocated says {}, its allocations sum to {}",
                                            describe(read_, key), allocated, sum));
        if (promised != promised_.end()) promised_.erase(promised);
    }
    void i3_promises_without_quant() {
        for (auto const& [bytes, sum] : promised_) {
            store::KeyReader reader{bytes};
            QuantKey key{};
            store::decode_key(reader, key);
            findings_.add("I3", fmt::format("{}: allocated says 0, its allocations sum to {}",
                                            describe(read_, key), sum));
        }
    }
    void i5_serial(QuantKey const& key, Quant const& quant) {
        if (!key.serial || quant.on_hand == 0 || !holder::is_real(key.holder)) return;
        if (quant.on_hand != 1)
            findings_.add("I5", fmt::format("{}: {}", describe(read_, key), quant.on_hand));
        auto const [place, first] = serials_.try_emplace(key.serial, key.holder);
        if (!first)
            findings_.add("I5", fmt::format("{} is at {} as well", describe(read_, key),
                                            name_of(read_, place->second)));
    }
    void i8_zone(QuantKey const& key, Quant const& quant) {
        if (key.status != StockStatus::available || quant.on_hand <= 0) return;
        auto const location = location_of(key.holder);
        if (!location) return;
        auto const forbids = forbidding_.find(*location);
        if (forbids != forbidding_.end() && forbids->second)
            findings_.add("I8", fmt::format("{}: the zone forbids it", describe(read_, key)));
    }
    void i10_empty_container(QuantKey const& key, Quant const& quant) {
        if (key.holder.kind != HolderKind::container || quant.on_hand == 0) return;
        auto const container = containers_.find(ContainerId{key.holder.id});
        if (container != containers_.end() && container->second.state == ContainerState::empty)
            findings_.add("I10", fmt::format("{}: {} in an EMPTY container", describe(read_, key),
                                             quant.on_hand));
    }
    void references(QuantKey const& key) {
        bool const known = is_there(key.holder) &&
                           (key.sku == known_sku_ || tables::skus.contains(read_, key.sku)) &&
                           (!key.lot || tables::lots.contains(read_, key.lot)) &&
                           (!key.serial || tables::serials.contains(read_, key.serial));
        if (known) {
            known_sku_ = key.sku;
        } else {
            findings_.add("references",
                          fmt::format("{}: SKU #{}, lot, serial or place is not there",
                                      describe(read_, key), key.sku.value()));
        }
    }
    bool is_there(Holder place) const {
        switch (place.kind) {
            case HolderKind::virtual_place: return place != holder::nowhere;
            case HolderKind::location: return forbidding_.contains(LocationId{place.id});
            case HolderKind::container: return containers_.contains(ContainerId{place.id});
            case HolderKind::parcel: return tables::parcels.contains(read_, ParcelId{place.id});
        }
        return false;
    }
    // The location of a container is that of what it stands in (§4.0.2).
    std::optional<LocationId> location_of(Holder place) const {
        constexpr int nesting_max = 8;
        for (int depth = 0; depth < nesting_max && place.kind == HolderKind::container; ++depth) {
            auto const container = containers_.find(ContainerId{place.id});
            if (container == containers_.end()) return std::nullopt;
            place = container->second.parent;
        }
        if (place.kind != HolderKind::location) return std::nullopt;
        return LocationId{place.id};
    }
    void sku_stock() {
        tables::sku_stock.scan_all(read_, [&](SkuKey const& key, SkuStock const& kept) {
            SkuTriple const sku{key.warehouse, key.owner, key.sku};
            auto const found = facts_.skus.find(sku);
            compare(sku, kept, found == facts_.skus.end() ? SkuStock{} : found->second);
            if (found != facts_.skus.end()) facts_.skus.erase(found);
            return true;
        });
        for (auto const& [sku, summed] : facts_.skus) compare(sku, {}, summed);
    }
    void compare(SkuTriple const& sku, SkuStock const& kept, SkuStock const& summed) {
        auto const one = [&](std::string_view what, std::int64_t is, std::int64_t sum) {
            if (is != sum)
                findings_.add("sku_stock",
                              fmt::format("{} {}: kept {}, the rows sum to {}",
                                          sku_name(read_, std::get<SkuId>(sku)), what, is, sum));
        };
        one("available", kept.available, summed.available);
        one("allocated", kept.allocated, summed.allocated);
        one("reserved", kept.reserved, summed.reserved);
    }

    Read const& read_;
    Findings& findings_;
    Facts& facts_;
    std::unordered_map<LocationId, bool> forbidding_;
    std::unordered_map<ContainerId, ContainerFacts> containers_;
    std::unordered_map<std::string, std::int64_t> promised_;
    std::unordered_map<SerialId, Holder> serials_;
    SkuTriple current_;
    std::int64_t total_ = 0;
    std::int64_t available_ = 0;
    SkuId known_sku_;
};

}  // namespace

void check_allocations(Read const& read, Findings& findings, Facts& facts) {
    AllocationAudit part{read, findings, facts};
    tables::allocations.scan_all(read, [&](AllocationId id, Allocation const& row) {
        part.row(id, row);
        return true;
    });
}

void check_stock(Read const& read, Findings& findings, Facts& facts) {
    StockAudit{read, findings, facts}.run();
}

}  // namespace wms::auditing
