// SPDX-License-Identifier: Apache-2.0
#include "domain/process/wave_changes.hpp"

#include "domain/field.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/reallocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms {
namespace {

std::vector<std::pair<BatchId, std::int64_t>> open_batches(Read const& read,
                                                           WarehouseId warehouse) {
    std::vector<std::pair<BatchId, std::int64_t>> open;
    tables::batches.scan_index<0>(read, warehouse,
                                  [&](tables::OpenBatchKey const& key, BatchId id) {
                                      open.emplace_back(id, key.urgency);
                                      return true;
                                  });
    return open;
}

// Nothing of it lies in a tote yet.
bool is_untouched(Order const& order) {
    return order.picked.is_zero() && order.packed.is_zero();
}

Result<> guard_member(Read const& read, WaveId wave, OrderId id) {
    auto const member = tables::wave_orders.find(read, {wave, id});
    auto const order = tables::orders.find(read, id);
    if (!order) return refuse(Why::unknown_order, fmt::format("{}", id.value()));
    if (!member || member->membership != Membership::in || order->wave != wave)
        return refuse(Why::stale, order->key.external_id);
    if (!is_untouched(*order)) return refuse(Why::already_picked, order->key.external_id);
    return {};
}

// Out of the wave and back before release: nothing is promised to it any more.
void take_out(Change& change, WaveId wave, OrderId id, std::string const& reason) {
    bool const released = tables::orders.at(change.tables(), id).state >= OrderState::released;
    change.post(WaveOrderRemoved{wave, id, reason});
    if (!released) return;
    for (auto const& [number, line] : lines_of(change.tables(), id)) {
        if (!line.allocated.is_zero()) release_line(change, {id, number}, line.allocated);
    }
    change.post(OrderUnreleased{id, reason});
    review(change, id);
}

// Nobody is left in it.
void end_if_empty(Change& change, WaveId id) {
    if (!members_of(change.tables(), id).empty()) return;
    change.post(WaveStateChanged{id, WaveState::cancelled, false});
}

}  // namespace

Result<Done> handle(Change& change, PrioritiseWave const& command) {
    auto const wave = wave_at(change.tables(), command.wave);
    if (!wave) return std::unexpected(wave.error());
    if (wave->state >= WaveState::picked) return refuse(Why::already_done, wave->code);
    std::int64_t urgency = 0;
    auto const open = open_batches(change.tables(), wave->warehouse);
    if (command.place != WavePlace::by_pickup && !open.empty()) {
        auto const [first, last] =
            std::ranges::minmax(open, {}, [](auto const& batch) { return batch.second; });
        urgency = command.place == WavePlace::first ? first.second - 1 : last.second + 1;
    }
    change.post(WaveRanked{command.wave, urgency});
    return Done{Tone::ok, command.wave.value()};
}

Result<Done> handle(Change& change, DropFromWave const& command) {
    Read const& read = change.tables();
    auto const wave = wave_at(read, command.wave);
    if (!wave) return std::unexpected(wave.error());
    if (command.reason.empty()) return refuse(Why::missing_field, "reason");
    if (auto const guard = check_prose("reason", command.reason, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_member(read, command.wave, command.order); !guard)
        return std::unexpected(guard.error());
    take_out(change, command.wave, command.order, command.reason);
    if (command.hold) {
        std::vector<Hold> holds = tables::orders.at(read, command.order).holds;
        if (std::ranges::find(holds, Hold::manual) == holds.end()) holds.push_back(Hold::manual);
        change.post(OrderHoldsChanged{command.order, holds});
    }
    end_if_empty(change, command.wave);
    return Done{Tone::ok, command.order.value()};
}

Result<Done> handle(Change& change, SplitWave const& command) {
    Read const& read = change.tables();
    auto const wave = wave_at(read, command.wave);
    if (!wave) return std::unexpected(wave.error());
    auto const members = members_of(read, command.wave);
    std::vector<OrderId> parting = command.orders;
    if (parting.empty()) {
        std::ranges::copy_if(members, std::back_inserter(parting), [&](OrderId id) {
            return guard_member(read, command.wave, id).has_value();
        });
    }
    std::set<OrderId> const different{parting.begin(), parting.end()};
    if (different.size() != parting.size()) return refuse(Why::bad_field, "orders", "2×");
    for (OrderId const id : parting) {
        if (auto const guard = guard_member(read, command.wave, id); !guard)
            return std::unexpected(guard.error());
    }
    if (parting.empty() || parting.size() == members.size()) return refuse(Why::nothing_to_do);
    WaveId const id = change.next<WaveId>(tables::Counter::wave);
    Wave made = *wave;
    made.code = fmt::format("W-{}", id.value());
    made.state = WaveState::planned;
    made.on_hold = false;
    made.hold_reason.clear();
    made.orders = static_cast<std::uint32_t>(parting.size());
    made.orders_removed = 0;
    made.pieces = {};
    made.tasks_open = 0;
    made.planned_at = change.now();
    made.released_at = {};
    for (OrderId const order : parting) {
        take_out(change, command.wave, order, "split");
        made.pieces += open_quantity(tables::orders.at(read, order));
    }
    change.post(WavePlanned{id, made, parting});
    return Done{Tone::ok, id.value()};
}

void apply(Write& write, WaveRanked const& event, EntryHeader const&) {
    Wave const wave = tables::waves.at(write, event.wave);
    tables::waves.update(write, event.wave, [&](Wave& row) { row.urgency = event.urgency; });
    std::int64_t const urgency = event.urgency != 0 ? event.urgency : wave.pickup.value();
    for (auto const& [id, before] : open_batches(write, wave.warehouse)) {
        if (tables::batches.at(write, id).wave == event.wave)
            tables::batches.update(write, id, [&](Batch& batch) { batch.urgency = urgency; });
    }
}

}  // namespace wms
