// SPDX-License-Identifier: Apache-2.0
#include "app/location_labels.hpp"

#include "support/pack_house.hpp"

namespace {
using namespace wms;
using namespace wms::test;

TEST_CASE("locations are labelled in the order they stand in: numbers count as numbers") {
    struct Row {
        std::string_view before;
        std::string_view after;
    };
    constexpr Row rows[] = {{"A-2", "A-10"},  {"A-09", "A-10"}, {"A-1", "B-1"},    {"A", "A-1"},
                            {"A-1", "A-1-1"}, {"A-01", "A-1"},  {"A1B2", "A1B10"}, {"", "A"}};
    for (Row const& row : rows) {
        CAPTURE(row.before);
        CAPTURE(row.after);
        CHECK(sheets::comes_before(row.before, row.after));
        CHECK_FALSE(sheets::comes_before(row.after, row.before));
        CHECK_FALSE(sheets::comes_before(row.before, row.before));
    }
}

TEST_CASE("a range of locations has both its ends, and a store without it has none") {
    PackFloor floor;
    Read const& read = floor.desk.tables();
    auto const all = location_values(read, {});
    REQUIRE(all.size() >= 2);
    auto const ends =
        location_values(read, {.first = all.front().at("code"), .last = all.back().at("code")});
    CHECK(ends == all);
    auto const rest = location_values(read, {.first = all[1].at("code")});
    CHECK(rest.size() == all.size() - 1);
    CHECK(all.front().at("label") == "L-" + all.front().at("code"));
    CHECK(location_values(read, {.first = "~"}).empty());
    CHECK(location_values(read, {.warehouse = "nowhere"}).empty());
}

}  // namespace
