// SPDX-License-Identifier: Apache-2.0
#include "app/label_maker.hpp"

#include "app/renderers.hpp"

#include "labels/renderer.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace wms {
namespace {

constexpr std::string_view usual_media = "100x180";

labels::PrinterLanguage language_of(devices::PrintLanguage language) {
    switch (language) {
        case devices::PrintLanguage::zpl: return labels::PrinterLanguage::zpl;
        case devices::PrintLanguage::tspl: return labels::PrinterLanguage::tspl;
        case devices::PrintLanguage::cpcl: return labels::PrinterLanguage::cpcl;
        case devices::PrintLanguage::epl2: return labels::PrinterLanguage::epl2;
        case devices::PrintLanguage::escpos: return labels::PrinterLanguage::escpos;
        case devices::PrintLanguage::pwg: return labels::PrinterLanguage::pwg;
        case devices::PrintLanguage::pdf: return labels::PrinterLanguage::pdf;
    }
    return labels::PrinterLanguage::zpl;
}

labels::Compression packing_of(devices::PicturePacking packing) {
    switch (packing) {
        case devices::PicturePacking::densest: return labels::Compression::densest;
        case devices::PicturePacking::runs: return labels::Compression::runs;
        case devices::PicturePacking::hex: return labels::Compression::hex;
    }
    return labels::Compression::densest;
}

labels::MediaSensing sensing_of(devices::RollSensing sensing) {
    switch (sensing) {
        case devices::RollSensing::gap: return labels::MediaSensing::gap;
        case devices::RollSensing::black_mark: return labels::MediaSensing::black_mark;
        case devices::RollSensing::continuous: return labels::MediaSensing::continuous;
    }
    return labels::MediaSensing::gap;
}

labels::MediaExit exit_of(devices::RollExit exit) {
    switch (exit) {
        case devices::RollExit::tear: return labels::MediaExit::tear;
        case devices::RollExit::cut: return labels::MediaExit::cut;
        case devices::RollExit::peel: return labels::MediaExit::peel;
    }
    return labels::MediaExit::tear;
}

std::optional<int> setting_of(devices::Range const& range, std::int32_t steps) {
    if (range.most == 0) return std::nullopt;
    return range.with(steps);
}

std::string said(labels::LabelError const& error) {
    return labels::sentence(error, Language::en);
}

std::string media_text(labels::Media const& media) {
    return fmt::format("{}x{}", media.width_mm, media.height_mm);
}

Design shipped(std::string const& id) {
    auto design = labels::shipped_template(id);
    if (!design) return std::unexpected{said(design.error())};
    return std::move(*design);
}

Design location_design(Printer const& printer) {
    Design design = shipped("location");
    if (!design) return design;
    Design fitting = on_roll(*design, printer);
    if (fitting) return fitting;
    auto other = labels::shipped_template("location.datamatrix." + printer.media);
    return other ? Design{std::move(*other)} : fitting;
}

Design design_for(PrintKind kind, Printer const& printer) {
    switch (kind) {
        case PrintKind::waybill: return shipped(template_for("waybill", printer));
        case PrintKind::location: return location_design(printer);
        case PrintKind::manifest:
        case PrintKind::delivery_note:
        case PrintKind::pick_list:
        case PrintKind::count_sheet: return shipped(boost::describe::enum_to_string(kind, ""));
        case PrintKind::custom: break;  // has its own: custom_label.hpp
    }
    return std::unexpected{std::string{}};
}

LabelResult make_sheets(labels::Template const& design, labels::LabelData const& data,
                        LabelTarget const& target) {
    if (target.profile.language != devices::PrintLanguage::pdf)
        return std::unexpected{
            fmt::format("{} prints labels; a sheet wants an office printer · {} "
                        "是标签打印机，单据需要办公打印机",
                        target.printer.name, target.printer.name)};
    LentRenderer const renderer;
    auto document = renderer->render_document(design, data, target.profile.dots_per_mm);
    if (!document) return std::unexpected{said(document.error())};
    std::uint32_t codes = 0;
    for (labels::RenderedLabel const& page : document->pages)
        codes += static_cast<std::uint32_t>(page.codes.size());
    return MadeLabel{std::move(document->pdf), codes};
}

}  // namespace

labels::PrinterFacts printer_facts(LabelTarget const& target) {
    devices::PrinterProfile const& profile = target.profile;
    Printer const& printer = target.printer;
    return {.language = language_of(profile.language),
            .dots_per_mm = profile.dots_per_mm,
            .width_dots = profile.width_dots,
            .compression = packing_of(profile.packing),
            .sensing = sensing_of(profile.sensing),
            .exit = exit_of(profile.exit),
            .darkness = setting_of(profile.darkness, printer.darkness),
            .speed = setting_of(profile.speed, printer.speed),
            .offset_x_dots = printer.offset_x_dots,
            .offset_y_dots = printer.offset_y_dots,
            .head_first = profile.head_first,
            .inverted = profile.inverted};
}

std::string template_for(std::string_view kind, Printer const& printer) {
    std::string const media = printer.media.empty() ? std::string{usual_media} : printer.media;
    return std::string{kind} + "." + media;
}

Design on_roll(labels::Template design, Printer const& printer) {
    bool const paper = design.variants.front().media.kind == labels::MediaKind::page;
    if (paper || printer.media.empty()) return design;
    std::string sizes;
    for (labels::Variant const& each : design.variants)
        sizes += (sizes.empty() ? "" : ", ") + media_text(each.media);
    std::erase_if(design.variants, [&](labels::Variant const& each) {
        return media_text(each.media) != printer.media;
    });
    if (!design.variants.empty()) return design;
    return std::unexpected{fmt::format(
        "{} has a roll of {}; {} is {} · {} 装的是 {} 的纸，{} 为 {}", printer.name, printer.media,
        design.id, sizes, printer.name, printer.media, design.id, sizes)};
}

LabelResult make_label(labels::Template const& design, labels::LabelData const& data,
                       LabelTarget const& target) {
    if (design.variants.front().media.kind == labels::MediaKind::page)
        return make_sheets(design, data, target);
    labels::PrinterFacts const facts = printer_facts(target);
    LentRenderer const renderer;
    auto const label = renderer->render(design, data, facts);
    if (!label) return std::unexpected{said(label.error())};
    auto bytes = labels::encode(*label, facts);
    if (!bytes) return std::unexpected{said(bytes.error())};
    return MadeLabel{std::move(*bytes), static_cast<std::uint32_t>(label->codes.size())};
}

LabelResult make_label(std::string const& template_id, labels::LabelData const& data,
                       LabelTarget const& target) {
    auto const design = shipped(template_id);
    if (!design) return std::unexpected{design.error()};
    return make_label(*design, data, target);
}

LabelMaker label_maker(LabelDataOf data_of) {
    return [data_of = std::move(data_of)](Read const& read, PrintJob const& job,
                                          LabelTarget const& target) {
        auto data = data_of(read, job);
        return [data = std::move(data), kind = job.kind, target]() -> LabelResult {
            if (!data) return std::unexpected{data.error()};
            auto const design = design_for(kind, target.printer);
            if (!design) return std::unexpected{design.error()};
            return make_label(*design, *data, target);
        };
    };
}

}  // namespace wms
