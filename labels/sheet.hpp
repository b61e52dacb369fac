// SPDX-License-Identifier: Apache-2.0
// What is drawn on: a bitmap in whole dots and, for office paper, the same things as a PDF page. An
// item is drawn upright on a small bitmap of its own and then laid down, turned if it must be.
#pragma once

#include "labels/type_setter.hpp"

namespace wms::labels {

class Sheet {
public:
    Sheet(unsigned width, unsigned height, cairo_t* pdf) : bitmap_{width, height}, pdf_{pdf} {}

    void fill(Area const& area, bool black);
    void text(TypeSetter& setter, SetText const& text, Area const& box, int rotate, bool inverse);
    // Modules of the given size, linear ones as high as `bar_height`; all sides in dots.
    struct ModuleSize {
        int width = 1;
        int height = 1;
    };
    void modules(Bitmap const& modules, ModuleSize size, Area const& box, int rotate, int x, int y);
    void image(Bitmap const& picture, int x, int y);

    [[nodiscard]] Bitmap const& bitmap() const { return bitmap_; }
    [[nodiscard]] Bitmap take() { return std::move(bitmap_); }

private:
    void lay(Bitmap const& upright, Area const& box, int rotate, bool black);
    void lay_rows(Bitmap const& upright, Area const& box, bool black);
    void turn_pdf(Area const& box, int rotate) const;

    Bitmap bitmap_;
    cairo_t* pdf_;
};

// The box of an item as it sees it itself: turned ones are as wide as the box is high.
[[nodiscard]] inline Area upright(Area const& box, int rotate) {
    if (rotate % 180 == 0) return {.x = 0, .y = 0, .width = box.width, .height = box.height};
    return {.x = 0, .y = 0, .width = box.height, .height = box.width};
}
// A part of the upright box where it lies on the sheet.
[[nodiscard]] Area laid(Area const& part, Area const& box, int rotate);

}  // namespace wms::labels
