// SPDX-License-Identifier: Apache-2.0
// Signing in and out, PINs, keys of machines, terminals.
#include "base/text.hpp"
#include "domain/process/access.hpp"
#include "domain/scan.hpp"
#include "server/gate.hpp"
#include "server/screen_json.hpp"
#include "server/terminal_routes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web {

struct SignInBody {
    std::string badge;
    std::string device;
    std::string pin;
};
BOOST_DESCRIBE_STRUCT(SignInBody, (), (badge, device, pin))

namespace {

struct DeviceBody {
    DeviceKind kind = DeviceKind::handheld;
    std::string code;
    std::string station;
};
BOOST_DESCRIBE_STRUCT(DeviceBody, (), (kind, code, station))

struct PinBody {
    std::optional<std::string> pin;
};
BOOST_DESCRIBE_STRUCT(PinBody, (), (pin))

struct ApprovalBody {
    std::string pin;
};
BOOST_DESCRIBE_STRUCT(ApprovalBody, (), (pin))

struct KeyBody {
    std::string name;
    std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(KeyBody, (), (name, scopes))

struct KioskBody {
    std::string key;
};
BOOST_DESCRIBE_STRUCT(KioskBody, (), (key))

constexpr std::int64_t kiosk_seconds = 400LL * 86'400;  // browsers keep no cookie longer
constexpr std::uint64_t devices_max = 10'000;
constexpr std::size_t code_bytes_max = 100;

Response wrong_pin() {
    return problem(401, "wrong_pin", {"The badge or the PIN is wrong.", "工牌或 PIN 码错误。"});
}

Response locked_out(Elapsed wait) {
    std::int64_t const seconds = (wait.value() + 999) / 1000;
    Response response =
        problem(429, "locked_out",
                {fmt::format("Too many wrong tries. Wait {} min.", (seconds + 59) / 60),
                 fmt::format("错误次数过多，请等待 {} 分钟。", (seconds + 59) / 60)},
                {fmt::format("{}", seconds)}, Retry::later);
    response.headers.push_back({"Retry-After", fmt::format("{}", seconds)});
    return response;
}

std::optional<OperatorId> badge_in(Read const& read, std::string const& text, Instant now) {
    auto const scanned = resolve(read, text, day_of(now, 0));
    if (!scanned) return std::nullopt;
    for (Candidate const& candidate : scanned->candidates) {
        if (candidate.kind == Kind::badge) return OperatorId{candidate.id};
    }
    return std::nullopt;
}

// A person is counted under one name, however the badge was spelt or scanned: "]C0U-1" is "U-1",
// and what is wrong at sign-in counts at an approval as well.
Lockout::Who guess_at(Read const& read, std::optional<OperatorId> who, std::string_view typed,
                      std::string device, std::string address) {
    std::string badge =
        who ? tables::operators.at(read, *who).badge : std::string{typed.substr(0, code_bytes_max)};
    return {std::move(badge), std::move(device), std::move(address)};
}

std::string set_cookie(Request const& request, std::string_view name, std::string_view token,
                       std::int64_t seconds) {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}; Max-Age={}", name, token,
                       request.secure ? "; Secure" : "", seconds);
}

boost::json::object kiosk_json(Caller const& caller) {
    return {{"name", caller.name}, {"scopes", to_json(caller.scopes)}};
}

bool reads_only(std::vector<std::string> const& scopes) {
    return std::all_of(scopes.begin(), scopes.end(),
                       [](std::string const& scope) { return scope.ends_with(":read"); });
}

boost::json::object device_json(Read const& read, DeviceId id, Device const& device) {
    boost::json::object json{{"id", id.value()},
                             {"code", device.code},
                             {"kind", boost::describe::enum_to_string(device.kind, "?")},
                             {"station", nullptr},
                             {"next_seq", device.last_seq + 1}};
    if (device.station) json["station"] = tables::stations.at(read, device.station).code;
    return json;
}

std::string short_code(std::string_view prefix) {
    return fmt::format("{}-{}", prefix, random_token().substr(0, 8));
}

}  // namespace

