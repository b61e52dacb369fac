// SPDX-License-Identifier: Apache-2.0
#include "app/custom_label.hpp"

#include "app/label_maker.hpp"

#include <boost/json.hpp>

namespace wms {
namespace {

std::string both(labels::LabelError const& error) {
    return labels::sentence(error, Language::en) + " · " + labels::sentence(error, Language::zh);
}

std::optional<std::string> text_in(boost::json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string{value->get_string()};
}

}  // namespace

std::string packed(CustomLabel const& label) {
    return boost::json::serialize(
        boost::json::object{{"name", label.name},
                            {"design", label.design},
                            {"values", label.values},
                            {"language", label.language == Language::en ? "en" : "zh"}});
}

std::optional<CustomLabel> unpacked(std::string_view file) {
    boost::json::error_code error;
    auto const value = boost::json::parse(file, error);
    if (error || !value.is_object()) return std::nullopt;
    auto const& object = value.get_object();
    auto const name = text_in(object, "name");
    auto const design = text_in(object, "design");
    auto const values = text_in(object, "values");
    auto const language = text_in(object, "language");
    if (!name || !design || !values || !language) return std::nullopt;
    return CustomLabel{.name = *name,
                       .design = *design,
                       .values = *values,
                       .language = *language == "en" ? Language::en : Language::zh};
}

LabelResult make_label(CustomLabel const& label, LabelTarget const& target) {
    auto design = labels::read_template(label.design, label.name);
    if (!design) return std::unexpected{both(design.error())};
    labels::LabelData data = design->sample;
    if (!label.values.empty()) {
        auto read = labels::read_data(label.values);
        if (!read) return std::unexpected{both(read.error())};
        data = std::move(*read);
    }
    data.language = label.language;
    auto const fitting = on_roll(std::move(*design), target.printer);
    if (!fitting) return std::unexpected{fitting.error()};
    return make_label(*fitting, data, target);
}

LabelMaker with_custom_labels(LabelMaker others, std::string const& folder) {
    return [others = std::move(others), files = PrintFiles{folder}](
               Read const& read, PrintJob const& job,
               LabelTarget const& target) -> std::function<LabelResult()> {
        if (job.kind != PrintKind::custom) return others(read, job, target);
        return [files, request = job.request_sha256, target]() -> LabelResult {
            auto const file = files.bytes_of(request);
            auto const label = file ? unpacked(*file) : std::nullopt;
            if (label) return make_label(*label, target);
            return std::unexpected{
                "its design and values are not kept any more · 其设计与数据已不再保存"};
        };
    };
}

}  // namespace wms
