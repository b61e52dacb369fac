// SPDX-License-Identifier: Apache-2.0
// What is known about a family of label printers: one file in firmware-profiles/printers each, read
// strictly. Every value of a file carries its source; here they are plain fields, their sources in
// `evidence`. How a label becomes bytes is not known here.
#pragma once

#include "devices/printer_status.hpp"
#include "devices/scanner_profile.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::devices {

enum class PrintLanguage : std::uint8_t { zpl, tspl, cpcl, epl2, escpos, pwg, pdf };
BOOST_DESCRIBE_ENUM(PrintLanguage, zpl, tspl, cpcl, epl2, escpos, pwg, pdf)

// How it knows where a label ends.
enum class RollSensing : std::uint8_t { gap, black_mark, continuous };
BOOST_DESCRIBE_ENUM(RollSensing, gap, black_mark, continuous)

enum class RollExit : std::uint8_t { tear, cut, peel };
BOOST_DESCRIBE_ENUM(RollExit, tear, cut, peel)

// How the picture travels: as dense as the language can, as runs (ZPL without Z64), as hexadecimal.
enum class PicturePacking : std::uint8_t { densest, runs, hex };
BOOST_DESCRIBE_ENUM(PicturePacking, densest, runs, hex)

struct Range {
    std::int32_t normal = 0;
    std::int32_t least = 0;
    std::int32_t most = 0;
    [[nodiscard]] std::int32_t with(std::int32_t steps) const;
    friend bool operator==(Range const&, Range const&) = default;
};

struct PrinterQuirk {
    std::string what;  // one sentence
    std::string why;
    friend bool operator==(PrinterQuirk const&, PrinterQuirk const&) = default;
};

struct PrinterProfile {
    std::string id;
    std::string maker = {};
    std::vector<std::string> models = {};
    std::vector<std::string> match = {};  // parts of what it calls itself, small letters
    PrintLanguage language = PrintLanguage::zpl;
    double dots_per_mm = 8;
    std::uint32_t width_dots = 832;
    std::uint32_t length_max_mm = 0;
    StatusDialect status = StatusDialect::none;
    RollSensing sensing = RollSensing::gap;
    RollExit exit = RollExit::tear;
    Range speed = {};     // in the language's own scale; all zero: it is not told
    Range darkness = {};  // likewise
    PicturePacking packing = PicturePacking::densest;
    bool inverted = false;    // takes the opposite of its language's black and white
    bool head_first = false;  // the roll is mounted so that labels leave bottom first
    std::vector<PrinterQuirk> quirks = {};
    friend bool operator==(PrinterProfile const&, PrinterProfile const&) = default;
};

struct PrinterProfileRead {
    std::optional<PrinterProfile> profile;
    std::vector<Evidence> evidence;
    std::vector<ProfileProblem> problems;
};
[[nodiscard]] PrinterProfileRead read_printer_profile(std::string_view file, std::string_view text);

struct PrinterProfiles {
    std::vector<PrinterProfile> list;
    std::vector<ProfileProblem> problems;
    [[nodiscard]] PrinterProfile const* find(std::string_view id) const;
    // The one that fits what a printer calls itself ("MFG:Zebra;CMD:ZPL;MDL:ZD421;") best: by
    // model, else by the language it names; nothing when it names neither.
    [[nodiscard]] PrinterProfile const* propose(std::string_view device_id) const;
};
// Those of the program and those of a folder of the site's own, which take the place of the former.
[[nodiscard]] PrinterProfiles printer_profiles(std::string const& folder = {});

}  // namespace wms::devices
