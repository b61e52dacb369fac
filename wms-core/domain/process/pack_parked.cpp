// SPDX-License-Identifier: Apache-2.0
// Parcels that wait at a station for goods of their order which are fetched once more.
#include "domain/process/pack_parked.hpp"

#include "domain/container.hpp"
#include "domain/field.hpp"
#include "domain/parcels.hpp"
#include "domain/process/administration.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/pack_flow.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/packing.hpp"
#include "domain/process/picking.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::packing {
namespace {

bool is_parked(Parcel const& parcel) {
    return parcel.state == ParcelState::open && !parcel.source;
}

template <class Fits>
std::optional<ParcelId> find_parcel(Read const& read, OrderId order, Fits const& fits) {
    std::optional<ParcelId> found;
    tables::parcels.scan_index<tables::parcels_by_order>(read, order, [&](OrderId, ParcelId id) {
        if (fits(tables::parcels.at(read, id))) found = id;
        return !found;
    });
    return found;
}

// A tote that was brought to the stations with goods of the order.
std::optional<ContainerId> tote_with(Read const& read, OrderId order) {
    std::optional<ContainerId> found;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, order, [&](OrderLineKey const&, AllocationId id) {
            Allocation const allocation = tables::allocations.at(read, id);
            bool const loose =
                allocation.stage == Stage::picked || allocation.stage == Stage::sorted;
            ContainerId const container{allocation.quant.holder.id};
            if (loose && is_waiting(read, container)) found = container;
            return !found;
        });
    return found;
}

template <class Visit>
void each_parked(Read const& read, Visit const& visit) {
    std::vector<CarrierId> carriers;
    tables::carriers.scan_all(read, [&](CarrierId id, Carrier const&) {
        carriers.push_back(id);
        return true;
    });
    for (CarrierId const carrier : carriers) {
        tables::parcels.scan_index<tables::parcels_open>(
            read, tables::OpenParcelKey{carrier, ParcelState::open},
            [&](tables::OpenParcelKey const&, ParcelId id) {
                Parcel const parcel = tables::parcels.at(read, id);
                if (is_parked(parcel)) visit(id, parcel);
                return true;
            });
    }
}

// In front of all work that waits.
std::int64_t first_urgency(Read const& read, Wave const& wave) {
    std::int64_t urgency = wave.pickup.value();
    tables::batches.scan_index<0>(read, wave.warehouse,
                                  [&](tables::OpenBatchKey const& key, BatchId) {
                                      urgency = std::min(urgency, key.urgency - 1);
                                      return false;
                                  });
    return urgency;
}

}  // namespace

BatchId add_batch(Change& change, WaveId wave_id) {
    Wave const wave = tables::waves.at(change.tables(), wave_id);
    BatchId const id = change.next<BatchId>(tables::Counter::batch);
    change.post(BatchChanged{id, Batch{.wave = wave_id,
                                       .warehouse = wave.warehouse,
                                       .zone = {},
                                       .method = PickMethod::discrete,
                                       .urgency = first_urgency(change.tables(), wave)}});
    return id;
}

void fetch_again(Change& change, std::vector<Freed> freed, BatchId batch_id) {
    (void)reallocate(change, std::move(freed), batch_id);
    Batch batch = tables::batches.at(change.tables(), batch_id);
    if (batch.tasks_open > 0) return;
    batch.state = BatchState::cancelled;
    change.post(BatchChanged{batch_id, batch});
}

std::optional<ParcelId> begun_parcel(Read const& read, ContainerId container, OrderId order) {
    auto const own = find_parcel(read, order, [&](Parcel const& parcel) {
        return parcel.state == ParcelState::open && parcel.source == container;
    });
    return own ? own : find_parcel(read, order, is_parked);
}

bool waits_for_goods(Read const& read, ParcelId id) {
    auto const parcel = tables::parcels.find(read, id);
    return parcel && is_parked(*parcel) &&
           !open_quantity(tables::orders.at(read, parcel->order)).is_zero();
}

Result<> guard_parcel_here(Change const& change, Session const& session, ContainerId container) {
    Read const& read = change.tables();
    Container const row = tables::containers.at(read, container);
    auto const parked = row.order ? find_parcel(read, row.order, is_parked) : std::nullopt;
    if (!parked) return {};
    Parcel const parcel = tables::parcels.at(read, *parked);
    auto const there = tables::stations.find(read, parcel.station);
    bool const elsewhere = parcel.station != session.station && !parcel.pieces.is_zero();
    if (!there || !elsewhere || confirms(change, session, row.code)) return {};
    return refuse(Why::parcel_elsewhere, parcel_name(*parked), there->code, row.code);
}

