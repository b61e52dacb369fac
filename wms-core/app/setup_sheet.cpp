// SPDX-License-Identifier: Apache-2.0
#include "app/setup_sheet.hpp"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <ZXing/ReadBarcode.h>
#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace wms {
namespace {

using devices::SetupSheet;
using devices::SheetStep;

// A4 in points; a PNG has 300 dots per inch, four of them to a module of the bars.
constexpr double page_width = 595.28;
constexpr double page_height = 841.89;
constexpr double dots_per_point = 300.0 / 72.0;
constexpr double dot = 72.0 / 300.0;
constexpr int dots_per_module = 4;
constexpr double margin = 45;
constexpr double bar_height = 42;
constexpr double row_height_max = 84;
constexpr std::size_t steps_max = 12;

// Where ZXing 1.4 wants the functions 1 and 3 of Code 128.
constexpr wchar_t fnc1 = 0xF1;
constexpr wchar_t fnc3 = 0xF3;

std::wstring encoded_text(SheetStep const& step) {
    std::wstring text;
    if (step.fnc3) text += fnc3;
    for (char const c : step.text) {
        if (c == '\x1D') {
            text += fnc1;
        } else {
            text += static_cast<wchar_t>(static_cast<unsigned char>(c));
        }
    }
    return text;
}

std::vector<int> runs_of(ZXing::BitMatrix const& modules) {
    std::vector<int> runs;
    bool black = false;
    for (int x = 0; x < modules.width(); ++x) {
        if (modules.get(x, 0) == black && !runs.empty()) {
            ++runs.back();
        } else if (modules.get(x, 0) || !runs.empty()) {
            black = modules.get(x, 0);
            runs.push_back(1);
        }
    }
    if (!black && !runs.empty()) runs.pop_back();
    return runs;
}

// A picture of nothing but this code, as it will be printed.
bool reads_back(std::vector<int> const& runs, SheetStep const& step) {
    constexpr int quiet = 10 * dots_per_module;
    constexpr int height = 40;
    int width = 2 * quiet;
    for (int const run : runs) width += run * dots_per_module;
    std::vector<std::uint8_t> row(static_cast<std::size_t>(width), 255);
    auto at = row.begin() + quiet;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto const end = at + runs[i] * dots_per_module;
        if (i % 2 == 0) std::fill(at, end, std::uint8_t{0});
        at = end;
    }
    std::vector<std::uint8_t> dots;
    for (int y = 0; y < height; ++y) dots.insert(dots.end(), row.begin(), row.end());
    auto const hints = ZXing::DecodeHints()
                           .setFormats(ZXing::BarcodeFormat::Code128)
                           .setTryDownscale(false)
                           .setTryRotate(false);
    auto const result =
        ZXing::ReadBarcode({dots.data(), width, height, ZXing::ImageFormat::Lum}, hints);
    return result.isValid() && result.text() == step.text && result.readerInit() == step.fnc3;
}

