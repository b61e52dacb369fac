// SPDX-License-Identifier: Apache-2.0
#include "labels/type_setter.hpp"

#include "labels/utf8.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <vector>

namespace wms::labels {
namespace {

constexpr std::size_t letters_max = 1'000;  // of one text; a waybill has 500 in all
constexpr double shrink_step = 0.94;

// Families that help out with letters the template's own has not, if they are installed.
constexpr char const* helpers[] = {"Noto Sans CJK SC", "DejaVu Sans"};

struct PackageOf {
    std::string_view family;
    std::string_view package;
};
constexpr PackageOf packages[] = {
    {"WenQuanYi Micro Hei", "fonts-wqy-microhei"},
    {"WenQuanYi Zen Hei", "fonts-wqy-zenhei"},
    {"Noto Sans CJK SC", "fonts-noto-cjk"},
    {"DejaVu Sans", "fonts-dejavu-core"},
};

// Thicker outlines for families without a bold face.
constexpr char embolden_rule[] = R"(<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><match target="font">
<test name="weight" compare="less_eq"><const>medium</const></test>
<test target="pattern" name="weight" compare="more"><const>medium</const></test>
<edit name="embolden" mode="assign"><bool>true</bool></edit>
<edit name="weight" mode="assign"><const>bold</const></edit>
</match></fontconfig>)";

bool is_dropped(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE0FFF) || (c >= 0xFFF9 && c <= 0xFFFB);
}
bool is_space(char32_t c) {
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029;
}
bool is_combining(char32_t c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
           (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE20 && c <= 0xFE2F);
}
// Pictures people type beside an address; they tell a courier nothing. A letter is never left out.
bool is_pictograph(char32_t c) {
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) ||
           (c >= 0x2B00 && c <= 0x2BFF) || (c >= 0x2300 && c <= 0x23FF);
}

std::shared_ptr<PangoLayout> owned(PangoLayout* layout) {
    return {layout, [](PangoLayout* each) { g_object_unref(each); }};
}

// The letters of the layout that no font has a picture for.
std::u32string unknown_letters(PangoLayout* layout) {
    std::u32string letters;
    if (pango_layout_get_unknown_glyphs_count(layout) == 0) return letters;
    PangoLayoutIter* const iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun const* const run = pango_layout_iter_get_run_readonly(iter);
        if (run == nullptr) continue;
        for (int at = 0; at < run->glyphs->num_glyphs; ++at) {
            PangoGlyph const glyph = run->glyphs->glyphs[at].glyph;
            if (glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
                letters += static_cast<char32_t>(glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
        }
    } while (pango_layout_iter_next_run(iter) != 0);
    pango_layout_iter_free(iter);
    return letters;
}

double share_of(VerticalAlign align) {
    return align == VerticalAlign::top ? 0 : align == VerticalAlign::middle ? 0.5 : 1;
}
double share_of(Align align) {
    return align == Align::left ? 0 : align == Align::center ? 0.5 : 1;
}
PangoAlignment pango_align(Align align) {
    return align == Align::left     ? PANGO_ALIGN_LEFT
           : align == Align::center ? PANGO_ALIGN_CENTER
                                    : PANGO_ALIGN_RIGHT;
}

}  // namespace

