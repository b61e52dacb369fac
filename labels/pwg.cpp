// SPDX-License-Identifier: Apache-2.0
// PWG raster for label printers that speak IPP Everywhere, written by CUPS.
#include "labels/languages.hpp"

#include <cups/raster.h>

#include <cmath>

namespace wms::labels {
namespace {

ssize_t append(void* to, unsigned char* bytes, std::size_t count) {
    static_cast<std::string*>(to)->append(reinterpret_cast<char const*>(bytes), count);
    return static_cast<ssize_t>(count);
}

}  // namespace

std::string pwg(PrintSheet const& sheet) {
    std::string out;
    cups_raster_t* const raster = cupsRasterOpenIO(append, &out, CUPS_RASTER_WRITE_PWG);
    auto const hundredths = [](double mm) { return static_cast<int>(std::lround(mm * 100)); };
    int const dpi = static_cast<int>(std::lround(sheet.dots_per_mm * 25.4));
    cups_page_header2_t header{};
    cupsRasterInitPWGHeader(
        &header, pwgMediaForSize(hundredths(sheet.width_mm), hundredths(sheet.height_mm)),
        "black_1", dpi, dpi, "one-sided", nullptr);
    // CUPS counts from points and comes out a dot short; the dots are ours
    header.cupsWidth = sheet.bitmap.width();
    header.cupsHeight = sheet.bitmap.height();
    header.cupsBytesPerLine = sheet.bitmap.row_bytes();
    cupsRasterWriteHeader2(raster, &header);
    std::string bytes = dot_bytes(sheet, Black::is_one);
    cupsRasterWritePixels(raster, reinterpret_cast<unsigned char*>(bytes.data()),
                          static_cast<unsigned>(bytes.size()));
    cupsRasterClose(raster);
    return out;
}

}  // namespace wms::labels
