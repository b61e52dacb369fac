// SPDX-License-Identifier: Apache-2.0
// One sheet: the items of a variant with the values of one label, measured and drawn, and what its
// codes must say.
#pragma once

#include "labels/renderer.hpp"
#include "labels/sheet.hpp"
#include "labels/text_parts.hpp"

#include <map>

namespace wms::labels {

struct Workshop {
    TypeSetter& setter;
    ImageLoader const& images;
};

class Composer {
public:
    // `page` counts from 0; rows before it were drawn on earlier pages.
    Composer(Workshop workshop, Template const& design, LabelData const& data, double dots_per_mm)
        : workshop_{workshop}, design_{design}, data_{data}, dots_per_mm_{dots_per_mm} {}

    [[nodiscard]] Outcome<> compose(Variant const& variant, Sheet& sheet, unsigned page,
                                    unsigned pages);
    // How many sheets the rows of the variant need.
    [[nodiscard]] unsigned pages_for(Variant const& variant) const;
    [[nodiscard]] std::vector<ReadCode> take_codes() { return std::move(codes_); }

private:
    struct Corner {
        int x = 0;
        int y = 0;
    };
    [[nodiscard]] Outcome<> draw(Item const& item, Scope const& scope, Corner corner);
    [[nodiscard]] Outcome<> draw_text(Item const& item, Scope const& scope, Area const& box);
    [[nodiscard]] Outcome<> draw_code(Item const& item, Scope const& scope, Area const& box);
    [[nodiscard]] Outcome<> draw_readable(Item const& item, std::string const& text,
                                          Area const& box, Area const& part);
    void draw_line(Item const& item, Area const& box);
    void draw_frame(Item const& item, Area const& box);
    [[nodiscard]] Outcome<> draw_image(Item const& item, Area const& box);
    [[nodiscard]] Outcome<> draw_repeat(Item const& item, Area const& box);

    [[nodiscard]] int dots(double mm) const;
    [[nodiscard]] Area dots(BoxMm const& box, Corner corner) const;
    [[nodiscard]] unsigned rows_per_sheet(Item const& item) const;
    [[nodiscard]] std::vector<Fields> const& rows_of(Item const& item) const;
    [[nodiscard]] Outcome<std::string> words(Text const& text, Scope const& scope,
                                             std::string const& id) const;

    Workshop workshop_;
    Template const& design_;
    LabelData const& data_;
    double dots_per_mm_;
    Sheet* sheet_ = nullptr;
    MediaKind kind_ = MediaKind::label;
    unsigned page_ = 0;
    Fields values_;
    std::vector<ReadCode> codes_;
};

}  // namespace wms::labels
