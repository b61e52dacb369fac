// SPDX-License-Identifier: Apache-2.0
// The wave builder (§4.6 Builder steps 1-7, Method). It takes the orders that may be released and
// says which go together, how they are picked, how far and how long that is, and whether to release
// now; and for every wave and every order left out, why.
//
// A pure function: the same orders in any sequence give the same plan. It allocates no stock and
// releases nothing; the caller turns waves with `ReleaseDecision::release` into commands.
#pragma once

#include "planning/candidate.hpp"
#include "planning/explain.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace wms::planning {

enum class ReleaseDecision : std::uint8_t { release, wait };
BOOST_DESCRIBE_ENUM(ReleaseDecision, release, wait)

// What a wave would cost with one picker.
struct MethodForecast {
    PickMethod method;
    std::int64_t walk_mm;
    std::int64_t duration_ms;
    friend bool operator==(MethodForecast const&, MethodForecast const&) = default;
};
BOOST_DESCRIBE_STRUCT(MethodForecast, (), (method, walk_mm, duration_ms))

struct PlannedWave {
    OrderClass cls;
    std::string custom_rule;  // its name if `cls` is custom
    PickMethod method;
    ProcessProfile profile;
    CarrierId carrier;
    std::string service;
    std::string temperature_zone;
    Instant pickup;
    std::vector<OrderId> orders;  // least slack first, then priority, payment, id
    Quantity pieces;
    std::int64_t lines;
    std::int64_t distinct_locations;
    std::vector<ZoneId> zones;
    std::int64_t walk_mm;      // with `method`
    std::int64_t duration_ms;  // with `method`
    std::vector<MethodForecast> forecasts;
    ReleaseDecision decision;
    Explanation explanation;
    friend bool operator==(PlannedWave const&, PlannedWave const&) = default;
};
BOOST_DESCRIBE_STRUCT(PlannedWave, (),
                      (cls, custom_rule, method, profile, carrier, service, temperature_zone,
                       pickup, orders, pieces, lines, distinct_locations, zones, walk_mm,
                       duration_ms, forecasts, decision, explanation))

struct LeftOut {
    OrderId order;
    Reason reason;
    friend bool operator==(LeftOut const&, LeftOut const&) = default;
};
BOOST_DESCRIBE_STRUCT(LeftOut, (), (order, reason))

struct WavePlan {
    std::vector<PlannedWave> waves;
    std::vector<LeftOut> left_out;  // by order
    friend bool operator==(WavePlan const&, WavePlan const&) = default;
};
BOOST_DESCRIBE_STRUCT(WavePlan, (), (waves, left_out))

[[nodiscard]] WavePlan build_waves(std::span<Candidate const> candidates, WaveRules const& rules,
                                   Instant now);

}  // namespace wms::planning
