// SPDX-License-Identifier: Apache-2.0
// Why there is no label. A label is either whole and proved readable, or there is one of these: it
// names the field or the item, and for a template's text the line and column.
#pragma once

#include "base/refusal.hpp"

#include <cstdint>
#include <expected>
#include <string>

namespace wms::labels {

enum class Fault : std::uint8_t {
    template_syntax,     // no JSON
    template_schema,     // JSON, but not a template
    template_unknown,    // no template of this name
    data_syntax,         // the values are no JSON object of texts, numbers and lists
    field_missing,       // a value the template requires
    field_bad,           // a value that cannot be what its filter or its code wants
    text_overflow,       // too long for its box, even at the smallest size
    text_too_long,       // beyond any label
    no_glyph,            // a letter that no font has
    code_does_not_fit,   // wider than its box with the smallest module
    code_unreadable,     // drawn, but its pixels do not read back as what they should say
    rows_overflow,       // more rows than the label holds
    font_missing,        // the family is not installed
    image_bad,           // no picture, or one that cannot be read
    printer_too_narrow,  // no variant of the template fits the head
    media_too_large,     // more dots than any printer has
    too_black,           // more ink than a label can have: inverted, or a template gone wrong
    off_the_label,       // the printer's offset would push ink over the edge
    sheet_wanted         // many pages where one label is wanted, or the other way round
};

struct LabelError {
    Fault fault = Fault::template_schema;
    std::string subject = {};  // the field's, item's or family's name
    std::string detail = {};   // a number, a character, what was wanted
    std::string source = {};   // the template's id or file
    std::uint32_t line = 0;    // in the template's text; 0 = not there
    std::uint32_t column = 0;
    friend bool operator==(LabelError const&, LabelError const&) = default;
};

template <class T = void>
using Outcome = std::expected<T, LabelError>;

[[nodiscard]] char const* name_of(Fault fault);
[[nodiscard]] std::string sentence(LabelError const& error, Language language);

// A detail stands in the sentence of either language: it has both. This one is said in many places.
inline constexpr char const* ascii_wanted =
    "只能有 ASCII 字母、数字和符号 · only letters, digits and signs of ASCII";

}  // namespace wms::labels
