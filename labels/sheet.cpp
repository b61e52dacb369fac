// SPDX-License-Identifier: Apache-2.0
#include "labels/sheet.hpp"

#include <cairo.h>

#include <bit>
#include <numbers>

namespace wms::labels {

Area laid(Area const& part, Area const& box, int rotate) {
    switch (rotate) {
        case 90:
            return {.x = box.x + box.width - part.y - part.height,
                    .y = box.y + part.x,
                    .width = part.height,
                    .height = part.width};
        case 180:
            return {.x = box.x + box.width - part.x - part.width,
                    .y = box.y + box.height - part.y - part.height,
                    .width = part.width,
                    .height = part.height};
        case 270:
            return {.x = box.x + part.y,
                    .y = box.y + box.height - part.x - part.width,
                    .width = part.height,
                    .height = part.width};
        default:
            return {.x = box.x + part.x,
                    .y = box.y + part.y,
                    .width = part.width,
                    .height = part.height};
    }
}

void Sheet::lay(Bitmap const& upright, Area const& box, int rotate, bool black) {
    bool const inside =
        box.x >= 0 && box.y >= 0 &&
        box.x + static_cast<int>(upright.width()) <= static_cast<int>(bitmap_.width()) &&
        box.y + static_cast<int>(upright.height()) <= static_cast<int>(bitmap_.height());
    if (rotate == 0 && inside) return lay_rows(upright, box, black);
    for (unsigned y = 0; y < upright.height(); ++y) {
        auto const bits = upright.row(y);
        for (unsigned at = 0; at < bits.size(); ++at) {
            for (unsigned rest = bits[at]; rest != 0; rest &= rest - 1) {
                int const x = static_cast<int>(at * 8) + 7 - std::countr_zero(rest);
                Area const dot =
                    laid({.x = x, .y = static_cast<int>(y), .width = 1, .height = 1}, box, rotate);
                bitmap_.set(dot.x, dot.y, black);
            }
        }
    }
}

// The usual case, eight dots at a time.
void Sheet::lay_rows(Bitmap const& upright, Area const& box, bool black) {
    auto const shift = static_cast<unsigned>(box.x % 8);
    for (unsigned y = 0; y < upright.height(); ++y) {
        auto const to = bitmap_.row(static_cast<unsigned>(box.y) + y);
        std::size_t at = static_cast<unsigned>(box.x) / 8;
        auto const put = [&](std::size_t place, unsigned bits) {
            if (bits == 0) return;  // nothing of it lies behind the last byte
            std::uint8_t& byte = to[place];
            byte = static_cast<std::uint8_t>(black ? byte | bits : byte & ~bits);
        };
        for (std::uint8_t const bits : upright.row(y)) {
            put(at, unsigned{bits} >> shift);
            put(++at, unsigned{bits} << (8 - shift) & 0xFFU);
        }
    }
}

void Sheet::turn_pdf(Area const& box, int rotate) const {
    cairo_translate(pdf_, box.x, box.y);
    if (rotate == 90) cairo_translate(pdf_, box.width, 0);
    if (rotate == 180) cairo_translate(pdf_, box.width, box.height);
    if (rotate == 270) cairo_translate(pdf_, 0, box.height);
    cairo_rotate(pdf_, rotate * std::numbers::pi / 180);
}

void Sheet::fill(Area const& area, bool black) {
    bitmap_.fill(area, black);
    if (pdf_ == nullptr) return;
    double const grey = black ? 0 : 1;
    cairo_set_source_rgb(pdf_, grey, grey, grey);
    cairo_rectangle(pdf_, area.x, area.y, area.width, area.height);
    cairo_fill(pdf_);
}

void Sheet::text(TypeSetter& setter, SetText const& text, Area const& box, int rotate,
                 bool inverse) {
    Area const frame = upright(box, rotate);
    if (inverse) fill(box, true);
    lay(setter.rasterize(text, frame.width, frame.height), box, rotate, !inverse);
    if (pdf_ == nullptr) return;
    cairo_save(pdf_);
    turn_pdf(box, rotate);
    double const grey = inverse ? 1 : 0;
    cairo_set_source_rgb(pdf_, grey, grey, grey);
    text.draw(pdf_);
    cairo_restore(pdf_);
}

void Sheet::modules(Bitmap const& modules, ModuleSize size, Area const& box, int rotate, int x,
                    int y) {
    for (unsigned row = 0; row < modules.height(); ++row) {
        unsigned start = 0;
        while (start < modules.width()) {
            auto const black = [&](unsigned at) {
                return modules.black(static_cast<int>(at), static_cast<int>(row));
            };
            unsigned end = start;
            while (end < modules.width() && black(end)) ++end;
            if (end > start) {
                Area const bar{.x = x + static_cast<int>(start) * size.width,
                               .y = y + static_cast<int>(row) * size.height,
                               .width = static_cast<int>(end - start) * size.width,
                               .height = size.height};
                fill(laid(bar, box, rotate), true);
            }
            start = end + 1;
        }
    }
}

void Sheet::image(Bitmap const& picture, int x, int y) {
    Area const box{.x = x,
                   .y = y,
                   .width = static_cast<int>(picture.width()),
                   .height = static_cast<int>(picture.height())};
    lay(picture, box, 0, true);
    if (pdf_ == nullptr) return;
    for (int at_y = 0; at_y < box.height; ++at_y) {
        for (int at_x = 0; at_x < box.width; ++at_x) {
            if (picture.black(at_x, at_y)) cairo_rectangle(pdf_, x + at_x, y + at_y, 1, 1);
        }
    }
    cairo_set_source_rgb(pdf_, 0, 0, 0);
    cairo_fill(pdf_);
}

}  // namespace wms::labels
