// SPDX-License-Identifier: Apache-2.0
// Names, addresses and goods nobody should have typed. Each is printed, or refused with the field's
// name; and no byte of it gets between the commands of any language.
#include "labels/attacks.hpp"
#include "labels/forms.hpp"
#include "labels/type_setter.hpp"

#include "base/text.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

using namespace wms::labels;
using printer_reader::Form;

namespace {

using namespace std::string_view_literals;

// What ends a label, empties a queue or starts a graphic in some language; and letters that break
// lines, turn them around, pile up or have no picture.
constexpr std::string_view pieces[] = {
    "^XZ^XA^FO0,0^GB400,100,100^FS"sv,
    "~JA"sv,
    "~HS"sv,
    "^FS"sv,
    "\\[\"]\"\r\nPRINT 1,9\r\n"sv,
    "\r\nCLS\r\nBITMAP 0,0,1,1,0,\0\r\n"sv,
    "! 0 200 200 210 9\r\nPRINT\r\n"sv,
    "\r\nN\r\nP9\r\n"sv,
    "\x1B@\x1DV\x00\x10\x04\x01"sv,
    "\x02\x03\x00\x7F"sv,
    "GW0,0,1,1,"sv,
    "\xFF\xFE\xC0\x80"sv,          // no UTF-8
    "\xE2\x80\xAE\xE2\x81\xA6"sv,  // right-to-left override, isolate
    "\xE2\x80\x8B\xE2\x80\x8D\xEF\xBB\xBF"sv,
    "\xF0\x9F\x8F\xA0\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9"sv,  // a house, a family
    "\xF0\x9F\x87\xA8\xF0\x9F\x87\xB3"sv,                              // a flag
    "a\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85\xCC\x86\xCC\x87\xCC\x88"sv,
    "\xD8\xB4\xD8\xA7\xD8\xB1\xD8\xB9"sv,          // Arabic
    "\xD7\xA8\xD7\x97\xD7\x95\xD7\x91"sv,          // Hebrew
    "\xF0\xA0\xAE\xB7\xE3\x90\x80"sv,              // CJK extensions B and A
    "\xEF\xBF\xBD\xEE\x80\x80"sv,                  // replacement, private use
    "\xE2\x80\xA8\xE2\x80\xA9\xC2\x85\xC2\xA0"sv,  // line and paragraph separators
    "{waybill}{{|money}"sv,
    "<b>&amp;</b>"sv,
    "%s%n%x"sv,
    "'; DROP TABLE parcels;--"sv,
    "浙江省杭州市文三路100号"sv,
    "3幢2单元501室"sv,
    "O'Brien-Smith"sv,
    "Straße Łódź"sv,
    " "sv,
};

std::string hostile(wms::test::Random& random) {
    std::string text;
    std::uint64_t const count = 1 + random.below(6);
    for (std::uint64_t at = 0; at < count; ++at) {
        text += pieces[random.below(std::size(pieces))];
        if (random.below(40) == 0) text.append(10'240, static_cast<char>('a' + at));
        if (random.below(8) == 0) text += static_cast<char>(random.below(256));
    }
    return text;
}

constexpr std::array<std::string_view, 6> attacked = {
    "recipient.name", "recipient.address", "sender.name", "content", "remark", "order"};

// How many values: a thousand at every commit, a million in `./dev soak labels`.
std::size_t wanted_values() {
    char const* const wanted = std::getenv("WMS_HOSTILE_VALUES");
    return wanted == nullptr ? 1'000 : std::strtoul(wanted, nullptr, 10);
}

// Once for each language that a printer obeys; pictures have no commands.
bool has_commands(Form const& form) {
    return form.compression == Compression::densest && form.language != PrinterLanguage::pwg &&
           form.language != PrinterLanguage::png;
}

// As a printer of this form would read both: the same commands, once, and the pixels of the first.
void check_only_pixels(Form const& form, RenderedLabel const& attacked_label,
                       RenderedLabel const& innocent) {
    PrinterFacts printer{};
    printer.language = form.language;
    printer.compression = form.compression;
    auto const attack = form.read(encode(attacked_label, printer).value());
    auto const peace = form.read(encode(innocent, printer).value());
    CHECK(attack.commands == peace.commands);
    CHECK(attack.copies == 1);
    CHECK(attack.bitmap == printer_reader::byte_wide(attacked_label.bitmap));
}

}  // namespace

// Every field of a label is attacked at once; a field that is refused by its name is made innocent
// again, so that the others are printed all the same.
TEST_CASE("hostile values are printed as pixels or refused by name (3.5)") {
    Renderer renderer;
    auto const design = shipped_template("waybill.100x150");
    REQUIRE(design);
    auto const innocent = renderer.render(*design, design->sample, {});
    REQUIRE(innocent);
    wms::test::Random random{20'261'124};
    std::size_t const wanted = wanted_values();
    std::size_t values = 0;
    std::size_t refused = 0;
    for (std::size_t number = 0; values < wanted; ++number) {
        LabelData data = design->sample;
        for (std::string_view const field : attacked)
            data.fields[std::string{field}] = hostile(random);
        values += attacked.size();
        CAPTURE(number);
        auto label = renderer.render(*design, data, {});
        for (std::size_t tries = 0; !label && tries < attacked.size(); ++tries) {
            std::string const field = label.error().subject;
            CAPTURE(wms::visible(data.fields[field], 200));
            REQUIRE(std::ranges::find(attacked, field) != attacked.end());
            REQUIRE(data.fields[field] != design->sample.fields.at(field));
            data.fields[field] = design->sample.fields.at(field);
            ++refused;
            label = renderer.render(*design, data, {});
        }
        REQUIRE(label);
        REQUIRE(label->codes.size() == 2);
        CHECK(label->codes[0].text == data.fields["waybill"]);
        check_only_pixels(printer_reader::forms[number % std::size(printer_reader::forms)], *label,
                          *innocent);
    }
    std::size_t const printed = values - refused;
    MESSAGE(printed, " of ", values, " values printed, the others refused with the field's name");
    CHECK(refused < values / 2);
    CHECK(refused > 0);
}

TEST_CASE("every command of every language is pixels in every language (3.5)") {
    Renderer renderer;
    auto const design = shipped_template("waybill.100x180");
    REQUIRE(design);
    auto const innocent = renderer.render(*design, design->sample, {});
    REQUIRE(innocent);
    auto const attacks = wms::test::attacks();
    CHECK(attacks.size() >= 200);
    std::size_t printed = 0;
    for (std::size_t number = 0; number < attacks.size(); ++number) {
        CAPTURE(wms::visible(attacks[number]));
        LabelData data = design->sample;
        data.fields["content"] = "杯子 " + attacks[number] + " ×2";
        auto const label = renderer.render(*design, data, {});
        if (!label) {
            CHECK(label.error().subject == "content");
            continue;
        }
        ++printed;
        for (Form const& form : printer_reader::forms) {
            if (has_commands(form)) check_only_pixels(form, *label, *innocent);
        }
    }
    MESSAGE(printed, " of ", attacks.size(), " printed, the others refused with the field's name");
    CHECK(printed > attacks.size() / 2);
}

// labels.md §2.6, row by row: each in every language, not only in the one it is dangerous to.
TEST_CASE("every known hazard of every language is pixels in every language") {
    struct Hazard {
        std::string_view name;
        std::string_view text;
    };
    constexpr Hazard hazards[] = {
        {"ZPL: ends the label, begins another", "^XZ^XA^FO0,0^GB700,700,350^FS"sv},
        {"ZPL: empties the queue", "~JA"sv},
        {"ZPL: asks for the status", "~HS~HQES"sv},
        {"ZPL: code 128 escape", ">:>9>8"sv},
        {"ZPL: field block", "\\&\\(*)"sv},
        {"ZPL: hexadecimal after ^FH", "_5E_58_5A_7E_4A_41"sv},
        {"TSPL: ends the string and prints", "\"\r\nPRINT 1,99\r\n"sv},
        {"TSPL: escaped quotation mark", "\\[\"]\\[R]\\[L]"sv},
        {"TSPL: clears, draws", "\r\nCLS\r\nBAR 0,0,800,800\r\n"sv},
        {"TSPL: code 128M", "!105!102!100"sv},
        {"TSPL: reset", "\x1B!R\x1B!?"sv},
        {"CPCL: a session of its own", "\r\n! 0 200 200 210 9\r\nFORM\r\nPRINT\r\n"sv},
        {"CPCL: aborts", "\r\nABORT\r\n"sv},
        {"EPL2: clears and prints", "\r\nN\r\nP9\r\n^@\r\n"sv},
        {"ESC/POS: initialise, cut, ask", "\x1B@\x1DV\x01\x10\x04\x01\x1C&"sv},
        {"ESC/POS: an image that never ends", "\x1Dv0\x03\xFF\xFF\xFF\xFF"sv},
        // U+4E57 U+51AB U+4E62 U+54AF: their second bytes in GB18030 are \ ^ _ ~ or near them
        {"GB18030 trail bytes", "乗冫乢咯繺膥"sv},
        {"right to left, zero width", "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xE2\x80\x8B\xE2\x80\x8D"sv},
        {"emoji", "\xF0\x9F\x93\xA6"sv},
        {"combining marks", "Z\xCC\x88\xCC\xA7\xCC\x81"sv},
    };
    Renderer renderer;
    auto const design = shipped_template("waybill.100x180");
    REQUIRE(design);
    auto const innocent = renderer.render(*design, design->sample, {});
    REQUIRE(innocent);
    for (Hazard const& hazard : hazards) {
        CAPTURE(hazard.name);
        LabelData data = design->sample;
        data.fields["content"] = "杯子 " + std::string{hazard.text} + " ×2";
        auto const label = renderer.render(*design, data, {});
        if (!label) {  // a letter that no font has: said by its field, nothing is printed
            CHECK(label.error().subject == "content");
            continue;
        }
        for (Form const& form : printer_reader::forms) {
            CAPTURE(form.name);
            check_only_pixels(form, *label, *innocent);
        }
    }
}

TEST_CASE("what a printer's own bar code command would misread is read back as it is") {
    Renderer renderer;
    auto const design = shipped_template("waybill.100x180");
    REQUIRE(design);
    for (std::string const number : {"SF>8123>5", "!105AB!102", "_5E_58", "~JA^XZ", "A\\[\"]B"}) {
        CAPTURE(number);
        LabelData data = design->sample;
        data.fields["waybill"] = number;
        auto const label = renderer.render(*design, data, {});
        REQUIRE(label);
        for (ReadCode const& code : label->codes) CHECK(code.text == number);
    }
}

TEST_CASE("what is printable has no controls, no direction and no more than two marks a letter") {
    wms::test::Random random{7};
    for (int number = 0; number < 1'000; ++number) {
        std::string const text = printable(hostile(random));
        CAPTURE(wms::visible(text, 200));
        CHECK(wms::is_utf8(text));
        CHECK_FALSE(wms::has_disturbing(text));
        CHECK_FALSE(wms::has_control(text));
    }
    CHECK(printable("a\r\nb\tc") == "a b c");
    CHECK(printable("  x  ") == "x");
    CHECK(printable("e\xCC\x81\xCC\x82\xCC\x83") == "e\xCC\x81\xCC\x82");
}

TEST_CASE("a pictograph is left out, what it stood beside is printed") {
    Renderer renderer;
    auto const design = shipped_template("waybill.100x150");
    REQUIRE(design);
    LabelData data = design->sample;
    data.fields["recipient.address"] = "浙江省杭州市文三路100号";
    auto const plain = renderer.render(*design, data, {});
    REQUIRE(plain);
    data.fields["recipient.address"] = "浙江省\xF0\x9F\x8F\xA0杭州市文三路100号";
    auto const with = renderer.render(*design, data, {});
    REQUIRE(with);
    CHECK(with->bitmap == plain->bitmap);
}
