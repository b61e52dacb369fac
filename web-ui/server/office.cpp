// SPDX-License-Identifier: Apache-2.0
#include "server/office.hpp"

#include "server/demo_routes.hpp"
#include "server/direction_routes.hpp"
#include "server/equipment_routes.hpp"
#include "server/import_routes.hpp"
#include "server/label_routes.hpp"
#include "server/last_change.hpp"
#include "server/printer_routes.hpp"
#include "server/sheet_routes.hpp"
#include "server/views/audit.hpp"
#include "server/views/board.hpp"
#include "server/views/exceptions.hpp"
#include "server/views/floor.hpp"
#include "server/views/history.hpp"
#include "server/views/kpis.hpp"
#include "server/views/tell.hpp"

#include "base/text.hpp"
#include "domain/process/site_rules.hpp"
#include "engine/schema.hpp"

#include <fmt/format.h>

#include <map>

namespace wms::web {
namespace {

constexpr std::size_t shown_max = 500;
constexpr Access lead_reads = Access::role(Role::lead, "board:read");
constexpr Access admin_only = Access::role(Role::admin, "admin:write");

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))
struct HoldWaveBody {
    bool hold = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldWaveBody, (), (hold, reason))
struct MakeWaveBody {
    std::string plan;
    bool release = true;
};
BOOST_DESCRIBE_STRUCT(MakeWaveBody, (), (plan, release))
struct PlaceBody {
    WavePlace place = WavePlace::first;
};
BOOST_DESCRIBE_STRUCT(PlaceBody, (), (place))
struct DropBody {
    std::uint64_t order = 0;
    std::string reason;
    bool hold = true;
};
BOOST_DESCRIBE_STRUCT(DropBody, (), (order, reason, hold))
struct SplitBody {
    std::vector<std::uint64_t> orders;
};
BOOST_DESCRIBE_STRUCT(SplitBody, (), (orders))
template <class View>
Route read_route(std::string_view path, View view, Access access = lead_reads) {
    return {Method::get, path, access,
            [view](Call&& call) {
                Read const read = call.engine().read();
                call.answer(json(200, view(call, read, call.engine().now())));
            },
            Route::Lane::worker};
}

Result<> check_telemetry(Telemetry const& told) {
    constexpr std::int64_t most = 3'600'000;
    bool const sound = told.battery.value_or(0) >= 0 && told.battery.value_or(0) <= 100 &&
                       told.echo_ms >= 0 && told.echo_ms <= most && told.verdict_ms >= 0 &&
                       told.verdict_ms <= most && told.waiting >= 0 && told.waiting <= most;
    if (!sound) return refuse(Why::bad_field, "battery", "0 … 100");
    return {};
}

struct Check {
    std::string_view key, en, zh;
    bool ok;
};
boost::json::object check_json(Check const& check) {
    return {{"key", check.key},
            {"label", text_json(check.en, check.zh)},
            {"ok", check.ok},
            {"detail", nullptr}};
}

// That there is such a wave, and as the caller has seen it.
std::optional<Response> guard_wave(Call const& call, WaveId id) {
    Read const read = call.latest();
    auto const row = tables::waves.find(read, id);
    if (!row) return not_found();
    if (call.request.header("If-Match").empty()) return std::nullopt;
    std::string const etag = etag_of(*row);
    if (!check_if_match(call.request, etag, {})) return std::nullopt;
    return check_if_match(call.request, etag, last_change(call.engine(), read, id));
}

// How many orders still hold back a page of waves: the newest first, by number.
std::vector<std::pair<WaveId, Wave>> waves_before(Read const& read, std::uint64_t before,
                                                  std::size_t limit) {
    std::vector<std::pair<WaveId, Wave>> found;
    auto const counter = tables::counters.find(read, tables::Counter::wave);
    std::uint64_t id = before == 0 ? (counter ? counter->last : 0) + 1 : before;
    while (id > 1 && found.size() < limit) {
        if (auto const row = tables::waves.find(read, WaveId{--id}))
            found.emplace_back(WaveId{id}, *row);
    }
    return found;
}

