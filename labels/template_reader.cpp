// SPDX-License-Identifier: Apache-2.0
// JSON to a template. What is checked after reading (names, places, overlaps) is in
// template_checks.cpp.
#include "labels/json_place.hpp"
#include "labels/object_reader.hpp"
#include "labels/read_json.hpp"
#include "labels/template.hpp"
#include "labels/template_checks.hpp"
#include "labels/text_parts.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::labels {
namespace {

namespace json = boost::json;

class TemplateReader {
public:
    explicit TemplateReader(Problems& problems) : problems_{problems} {}

    Template read(json::value const& value) {
        ObjectReader in{value, "", problems_};
        if (in.number("schema", 0, 0, 1) != 1) in.complain("schema", "this program reads schema 1");
        design_.id = in.text("id", Need::required, 64);
        design_.rev = static_cast<std::uint32_t>(in.number("rev", 1, 1, 1e6));
        design_.title = words(in, "title");
        std::string const family = in.text("family", Need::optional, 64);
        if (!family.empty()) design_.family = family;
        fields(in, design_.fields);
        std::size_t at = 0;
        for (json::value const& each : in.list("lists", Need::optional, 8))
            list(each, fmt::format("{}/{}", in.path_of("lists"), at++));
        variants(in);
        sample(in);
        in.done();
        return std::move(design_);
    }

private:
    Words words(ObjectReader& in, std::string_view name) {
        auto const* const value = in.member(name, Need::required);
        if (value == nullptr) return {};
        ObjectReader both{*value, in.path_of(name), problems_};
        Words const found{.zh = both.text("zh", Need::required),
                          .en = both.text("en", Need::required)};
        both.done();
        return found;
    }

    void fields(ObjectReader& in, std::vector<Field>& into) {
        std::size_t at = 0;
        for (json::value const& each : in.list("fields", Need::optional, items_max)) {
            ObjectReader one{each, fmt::format("{}/{}", in.path_of("fields"), at++), problems_};
            into.push_back({.name = one.text("name", Need::required, 64),
                            .words = {.zh = one.text("zh", Need::required),
                                      .en = one.text("en", Need::required)},
                            .required = one.flag("required")});
            one.done();
        }
    }

    void list(json::value const& value, std::string path) {
        ObjectReader in{value, std::move(path), problems_};
        Template::List& list = design_.lists.emplace_back();
        list.name = in.text("name", Need::required, 64);
        list.words = {.zh = in.text("zh", Need::required), .en = in.text("en", Need::required)};
        fields(in, list.fields);
        in.done();
    }

    void variants(ObjectReader& in) {
        if (!in.has("variants")) {
            variant(in);
            return;
        }
        std::size_t at = 0;
        for (json::value const& each : in.list("variants", Need::required, variants_max)) {
            ObjectReader one{each, fmt::format("{}/{}", in.path_of("variants"), at++), problems_};
            variant(one);
            one.done();
        }
        if (design_.variants.empty()) in.complain("variants", "at least one is wanted");
        std::ranges::stable_sort(design_.variants, [](Variant const& a, Variant const& b) {
            return a.media.width_mm > b.media.width_mm;
        });
    }

    void variant(ObjectReader& in) {
        Variant& variant = design_.variants.emplace_back();
        if (auto const* const value = in.member("media", Need::required)) {
            ObjectReader media{*value, in.path_of("media"), problems_};
            variant.media.width_mm = media.number("w", 0, 5, side_mm_max);
            variant.media.height_mm = media.number("h", 0, 5, side_mm_max);
            if (variant.media.width_mm == 0 || variant.media.height_mm == 0)
                media.complain("w", "width and height are wanted");
            variant.media.kind =
                static_cast<MediaKind>(media.choice("kind", {"label", "page"}, Need::optional));
            for (json::value const& cut : media.list("cuts", Need::optional, 8)) {
                if (cut.is_number())
                    variant.media.cuts_mm.push_back(cut.to_number<double>());
                else
                    media.complain("cuts", "numbers are wanted");
            }
            media.done();
        }
        variant.items = items(in, Depth::outer);
    }

    enum class Depth : bool { outer, in_repeat };
    std::vector<Item> items(ObjectReader& in, Depth depth) {
        std::vector<Item> found;
        std::size_t at = 0;
        for (json::value const& each : in.list("items", Need::required, items_max)) {
            ObjectReader one{each, fmt::format("{}/{}", in.path_of("items"), at++), problems_};
            found.push_back(item(one, depth));
            one.done();
        }
        return found;
    }

