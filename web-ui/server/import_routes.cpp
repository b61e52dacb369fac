// SPDX-License-Identifier: Apache-2.0
#include "server/import_routes.hpp"

#include "server/import_quota.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace wms::web {
namespace {

Result<std::vector<ImportedFile>> files_of(std::string const& body) {
    auto const parsed = parse_json(body);
    if (!parsed) return std::unexpected(parsed.error());
    auto const* const object = parsed->if_object();
    auto const* const files = object == nullptr ? nullptr : object->if_contains("files");
    if (files == nullptr || !files->is_object() || object->size() != 1)
        return refuse(Why::bad_field, "/files", "an object of names and texts is wanted");
    std::vector<ImportedFile> list;
    for (auto const& member : files->get_object()) {
        if (!member.value().is_string())
            return refuse(Why::bad_field, "/files/" + std::string{member.key()},
                          "a text is wanted");
        list.push_back({member.key(), std::string{member.value().get_string()}});
    }
    return list;
}

boost::json::array problems_json(ImportAnswer const& answer) {
    boost::json::array problems;
    for (ImportFault const& fault : answer.faults)
        problems.push_back({{"file", fault.file},
                            {"line", fault.line},
                            {"column", fault.column},
                            {"code", fault.code},
                            {"value", fault.value},
                            {"text", text_json(fault.en, fault.zh)}});
    if (answer.refusal)
        problems.push_back({{"file", ""},
                            {"line", 0},
                            {"column", nullptr},
                            {"code", name_of(answer.refusal->why)},
                            {"value", nullptr},
                            {"text", text_json(sentence(*answer.refusal, Language::en),
                                               sentence(*answer.refusal, Language::zh))}});
    return problems;
}

boost::json::array effects_json(ImportAnswer const& answer) {
    boost::json::array effects;
    for (ImportEffect const& one : answer.effects) {
        boost::json::array changes;
        for (ImportChange const& change : one.changes)
            changes.push_back(
                {{"column", change.column}, {"before", change.before}, {"after", change.after}});
        effects.push_back({{"file", one.file},
                           {"line", one.line},
                           {"code", one.code},
                           {"effect", one.effect},
                           {"changes", std::move(changes)}});
    }
    return effects;
}

boost::json::object import_json(ImportAnswer const& answer) {
    boost::json::array rows;
    for (ImportedRows const& one : answer.rows)
        rows.push_back({{"file", one.file},
                        {"rows", one.rows},
                        {"created", one.created},
                        {"changed", one.changed},
                        {"kept", one.kept},
                        {"refused", one.refused}});
    boost::json::array problems = problems_json(answer);
    bool const ok = problems.empty();
    return {{"ok", ok},
            {"rows", std::move(rows)},
            {"problems", std::move(problems)},
            {"problem_count", answer.fault_count},
            {"effects", effects_json(answer)},
            {"effect_count", answer.effect_count}};
}

Response too_many_imports(Elapsed wait) {
    std::string const seconds = fmt::format("{}", (wait.value() + 999) / 1000);
    Response response =
        problem(429, "too_many_imports",
                {fmt::format("One import at a time, and not too many an hour. Wait {} s.", seconds),
                 fmt::format("一次只能导入一批，且每小时次数有限。请等待 {} 秒。", seconds)},
                {seconds}, Retry::later);
    response.headers.push_back({"Retry-After", seconds});
    return response;
}

// Ends with the call, whatever comes of it.
class RunningImport {
public:
    RunningImport(ImportQuota& quota, OperatorId who) : quota_{quota}, who_{who} {}
    RunningImport(RunningImport const&) = delete;
    RunningImport& operator=(RunningImport const&) = delete;
    ~RunningImport() { quota_.end(who_); }

private:
    ImportQuota& quota_;
    OperatorId who_;
};

Response answer_to(Call const& call, ImportPort const& import, ImportRun run) {
    auto const files = files_of(call.request.body);
    if (!files) return problem(files.error());
    return json(200, import_json(import(*files, call.caller.actor, run)));
}

void import_files(Call&& call, ImportPort const& import, ImportQuota& quota, Instant now) {
    if (!import) return call.answer(not_found());
    auto const dry = call.request.parameter("dry_run");
    if (dry != "true" && dry != "false")
        return call.refuse({Why::bad_field, {"dry_run", "true or false is wanted"}});
    OperatorId const who = call.caller.actor;
    auto const wait = quota.begin(who, call.request.body.size(), now);
    if (wait) return call.answer(too_many_imports(*wait));
    auto running = std::make_unique<RunningImport>(quota, who);
    Response response = answer_to(call, import, dry == "true" ? ImportRun::dry : ImportRun::real);
    running.reset();  // before the answer: the next import may be on its heels
    call.answer(std::move(response));
}

}  // namespace

std::vector<Route> import_routes(Engine& engine, ImportPort import, ImportLimits limits) {
    auto const quota = std::make_shared<ImportQuota>(limits);
    return {{Method::post, "/api/v1/imports", Access::role(Role::admin, "admin:write"),
             [&engine, quota, import = std::move(import)](Call&& call) {
                 import_files(std::move(call), import, *quota, engine.now());
             },
             Route::Lane::worker}};
}

}  // namespace wms::web
