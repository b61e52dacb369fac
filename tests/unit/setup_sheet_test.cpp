// SPDX-License-Identifier: Apache-2.0
// Set-up sheets: only what is verified is drawn, and what is drawn can be read.
#include "app/setup_sheet.hpp"

#include "devices/picture_passes.hpp"
#include "devices/scanner_calibration.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace {
using namespace wms;
using namespace wms::devices;

ScannerProfiles const& profiles() {
    static ScannerProfiles const known = shipped_scanner_profiles();
    return known;
}

SetupSheet sheet(char const* profile, char const* mode) {
    REQUIRE(profiles().find(profile) != nullptr);
    auto const made = setup_sheet(*profiles().find(profile), mode);
    REQUIRE(made);
    return *made;
}

TEST_CASE("a sheet has the codes in the order they must be scanned") {
    SetupSheet const netum = sheet("netum", "keyboard");
    std::vector<std::string> texts;
    for (SheetStep const& step : netum.steps) texts.push_back(step.text);
    CHECK(texts == std::vector<std::string>{"%#IFSNO$B", "%#IFSNO$2", "$LAN#EN", "%#IFSNO$7",
                                            "3030052", "2051701", calibration_text()});
    CHECK(std::ranges::all_of(netum.steps.begin(), netum.steps.end() - 1, &SheetStep::fnc3));
    CHECK(netum.unverified_en.empty());
    CHECK(sheet("netum", "cdc").steps[1].text == "%#IFSNO$3");
    CHECK(!setup_sheet(*profiles().find("netum"), "ibm"));
}

TEST_CASE("an unverified code is named and never drawn") {
    SetupSheet const honeywell = sheet("honeywell", "hidpos");
    REQUIRE(honeywell.steps.size() == 1);
    CHECK(honeywell.steps[0].calibration);
    CHECK(honeywell.unverified_en.size() >= 3);
    CHECK(honeywell.unverified_zh.size() == honeywell.unverified_en.size());
    for (ScannerProfile const& profile : profiles().list) {
        for (ScannerMode const& mode : profile.modes) {
            auto const made = setup_sheet(profile, mode.id);
            REQUIRE(made);
            for (SheetStep const& step : made->steps) {
                auto const code =
                    std::ranges::find(profile.setup_codes, step.text, &SetupCode::text);
                CHECK((step.calibration || code->verified));
            }
        }
    }
}

TEST_CASE("every verified code of every profile reads back") {
    std::size_t codes = 0;
    for (ScannerProfile const& profile : profiles().list) {
        for (SetupCode const& code : profile.setup_codes) {
            if (!code.verified) continue;
            CAPTURE(code.text);
            CHECK(!bars_of({.text = code.text, .fnc3 = code.fnc3}).empty());
            ++codes;
        }
    }
    CHECK(codes >= 25);
    CHECK(!bars_of({.text = calibration_text()}).empty());
    CHECK(bars_of({.text = "中文"}).empty());
    CHECK(bars_of({.text = ""}).empty());
}

TEST_CASE("each mode of each profile gives a page in both languages and both formats") {
    for (ScannerProfile const& profile : profiles().list) {
        CAPTURE(profile.id);
        auto const made = setup_sheet(profile, profile.modes.front().id);
        REQUIRE(made);
        auto const pdf = draw_sheet(*made, Language::zh, SheetFormat::pdf);
        REQUIRE(pdf);
        CHECK(pdf->starts_with("%PDF-"));
    }
    SetupSheet const netum = sheet("netum", "keyboard");
    auto const en = draw_sheet(netum, Language::en, SheetFormat::png);
    auto const zh = draw_sheet(netum, Language::zh, SheetFormat::png);
    REQUIRE(en);
    REQUIRE(zh);
    CHECK(*en != *zh);
}

TEST_CASE("a drawn page can be scanned: each code stands in its strip") {
    SetupSheet const netum = sheet("netum", "keyboard");
    auto const png = draw_sheet(netum, Language::zh, SheetFormat::png);
    REQUIRE(png);
    auto const page =
        decode_picture({reinterpret_cast<std::uint8_t const*>(png->data()), png->size()});
    REQUIRE(page);
    std::vector<std::string> read;
    constexpr std::size_t strip = 100;
    for (std::size_t y = 0; y + strip <= page->height; y += strip) {
        Picture part{page->width, strip, {}};
        auto const begin = page->grey.begin() + static_cast<std::ptrdiff_t>(y * page->width);
        part.grey.assign(begin, begin + static_cast<std::ptrdiff_t>(strip * page->width));
        for (PictureCode const& code : find_codes(part, std::chrono::milliseconds{4000}).codes) {
            bool const known = std::ranges::find(read, code.text) != read.end();
            if (code.format == "Code128" && !known) read.push_back(code.text);
        }
    }
    for (SheetStep const& step : netum.steps) {
        CAPTURE(step.text);
        CHECK(std::ranges::find(read, step.text) != read.end());
    }
}

}  // namespace