    Item item(ObjectReader& in, Depth depth) {
        Item item;
        item.path = in.path();
        item.id = in.text("id", Need::required, 40);
        item.kind = static_cast<ItemKind>(in.choice(
            "type", {"text", "barcode", "line", "box", "image", "repeat"}, Need::required));
        item.box = box(in);
        conditions(in, item);
        item.layer = in.flag("layer");
        if (item.kind == ItemKind::text || item.kind == ItemKind::code)
            item.rotate =
                static_cast<int>(in.choice("rotate", {"0", "90", "180", "270"}, Need::optional)) *
                90;
        switch (item.kind) {
            case ItemKind::text: item.text = text_item(in); break;
            case ItemKind::code: item.code = code_item(in); break;
            case ItemKind::line: item.line.dashed = in.flag("dashed"); break;
            case ItemKind::frame:
                item.frame = {.line_mm = in.number("line", 0.25, 0.05, 20),
                              .filled = in.flag("filled")};
                break;
            case ItemKind::image: item.image.name = in.text("name", Need::required, 64); break;
            case ItemKind::repeat:
                if (depth == Depth::in_repeat)
                    in.complain("type", "a repeat inside of a repeat");
                else
                    item.repeat = repeat_item(in);
                break;
        }
        return item;
    }

    BoxMm box(ObjectReader& in) {
        std::vector<double> sides;
        for (json::value const& side : in.list("box", Need::required, 4)) {
            if (side.is_number()) sides.push_back(side.to_number<double>());
        }
        bool const sound = sides.size() == 4 && std::ranges::all_of(sides, [](double side) {
                               return side >= 0 && side <= side_mm_max;
                           });
        if (sound && sides[2] > 0 && sides[3] > 0)
            return {.x = sides[0], .y = sides[1], .width = sides[2], .height = sides[3]};
        in.complain("box", "[left, top, width, height] in millimetres is wanted");
        return {};
    }

    void conditions(ObjectReader& in, Item& item) {
        auto const* const value = in.member("when", Need::optional);
        if (value == nullptr) return;
        auto const add = [&](json::value const& one) {
            if (!one.is_string()) return in.complain("when", "a condition is wanted");
            auto condition = parse_condition(one.get_string());
            if (!condition) return in.complain("when", condition.error());
            item.when.push_back(std::move(*condition));
        };
        if (!value->is_array()) return add(*value);
        for (json::value const& one : in.list("when", Need::optional, 8)) add(one);
    }

    Text text_of(json::value const& value, ObjectReader& in, std::string_view name) {
        if (!value.is_string() || value.get_string().size() > 2'000) {
            in.complain(name, "a text of 2000 bytes at most is wanted");
            return {};
        }
        auto text = parse_text(value.get_string());
        if (text) return std::move(*text);
        in.complain(name, text.error());
        return {};
    }

    // One text for both languages, or {"zh": …, "en": …}.
    BothTexts both_texts(ObjectReader& in, std::string_view name, Need need) {
        auto const* const value = in.member(name, need);
        if (value == nullptr) return {};
        if (!value->is_object()) {
            Text const same = text_of(*value, in, name);
            return {.zh = same, .en = same};
        }
        ObjectReader both{*value, in.path_of(name), problems_};
        BothTexts texts;
        if (auto const* const zh = both.member("zh", Need::required))
            texts.zh = text_of(*zh, both, "zh");
        if (auto const* const en = both.member("en", Need::required))
            texts.en = text_of(*en, both, "en");
        both.done();
        return texts;
    }

    TextItem text_item(ObjectReader& in) {
        TextItem item;
        item.text = both_texts(in, "text", Need::required);
        item.size_mm = in.number("size", 3, 1, 100);
        item.min_mm = in.number("min", item.size_mm, 1, item.size_mm);
        item.lines = static_cast<unsigned>(in.number("lines", 1, 1, 60));
        item.bold = in.flag("bold");
        item.inverse = in.flag("inverse");
        item.align =
            static_cast<Align>(in.choice("align", {"left", "center", "right"}, Need::optional));
        item.valign = static_cast<VerticalAlign>(
            in.choice("valign", {"top", "middle", "bottom"}, Need::optional));
        item.overflow =
            static_cast<Overflow>(in.choice("overflow", {"error", "ellipsis"}, Need::optional));
        return item;
    }

