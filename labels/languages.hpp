// SPDX-License-Identifier: Apache-2.0
// One function per printer language, one file per function: a sheet of dots to the bytes that print
// it once. Only numbers of ours stand between the commands; nothing a user wrote gets here.
#pragma once

#include "labels/label.hpp"

#include <string>

namespace wms::labels {

struct PrintSheet {
    Bitmap const& bitmap;  // placed as the printer wants it
    double width_mm;
    double height_mm;
    double dots_per_mm;
    PrinterFacts const& printer;
};

[[nodiscard]] std::string zpl(PrintSheet const& sheet);
[[nodiscard]] std::string tspl(PrintSheet const& sheet);
[[nodiscard]] std::string cpcl(PrintSheet const& sheet);
[[nodiscard]] std::string epl2(PrintSheet const& sheet);
[[nodiscard]] std::string escpos(PrintSheet const& sheet);
[[nodiscard]] std::string pwg(PrintSheet const& sheet);
[[nodiscard]] std::string png_of(Bitmap const& bitmap, double dots_per_mm);

// The dots as bytes, in the polarity of a language where black is 0 or 1.
enum class Black : bool { is_zero, is_one };
void add_dots(std::string& out, PrintSheet const& sheet, Black black);
[[nodiscard]] std::string dot_bytes(PrintSheet const& sheet, Black black);
// Upper case, which the oldest firmware wants.
[[nodiscard]] std::string hex_of(std::string_view bytes);
// A wish within what the language can say; nothing when there is none.
[[nodiscard]] std::optional<int> within(std::optional<int> wish, int least, int most);

}  // namespace wms::labels
