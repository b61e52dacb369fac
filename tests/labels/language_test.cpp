// SPDX-License-Identifier: Apache-2.0
// Every shipped template in every language, back to the dots of its preview.
#include "labels/bitmap_readers.hpp"
#include "labels/languages.hpp"
#include "labels/renderer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wms::labels;

namespace {

Bitmap byte_wide(Bitmap const& bitmap) {
    return bitmap.moved(0, 0, bitmap.row_bytes() * 8, bitmap.height());
}

struct Form {
    std::string_view name;
    PrinterLanguage language;
    Compression compression;
    printer_reader::Printed (*read)(std::string_view);
};
constexpr Form forms[] = {
    {"ZPL Z64", PrinterLanguage::zpl, Compression::densest, printer_reader::zpl},
    {"ZPL ACS", PrinterLanguage::zpl, Compression::runs, printer_reader::zpl},
    {"ZPL hex", PrinterLanguage::zpl, Compression::hex, printer_reader::zpl},
    {"TSPL", PrinterLanguage::tspl, Compression::densest, printer_reader::tspl},
    {"CPCL CG", PrinterLanguage::cpcl, Compression::densest, printer_reader::cpcl},
    {"CPCL EG", PrinterLanguage::cpcl, Compression::hex, printer_reader::cpcl},
    {"EPL2", PrinterLanguage::epl2, Compression::densest, printer_reader::epl2},
    {"ESC/POS", PrinterLanguage::escpos, Compression::densest, printer_reader::escpos},
    {"PWG", PrinterLanguage::pwg, Compression::densest, printer_reader::pwg},
    {"PNG", PrinterLanguage::png, Compression::densest, printer_reader::png},
};

bool is_label(Template const& design) {
    return design.variants.front().media.kind == MediaKind::label;
}

}  // namespace

TEST_CASE("what each language prints is the preview, dot by dot, once") {
    Renderer renderer;
    for (ShippedTemplate const& shipped : shipped_templates()) {
        auto const design = shipped_template(shipped.id);
        REQUIRE(design);
        if (!is_label(*design)) continue;
        for (double const scale : {8.0, 11.81, 12.0}) {
            PrinterFacts printer{.dots_per_mm = scale, .width_dots = 1'300};
            auto const label = renderer.render(*design, design->sample, printer);
            if (!label) FAIL(shipped.id, ": ", sentence(label.error(), wms::Language::en));
            Bitmap const wanted = byte_wide(label->bitmap);
            CHECK(printer_reader::png(label->png()).bitmap == wanted);
            for (Form const& form : forms) {
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
