// SPDX-License-Identifier: Apache-2.0
// Text to dots: shaped, wrapped, measured and shrunk by Pango, drawn by Cairo. Fonts are looked up
// once and pinned: nothing that happens to be installed besides them can appear on a label.
#pragma once

#include "labels/bitmap.hpp"
#include "labels/template.hpp"

#include <memory>
#include <string>

using cairo_t = struct _cairo;
using PangoLayout = struct _PangoLayout;

namespace wms::labels {

// What a person sees of a value: one line, without control characters, direction marks and what has
// no width. `is_utf8` need not hold.
[[nodiscard]] std::string printable(std::string_view value);

struct TextWish {
    std::string text;  // lines end with \n
    std::string family;
    int width = 0;  // dots, as all of these
    int height = 0;
    double size = 24;
    double size_min = 24;
    unsigned lines = 1;
    bool bold = false;
    Align align = Align::left;
    VerticalAlign valign = VerticalAlign::top;
    Overflow overflow = Overflow::error;
};

class SetText {
public:
    SetText(std::shared_ptr<PangoLayout> layout, double x, double y)
        : layout_{std::move(layout)}, x_{x}, y_{y} {}
    // With the origin in the box's corner.
    void draw(cairo_t* cairo) const;

private:
    std::shared_ptr<PangoLayout> layout_;
    double x_;
    double y_;
};

class TypeSetter {
public:
    TypeSetter();
    ~TypeSetter();
    TypeSetter(TypeSetter const&) = delete;
    TypeSetter& operator=(TypeSetter const&) = delete;

    // Is this family there? Looked up once.
    [[nodiscard]] Outcome<> require(std::string const& family);
    // Fails with `subject` in the error when it does not fit or a letter has no picture.
    [[nodiscard]] Outcome<SetText> set(TextWish wish, std::string const& subject);
    // Black where more than half of the dot is covered.
    [[nodiscard]] Bitmap rasterize(SetText const& text, int width, int height);

private:
    struct Fonts;
    std::unique_ptr<Fonts> fonts_;
};

}  // namespace wms::labels