void list_wave_orders(Call&& call) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const after = number_after(*page);
    if (!after) return call.refuse(after.error());
    WaveId const wave{call.number("id").value_or(0)};
    Read const read = call.engine().read();
    if (!tables::waves.contains(read, wave)) return call.answer(not_found());
    boost::json::array items;
    std::uint64_t last = 0;
    bool more = false;
    tables::wave_orders.scan_from(read, wave, WaveOrderKey{wave, OrderId{*after + 1}},
                                  [&](WaveOrderKey const& key, WaveOrder const&) {
                                      more = items.size() == page->limit;
                                      if (more) return false;
                                      items.push_back(views::wave_order(read, key.order));
                                      last = key.order.value();
                                      return true;
                                  });
    call.answer(
        paged(std::move(items), more ? std::optional{fmt::format("{}", last)} : std::nullopt));
}

Result<Instant> time_of(Call const& call, std::string_view name) {
    std::string const text{call.request.parameter(name)};
    if (text.empty()) return Instant{};
    auto const time = parse_instant(text);
    if (!time)
        return refuse(Why::bad_field, std::string{name}, "an RFC 3339 time in UTC is wanted");
    return *time;
}

void show_kpis(Activity const& activity, Call&& call) {
    std::string const by{call.request.parameter("by")};
    views::KpiQuery query{.by = by.empty() ? "hour" : by};
    bool const known =
        query.by == "hour" || query.by == "shift" || query.by == "day" || query.by == "week";
    if (!known) return call.refuse({Why::bad_field, {"by", "hour, shift, day or week"}});
    auto const from = time_of(call, "from");
    auto const to = time_of(call, "to");
    if (!from || !to) return call.refuse(from ? to.error() : from.error());
    query.from = *from;
    query.to = *to;
    if (query.to != Instant{} && query.to <= query.from)
        return call.refuse({Why::bad_field, {"to", "from < to"}});
    auto const kpis = views::kpis(call.engine().read(), activity, query, call.engine().now());
    if (call.request.parameter("format") != "csv") return call.answer(json(200, kpis));
    Response response{.content_type = "text/csv; charset=utf-8", .body = views::kpis_csv(kpis)};
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"kpis.csv\""});
    call.answer(std::move(response));
}

void show_path(Activity const& activity, Call&& call) {
    auto const who = number_in(call.request.parameter("operator"));
    if (!who) return call.refuse({Why::missing_field, {"operator"}});
    call.answer(json(200, views::path(call.engine().read(), activity, OperatorId{*who})));
}

void tell_stock(Call&& call) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const text = [&](std::string_view name) {
        return std::string{call.request.parameter(name)};
    };
    views::StockQuery const query{.sku = text("sku"),
                                  .location = text("location"),
                                  .lot = text("lot"),
                                  .serial = text("serial"),
                                  .container = text("container"),
                                  .order = text("order"),
                                  .any = text("q")};
    std::string const moment = text("at");
    auto const at = parse_instant(moment);
    if (!moment.empty() && !at)
        return call.refuse({Why::bad_field, {"at", "an RFC 3339 time in UTC is wanted"}});
    Read const read = call.engine().read();
    auto found = at ? views::past_stock(read, call.engine(), query, *at)
                    : views::stock(read, query, *page, call.engine().now());
    if (!found) return call.refuse(found.error());
    call.answer(paged(std::move(found->items), found->next));
}

// One SKU is a few rows by its key: quicker told than handed to a worker. The past is read from the
// journal.
void list_stock(Call&& call) {
    bool const is_past = !call.request.parameter("at").empty();
    bool const keyed = !call.request.parameter("sku").empty();
    if (is_past || !keyed) return std::move(call).later(tell_stock);
    tell_stock(std::move(call));
}

std::optional<views::HistoryQuery> history_query(Call const& call) {
    auto const kind = views::trace_kind(call.request.parameter("kind"));
    auto const id = number_in(call.request.parameter("id"));
    if (!kind || !id) return std::nullopt;
    bool const forward = call.request.parameter("direction") == "forward";
    return views::HistoryQuery{*kind, *id,
                               forward ? views::Direction::forward : views::Direction::backward};
}

void show_history(Activity const& activity, Call&& call) {
    auto const query = history_query(call);
    if (!query) return call.refuse({Why::bad_field, {"kind", "kind and id are wanted"}});
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const after = number_after(*page);
    if (!after) return call.refuse(after.error());
    Read const read = call.engine().read();
    auto found = views::history(read, call.engine(), activity, *query, *after, page->limit);
    call.answer(paged(std::move(found.items), found.next));
}

