// SPDX-License-Identifier: Apache-2.0
// ESC/POS of receipt printers: raster bands that a small input buffer takes, then feed and cut.
#include "labels/languages.hpp"

#include <algorithm>

namespace wms::labels {
namespace {

constexpr unsigned band_rows = 128;

void add_number(std::string& out, unsigned value) {
    out += static_cast<char>(value & 0xFFU);
    out += static_cast<char>(value >> 8 & 0xFFU);
}

}  // namespace

std::string escpos(PrintSheet const& sheet) {
    std::string const bytes = dot_bytes(sheet, Black::is_one);
    unsigned const row_bytes = sheet.bitmap.row_bytes();
    std::string out = "\x1B@";
    for (unsigned y = 0; y < sheet.bitmap.height(); y += band_rows) {
        unsigned const rows = std::min(band_rows, sheet.bitmap.height() - y);
        out += std::string_view{"\x1Dv0\0", 4};
        add_number(out, row_bytes);
        add_number(out, rows);
        out += std::string_view{bytes}.substr(std::size_t{y} * row_bytes,
                                              std::size_t{rows} * row_bytes);
    }
    if (sheet.printer.exit == MediaExit::cut) {
        out += std::string_view{"\x1DVB\0", 4};
    } else {
        out +=
            "\x1B"
            "d\x04";  // out to where it can be torn
    }
    return out;
}

}  // namespace wms::labels
