// SPDX-License-Identifier: Apache-2.0
#include "devices/scanner_calibration.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wms::devices;
using wms::Language;

namespace {

std::string const front{calibration_front};
std::string const back{calibration_back};

// What a gun set to the German layout types, read as US keys.
std::string german_as_us(std::string_view text) {
    std::string read;
    for (char const c : text) {
        switch (c) {
            case 'y': read += 'z'; break;
            case 'z': read += 'y'; break;
            case 'Y': read += 'Z'; break;
            case 'Z': read += 'Y'; break;
            case '-': read += '/'; break;
            case '/': read += '&'; break;
            default: read += c;
        }
    }
    return read;
}

Calibration calibrated(std::vector<CalibrationReading> const& readings) {
    auto const result = calibrate(readings);
    REQUIRE(result.calibration);
    return *result.calibration;
}

}  // namespace

TEST_CASE("a gun that changes nothing") {
    auto const found = calibrated({{"", calibration_text() + "\r", GsForm::unknown}});
    CHECK(found.layout.empty());
    CHECK(found.prefix.empty());
    CHECK(found.aim.empty());
    CHECK(found.suffix == "\r");
    CHECK(found.gs == GsForm::byte);
    CHECK(found.letters == LetterCase::kept);
    CHECK(!found.doubles_lost);
    CHECK(advice(found, Language::en).size() == 1);  // the identifiers
    CHECK(advice(found, Language::zh).size() == 1);
}

TEST_CASE("prefix, identifier and suffix are told apart") {
    auto const found = calibrated({{"", "\x02]C0" + calibration_text() + "\r\n", {}}});
    CHECK(found.prefix == "\x02");
    CHECK(found.aim == "]C0");
    CHECK(found.suffix == "\r\n");
    CHECK(advice(found, Language::en).empty());
}

TEST_CASE("the layout that makes sense of the keys is the gun's") {
    std::string const typed = "]C0" + calibration_text() + "\r";
    auto const found = calibrated({{"us", german_as_us(typed), GsForm::ctrl_bracket},
                                   {"fr", "CQL22aAqQ", GsForm::ctrl_bracket},
                                   {"de", typed, GsForm::ctrl_bracket}});
    CHECK(found.layout == "de");
    CHECK(found.gs == GsForm::ctrl_bracket);
}

TEST_CASE("the suffix is what the gun sends, and a framed gun misses none") {
    struct Row {
        std::string suffix;
        std::string_view named;
    };
    for (Row const& row :
         {Row{"\r", "suffix CR,"}, Row{"\n", "suffix LF,"}, Row{"\t", "suffix TAB,"},
          Row{"\r\n", "suffix CR LF,"}, Row{"", "no suffix,"}}) {
        CAPTURE(row.named);
        auto const found = calibrated({{"us", "]C0" + calibration_text() + row.suffix, {}}});
        CHECK(found.suffix == row.suffix);
        CHECK(summary(found, Language::en).find(row.named) != std::string::npos);
        CHECK(advice(found, Language::en).size() == (row.suffix.empty() ? 1 : 0));
    }
    auto framed = calibrated({{"", "]C0" + calibration_text(), {}}});
    framed.framed = true;
    CHECK(advice(framed, Language::en).empty());
    CHECK(summary(framed, Language::en) == "identifiers ]C0, GS as the byte 1D");
    CHECK(summary(framed, Language::zh) == "AIM 标识 ]C0，GS 字节 1D");
}

TEST_CASE("what becomes of GS") {
    CHECK(calibrated({{"us", front + back, {}}}).gs == GsForm::dropped);
    CHECK(calibrated({{"us", front + back, GsForm::f8}}).gs == GsForm::f8);
    CHECK(calibrated({{"us", front + "\x1D" + back, GsForm::alt_number}}).gs == GsForm::alt_number);
    auto const replaced = calibrated({{"us", front + "<GS>" + back, {}}});
    CHECK(replaced.gs == GsForm::unknown);
    CHECK(replaced.gs_text == "<GS>");
}

TEST_CASE("letters and doubles that change") {
    auto const all_upper = [](std::string text) {
        for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        return text;
    };
    CHECK(calibrated({{"us", all_upper(front + back), {}}}).letters == LetterCase::upper);
    CHECK(calibrated({{"us", "cal22QqAaZzYyWwMm" + back, {}}}).letters == LetterCase::inverted);
    auto const lost = calibrated({{"us", "CAL2qQaAzZyYwWmM" + back, {}}});
    CHECK(lost.doubles_lost);
    CHECK(lost.letters == LetterCase::kept);
}

TEST_CASE("what is on goods is told from it by its length alone") {
    for (std::string const goods : {"4006381333931", "019506000134352", "CAL22-100", ""})
        CHECK_FALSE(may_be_calibration(goods));
    CHECK_FALSE(may_be_calibration(std::string(200, 'q')));
    CHECK(may_be_calibration(calibration_text()));
    CHECK(may_be_calibration(front));  // cut off
    CHECK(may_be_calibration("CAL2qQaAzZyYwWmM" + back));
    CHECK(may_be_calibration("prefix]C0" + front + "<GS>" + back));
}

TEST_CASE("what is no calibration is said") {
    struct Row {
        std::string_view name;
        std::vector<CalibrationReading> readings;
        CalibrationFault fault;
    };
    Row const rows[] = {
        {"another code", {{"", "4006381333931\r", {}}}, CalibrationFault::other_code},
        {"nothing", {}, CalibrationFault::other_code},
        {"empty", {{"", "", {}}}, CalibrationFault::other_code},
        {"cut off", {{"us", front + "\x1D-/:", {}}}, CalibrationFault::cut_off},
        {"a layout nobody knows",
         {{"us", german_as_us(front + back), {}}},
         CalibrationFault::unknown_layout},
        {"much before it",
         {{"", std::string(40, 'x') + calibration_text(), {}}},
         CalibrationFault::unknown_layout},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.data()) {
            auto const result = calibrate(row.readings);
            CHECK(!result.calibration);
            CHECK(result.fault == row.fault);
            CHECK(!sentence(result.fault, Language::en).empty());
            CHECK(!sentence(result.fault, Language::zh).empty());
        }
    }
}
