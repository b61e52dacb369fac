// SPDX-License-Identifier: Apache-2.0
#include "server/sheet_routes.hpp"

#include "domain/process/sheets.hpp"
#include "domain/words.hpp"
#include "server/views/tell.hpp"

namespace wms::web {
namespace {

constexpr Access leads = Access::role(Role::lead, "labels:write");
constexpr Access sheet_admins = Access::role(Role::admin, "admin:write");

struct SheetBody {
    PrintKind kind = PrintKind::manifest;
    std::uint64_t object = 0;
    std::string printer = {};
};
BOOST_DESCRIBE_STRUCT(SheetBody, (), (kind, object, printer))

struct RangeBody {
    std::string first = {};
    std::string last = {};
    std::string warehouse = {};
    std::string printer = {};
};
BOOST_DESCRIBE_STRUCT(RangeBody, (), (first, last, warehouse, printer))

boost::json::object job_json(Read const& read, PrintJobId id) {
    PrintJob const job = tables::print_jobs.at(read, id);
    boost::json::array reasons;
    for (std::string const& reason : printer_keywords(job.printer_reason))
        reasons.push_back(
            text_json(printer_word(reason, Language::en), printer_word(reason, Language::zh)));
    return {{"id", id.value()}, {"document", job.document},       {"printer", job.printer},
            {"copy", job.copy}, {"state", tell::name(job.state)}, {"reasons", std::move(reasons)}};
}

boost::json::object run_json(Read const& read, PrintJobId run, sheets::RunFigures const& figures) {
    constexpr std::size_t stuck_shown = 50;
    boost::json::array stuck;
    for (PrintJobId const id : figures.stuck) {
        if (stuck.size() == stuck_shown) break;
        stuck.push_back(job_json(read, id));
    }
    return {{"run", run.value()},
            {"labels", figures.labels},
            {"sent", figures.sent},
            {"waiting", figures.waiting},
            {"stopped", figures.stopped},
            {"stuck_count", figures.stuck.size()},
            {"stuck", std::move(stuck)},
            {"next", figures.next ? boost::json::value(job_json(read, figures.next)) : nullptr}};
}

void answer_with_job(Call&& back, Outcome const& outcome) {
    if (outcome.refusal) return back.refuse(*outcome.refusal);
    Read const read = back.engine().read_at(outcome.seq);
    back.answer(json(200, job_json(read, PrintJobId{outcome.object})));
}

void answer_with_run(Call&& back, Outcome const& outcome) {
    if (outcome.refusal) return back.refuse(*outcome.refusal);
    Read const read = back.engine().read_at(outcome.seq);
    PrintJobId const run{outcome.object};
    auto const figures = sheets::figures_of(read, run);
    back.answer(figures ? json(200, run_json(read, run, *figures)) : not_found());
}

void print_sheet(Call&& call) {
    auto const body = call.body<SheetBody>();
    if (!body) return call.refuse(body.error());
    std::move(call).submit(
        AnyCommand{PrintSheet{body->kind, body->object, body->printer}},
        [](Call&& back, Outcome&& outcome) { answer_with_job(std::move(back), outcome); });
}

void print_again(Call&& call) {
    if (auto const body = call.body<EmptyBody>(); !body) return call.refuse(body.error());
    PrintJobId const job{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{PrintAgain{job}}, [](Call&& back, Outcome&& outcome) {
        answer_with_job(std::move(back), outcome);
    });
}

void print_locations(Call&& call) {
    auto const body = call.body<RangeBody>();
    if (!body) return call.refuse(body.error());
    PrintLocations const command{{body->first, body->last, body->warehouse}, body->printer};
    std::move(call).submit(AnyCommand{command}, [](Call&& back, Outcome&& outcome) {
        answer_with_run(std::move(back), outcome);
    });
}

void show_run(Call&& call) {
    PrintJobId const run{call.number("run").value_or(0)};
    Read const read = call.latest();
    auto const figures = sheets::figures_of(read, run);
    call.answer(figures ? json(200, run_json(read, run, *figures)) : not_found());
}

void stop_run(Call&& call) {
    PrintJobId const run{call.number("run").value_or(0)};
    std::move(call).submit(AnyCommand{StopPrintRun{run}}, [](Call&& back, Outcome&& outcome) {
        answer_with_run(std::move(back), outcome);
    });
}

}  // namespace

std::vector<Route> sheet_routes() {
    constexpr auto worker = Route::Lane::worker;
    return {
        {Method::post, "/api/v1/sheets", leads, print_sheet, worker},
        {Method::post, "/api/v1/prints/{id}/again", leads, print_again, worker},
        {Method::post, "/api/v1/location-labels", sheet_admins, print_locations, worker},
        {Method::get, "/api/v1/location-labels/{run}", sheet_admins, show_run, worker},
        {Method::delete_, "/api/v1/location-labels/{run}", sheet_admins, stop_run, worker},
    };
}

}  // namespace wms::web
