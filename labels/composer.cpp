// SPDX-License-Identifier: Apache-2.0
#include "labels/composer.hpp"

#include "labels/maxicode.hpp"
#include "labels/picture.hpp"
#include "labels/symbol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace wms::labels {
namespace {

constexpr int module_dots_min = 2;  // a head does not print one dot well (labels.md §1)

// The field to be named when a text does not fit: the longest of those it is made of.
std::string subject_of(Text const& text, Scope const& scope, std::string const& id) {
    std::string subject = id;
    std::size_t longest = 0;
    for (Piece const& piece : text) {
        std::size_t const size = scope.value(piece.field).size();
        if (piece.field.empty() || size <= longest) continue;
        longest = size;
        subject = piece.field;
    }
    return subject;
}

// The field that has this letter; the longest when none has.
std::string owner_of(std::string_view letter, Text const& text, Scope const& scope,
                     std::string const& id) {
    for (Piece const& piece : text) {
        if (!piece.field.empty() && scope.value(piece.field).find(letter) != std::string_view::npos)
            return piece.field;
    }
    return subject_of(text, scope, id);
}

}  // namespace

int Composer::dots(double mm) const {
    return static_cast<int>(std::lround(mm * dots_per_mm_));
}

// Edges are rounded, not widths: boxes that touch in millimetres touch in dots.
Area Composer::dots(BoxMm const& box, Corner corner) const {
    int const left = dots(box.x);
    int const top = dots(box.y);
    return {.x = corner.x + left,
            .y = corner.y + top,
            .width = std::max(dots(box.x + box.width) - left, 1),
            .height = std::max(dots(box.y + box.height) - top, 1)};
}

std::vector<Fields> const& Composer::rows_of(Item const& item) const {
    static std::vector<Fields> const none;
    auto const found = data_.lists.find(item.repeat.list);
    return found == data_.lists.end() ? none : found->second;
}

unsigned Composer::rows_per_sheet(Item const& item) const {
    return static_cast<unsigned>(item.box.height / item.repeat.row_mm + 0.001);
}

unsigned Composer::pages_for(Variant const& variant) const {
    std::size_t pages = 1;
    for (Item const& item : variant.items) {
        if (item.kind != ItemKind::repeat) continue;
        std::size_t const fit = rows_per_sheet(item);
        pages = std::max(pages, (rows_of(item).size() + fit - 1) / fit);
    }
    return static_cast<unsigned>(pages);
}

Outcome<> Composer::compose(Variant const& variant, Sheet& sheet, unsigned page, unsigned pages) {
    sheet_ = &sheet;
    kind_ = variant.media.kind;
    page_ = page;
    values_ = data_.fields;
    values_["page"] = std::to_string(page + 1);
    values_["pages"] = std::to_string(pages);
    Scope const scope{values_};
    for (Item const& item : variant.items) {
        auto const drawn = draw(item, scope, {});
        if (!drawn) return drawn;
    }
    return {};
}

Outcome<> Composer::draw(Item const& item, Scope const& scope, Corner corner) {
    auto const fails = [&](Condition const& each) { return !holds(each, scope); };
    if (std::ranges::any_of(item.when, fails)) return {};
    Area const box = dots(item.box, corner);
    switch (item.kind) {
        case ItemKind::text: return draw_text(item, scope, box);
        case ItemKind::code: return draw_code(item, scope, box);
        case ItemKind::line: draw_line(item, box); return {};
        case ItemKind::frame: draw_frame(item, box); return {};
        case ItemKind::image: return draw_image(item, box);
        case ItemKind::repeat: return draw_repeat(item, box);
    }
    return {};
}

// Values become printable one by one: a line break is the template's alone.
Outcome<std::string> Composer::words(Text const& text, Scope const& scope,
                                     std::string const& id) const {
    std::string filled;
    for (Piece const& piece : text) {
        auto const part = fill_text({piece}, scope);
        if (!part) return std::unexpected(part.error());
        filled += piece.field.empty() ? *part : printable(*part);
        if (filled.size() > value_bytes_max)
            return std::unexpected(LabelError{.fault = Fault::text_too_long,
                                              .subject = subject_of(text, scope, id),
                                              .detail = fmt::format("> {}", value_bytes_max)});
    }
    return filled;
}

