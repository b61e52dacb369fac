// SPDX-License-Identifier: Apache-2.0
// A template: what stands where on a label, in millimetres. Declarative only: values, a fixed list
// of filters, conditions and repetitions, no code. The format is told in templates/README.md.
// Everything that can be wrong with a template is found when it is read, with line and column.
#pragma once

#include "labels/label.hpp"
#include "labels/label_data.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wms::labels {

inline constexpr std::size_t template_bytes_max = 256 * 1024;
inline constexpr std::size_t items_max = 200;
inline constexpr std::size_t variants_max = 8;
inline constexpr double side_mm_max = 1'000;

struct Words {
    std::string zh;
    std::string en;
    [[nodiscard]] std::string const& in(Language language) const {
        return language == Language::zh ? zh : en;
    }
    friend bool operator==(Words const&, Words const&) = default;
};

enum class Filter : std::uint8_t {
    mask_name,     // 张* : GB/T 41833, at least one character of the name
    mask_phone,    // 138******78 : at least six digits
    mask_address,  // without unit and room number
    money,         // 1234.5 -> 1,234.50
    date,          // 2026-11-24T10:30:00Z -> 2026-11-24
    group4,        // SF12 3456 7890 123
    upper
};

// "{recipient.name|mask:name}" between fixed text.
struct Piece {
    std::string fixed;  // or
    std::string field;
    std::vector<Filter> filters;
    friend bool operator==(Piece const&, Piece const&) = default;
};
using Text = std::vector<Piece>;
struct BothTexts {
    Text zh;
    Text en;
    [[nodiscard]] Text const& in(Language language) const {
        return language == Language::zh ? zh : en;
    }
    friend bool operator==(BothTexts const&, BothTexts const&) = default;
};

// when: "cod>0", "mark", "!mark", "pay==to_collect"
struct Condition {
    enum class Test : std::uint8_t { present, absent, equal, different, greater, less };
    std::string field;
    Test test = Test::present;
    std::string value;
    friend bool operator==(Condition const&, Condition const&) = default;
};

struct BoxMm {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    friend bool operator==(BoxMm const&, BoxMm const&) = default;
};

enum class Align : std::uint8_t { left, center, right };
enum class VerticalAlign : std::uint8_t { top, middle, bottom };
enum class Overflow : std::uint8_t { error, ellipsis };

struct TextItem {
    BothTexts text;
    double size_mm = 3;
    double min_mm = 3;  // the floor of shrinking
    unsigned lines = 1;
    bool bold = false;
    bool inverse = false;  // white on black
    Align align = Align::left;
    VerticalAlign valign = VerticalAlign::top;
    Overflow overflow = Overflow::error;
};

// "ai": [["00", "{sscc}"], ["10", "{lot}"]]; an element whose value is empty is left out.
struct Gs1Element {
    std::string identifier;
    Text value;
};

enum class Hri : std::uint8_t { none, above, below };

struct CodeItem {
    Symbology symbology = Symbology::code128;
    Text data;
    std::vector<Gs1Element> elements;  // of gs1_128, instead of data
    double module_mm = 0.375;          // wanted
    double min_module_mm = 0.25;       // at least
    Hri hri = Hri::none;
    double hri_mm = 3;
    bool bearer = false;  // itf14: the bars above and below
    int level = -1;       // error correction of qr (0..3) and pdf417 (0..8)
    Text postcode = {};   // of maxicode, as are the next: a carrier's message; all or none
    Text country = {};
    Text service = {};
};

struct LineItem {  // along its longer side; the thickness is the shorter one
    bool dashed = false;
};
struct FrameItem {
    double line_mm = 0.25;
    bool filled = false;
};
struct ImageItem {
    std::string name;  // of a shipped picture
};

struct Item;
// Its items are drawn once per row, each time lower by the row's height; their boxes are relative.
struct RepeatItem {
    std::string list;
    double row_mm = 4;
    std::vector<Item> items;
    BothTexts more;  // "…共{count}项" in the last row when there are too many; empty = error
};

enum class ItemKind : std::uint8_t { text, code, line, frame, image, repeat };

struct Item {
    std::string id;
    ItemKind kind = ItemKind::text;
    BoxMm box;
    std::vector<Condition> when;  // all of them
    int rotate = 0;               // 0, 90, 180, 270, clockwise; text and codes
    bool layer = false;           // may lie on others
    // the one that `kind` says
    TextItem text = {};
    CodeItem code = {};
    LineItem line = {};
    FrameItem frame = {};
    ImageItem image = {};
    RepeatItem repeat = {};
    std::string path;  // in the JSON text, for what is said about it
};

enum class MediaKind : std::uint8_t { label, page };

struct Media {
    double width_mm = 0;
    double height_mm = 0;
    MediaKind kind = MediaKind::label;
    std::vector<double> cuts_mm;
};

struct Variant {
    Media media;
    std::vector<Item> items;
};

struct Field {
    std::string name;
    Words words;
    bool required = false;
};

struct Template {
    std::string id;
    std::uint32_t rev = 1;
    Words title;
    std::string family = "WenQuanYi Micro Hei";
    std::vector<Field> fields;
    struct List {
        std::string name;
        Words words;
        std::vector<Field> fields;
    };
    std::vector<List> lists;
    std::vector<Variant> variants;  // widest first; the widest that the head can print is taken
    LabelData sample;               // what previews and tests print

    [[nodiscard]] Field const* field(std::string_view name) const;
    [[nodiscard]] List const* list(std::string_view name) const;
};

// `source` is what errors call it: a file name or an id.
[[nodiscard]] Outcome<Template> read_template(std::string_view json, std::string_view source);

// Those of templates/, in the program itself.
struct ShippedTemplate {
    std::string_view id;  // "waybill.100x180"
    std::string_view json;
};
[[nodiscard]] std::span<ShippedTemplate const> shipped_templates();
[[nodiscard]] Outcome<Template> shipped_template(std::string_view id);

}  // namespace wms::labels
