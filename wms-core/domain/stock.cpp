// SPDX-License-Identifier: Apache-2.0
#include "domain/stock.hpp"

#include "domain/change.hpp"

#include <map>

namespace wms {
namespace {

// Changes a quant; one without goods and promises is no row.
Quant change_quant(Write& write, QuantKey const& key, auto const& change) {
    auto const old = tables::quants.find(write, key);
    Quant quant = old.value_or(Quant{});
    change(quant);
    bool const nothing = quant.on_hand == 0 && quant.allocated.is_zero();
    if (nothing) {
        tables::quants.erase(write, key);
    } else if (old) {
        tables::quants.replace(write, key, *old, quant);
    } else {
        tables::quants.insert(write, key, quant);
    }
    return quant;
}

bool counts_as_available(Place const& place) {
    return holder::is_real(place.holder) && place.status == StockStatus::available;
}

void trace(Write& write, tables::Trace kind, std::uint64_t id, std::uint64_t seq) {
    if (id != 0) tables::history.put(write, {kind, id, seq}, {});
}

void trace_holder(Write& write, Holder place, std::uint64_t seq) {
    switch (place.kind) {
        case HolderKind::virtual_place: return;
        case HolderKind::location: return trace(write, tables::Trace::location, place.id, seq);
        case HolderKind::container: return trace(write, tables::Trace::container, place.id, seq);
        case HolderKind::parcel: return trace(write, tables::Trace::parcel, place.id, seq);
    }
}

void trace_posting(Write& write, StockPosted const& event, EntryHeader const& header) {
    trace(write, tables::Trace::sku, event.sku.value(), header.seq);
    trace_holder(write, event.from.holder, header.seq);
    trace_holder(write, event.to.holder, header.seq);
    trace(write, tables::Trace::order, event.order.value(), header.seq);
    trace(write, tables::Trace::actor, header.actor.value(), header.seq);
    trace(write, tables::Trace::lot, event.lot.value(), header.seq);
    trace(write, tables::Trace::serial, event.serial.value(), header.seq);
}

// Takes the goods out of `from`; returns when they were received (for FIFO).
Instant take_out(Write& write, StockPosted const& event, EntryHeader const& header) {
    QuantKey const key = quant_key(event, event.from);
    return change_quant(write, key,
                        [&](Quant& quant) {
                            quant.on_hand -= event.quantity.value();
                            quant.last_seq = header.seq;
                            ensure(quant.on_hand >= 0 || !holder::is_real(key.holder),
                                   "I2: stock on a real holder >= 0");
                        })
        .received_at;
}

void put_in(Write& write, StockPosted const& event, EntryHeader const& header,
            Instant received_at) {
    QuantKey const key = quant_key(event, event.to);
    change_quant(write, key, [&](Quant& quant) {
        bool const first = quant.on_hand == 0;
        quant.on_hand += event.quantity.value();
        quant.last_seq = header.seq;
        if (first || received_at < quant.received_at) quant.received_at = received_at;
        ensure(!event.serial || !holder::is_real(key.holder) || quant.on_hand == 1,
               "I5: a serial is one piece");
    });
}

SkuKey sku_of(QuantKey const& key) {
    return {key.warehouse, key.owner, key.sku};
}

void adjust_sku(Write& write, SkuKey const& sku, auto const& change) {
    SkuStock stock = tables::sku_stock.find(write, sku).value_or(SkuStock{});
    change(stock);
    tables::sku_stock.put(write, sku, stock);
}

void adjust_allocated(Write& write, QuantKey const& key, Quantity add, Quantity take) {
    change_quant(write, key, [&](Quant& quant) {
        quant.allocated += add;
        quant.allocated -= take;
    });
}

bool is_picked(Stage stage) {
    return stage == Stage::picked || stage == Stage::sorted || stage == Stage::packed ||
           stage == Stage::shipped;
}
bool is_packed(Stage stage) {
    return stage == Stage::packed || stage == Stage::shipped;
}

// The order's counters when `quantity` goes from one stage to another.
void count_stage(Write& write, Allocation const& allocation, Stage to, Quantity quantity) {
    Order const before = tables::orders.at(write, allocation.order);
    Order order = before;
    bool const now_packed = !is_packed(allocation.stage) && is_packed(to);
    bool const unpacked = is_packed(allocation.stage) && !is_packed(to);
    if (!is_picked(allocation.stage) && is_picked(to)) order.picked += quantity;
    if (is_picked(allocation.stage) && !is_picked(to)) order.picked -= quantity;
    if (now_packed) order.packed += quantity;
    if (unpacked) order.packed -= quantity;
    bool const gone = to == Stage::shipped || to == Stage::released;
    if (gone) order.allocated -= quantity;
    order.state = state_from_quantities(order);
    tables::orders.replace(write, allocation.order, before, order);
    if (!now_packed && !unpacked && !gone) return;
    tables::order_lines.update(write, {allocation.order, allocation.line}, [&](OrderLine& line) {
        if (now_packed) line.packed += quantity;
        if (unpacked) line.packed -= quantity;
        if (gone) line.allocated -= quantity;
    });
}

void shrink_or_drop(Write& write, AllocationId id, Allocation const& allocation,
                    Quantity quantity) {
    if (allocation.quantity == quantity) return tables::allocations.erase(write, id);
    Allocation left = allocation;
    left.quantity -= quantity;
    tables::allocations.replace(write, id, allocation, left);
}

}  // namespace

QuantKey quant_key(StockPosted const& posted, Place const& place) {
    return {.warehouse = posted.warehouse,
            .owner = posted.owner,
            .sku = posted.sku,
            .status = place.status,
            .lot = posted.lot,
            .serial = posted.serial,
            .holder = place.holder};
}

void apply(Write& write, StockPosted const& event, EntryHeader const& header) {
    ensure(!event.quantity.is_zero(), "a posting moves something");
    tables::ledger_counters.put(write, event.warehouse, {event.ledger_seq});
    Instant const oldest = take_out(write, event, header);
    Instant const entered = event.received_at.value() != 0 ? event.received_at : header.at;
    put_in(write, event, header, holder::is_real(event.from.holder) ? oldest : entered);
    std::int64_t const out = counts_as_available(event.from) ? event.quantity.value() : 0;
    std::int64_t const in = counts_as_available(event.to) ? event.quantity.value() : 0;
    if (in != out) {
        adjust_sku(write, sku_of(quant_key(event, event.to)),
                   [&](SkuStock& stock) { stock.available += in - out; });
    }
    trace_posting(write, event, header);
}

void add_allocations(Write& write, std::span<MadeAllocation const> made) {
    struct Sums {
        std::int64_t allocated = 0;
        std::int64_t reserved = 0;
    };
    std::map<QuantKey, Quantity> quants;
    std::map<SkuKey, Sums> skus;
    for (auto const& [id, allocation] : made) {
        tables::allocations.insert(write, id, allocation);
        Quantity from_reserve;
        tables::order_lines.update(write, {allocation.order, allocation.line},
                                   [&](OrderLine& line) {
                                       from_reserve = std::min(line.reserved, allocation.quantity);
                                       line.reserved -= from_reserve;
                                       line.allocated += allocation.quantity;
                                   });
        QuantKey const& quant = allocation.quant;
        quants[quant] += allocation.quantity;
        Sums& sums = skus[sku_of(quant)];
        sums.allocated += allocation.quantity.value();
        sums.reserved += from_reserve.value();
    }
    if (!made.empty()) raise_counter(write, tables::Counter::allocation, made.back().id.value());
    for (auto const& [quant, quantity] : quants) adjust_allocated(write, quant, quantity, {});
    for (auto const& [sku, sums] : skus) {
        adjust_sku(write, sku, [&](SkuStock& stock) {
            stock.allocated += sums.allocated;
            stock.reserved -= sums.reserved;
        });
    }
}

void apply(Write& write, AllocationMade const& event, EntryHeader const&) {
    MadeAllocation const made{event.id, event.allocation};
    add_allocations(write, {&made, 1});
    tables::orders.update(write, event.allocation.order,
                          [&](Order& order) { order.allocated += event.allocation.quantity; });
}

void apply(Write& write, AllocationMoved const& event, EntryHeader const&) {
    Allocation const from = tables::allocations.at(write, event.from);
    count_stage(write, from, event.stage, event.quantity);
    adjust_allocated(write, from.quant, {}, event.quantity);
    raise_counter(write, tables::Counter::allocation, event.into.value());
    if (event.stage == Stage::shipped) {
        shrink_or_drop(write, event.from, from, event.quantity);
        adjust_sku(write, sku_of(from.quant),
                   [&](SkuStock& s) { s.allocated -= event.quantity.value(); });
        return;
    }
    adjust_allocated(write, event.quant, event.quantity, {});
    Allocation into = from;
    into.quant = event.quant;
    into.stage = event.stage;
    if (event.into == event.from) return tables::allocations.replace(write, event.into, from, into);
    shrink_or_drop(write, event.from, from, event.quantity);
    into.quantity = event.quantity;
    auto const existing = tables::allocations.find(write, event.into);
    if (!existing) return tables::allocations.insert(write, event.into, into);
    into.quantity += existing->quantity;
    tables::allocations.replace(write, event.into, *existing, into);
}

void apply(Write& write, AllocationReleased const& event, EntryHeader const&) {
    Allocation const allocation = tables::allocations.at(write, event.id);
    count_stage(write, allocation, Stage::released, event.quantity);
    adjust_allocated(write, allocation.quant, {}, event.quantity);
    adjust_sku(write, sku_of(allocation.quant),
               [&](SkuStock& stock) { stock.allocated -= event.quantity.value(); });
    shrink_or_drop(write, event.id, allocation, event.quantity);
}

OrderState state_from_quantities(Order const& order) {
    if (order.state < OrderState::released || order.state == OrderState::cancelled)
        return order.state;
    Quantity const total = order.ordered - order.cancelled - order.short_;
    if (total.is_zero()) return OrderState::cancelled;
    bool const all_packed = order.packed == total && order.parcels > 0;
    if (all_packed && order.parcels_shipped == order.parcels) return OrderState::shipped;
    if (all_packed && order.parcels_manifested + order.parcels_shipped == order.parcels)
        return OrderState::manifested;
    if (all_packed && order.parcels_open == 0) return OrderState::packed;
    if (!order.packed.is_zero()) return OrderState::packing;
    if (order.picked == total) return OrderState::picked;
    if (!order.picked.is_zero()) return OrderState::picking;
    return OrderState::released;
}

}  // namespace wms