std::string printable(std::string_view value) {
    std::u32string out;
    int marks = 0;
    for (char32_t const c : code_points(value)) {
        if (is_dropped(c)) continue;
        marks = is_combining(c) ? marks + 1 : 0;
        if (marks > 2) continue;  // no alphabet piles up more
        if (!is_space(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return utf8(out);
}

struct TypeSetter::Fonts {
    FcConfig* installed = FcInitLoadConfigAndFonts();
    FcConfig* pinned = FcConfigCreate();
    PangoFontMap* map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    PangoContext* context = nullptr;
    std::map<std::string, bool> families;  // looked for, found
    struct FaceKey {
        std::string family;
        bool bold;
        double size;
        auto operator<=>(FaceKey const&) const = default;
    };
    std::vector<std::uint8_t> scratch;

    Fonts() {
        auto const* const rule = reinterpret_cast<FcChar8 const*>(embolden_rule);
        FcConfigParseAndLoadFromMemory(pinned, rule, FcTrue);
    }
    Fonts(Fonts const&) = delete;
    Fonts& operator=(Fonts const&) = delete;
    // Pango 1.50 never lets go of the config its map has last: half a megabyte of fonts each time.
    ~Fonts() {
        static FcConfig* const none = FcConfigCreate();
        if (context != nullptr) g_object_unref(context);
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), none);
        g_object_unref(map);
        FcConfigDestroy(pinned);
        FcConfigDestroy(installed);
    }

    // Takes the files of the family from what is installed; fontconfig would rather give another.
    bool pin(std::string const& family) {
        FcPattern* const wanted = FcPatternCreate();
        FcPatternAddString(wanted, FC_FAMILY, reinterpret_cast<FcChar8 const*>(family.c_str()));
        FcObjectSet* const objects = FcObjectSetBuild(FC_FILE, nullptr);
        FcFontSet* const found = FcFontList(installed, wanted, objects);
        bool any = false;
        for (int at = 0; found != nullptr && at < found->nfont; ++at) {
            FcChar8* file = nullptr;
            if (FcPatternGetString(found->fonts[at], FC_FILE, 0, &file) == FcResultMatch)
                any = FcConfigAppFontAddFile(pinned, file) == FcTrue || any;
        }
        if (found != nullptr) FcFontSetDestroy(found);
        FcObjectSetDestroy(objects);
        FcPatternDestroy(wanted);
        return any;
    }

    void open() {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), pinned);
        pango_fc_font_map_config_changed(PANGO_FC_FONT_MAP(map));
        if (context != nullptr) g_object_unref(context);
        context = pango_font_map_create_context(map);
        pango_context_set_language(context, pango_language_from_string("zh-cn"));
        cairo_font_options_t* const options = cairo_font_options_create();
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_FULL);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON);
        pango_cairo_context_set_font_options(context, options);
        cairo_font_options_destroy(options);
    }

    std::shared_ptr<PangoLayout> layout(TextWish const& wish, std::string const& text,
                                        double size) {
        auto layout = owned(pango_layout_new(context));
        PangoFontDescription* const face = pango_font_description_new();
        pango_font_description_set_family_static(face, wish.family.c_str());
        pango_font_description_set_absolute_size(face, std::floor(size) * PANGO_SCALE);
        if (wish.bold) pango_font_description_set_weight(face, PANGO_WEIGHT_BOLD);
        pango_layout_set_font_description(layout.get(), face);
        pango_font_description_free(face);
        pango_layout_set_auto_dir(layout.get(), FALSE);
        pango_layout_set_alignment(layout.get(), pango_align(wish.align));
        if (wish.lines > 1 || wish.overflow == Overflow::ellipsis) {
            pango_layout_set_width(layout.get(), wish.width * PANGO_SCALE);
            pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        }
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        return layout;
    }
};

TypeSetter::TypeSetter() : fonts_{std::make_unique<Fonts>()} {
    for (char const* const family : helpers) fonts_->families[family] = fonts_->pin(family);
    fonts_->open();
}
TypeSetter::~TypeSetter() = default;

Outcome<> TypeSetter::require(std::string const& family) {
    auto const known = fonts_->families.find(family);
    bool found = known != fonts_->families.end() && known->second;
    if (known == fonts_->families.end()) {
        found = fonts_->pin(family);
        fonts_->families[family] = found;
        if (found) fonts_->open();
    }
    if (found) return {};
    auto const* const package = std::ranges::find(packages, family, &PackageOf::family);
    return std::unexpected(
        LabelError{.fault = Fault::font_missing,
                   .subject = family,
                   .detail = package == std::end(packages) ? "?" : std::string{package->package}});
}

namespace {

struct Measured {
    std::shared_ptr<PangoLayout> layout;
    PangoRectangle ink = {};
    PangoRectangle logical = {};
};

bool fits(Measured const& text, TextWish const& wish) {
    auto const lines = static_cast<unsigned>(pango_layout_get_line_count(text.layout.get()));
    return lines <= wish.lines && text.ink.width <= wish.width && text.ink.height <= wish.height &&
           (wish.lines > 1 || text.logical.width <= wish.width);
}

// Where the layout's origin goes: by its lines, but never so that ink leaves the box.
SetText placed(Measured const& text, TextWish const& wish) {
    bool const wraps = pango_layout_get_width(text.layout.get()) >= 0;
    double x = wraps ? 0 : std::floor((wish.width - text.logical.width) * share_of(wish.align));
    double y = std::floor((wish.height - text.logical.height) * share_of(wish.valign));
    x = std::clamp<double>(x, -text.ink.x, wish.width - text.ink.width - text.ink.x);
    y = std::clamp<double>(y, -text.ink.y, wish.height - text.ink.height - text.ink.y);
    return SetText{text.layout, x, y};
}

// The highest bits of eight bytes as one byte, the first in front: the product moves each of them
// to its place in the top byte.
std::uint8_t eight_dots(std::uint8_t const* from) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t dots = 0;
    std::memcpy(&dots, from, sizeof dots);
    return static_cast<std::uint8_t>((dots >> 7 & 0x0101010101010101U) * 0x8040201008040201U >> 56);
}

