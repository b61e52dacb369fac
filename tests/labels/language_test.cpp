// SPDX-License-Identifier: Apache-2.0
// Every shipped template in every language, back to the dots of its preview.
#include "labels/forms.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace wms::labels;
using printer_reader::byte_wide;
using printer_reader::Form;

namespace {

RenderedLabel location_label(PrinterFacts const& printer) {
    Renderer renderer;
    auto const design = shipped_template("location");
    REQUIRE(design);
    auto const label = renderer.render(*design, design->sample, printer);
    REQUIRE(label);
    return *label;
}

}  // namespace

TEST_CASE("what each language prints is the preview, dot by dot, once") {
    Renderer renderer;
    for (ShippedTemplate const& shipped : shipped_templates()) {
        auto const design = shipped_template(shipped.id);
        REQUIRE(design);
        if (!printer_reader::is_label(*design)) continue;
        for (double const scale : {8.0, 11.81, 12.0}) {
            PrinterFacts printer{.dots_per_mm = scale, .width_dots = 1'300};
            auto const label = renderer.render(*design, design->sample, printer);
            if (!label) FAIL(shipped.id, ": ", sentence(label.error(), wms::Language::en));
            Bitmap const wanted = byte_wide(label->bitmap);
            CHECK(printer_reader::png(label->png()).bitmap == wanted);
            for (Form const& form : printer_reader::forms) {
                CAPTURE(shipped.id);
                CAPTURE(form.name);
                printer.language = form.language;
                printer.compression = form.compression;
                auto const bytes = encode(*label, printer);
                REQUIRE(bytes);
                auto const printed = form.read(*bytes);
                CHECK(printed.bitmap == wanted);
                CHECK(printed.copies == 1);
            }
        }
    }
}

TEST_CASE("an inverted model gets the opposite bits in every language that has a polarity") {
    PrinterFacts printer{};
    RenderedLabel const label = location_label(printer);
    printer.inverted = true;
    for (Form const& form : printer_reader::forms) {
        if (form.language == PrinterLanguage::png) continue;
        CAPTURE(form.name);
        printer.language = form.language;
        printer.compression = form.compression;
        auto const bytes = encode(label, printer);
        REQUIRE(bytes);
        auto const printed = form.read(*bytes).bitmap;
        std::uint64_t const all = std::uint64_t{printed.width()} * printed.height();
        CHECK(printed.black_dots() == all - label.bitmap.black_dots());
    }
}

TEST_CASE("an offset moves the ink by whole dots and refuses to lose any") {
    PrinterFacts printer{.language = PrinterLanguage::tspl, .offset_x_dots = 3, .offset_y_dots = 5};
    RenderedLabel const label = location_label(printer);
    auto const moved = encode(label, printer);
    REQUIRE(moved);
    Area const was = label.bitmap.ink();
    Area const is = printer_reader::tspl(*moved).bitmap.ink();
    CHECK(is == Area{.x = was.x + 3, .y = was.y + 5, .width = was.width, .height = was.height});
    printer.offset_x_dots = -800;
    auto const lost = encode(label, printer);
    REQUIRE_FALSE(lost);
    CHECK(lost.error().fault == Fault::off_the_label);
}

TEST_CASE("a roll mounted head first is turned in dots, twice is not at all") {
    PrinterFacts printer{.language = PrinterLanguage::zpl, .head_first = true};
    RenderedLabel const label = location_label(printer);
    auto const turned = printer_reader::zpl(encode(label, printer).value()).bitmap;
    CHECK(turned == label.bitmap.turned_around());
    CHECK(turned.turned_around() == label.bitmap);
}

TEST_CASE("a setting beyond the language's scale is the end of the scale, never a broken command") {
    PrinterFacts printer{.darkness = 9'999, .speed = -7};
    RenderedLabel const label = location_label(printer);
    auto const has = [&](PrinterLanguage language, std::string_view command) {
        printer.language = language;
        return encode(label, printer).value().find(command) != std::string::npos;
    };
    CHECK(has(PrinterLanguage::zpl, "~SD30"));
    CHECK(has(PrinterLanguage::tspl, "DENSITY 15\r\n"));
    CHECK(has(PrinterLanguage::cpcl, "TONE 200\r\n"));
    CHECK(has(PrinterLanguage::epl2, "\r\nD15\r\n"));
    CHECK(has(PrinterLanguage::zpl, "^PR1,1,1"));
}

TEST_CASE("a head that is too narrow gets the narrower variant, then an error that names both") {
    Renderer renderer;
    auto const design = shipped_template("location");
    REQUIRE(design);
    auto const width = [&](unsigned head) {
        auto const label = renderer.render(*design, design->sample, {.width_dots = head});
        return label ? label->bitmap.width() : 0U;
    };
    CHECK(width(832) == 800);
    CHECK(width(799) == 560);
    auto const none = renderer.render(*design, design->sample, {.width_dots = 384});
    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::printer_too_narrow);
    CHECK(none.error().detail == "560 > 384 dots");
}
