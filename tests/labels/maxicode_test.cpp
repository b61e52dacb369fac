// SPDX-License-Identifier: Apache-2.0
// MaxiCode: what is written is read from dots of every usual head, its size is the standard's, and
// each part that is wrong is named.
#include "labels/maxicode.hpp"

#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>

using namespace wms::labels;
using wms::test::Random;

namespace {

constexpr double heads[] = {6, 8, 11.811, 12, 23.6};  // dots/mm

Piece of(std::string const& field) {
    return {.fixed = {}, .field = field, .filters = {}};
}
Piece fixed(std::string const& text) {
    return {.fixed = text, .field = {}, .filters = {}};
}

enum class Parts : std::uint8_t { message, carrier };
CodeItem maxicode(Parts parts) {
    CodeItem item;
    item.symbology = Symbology::maxicode;
    item.data = {of("v")};
    if (parts == Parts::message) return item;
    item.data = {fixed("[)>\x1E"
                       "01\x1D"
                       "96"),
                 of("v"), fixed("\x1E\x04")};
    item.postcode = {of("postcode")};
    item.country = {of("country")};
    item.service = {of("service")};
    return item;
}

std::string text_of(Random& random, std::string_view signs, std::uint64_t most) {
    std::string text;
    for (std::uint64_t left = 1 + random.below(most); left > 0; --left)
        text += signs[random.below(signs.size())];
    return text;
}

Bitmap on_white(Symbol const& symbol) {
    Bitmap sheet{symbol.modules.width() + symbol.quiet_left + symbol.quiet_right,
                 symbol.modules.height() + 2 * symbol.quiet_top};
    for (int y = 0; y < static_cast<int>(symbol.modules.height()); ++y) {
        for (int x = 0; x < static_cast<int>(symbol.modules.width()); ++x) {
            if (symbol.modules.black(x, y))
                sheet.set(x + static_cast<int>(symbol.quiet_left),
                          y + static_cast<int>(symbol.quiet_top), true);
        }
    }
    return sheet;
}

std::optional<std::string> read_from(Symbol const& symbol) {
    Bitmap const sheet = on_white(symbol);
    return read_symbol(sheet,
                       {.x = 0,
                        .y = 0,
                        .width = static_cast<int>(sheet.width()),
                        .height = static_cast<int>(sheet.height())},
                       Symbology::maxicode);
}

}  // namespace

TEST_CASE("what a MaxiCode is given, its dots say: three modes, five heads, random values") {
    std::string ascii;
    for (char c = ' '; c < 0x7F; ++c) ascii += c;
    for (double const head : heads) {
        CAPTURE(head);
        Random random{static_cast<std::uint64_t>(head * 1000)};
        int refused = 0;
        for (int number = 0; number < 200; ++number) {
            bool const digits = number % 3 == 1;
            Fields const fields{{"v", text_of(random, ascii, 40)},
                                {"postcode", digits ? text_of(random, "0123456789", 9)
                                                    : text_of(random, "ABCXYZ0123456789 ", 6)},
                                {"country", fmt::format("{:03}", random.below(1000))},
                                {"service", fmt::format("{:03}", random.below(1000))}};
            CodeItem const item = maxicode(number % 3 == 0 ? Parts::message : Parts::carrier);
            auto const symbol = make_maxicode(item, "code", Scope{fields}, head);
            if (!symbol) {  // forty signs that change their code set at every step
                ++refused;
                CHECK(symbol.error().detail.find("too long") != std::string::npos);
                continue;
            }
            CHECK(read_from(*symbol) == symbol->expected);
        }
        CHECK(refused <= 4);
    }
}

TEST_CASE("a structured carrier message is read as carriers read it") {
    struct Row {
        std::string_view name;
        char const* postcode;
        std::string_view read;
    };
    constexpr Row carriers[] = {
        {"nine digits", "152382802",
         "[)>\x1E"
         "01\x1D"
         "96152382802\x1D"
         "840\x1D"
         "001\x1D"
         "X\x1E\x04"},
        {"six digits with a zero in front", "051009",
         "[)>\x1E"
         "01\x1D"
         "96051009\x1D"
         "840\x1D"
         "001\x1D"
         "X\x1E\x04"},
        {"letters", "B1050",
         "[)>\x1E"
         "01\x1D"
         "96B1050 \x1D"
         "840\x1D"
         "001\x1D"
         "X\x1E\x04"},
    };
    for (Row const& row : carriers) {
        CAPTURE(row.name);
        Fields const fields{
            {"v", "X"}, {"postcode", row.postcode}, {"country", "840"}, {"service", "001"}};
        auto const symbol = make_maxicode(maxicode(Parts::carrier), "code", Scope{fields}, 8);
        REQUIRE(symbol);
        CHECK(symbol->expected == row.read);
        CHECK(read_from(*symbol) == row.read);
    }
}

// 26.4 x 25.4 mm without the quiet zone; nothing here may be larger or smaller by more than a dot.
TEST_CASE("its size is the standard's on every head") {
    for (double const head : heads) {
        CAPTURE(head);
        Fields const fields{{"v", "WMS"}};
        auto const symbol = make_maxicode(maxicode(Parts::message), "code", Scope{fields}, head);
        REQUIRE(symbol);
        Bitmap const& dots = symbol->modules;
        CHECK(std::abs(dots.width() - 25.50 / 29 * 30 * head) <= 2);
        CHECK(std::abs(dots.height() - (24.38 / 32 * 32 + 24.38 / 32 * 4 / 3) * head) <= 2);
        CHECK((dots.width() + 2 * symbol->quiet_left) / head <= maxicode_box_width_mm);
        CHECK((dots.height() + 2 * symbol->quiet_top) / head <= maxicode_box_height_mm);
    }
}

TEST_CASE("a part that is wrong is named") {
    struct Row {
        std::string_view name;
        Fields fields;
        std::string_view subject;
    };
    Fields const good{{"v", "X"}, {"postcode", "310052"}, {"country", "156"}, {"service", "001"}};
    auto const but = [&](char const* field, std::string const& value) {
        Fields fields = good;
        fields[field] = value;
        return fields;
    };
    Row const faults[] = {
        {"no postcode", but("postcode", ""), "code (postcode)"},
        {"ten digits", but("postcode", "1234567890"), "code (postcode)"},
        {"seven letters", but("postcode", "ABCDEFG"), "code (postcode)"},
        {"small letters", but("postcode", "b1050"), "code (postcode)"},
        {"a country in letters", but("country", "CN"), "code (country)"},
        {"four digits of service", but("service", "0001"), "code (service)"},
        {"Chinese", but("v", "箱"), "code (v)"},
        {"a separator in a value",
         but("v",
             "A\x1D"
             "B"),
         "code (v)"},
        {"too much", but("v", std::string(130, 'a')), "code (data)"},
        {"far too much", but("v", std::string(10'000, '1')), "code (data)"},
    };
    for (Row const& row : faults) {
        CAPTURE(row.name);
        auto const symbol = make_maxicode(maxicode(Parts::carrier), "code", Scope{row.fields}, 8);
        REQUIRE_FALSE(symbol);
        CHECK(symbol.error().fault == Fault::field_bad);
        CHECK(symbol.error().subject == row.subject);
        CHECK(symbol.error().detail.find(" · ") != std::string::npos);  // both languages
    }
}
