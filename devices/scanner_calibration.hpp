// SPDX-License-Identifier: Apache-2.0
// What one scan of the printed calibration code tells about a gun: keyboard layout, what it puts
// before and behind, AIM identifier, what becomes of GS, letters that change their case, doubled
// characters that get lost. Pure: the driver hands in what the keys would say in each layout it
// knows, or the bytes as they came.
#pragma once

#include "devices/scanner_profile.hpp"

namespace wms::devices {

// The printed code (Code 128): every character that another keyboard layout has on another key, and
// FNC1 in the middle, which scanners send as GS.
inline constexpr std::string_view calibration_front = "CAL22qQaAzZyYwWmM";
inline constexpr std::string_view calibration_back = "-/:?=&%#@[]().'\"_+;*";
// As it is scanned by a gun that changes nothing.
[[nodiscard]] std::string calibration_text();

// Cheap, for the way of every scan: by its length alone. False for most of what is on goods.
[[nodiscard]] bool may_be_calibration(std::string_view scanned);

struct CalibrationReading {
    std::string layout;  // empty where bytes are bytes
    std::string bytes;   // with the suffix as it came, without what is no byte (F8)
    // How the driver saw GS arrive; unknown if it saw no such key.
    GsForm gs_key = GsForm::unknown;
};

enum class LetterCase : std::uint8_t { kept, inverted, upper, lower };
BOOST_DESCRIBE_ENUM(LetterCase, kept, inverted, upper, lower)

struct Calibration {
    std::string layout;
    std::string prefix;  // before the identifier
    std::string aim;     // "]C0", or empty: identifiers are off
    std::string suffix;
    GsForm gs = GsForm::unknown;
    std::string gs_text;  // what the gun puts in the place of GS, if it is neither GS nor nothing
    LetterCase letters = LetterCase::kept;
    bool doubles_lost = false;
    bool framed = false;  // its reports have an end of their own: no suffix is missed
    friend bool operator==(Calibration const&, Calibration const&) = default;
};
BOOST_DESCRIBE_STRUCT(Calibration, (),
                      (layout, prefix, aim, suffix, gs, gs_text, letters, doubles_lost, framed))

enum class CalibrationFault : std::uint8_t {
    other_code,      // not the calibration code
    unknown_layout,  // it, but in none of the layouts
    cut_off,         // its end is missing
};

struct CalibrationResult {
    std::optional<Calibration> calibration;
    CalibrationFault fault = CalibrationFault::other_code;  // without a calibration
};
// The first reading that fits; put the likely layouts first.
[[nodiscard]] CalibrationResult calibrate(std::span<CalibrationReading const> readings);

[[nodiscard]] std::string sentence(CalibrationFault fault, Language language);
// What was found, for people: "layout de, suffix CR, no identifiers, GS as Ctrl+]".
[[nodiscard]] std::string summary(Calibration const& calibration, Language language);
// What should be changed on the gun, worst first; empty when it is as wanted.
[[nodiscard]] std::vector<std::string> advice(Calibration const& calibration, Language language);

}  // namespace wms::devices