Outcome<> Composer::draw_text(Item const& item, Scope const& scope, Area const& box) {
    Text const& text = item.text.text.in(data_.language);
    auto filled = words(text, scope, item.id);
    if (!filled) return std::unexpected(filled.error());
    if (filled->empty()) return {};
    Area const frame = upright(box, item.rotate);
    auto const set = workshop_.setter.set({.text = std::move(*filled),
                                           .family = design_.family,
                                           .width = frame.width,
                                           .height = frame.height,
                                           .size = item.text.size_mm * dots_per_mm_,
                                           .size_min = item.text.min_mm * dots_per_mm_,
                                           .lines = item.text.lines,
                                           .bold = item.text.bold,
                                           .align = item.text.align,
                                           .valign = item.text.valign,
                                           .overflow = item.text.overflow},
                                          subject_of(text, scope, item.id));
    if (!set) {
        LabelError error = set.error();
        if (error.fault == Fault::no_glyph) {
            std::string const letter = error.detail.substr(0, error.detail.find(' '));
            error.subject = owner_of(letter, text, scope, item.id);
        }
        return std::unexpected(std::move(error));
    }
    sheet_->text(workshop_.setter, *set, box, item.rotate, item.text.inverse);
    return {};
}

Outcome<> Composer::draw_readable(Item const& item, std::string const& text, Area const& box,
                                  Area const& part) {
    auto const set = workshop_.setter.set({.text = text,
                                           .family = design_.family,
                                           .width = part.width,
                                           .height = part.height,
                                           .size = item.code.hri_mm * dots_per_mm_,
                                           .size_min = item.code.hri_mm * dots_per_mm_ * 0.6,
                                           .lines = 1,
                                           .bold = false,
                                           .align = Align::center,
                                           .valign = VerticalAlign::middle,
                                           .overflow = Overflow::error},
                                          item.id);
    if (!set) return std::unexpected(set.error());
    sheet_->text(workshop_.setter, *set, laid(part, box, item.rotate), item.rotate, false);
    return {};
}

Outcome<> Composer::draw_code(Item const& item, Scope const& scope, Area const& box) {
    bool const hexagons = item.code.symbology == Symbology::maxicode;
    auto const symbol = hexagons ? make_maxicode(item.code, item.id, scope, dots_per_mm_)
                                 : make_symbol(item.code, item.id, scope);
    if (!symbol) return std::unexpected(symbol.error());
    Area const frame = upright(box, item.rotate);
    int const across =
        static_cast<int>(symbol->modules.width() + symbol->quiet_left + symbol->quiet_right);
    int const hri = item.code.hri == Hri::none ? 0 : dots(item.code.hri_mm * 1.25);
    int const bearer = item.code.bearer ? 2 * dots(item.code.module_mm) : 0;
    int const room = frame.height - hri - 2 * bearer;
    // Modules are whole dots: the wanted size, or the next smaller one that fits.
    int module = symbol->in_dots ? 1 : std::max(dots(item.code.module_mm), module_dots_min);
    int const least =
        symbol->in_dots
            ? 1
            : std::max(static_cast<int>(std::ceil(item.code.min_module_mm * dots_per_mm_ - 0.001)),
                       module_dots_min);
    int const down = static_cast<int>(symbol->modules.height() + 2 * symbol->quiet_top);
    auto const too_large = [&] {
        return across * module > frame.width || (!symbol->linear && down * module > room);
    };
    while (module > least && too_large()) --module;
    if (too_large() || room < module)
        return std::unexpected(LabelError{
            .fault = Fault::code_does_not_fit,
            .subject = item.id,
            .detail =
                fmt::format("{} modules x {} dots, {} dots wide", across, module, frame.width)});
    Area zone{.x = (frame.width - across * module) / 2,
              .y = item.code.hri == Hri::above ? hri : 0,
              .width = across * module,
              .height = symbol->linear ? room + 2 * bearer : down * module};
    if (!symbol->linear) zone.y += (room - zone.height) / 2;
    int const left = zone.x + static_cast<int>(symbol->quiet_left) * module;
    int const top = zone.y + bearer + static_cast<int>(symbol->quiet_top) * module;
    sheet_->modules(symbol->modules, {.width = module, .height = symbol->linear ? room : module},
                    box, item.rotate, left, top);
    if (bearer > 0) {
        for (int const y : {zone.y, zone.y + bearer + room})
            sheet_->fill(laid({.x = zone.x, .y = y, .width = zone.width, .height = bearer}, box,
                              item.rotate),
                         true);
        zone.y += bearer;
        zone.height -= 2 * bearer;
    }
    codes_.push_back({.item = item.id,
                      .symbology = symbol->symbology,
                      .text = symbol->expected,
                      .area = laid(zone, box, item.rotate),
                      .module = static_cast<unsigned>(module)});
    if (hri == 0) return {};
    Area const line{.x = 0,
                    .y = item.code.hri == Hri::above ? 0 : frame.height - hri,
                    .width = frame.width,
                    .height = hri};
    return draw_readable(item, symbol->readable, box, line);
}

