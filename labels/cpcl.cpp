// SPDX-License-Identifier: Apache-2.0
// CPCL of mobile printers: one session with one graphic, binary (CG) or hexadecimal (EG).
#include "labels/languages.hpp"

#include <fmt/format.h>

namespace wms::labels {

std::string cpcl(PrintSheet const& sheet) {
    PrinterFacts const& printer = sheet.printer;
    bool const hex = printer.compression == Compression::hex;
    // the session's resolution is a class, 200 or 300, not the head's exact figure
    int const resolution = sheet.dots_per_mm < 10 ? 200 : 300;
    std::string out = fmt::format("! 0 {0} {0} {1} 1\r\nPAGE-WIDTH {2}\r\n", resolution,
                                  sheet.bitmap.height(), sheet.bitmap.width());
    if (auto const tone = within(printer.darkness, -99, 200))
        out += fmt::format("TONE {}\r\n", *tone);
    if (auto const speed = within(printer.speed, 0, 5)) out += fmt::format("SPEED {}\r\n", *speed);
    switch (printer.sensing) {
        case MediaSensing::gap: out += "GAP-SENSE\r\n"; break;
        case MediaSensing::black_mark: out += "BAR-SENSE\r\n"; break;
        case MediaSensing::continuous: out += "JOURNAL\r\n"; break;
    }
    out += fmt::format("{} {} {} 0 0 ", hex ? "EG" : "CG", sheet.bitmap.row_bytes(),
                       sheet.bitmap.height());
    if (hex) {
        out += hex_of(dot_bytes(sheet, Black::is_one));
    } else {
        add_dots(out, sheet, Black::is_one);
    }
    out += "\r\n";
    if (printer.exit == MediaExit::cut) out += "CUT\r\n";
    if (printer.sensing != MediaSensing::continuous) out += "FORM\r\n";
    out += "PRINT\r\n";
    return out;
}

}  // namespace wms::labels
