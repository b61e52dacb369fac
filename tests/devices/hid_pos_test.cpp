// SPDX-License-Identifier: Apache-2.0
// HID POS from bytes: the makers' layouts by their descriptors, scans in parts, answers, nonsense.
#include "devices/hid_pos.hpp"

#include "devices/gun_reports.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;
using namespace wms::test;

HidPosPlaces places_in(Report const& descriptor) {
    auto const reports = hid::parse_reports(descriptor);
    REQUIRE(reports.has_value());
    auto const places = hid_pos_places(*reports);
    REQUIRE(places.has_value());
    return *places;
}

HidPosDecoder honeywell_decoder(ScannerSettings settings = {}) {
    return HidPosDecoder{places_in(honeywell_descriptor()), std::move(settings)};
}

Decoded take(Decoder& decoder, std::vector<Report> const& reports, Millis now = Millis{0}) {
    Decoded out;
    for (Report const& each : reports) decoder.take(each, now, out);
    return out;
}

// Newland: data from byte 2 on, no AIM identifier (FM420 guide, p. 47).
Report newland_descriptor() {
    return bytes_of(
        "05 8c 09 02 a1 01 09 12 a1 02 85 02 15 00 26 ff 00 75 08 95 01 05 01 09 3b 81 02"
        "05 8c 95 38 09 fe 82 02 01 95 04 81 03 06 00 ff 95 01 09 01 81 02"
        "05 8c 75 01 95 01 09 ff 81 02 95 07 81 03 c0 c0");
}

}  // namespace

TEST_CASE("Honeywell's descriptor says where everything stands") {
    HidPosPlaces const places = places_in(honeywell_descriptor());
    CHECK(places.report_id == 2);
    CHECK(places.report_bytes == 64);
    CHECK(places.length == 1U);
    CHECK(places.aim[0] == 2U);
    CHECK(places.aim[2] == 4U);
    CHECK(places.data == 5);
    CHECK(places.data_bytes == 56);
    CHECK(places.honeywell_code == 61U);
    CHECK(places.continued == 63U * 8);
    CHECK(places.has_redirect);
    CHECK(places.has_commands);
    CHECK(places.bad_report == std::string{"\x04\x20"});
    CHECK(places.good_report == std::string{"\x04\x40"});
}

TEST_CASE("Newland's layout, too, is only read") {
    HidPosPlaces const places = places_in(newland_descriptor());
    CHECK(places.data == 2);
    CHECK_FALSE(places.aim[0].has_value());
    CHECK(places.continued == 63U * 8);
    CHECK_FALSE(places.bad_report.has_value());
    HidPosDecoder decoder{places, {}};
    Report report(64, 0);
    std::string const code = "4006381333931";
    report[0] = 2;
    report[1] = 13;
    std::copy(code.begin(), code.end(), report.begin() + 2);
    Decoded const out = take(decoder, {report});
    REQUIRE(out.scans.size() == 1);
    CHECK(out.scans[0].data == code);
    CHECK(out.scans[0].aim.empty());
    CHECK(out.scans[0].symbology == "EAN-13");
    CHECK(out.scans[0].certainty == Certainty::guessed);  // it only looks like one
}

TEST_CASE("a gun with a light shows it with the beep; one without an error beep has another one") {
    // outputs of report 5: 7D Good Read LED, 86 good beep, 87 Not On File beep
    auto const reports = hid::parse_reports(
        bytes_of("05 8c 09 02 a1 01 85 02 15 00 26 ff 00 75 08 95 38 09 fe 82 02 01"
                 "85 05 25 01 75 01 95 03 09 7d 09 86 09 87 91 02 95 05 91 03 c0"));
    REQUIRE(reports.has_value());
    auto const places = hid_pos_places(*reports);
    REQUIRE(places.has_value());
    CHECK(places->good_report == std::string{"\x05\x03"});
    CHECK(places->bad_report == std::string{"\x05\x04"});
}

TEST_CASE("a scan in parts is one scan; its identifier is the first part's") {
    auto decoder = honeywell_decoder();
    std::string const text = std::string(56, 'a') + std::string(56, 'b') +
                             "\x1D"
                             "c";
    Decoded const out = take(decoder, honeywell_reports("]d2", text));
    REQUIRE(out.scans.size() == 1);
    CHECK(out.scans[0].data == text);
    CHECK(out.scans[0].aim == "]d2");
    CHECK_FALSE(out.scans[0].ended_by_time);
    CHECK_FALSE(decoder.due().has_value());
}

