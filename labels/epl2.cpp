// SPDX-License-Identifier: Apache-2.0
// EPL2 of old Zebra and Eltron printers. An empty line first: it ends what a broken job left.
#include "labels/languages.hpp"

#include <fmt/format.h>

#include <cmath>

namespace wms::labels {

std::string epl2(PrintSheet const& sheet) {
    PrinterFacts const& printer = sheet.printer;
    std::string out = "\r\nN\r\n";
    out += fmt::format("q{}\r\n", sheet.bitmap.row_bytes() * 8);
    long const gap = std::lround(printer.gap_mm * sheet.dots_per_mm);
    switch (printer.sensing) {
        case MediaSensing::gap: out += fmt::format("Q{},{}\r\n", sheet.bitmap.height(), gap); break;
        case MediaSensing::black_mark:
            out += fmt::format("Q{},B{}\r\n", sheet.bitmap.height(), gap);
            break;
        case MediaSensing::continuous:
            out += fmt::format("Q{},0\r\n", sheet.bitmap.height());
            break;
    }
    if (auto const darkness = within(printer.darkness, 0, 15))
        out += fmt::format("D{}\r\n", *darkness);
    if (auto const speed = within(printer.speed, 1, 6)) out += fmt::format("S{}\r\n", *speed);
    if (printer.exit == MediaExit::cut) out += "OC\r\n";
    out += fmt::format("GW0,0,{},{},", sheet.bitmap.row_bytes(), sheet.bitmap.height());
    add_dots(out, sheet, Black::is_zero);
    out += "\r\nP1\r\n";
    return out;
}

}  // namespace wms::labels
