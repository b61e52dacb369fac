// SPDX-License-Identifier: Apache-2.0
// What is known about a family of scanners: one file in firmware-profiles/scanners each, read
// strictly. A gun wears another product id in every mode, so a profile is rules that lead from what
// USB shows to a mode; which bytes a driver makes of it is the drivers' matter. Every value of a
// file carries its source; the values are here as plain fields, their sources in `evidence`.
#pragma once

#include "base/refusal.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wms::devices {

// `none`: nothing of ours reads this mode; the set-up code of another one is the way out.
enum class ScannerDriver : std::uint8_t { hidpos, cdc, ibm, keyboard, none };
BOOST_DESCRIBE_ENUM(ScannerDriver, hidpos, cdc, ibm, keyboard, none)

// How FNC1 between GS1 elements arrives: the byte 1D, Ctrl+], the key F8, Alt and 0029, not at all.
enum class GsForm : std::uint8_t { unknown, byte, ctrl_bracket, f8, alt_number, dropped };
BOOST_DESCRIBE_ENUM(GsForm, unknown, byte, ctrl_bracket, f8, alt_number, dropped)

// Where the AIM identifier stands: a field of the report, before the data (switched on by a set-up
// code, so it may be absent), or nowhere.
enum class AimForm : std::uint8_t { unknown, field, prefix, none };
BOOST_DESCRIBE_ENUM(AimForm, unknown, field, prefix, none)

// UPC-A and UPC-E as the 13 digits of an EAN-13, or with their own 12 and 8.
enum class UpcForm : std::uint8_t { unknown, ean13, native };
BOOST_DESCRIBE_ENUM(UpcForm, unknown, ean13, native)

// Alt and a number on the keypad: none, a value of a code page, or a Unicode code point.
enum class AltNumber : std::uint8_t { none, code_page, unicode };
BOOST_DESCRIBE_ENUM(AltNumber, none, code_page, unicode)

enum class ReportWay : std::uint8_t { feature, output, line_state };
BOOST_DESCRIBE_ENUM(ReportWay, feature, output, line_state)

// Bytes for the gun, report id first where reports have one. line_state: the one byte of CDC's
// SET_CONTROL_LINE_STATE (1 DTR, 2 RTS).
struct DeviceReport {
    ReportWay way = ReportWay::output;
    std::string bytes;
    friend bool operator==(DeviceReport const&, DeviceReport const&) = default;
};

struct ScannerFraming {
    std::string suffix;                     // bytes after a scan: "\r"
    std::vector<std::uint8_t> suffix_keys;  // HID usages that end a scan in keyboard mode
    std::string prefix;                     // bytes before a scan: "\x02"
    std::uint32_t idle_ms = 50;             // silence that ends a scan without suffix
    std::size_t length_max = 4096;          // bytes; what is longer is no scan
};

// Heard and seen at the gun. Empty where the mode has no way back.
struct ScannerFeedback {
    std::vector<DeviceReport> good;
    std::vector<DeviceReport> bad;
    std::vector<DeviceReport> led;
};

struct ScannerQuirks {
    std::uint32_t continued_timeout_ms = 200;  // a continued scan that is never finished
    bool digits_binary = false;                // EAN/UPC digits as 0…9 instead of '0'…'9'
    bool multi_key = false;                    // several new keys in one report
    std::vector<std::string> ignore_aim;       // "]Z6": answers to commands, no scans
};

struct ScannerMode {
    std::string id;
    std::string en, zh;  // for lists and sheets
    ScannerDriver driver = ScannerDriver::none;
    ScannerFraming framing;
    std::string layout;  // of the keys: "us"; empty where there are none
    AltNumber alt_number = AltNumber::none;
    std::string code_page;  // of the numbers, "windows-1252"
    GsForm gs = GsForm::unknown;
    AimForm aim = AimForm::unknown;
    UpcForm upc = UpcForm::unknown;
    std::vector<DeviceReport> init;  // in this order, after opening
    ScannerFeedback feedback;
    ScannerQuirks quirks;
};

