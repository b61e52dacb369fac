// SPDX-License-Identifier: Apache-2.0
#include "devices/gun_reports.hpp"
#include "devices/ibm_scanner.hpp"
#include "devices/symbology.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;
using namespace wms::test;

Decoded take(IbmDecoder& decoder, std::string const& hex, Millis now = Millis{0}) {
    Report report = bytes_of(hex);
    report.resize(64);
    Decoded out;
    decoder.take(report, now, out);
    return out;
}
}  // namespace

TEST_CASE("IBM reports: one-byte and longer identifiers") {
    struct Row {
        char const* hex;
        char const* data;
        char const* aim;
        char const* symbology;
    };
    constexpr Row rows[] = {
        // captured from a Symbol scanner
        {"11 10 03 00 30 37 31 30 31 32 31 30 37 30 31 38 0D", "071012107018", "]E0", "UPC-A"},
        {"0d 10 03 00 39 36 33 38 35 30 37 34 0C", "96385074", "]E4", "EAN-8"},
        {"0a 10 03 00 41 42 43 00 18 0B", "ABC", "]C0", "Code 128"},
        {"0b 10 03 00 41 42 43 00 18 0B 00", "ABC", "]C0", "Code 128"},
        {"0a 10 03 00 31 30 41 00 25 0B", "10A", "]C1", "GS1-128"},
        {"0a 10 03 00 31 30 41 00 36 0B", "10A", "]d2", "GS1 DataMatrix"},
    };
    for (Row const& row : rows) {
        CAPTURE(row.hex);
        IbmDecoder decoder{IbmKind::hand_held, {}};
        Decoded const out = take(decoder, row.hex);
        REQUIRE(out.scans.size() == 1);
        CHECK(out.scans[0].data == row.data);
        CHECK(out.scans[0].aim == row.aim);
        CHECK(out.scans[0].aim_derived);
        CHECK(out.scans[0].symbology == row.symbology);
        CHECK(out.scans[0].certainty == Certainty::known);
    }
}

TEST_CASE("a table-top sends EAN digits as numbers; in other codes bytes are bytes") {
    IbmDecoder decoder{IbmKind::table_top, {}};
    CHECK(take(decoder, "0d 10 03 00 09 06 03 08 05 00 07 04 0C").scans[0].data == "96385074");
    CHECK(take(decoder, "0a 10 03 00 41 01 43 00 32 0B").scans[0].data ==
          "A\x01"
          "C");
}

TEST_CASE("IBM: several reports, statuses, an end that never comes") {
    IbmDecoder decoder{IbmKind::hand_held, {}};
    CHECK(take(decoder, "0a 10 03 00 41 42 43 10 33 0B").scans.empty());
    CHECK(take(decoder, "0a 10 03 00 44 45 46 00 33 0B").scans[0].data == "ABCDEF");
    CHECK(take(decoder, "04 20 02 00").scans.empty());
    REQUIRE(decoder.status().has_value());
    CHECK(decoder.status()->hardware_error);
    CHECK(decoder.status()->enabled);
    CHECK(take(decoder, "03 00 00 00").faults == std::vector{Fault::nonsense});
    CHECK(take(decoder, "41 00 00 00").faults == std::vector{Fault::nonsense});
    CHECK(take(decoder, "0a 02 00 00 44 45 46 00 33 0B").scans.empty());  // configuration data
    CHECK(take(decoder, "0a 10 03 00 41 42 43 10 33 0B", Millis{0}).scans.empty());
    Decoded out;
    decoder.pass(Millis{200}, out);
    CHECK(out.faults == std::vector{Fault::incomplete});
}

TEST_CASE("symbologies by AIM identifier") {
    CHECK(symbology_of_aim("]C1") == "GS1-128");
    CHECK(symbology_of_aim("]C0") == "Code 128");
    CHECK(symbology_of_aim("]d5") == "GS1 DataMatrix");
    CHECK(symbology_of_aim("]E4") == "EAN-8");
    CHECK(symbology_of_aim("]z4") == "GS1 Aztec");
    CHECK(symbology_of_aim("]X0").empty());  // the maker's own
    CHECK(symbology_of_aim("C1").empty());
}
