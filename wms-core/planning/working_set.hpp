// SPDX-License-Identifier: Apache-2.0
// Inside of the wave builder, not for callers: the orders in their fixed sequence with what is
// known of each, and the drafts that the builders of the classes make of them.
#pragma once

#include "planning/wave_plan.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace wms::planning {

// Place of an order in the sequence (pickup, slack, priority, paid_at, id). All further work
// compares ranks, so the sequence in which the caller gave the orders never matters.
using Rank = std::uint32_t;

struct Entry {
    Candidate const* candidate = nullptr;
    OrderClass cls = OrderClass::multi;
    std::uint32_t sub = 0;        // what may not be mixed inside a class: rule, flags or contents
    std::uint32_t partition = 0;  // step 4
    std::uint32_t basket = 0;     // equal (partition, contents) have equal numbers
    std::uint32_t skus = 0;
    std::int64_t equal_orders = 0;  // that reached the test for "same"
    std::int64_t pieces = 0;
    std::int64_t slack_min = 0;
    std::int64_t walk_mm = 0;  // picked alone
    std::int64_t stops = 0;
};

struct WorkingSet {
    WaveRules const& rules;
    Instant now;
    std::vector<Entry> entries = {};  // indexed by Rank
    std::vector<LeftOut> left_out = {};

    [[nodiscard]] Entry const& at(Rank rank) const { return entries[rank]; }
};

// May more orders join later? A full wave is released whatever its size.
enum class Growth : std::uint8_t { open, full };

struct Draft {
    std::vector<Rank> members = {};
    std::vector<Reason> reasons = {};
    Growth growth = Growth::open;
    std::int64_t pieces = 0;

    void add(WorkingSet const& set, Rank rank) {
        members.push_back(rank);
        pieces += set.at(rank).pieces;
    }
};

// Steps 1-4: what cannot be planned is left out, the rest put in sequence, classed, partitioned.
[[nodiscard]] WorkingSet classify(std::span<Candidate const> candidates, WaveRules const& rules,
                                  Instant now);

// Waves filled in the sequence of the members.
[[nodiscard]] std::vector<Draft> build_in_turn(WorkingSet const& set,
                                               std::span<Rank const> members);
// Step 5.
[[nodiscard]] std::vector<Draft> build_single(WorkingSet const& set, std::span<Rank const> members);
// Step 6.
[[nodiscard]] std::vector<Draft> build_multi(WorkingSet const& set, std::span<Rank const> members);

// How many pieces a wave of this class has; a maximum of 0 is none.
struct WaveSize {
    std::int64_t least = 0;
    std::int64_t most = 0;
};
[[nodiscard]] WaveSize wave_size(WaveRules const& rules, OrderClass cls);

// How many orders a sorted wave may have: the wall's slots; without a wall the cart's bins; 0 =
// any.
[[nodiscard]] std::int64_t sorting_capacity(WaveRules const& rules);

// Method: chosen by rule, with figures for every method that could be used. Fills the wave's
// method, forecasts, walk, duration and distinct locations.
void choose_method(WorkingSet const& set, Draft const& draft, PlannedWave& wave);

// The minutes of a figure for people, rounded towards the urgent side.
[[nodiscard]] std::int64_t whole_minutes(std::int64_t milliseconds);
[[nodiscard]] std::int64_t duration_ms(PickSpeed const& speed, std::int64_t walked_mm,
                                       std::int64_t stops, std::int64_t pieces);

template <class Value>
[[nodiscard]] std::string value_text(Value const& value) {
    if constexpr (std::is_arithmetic_v<Value>)
        return std::to_string(value);
    else
        return std::string{value};
}
template <class... Values>
[[nodiscard]] Reason because(ReasonCode code, Values const&... values) {
    return Reason{code, {value_text(values)...}};
}

}  // namespace wms::planning