void show_trace(Call&& call) {
    auto const query = history_query(call);
    if (!query) return call.refuse({Why::bad_field, {"kind", "kind and id are wanted"}});
    Read const read = call.engine().read();
    auto traced = views::trace(read, call.engine(), *query);
    call.answer(json(200, {{"items", std::move(traced.items)}, {"complete", traced.complete}}));
}

void list_journal(Call&& call) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const from = time_of(call, "from");
    auto const to = time_of(call, "to");
    if (!from || !to) return call.refuse(from ? to.error() : from.error());
    Read const read = call.engine().read();
    views::JournalQuery query{.command = std::string{call.request.parameter("command")},
                              .from = *from,
                              .to = *to,
                              .refused_only = call.request.parameter("refused") == "true"};
    if (std::string const badge{call.request.parameter("actor")}; !badge.empty()) {
        auto const who = operator_by_badge(read, badge);
        if (!who) return call.refuse({Why::unknown_actor, {badge}});
        query.actor = *who;
    }
    if (std::string const code{call.request.parameter("device")}; !code.empty()) {
        auto const device = device_by_code(read, code);
        if (!device) return call.refuse({Why::unknown_device, {code}});
        query.device = *device;
    }
    auto found = views::journal(read, call.engine(), query, *page);
    call.answer(paged(std::move(found.items), found.next));
}

void show_entry(Call&& call) {
    Read const read = call.engine().read();
    auto const entry = views::journal_entry(read, call.engine(), call.number("seq").value_or(0));
    call.answer(entry ? json(200, *entry) : not_found());
}

boost::json::object backups_json(std::optional<BackupState> const& last) {
    boost::json::array items;
    if (last && !last->at.empty())
        items.push_back(
            {{"name", last->folder}, {"at", last->at}, {"bytes", last->bytes}, {"ok", true}});
    return {{"last_at", items.empty() ? boost::json::value(nullptr) : boost::json::value(last->at)},
            {"folder_set", last.has_value()},
            {"items", std::move(items)}};
}

// --- the preview of waves

constexpr WarehouseId planned_house{1};  // the one warehouse a server has

// The rules of the body laid over the saved ones; nothing, if the body names none.
Result<std::optional<Rules>> trial_in(Request const& request, Rules const& saved) {
    if (request.body.empty()) return std::nullopt;
    auto const body = parse_json(request.body);
    if (!body) return std::unexpected(body.error());
    if (!body->is_object()) return refuse(Why::bad_field, "/", "an object is wanted");
    boost::json::value const* rules = nullptr;
    for (auto const& member : body->get_object()) {
        if (member.key() != "rules")
            return refuse(Why::bad_field, "/" + std::string{member.key()}, "unknown");
        rules = &member.value();
    }
    if (rules == nullptr) return std::nullopt;
    auto laid = laid_over(saved, *rules, "/rules");
    if (!laid) return std::unexpected(laid.error());
    return std::optional{*std::move(laid)};
}

std::int64_t pieces_of(Read const& read, PlanWave const& wave) {
    std::int64_t pieces = 0;
    for (OrderId const order : wave.orders)
        pieces += tables::orders.at(read, order).ordered.value();
    return pieces;
}

struct Built {
    std::int64_t waves = 0;
    std::int64_t release_now = 0;
    std::int64_t orders = 0;
    std::int64_t lines = 0;
    std::int64_t pieces = 0;
};
BOOST_DESCRIBE_STRUCT(Built, (), (waves, release_now, orders, lines, pieces))

// A plan in figures, all in all and class by class.
boost::json::object built_json(Read const& read, PlanNow const& plan) {
    Built all;
    std::map<OrderClass, Built> of_class;
    for (PlannedNow const& one : plan.waves) {
        std::int64_t const pieces = pieces_of(read, one.command);
        for (Built* const built : {&all, &of_class[one.command.order_class]}) {
            built->waves += 1;
            built->release_now += one.release_now ? 1 : 0;
            built->orders += std::ssize(one.command.orders);
            built->lines += one.lines;
            built->pieces += pieces;
        }
    }
    boost::json::array classes;
    for (auto const& [order_class, built] : of_class) {
        boost::json::object row = to_json(built).as_object();
        row["order_class"] = tell::name(order_class);
        row["class_text"] = tell::word(order_class);
        classes.push_back(std::move(row));
    }
    std::uint64_t left_out = 0;
    for (LeftOutNow const& one : plan.left_out) left_out += one.orders;
    boost::json::object json = to_json(all).as_object();
    json["left_out"] = left_out;
    json["classes"] = std::move(classes);
    return json;
}

}  // namespace

