// SPDX-License-Identifier: Apache-2.0
// What is wrong is said before anything is printed, with the field's name.
#include "labels/renderer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wms::labels;

namespace {

Template waybill() {
    auto design = shipped_template("waybill.100x180");
    REQUIRE(design);
    return *design;
}

LabelError error_of(Template const& design, LabelData const& data) {
    Renderer renderer;
    auto const label = renderer.render(design, data, {});
    REQUIRE_FALSE(label);
    return label.error();
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int at = 0; at < times; ++at) all += text;
    return all;
}

struct Row {
    std::string_view name;
    std::string_view field;
    std::string value;
    Fault fault;
    std::string_view subject;
};

std::vector<Row> rows() {
    return {
        {"a value that is not there", "recipient.phone", "", Fault::field_missing,
         "recipient.phone"},
        {"a value of blanks", "recipient.name", "  \t ", Fault::field_missing, "recipient.name"},
        {"an address no label holds", "recipient.address", repeated("长", 400),
         Fault::text_overflow, "recipient.address"},
        {"an address of 10 kB", "recipient.address", repeated("a", 10'000), Fault::text_too_long,
         "recipient.address"},
        {"a letter no font has", "recipient.address", "文三路\xF0\x9E\xA4\x80号 12345",
         Fault::no_glyph, "recipient.address"},
        {"a sort code in a novel's length", "sort_code", repeated("571-", 40), Fault::text_overflow,
         "sort_code"},
        {"a waybill number of other letters", "waybill", "SF１２３", Fault::field_bad, "number"},
        {"a waybill number with a control character", "waybill", "SF1\n23", Fault::field_bad,
         "number"},
        {"a waybill number too long for its place", "waybill", repeated("AB1Z", 11),
         Fault::code_does_not_fit, "number"},
        {"an amount that is none", "cod", "12.345", Fault::field_missing, ""},
    };
}

}  // namespace

TEST_CASE("a value that cannot be printed is an error with its field") {
    Template const design = waybill();
    for (Row const& row : rows()) {
        SUBCASE(std::string{row.name}.c_str()) {
            LabelData data = design.sample;
            data.fields[std::string{row.field}] = row.value;
            if (row.subject.empty()) {  // no amount: no line about it
                Renderer renderer;
                CHECK(renderer.render(design, data, {}).has_value());
                continue;
            }
            LabelError const error = error_of(design, data);
            CAPTURE(sentence(error, wms::Language::en));
            CHECK(error.fault == row.fault);
            CHECK(error.subject == row.subject);
        }
    }
}

TEST_CASE("a missing font is an error that names the package, not another font") {
    Template design = waybill();
    design.family = "WenQuanYi Zen Hei No Such";
    LabelError const error = error_of(design, design.sample);
    CHECK(error.fault == Fault::font_missing);
    CHECK(error.subject == design.family);
    design.family = "Noto Sans CJK SC";
    Renderer renderer;
    auto const label = renderer.render(design, design.sample, {});
    if (label) return;  // it is installed here
    CHECK(label.error().detail == "fonts-noto-cjk");
}

TEST_CASE("a document on a label printer, and a label as a document, are refused") {
    auto const paper = shipped_template("pick_list");
    REQUIRE(paper);
    CHECK(error_of(*paper, paper->sample).fault == Fault::sheet_wanted);
    Renderer renderer;
    Template const design = waybill();
    auto const document = renderer.render_document(design, design.sample, 8);
    REQUIRE_FALSE(document);
    CHECK(document.error().fault == Fault::sheet_wanted);
}

TEST_CASE("a line beside the code's bars is caught by reading it back") {
    Template design = waybill();
    auto& items = design.variants.front().items;
    Item bar;
    bar.id = "bar";
    bar.kind = ItemKind::line;
    bar.box = {.x = 9, .y = 75, .width = 0.5, .height = 24};  // in the quiet zone, by 2 modules
    Renderer renderer;
    auto const sound = renderer.render(design, design.sample, {});
    REQUIRE(sound);
    int const left = sound->codes.front().area.x + 10 * static_cast<int>(sound->codes[0].module);
    bar.box.x = (left - 12) / 8.0;
    items.push_back(bar);
    CHECK(error_of(design, design.sample).fault == Fault::code_unreadable);
}