std::vector<Route> Gate::routes() {
    using Lane = Route::Lane;
    auto const to = [this](void (Gate::*member)(Call&&)) {
        return [this, member](Call&& call) { (this->*member)(std::move(call)); };
    };
    return {
        {Method::post, "/api/v1/session", Access::anyone(), to(&Gate::sign_in)},
        {Method::get, "/api/v1/session", Access::person(), to(&Gate::show), Lane::worker},
        {Method::delete_, "/api/v1/session", Access::person(), to(&Gate::sign_out)},
        {Method::post, "/api/v1/devices", Access::anyone(), to(&Gate::define_device), Lane::worker},
        {Method::post, "/api/v1/operators/{id}/pin", Access::role(Role::lead), to(&Gate::set_pin)},
        {Method::post, "/api/v1/approvals", Access::person(), to(&Gate::approve), Lane::worker},
        {Method::get, "/api/v1/keys", Access::role(Role::admin), to(&Gate::list_keys)},
        {Method::post, "/api/v1/keys", Access::role(Role::admin), to(&Gate::add_key)},
        {Method::delete_, "/api/v1/keys/{id}", Access::role(Role::admin), to(&Gate::revoke_key)},
        {Method::post, "/api/v1/kiosk", Access::anyone(), to(&Gate::open_kiosk)},
        {Method::get, "/api/v1/kiosk", Access::person("board:read"), show_kiosk},
        {Method::delete_, "/api/v1/kiosk", Access::anyone(), close_kiosk},
    };
}

// --- signing in

void Gate::sign_in(Call&& call) {
    auto body = call.body<SignInBody>();
    if (!body) return call.refuse(body.error());
    if (body->badge.empty()) return call.refuse({Why::missing_field, {"badge"}});
    if (body->device.size() > code_bytes_max || body->pin.size() > code_bytes_max)
        return call.refuse({Why::bad_field, {"/device", "too long"}});
    check_badge(std::move(call), std::move(*body));
}

void Gate::check_badge(Call&& call, SignInBody body) {
    Instant const now = engine_.now();
    Read const read = engine_.read();
    auto const who = badge_in(read, body.badge, now);
    bool const pin = who && access_rights::needs_pin(read, *who);
    if (pin && body.pin.empty()) {
        if (!tables::credentials.contains(read, *who)) {
            return call.answer(
                problem(403, "pin_not_set",
                        {"A PIN must be set first. Ask an admin.", "请先由管理员设置 PIN 码。"}));
        }
        return call.answer(problem(401, "pin_wanted", {"Type your PIN.", "请输入 PIN 码。"}));
    }
    Lockout::Who guess = guess_at(read, who, body.badge, body.device, call.request.peer);
    if (auto const wait = lockout_.begin(guess, now)) return call.answer(locked_out(*wait));
    if (who && !pin) {
        lockout_.succeeded(guess);
        return open(std::move(call), body, *who);
    }
    if (!who && body.pin.empty()) {
        return call.answer(
            problem(401, "unknown_badge", {"This is no badge of ours.", "不是本仓库的工牌。"}));
    }
    check_pin_of(std::move(call), std::move(body), who.value_or(OperatorId{}), std::move(guess));
}

void Gate::check_pin_of(Call&& call, SignInBody body, OperatorId who, Lockout::Who guess) {
    std::move(call).later(
        hashing_, [this, body = std::move(body), who, guess = std::move(guess)](Call&& back) {
            auto const row = tables::credentials.find(engine_.read(), who);
            if (!row) {
                secrets_.waste_time(body.pin);
                return back.answer(wrong_pin());
            }
            if (!secrets_.is_pin(row->hash, body.pin)) return back.answer(wrong_pin());
            lockout_.succeeded(guess);
            open(std::move(back), body, who);
        });
}

