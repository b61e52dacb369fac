// SPDX-License-Identifier: Apache-2.0
#include "server/equipment_routes.hpp"

#include "server/printer_routes.hpp"

#include "domain/process/printers.hpp"
#include "domain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wms::web {
namespace {

struct Said {
    std::string_view code;
    std::string_view en;
    std::string_view zh;
};
constexpr auto scale_words = std::to_array<Said>({
    {"none", "works", "正常"},
    {"moving", "works, not at rest", "正常，读数未稳定"},
    {"empty", "works, empty", "正常，空秤"},
    {"frozen", "works, or stands still: lift what is on it", "读数不变，请拿起秤上物品再试"},
    {"overload", "too heavy", "超重"},
    {"silent", "does not answer: check cable and power", "没有应答，请检查电源和数据线"},
    {"fault", "reports a fault", "报告故障"},
});
constexpr auto printer_words = std::to_array<Said>({
    {"ready", "ready", "就绪"},
    {"busy", "prints", "正在打印"},
    {"stands", "stands", "已停"},
    {"unknown", "its state is not known", "状态未知"},
});

template <class Words>
boost::json::object words_for(Words const& words, std::string_view code) {
    auto const found = std::ranges::find(words, code, &Said::code);
    return found == words.end() ? text_json(code, code) : text_json(found->en, found->zh);
}

// The station scanned for the day, else the one the terminal stands at.
std::optional<Station> station_of(Call const& call) {
    Read const read = call.latest();
    auto const session = tables::sessions.find(read, call.caller.actor);
    auto const device = tables::devices.find(read, call.caller.device);
    bool const chosen = session && session->station && session->device == call.caller.device;
    StationId const id = chosen ? session->station : device ? device->station : StationId{};
    return tables::stations.find(read, id);
}

void refuse_no_station(Call&& call) {
    call.refuse({Why::unknown_object, {"station", "-"}});
}

// "stands: out of labels", as in the admin's page of printers.
boost::json::object told_of(PrinterNow const& now) {
    boost::json::object text = words_for(printer_words, now.state);
    for (std::string const& reason : now.reasons) {
        for (Language const language : {Language::en, Language::zh}) {
            auto& one = text[language == Language::en ? "en" : "zh"];
            one =
                fmt::format("{}{}{}", one.as_string().c_str(),
                            language == Language::en ? ", " : "，", printer_word(reason, language));
        }
    }
    return text;
}

boost::json::value printer_json(Call const& call, Station const& station, PrinterPort const& port) {
    if (station.printer.empty()) return nullptr;
    Read const read = call.latest();
    std::string const name = printers::least_busy(read, station.printer);
    auto const row = tables::printers.find(read, name);
    PrinterNow const now = row && port.ask ? port.ask(*row) : PrinterNow{"unknown", {}};
    return boost::json::object{{"name", name}, {"state", now.state}, {"text", told_of(now)}};
}

boost::json::value scale_json(Station const& station, ScalePort const& scale) {
    auto const now = scale ? scale(station.code) : std::nullopt;
    if (!now) return nullptr;
    boost::json::object json{{"state", now->state}, {"text", words_for(scale_words, now->state)}};
    if (now->grams) json["grams"] = *now->grams;
    return json;
}

void show(Call&& call, PrinterPort const& port, ScalePort const& scale) {
    auto const station = station_of(call);
    if (!station) return refuse_no_station(std::move(call));
    auto printer = printer_json(call, *station, port);
    call.answer(json(200, {{"station", station->code},
                           {"printer", std::move(printer)},
                           {"scale", scale_json(*station, scale)}}));
}

void print_test_label(Call&& call, PrinterPort const& port) {
    if (auto const body = call.body<EmptyBody>(); !body) return call.refuse(body.error());
    auto const station = station_of(call);
    if (!station) return refuse_no_station(std::move(call));
    Read const read = call.latest();
    auto const row = tables::printers.find(read, printers::least_busy(read, station->printer));
    if (!row || row->uri.empty() || !port.test) return call.answer(not_found());
    call.answer(answer_of(port.test(*row)));
}

}  // namespace

std::vector<Route> equipment_routes(PrinterPort printers, ScalePort scale) {
    constexpr auto worker = Route::Lane::worker;  // printers are asked over the network
    constexpr Access packers = Access::role(Role::packer);
    return {
        {Method::get, "/api/v1/terminal/equipment", packers,
         [printers, scale](Call&& call) { show(std::move(call), printers, scale); }, worker},
        {Method::post, "/api/v1/terminal/equipment/test-label", packers,
         [printers](Call&& call) { print_test_label(std::move(call), printers); }, worker},
    };
}

}  // namespace wms::web