    CodeItem code_item(ObjectReader& in) {
        CodeItem item;
        item.symbology = static_cast<Symbology>(in.choice(
            "code",
            {"code128", "gs1_128", "ean13", "itf14", "qr", "datamatrix", "pdf417", "maxicode"},
            Need::required));
        if (item.symbology == Symbology::maxicode) return maxicode_item(in);
        if (item.symbology == Symbology::gs1_128) {
            item.elements = elements(in);
        } else if (auto const* const data = in.member("data", Need::required)) {
            item.data = text_of(*data, in, "data");
        }
        item.module_mm = in.number("module", 0.375, 0.1, 5);
        item.min_module_mm = in.number("min_module", item.module_mm, 0.1, item.module_mm);
        item.hri = static_cast<Hri>(in.choice("hri", {"none", "above", "below"}, Need::optional));
        item.hri_mm = in.number("hri_size", 3, 1, 20);
        item.bearer = in.flag("bearer");
        item.level = static_cast<int>(in.number("level", -1, 0, 8));
        return item;
    }

    // Its size is the standard's, so nothing about modules can be said.
    CodeItem maxicode_item(ObjectReader& in) {
        CodeItem item;
        item.symbology = Symbology::maxicode;
        if (auto const* const data = in.member("data", Need::required))
            item.data = text_of(*data, in, "data");
        struct Part {
            std::string_view name;
            Text* text;
        };
        Part const parts[] = {
            {"postcode", &item.postcode}, {"country", &item.country}, {"service", &item.service}};
        bool const carrier =
            std::ranges::any_of(parts, [&](Part const& part) { return in.has(part.name); });
        for (Part const& part : parts) {
            if (!carrier) break;
            if (auto const* const text = in.member(part.name, Need::required))
                *part.text = text_of(*text, in, part.name);
        }
        return item;
    }

    std::vector<Gs1Element> elements(ObjectReader& in) {
        std::vector<Gs1Element> found;
        for (json::value const& each : in.list("ai", Need::required, 16)) {
            auto const* const pair = each.if_array();
            if (pair == nullptr || pair->size() != 2 || !pair->front().is_string()) {
                in.complain("ai", "pairs of an identifier and its value are wanted");
                break;
            }
            std::string const identifier{pair->front().get_string()};
            bool const digits =
                std::ranges::all_of(identifier, [](char c) { return c >= '0' && c <= '9'; });
            if (!digits || identifier.size() < 2 || identifier.size() > 4)
                in.complain("ai", "an application identifier has two to four digits");
            found.push_back({.identifier = identifier, .value = text_of(pair->back(), in, "ai")});
        }
        return found;
    }

    RepeatItem repeat_item(ObjectReader& in) {
        RepeatItem item;
        item.list = in.text("each", Need::required, 64);
        item.row_mm = in.number("row", 4, 1, side_mm_max);
        item.items = items(in, Depth::in_repeat);
        item.more = both_texts(in, "more", Need::optional);
        return item;
    }

    void sample(ObjectReader& in) {
        auto const* const value = in.member("sample", Need::required);
        if (value == nullptr) return;
        auto data = read_data(json::serialize(*value));
        if (data) {
            design_.sample = std::move(*data);
        } else {
            in.complain("sample", sentence(data.error(), Language::en));
        }
    }

    Problems& problems_;
    Template design_;
};

}  // namespace

Outcome<Template> read_template(std::string_view text, std::string_view source) {
    LabelError error{.fault = Fault::template_syntax, .source = std::string{source}};
    if (text.size() > template_bytes_max) {
        error.detail = fmt::format("{} bytes, {} at most", text.size(), template_bytes_max);
        return std::unexpected(error);
    }
    ParsedJson const parsed = parse_json(text);
    std::size_t offset = parsed.offset;
    if (parsed.value) {
        Problems problems;
        Template design = TemplateReader{problems}.read(*parsed.value);
        if (!problems.first()) check_template(design, problems);
        if (!problems.first()) return design;
        error.fault = Fault::template_schema;
        error.subject = problems.first()->path;
        error.detail = problems.first()->detail;
        offset = offset_of(text, error.subject);
    } else {
        error.detail = parsed.problem;
    }
    TextPlace const place = place_of(text, offset);
    error.line = place.line;
    error.column = place.column;
    return std::unexpected(error);
}

}  // namespace wms::labels