void Composer::draw_line(Item const& item, Area const& box) {
    if (!item.line.dashed) return sheet_->fill(box, true);
    int const dash = std::max(dots(2), 2);
    bool const flat = box.width >= box.height;
    int const length = flat ? box.width : box.height;
    for (int at = 0; at < length; at += 2 * dash) {
        int const part = std::min(dash, length - at);
        sheet_->fill(flat ? Area{.x = box.x + at, .y = box.y, .width = part, .height = box.height}
                          : Area{.x = box.x, .y = box.y + at, .width = box.width, .height = part},
                     true);
    }
}

void Composer::draw_frame(Item const& item, Area const& box) {
    if (item.frame.filled) return sheet_->fill(box, true);
    int const line = std::max(dots(item.frame.line_mm), 1);
    Area const sides[] = {
        {.x = box.x, .y = box.y, .width = box.width, .height = line},
        {.x = box.x, .y = box.y + box.height - line, .width = box.width, .height = line},
        {.x = box.x, .y = box.y, .width = line, .height = box.height},
        {.x = box.x + box.width - line, .y = box.y, .width = line, .height = box.height}};
    for (Area const& side : sides) sheet_->fill(side, true);
}

Outcome<> Composer::draw_image(Item const& item, Area const& box) {
    auto const png =
        workshop_.images ? workshop_.images(item.image.name) : std::optional<std::string>{};
    if (!png)
        return std::unexpected(LabelError{.fault = Fault::image_bad,
                                          .subject = item.image.name,
                                          .detail = "there is none of this name"});
    auto const picture = read_picture(*png, item.image.name, box.width, box.height);
    if (!picture) return std::unexpected(picture.error());
    sheet_->image(*picture, box.x, box.y);
    return {};
}

Outcome<> Composer::draw_repeat(Item const& item, Area const& box) {
    auto const& rows = rows_of(item);
    std::size_t const fit = rows_per_sheet(item);
    std::size_t const first = kind_ == MediaKind::page ? page_ * fit : 0;
    std::size_t last = std::min(rows.size(), first + fit);
    Text const& more = item.repeat.more.in(data_.language);
    bool const too_many = kind_ == MediaKind::label && rows.size() > fit;
    if (too_many && more.empty())
        return std::unexpected(LabelError{.fault = Fault::rows_overflow,
                                          .subject = item.repeat.list,
                                          .detail = fmt::format("{} > {}", rows.size(), fit)});
    if (too_many) --last;
    int const height = dots(item.repeat.row_mm);
    values_["rows"] = std::to_string(rows.size());
    for (std::size_t at = first; at < last; ++at) {
        Fields counted = rows[at];
        counted["row"] = std::to_string(at + 1);
        Scope const scope{values_, &counted};
        Corner const corner{.x = box.x, .y = box.y + static_cast<int>(at - first) * height};
        for (Item const& part : item.repeat.items) {
            auto drawn = draw(part, scope, corner);
            if (drawn) continue;
            drawn.error().subject += fmt::format(" ({} {})", item.repeat.list, at + 1);
            return drawn;
        }
    }
    if (!too_many) return {};
    Item rest;
    rest.id = item.id;
    rest.text = {.text = item.repeat.more, .size_mm = 3, .min_mm = 2};
    Area const line{.x = box.x,
                    .y = box.y + static_cast<int>(last) * height,
                    .width = box.width,
                    .height = height};
    return draw_text(rest, Scope{values_}, line);
}

}  // namespace wms::labels
