// SPDX-License-Identifier: Apache-2.0
// Looking for codes in a photograph, pass by pass: as it is, then in other sizes, turned,
// sharpened. The decoder aborts on ordinary pictures (ZXing 1.4 in Debian 12, labels.md §7), so
// each pass runs in a process of its own and a pass that dies is only a pass without a result.
// Forks: only for a process with one thread, see picture_child.hpp.
#pragma once

#include "devices/picture.hpp"

#include <chrono>
#include <string>

namespace wms::devices {

struct PictureCode {
    std::string format;  // "EAN-13", as the decoder calls it
    std::string aim;     // "]E0"
    std::string text;    // UTF-8; GS as 0x1D
    bool linear = false;
    bool programming = false;  // a set-up code for scanners (FNC3)
    friend bool operator==(PictureCode const&, PictureCode const&) = default;
};

struct PictureCodes {
    std::vector<PictureCode> codes;
    unsigned passes = 0;
    unsigned crashes = 0;
    unsigned hangs = 0;
};

// Bars have weak check digits: what is only seen in a later pass counts when two passes agree.
// Parts of a message over several symbols are left out.
[[nodiscard]] PictureCodes find_codes(Picture const& picture, std::chrono::milliseconds budget);

// For tests: what a pass does instead of looking.
enum class PassDoes : std::uint8_t { look, abort, hang };
[[nodiscard]] PictureCodes find_codes(Picture const& picture, std::chrono::milliseconds budget,
                                      PassDoes first_pass);

}  // namespace wms::devices
