// SPDX-License-Identifier: Apache-2.0
#include "planning/walk.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace wms::planning {
namespace {

std::int64_t via(std::int64_t cross_aisle_y, std::int64_t from_y, std::int64_t to_y) {
    return std::abs(from_y - cross_aisle_y) + std::abs(to_y - cross_aisle_y);
}

}  // namespace

std::int64_t leg_mm(Point from, Point to, Layout layout) {
    std::int64_t const from_y = from.y_mm;
    std::int64_t const to_y = to.y_mm;
    std::int64_t const depth = layout.depth_mm;
    std::int64_t const across = std::abs(std::int64_t{from.x_mm} - to.x_mm);
    std::int64_t const along = std::abs(from_y - to_y);
    if (across == 0 || depth <= 0) return across + along;
    // Both on the open floor before or behind the racks: nothing is in the way.
    bool const in_front = from_y <= 0 && to_y <= 0;
    bool const behind = from_y >= depth && to_y >= depth;
    if (in_front || behind) return across + along;
    return across + std::min(via(0, from_y, to_y), via(depth, from_y, to_y));
}

std::int64_t walk_mm(Point start, std::span<Stop const> stops, Point end, Layout layout) {
    if (stops.empty()) return 0;
    std::int64_t sum = 0;
    Point at = start;
    for (Stop const& stop : stops) {
        sum += leg_mm(at, stop.at, layout);
        at = stop.at;
    }
    return sum + leg_mm(at, end, layout);
}

void order_by_sequence(std::vector<Stop>& stops) {
    auto const key = [](Stop const& s) {
        return std::tuple{s.pick_sequence, s.location, s.at.x_mm, s.at.y_mm};
    };
    std::ranges::sort(stops, {}, key);
    auto const repeated = std::ranges::unique(stops, {}, &Stop::location);
    stops.erase(repeated.begin(), repeated.end());
}

}  // namespace wms::planning