TEST_CASE("a label that is almost black is refused") {
    Template design = waybill();
    Item block;
    block.id = "block";
    block.kind = ItemKind::frame;
    block.box = {.x = 0, .y = 126, .width = 100, .height = 54};
    block.frame.filled = true;
    design.variants.front().items.push_back(block);
    Item other = block;
    other.box = {.x = 0, .y = 0, .width = 100, .height = 70};
    design.variants.front().items.push_back(other);
    CHECK(error_of(design, design.sample).fault == Fault::too_black);
}

TEST_CASE("more rows than a label holds are an error, or said on the last row") {
    auto const text = [](std::string const& more) {
        return R"({"schema": 1, "id": "t", "title": {"zh": "测", "en": "t"},
            "lists": [{"name": "lines", "zh": "行", "en": "lines",
                       "fields": [{"name": "a", "zh": "甲", "en": "a"}]}],
            "media": {"w": 50, "h": 30},
            "items": [{"id": "r", "type": "repeat", "box": [1, 1, 48, 20], "each": "lines",
                       "row": 5, "items": [{"id": "a", "type": "text", "box": [0, 0, 40, 5],
                       "text": "{row}/{rows} {a}"}])" +
               more + R"(}], "sample": {"lines": [{"a": 1}, {"a": 2}, {"a": 3}, {"a": 4},
               {"a": 5}]}})";
    };
    auto const strict = read_template(text(""), "t");
    if (!strict) FAIL(sentence(strict.error(), wms::Language::en));
    LabelError const error = error_of(*strict, strict->sample);
    CHECK(error.fault == Fault::rows_overflow);
    CHECK(error.subject == "lines");
    auto const lenient = read_template(text(R"(, "more": "…共{rows}项")"), "t");
    if (!lenient) FAIL(sentence(lenient.error(), wms::Language::en));
    Renderer renderer;
    CHECK(renderer.render(*lenient, lenient->sample, {}).has_value());
}

TEST_CASE("values that are no object of texts, numbers and lists are refused with their place") {
    auto const fault = [](std::string_view json) {
        auto const data = read_data(json);
        return data ? std::string{} : sentence(data.error(), wms::Language::en);
    };
    CHECK(fault(R"({"a": 1, "b": {"c": "x"}, "l": [{"q": 2}]})").empty());
    CHECK(fault("[1]").find("an object is wanted") != std::string::npos);
    CHECK(fault("{\n \"a\": }").find("2:7") != std::string::npos);
    CHECK(fault(R"({"l": [1]})").find("a list of objects") != std::string::npos);
    CHECK(fault(R"({"l": [{"a": [1]}]})").find("a text or a number") != std::string::npos);
    CHECK(fault("{\"a\": \"" + repeated("x", 20'000) + "\"}").find("longer") != std::string::npos);
    CHECK(fault(repeated("[", 40)).find("1:") != std::string::npos);
}

TEST_CASE("a picture that cannot be read is an error with its name") {
    auto const design = read_template(
        R"({"schema": 1, "id": "t", "title": {"zh": "测", "en": "t"}, "media": {"w": 50, "h": 30},
            "items": [{"id": "logo", "type": "image", "box": [1, 1, 10, 10], "name": "logo"}],
            "sample": {}})",
        "t");
    REQUIRE(design);
    CHECK(error_of(*design, {}).fault == Fault::image_bad);
    for (std::string const& bytes :
         {std::string{"no picture"},
          std::string{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0xxxxxxxx", 32}}) {
        Renderer renderer{[&](std::string_view) { return bytes; }};
        auto const label = renderer.render(*design, {}, {});
        REQUIRE_FALSE(label);
        CHECK(label.error().fault == Fault::image_bad);
        CHECK(label.error().subject == "logo");
    }
    // A label's own preview is a sound picture.
    auto const other = shipped_template("location");
    REQUIRE(other);
    Renderer plain;
    std::string const png = plain.render(*other, other->sample, {}).value().png();
    Renderer renderer{[&](std::string_view) { return png; }};
    auto const label = renderer.render(*design, {}, {});
    REQUIRE(label);
    CHECK(label->bitmap.black_dots() > 100);
}