Office::Office(Engine& engine, OfficePorts ports, Options options)
    : engine_{engine}, ports_{std::move(ports)}, activity_{engine, options.activity_days} {}

void Office::add_to(Api& api) {
    api.add(board_routes());
    api.add(wave_routes());
    api.add(stock_routes());
    api.add(system_routes());
    api.add(desk_routes());
    api.add(direction_routes(activity_));
    api.add(admin_routes());
    api.add(label_routes(ports_.labels));
    api.add(printer_routes(ports_.printers));
    api.add(equipment_routes(ports_.printers, ports_.scale));
    api.add(sheet_routes());
    api.add(import_routes(engine_, ports_.import, ports_.import_limits));
    api.add(demo_routes(ports_.demo.status ? std::optional{ports_.demo} : std::nullopt));
    add_topics(api);
}

void Office::add_topics(Api& api) {
    bool const demo = static_cast<bool>(ports_.demo.status);
    auto const add = [&](std::string name, auto document) {
        api.add(Topic{std::move(name), lead_reads, [this, document](Read const& read) {
                          return boost::json::value(document(read, engine_.now()));
                      }});
    };
    add("now", [this, demo](Read const& read, Instant at) {
        return views::now(read, activity_, at, demo);
    });
    add("waves",
        [this](Read const& read, Instant at) { return views::waves(read, activity_, at); });
    add("exceptions",
        [this](Read const& read, Instant at) { return views::exceptions(read, activity_, at); });
    add("people", [this](Read const& read, Instant at) {
        return views::people(read, activity_, terminals_, at);
    });
    add("devices",
        [this](Read const& read, Instant at) { return views::devices(read, terminals_, at); });
    // For pages whose documents are asked for: that there is something new to ask for.
    add("pulse", [this](Read const&, Instant) {
        return activity_.with([](Activity const& a) {
            return boost::json::object{{"stock", a.stock_seq()}, {"figures", a.figures_seq()}};
        });
    });
    api.add(message_topic(engine_, activity_));
    add("map", [this](Read const& read, Instant at) { return views::map(read, activity_, at); });
}

std::vector<Route> Office::board_routes() {
    bool const demo = static_cast<bool>(ports_.demo.status);
    return {
        read_route("/api/v1/board/now",
                   [this, demo](Call const&, Read const& read, Instant at) {
                       return views::now(read, activity_, at, demo);
                   }),
        read_route("/api/v1/board/people",
                   [this](Call const&, Read const& read, Instant at) {
                       return views::people(read, activity_, terminals_, at);
                   }),
        read_route("/api/v1/board/map",
                   [this](Call const&, Read const& read, Instant at) {
                       return views::map(read, activity_, at);
                   }),
        read_route("/api/v1/board/layout",
                   [](Call const&, Read const& read, Instant) { return views::layout(read); }),
        read_route("/api/v1/devices",
                   [this](Call const&, Read const& read, Instant at) {
                       return views::devices(read, terminals_, at);
                   }),
        read_route("/api/v1/exceptions",
                   [this](Call const&, Read const& read, Instant at) {
                       return views::exceptions(read, activity_, at);
                   }),
        {Method::post, "/api/v1/telemetry", Access::person(),
         [this](Call&& call) {
             auto const body = call.body<Telemetry>();
             if (!body) return call.refuse(body.error());
             if (auto const wrong = check_telemetry(*body); !wrong)
                 return call.refuse(wrong.error());
             terminals_.note(call.caller.device, *body, call.engine().now());
             call.answer(json(200, boost::json::object{}));
         }},
        {Method::get, "/api/v1/board/map/path", lead_reads,
         [this](Call&& call) { show_path(activity_, std::move(call)); }, Route::Lane::worker},
        {Method::get, "/api/v1/board/kpis", lead_reads,
         [this](Call&& call) { show_kpis(activity_, std::move(call)); }, Route::Lane::worker},
    };
}