TEST_CASE("continued and nothing more: whole when the report was full, else thrown away") {
    auto decoder = honeywell_decoder();
    auto reports = honeywell_reports("]C0", std::string(112, 'x'));
    reports[1][63] = 1;  // some firmware says so on the last one
    Decoded out = take(decoder, reports, Millis{1000});
    CHECK(out.scans.empty());
    CHECK(decoder.due() == Millis{1200});
    decoder.pass(Millis{1199}, out);
    CHECK(out.scans.empty());
    decoder.pass(Millis{1200}, out);
    REQUIRE(out.scans.size() == 1);
    CHECK(out.scans[0].data.size() == 112);
    CHECK(out.scans[0].ended_by_time);

    auto part = honeywell_reports("]C0", "half")[0];
    part[63] = 1;
    out = take(decoder, {part}, Millis{2000});
    decoder.pass(Millis{2200}, out);
    CHECK(out.scans.empty());
    CHECK(out.faults == std::vector{ScanFault::incomplete});
    CHECK(take(decoder, honeywell_reports("]C0", "next"), Millis{2300}).scans.size() == 1);
}

TEST_CASE("a scan without end is cut, and the one after it is read") {
    auto decoder = honeywell_decoder();
    auto part = honeywell_reports("]C0", std::string(56, 'x'))[0];
    part[63] = 1;
    Decoded const out = take(decoder, std::vector<Report>(10'000, part));
    CHECK(out.scans.empty());
    CHECK(out.faults == std::vector{ScanFault::too_long});
    Decoded last = take(decoder, honeywell_reports("]C0", "end"));
    CHECK(last.scans.empty());  // the end of the long one
    CHECK(take(decoder, honeywell_reports("]C0", "next")).scans.size() == 1);
}

TEST_CASE("answers to commands are no scans; ]X0 is one when nothing was asked") {
    auto decoder = honeywell_decoder();
    CHECK(take(decoder, honeywell_reports("]X0", "978")).scans.size() == 1);
    decoder.expect_answer(Millis{0});
    Decoded out = take(decoder, honeywell_reports("]X0", "REVINF Xenon"));
    CHECK(out.scans.empty());
    out = take(decoder, honeywell_reports("]Z6", "\x06."));
    CHECK(out.scans.empty());
    CHECK(out.answers == std::vector<std::string>{"REVINF Xenon\x06."});
    CHECK(take(decoder, honeywell_reports("]Z6", "unasked")).scans.empty());
    decoder.expect_answer(Millis{0});
    CHECK(take(decoder, honeywell_reports("]X0", "978"), Millis{5000}).scans.size() == 1);
}

TEST_CASE("what contradicts the descriptor is nonsense, and is no scan") {
    auto decoder = honeywell_decoder();
    auto report = honeywell_reports("]C0", "x")[0];
    report[1] = 57;
    CHECK(take(decoder, {report}).faults == std::vector{ScanFault::nonsense});
    report[1] = 1;
    report.resize(20);
    CHECK(take(decoder, {report}).faults == std::vector{ScanFault::nonsense});
    Decoded const out = take(decoder, {{}, Report(64, 3), Report{9}});
    CHECK(out.scans.empty());
    CHECK(out.faults.empty());  // an empty transfer and other reports
}

TEST_CASE("a nonsense part takes the scan under way with it") {
    auto decoder = honeywell_decoder();
    auto reports = honeywell_reports("]C0", std::string(100, 'x'));
    reports[1][1] = 99;
    Decoded const out = take(decoder, reports);
    CHECK(out.scans.empty());
    CHECK(out.faults == std::vector{ScanFault::incomplete, ScanFault::nonsense});
}

TEST_CASE("the keyboard's suffix is taken off where the profile says that it comes along") {
    auto with = honeywell_decoder({.framing = {.suffix = "\r"}, .strip_suffix = true});
    CHECK(take(with, honeywell_reports("]C0", "A\r")).scans[0].data == "A");
    auto without = honeywell_decoder();
    CHECK(take(without, honeywell_reports("]C0", "A\r")).scans[0].data == "A\r");
}

TEST_CASE("the maker's code names the symbology when the AIM bytes are empty") {
    auto decoder = honeywell_decoder();
    auto report = honeywell_reports("", "ABC")[0];
    report[61] = 'j';
    Decoded const out = take(decoder, {report});
    REQUIRE(out.scans.size() == 1);
    CHECK(out.scans[0].aim.empty());
    CHECK(out.scans[0].symbology == "Code 128");
    CHECK(out.scans[0].certainty == Certainty::known);
}

TEST_CASE("a descriptor that lies about its size or its nesting is refused") {
    for (char const* const hex : {"05", "a1 01", "c0", "b4", "85 00", "75 08 97 ff ff ff ff 81 02",
                                  "77 ff ff ff 7f 95 02 81 02", "19 00 2a ff ff"}) {
        CAPTURE(hex);
        CHECK_FALSE(hid::parse_reports(bytes_of(hex)).has_value());
    }
    CHECK_FALSE(hid::parse_reports(Report(5000, 0)).has_value());
    CHECK_FALSE(hid::parse_reports(Report(200, 0xA4)).has_value());  // push, push, push …
    Report many;
    for (int i = 0; i < 200; ++i) many.insert(many.end(), {0xA1, 0x01});
    CHECK_FALSE(hid::parse_reports(many).has_value());
}
