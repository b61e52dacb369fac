// SPDX-License-Identifier: Apache-2.0
// Codes: values to modules, and pixels back to values. Only symbol.cpp sees ZXing, whose version
// changes with Debian (print-testbed.md §6).
#pragma once

#include "labels/text_parts.hpp"

namespace wms::labels {

// One pixel is one module; a linear code is one pixel high. MaxiCode's hexagons are no squares: its
// modules are dots of the head already.
struct Symbol {
    Symbology symbology = Symbology::code128;
    Bitmap modules;
    bool linear = true;
    bool in_dots = false;
    unsigned quiet_left = 0;  // modules, as is the next
    unsigned quiet_right = 0;
    unsigned quiet_top = 0;  // and below
    std::string expected;    // what a reader must say
    std::string readable;    // what stands below it for people
};

[[nodiscard]] Outcome<Symbol> make_symbol(CodeItem const& item, std::string const& id,
                                          Scope const& scope);

// What these pixels say to a reader that looks for nothing but this symbology.
[[nodiscard]] std::optional<std::string> read_symbol(Bitmap const& bitmap, Area const& area,
                                                     Symbology symbology);

// The modulo-10 digit of GS1 over the digits before it.
[[nodiscard]] char gs1_check_digit(std::string_view digits);

}  // namespace wms::labels