std::vector<Route> Office::stock_routes() {
    constexpr Access reads = Access::role(Role::lead, "stock:read");
    constexpr Access audits = Access::role(Role::lead, "journal:read");
    constexpr auto worker = Route::Lane::worker;
    return {{Method::get, "/api/v1/stock", reads, list_stock},
            {Method::get, "/api/v1/history", reads,
             [this](Call&& call) { show_history(activity_, std::move(call)); }, worker},
            {Method::get, "/api/v1/trace", reads, show_trace, worker},
            {Method::get, "/api/v1/journal", audits, list_journal, worker},
            {Method::get, "/api/v1/journal/{seq}", audits, show_entry, worker}};
}

std::vector<Route> Office::wave_routes() {
    constexpr Access reads = Access::role(Role::lead, "waves:read");
    constexpr Access writes = Access::role(Role::lead, "waves:write");
    constexpr auto worker = Route::Lane::worker;
    auto const wave_id = [](Call const& call) { return WaveId{call.number("id").value_or(0)}; };
    return {
        {Method::get, "/api/v1/waves", reads, [this](Call&& call) { list_waves(std::move(call)); },
         worker},
        {Method::get, "/api/v1/waves/{id}", reads,
         [this](Call&& call) { show_wave(std::move(call)); }, worker},
        {Method::get, "/api/v1/waves/{id}/orders", reads, list_wave_orders, worker},
        {Method::post, "/api/v1/waves/preview", writes,
         [this](Call&& call) { preview(std::move(call)); }, worker},
        {Method::post, "/api/v1/waves", writes,
         [this](Call&& call) { make_wave(std::move(call)); }},
        {Method::post, "/api/v1/waves/{id}/release", writes,
         [this, wave_id](Call&& call) {
             if (auto const body = call.body<EmptyBody>(); !body) return call.refuse(body.error());
             WaveId const id = wave_id(call);
             change_wave(std::move(call), ReleaseWave{id}, id);
         },
         worker},
        {Method::post, "/api/v1/waves/{id}/hold", writes,
         [this, wave_id](Call&& call) {
             auto const body = call.body<HoldWaveBody>();
             if (!body) return call.refuse(body.error());
             WaveId const id = wave_id(call);
             change_wave(std::move(call), HoldWave{id, body->hold, body->reason}, id);
         },
         worker},
        {Method::post, "/api/v1/waves/{id}/cancel", writes,
         [this, wave_id](Call&& call) {
             auto const body = call.body<ReasonBody>();
             if (!body) return call.refuse(body.error());
             WaveId const id = wave_id(call);
             change_wave(std::move(call), CancelWave{id, body->reason}, id);
         },
         worker},
        {Method::post, "/api/v1/waves/{id}/priority", writes,
         [this, wave_id](Call&& call) {
             auto const body = call.body<PlaceBody>();
             if (!body) return call.refuse(body.error());
             WaveId const id = wave_id(call);
             change_wave(std::move(call), PrioritiseWave{id, body->place}, id);
         },
         worker},
        {Method::post, "/api/v1/waves/{id}/drop", writes,
         [this, wave_id](Call&& call) {
             auto const body = call.body<DropBody>();
             if (!body) return call.refuse(body.error());
             WaveId const id = wave_id(call);
             change_wave(std::move(call),
                         DropFromWave{id, OrderId{body->order}, body->reason, body->hold}, id);
         },
         worker},
        {Method::post, "/api/v1/waves/{id}/split", writes,
         [this](Call&& call) { split_wave(std::move(call)); }, worker},
    };
}

std::vector<Route> Office::system_routes() {
    constexpr auto worker = Route::Lane::worker;
    return {
        {Method::get, "/api/v1/system", admin_only,
         [this](Call&& call) { show_system(std::move(call)); }, worker},
        {Method::post, "/api/v1/system/backup", admin_only,
         [this](Call&& call) {
             if (!ports_.back_up) return call.answer(not_found());
             if (auto const body = call.body<EmptyBody>(); !body) return call.refuse(body.error());
             auto const done = ports_.back_up();
             if (!done) return call.refuse(done.error());
             call.answer(json(201, backups_json(*done)));
         },
         worker},
    };
}

