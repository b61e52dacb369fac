// SPDX-License-Identifier: Apache-2.0
#include "app/label_port.hpp"

#include "app/renderers.hpp"

#include "labels/renderer.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace wms {
namespace {

using labels::LabelData;
using labels::Template;

std::string quoted(std::string const& text) {
    return boost::json::serialize(boost::json::value(text));
}

// The sample as lines a person edits: dotted names stay flat.
std::string sample_text(LabelData const& sample) {
    std::string text = "{";
    auto const member = [&](std::string const& name) {
        text += text.size() > 1 ? ",\n  " : "\n  ";
        text += quoted(name) + ": ";
    };
    for (auto const& [name, value] : sample.fields) {
        member(name);
        text += quoted(value);
    }
    for (auto const& [name, rows] : sample.lists) {
        member(name);
        text += "[";
        for (labels::Fields const& row : rows) {
            text += &row == &rows.front() ? "\n    {" : ",\n    {";
            bool first = true;
            for (auto const& [key, value] : row) {
                text += (first ? "" : ", ") + quoted(key) + ": " + quoted(value);
                first = false;
            }
            text += "}";
        }
        text += "\n  ]";
    }
    return text + "\n}";
}

web::LabelDesign described(Template const& design) {
    labels::Media const& media = design.variants.front().media;
    web::LabelDesign out{.id = design.id,
                         .zh = design.title.zh,
                         .en = design.title.en,
                         .width_mm = media.width_mm,
                         .height_mm = media.height_mm,
                         .paper = media.kind == labels::MediaKind::page,
                         .fields = {},
                         .sample = sample_text(design.sample)};
    for (labels::Field const& field : design.fields)
        out.fields.push_back({field.name, field.words.zh, field.words.en, field.required});
    return out;
}

std::vector<web::LabelDesign> designs() {
    std::vector<web::LabelDesign> all;
    for (labels::ShippedTemplate const& shipped : labels::shipped_templates()) {
        auto const design = labels::shipped_template(shipped.id);
        if (design) all.push_back(described(*design));
    }
    return all;
}

std::unexpected<web::LabelFault> fault_of(labels::LabelError const& error) {
    return std::unexpected(web::LabelFault{.code = labels::name_of(error.fault),
                                           .subject = error.subject,
                                           .en = sentence(error, Language::en),
                                           .zh = sentence(error, Language::zh)});
}

std::expected<web::LabelPicture, web::LabelFault> draw_page(Template const& design,
                                                            LabelData const& data,
                                                            web::LabelWish const& wish) {
    LentRenderer const renderer;
    auto const document = renderer->render_document(design, data, wish.dots_per_mm);
    if (!document) return fault_of(document.error());
    auto const pages = static_cast<std::uint32_t>(document->pages.size());
    labels::RenderedLabel const& page = document->pages[std::min(wish.page, pages) - 1];
    return web::LabelPicture{
        .png = page.png(), .pages = pages, .codes = static_cast<std::uint32_t>(page.codes.size())};
}

std::expected<web::LabelPicture, web::LabelFault> preview(web::LabelWish const& wish) {
    auto const design = wish.text.empty() ? labels::shipped_template(wish.design)
                                          : labels::read_template(wish.text, "design");
    if (!design) return fault_of(design.error());
    LabelData data = design->sample;
    if (!wish.values.empty()) {
        auto read = labels::read_data(wish.values);
        if (!read) return fault_of(read.error());
        data = std::move(*read);
    }
    data.language = wish.language == "zh" ? Language::zh : Language::en;
    if (design->variants.front().media.kind == labels::MediaKind::page)
        return draw_page(*design, data, wish);
    LentRenderer const renderer;
    auto const label =
        renderer->render(*design, data, {.dots_per_mm = wish.dots_per_mm, .width_dots = 16'000});
    if (!label) return fault_of(label.error());
    return web::LabelPicture{.png = label->png(),
                             .codes = static_cast<std::uint32_t>(label->codes.size())};
}

}  // namespace

web::LabelPort label_port() {
    return {.designs = designs, .preview = preview};
}

}  // namespace wms
