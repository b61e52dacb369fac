// SPDX-License-Identifier: Apache-2.0
#include "labels/template_checks.hpp"

#include "labels/maxicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms::labels {
namespace {

constexpr std::string_view counters[] = {"row", "rows", "page", "pages"};
constexpr double tolerance_mm = 0.001;

class Checker {
public:
    Checker(Template const& design, Problems& problems) : design_{design}, problems_{problems} {}

    void check() {
        check_names();
        for (Variant const& variant : design_.variants) {
            BoxMm const sheet{
                .x = 0, .y = 0, .width = variant.media.width_mm, .height = variant.media.height_mm};
            check_items(variant.items, sheet, nullptr);
        }
        for (auto const& [name, value] : design_.sample.fields)
            if (design_.field(name) == nullptr) problems_.add("/sample", name + ": unknown field");
        for (auto const& [name, rows] : design_.sample.lists)
            if (design_.list(name) == nullptr) problems_.add("/sample", name + ": unknown list");
    }

private:
    void check_names() {
        std::set<std::string> names;
        std::size_t at = 0;
        for (Field const& field : design_.fields) {
            if (field.name.empty() || !names.insert(field.name).second)
                problems_.add(fmt::format("/fields/{}", at),
                              fmt::format("'{}' is there twice, or empty", field.name));
            ++at;
        }
        bool const sound = !design_.id.empty() && std::ranges::all_of(design_.id, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                   c == '-';
        });
        if (!sound) problems_.add("/id", "small letters, digits, '.', '_' and '-' are wanted");
    }

    void check_items(std::vector<Item> const& items, BoxMm const& room, Template::List const* row) {
        std::set<std::string> ids;
        for (Item const& item : items) {
            if (item.id.empty() || !ids.insert(item.id).second)
                problems_.add(item.path + "/id",
                              fmt::format("'{}' is there twice, or empty", item.id));
            bool const inside = item.box.x + item.box.width <= room.width + tolerance_mm &&
                                item.box.y + item.box.height <= room.height + tolerance_mm;
            if (!inside)
                problems_.add(
                    item.path + "/box",
                    fmt::format("sticks out of the {} x {} mm it is in", room.width, room.height));
            check_fields(item, row);
            check_overlap(item, items);
            if (item.kind == ItemKind::repeat) check_repeat(item);
        }
    }

    void check_repeat(Item const& item) {
        Template::List const* const list = design_.list(item.repeat.list);
        if (list == nullptr)
            return problems_.add(item.path + "/each",
                                 fmt::format("unknown list '{}'", item.repeat.list));
        if (item.repeat.row_mm > item.box.height + tolerance_mm)
            problems_.add(item.path + "/row", "one row must fit into the box");
        check_items(item.repeat.items,
                    {.x = 0, .y = 0, .width = item.box.width, .height = item.repeat.row_mm}, list);
    }

    void check_field(std::string const& name, std::string const& path, Template::List const* row) {
        if (name.empty() || std::ranges::find(counters, name) != std::end(counters)) return;
        if (design_.field(name) != nullptr) return;
        if (row != nullptr &&
            std::ranges::find(row->fields, name, &Field::name) != row->fields.end())
            return;
        problems_.add(path, fmt::format("unknown field '{}'", name));
    }

    void check_text(Text const& text, std::string const& path, Template::List const* row) {
        for (Piece const& piece : text) check_field(piece.field, path, row);
    }

    void check_fields(Item const& item, Template::List const* row) {
        for (Condition const& condition : item.when)
            check_field(condition.field, item.path + "/when", row);
        check_text(item.text.text.zh, item.path + "/text", row);
        check_text(item.text.text.en, item.path + "/text", row);
        check_text(item.code.data, item.path + "/data", row);
        check_text(item.code.postcode, item.path + "/postcode", row);
        check_text(item.code.country, item.path + "/country", row);
        check_text(item.code.service, item.path + "/service", row);
        if (item.kind == ItemKind::code && item.code.symbology == Symbology::maxicode)
            check_maxicode_box(item);
        for (Gs1Element const& element : item.code.elements)
            check_text(element.value, item.path + "/ai", row);
        check_text(item.repeat.more.zh, item.path + "/more", row);
        check_text(item.repeat.more.en, item.path + "/more", row);
        if (item.kind == ItemKind::code && item.code.symbology == Symbology::gs1_128 &&
            item.code.elements.empty())
            problems_.add(item.path + "/ai", "at least one element is wanted");
    }

    // MaxiCode has one size: a box that is too small is a fault of the design, not of a value.
    void check_maxicode_box(Item const& item) {
        bool const fits = item.box.width + tolerance_mm >= maxicode_box_width_mm &&
                          item.box.height + tolerance_mm >= maxicode_box_height_mm;
        if (!fits)
            problems_.add(item.path + "/box",
                          fmt::format("a maxicode wants {} x {} mm at least", maxicode_box_width_mm,
                                      maxicode_box_height_mm));
    }

    // Lines and frames may touch text; nothing may touch a code, and no text another text. What is
    // meant to (conditions that exclude each other) says so with "layer".
    void check_overlap(Item const& item, std::vector<Item> const& items) {
        auto const is_solid = [](Item const& each) {
            return !each.layer && each.kind != ItemKind::line && each.kind != ItemKind::frame;
        };
        for (Item const& other : items) {
            if (&other == &item) return;
            bool const code = item.kind == ItemKind::code || other.kind == ItemKind::code;
            bool const frames_it =
                (item.kind == ItemKind::frame && contains(item.box, other.box)) ||
                (other.kind == ItemKind::frame && contains(other.box, item.box));
            bool const matters = (is_solid(item) && is_solid(other)) ||
                                 (code && !item.layer && !other.layer && !frames_it);
            if (matters && overlap(item.box, other.box))
                problems_.add(item.path + "/box",
                              fmt::format("lies on '{}' (\"layer\": true, if it shall)", other.id));
        }
    }

    static bool overlap(BoxMm const& a, BoxMm const& b) {
        return a.x + tolerance_mm < b.x + b.width && b.x + tolerance_mm < a.x + a.width &&
               a.y + tolerance_mm < b.y + b.height && b.y + tolerance_mm < a.y + a.height;
    }
    static bool contains(BoxMm const& outer, BoxMm const& inner) {
        return outer.x < inner.x && outer.y < inner.y &&
               outer.x + outer.width > inner.x + inner.width &&
               outer.y + outer.height > inner.y + inner.height;
    }

    Template const& design_;
    Problems& problems_;
};

}  // namespace

void check_template(Template const& design, Problems& problems) {
    Checker{design, problems}.check();
}

}  // namespace wms::labels
