// SPDX-License-Identifier: Apache-2.0
// What stands on the page that sets a gun up: the profile's programming codes for one mode, in the
// order they must be scanned, and the calibration code at the end. Drawing it is setup_sheet of
// app.
#pragma once

#include "devices/scanner_profile.hpp"

#include <expected>

namespace wms::devices {

struct SheetStep {
    std::string en = {}, zh = {};
    std::string text = {};  // of the bar code
    bool fnc3 = false;
    bool calibration = false;
};

struct SetupSheet {
    std::string en, zh;  // title
    std::vector<SheetStep> steps;
    std::vector<std::string> unverified_en, unverified_zh;  // not drawn, see the manual
    std::string manual_en, manual_zh;
};

enum class SheetFault : std::uint8_t { unknown_mode };

// Defaults first, then the mode, the layout, the suffix, identifiers and GS; calibration last.
// Without a verified code it is made of names, the manual and the calibration.
[[nodiscard]] std::expected<SetupSheet, SheetFault> setup_sheet(ScannerProfile const& profile,
                                                                std::string_view mode);

}  // namespace wms::devices
