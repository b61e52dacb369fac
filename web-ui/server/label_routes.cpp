// SPDX-License-Identifier: Apache-2.0
#include "server/label_routes.hpp"

#include <memory>

namespace wms::web {
namespace {

// As the page sends it: the resolution in hundredths, because an API number is whole.
struct PreviewBody {
    std::string design;
    std::string text;
    std::string values;
    std::string language = "zh";
    std::int64_t dots_per_mm_x100 = 800;
    std::int64_t page = 1;
};
BOOST_DESCRIBE_STRUCT(PreviewBody, (), (design, text, values, language, dots_per_mm_x100, page))

boost::json::object design_json(LabelDesign const& design) {
    boost::json::array fields;
    for (LabelField const& field : design.fields)
        fields.push_back({{"name", field.name},
                          {"label", text_json(field.en, field.zh)},
                          {"required", field.required}});
    return {{"id", design.id},
            {"title", text_json(design.en, design.zh)},
            {"width_mm", design.width_mm},
            {"height_mm", design.height_mm},
            {"paper", design.paper},
            {"fields", std::move(fields)},
            {"sample", design.sample}};
}

void list_designs(Call& call, LabelPort const& labels) {
    boost::json::array items;
    for (LabelDesign const& design : labels.designs()) items.push_back(design_json(design));
    call.answer(json(200, {{"items", std::move(items)}}));
}

Result<LabelWish> wish_of(PreviewBody const& body) {
    if (body.language != "zh" && body.language != "en")
        return refuse(Why::bad_field, "/language", "zh or en");
    if (body.dots_per_mm_x100 < 400 || body.dots_per_mm_x100 > 2'400)
        return refuse(Why::bad_field, "/dots_per_mm_x100", "400 to 2400");
    if (body.page < 1 || body.page > 100) return refuse(Why::bad_field, "/page", "1 to 100");
    return LabelWish{.design = body.design,
                     .text = body.text,
                     .values = body.values,
                     .language = body.language,
                     .dots_per_mm = static_cast<double>(body.dots_per_mm_x100) / 100,
                     .page = static_cast<std::uint32_t>(body.page)};
}

void preview(Call& call, LabelPort const& labels) {
    auto const body = call.body<PreviewBody>();
    if (!body) return call.refuse(body.error());
    auto const wish = wish_of(*body);
    if (!wish) return call.refuse(wish.error());
    auto picture = labels.preview(*wish);
    if (!picture) {
        LabelFault const& fault = picture.error();
        return call.answer(problem(422, fault.code, {fault.en, fault.zh}, {fault.subject}));
    }
    Response response{.content_type = "image/png", .body = std::move(picture->png)};
    response.headers.push_back({"X-Label-Pages", std::to_string(picture->pages)});
    response.headers.push_back({"X-Label-Codes", std::to_string(picture->codes)});
    call.answer(std::move(response));
}

}  // namespace

std::vector<Route> label_routes(LabelPort labels) {
    auto const port = std::make_shared<LabelPort>(std::move(labels));
    auto const with_port = [port](auto use) {
        return [port, use](Call&& call) {
            if (!port->preview) return call.answer(not_found());
            use(call, *port);
        };
    };
    constexpr Access leads = Access::role(Role::lead, "labels:read");
    return {
        {Method::get, "/api/v1/labels", leads, with_port(list_designs), Route::Lane::worker},
        {Method::post, "/api/v1/labels/preview", leads, with_port(preview), Route::Lane::worker},
    };
}

}  // namespace wms::web
