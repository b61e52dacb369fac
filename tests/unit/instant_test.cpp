// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms;

TEST_CASE("days count both ways over two centuries") {
    Day previous{18991231};
    for (std::int64_t n = days_since_epoch(Day{19000101}); n <= days_since_epoch(Day{21991231});
         ++n) {
        Day const day = day_from_epoch(n);
        REQUIRE(previous < day);
        REQUIRE(days_since_epoch(day) == n);
        previous = day;
    }
    CHECK(previous == Day{21991231});
    CHECK(days_since_epoch(Day{19700101}) == 0);
}

TEST_CASE("the day depends on the warehouse's offset") {
    Instant const at = parse_instant("2026-02-28T23:30:00Z").value();
    CHECK(day_of(at, 0) == Day{20260228});
    CHECK(day_of(at, 8 * 60) == Day{20260301});
    CHECK(day_of(Instant{-1}, 0) == Day{19691231});
}

TEST_CASE("instants read and print the same text") {
    CHECK(to_text(parse_instant("2010-12-09 08:34:07").value()) == "2010-12-09T08:34:07.000Z");
    CHECK(to_text(parse_instant("2024-02-29T23:59:59.123Z").value()) == "2024-02-29T23:59:59.123Z");
}

TEST_CASE("what is not a time is refused") {
    for (char const* text : {"", "2010-12-09", "2010-13-09 00:00:00", "2023-02-29 00:00:00",
                             "2010-12-09 24:00:00", "2010-12-09x08:34:00", "2010-12-09 08:34:0a"}) {
        CHECK_FALSE(parse_instant(text));
    }
}

}  // namespace