// --- waves

void Office::list_waves(Call&& call) const {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    Read const read = call.engine().read();
    Instant const at = call.engine().now();
    if (call.request.parameter("state") != "all" && call.request.parameter("state") != "closed")
        return call.answer(json(200, views::waves(read, activity_, at)));
    auto const after = number_after(*page);
    if (!after) return call.refuse(after.error());
    bool const closed_only = call.request.parameter("state") == "closed";
    auto const found = waves_before(read, *after, page->limit);
    boost::json::array items;
    for (auto const& [id, row] : found) {
        if (closed_only && row.state < WaveState::closed) continue;
        items.push_back(views::wave(read, activity_, at, id, row));
    }
    bool const more = found.size() == page->limit;
    call.answer(
        paged(std::move(items),
              more ? std::optional{fmt::format("{}", found.back().first.value())} : std::nullopt));
}

void Office::show_wave(Call&& call) const {
    WaveId const id{call.number("id").value_or(0)};
    Read const read = call.engine().read();
    auto const row = tables::waves.find(read, id);
    if (!row) return call.answer(not_found());
    auto const json_body = views::wave_detail(read, activity_, call.engine().now(), id, *row);
    call.answer(with_etag(call.request, json(200, json_body), etag_of(*row)));
}

void Office::answer_with_wave(Call&& call, Outcome const& outcome, WaveId id,
                              std::uint16_t status) const {
    if (outcome.refusal) return call.refuse(*outcome.refusal);
    Read const read = call.engine().read_at(outcome.seq);
    auto const row = tables::waves.find(read, id);
    if (!row) return call.answer(not_found());
    auto const body = views::wave(read, activity_, call.engine().now(), id, *row);
    call.answer(with_etag(call.request, json(status, body), etag_of(*row)));
}

void Office::change_wave(Call&& call, AnyCommand command, WaveId id) const {
    if (auto const refused = guard_wave(call, id)) return call.answer(*refused);
    std::move(call).submit(std::move(command), [this, id](Call&& back, Outcome&& outcome) {
        answer_with_wave(std::move(back), outcome, id, 200);
    });
}

// The answer is the new wave.
void Office::split_wave(Call&& call) const {
    auto const body = call.body<SplitBody>();
    if (!body) return call.refuse(body.error());
    WaveId const id{call.number("id").value_or(0)};
    if (auto const refused = guard_wave(call, id)) return call.answer(*refused);
    SplitWave command{.wave = id};
    for (std::uint64_t const order : body->orders) command.orders.emplace_back(order);
    std::move(call).submit(AnyCommand{command}, [this](Call&& back, Outcome&& outcome) {
        answer_with_wave(std::move(back), outcome, WaveId{outcome.object}, 201);
    });
}

std::string Office::remember(PlanWave const& command) {
    std::string const bytes = to_bytes(command);
    std::string token = etag_of_bytes(bytes);
    std::erase(token, '"');
    std::lock_guard const lock{mutex_};
    shown_.push_back({token, command});
    if (shown_.size() > shown_max) shown_.pop_front();
    return token;
}

std::optional<PlanWave> Office::remembered(std::string const& token) {
    std::lock_guard const lock{mutex_};
    for (Shown const& one : shown_) {
        if (one.token == token) return one.command;
    }
    return std::nullopt;
}

