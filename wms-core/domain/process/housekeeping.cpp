// SPDX-License-Identifier: Apache-2.0
#include "domain/process/housekeeping.hpp"

#include "domain/process/access.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/waves.hpp"

namespace wms {
namespace {

constexpr std::size_t waves_looked_at_max = 20;  // per tick

// §4.15: a picked wave is closed when none of its orders waits for packing.
bool is_finished(Read const& read, WaveId wave) {
    bool finished = true;
    tables::wave_orders.scan(read, wave, [&](WaveOrderKey const& key, WaveOrder const& member) {
        if (member.membership == Membership::removed) return true;
        finished = tables::orders.at(read, key.order).state >= OrderState::packed;
        return finished;
    });
    return finished;
}

void close_waves(Change& change) {
    std::vector<WaveId> picked;
    tables::warehouses.scan_all(change.tables(), [&](WarehouseId warehouse, Warehouse const&) {
        tables::waves.scan_index<0>(change.tables(), warehouse, [&](WarehouseId, WaveId id) {
            if (tables::waves.at(change.tables(), id).state == WaveState::picked)
                picked.push_back(id);
            return picked.size() < waves_looked_at_max;
        });
        return true;
    });
    for (WaveId const id : picked) {
        if (is_finished(change.tables(), id))
            change.post(WaveStateChanged{id, WaveState::closed, false});
    }
}

// A sender whose clock is wrong gives ids that look old from the beginning: they stay as long as
// the others do, or a lost answer could not be asked for again.
std::vector<tables::RequestKey> requests_before(Read const& read, RequestsPruned const& limit,
                                                std::uint64_t seq) {
    std::vector<tables::RequestKey> old;
    std::uint32_t looked_at = 0;
    tables::requests.scan_all(read, [&](tables::RequestKey const& key, tables::Request const& row) {
        bool const over = !(key.event < limit.before) || old.size() >= limit.count_max ||
                          ++looked_at > requests_looked_at_max;
        if (over) return false;
        bool const is_old = event_key_at(row.at) < limit.before;
        if (is_old && row.seq + requests_kept_min <= seq) old.push_back(key);
        return true;
    });
    return old;
}

}  // namespace

store::EventKey event_key_at(Instant at) {
    store::EventKey key{};
    auto const ms = static_cast<std::uint64_t>(std::max<std::int64_t>(at.value(), 0));
    for (unsigned i = 0; i < 6; ++i) key[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    return key;
}

Result<Done> handle(Change& change, Tick const&) {
    RequestsPruned const pruned{event_key_at(change.now() - Elapsed{requests_kept_ms})};
    if (!requests_before(change.tables(), pruned, change.seq()).empty()) change.post(pruned);
    printing::on_tick(change);
    close_waves(change);
    access_rights::close_expired(change);
    return Done{Tone::tick};
}

void apply(Write& write, RequestsPruned const& event, EntryHeader const& header) {
    for (tables::RequestKey const& key : requests_before(write, event, header.seq))
        tables::requests.erase(write, key);
}

}  // namespace wms
