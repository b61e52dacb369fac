// SPDX-License-Identifier: Apache-2.0
#include "devices/line_assembler.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;

Decoded take(LineAssembler& line, std::string_view text, Millis now = Millis{0}) {
    Decoded out;
    line.take({reinterpret_cast<std::uint8_t const*>(text.data()), text.size()}, now, out);
    return out;
}
std::vector<std::string> data_of(Decoded const& decoded) {
    std::vector<std::string> data;
    for (Scan const& each : decoded.scans) data.push_back(each.data);
    return data;
}
using Texts = std::vector<std::string>;
}  // namespace

TEST_CASE("half a scan, two scans, every kind of end") {
    struct Row {
        char const* suffix;
        char const* bytes;
        Texts scans;
    };
    Row const rows[] = {
        {"\r\n", "A\r\nB\r\n", {"A", "B"}},
        {"\r\n", "A\nB\r", {"A", "B"}},
        {"\t", "A\rB\tC\t", {"A\rB", "C"}},
        {"##", "A#B##C##", {"A#B", "C"}},
        {"\r\n",
         "\x02"
         "A\rB\x03\x02"
         "C\x03\r\n",
         {"A\rB", "C"}},
        {"", "A\r", {}},
    };
    for (Row const& row : rows) {
        CAPTURE(row.bytes);
        LineAssembler whole{{.framing = {.suffix = row.suffix}}};
        CHECK(data_of(take(whole, row.bytes)) == row.scans);
        LineAssembler single{{.framing = {.suffix = row.suffix}}};
        Texts scans;
        for (char const c : std::string_view{row.bytes}) {
            for (std::string const& each : data_of(take(single, {&c, 1}))) scans.push_back(each);
        }
        CHECK(scans == row.scans);
    }
}

TEST_CASE("a scan keeps which end was taken off it") {
    struct Row {
        char const* suffix;
        char const* bytes;
        Texts ends;
    };
    for (Row const& row :
         {Row{"\r\n\t", "A\rB\nC\tD\r\n", {"\r", "\n", "\t", "\r\n"}}, Row{"##", "A##", {"##"}},
          Row{"\r",
              "\x02"
              "A\x03",
              {"\x03"}}}) {
        CAPTURE(row.bytes);
        LineAssembler line{{.framing = {.suffix = row.suffix}}};
        Texts ends;
        for (Scan const& each : take(line, row.bytes).scans) ends.push_back(each.end);
        CHECK(ends == row.ends);
    }
    LineAssembler line{{}};
    Decoded out = take(line, "A");
    line.pass(Millis{1000}, out);
    CHECK(out.scans.at(0).end.empty());
}

TEST_CASE("silence ends a scan, unless the suffix is known to come") {
    LineAssembler line{{}};
    Decoded out = take(line, "ABC", Millis{100});
    CHECK(line.due() == Millis{150});
    line.pass(Millis{149}, out);
    CHECK(out.scans.empty());
    line.pass(Millis{150}, out);
    REQUIRE(out.scans.size() == 1);
    CHECK(out.scans[0].ended_by_time);
    LineAssembler strict{{.framing = {.suffix_required = true}}};
    out = take(strict, "ABC", Millis{100});
    strict.pass(Millis{200}, out);
    CHECK(out.scans.empty());
    CHECK(out.faults == std::vector{ScanFault::incomplete});
}

TEST_CASE("too long: thrown away up to its end, the next one counts") {
    LineAssembler line{{.framing = {.length_max = 4}}};
    Decoded const out = take(line, "ABCDEFGH\rIJ\rABCD\rABCDE\r");
    CHECK(data_of(out) == Texts{"IJ", "ABCD"});
    CHECK(out.faults == std::vector{ScanFault::too_long, ScanFault::too_long});
}

TEST_CASE("prefix, AIM identifier and FNC1: only as the settings say") {
    ScannerSettings settings{.framing = {.prefix = "<<"}, .aim = AimPlace::prefix, .gs = "{GS}"};
    Scan scan = scan_of_line("<<]C110A{GS}21B", settings);
    CHECK(scan.aim == "]C1");
    CHECK(scan.data ==
          "10A\x1D"
          "21B");
    CHECK(scan.symbology == "GS1-128");
    CHECK(scan.certainty == Certainty::known);
    scan = scan_of_line(
        "]C110A\x1D"
        "21B",
        {});
    CHECK(scan.aim.empty());  // its own data may begin so
    CHECK(scan.data ==
          "]C110A\x1D"
          "21B");
    CHECK(scan_of_line("]?1x", settings).data == "]?1x");
}

TEST_CASE("unplugged in the middle: nothing is delivered") {
    LineAssembler line{{}};
    Decoded out = take(line, "ABC");
    line.abandon(out);
    line.pass(Millis{10'000}, out);
    CHECK(out.scans.empty());
    CHECK(out.faults == std::vector{ScanFault::incomplete});
}
