// SPDX-License-Identifier: Apache-2.0
// Every form in which a label leaves, with the reader that stands for its printer.
#pragma once

#include "labels/bitmap_readers.hpp"
#include "labels/renderer.hpp"

namespace printer_reader {

struct Form {
    std::string_view name;
    wms::labels::PrinterLanguage language;
    wms::labels::Compression compression;
    Printed (*read)(std::string_view);
};
inline constexpr Form forms[] = {
    {"ZPL Z64", wms::labels::PrinterLanguage::zpl, wms::labels::Compression::densest, zpl},
    {"ZPL ACS", wms::labels::PrinterLanguage::zpl, wms::labels::Compression::runs, zpl},
    {"ZPL hex", wms::labels::PrinterLanguage::zpl, wms::labels::Compression::hex, zpl},
    {"TSPL", wms::labels::PrinterLanguage::tspl, wms::labels::Compression::densest, tspl},
    {"CPCL CG", wms::labels::PrinterLanguage::cpcl, wms::labels::Compression::densest, cpcl},
    {"CPCL EG", wms::labels::PrinterLanguage::cpcl, wms::labels::Compression::hex, cpcl},
    {"EPL2", wms::labels::PrinterLanguage::epl2, wms::labels::Compression::densest, epl2},
    {"ESC/POS", wms::labels::PrinterLanguage::escpos, wms::labels::Compression::densest, escpos},
    {"PWG", wms::labels::PrinterLanguage::pwg, wms::labels::Compression::densest, pwg},
    {"PNG", wms::labels::PrinterLanguage::png, wms::labels::Compression::densest, png},
};

// Languages send whole bytes.
[[nodiscard]] inline wms::labels::Bitmap byte_wide(wms::labels::Bitmap const& bitmap) {
    return bitmap.moved(0, 0, bitmap.row_bytes() * 8, bitmap.height());
}

[[nodiscard]] inline bool is_label(wms::labels::Template const& design) {
    return design.variants.front().media.kind == wms::labels::MediaKind::label;
}

}  // namespace printer_reader
