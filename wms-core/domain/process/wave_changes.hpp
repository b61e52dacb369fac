// SPDX-License-Identifier: Apache-2.0
// What a lead does to a wave that is planned or under way (§4.6): it goes first or last, an order
// leaves it, or part of it becomes a wave of its own. Orders that were picked from stay where they
// are: their goods lie in a tote already.
#pragma once

#include "domain/process/waves.hpp"

namespace wms {

enum class WavePlace : std::uint8_t { by_pickup = 0, first = 1, last = 2 };
BOOST_DESCRIBE_ENUM(WavePlace, by_pickup, first, last)

// Pickers get its next batches before or after those of all others that are open now.
struct PrioritiseWave {
    static constexpr std::uint16_t tag = 246;
    WaveId wave;
    WavePlace place = WavePlace::first;
};
BOOST_DESCRIBE_STRUCT(PrioritiseWave, (), (wave, place))
[[nodiscard]] Result<Done> handle(Change& change, PrioritiseWave const& command);

// 剔除波次. With `hold` it waits for a person, else the next wave may take it.
struct DropFromWave {
    static constexpr std::uint16_t tag = 247;
    WaveId wave;
    OrderId order;
    std::string reason;
    bool hold = true;
};
BOOST_DESCRIBE_STRUCT(DropFromWave, (), (wave, order, reason, hold))
[[nodiscard]] Result<Done> handle(Change& change, DropFromWave const& command);

// The orders, or without any all that nothing was picked of, become a planned wave like this one.
struct SplitWave {
    static constexpr std::uint16_t tag = 248;
    WaveId wave;
    std::vector<OrderId> orders = {};
};
BOOST_DESCRIBE_STRUCT(SplitWave, (), (wave, orders))
[[nodiscard]] Result<Done> handle(Change& change, SplitWave const& command);

struct WaveRanked {
    static constexpr std::uint16_t tag = 246;
    WaveId wave;
    std::int64_t urgency = 0;
};
BOOST_DESCRIBE_STRUCT(WaveRanked, (), (wave, urgency))
void apply(Write& write, WaveRanked const& event, EntryHeader const& header);

}  // namespace wms
