// SPDX-License-Identifier: Apache-2.0
// What a driver must know of a gun that its descriptors do not say. A profile or a calibration scan
// fills it; the defaults suit a gun nobody has described.
#pragma once

#include "devices/scan.hpp"

namespace wms::devices {

enum class Mode : std::uint8_t { hid_pos, ibm, cdc, keyboard };
enum class Layout : std::uint8_t { us, de, fr, gb, es, jp };
// Where the AIM identifier stands: in a field of its own, in front of the data, nowhere.
enum class AimPlace : std::uint8_t { none, prefix };

// How a scan ends in a stream of bytes or keys.
struct Framing {
    std::string prefix = {};       // taken off
    std::string suffix = "\r\n";   // only of CR, LF, TAB: each of them ends a scan
    bool suffix_required = false;  // without it a scan is not whole: never delivered by time
    Millis idle{50};               // so long without a byte ends a scan
    std::size_t length_max = scan_bytes_max;
};

struct ScannerSettings {
    std::optional<Mode> mode = {};  // empty: what the descriptors say
    Framing framing = {};
    AimPlace aim = AimPlace::none;  // in a stream; a HID POS report has fields
    std::string gs = {};  // what the gun sends for FNC1; empty: 0x1D itself; a keyboard: "F8"
    Layout layout = Layout::us;
    std::string alt_code_page = "CP1252";  // Alt+0nnn; as iconv calls it
    std::string oem_code_page = "CP437";   // Alt+nnn
    Millis continued{200};                 // parts of one scan follow at 1 to 16 ms
    bool strip_suffix = false;           // in framed modes: the keyboard's suffix comes along, too
    std::vector<std::string> init = {};  // feature reports sent after opening, report id first
    std::string beep_good = {};          // bytes of a serial gun
    std::string beep_bad = {};
};

}  // namespace wms::devices
