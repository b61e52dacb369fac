// SPDX-License-Identifier: Apache-2.0
// What happens by itself as time passes. The engine's owner submits a Tick every second; tests
// submit it by hand. Each tick does a bounded amount of work, so that no scan waits for it.
#pragma once

#include "domain/change.hpp"

namespace wms {

struct Tick {
    static constexpr std::uint16_t tag = 90;
    std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Tick, (), (number))
[[nodiscard]] Result<Done> handle(Change& change, Tick const& command);

inline constexpr std::int64_t requests_kept_ms =
    30LL * 86'400'000;  // as long as a terminal may be offline
inline constexpr std::uint64_t requests_kept_min =
    100'000;  // entries; a server whose clock has jumped ahead still knows what it just did
inline constexpr std::uint32_t requests_pruned_max = 500;      // per tick
inline constexpr std::uint32_t requests_looked_at_max = 5000;  // per tick

// Event ids that are older than this, by their own time and by ours, are forgotten, the oldest
// first.
struct RequestsPruned {
    static constexpr std::uint16_t tag = 200;
    store::EventKey before{};
    std::uint32_t count_max = requests_pruned_max;
};
BOOST_DESCRIBE_STRUCT(RequestsPruned, (), (before, count_max))
void apply(Write& write, RequestsPruned const& event, EntryHeader const& header);

// The smallest event id (UUIDv7) of that time.
[[nodiscard]] store::EventKey event_key_at(Instant at);

}  // namespace wms