std::string without(std::string const& text, std::u32string const& letters) {
    std::u32string kept;
    for (char32_t const c : code_points(text)) {
        if (letters.find(c) == letters.npos) kept += c;
    }
    return utf8(kept);
}

}  // namespace

Outcome<SetText> TypeSetter::set(TextWish wish, std::string const& subject) {
    std::size_t const letters = characters(wish.text);
    if (letters > letters_max) {
        return std::unexpected(LabelError{.fault = Fault::text_too_long,
                                          .subject = subject,
                                          .detail = fmt::format("{} > {}", letters, letters_max)});
    }
    double size = wish.size;
    for (;;) {
        Measured text{.layout = fonts_->layout(wish, wish.text, size)};
        std::u32string const unknown = unknown_letters(text.layout.get());
        if (!unknown.empty()) {
            auto const letter = std::ranges::find_if_not(unknown, is_pictograph);
            if (letter != unknown.end()) {
                return std::unexpected(
                    LabelError{.fault = Fault::no_glyph,
                               .subject = subject,
                               .detail = fmt::format("{} U+{:04X}", utf8({&*letter, 1}),
                                                     static_cast<unsigned>(*letter))});
            }
            wish.text = without(wish.text, unknown);
            continue;
        }
        pango_layout_get_pixel_extents(text.layout.get(), &text.ink, &text.logical);
        if (fits(text, wish)) return placed(text, wish);
        if (size * shrink_step < wish.size_min && size > wish.size_min) {
            size = wish.size_min;
            continue;
        }
        if (size <= wish.size_min) break;
        size *= shrink_step;
    }
    if (wish.overflow == Overflow::ellipsis) {
        Measured text{.layout = fonts_->layout(wish, wish.text, wish.size_min)};
        pango_layout_set_height(text.layout.get(), -static_cast<int>(wish.lines));
        pango_layout_set_ellipsize(text.layout.get(), PANGO_ELLIPSIZE_END);
        pango_layout_get_pixel_extents(text.layout.get(), &text.ink, &text.logical);
        if (text.ink.width <= wish.width && text.ink.height <= wish.height)
            return placed(text, wish);
    }
    return std::unexpected(LabelError{
        .fault = Fault::text_overflow, .subject = subject, .detail = visible(wish.text, 120)});
}

void SetText::draw(cairo_t* cairo) const {
    cairo_move_to(cairo, x_, y_);
    pango_cairo_show_layout(cairo, layout_.get());
}

Bitmap TypeSetter::rasterize(SetText const& text, int width, int height) {
    int const stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, width);
    auto& scratch = fonts_->scratch;
    constexpr std::size_t behind = 8;  // eight dots are read at a time
    scratch.assign(static_cast<std::size_t>(stride) * static_cast<std::size_t>(height) + behind, 0);
    cairo_surface_t* const surface =
        cairo_image_surface_create_for_data(scratch.data(), CAIRO_FORMAT_A8, width, height, stride);
    cairo_t* const cairo = cairo_create(surface);
    cairo_set_source_rgba(cairo, 0, 0, 0, 1);
    text.draw(cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    Bitmap bitmap{static_cast<unsigned>(width), static_cast<unsigned>(height)};
    auto const rest = static_cast<unsigned>(width % 8);
    for (int y = 0; y < height; ++y) {
        std::uint8_t const* const from = scratch.data() + static_cast<std::ptrdiff_t>(y) * stride;
        auto const to = bitmap.row(static_cast<unsigned>(y));
        for (unsigned at = 0; at < to.size(); ++at) to[at] = eight_dots(from + at * 8);
        if (rest != 0) to.back() = static_cast<std::uint8_t>(to.back() & ~(0xFFU >> rest));
    }
    return bitmap;
}

}  // namespace wms::labels
