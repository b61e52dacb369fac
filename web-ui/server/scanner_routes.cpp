// SPDX-License-Identifier: Apache-2.0
#include "server/scanner_routes.hpp"

#include "base/text.hpp"

namespace wms::web {
namespace {

namespace json_value = boost::json;

constexpr Access reads_scanners = Access::role(Role::lead, "stock:read");
constexpr Access writes_scanners = Access::role(Role::admin);

struct AskBody {
    std::string device;
    std::string gun;
};
BOOST_DESCRIBE_STRUCT(AskBody, (), (device, gun))

struct ForgetBody {
    std::string gun;
};
BOOST_DESCRIBE_STRUCT(ForgetBody, (), (gun))

json_value::value text_or_null(std::string const& text) {
    return text.empty() ? json_value::value(nullptr) : json_value::value(visible(text, 200));
}

json_value::value battery_json(std::optional<ScannerBattery> const& battery) {
    if (!battery) return nullptr;
    return json_value::object{{"percent", battery->percent},
                              {"charging", battery->charging ? json_value::value(*battery->charging)
                                                             : json_value::value(nullptr)}};
}

json_value::object row_json(ScannerRow const& row) {
    json_value::array advice;
    for (ProblemText const& each : row.advice) advice.push_back(text_json(each.en, each.zh));
    return {{"key", row.key},
            {"ids", row.ids},
            {"product", visible(row.product, 200)},
            {"profile", text_or_null(row.profile)},
            {"mode", text_or_null(row.mode)},
            {"state", row.state},
            {"problem", text_or_null(row.problem)},
            {"device", text_or_null(row.device)},
            {"calibrated_at", text_or_null(row.calibrated_at)},
            {"calibration", row.calibration.en.empty()
                                ? json_value::value(nullptr)
                                : text_json(row.calibration.en, row.calibration.zh)},
            {"advice", std::move(advice)},
            {"battery", battery_json(row.battery)},
            {"last_at", text_or_null(row.last_at)},
            {"last_verdict", text_or_null(row.last_verdict)},
            {"scans", row.scans},
            {"faults", row.faults}};
}

void list_scanners(ScannerPorts const& ports, Call&& call) {
    json_value::array items;
    if (ports.scanners) {
        for (ScannerRow const& row : ports.scanners()) items.push_back(row_json(row));
    }
    call.answer(json(200, {{"items", std::move(items)}, {"usb", ports.scanners != nullptr}}));
}

void ask_registration(ScannerPorts const& ports, Call&& call) {
    if (!ports.ask) return call.answer(not_found());
    auto const body = call.body<AskBody>();
    if (!body) return call.refuse(body.error());
    if (body->device.empty()) return call.refuse({Why::missing_field, {"/device"}});
    auto const asked = ports.ask(body->device, body->gun);
    if (!asked) return call.refuse(asked.error());
    call.answer(json(201, {{"code", asked->code}, {"until", asked->until}}));
}

void forget_scanner(ScannerPorts const& ports, Call&& call) {
    if (!ports.forget) return call.answer(not_found());
    auto const body = call.body<ForgetBody>();
    if (!body) return call.refuse(body.error());
    auto const forgotten = ports.forget(body->gun);
    if (!forgotten) return call.refuse(forgotten.error());
    call.answer(json(200, json_value::object{}));
}

void list_profiles(ScannerPorts const& ports, Call&& call) {
    json_value::array items;
    for (ScannerProfileRow const& row :
         ports.profiles ? ports.profiles() : std::vector<ScannerProfileRow>{}) {
        json_value::array modes;
        for (ScannerProfileRow::Mode const& mode : row.modes)
            modes.push_back(json_value::object{
                {"id", mode.id}, {"name", text_json(mode.en, mode.zh)}, {"codes", mode.codes}});
        items.push_back(json_value::object{{"id", row.id},
                                           {"maker", row.maker},
                                           {"models", json_value::value_from(row.models)},
                                           {"modes", std::move(modes)}});
    }
    call.answer(json(200, {{"items", std::move(items)}}));
}

void draw_sheet(ScannerPorts const& ports, Call&& call) {
    if (!ports.sheet) return call.answer(not_found());
    std::string_view const language = call.request.parameter("language");
    std::string_view const format = call.request.parameter("format");
    if (!language.empty() && language != "en" && language != "zh")
        return call.refuse({Why::bad_field, {"language", "en or zh"}});
    if (!format.empty() && format != "pdf" && format != "png")
        return call.refuse({Why::bad_field, {"format", "pdf or png"}});
    bool const png = format == "png";
    SheetAsked const asked{.profile = std::string{call.part("profile")},
                           .mode = std::string{call.request.parameter("mode")},
                           .language = language.empty()   ? call.caller.language
                                       : language == "zh" ? Language::zh
                                                          : Language::en,
                           .file = png ? SheetFile::png : SheetFile::pdf};
    auto file = ports.sheet(asked);
    if (!file) return call.answer(problem(422, "sheet_not_drawn", file.error()));
    if (!*file) return call.answer(not_found());
    Response response{.content_type = png ? "image/png" : "application/pdf",
                      .body = std::move(**file)};
    // Both parts are known ids by now: letters, digits and hyphens.
    response.headers.push_back(
        {"Content-Disposition",
         "inline; filename=\"" + asked.profile + "-" + asked.mode + (png ? ".png\"" : ".pdf\"")});
    call.answer(std::move(response));
}

}  // namespace

std::vector<Route> scanner_routes(ScannerPorts ports) {
    auto const shared = std::make_shared<ScannerPorts const>(std::move(ports));
    auto const with = [shared](void (*run)(ScannerPorts const&, Call&&)) {
        return [shared, run](Call&& call) { run(*shared, std::move(call)); };
    };
    constexpr auto worker = Route::Lane::worker;
    return {
        {Method::get, "/api/v1/scanners", reads_scanners, with(list_scanners), worker},
        {Method::post, "/api/v1/scanners/register", writes_scanners, with(ask_registration),
         worker},
        {Method::post, "/api/v1/scanners/forget", writes_scanners, with(forget_scanner), worker},
        {Method::get, "/api/v1/scanner-profiles", reads_scanners, with(list_profiles), worker},
        {Method::get, "/api/v1/scanner-profiles/{profile}/sheet", reads_scanners, with(draw_sheet),
         worker},
    };
}

}  // namespace wms::web