std::optional<Result<Done>> resume_parked(Change& change, Session const& session, OrderId order) {
    Read const& read = change.tables();
    auto const parked = find_parcel(read, order, is_parked);
    if (!parked) return std::nullopt;
    if (auto const tote = tote_with(read, order)) return open_container(change, session, *tote);
    if (waits_for_goods(read, *parked)) return refuse(Why::parcel_waits, order_name(read, order));
    Session here = session;
    here.last.reset();
    here.container = {};
    here.order = order;
    here.parcel = *parked;
    complete_content(change, here);
    return Done{Tone::step_complete, parked->value()};
}

void show_parked(Read const& read, Session const& session, Screen& screen) {
    each_parked(read, [&](ParcelId id, Parcel const& parcel) {
        constexpr std::size_t lines_max = 8;
        if (parcel.station != session.station || screen.lines.size() >= lines_max) return;
        bool const waits = waits_for_goods(read, id);
        screen.lines.push_back({waits ? Phrase::parked : Phrase::parked_complete,
                                {parcel_name(id), order_name(read, parcel.order)}});
    });
}

std::optional<ParcelId> parked_of(Read const& read, OrderId order) {
    return find_parcel(read, order, is_parked);
}

}  // namespace wms::packing

namespace wms {
namespace {

// Pieces of a line that nothing is promised to.
Quantity unpromised(Read const& read, OrderLineKey const& key, OrderLine const& line) {
    Quantity loose;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, key, [&](OrderLineKey const&, AllocationId id) {
            Allocation const allocation = tables::allocations.at(read, id);
            if (allocation.stage < Stage::packed) loose += allocation.quantity;
            return true;
        });
    return open_quantity(line) - loose;
}

Quantity still_to_pick(Read const& read, OrderLineKey const& key) {
    Quantity reserved;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, key, [&](OrderLineKey const&, AllocationId id) {
            Allocation const allocation = tables::allocations.at(read, id);
            if (allocation.stage == Stage::reserved) reserved += allocation.quantity;
            return true;
        });
    return reserved;
}

// What the parked order lacks of these goods, if there is some now.
void fetch_missing(Change& change, OrderId id, std::vector<SkuId> const& skus) {
    Read const& read = change.tables();
    Order const order = tables::orders.at(read, id);
    std::vector<Freed> wanted;
    for (auto const& [number, line] : lines_of(read, id)) {
        bool const came = std::ranges::find(skus, line.sku) != skus.end();
        Quantity const lacks = came ? unpromised(read, {id, number}, line) : Quantity{};
        bool const there = !lacks.is_zero() &&
                           tables::sku_stock.find(read, {order.warehouse, order.owner, line.sku})
                                   .value_or(SkuStock{})
                                   .available > 0;
        if (there) wanted.push_back({{id, number}, lacks, {}});
    }
    if (wanted.empty()) return;
    BatchId const batch = packing::add_batch(change, order.wave);
    for (Freed& one : wanted) one.batch = batch;
    packing::fetch_again(change, std::move(wanted), batch);
}

}  // namespace

Result<Done> handle(Change& change, SendShort const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    auto const order = tables::orders.find(change.tables(), command.order);
    if (!order) return refuse(Why::unknown_order, fmt::format("{}", command.order.value()));
    if (command.reason.empty()) return refuse(Why::missing_field, "reason");
    if (auto const guard = check_prose("reason", command.reason, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    bool const on_the_floor = order->state >= OrderState::released &&
                              order->state < OrderState::packed && !order->picked.is_zero();
    if (!on_the_floor) return refuse(Why::nothing_to_do, order->key.external_id);
    bool ended = false;
    for (auto const& [number, line] : lines_of(change.tables(), command.order)) {
        OrderLineKey const key{command.order, number};
        Quantity const reserved = still_to_pick(change.tables(), key);
        Quantity const given_up = unpromised(change.tables(), key, line) + reserved;
        if (given_up.is_zero()) continue;
        release_line(change, key, reserved);
        change.post(LineReduced{command.order, number, given_up, LineEnd::short_, command.reason});
        ended = true;
    }
    if (!ended) return refuse(Why::nothing_to_do, order->key.external_id);
    return Done{Tone::step_complete, command.order.value()};
}

void fetch_for_parked(Change& change, std::vector<SkuId> const& skus) {
    std::vector<OrderId> orders;
    packing::each_parked(change.tables(),
                         [&](ParcelId, Parcel const& parcel) { orders.push_back(parcel.order); });
    for (OrderId const id : orders) fetch_missing(change, id, skus);
}

}  // namespace wms