void Gate::open(Call&& call, SignInBody const& body, OperatorId who) {
    if (body.device.empty()) {
        Envelope envelope{
            .device = {},
            .captured_at = {},
            .command = DefineDevice{.code = short_code("W"), .kind = DeviceKind::office}};
        return std::move(call).submit(std::move(envelope),
                                      [this, who](Call&& back, Outcome&& outcome) {
                                          if (outcome.refusal) return back.refuse(*outcome.refusal);
                                          open_at(std::move(back), who, DeviceId{outcome.object});
                                      });
    }
    auto const device = device_by_code(engine_.read(), body.device);
    if (device) return open_at(std::move(call), who, *device);
    // Made known a moment ago, perhaps: look again behind everything that is durable.
    std::move(call).later([this, who, code = body.device](Call&& back) {
        auto const found = device_by_code(engine_.read_at(engine_.durable_seq()), code);
        if (!found) {
            return back.answer(problem(404, "unknown_device",
                                       {"This terminal is not known.", "该终端未登记。"}, {code}));
        }
        open_at(std::move(back), who, *found);
    });
}

void Gate::open_at(Call&& call, OperatorId who, DeviceId device) {
    std::string const token = random_token();
    store::Hash const hash = store::sha256(token);
    Instant const ends_at = engine_.now() + web_session_max;
    Envelope envelope{.device = device,
                      .captured_at = {},
                      .actor = who,
                      .command = OpenWebSession{hash, who, device, ends_at}};
    std::move(call).submit(std::move(envelope), [this, token, hash](Call&& back,
                                                                    Outcome&& outcome) {
        if (outcome.refusal) return back.refuse(*outcome.refusal);
        Read const read = engine_.read_at(outcome.seq);
        auto const session = tables::web_sessions.find(read, hash);
        if (!session) return back.refuse({Why::stale, {"session"}});
        Response response = json(201, session_json(read, *session, token));
        std::int64_t const seconds = (session->ends_at - session->opened_at).value() / 1000;
        response.headers.push_back(
            {"Set-Cookie", set_cookie(back.request, session_cookie(back.request), token, seconds)});
        response.headers.push_back({"Cache-Control", "no-store"});
        back.answer(std::move(response));
    });
}

boost::json::object Gate::session_json(Read const& read, WebSession const& session,
                                       std::string_view token) const {
    Operator const who = tables::operators.at(read, session.who);
    Device const device = tables::devices.at(read, session.device);
    return {{"csrf", secrets_.csrf_of(token)},
            {"operator",
             {{"id", session.who.value()},
              {"name", who.name},
              {"roles", to_json(who.roles)},
              {"language", boost::describe::enum_to_string(who.language, "en")}}},
            {"device", device.code},
            {"next_seq", device.last_seq + 1},
            {"screen", screen_json(draw(read, session.device), engine_.now())},
            {"idle_lock_s", idle_max_at(read, device).value() / 1000},
            {"ends_at", to_text(session.ends_at)}};
}

void Gate::show(Call&& call) {
    std::string_view const token = call.request.cookie(session_cookie(call.request));
    Read const read = call.latest();  // a language that was just chosen is in it
    auto const session = tables::web_sessions.find(read, store::sha256(token));
    if (!session)
        return call.answer(problem(401, "sign_in_first", {"Sign in first.", "请先登录。"}));
    Response response = json(200, session_json(read, *session, token));
    response.headers.push_back({"Cache-Control", "no-store"});
    call.answer(std::move(response));
}

void Gate::sign_out(Call&& call) {
    std::string_view const token = call.request.cookie(session_cookie(call.request));
    Envelope envelope{.device = call.caller.device,
                      .captured_at = {},
                      .actor = call.caller.actor,
                      .command = CloseWebSession{store::sha256(token)}};
    std::move(call).submit(std::move(envelope), [this](Call&& back, Outcome&& outcome) {
        if (outcome.refusal) return back.refuse(*outcome.refusal);
        (void)engine_.read_at(outcome.seq);  // from now on the token opens nothing
        Response response = no_content();
        response.headers.push_back(
            {"Set-Cookie", set_cookie(back.request, session_cookie(back.request), "", 0)});
        back.answer(std::move(response));
    });
}

// --- terminals

