// SPDX-License-Identifier: Apache-2.0
#include "server/printer_routes.hpp"

#include "domain/process/printers.hpp"
#include "domain/words.hpp"

namespace wms::web {
namespace {

constexpr Access admins = Access::role(Role::admin, "admin:write");

struct PrinterBody {
    std::string uri;
    std::string profile;
    std::vector<std::string> members = {};
    std::string media = {};
    std::int32_t offset_x_dots = 0;
    std::int32_t offset_y_dots = 0;
    std::int32_t darkness = 0;
    std::int32_t speed = 0;
    bool blocked = false;
    bool sheets = false;
    std::string queue = {};  // make a CUPS queue of this name for it
};
BOOST_DESCRIBE_STRUCT(PrinterBody, (),
                      (uri, profile, members, media, offset_x_dots, offset_y_dots, darkness, speed,
                       blocked, sheets, queue))

boost::json::object reason_json(std::string const& reason) {
    return {{"code", reason},
            {"text",
             text_json(printer_word(reason, Language::en), printer_word(reason, Language::zh))}};
}

boost::json::object row_json(Read const& read, Printer const& row) {
    boost::json::object json = to_json(row).as_object();
    json["waiting"] = printers::waiting_at(read, row.name);
    return json;
}

void list(Call&& call, PrinterPort const& port) {
    boost::json::array items;
    Read const read = call.latest();  // the page reads it again after saving
    tables::printers.scan_all(read, [&](std::string const&, Printer const& row) {
        items.push_back(row_json(read, row));
        return true;
    });
    boost::json::array profiles;
    for (PrinterModel const& each : port.models ? port.models() : std::vector<PrinterModel>{}) {
        boost::json::array models;
        for (std::string const& model : each.models) models.emplace_back(model);
        profiles.push_back({{"id", each.id}, {"maker", each.maker}, {"models", std::move(models)}});
    }
    call.answer(json(200, {{"items", std::move(items)}, {"profiles", std::move(profiles)}}));
}

void find(Call&& call, PrinterPort const& port) {
    if (!port.find) return call.answer(not_found());
    boost::json::array items;
    for (PrinterFound const& each : port.find()) {
        boost::json::object item{
            {"uri", each.uri}, {"called", each.called}, {"profile", each.profile}};
        if (!each.problem.empty()) item["problem"] = reason_json(each.problem);
        items.push_back(std::move(item));
    }
    call.answer(json(200, {{"items", std::move(items)}}));
}

std::optional<Printer> named(Call const& call) {
    return tables::printers.find(call.latest(), std::string{call.part("name")});
}

void show_state(Call&& call, PrinterPort const& port) {
    auto const row = named(call);
    if (!row || !port.ask) return call.answer(not_found());
    PrinterNow const now = port.ask(*row);
    boost::json::array reasons;
    for (std::string const& reason : now.reasons) reasons.push_back(reason_json(reason));
    call.answer(json(200, {{"state", now.state}, {"reasons", std::move(reasons)}}));
}

void print_test(Call&& call, PrinterPort const& port) {
    auto const row = named(call);
    if (!row || !port.test) return call.answer(not_found());
    if (row->uri.empty()) return call.refuse({Why::bad_field, {"name", row->name}});
    call.answer(answer_of(port.test(*row)));
}

void define(Call&& call, PrinterPort const& port) {
    auto const body = call.body<PrinterBody>();
    if (!body) return call.refuse(body.error());
    Printer row{.name = std::string{call.part("name")},
                .uri = body->uri,
                .profile = body->profile,
                .members = body->members,
                .media = body->media,
                .offset_x_dots = body->offset_x_dots,
                .offset_y_dots = body->offset_y_dots,
                .darkness = body->darkness,
                .speed = body->speed,
                .blocked = body->blocked,
                .sheets = body->sheets};
    if (!body->queue.empty()) {
        if (!port.add_queue) return call.answer(not_found());
        std::string const wrong = port.add_queue(body->queue, row);
        if (!wrong.empty()) return call.answer(problem(409, "no_queue", {wrong, wrong}));
        row.uri = "wmslabel://" + body->queue;
    }
    std::move(call).submit(AnyCommand{DefinePrinter{row}},
                           [](Call&& back, Outcome&& outcome) { back.answer(accepted(outcome)); });
}

void remove(Call&& call) {
    std::string const name{call.part("name")};
    std::move(call).submit(AnyCommand{RemovePrinter{name}}, [](Call&& back, Outcome&& outcome) {
        back.answer(outcome.refusal ? problem(*outcome.refusal) : no_content());
    });
}

}  // namespace

Response answer_of(PrinterTest const& test) {
    if (test.problem.empty()) return json(200, {{"code", test.code}});
    return problem(
        409, "no_test_label",
        {printer_word(test.problem, Language::en), printer_word(test.problem, Language::zh)});
}

std::vector<Route> printer_routes(PrinterPort port) {
    constexpr auto worker = Route::Lane::worker;
    auto const with = [&](auto run) {
        return [port, run](Call&& call) { run(std::move(call), port); };
    };
    return {
        {Method::get, "/api/v1/printers", admins, with(list), worker},
        {Method::get, "/api/v1/found-printers", admins, with(find), worker},
        {Method::get, "/api/v1/printers/{name}/state", admins, with(show_state), worker},
        {Method::post, "/api/v1/printers/{name}/test", admins, with(print_test), worker},
        {Method::put, "/api/v1/printers/{name}", admins, with(define), worker},
        {Method::delete_, "/api/v1/printers/{name}", admins, remove},
    };
}

}  // namespace wms::web
