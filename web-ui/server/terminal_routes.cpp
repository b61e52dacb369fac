// SPDX-License-Identifier: Apache-2.0
#include "server/terminal_routes.hpp"

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "domain/process/look_ahead.hpp"
#include "domain/scan.hpp"
#include "server/round_json.hpp"
#include "server/screen_json.hpp"

#include <fmt/format.h>

#include <charconv>

namespace wms::web {
namespace {

enum class Via : std::uint8_t { wedge, camera, typed, paste, hint };
BOOST_DESCRIBE_ENUM(Via, wedge, camera, typed, paste, hint)

ScanVia via_in_journal(Via via) {
    switch (via) {
        case Via::wedge: return ScanVia::gun;
        case Via::camera: return ScanVia::camera;
        case Via::typed: return ScanVia::typed;
        case Via::paste: return ScanVia::paste;
        case Via::hint: return ScanVia::hint;
    }
    return ScanVia::gun;
}

struct ScanBody {
    std::string event_id;
    std::string device;
    std::uint64_t device_seq = 0;
    std::string captured_at;
    std::uint64_t step_token = 0;
    std::string raw;  // base64
    std::string aim;
    bool typed = false;
    Via via = Via::wedge;
    bool offline = false;
};
BOOST_DESCRIBE_STRUCT(ScanBody, (),
                      (event_id, device, device_seq, captured_at, step_token, raw, aim, typed, via,
                       offline))

struct PressBody {
    std::string event_id;
    std::string device;
    std::uint64_t device_seq = 0;
    std::string captured_at;
    std::uint64_t step_token = 0;
    Button button = Button::help;
    std::string argument;
    bool offline = false;
};
BOOST_DESCRIBE_STRUCT(PressBody, (),
                      (event_id, device, device_seq, captured_at, step_token, button, argument,
                       offline))

struct UntakenBody {
    std::string device;
    std::string captured_at;
    std::string step;
    std::string code;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(UntakenBody, (), (device, captured_at, step, code, reason))

// What both have in common.
struct EventHead {
    std::string const& event_id;
    std::string const& device;
    std::uint64_t device_seq;
    std::string const& captured_at;
};

Result<Envelope> envelope_of(Call const& call, EventHead const& head) {
    auto const event = event_key_of(head.event_id);
    if (!event) return refuse(Why::bad_field, "/event_id", "a UUID is wanted");
    if (*event == store::EventKey{}) return refuse(Why::bad_field, "/event_id", "not all zero");
    if (head.device.empty()) return refuse(Why::missing_field, "/device");
    Instant captured_at{};
    if (!head.captured_at.empty()) {
        auto const parsed = parse_instant(head.captured_at);
        if (!parsed) return refuse(Why::bad_field, "/captured_at", "an RFC 3339 time is wanted");
        captured_at = *parsed;
    }
    return Envelope{.device = call.caller.device,
                    .request = *event,
                    .device_seq = head.device_seq,
                    .captured_at = captured_at,
                    .actor = call.caller.actor,
                    .command = Tick{}};
}

// A session is bound to its device: nobody scans for another terminal.
Response other_device(std::string const& code) {
    return problem(403, "other_device",
                   {"This session belongs to another terminal.", "该会话属于其他终端。"}, {code});
}

// T12: the number that is wanted, for a program to read.
Response gap(Refusal const& refusal) {
    Response response = problem(refusal);
    auto body = boost::json::parse(response.body);
    std::string const& wanted =
        refusal.subject.size() > 1 ? refusal.subject[1] : refusal.subject[0];
    body.as_object()["expected"] = number_in(wanted).value_or(0);
    response.body = boost::json::serialize(body);
    return response;
}

// Not decided, or told apart by the contract; everything else the terminal draws.
std::optional<Response> undecided(Outcome const& outcome) {
    if (!outcome.refusal) return std::nullopt;
    Why const why = outcome.refusal->why;
    if (why == Why::seq_gap) return gap(*outcome.refusal);
    if (why == Why::event_reused || outcome.seq == 0) return problem(*outcome.refusal);
    return std::nullopt;
}

void submit_event(Call&& call, Envelope envelope) {
    std::uint64_t const sent_seq = envelope.device_seq;
    DeviceId const device = envelope.device;
    auto const tell = [sent_seq, device](Call const& back, Outcome const& outcome) {
        if (auto refused = undecided(outcome)) return *std::move(refused);
        std::uint64_t next_seq = sent_seq + 1;
        if (sent_seq == 0 || outcome.replayed) {
            auto const row = tables::devices.find(back.engine().read(), device);
            if (row) next_seq = std::max(next_seq, row->last_seq + 1);
        }
        return event_answer(outcome, next_seq, back.engine().now());
    };
    std::move(call).submit_and_tell(std::move(envelope), tell);
}

bool may_be_badge(std::string_view raw) {
    return raw.find("U-") != raw.npos;
}

// The badge of somebody else, where no approval waits for it: it is not this session's scan but a
// new sign-in, with that person's own PIN.
bool is_hand_over(Read const& read, Call const& call, std::string const& raw, Instant now) {
    auto const session = tables::sessions.find(read, call.caller.actor);
    bool const asked = session && session->approval && !session->approval->approver &&
                       now <= session->approval->until;
    if (asked) return false;
    auto const scanned = resolve(read, raw, day_of(now, 0));
    if (!scanned) return false;
    for (Candidate const& candidate : scanned->candidates) {
        if (candidate.kind == Kind::badge) return OperatorId{candidate.id} != call.caller.actor;
    }
    return false;
}

void submit_badge(Call&& call, Envelope envelope, std::string const& raw) {
    std::move(call).later([envelope = std::move(envelope), raw](Call&& back) {
        Engine& engine = back.engine();
        Read const read = engine.read_at(engine.durable_seq());
        if (is_hand_over(read, back, raw, engine.now())) {
            return back.answer(
                problem(401, "hand_over", {"Sign in with this badge.", "请用该工牌登录。"}, {raw}));
        }
        submit_event(std::move(back), envelope);
    });
}

// What scans and buttons have in common: a sound body, of this session's own terminal. Otherwise
// answers and gives nothing.
template <class Body>
struct Event {
    Body body;
    Envelope envelope;
};
template <class Body>
std::optional<Event<Body>> event_in(Call& call) {
    auto body = call.body<Body>();
    if (!body) return call.refuse(body.error()), std::nullopt;
    auto envelope =
        envelope_of(call, {body->event_id, body->device, body->device_seq, body->captured_at});
    if (!envelope) return call.refuse(envelope.error()), std::nullopt;
    if (call.caller.device_code != body->device)
        return call.answer(other_device(body->device)), std::nullopt;
    return Event<Body>{*std::move(body), *std::move(envelope)};
}

void scan(Call&& call) {
    auto event = event_in<ScanBody>(call);
    if (!event) return;
    auto& [body, envelope] = *event;
    auto raw = bytes_of_base64(body.raw);
    if (!raw || raw->empty()) return call.refuse({Why::bad_field, {"/raw", "base64 is wanted"}});
    if (!body.aim.empty() && !raw->starts_with(']')) raw->insert(0, body.aim);
    envelope.command = ScanCode{.raw = *raw,
                                .step_token = body.step_token,
                                .typed = body.typed || body.via == Via::typed,
                                .offline = body.offline,
                                .via = via_in_journal(body.via)};
    if (may_be_badge(*raw)) return submit_badge(std::move(call), std::move(envelope), *raw);
    submit_event(std::move(call), std::move(envelope));
}

void press(Call&& call) {
    auto event = event_in<PressBody>(call);
    if (!event) return;
    auto& [body, envelope] = *event;
    envelope.command = PressButton{.button = body.button,
                                   .argument = body.argument,
                                   .step_token = body.step_token,
                                   .offline = body.offline};
    submit_event(std::move(call), std::move(envelope));
}

// A terminal will not drop what it cannot bring in: the lead takes it over.
void report_untaken(Call&& call) {
    auto body = call.body<UntakenBody>();
    if (!body) return call.refuse(body.error());
    Instant captured_at{};
    if (!body->captured_at.empty()) {
        auto const parsed = parse_instant(body->captured_at);
        if (!parsed)
            return call.refuse({Why::bad_field, {"/captured_at", "an RFC 3339 time is wanted"}});
        captured_at = *parsed;
    }
    ReportUntaken command{body->device, captured_at, body->step, body->code, body->reason};
    std::move(call).submit(AnyCommand{std::move(command)},
                           [](Call&& back, Outcome&& outcome) { back.answer(made(outcome)); });
}

void show_screen(Call&& call) {
    std::string const code{call.part("device")};
    Read const read = call.engine().read_at(call.engine().durable_seq());
    auto const id = device_by_code(read, code);
    if (!id) return call.refuse({Why::unknown_object, {"device", code}});
    if (*id != call.caller.device && !call.caller.has(Role::lead) && !call.caller.is_machine)
        return call.answer(other_device(code));
    Device const device = tables::devices.at(read, *id);
    call.answer(json(200, {{"screen", screen_json(draw(read, *id), call.engine().now())},
                           {"next_seq", device.last_seq + 1}}));
}

// What the terminal needs to go on with its round when the network goes (U19).
void show_round(Call&& call) {
    std::string const code{call.part("device")};
    if (call.caller.device_code != code) return call.answer(other_device(code));
    DeviceId const device = call.caller.device;
    auto const codes = look_ahead::item_codes_of_round(call.engine().read(), device);
    Instant const now = call.engine().now();
    std::vector<look_ahead::Ahead> round;
    bool const walked = call.engine().rehearse([&](Write& trial, Engine::Branch const& branch) {
        round = look_ahead::round_ahead(trial, device, now, codes, branch);
    });
    if (!walked) return call.refuse({Why::overloaded, {}});
    call.answer(json(200, {{"debounce_ms", debounce.value()}, {"screens", round_json(round)}}));
}

// Where a page of the way ended: the place on the way and, of several tasks there, the last one.
struct WayPoint {
    TaskPathKey at;
    TaskId task;
};

std::string cursor_of(WayPoint const& last) {
    return fmt::format("{}.{}.{}", last.at.skips, last.at.sequence, last.task.value());
}

Result<WayPoint> way_point_in(Page const& page, BatchId batch) {
    WayPoint point{.at = {.batch = batch}, .task = {}};
    if (page.after.empty()) return point;
    char const* next = page.after.data();
    char const* const end = next + page.after.size();
    std::uint64_t task = 0;
    auto const take = [&](auto& number, char separator) {
        auto const [stop, error] = std::from_chars(next, end, number);
        bool const whole = error == std::errc{} && (separator == '\0' ? stop == end : stop != end);
        if (!whole || (separator != '\0' && *stop != separator)) return false;
        next = separator == '\0' ? stop : stop + 1;
        return true;
    };
    if (!take(point.at.skips, '.') || !take(point.at.sequence, '.') || !take(task, '\0'))
        return refuse(Why::bad_field, "after", "not a cursor of this list");
    point.task = TaskId{task};
    return point;
}

boost::json::object task_json(Read const& read, TaskId id) {
    Task const task = tables::tasks.at(read, id);
    return {{"id", id.value()},
            {"state", boost::describe::enum_to_string(task.state, "?")},
            {"location", name_of(read, task.quant.holder)},
            {"sku", tables::skus.at(read, task.quant.sku).code},
            {"name", sku_name(read, task.quant.sku)},
            {"need", task.need.value()},
            {"done", task.done.value()}};
}

// The way the caller still has to go: what his own list shows.
void list_tasks(Call&& call) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    Read const read = call.engine().read();
    auto const session = tables::sessions.find(read, call.caller.actor);
    BatchId const batch = session ? session->batch : BatchId{};
    auto const from = way_point_in(*page, batch);
    if (!from) return call.refuse(from.error());
    boost::json::array items;
    WayPoint last{};
    bool more = false;
    auto const show = [&](TaskPathKey const& at, TaskId id) {
        if (at.batch != batch) return false;
        if (at == from->at && id.value() <= from->task.value()) return true;
        more = items.size() == page->limit;
        if (more) return false;
        items.push_back(task_json(read, id));
        last = {at, id};
        return true;
    };
    if (batch) tables::tasks.scan_index_from<tables::tasks_on_path>(read, from->at, show);
    call.answer(paged(std::move(items), more ? std::optional{cursor_of(last)} : std::nullopt));
}

}  // namespace

Response event_answer(Outcome const& outcome, std::uint64_t next_seq, Instant now) {
    Response response;
    std::string& json = response.body;
    json.reserve(4096);
    auto const add = [&json](std::string_view name, auto const& value) {
        json.append(name);
        add_json(json, value);
    };
    add(R"({"seq":)", outcome.seq);
    add(R"(,"next_seq":)", next_seq);
    add(R"(,"replayed":)", outcome.replayed);
    add(R"(,"tone":)", outcome.tone);
    json += R"(,"refusal":)";
    json += outcome.refusal ? boost::json::serialize(refusal_json(*outcome.refusal)) : "null";
    json += R"(,"screen":)";
    add_screen_json(json, outcome.screen, now);
    json += '}';
    return response;
}

std::vector<Route> terminal_routes() {
    using Lane = Route::Lane;
    return {
        {Method::post, "/api/v1/scans", Access::person(), scan},
        {Method::post, "/api/v1/presses", Access::person(), press},
        {Method::post, "/api/v1/untaken-steps", Access::person(), report_untaken},
        {Method::get, "/api/v1/screens/{device}", Access::person("terminals:read"), show_screen,
         Lane::worker},
        {Method::get, "/api/v1/rounds/{device}", Access::person(), show_round, Lane::worker},
        {Method::get, "/api/v1/tasks", Access::person(), list_tasks},
    };
}

}  // namespace wms::web