// Open to everybody, because it comes before signing in; what a known terminal is, only a lead
// changes.
void Gate::define_device(Call&& call) {
    auto body = call.body<DeviceBody>();
    if (!body) return call.refuse(body.error());
    if (body->code.size() > code_bytes_max || body->station.size() > code_bytes_max)
        return call.refuse({Why::bad_field, {"/code", "too long"}});
    Read const read = engine_.read_at(engine_.durable_seq());
    auto const known = device_by_code(read, body->code);
    if (known) {
        Device const device = tables::devices.at(read, *known);
        std::string const station =
            device.station ? tables::stations.at(read, device.station).code : std::string{};
        bool const same =
            device.kind == body->kind && (body->station.empty() || body->station == station);
        if (same) return call.answer(json(200, device_json(read, *known, device)));
        if (!call.caller.has(Role::lead))
            return call.refuse({Why::role_missing, {call.caller.name, "lead"}});
    }
    if (tables::devices.count(read) >= devices_max || !may_make_device(call)) {
        return call.answer(
            problem(429, "too_many_devices",
                    {"Too many new terminals. Ask a lead.", "新终端过多，请联系主管。"}));
    }
    if (body->code.empty()) body->code = short_code(body->kind == DeviceKind::handheld ? "H" : "W");
    Envelope envelope{.device = {},
                      .captured_at = {},
                      .actor = call.caller.actor,
                      .command = DefineDevice{body->code, body->kind, body->station}};
    std::move(call).submit(std::move(envelope), [this](Call&& back, Outcome&& outcome) {
        if (outcome.refusal) return back.refuse(*outcome.refusal);
        Read const now = engine_.read_at(outcome.seq);
        DeviceId const id{outcome.object};
        back.answer(json(201, device_json(now, id, tables::devices.at(now, id))));
    });
}

// --- approvals at a terminal

// The lead's badge was scanned there; now comes the PIN. It counts against guessing like one at
// sign-in, and the session that is open stays whose it is.
void Gate::approve(Call&& call) {
    auto body = call.body<ApprovalBody>();
    if (!body) return call.refuse(body.error());
    if (body->pin.size() > code_bytes_max)
        return call.refuse({Why::bad_field, {"/pin", "too long"}});
    Read const read = call.latest();
    auto const session = tables::sessions.find(read, call.caller.actor);
    bool const asked = session && session->approval && session->approval->asked;
    auto const device = tables::devices.find(read, call.caller.device);
    bool const here = device && device->actor == call.caller.actor;
    if (!asked || !here) return call.refuse({Why::stale, {"the approval"}});
    OperatorId const lead = session->approval->asked;
    Lockout::Who guess = guess_at(read, lead, {}, device->code, call.request.peer);
    if (auto const wait = lockout_.begin(guess, engine_.now()))
        return call.answer(locked_out(*wait));
    check_approval(std::move(call), std::move(body->pin), lead, std::move(guess));
}

void Gate::check_approval(Call&& call, std::string pin, OperatorId lead, Lockout::Who guess) {
    std::move(call).later(hashing_, [this, pin = std::move(pin), lead,
                                     guess = std::move(guess)](Call&& back) {
        auto const row = tables::credentials.find(engine_.read(), lead);
        if (!row || !secrets_.is_pin(row->hash, pin)) {
            // 403: who is signed in here stays so
            return back.answer(problem(403, "wrong_pin", {"The PIN is wrong.", "PIN 码错误。"}));
        }
        lockout_.succeeded(guess);
        std::move(back).submit(AnyCommand{GrantApproval{lead}}, [](Call&& done, Outcome&& outcome) {
            auto const device =
                tables::devices.find(done.engine().read_at(outcome.seq), done.caller.device);
            std::uint64_t const next = device ? device->last_seq + 1 : 1;
            done.answer(event_answer(outcome, next, done.engine().now()));
        });
    });
}

// --- PINs and keys

