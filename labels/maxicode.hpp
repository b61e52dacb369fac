// SPDX-License-Identifier: Apache-2.0
// MaxiCode (ISO/IEC 16023): hexagons around a bullseye, of one physical size whatever it holds. The
// only file that sees Zint, which lays the bits out; the dots are ours, so that they are whole ones
// of this very head.
#pragma once

#include "labels/symbol.hpp"

namespace wms::labels {

// The least a box must have, in millimetres: the standard's 28.14 x 26.91 with the quiet zone, and
// a dot or two, because quiet zone and hexagons are whole dots.
inline constexpr double maxicode_box_width_mm = 28.6;
inline constexpr double maxicode_box_height_mm = 27.4;

// Modules are dots of a head with so many of them in a millimetre. With a postcode it is a
// structured carrier message (mode 2 for digits, else mode 3), without one mode 4. The error names
// the item and the part that is wrong.
[[nodiscard]] Outcome<Symbol> make_maxicode(CodeItem const& item, std::string const& id,
                                            Scope const& scope, double dots_per_mm);

}  // namespace wms::labels
