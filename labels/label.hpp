// SPDX-License-Identifier: Apache-2.0
// What a label is once it is drawn, and what is told about the printer it is drawn for. This header
// is all that a transport needs: bytes of a language come from `encode`, the picture from `png`.
#pragma once

#include "labels/bitmap.hpp"
#include "labels/label_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wms::labels {

enum class PrinterLanguage : std::uint8_t { zpl, tspl, cpcl, epl2, escpos, pwg, png, pdf };

// How the bitmap travels. A language that does not know the wanted form uses its own densest one.
enum class Compression : std::uint8_t {
    densest,  // ZPL: Z64, PWG: packed runs; the others: plain bytes
    runs,     // ZPL: ACS, for printers that do not know Z64
    hex       // ZPL and CPCL: hexadecimal, for wires that are not clean for eight bits
};

enum class MediaSensing : std::uint8_t { gap, black_mark, continuous };
enum class MediaExit : std::uint8_t { tear, cut, peel };

// Everything about one printer that changes its bytes; from the printer's profile and its row.
struct PrinterFacts {
    PrinterLanguage language = PrinterLanguage::zpl;
    double dots_per_mm = 8;          // a profile's number, never computed from the word "300"
    std::uint32_t width_dots = 832;  // of the head
    Compression compression = Compression::densest;
    MediaSensing sensing = MediaSensing::gap;
    MediaExit exit = MediaExit::tear;
    std::optional<int> darkness = {};  // in the language's own scale
    std::optional<int> speed = {};     // in the language's own scale
    double gap_mm = 2;                 // between two labels, or the length of the black mark
    int offset_x_dots = 0;             // the roll sits that much to the right in the printer
    int offset_y_dots = 0;
    bool head_first = false;  // the label leaves bottom first: turned by half a turn
    bool inverted = false;    // this model takes the opposite polarity of its language
};

enum class Symbology : std::uint8_t {
    code128,
    gs1_128,
    ean13,
    itf14,
    qr,
    datamatrix,
    pdf417,
    maxicode
};
[[nodiscard]] char const* name_of(Symbology symbology);

// A code that was decoded from the very pixels that will be printed.
struct ReadCode {
    std::string item;  // its id in the template
    Symbology symbology = Symbology::code128;
    std::string text;     // as a scanner says it; GS1 separators are byte 0x1D
    Area area = {};       // with its quiet zone
    unsigned module = 0;  // dots
    friend bool operator==(ReadCode const&, ReadCode const&) = default;
};

struct RenderedLabel {
    std::string template_id;
    std::uint32_t template_rev = 0;
    double width_mm = 0;
    double height_mm = 0;
    double dots_per_mm = 8;
    Bitmap bitmap;
    std::vector<ReadCode> codes;
    std::vector<unsigned> cuts;  // dots from the top where the paper is perforated

    [[nodiscard]] std::string png() const;
};

// The bytes that print this label on this printer. The only thing of the user's in them is pixels.
[[nodiscard]] Outcome<std::string> encode(RenderedLabel const& label, PrinterFacts const& printer);

}  // namespace wms::labels
