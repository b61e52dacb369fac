// SPDX-License-Identifier: Apache-2.0
#include "app/label_maker.hpp"

#include "labels/renderer.hpp"

#include <memory>
#include <mutex>

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

// Fonts are loaded once for each of them, and not for each label; one thread at a time has one.
class Renderers {
public:
    std::unique_ptr<labels::Renderer> take() {
        std::lock_guard const lock{mutex_};
        if (free_.empty()) return std::make_unique<labels::Renderer>();
        auto renderer = std::move(free_.back());
        free_.pop_back();
        return renderer;
    }
    void give_back(std::unique_ptr<labels::Renderer> renderer) {
        std::lock_guard const lock{mutex_};
        if (free_.size() < kept_max) free_.push_back(std::move(renderer));
    }

private:
    static constexpr std::size_t kept_max = 8;
    std::mutex mutex_;
    std::vector<std::unique_ptr<labels::Renderer>> free_;
};

Renderers& renderers() {
    static Renderers pool;
    return pool;
}

labels::Outcome<labels::RenderedLabel> render(labels::Template const& design,
                                              labels::LabelData const& data,
                                              labels::PrinterFacts const& facts) {
    auto renderer = renderers().take();
    auto label = renderer->render(design, data, facts);
    renderers().give_back(std::move(renderer));
    return label;
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

LabelResult make_label(std::string const& template_id, labels::LabelData const& data,
                       LabelTarget const& target) {
    auto const design = labels::shipped_template(template_id);
    if (!design) return std::unexpected{said(design.error())};
    labels::PrinterFacts const facts = printer_facts(target);
    auto const label = render(*design, data, facts);
    if (!label) return std::unexpected{said(label.error())};
    auto bytes = labels::encode(*label, facts);
    if (!bytes) return std::unexpected{said(bytes.error())};
    return MadeLabel{std::move(*bytes), static_cast<std::uint32_t>(label->codes.size())};
}

LabelMaker label_maker(LabelDataOf data_of) {
    return [data_of = std::move(data_of)](Read const& read, PrintJob const& job,
                                          LabelTarget const& target) {
        auto data = data_of(read, job);
        return [data = std::move(data), target]() -> LabelResult {
            if (!data) return std::unexpected{data.error()};
            return make_label(template_for("waybill", target.printer), *data, target);
        };
    };
}

}  // namespace wms