// The planner on a snapshot: nothing is changed. With rules in the body it is a trial of them: the
// waves they would build, and in figures what the saved ones build of the same orders. What is
// not saved makes no waves, so a trial's have no plan to be made by.
void Office::preview(Call&& call) {
    if (!ports_.plan) return call.answer(not_found());
    Read const read = call.engine().read();
    Rules const saved = rules_of(read, planned_house);
    auto const trial = trial_in(call.request, saved);
    if (!trial) return call.refuse(trial.error());
    if (*trial) {
        if (auto const guard = check_rules(read, **trial); !guard)
            return call.refuse(guard.error());
    }
    Instant const at = call.engine().now();
    PlanNow const plan = ports_.plan(read, at, trial->value_or(saved));
    boost::json::array waves;
    for (PlannedNow const& one : plan.waves) {
        PlanWave const& wave = one.command;
        boost::json::array why;
        for (std::string const& line : wave.explanation) why.push_back(tell::explained(line));
        boost::json::array examples;
        for (OrderId const order : wave.orders) {
            if (examples.size() == 3) break;
            examples.emplace_back(tables::orders.at(read, order).key.external_id);
        }
        std::int64_t const pieces = pieces_of(read, wave);
        boost::json::value number = nullptr;
        if (!*trial) number = remember(wave);
        waves.push_back({{"plan", std::move(number)},
                         {"order_class", tell::name(wave.order_class)},
                         {"class_text", tell::word(wave.order_class)},
                         {"method", tell::name(wave.method)},
                         {"method_text", tell::word(wave.method)},
                         {"carrier", wave.carrier},
                         {"service", wave.service},
                         {"pickup", tell::time(wave.pickup)},
                         {"orders", wave.orders.size()},
                         {"pieces", pieces},
                         {"lines", one.lines},
                         {"walk_m", wave.walk_mm / 1000},
                         {"release_now", one.release_now},
                         {"explanation", std::move(why)},
                         {"examples", std::move(examples)}});
    }
    boost::json::array left;
    for (LeftOutNow const& one : plan.left_out)
        left.push_back({{"orders", one.orders}, {"reason", tell::explained(one.reason)}});
    boost::json::value beside = nullptr;
    if (*trial) beside = built_json(read, ports_.plan(read, at, saved));
    call.answer(json(200, {{"at", tell::time(at)},
                           {"waves", std::move(waves)},
                           {"left_out", std::move(left)},
                           {"built", built_json(read, plan)},
                           {"saved", std::move(beside)}}));
}

void Office::make_wave(Call&& call) {
    auto const body = call.body<MakeWaveBody>();
    if (!body) return call.refuse(body.error());
    auto command = remembered(body->plan);
    if (!command)
        return call.answer(problem(
            409, "plan_gone",
            {"This plan is no longer at hand. Preview again.", "该方案已失效，请重新预览。"},
            {body->plan}));
    command->release = body->release;
    std::move(call).submit(AnyCommand{*command}, [this](Call&& back, Outcome&& outcome) {
        answer_with_wave(std::move(back), outcome, WaveId{outcome.object}, 201);
    });
}

// --- the machine

void Office::show_system(Call&& call) const {
    SystemState const state = ports_.system ? ports_.system() : SystemState{};
    Read const read = call.engine().read();
    std::uint64_t const seq = call.engine().durable_seq();
    std::string const hash =
        seq == 0 ? "" : std::string{to_json(call.engine().journal().read(seq).hash).as_string()};
    auto const figures = read.environment().usage();
    auto const or_null = [](std::string const& text) {
        return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
    };
    std::string const authority =
        ports_.authority_page ? ports_.authority_page(call.request) : std::string{};
    boost::json::array checks{
        check_json({"chain", "Journal proved from its beginning", "日志链已校验",
                    !state.chain_checked_at.empty()}),
        check_json(
            {"backup", "A backup exists", "已有备份", state.backup && !state.backup->at.empty()}),
        check_json({"backup_disk", "Backups are on another disk", "备份在另一块磁盘上",
                    state.backup && !state.backup_beside_data}),
        check_json({"disk", "Room on the disk", "磁盘空间充足",
                    state.disk_free == 0 || state.disk_free > (std::uint64_t{1} << 30)})};
    call.answer(
        json(200, {{"version", state.version},
                   {"commit", or_null(state.commit)},
                   {"schema", schema_version},
                   {"started_at", state.started_at},
                   {"seq", seq},
                   {"head_hash", hash},
                   {"chain_verified",
                    {{"at", or_null(state.chain_checked_at)}, {"seq", state.chain_checked_seq}}},
                   {"store",
                    {{"bytes_used", figures.used_bytes},
                     {"bytes_free", state.disk_free},
                     {"map_size", figures.map_bytes},
                     {"oldest_reader_ms", figures.oldest_reader_ms}}},
                   {"backups", backups_json(state.backup)},
                   {"tls",
                    {{"on", call.request.secure},
                     {"subject", or_null(state.certificate_subject)},
                     {"not_after", or_null(state.certificate_until)},
                     {"ca_available", !authority.empty()},
                     {"ca_url", or_null(authority)}}},
                   {"checks", std::move(checks)}}));
}

}  // namespace wms::web
