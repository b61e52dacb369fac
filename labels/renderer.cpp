// SPDX-License-Identifier: Apache-2.0
#include "labels/renderer.hpp"

#include "labels/composer.hpp"
#include "labels/pdf.hpp"
#include "labels/symbol.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace wms::labels {
namespace {

constexpr std::uint64_t dots_max = 64'000'000;
constexpr double black_share_max = 0.4;  // labels.md §6: more is inverted or broken
constexpr unsigned pages_max = 100;

LabelError error(Fault fault, std::string subject, std::string detail) {
    return {.fault = fault, .subject = std::move(subject), .detail = std::move(detail)};
}

struct Size {
    unsigned width = 0;
    unsigned height = 0;
};
Size size_of(Media const& media, double dots_per_mm) {
    return {.width = static_cast<unsigned>(std::lround(media.width_mm * dots_per_mm)),
            .height = static_cast<unsigned>(std::lround(media.height_mm * dots_per_mm))};
}

Outcome<> check_resolution(Template const& design, Media const& media, double dots_per_mm) {
    if (!(dots_per_mm >= 4 && dots_per_mm <= 50))
        return std::unexpected(
            error(Fault::media_too_large, design.id, fmt::format("{} dots/mm", dots_per_mm)));
    Size const size = size_of(media, dots_per_mm);
    if (std::uint64_t{size.width} * size.height > dots_max)
        return std::unexpected(error(Fault::media_too_large, design.id,
                                     fmt::format("{} x {} dots", size.width, size.height)));
    return {};
}

Outcome<> check_fields(std::vector<Field> const& fields, Fields const& values,
                       std::string const& before) {
    for (Field const& field : fields) {
        auto const found = values.find(field.name);
        bool const there = found != values.end() && !trim(found->second).empty();
        if (field.required && !there)
            return std::unexpected(error(Fault::field_missing, before + field.name,
                                         field.words.zh + " · " + field.words.en));
    }
    return {};
}

Outcome<> check_data(Template const& design, LabelData const& data) {
    auto sound = check_fields(design.fields, data.fields, "");
    for (Template::List const& list : design.lists) {
        auto const found = data.lists.find(list.name);
        if (found == data.lists.end()) continue;
        if (found->second.size() > rows_max)
            return std::unexpected(error(Fault::rows_overflow, list.name,
                                         fmt::format("{} > {}", found->second.size(), rows_max)));
        for (std::size_t at = 0; sound && at < found->second.size(); ++at)
            sound = check_fields(list.fields, found->second[at],
                                 fmt::format("{}[{}].", list.name, at + 1));
    }
    return sound;
}

// Each code is decoded from the pixels themselves: what prints is what was read.
Outcome<> read_back(std::vector<ReadCode>& codes, Bitmap const& bitmap) {
    for (ReadCode& code : codes) {
        auto const read = read_symbol(bitmap, code.area, code.symbology);
        if (read == code.text) continue;
        return std::unexpected(
            error(Fault::code_unreadable, code.item,
                  read ? fmt::format("'{}' / '{}'", visible(*read), visible(code.text))
                       : visible(code.text)));
    }
    return {};
}

Outcome<> check_ink(Template const& design, Bitmap const& bitmap) {
    double const all = static_cast<double>(bitmap.width()) * bitmap.height();
    double const share = static_cast<double>(bitmap.black_dots()) / all;
    if (share <= black_share_max) return {};
    return std::unexpected(
        error(Fault::too_black, design.id, fmt::format("{:.0f} %", share * 100)));
}

Outcome<RenderedLabel> draw_sheet(Composer& composer, Template const& design,
                                  Variant const& variant, double dots_per_mm, PdfPage page) {
    Size const size = size_of(variant.media, dots_per_mm);
    Sheet sheet{size.width, size.height, page.cairo};
    auto const composed = composer.compose(variant, sheet, page.number, page.count);
    if (!composed) return std::unexpected(composed.error());
    RenderedLabel label{.template_id = design.id,
                        .template_rev = design.rev,
                        .width_mm = variant.media.width_mm,
                        .height_mm = variant.media.height_mm,
                        .dots_per_mm = dots_per_mm,
                        .bitmap = sheet.take(),
                        .codes = composer.take_codes(),
                        .cuts = {}};
    for (double const cut : variant.media.cuts_mm)
        label.cuts.push_back(static_cast<unsigned>(std::lround(cut * dots_per_mm)));
    auto const read = read_back(label.codes, label.bitmap);
    if (!read) return std::unexpected(read.error());
    auto const ink = check_ink(design, label.bitmap);
    if (!ink) return std::unexpected(ink.error());
    return label;
}

}  // namespace

struct Renderer::Tools {
    ImageLoader images;
    TypeSetter setter = {};
};

Renderer::Renderer(ImageLoader images) : tools_{std::make_unique<Tools>(std::move(images))} {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Outcome<RenderedLabel> Renderer::render(Template const& design, LabelData const& data,
                                        PrinterFacts const& printer) {
    auto const font = tools_->setter.require(design.family);
    if (!font) return std::unexpected(font.error());
    auto const complete = check_data(design, data);
    if (!complete) return std::unexpected(complete.error());
    for (Variant const& variant : design.variants) {
        if (variant.media.kind != MediaKind::label)
            return std::unexpected(
                error(Fault::sheet_wanted, design.id, "office paper, printed as a document"));
        auto const sane = check_resolution(design, variant.media, printer.dots_per_mm);
        if (!sane) return std::unexpected(sane.error());
        if (size_of(variant.media, printer.dots_per_mm).width > printer.width_dots) continue;
        Composer composer{{tools_->setter, tools_->images}, design, data, printer.dots_per_mm};
        return draw_sheet(composer, design, variant, printer.dots_per_mm, {});
    }
    Size const least = size_of(design.variants.back().media, printer.dots_per_mm);
    return std::unexpected(error(Fault::printer_too_narrow, design.id,
                                 fmt::format("{} > {} dots", least.width, printer.width_dots)));
}

Outcome<RenderedDocument> Renderer::render_document(Template const& design, LabelData const& data,
                                                    double dots_per_mm) {
    auto const font = tools_->setter.require(design.family);
    if (!font) return std::unexpected(font.error());
    auto const complete = check_data(design, data);
    if (!complete) return std::unexpected(complete.error());
    Variant const& variant = design.variants.front();
    if (variant.media.kind != MediaKind::page)
        return std::unexpected(error(Fault::sheet_wanted, design.id, "a label, no document"));
    auto const sane = check_resolution(design, variant.media, dots_per_mm);
    if (!sane) return std::unexpected(sane.error());
    Composer composer{{tools_->setter, tools_->images}, design, data, dots_per_mm};
    unsigned const count = composer.pages_for(variant);
    if (count > pages_max)
        return std::unexpected(
            error(Fault::rows_overflow, design.id, fmt::format("{} > {} pages", count, pages_max)));
    RenderedDocument document;
    PdfWriter pdf{{.width_mm = variant.media.width_mm, .height_mm = variant.media.height_mm},
                  design.title.in(data.language)};
    for (unsigned number = 0; number < count; ++number) {
        PdfPage const page{.cairo = pdf.begin_page(dots_per_mm), .number = number, .count = count};
        auto sheet = draw_sheet(composer, design, variant, dots_per_mm, page);
        if (!sheet) return std::unexpected(sheet.error());
        pdf.end_page();
        document.pages.push_back(std::move(*sheet));
    }
    document.pdf = pdf.take();
    return document;
}

}  // namespace wms::labels
