// SPDX-License-Identifier: Apache-2.0
#include "devices/battery.hpp"

#include "devices/gun_reports.hpp"
#include "devices/hid_pos.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;
using namespace wms::test;

std::optional<BatteryPlaces> places_of(std::string const& hex) {
    auto const reports = hid::parse_reports(bytes_of(hex));
    REQUIRE(reports.has_value());
    return battery_places(*reports);
}

std::optional<unsigned> percent(BatteryPlaces const& places, std::string const& hex) {
    auto const battery = battery_in(places, bytes_of(hex));
    return battery ? std::optional{battery->percent} : std::nullopt;
}
}  // namespace

TEST_CASE("a cradle's feature report: charge and whether it is charging") {
    Report descriptor = honeywell_descriptor();
    Report const cradle = cradle_battery_descriptor();
    descriptor.insert(descriptor.end(), cradle.begin(), cradle.end());
    auto const reports = hid::parse_reports(descriptor);
    REQUIRE(reports.has_value());
    CHECK(hid_pos_places(*reports).has_value());  // it still scans
    auto const places = battery_places(*reports);
    REQUIRE(places.has_value());
    CHECK(places->kind == hid::Kind::feature);
    CHECK(places->charge.report_id == 7);
    CHECK(places->report_bytes == 3);
    CHECK(battery_in(*places, bytes_of("07 55 01")) == Battery{85, true});
    CHECK(battery_in(*places, bytes_of("07 00 00")) == Battery{0, false});
    CHECK(battery_in(*places, bytes_of("07 64 FE")) == Battery{100, false});
    CHECK_FALSE(percent(*places, "07 65 00").has_value());  // more than the most
    CHECK_FALSE(percent(*places, "02 55 00").has_value());  // another report
    CHECK_FALSE(percent(*places, "07").has_value());
    CHECK_FALSE(percent(*places, "").has_value());
    CHECK(battery_in(*places, bytes_of("07 55")) == Battery{85, std::nullopt});  // cut off
}

TEST_CASE("Honeywell's own descriptor tells no charge") {
    auto const reports = hid::parse_reports(honeywell_descriptor());
    REQUIRE(reports.has_value());
    CHECK_FALSE(battery_places(*reports).has_value());
}

TEST_CASE("an input report of the Battery System, in its own scale and beside other bits") {
    auto const places = places_of(
        "05 85 09 04 a1 01 85 09 09 44 15 00 25 01 75 01 95 01 81 02 95 03 81 03"
        "09 65 15 0A 26 FF 00 75 08 95 01 81 02 75 01 95 04 81 03 c0");
    REQUIRE(places.has_value());
    CHECK(places->kind == hid::Kind::input);
    CHECK(places->charge.bit == 12);
    CHECK(battery_in(*places, bytes_of("09 F1 0F")) == Battery{100, true});  // 0xFF
    CHECK(battery_in(*places, bytes_of("09 A0 00")) == Battery{0, false});   // 0x0A
    CHECK_FALSE(percent(*places, "09 90 00").has_value());                   // 0x09: below
}

TEST_CASE("a charge without a scale is none") {
    CHECK_FALSE(places_of("05 06 09 20 a1 01 09 20 15 64 25 64 75 08 95 01 b1 02 c0").has_value());
    CHECK_FALSE(places_of("05 06 09 20 a1 01 09 20 15 00 25 64 75 20 95 01 b1 02 c0").has_value());
    // 0xFF in one byte is -1
    CHECK_FALSE(places_of("05 06 09 20 a1 01 09 20 15 00 25 FF 75 08 95 01 b1 02 c0").has_value());
}
