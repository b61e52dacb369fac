// SPDX-License-Identifier: Apache-2.0
#include "domain/parcels.hpp"

namespace wms {
namespace {

// What one parcel in this state adds to the counters of its order.
struct Share {
    std::uint32_t parcels = 0;
    std::uint32_t open = 0;
    std::uint32_t manifested = 0;
    std::uint32_t shipped = 0;
};

Share share_of(ParcelState state) {
    switch (state) {
        case ParcelState::open:
        case ParcelState::content_ok:
        case ParcelState::waybill_wait:
        case ParcelState::label_sent:
        case ParcelState::verified: return {.parcels = 1, .open = 1};
        case ParcelState::closed: return {.parcels = 1};
        case ParcelState::manifested: return {.parcels = 1, .manifested = 1};
        case ParcelState::handed_over: return {.parcels = 1, .shipped = 1};
        case ParcelState::void_: return {};
    }
    return {};
}

void put_parcel(Write& write, ParcelId id, Parcel const& row) {
    auto const old = tables::parcels.find(write, id);
    tables::parcels.put(write, id, row);
    if (old && old->state == row.state) return;
    Share const before = old ? share_of(old->state) : Share{};
    Share const after = share_of(row.state);
    tables::orders.update(write, row.order, [&](Order& order) {
        order.parcels += after.parcels - before.parcels;  // modulo 2^32, exact in the sum
        order.parcels_open += after.open - before.open;
        order.parcels_manifested += after.manifested - before.manifested;
        order.parcels_shipped += after.shipped - before.shipped;
        order.state = state_from_quantities(order);
    });
}

}  // namespace

void apply(Write& write, ParcelOpened const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::parcel, event.id.value());
    put_parcel(write, event.id, event.row);
}

void apply(Write& write, ParcelChanged const& event, EntryHeader const&) {
    put_parcel(write, event.id, event.row);
}

void apply(Write& write, SerialRecorded const& event, EntryHeader const& header) {
    raise_counter(write, tables::Counter::serial, event.id.value());
    tables::serials.put(write, event.id, event.row);
    tables::history.put(write, {tables::Trace::serial, event.id.value(), header.seq}, {});
}

bool is_cancelled(Read const& read, OrderId order) {
    auto const row = tables::orders.find(read, order);
    return row && row->state == OrderState::cancelled;
}

std::optional<ParcelId> parcel_of(Read const& read, OrderId order, ParcelState state) {
    std::optional<ParcelId> found;
    tables::parcels.scan_index<tables::parcels_by_order>(read, order, [&](OrderId, ParcelId id) {
        if (tables::parcels.at(read, id).state == state) found = id;
        return !found;
    });
    return found;
}

Result<> guard_not_stopped(Read const& read, ParcelId id, Parcel const& parcel) {
    if (!parcel.stop.empty()) return refuse(Why::parcel_stopped, parcel_name(id), parcel.stop);
    if (is_cancelled(read, parcel.order))
        return refuse(Why::order_cancelled, order_name(read, parcel.order));
    return {};
}

}  // namespace wms
