// SPDX-License-Identifier: Apache-2.0
// TSPL and TSPL2, core commands only: extensions made printers drop the rest of the job and report
// success. CLS is not optional, cheap printers stack labels without it (labels.md §2.3).
#include "labels/languages.hpp"

#include <fmt/format.h>

namespace wms::labels {
namespace {

std::string media(PrintSheet const& sheet) {
    double const gap = sheet.printer.gap_mm;
    switch (sheet.printer.sensing) {
        case MediaSensing::gap: return fmt::format("GAP {:.1f} mm,0 mm\r\n", gap);
        case MediaSensing::black_mark: return fmt::format("BLINE {:.1f} mm,0 mm\r\n", gap);
        case MediaSensing::continuous: return "GAP 0 mm,0 mm\r\n";
    }
    return {};
}

char const* leaving(MediaExit how) {
    switch (how) {
        case MediaExit::tear: return "SET TEAR ON\r\n";
        case MediaExit::cut: return "SET CUTTER 1\r\n";
        case MediaExit::peel: return "SET PEEL ON\r\n";
    }
    return "";
}

}  // namespace

std::string tspl(PrintSheet const& sheet) {
    std::string out = fmt::format("SIZE {:.1f} mm,{:.1f} mm\r\n", sheet.width_mm, sheet.height_mm);
    out += media(sheet);
    out += "DIRECTION 0,0\r\nREFERENCE 0,0\r\nOFFSET 0 mm\r\n";
    out += leaving(sheet.printer.exit);
    if (auto const darkness = within(sheet.printer.darkness, 0, 15))
        out += fmt::format("DENSITY {}\r\n", *darkness);
    if (auto const speed = within(sheet.printer.speed, 1, 18))
        out += fmt::format("SPEED {}\r\n", *speed);
    out += "CLS\r\n";
    out += fmt::format("BITMAP 0,0,{},{},0,", sheet.bitmap.row_bytes(), sheet.bitmap.height());
    add_dots(out, sheet, Black::is_zero);
    out += "\r\nPRINT 1,1\r\n";
    return out;
}

}  // namespace wms::labels