void Gate::set_pin(Call&& call) {
    auto const number = call.number("id");
    auto const body = call.body<PinBody>();
    if (!body) return call.refuse(body.error());
    auto const row =
        number ? tables::operators.find(engine_.read(), OperatorId{*number}) : std::nullopt;
    if (!row) return call.refuse({Why::unknown_object, {"operator", std::string{call.part("id")}}});
    OperatorId const who{*number};
    if (body->pin) {
        if (auto const guard = check_pin(options_.pins, *row, *body->pin); !guard)
            return call.refuse(guard.error());
    }
    std::move(call).later(hashing_, [this, who, pin = body->pin](Call&& back) {
        SetPin const command{who, pin ? secrets_.hash_pin(*pin) : Secret{}};
        std::move(back).submit(AnyCommand{command}, [this](Call&& done, Outcome&& outcome) {
            if (outcome.refusal) return done.refuse(*outcome.refusal);
            (void)engine_.read_at(outcome.seq);
            done.answer(no_content());
        });
    });
}

void Gate::list_keys(Call&& call) {
    Read const read = engine_.read();
    boost::json::array items;
    tables::machine_keys.scan_all(read, [&](KeyId id, MachineKey const& key) {
        items.push_back({{"id", id.value()},
                         {"name", key.name},
                         {"scopes", to_json(key.scopes)},
                         {"device", tables::devices.at(read, key.device).code},
                         {"made_by", key.made_by ? operator_name(read, key.made_by) : ""},
                         {"made_at", to_text(key.made_at)},
                         {"revoked", key.revoked}});
        return true;
    });
    call.answer(paged(std::move(items), std::nullopt));
}

void Gate::add_key(Call&& call) {
    auto body = call.body<KeyBody>();
    if (!body) return call.refuse(body.error());
    if (body->scopes.size() > key_scopes_max)
        return call.refuse({Why::too_many_lines,
                            {"scopes", fmt::format("{}", body->scopes.size()),
                             fmt::format("{}", key_scopes_max)}});
    std::string const key = "wms_" + random_token();
    AddMachineKey const command{body->name, store::sha256(key), body->scopes};
    std::move(call).submit(AnyCommand{command}, [this, key](Call&& back, Outcome&& outcome) {
        if (outcome.refusal) return back.refuse(*outcome.refusal);
        (void)engine_.read_at(outcome.seq);
        // Shown this once: only its hash is kept.
        Response response = json(201, {{"id", outcome.object}, {"key", key}});
        response.headers.push_back({"Cache-Control", "no-store"});
        back.answer(std::move(response));
    });
}

void Gate::revoke_key(Call&& call) {
    KeyId const key{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{RevokeMachineKey{key}},
                           [this](Call&& back, Outcome&& outcome) {
                               if (outcome.refusal) return back.refuse(*outcome.refusal);
                               (void)engine_.read_at(outcome.seq);
                               back.answer(no_content());
                           });
}

// --- screens that nobody works at

// The key comes once, in a body: from then on it is in a cookie no script can read, and the address
// the screen was set up with may be forgotten. What could change something is no key for a wall.
void Gate::open_kiosk(Call&& call) {
    auto const body = call.body<KioskBody>();
    if (!body) return call.refuse(body.error());
    if (body->key.empty()) return call.refuse({Why::missing_field, {"key"}});
    Caller caller;
    if (auto refused = identify_key(body->key, caller)) return call.answer(std::move(*refused));
    if (!reads_only(caller.scopes))
        return call.answer(
            problem(403, "key_writes",
                    {"A screen wants a key that only reads.", "大屏只能使用只读密钥。"}));
    Response response = json(200, kiosk_json(caller));
    response.headers.push_back({"Set-Cookie", set_cookie(call.request, kiosk_cookie(call.request),
                                                         body->key, kiosk_seconds)});
    response.headers.push_back({"Cache-Control", "no-store"});
    call.answer(std::move(response));
}

void Gate::show_kiosk(Call&& call) {
    if (!call.caller.is_machine)
        return call.answer(
            problem(404, "no_kiosk", {"A person is signed in here.", "此处有人登录。"}));
    call.answer(json(200, kiosk_json(call.caller)));
}

void Gate::close_kiosk(Call&& call) {
    Response response = no_content();
    response.headers.push_back(
        {"Set-Cookie", set_cookie(call.request, kiosk_cookie(call.request), "", 0)});
    call.answer(std::move(response));
}

}  // namespace wms::web
