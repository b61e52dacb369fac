// SPDX-License-Identifier: Apache-2.0
// How far a picker walks. One block of parallel aisles: an aisle is all points with the same x, it
// runs from the front cross-aisle (y = 0) to the back one (y = depth). Whole millimetres; nothing
// here knows orders or waves.
#pragma once

#include "base/id.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace wms::planning {

struct Point {
    std::int32_t x_mm = 0;
    std::int32_t y_mm = 0;
    friend bool operator==(Point const&, Point const&) = default;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x_mm, y_mm))

// A depth of 0 means that no aisles are drawn: then one walks straight along x and y.
struct Layout {
    std::int32_t depth_mm = 0;
    friend bool operator==(Layout const&, Layout const&) = default;
};
BOOST_DESCRIBE_STRUCT(Layout, (), (depth_mm))

struct Stop {
    LocationId location;
    std::int64_t pick_sequence;
    Point at;
    friend bool operator==(Stop const&, Stop const&) = default;
};
BOOST_DESCRIBE_STRUCT(Stop, (), (location, pick_sequence, at))

// From one point to another: inside an aisle straight, to another aisle around the end that makes
// the way shorter.
[[nodiscard]] std::int64_t leg_mm(Point from, Point to, Layout layout);
// The stops in the order given, from `start` to `end`. Without stops nobody walks.
[[nodiscard]] std::int64_t walk_mm(Point start, std::span<Stop const> stops, Point end,
                                   Layout layout);
// The pick path: by pick sequence, ties by location; a location visited once.
void order_by_sequence(std::vector<Stop>& stops);

}  // namespace wms::planning