// One condition; every field that is given must hold. The more it says, the earlier it is asked.
struct MatchRule {
    std::optional<std::uint16_t> vid;
    std::optional<std::uint16_t> pid;
    std::optional<std::uint16_t> pid_base;  // with `pid_rule`: this model's base
    std::string pid_rule;                   // name of a PidRule: offset → mode
    std::optional<std::uint8_t> interface_class;
    std::optional<std::uint16_t> usage_page;
    std::optional<std::uint16_t> usage;
    std::string product;  // part of the product string, small letters
    std::string mode;     // empty: as the rule or the interface says
    std::string model;
    bool shared = false;  // ordinary keyboards and receivers wear this id too
};

// PID = base + offset, the offset in the bits of `mask`.
struct PidRule {
    struct Offset {
        std::uint16_t offset = 0;
        std::string mode;
    };
    std::string id;
    std::uint16_t mask = 0;
    std::vector<Offset> offsets;
};

enum class SetupRole : std::uint8_t { defaults, mode, suffix, aim, gs, layout, other };
BOOST_DESCRIBE_ENUM(SetupRole, defaults, mode, suffix, aim, gs, layout, other)

// A programming bar code. Only a verified one is ever drawn.
struct SetupCode {
    std::string id;
    std::string text;
    bool fnc3 = false;  // Code 128 with FNC3 first, "reader programming"
    SetupRole role = SetupRole::other;
    std::string mode;     // the mode it leads to or belongs to; empty: every mode
    bool wanted = false;  // on the set-up sheet of its mode; others are for looking up
    std::string en, zh;
    std::string source;
    bool verified = false;
};

// Where a value of the file comes from. `field` as in the file: "modes[0].framing.idle_ms".
struct Evidence {
    std::string field;
    std::string source;  // a key of `sources`
    bool verified = false;
    std::string why;
};

struct ProfileSource {
    std::string key;
    std::string text;
};

struct ScannerProfile {
    std::string id;
    std::string maker;
    std::vector<std::string> models;
    bool generic = false;              // asked last, for what no maker's profile knows
    std::string manual_en, manual_zh;  // where the maker's own set-up codes stand
    std::vector<MatchRule> match;
    std::vector<PidRule> pid_rules;
    std::vector<ScannerMode> modes;
    std::vector<SetupCode> setup_codes;
    std::vector<ProfileSource> sources;
    std::vector<Evidence> evidence;
    std::string file;  // name it was read from

    [[nodiscard]] ScannerMode const* mode(std::string_view mode_id) const;
    // Null for a field that is not in the file.
    [[nodiscard]] Evidence const* evidence_of(std::string_view field) const;
};

// What is wrong in a profile file. `line` is 0 only where a whole file cannot be read.
struct ProfileProblem {
    std::string file;
    std::size_t line = 0;
    std::string field;
    std::string en, zh;
};
// "honeywell.json:41: modes[0].framing.idle_ms: a number from 1 to 5000 is wanted"
[[nodiscard]] std::string sentence(ProfileProblem const& problem, Language language);

struct ProfileRead {
    std::optional<ScannerProfile> profile;  // none when there is a problem
    std::vector<ProfileProblem> problems;
};
[[nodiscard]] ProfileRead read_scanner_profile(std::string_view file, std::string_view text);

// Every profile known to this server; a file that has a problem is left out and told.
struct ScannerProfiles {
    std::vector<ScannerProfile> list;
    std::vector<ProfileProblem> problems;

    [[nodiscard]] ScannerProfile const* find(std::string_view id) const;
};
// The ones in the program.
[[nodiscard]] ScannerProfiles shipped_scanner_profiles();
// Those and a folder's: a file with a known id takes its place. A folder that is not there is
// empty.
[[nodiscard]] ScannerProfiles scanner_profiles(std::string const& folder);

}  // namespace wms::devices