struct CairoEnd {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, CairoEnd>;

cairo_status_t append(void* closure, unsigned char const* data, unsigned length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<char const*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

double on_dots(double points) {
    return static_cast<double>(static_cast<int>(points * dots_per_point)) * dot;
}

class Page {
public:
    Page(cairo_surface_t* surface, Language language)
        : cairo_{cairo_create(surface)}, language_{language} {
        cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
    }

    void scale(double factor) { cairo_scale(cairo_.get(), factor, factor); }
    void white() {
        cairo_set_source_rgb(cairo_.get(), 1, 1, 1);
        cairo_paint(cairo_.get());
        cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
    }

    // Returns the height it took.
    double text(double x, double y, double width, double size, std::string const& words,
                bool bold = false) {
        std::unique_ptr<PangoLayout, void (*)(void*)> const layout{
            pango_cairo_create_layout(cairo_.get()), g_object_unref};
        std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> const font{
            pango_font_description_from_string("WenQuanYi Micro Hei"), pango_font_description_free};
        pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
        if (bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
        pango_layout_set_font_description(layout.get(), font.get());
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
        cairo_move_to(cairo_.get(), x, y);
        pango_cairo_show_layout(cairo_.get(), layout.get());
        int height = 0;
        pango_layout_get_size(layout.get(), nullptr, &height);
        return static_cast<double>(height) / PANGO_SCALE;
    }

    void bars(double x, double y, std::vector<int> const& runs) {
        double left = on_dots(x);
        double const top = on_dots(y);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            double const width = runs[i] * dots_per_module * dot;
            if (i % 2 == 0) cairo_rectangle(cairo_.get(), left, top, width, on_dots(bar_height));
            left += width;
        }
        cairo_fill(cairo_.get());
    }

    [[nodiscard]] bool is_zh() const { return language_ == Language::zh; }
    [[nodiscard]] std::string in(std::string_view en, std::string_view zh) const {
        return std::string{is_zh() ? zh : en};
    }
    void finish() { cairo_show_page(cairo_.get()); }
    [[nodiscard]] bool failed() const { return cairo_status(cairo_.get()) != CAIRO_STATUS_SUCCESS; }

private:
    std::unique_ptr<cairo_t, CairoEnd> cairo_;
    Language language_;
};

struct Drawn {
    SheetStep const* step;
    std::vector<int> runs;
};

double width_of(std::vector<int> const& runs) {
    int modules = 0;
    for (int const run : runs) modules += run;
    return modules * dots_per_module * dot;
}

void draw(Page& page, SetupSheet const& sheet, std::vector<Drawn> const& codes) {
    double const width = page_width - 2 * margin;
    double y = margin;
    y += page.text(margin, y, width, 19, page.in(sheet.en, sheet.zh), true) + 4;
    y += page.text(margin, y, width, 10.5,
                   page.in("Scan the codes in this order. The gun may beep and be away for a "
                           "moment after a change of mode.",
                           "请按顺序扫描下列条码。切换模式后，扫描枪可能提示并短暂断开。")) +
         12;
    std::string notes;
    if (!sheet.unverified_en.empty()) {
        notes = page.in("Not drawn, because unverified – see the manual: ",
                        "以下设置码未经验证，不予印出，请见说明书：");
        auto const& names = page.is_zh() ? sheet.unverified_zh : sheet.unverified_en;
        for (std::string const& name : names)
            notes += name + (&name == &names.back() ? "\n" : page.in("; ", "；"));
    }
    notes += page.in("Manual: ", "说明书：") + page.in(sheet.manual_en, sheet.manual_zh);
    double const room = page_height - margin - 70 - y;
    double const row = std::min(row_height_max, room / static_cast<double>(codes.size()));
    int number = 0;
    for (Drawn const& code : codes) {
        std::string const name =
            fmt::format("{}  {}", ++number, page.in(code.step->en, code.step->zh));
        double const below = page.text(margin, y, width, 11.5, name, code.step->calibration) + 2;
        page.bars(margin + (width - width_of(code.runs)) / 2, y + below, code.runs);
        y += row;
    }
    page.text(margin, page_height - margin - 60, width, 9.5, notes);
    page.finish();
}

std::unexpected<DrawFault> fault(std::string en, std::string zh) {
    return std::unexpected(DrawFault{std::move(en), std::move(zh)});
}

}  // namespace

std::vector<int> bars_of(SheetStep const& step) {
    try {
        auto const modules = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::Code128)
                                 .setMargin(0)
                                 .encode(encoded_text(step), 0, 0);
        std::vector<int> runs = runs_of(modules);
        if (reads_back(runs, step)) return runs;
    } catch (std::invalid_argument const&) {
        return {};  // a character Code 128 does not have
    }
    return {};
}

std::expected<std::string, DrawFault> draw_sheet(SetupSheet const& sheet, Language language,
                                                 SheetFormat format) {
    if (sheet.steps.size() > steps_max)
        return fault("More set-up codes than fit on one page.", "设置码太多，一页放不下。");
    std::vector<Drawn> codes;
    for (SheetStep const& step : sheet.steps) {
        codes.push_back({&step, bars_of(step)});
        bool const fits = width_of(codes.back().runs) <= page_width - 2 * margin + 1;
        if (codes.back().runs.empty() || !fits)
            return fault("The bar code for “" + step.en + "” does not read back.",
                         "“" + step.zh + "”的条码无法读回，未印出。");
    }
    std::string bytes;
    bool const pdf = format == SheetFormat::pdf;
    Surface const surface{
        pdf ? cairo_pdf_surface_create_for_stream(append, &bytes, page_width, page_height)
            : cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                         static_cast<int>(page_width * dots_per_point),
                                         static_cast<int>(page_height * dots_per_point))};
    bool failed = false;
    {
        Page page{surface.get(), language};
        if (!pdf) {
            page.white();
            page.scale(dots_per_point);
        }
        draw(page, sheet, codes);
        failed = page.failed();
    }
    if (pdf) {
        cairo_surface_finish(surface.get());
    } else {
        failed = failed || cairo_surface_write_to_png_stream(surface.get(), append, &bytes) !=
                               CAIRO_STATUS_SUCCESS;
    }
    if (failed || bytes.empty()) return fault("The sheet could not be drawn.", "设置页无法生成。");
    return bytes;
}

}  // namespace wms
