// SPDX-License-Identifier: Apache-2.0
#include "planning/walk.hpp"

#include "support/random.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {
using namespace wms;
using namespace wms::planning;

constexpr Layout ten_metres{.depth_mm = 10'000};

Stop stop(std::uint64_t location, std::int64_t sequence, std::int32_t x, std::int32_t y) {
    return {.location = LocationId{location}, .pick_sequence = sequence, .at = {x, y}};
}

TEST_CASE("a leg follows the aisles") {
    struct Row {
        std::string_view name;
        Point from;
        Point to;
        Layout layout;
        std::int64_t mm;
    };
    // The distances are worked out by hand from the layout: depth 10 m, aisles along y.
    static constexpr Row rows[] = {
        {"nowhere", {3'000, 4'000}, {3'000, 4'000}, ten_metres, 0},
        {"within an aisle straight", {3'000, 1'000}, {3'000, 9'000}, ten_metres, 8'000},
        {"front end nearer", {0, 2'000}, {3'000, 3'000}, ten_metres, 3'000 + 2'000 + 3'000},
        {"back end nearer", {0, 8'000}, {3'000, 7'000}, ten_metres, 3'000 + 2'000 + 3'000},
        {"both ends equal", {0, 5'000}, {3'000, 5'000}, ten_metres, 3'000 + 10'000},
        {"from the front cross-aisle", {0, 0}, {6'000, 4'000}, ten_metres, 6'000 + 4'000},
        {"from the back cross-aisle", {0, 10'000}, {6'000, 9'000}, ten_metres, 6'000 + 1'000},
        {"front to back through an aisle", {0, 0}, {6'000, 10'000}, ten_metres, 16'000},
        {"from a depot before the racks", {0, -2'000}, {3'000, 4'000}, ten_metres, 9'000},
        {"on the open floor before the racks", {0, -2'000}, {3'000, -3'000}, ten_metres, 4'000},
        {"on the open floor behind the racks", {0, 12'000}, {3'000, 11'000}, ten_metres, 4'000},
        {"no aisles drawn", {0, 5'000}, {3'000, 6'000}, {}, 4'000},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            CHECK(leg_mm(row.from, row.to, row.layout) == row.mm);
            CHECK(leg_mm(row.to, row.from, row.layout) == row.mm);
        }
    }
}

TEST_CASE("a walk adds its legs from start to end") {
    Point const depot{0, 0};
    std::vector<Stop> const stops{stop(1, 1, 0, 4'000), stop(2, 2, 0, 9'000),
                                  stop(3, 3, 3'000, 8'000)};
    // 4 m up, 5 m on, around the back 1 + 3 + 2 m, home 8 + 3 m.
    CHECK(walk_mm(depot, stops, depot, ten_metres) == 4'000 + 5'000 + 6'000 + 11'000);
    CHECK(walk_mm(depot, std::span{stops}.first(1), Point{0, 10'000}, ten_metres) == 10'000);
    CHECK(walk_mm(depot, {}, Point{9'000, 9'000}, ten_metres) == 0);
}

TEST_CASE("the pick path follows the sequence and visits a location once") {
    std::vector<Stop> stops{stop(7, 30, 0, 0), stop(5, 10, 0, 0), stop(9, 20, 0, 0),
                            stop(5, 10, 0, 0), stop(4, 20, 0, 0)};
    order_by_sequence(stops);
    std::vector<std::uint64_t> locations;
    for (Stop const& s : stops) locations.push_back(s.location.value());
    CHECK(locations == std::vector<std::uint64_t>{5, 4, 9, 7});
}

TEST_CASE("no leg is shorter than the straight one and no detour is shorter than the leg") {
    test::Random random{7};
    auto const any = [&random] {
        return Point{static_cast<std::int32_t>(random.between(0, 9) * 3'000),
                     static_cast<std::int32_t>(random.between(-1'000, 11'000))};
    };
    for (int i = 0; i < 20'000; ++i) {
        Point const a = any();
        Point const b = any();
        Point const c = any();
        std::int64_t const direct = leg_mm(a, b, ten_metres);
        REQUIRE(direct >= leg_mm(a, b, Layout{}));
        REQUIRE(direct <= leg_mm(a, c, ten_metres) + leg_mm(c, b, ten_metres));
    }
}

}  // namespace
