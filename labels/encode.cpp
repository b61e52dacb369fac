// SPDX-License-Identifier: Apache-2.0
#include "labels/languages.hpp"
#include "labels/pdf.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::labels {
namespace {

// The roll's offset moves dots, not commands: every language then does the same, and ink that would
// leave the paper is noticed here. Nothing = the dots as drawn.
Outcome<std::optional<Bitmap>> placed(RenderedLabel const& label, PrinterFacts const& printer) {
    Bitmap const& drawn = label.bitmap;
    int const dx = printer.offset_x_dots;
    int const dy = printer.offset_y_dots;
    if (dx == 0 && dy == 0) {
        if (!printer.head_first) return std::nullopt;
        return drawn.turned_around();
    }
    Area const ink = drawn.ink();
    bool const stays =
        ink.width == 0 || (ink.x + dx >= 0 && ink.y + dy >= 0 &&
                           ink.x + ink.width + dx <= static_cast<int>(drawn.width()) &&
                           ink.y + ink.height + dy <= static_cast<int>(drawn.height()));
    if (!stays)
        return std::unexpected(LabelError{.fault = Fault::off_the_label,
                                          .subject = label.template_id,
                                          .detail = fmt::format("{}, {} dots", dx, dy)});
    Bitmap moved = drawn.moved(dx, dy, drawn.width(), drawn.height());
    return printer.head_first ? moved.turned_around() : std::move(moved);
}

}  // namespace

void add_dots(std::string& out, PrintSheet const& sheet, Black black) {
    auto const& bytes = sheet.bitmap.bytes();
    std::size_t const start = out.size();
    constexpr std::size_t behind = 64;  // the command's end
    out.reserve(start + bytes.size() + behind);
    out.append(bytes.begin(), bytes.end());
    bool const flip = (black == Black::is_zero) != sheet.printer.inverted;
    if (!flip) return;
    for (std::size_t at = start; at < out.size(); ++at) out[at] = static_cast<char>(~out[at]);
}

std::string dot_bytes(PrintSheet const& sheet, Black black) {
    std::string out;
    add_dots(out, sheet, black);
    return out;
}

std::string hex_of(std::string_view bytes) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string hex(bytes.size() * 2, '0');
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto const byte = static_cast<unsigned char>(bytes[at]);
        hex[2 * at] = digits[byte >> 4];
        hex[2 * at + 1] = digits[byte & 15];
    }
    return hex;
}

std::optional<int> within(std::optional<int> wish, int least, int most) {
    if (!wish) return std::nullopt;
    return std::clamp(*wish, least, most);
}

std::string RenderedLabel::png() const {
    return png_of(bitmap, dots_per_mm);
}

Outcome<std::string> encode(RenderedLabel const& label, PrinterFacts const& printer) {
    if (label.bitmap.width() > printer.width_dots)
        return std::unexpected(LabelError{
            .fault = Fault::printer_too_narrow,
            .subject = label.template_id,
            .detail = fmt::format("{} > {} dots", label.bitmap.width(), printer.width_dots)});
    auto const moved = placed(label, printer);
    if (!moved) return std::unexpected(moved.error());
    Bitmap const& bitmap = *moved ? **moved : label.bitmap;
    PrintSheet const sheet{.bitmap = bitmap,
                           .width_mm = label.width_mm,
                           .height_mm = label.height_mm,
                           .dots_per_mm = label.dots_per_mm,
                           .printer = printer};
    switch (printer.language) {
        case PrinterLanguage::zpl: return zpl(sheet);
        case PrinterLanguage::tspl: return tspl(sheet);
        case PrinterLanguage::cpcl: return cpcl(sheet);
        case PrinterLanguage::epl2: return epl2(sheet);
        case PrinterLanguage::escpos: return escpos(sheet);
        case PrinterLanguage::pwg: return pwg(sheet);
        case PrinterLanguage::png: return png_of(bitmap, label.dots_per_mm);
        case PrinterLanguage::pdf: return pdf_of(label, bitmap);
    }
    return std::string{};
}

}  // namespace wms::labels
