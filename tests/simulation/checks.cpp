// SPDX-License-Identifier: Apache-2.0
#include "simulation/checks.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace wms::simulation {
namespace {

std::string place_of(Read const& read, Holder const& place) {
    if (place == holder::supplier) return "SUPPLIER";
    if (place == holder::customer) return "CUSTOMER";
    if (place == holder::adjustment) return "ADJUSTMENT";
    if (place.kind == HolderKind::parcel) return parcel_place(place.id);
    if (place.kind == HolderKind::location)
        return tables::locations.at(read, LocationId{place.id}).code;
    if (place.kind == HolderKind::container)
        return tables::containers.at(read, ContainerId{place.id}).code;
    return fmt::format("virtual place {}", place.id);
}

std::map<std::string, Pieces> stock_in(Read const& read) {
    std::map<std::string, Pieces> places;
    tables::quants.scan_all(read, [&](QuantKey const& key, Quant const& quant) {
        std::string const sku = tables::skus.at(read, key.sku).code;
        places[place_of(read, key.holder)][sku] += quant.on_hand;
        return true;
    });
    return places;
}

std::string first_missing(std::map<std::string, Pieces> const& here,
                          std::map<std::string, Pieces> const& there, char const* who) {
    for (auto const& [place, goods] : here) {
        for (auto const& [sku, pieces] : goods) {
            auto const other = there.find(place);
            std::int64_t other_pieces = 0;
            if (other != there.end() && other->second.contains(sku))
                other_pieces = other->second.at(sku);
            if (pieces != other_pieces)
                return fmt::format("{} at {}: {} say {}, the others {}", sku, place, who, pieces,
                                   other_pieces);
        }
    }
    return {};
}

std::string compare_stock(Read const& read, Books const& books) {
    auto const stock = stock_in(read);
    if (auto wrong = first_missing(stock, books.places(), "the tables"); !wrong.empty())
        return wrong;
    return first_missing(books.places(), stock, "our books");
}

bool is_over(OrderState state) {
    return state == OrderState::shipped || state == OrderState::cancelled;
}

std::string compare_lines(Read const& read, std::string const& number, BookedOrder const& booked) {
    std::uint32_t line = 0;
    for (std::int64_t const ordered : booked.ordered) {
        OrderLine const row = tables::order_lines.at(read, {OrderId{booked.id}, ++line});
        if (row.ordered.value() != ordered)
            return fmt::format("order {} line {}: {} ordered, the table says {}", number, line,
                               ordered, row.ordered.value());
        std::int64_t const cancelled = booked.cancelled[line - 1];
        bool const right = booked.cancelled_whole ? row.cancelled.value() >= cancelled
                                                  : row.cancelled.value() == cancelled;
        if (!right)
            return fmt::format("order {} line {}: {} cancelled, the table says {}", number, line,
                               cancelled, row.cancelled.value());
    }
    return {};
}

}  // namespace

std::string Checks::add_ledger(store::Entry const& entry) {
    ByteReader reader{entry.events};
    while (!reader.at_end()) {
        std::uint64_t const tag = reader.unsigned_number();
        std::string_view const bytes = reader.raw(reader.unsigned_number());
        if (tag != StockPosted::tag) continue;
        auto const posted = from_bytes<StockPosted>(bytes);
        if (posted.ledger_seq != ++ledger_rows_)
            return fmt::format("entry {}: ledger row {} where {} was due", entry.seq,
                               posted.ledger_seq, ledger_rows_);
        ledger_.add(posted);
    }
    return {};
}

std::string Checks::look_at_ledger(Read const& read) const {
    for (auto const& findings : {audit(read), ledger_.compare(read)}) {
        for (Finding const& finding : findings)
            return fmt::format("{}: {}", finding.check, finding.what);
    }
    return {};
}

std::string Checks::look_at_orders(Read const& read, Books const& books) {
    for (auto const& [number, booked] : books.orders()) {
        auto const order = tables::orders.find(read, OrderId{booked.id});
        if (!order || order->key.external_id != number)
            return fmt::format("order {} is not there", number);
        if (auto wrong = compare_lines(read, number, booked); !wrong.empty()) return wrong;
        if (booked.cancelled_whole && order->state != OrderState::cancelled)
            return fmt::format("order {} was cancelled and is {}", number,
                               boost::describe::enum_to_string(order->state, "?"));
        auto const before = ended_.find(booked.id);
        if (before != ended_.end() && before->second != order->state)
            return fmt::format("order {} was over and is not", number);
        if (is_over(order->state)) ended_.emplace(booked.id, order->state);
    }
    if (tables::orders.count(read) != books.orders().size())
        return fmt::format("{} orders were sent, {} are there", books.orders().size(),
                           tables::orders.count(read));
    return {};
}

std::string Checks::look_at_parcels(Read const& read, Books const& books, Outside const& outside) {
    std::string wrong;
    std::uint64_t copies = 0;
    std::uint64_t with_number = 0;
    std::map<std::uint64_t, std::int64_t> shipped;  // by order
    tables::parcels.scan_all(read, [&](ParcelId id, Parcel const& parcel) {
        copies += parcel.copies;
        bool const left = parcel.state == ParcelState::handed_over;
        if (left != books.shipped_parcels().contains(id.value()))
            wrong = fmt::format("parcel {}: only one of us thinks it has left", id.value());
        for (auto const& [sku, pieces] : books.contents_shipped(id.value()))
            shipped[parcel.order.value()] += pieces;
        if (parcel.waybill.empty()) return wrong.empty();
        ++with_number;
        std::string const key = fmt::format("{}#{}", id.value(), parcel.attempt_group);
        std::string const carrier = tables::carriers.at(read, parcel.carrier).code;
        auto const [owner, fresh] = number_of_.emplace(parcel.waybill, id.value());
        if (owner->second != id.value())
            wrong = fmt::format("number {} is on two parcels", parcel.waybill);
        if (!outside.was_issued(carrier, parcel.waybill, key))
            wrong = fmt::format("number {} was never issued for this parcel", parcel.waybill);
        return wrong.empty();
    });
    if (!wrong.empty()) return wrong;
    if (number_of_.size() != with_number) return "a parcel has changed its number";
    if (copies > with_number + books.reprints())
        return fmt::format("{} labels sent for {} numbers and {} reprints", copies, with_number,
                           books.reprints());
    for (auto const& [number, booked] : books.orders()) {
        Order const order = tables::orders.at(read, OrderId{booked.id});
        std::int64_t const sent = shipped[booked.id];
        bool const all = order.state == OrderState::shipped;
        std::int64_t const wanted = (order.ordered - order.cancelled - order.short_).value();
        if (all && sent != wanted)
            return fmt::format("order {} is shipped with {} of {} pieces", number, sent, wanted);
        if (order.state == OrderState::cancelled && sent != 0)
            return fmt::format("order {} is cancelled and {} pieces have left", number, sent);
    }
    return {};
}

std::string Checks::look(Read const& read, Books const& books, Outside const& outside) {
    if (!books.fault().empty()) return books.fault();
    if (auto wrong = look_at_ledger(read); !wrong.empty()) return wrong;
    if (auto wrong = compare_stock(read, books); !wrong.empty()) return wrong;
    if (auto wrong = look_at_orders(read, books); !wrong.empty()) return wrong;
    return look_at_parcels(read, books, outside);
}

}  // namespace wms::simulation
