// SPDX-License-Identifier: Apache-2.0
#include "labels/template.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wms::labels;

namespace {

std::string with(std::string const& items, std::string const& more = "") {
    return "{\"schema\": 1, \"id\": \"t\", \"title\": {\"zh\": \"测\", \"en\": \"t\"},\n"
           " \"fields\": [{\"name\": \"a\", \"zh\": \"甲\", \"en\": \"a\"}],\n"
           " \"media\": {\"w\": 50, \"h\": 30},\n"
           " \"items\": [" +
           items + "],\n \"sample\": {}" + more + "}";
}

struct Row {
    std::string_view name;
    std::string json;
    Fault fault;
    std::uint32_t line;
    std::uint32_t column;
    std::string_view detail;  // somewhere in it
};

std::vector<Row> rows() {
    std::string const text = R"({"id": "x", "type": "text", "box": [1, 1, 20, 5], "text": )";
    return {
        {"no JSON", "{\n  \"schema\": 1,\n  \"id\": }", Fault::template_syntax, 3, 9, ""},
        {"not UTF-8", "{\"a\": \"\xFF\"}", Fault::template_syntax, 1, 1, "UTF-8"},
        {"something behind", with("") + " 1", Fault::template_syntax, 5, 16, "behind"},
        {"another schema", R"({"schema": 2})", Fault::template_schema, 1, 12, "from 0 to 1"},
        {"an unknown member", with("", R"(, "colour": 1)"), Fault::template_schema, 5, 26,
         "unknown member 'colour'"},
        {"an unknown field", with(text + "\"{b}\"}"), Fault::template_schema, 4, 70,
         "unknown field 'b'"},
        {"an unknown filter", with(text + "\"{a|shout}\"}"), Fault::template_schema, 4, 70,
         "unknown filter 'shout'"},
        {"an open brace", with(text + "\"{a\"}"), Fault::template_schema, 4, 70, "without '}'"},
        {"a type nobody knows", with(R"({"id": "x", "type": "circle", "box": [1, 1, 2, 2]})"),
         Fault::template_schema, 4, 32, "text, barcode, line"},
        {"off the media", with(R"({"id": "x", "type": "box", "box": [40, 1, 20, 5]})"),
         Fault::template_schema, 4, 46, "sticks out"},
        {"a MaxiCode in too small a box",
         with(R"({"id": "x", "type": "barcode", "box": [1, 1, 28, 28], "code": "maxicode", )"
              R"("data": "{a}"})"),
         Fault::template_schema, 4, 50, "28.6 x 27.4 mm"},
        {"a MaxiCode with half a carrier's message",
         with(R"({"id": "x", "type": "barcode", "box": [1, 1, 29, 28], "code": "maxicode", )"
              R"("data": "{a}", "postcode": "{a}", "country": "156"})"),
         Fault::template_schema, 4, 12, "service"},
        {"a MaxiCode whose modules are asked for",
         with(R"({"id": "x", "type": "barcode", "box": [1, 1, 29, 28], "code": "maxicode", )"
              R"("data": "{a}", "module": 0.5})"),
         Fault::template_schema, 4, 111, "unknown member 'module'"},
        {"two texts in one place",
         with(text + "\"a\"}, " +
              R"({"id": "y", "type": "text", "box": [19, 2, 20, 5], "text": "b"})"),
         Fault::template_schema, 4, 111, "lies on 'x'"},
        {"an id twice",
         with(text + "\"a\"}, " +
              R"({"id": "x", "type": "text", "box": [1, 20, 20, 5], "text": "b"})"),
         Fault::template_schema, 4, 83, "there twice"},
        {"a repeat in a repeat",
         with(R"({"id": "r", "type": "repeat", "box": [1, 1, 20, 5], "each": "l", "items": [)"
              R"({"id": "s", "type": "repeat", "box": [0, 0, 20, 4]}]})"),
         Fault::template_schema, 4, 107, "inside of a repeat"},
        {"a condition that compares with a word",
         with(R"({"id": "x", "type": "box", "box": [1, 1, 2, 2], "when": "a>many"})"),
         Fault::template_schema, 4, 68, "a number"},
    };
}

}  // namespace

TEST_CASE("a wrong template is refused with line and column") {
    for (Row const& row : rows()) {
        SUBCASE(std::string{row.name}.c_str()) {
            auto const read = read_template(row.json, "t.json");
            REQUIRE_FALSE(read);
            CAPTURE(sentence(read.error(), wms::Language::en));
            CHECK(read.error().fault == row.fault);
            CHECK(read.error().line == row.line);
            CHECK(read.error().column == row.column);
            CHECK(read.error().detail.find(row.detail) != std::string::npos);
            CHECK(sentence(read.error(), wms::Language::zh).starts_with("t.json:"));
        }
    }
}

TEST_CASE("every shipped template is read, under the name of its file") {
    REQUIRE_FALSE(shipped_templates().empty());
    for (ShippedTemplate const& shipped : shipped_templates()) {
        auto const read = shipped_template(shipped.id);
        if (!read) FAIL(sentence(read.error(), wms::Language::en));
        CHECK(read->id == shipped.id);
    }
    auto const missing = shipped_template("nothing");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().fault == Fault::template_unknown);
}
