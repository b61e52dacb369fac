// SPDX-License-Identifier: Apache-2.0
#include "server/routes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web {
namespace {

Header replayed_header() {
    return {"Idempotent-Replay", "true"};
}

Response no_room() {
    return problem(Refusal{Why::overloaded, {}});
}

std::string_view next_part(std::string_view& path) {
    path.remove_prefix(1);  // '/'
    std::size_t const end = std::min(path.find('/'), path.size());
    std::string_view const part = path.substr(0, end);
    path.remove_prefix(end);
    return part;
}

bool is_parameter(std::string_view part) {
    return part.starts_with('{');
}

// Fills `values` with the parts that stand for {…}.
bool matches(std::string_view pattern, std::string_view path, std::vector<Parameter>& values) {
    values.clear();
    while (!pattern.empty() && !path.empty()) {
        std::string_view const wanted = next_part(pattern);
        std::string_view const part = next_part(path);
        if (is_parameter(wanted)) {
            if (part.empty()) return false;
            values.push_back({std::string{wanted.substr(1, wanted.size() - 2)}, std::string{part}});
        } else if (wanted != part) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

// Two patterns that some path fits both, and neither is more exact.
bool collide(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        std::string_view const one = next_part(a);
        std::string_view const other = next_part(b);
        if (is_parameter(one) != is_parameter(other)) return false;
        if (!is_parameter(one) && one != other) return false;
    }
    return a.empty() && b.empty();
}

// A UUID as its 16 bytes; any other key as the first 16 bytes of its hash.
std::optional<store::EventKey> key_of(std::string_view text) {
    if (text.empty() || text.size() > 200) return std::nullopt;
    store::EventKey key{};
    if (auto const uuid = event_key_of(text)) return uuid;
    store::Hash const hash = store::sha256(text);
    std::copy_n(hash.begin(), key.size(), key.begin());
    return key;
}

// Path and query go into look-ups: a key of the store has neither a zero byte nor any length.
constexpr std::size_t text_max = 400;
std::optional<Response> check_texts(Call const& call) {
    auto const is_bad = [](Parameter const& parameter) {
        return parameter.value.size() > text_max || parameter.value.find('\0') != std::string::npos;
    };
    for (auto const* texts : {&call.path, &call.request.query}) {
        auto const bad = std::find_if(texts->begin(), texts->end(), is_bad);
        if (bad != texts->end()) return problem(Refusal{Why::bad_field, {bad->name, "too long"}});
    }
    return std::nullopt;
}

// What a page of somebody else can send without asking is not what we take.
std::optional<Response> check_shape(Request const& request, Route::Body wanted) {
    if (request.method == Method::get || request.method == Method::head) return std::nullopt;
    if (auto refused = check_same_site(request)) return refused;
    std::string_view type = request.header("Content-Type");
    type = type.substr(0, type.find(';'));
    if (request.body.empty() || type == "application/json") return std::nullopt;
    // Of another site a browser would ask first, as for JSON.
    bool const picture = type == "image/png" || type == "image/jpeg" || type == "image/webp";
    if (picture && wanted == Route::Body::picture) return std::nullopt;
    return problem(415, "json_wanted", {"Send application/json.", "请以 application/json 发送。"});
}

}  // namespace

bool Caller::has(Role role) const {
    return std::any_of(roles.begin(), roles.end(), [&](Role mine) {
        return has_role(Operator{.badge = {}, .name = {}, .roles = {mine}}, role);
    });
}

bool allows(Access const& access, Caller const& caller) {
    if (access.who == Access::Who::anyone) return true;
    if (caller.is_machine) {
        return !access.scope.empty() && std::find(caller.scopes.begin(), caller.scopes.end(),
                                                  access.scope) != caller.scopes.end();
    }
    if (!caller.actor) return false;
    return access.who == Access::Who::person || caller.has(access.needed);
}

std::optional<store::EventKey> event_key_of(std::string_view uuid) {
    if (uuid.size() != 36) return std::nullopt;
    store::EventKey key{};
    std::size_t digit = 0;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash && uuid[i] != '-') return std::nullopt;
        if (dash) continue;
        auto const lower =
            static_cast<char>(uuid[i] >= 'A' && uuid[i] <= 'F' ? uuid[i] + 32 : uuid[i]);
        std::size_t const value = std::string_view{"0123456789abcdef"}.find(lower);
        if (value == std::string_view::npos) return std::nullopt;
        key[digit / 2] = static_cast<std::uint8_t>(key[digit / 2] * 16 + value);
        ++digit;
    }
    return key;
}

Call::Call(Services services, Request asked, Answer answer)
    : request{std::move(asked)},
      services_{services},
      answer_{std::make_shared<Once>(std::move(answer))} {}

std::string_view Call::part(std::string_view name) const {
    for (Parameter const& value : path) {
        if (value.name == name) return value.value;
    }
    return {};
}

std::optional<std::uint64_t> Call::number(std::string_view name) const {
    return number_in(part(name));
}

void Call::Asker::answer(Response response) const {
    if (replayed_) response.headers.push_back(replayed_header());
    if (!once_->given.exchange(true)) once_->give(std::move(response));
}

Call::Asker Call::asker() const {
    return {answer_, replayed_};
}

void Call::answer(Response response) const {
    asker().answer(std::move(response));
}

void Call::later(std::function<void(Call&&)> rest) && {
    std::move(*this).later(services_.workers, std::move(rest));
}

void Call::later(Workers& workers, std::function<void(Call&&)> rest) && {
    auto call = std::make_shared<Call>(std::move(*this));
    bool const posted = workers.post([call, rest = std::move(rest)] {
        Asker const asker = call->asker();
        try {
            rest(std::move(*call));
        } catch (std::exception const&) {
            asker.answer(problem(Refusal{Why::internal, {}}));
        }
    });
    if (!posted) call->answer(no_room());
}

void Call::submit(AnyCommand command, Then then) && {
    Envelope envelope{.device = caller.device,
                      .captured_at = {},
                      .actor = caller.actor,
                      .command = std::move(command)};
    std::string_view const key = request.header("Idempotency-Key");
    if (!key.empty()) {
        auto const event = key_of(key);
        if (!event) return refuse(Refusal{Why::bad_field, {"Idempotency-Key", "too long"}});
        envelope.request = *event;
    }
    std::move(*this).submit(std::move(envelope), std::move(then));
}

void Call::submit(Envelope envelope, Then then) && {
    Engine& engine = services_.engine;
    Workers& workers = services_.workers;
    auto call = std::make_shared<Call>(std::move(*this));
    workers.expect();
    engine.submit(std::move(envelope), [call, &workers, then = std::move(then)](Outcome outcome) {
        call->replayed_ = outcome.replayed;
        std::move(*call).later([then, outcome = std::move(outcome)](Call&& back) mutable {
            then(std::move(back), std::move(outcome));
        });
        workers.arrived();
    });
}

void Call::submit_and_tell(Envelope envelope, Tell tell) && {
    Engine& engine = services_.engine;
    auto call = std::make_shared<Call>(std::move(*this));
    engine.submit(std::move(envelope), [call, tell = std::move(tell)](Outcome outcome) {
        Response response;
        response.later = [call, tell, outcome = std::move(outcome)] {
            Response told = tell(*call, outcome);
            if (outcome.replayed) told.headers.push_back(replayed_header());
            return told;
        };
        call->answer(std::move(response));
    });
}

std::optional<Response> check_same_site(Request const& request) {
    std::string_view const site = request.header("Sec-Fetch-Site");
    std::string_view const origin = request.header("Origin");
    bool const strange_site = !site.empty() && site != "same-origin" && site != "none";
    auto const is_ours = [&] {
        return origin ==
               fmt::format("{}://{}", request.secure ? "https" : "http", request.header("Host"));
    };
    if (!strange_site && (origin.empty() || is_ours())) return std::nullopt;
    return problem(403, "cross_site",
                   {"This call does not come from our own pages.", "该请求并非来自本系统页面。"});
}

Response made(Outcome const& outcome) {
    if (outcome.refusal) return problem(*outcome.refusal);
    return json(201, {{"id", outcome.object}, {"seq", outcome.seq}});
}

Response accepted(Outcome const& outcome) {
    if (outcome.refusal) return problem(*outcome.refusal);
    return json(200, {{"id", outcome.object}, {"seq", outcome.seq}});
}

Router::Router(Services services, Identify identify)
    : services_{services}, identify_{std::move(identify)} {}

void Router::add(std::vector<Route> routes) {
    for (Route& route : routes) {
        for (Route const& known : routes_) {
            ensure(known.method != route.method || !collide(known.path, route.path),
                   "two routes answer the same request");
        }
        Route const& added = routes_.emplace_back(std::move(route));
        if (added.path.find('{') == added.path.npos) exact_.emplace(added.path, &added);
    }
}

// The route whose path fits best: a fixed part beats {…}.
Route const* Router::find(Call& call, bool& path_known) const {
    Route const* best = nullptr;
    std::vector<Parameter> values;
    bool const head = call.request.method == Method::head;
    Method const method = head ? Method::get : call.request.method;
    auto const [first, end] = exact_.equal_range(call.request.path);
    auto const exact =
        std::find_if(first, end, [&](auto const& entry) { return entry.second->method == method; });
    if (exact != end) return exact->second;
    for (Route const& route : routes_) {
        if (!matches(route.path, call.request.path, values)) continue;
        path_known = true;
        if (route.method != method || (best != nullptr && values.size() >= call.path.size()))
            continue;
        best = &route;
        call.path = std::move(values);
    }
    return best;
}

void Router::handle(Request request, Answer answer) const {
    Call call{services_, std::move(request), std::move(answer)};
    bool path_known = false;
    Route const* const route = find(call, path_known);
    if (route == nullptr && path_known) {
        return call.answer(problem(405, "method_not_allowed",
                                   {"This cannot be done here.", "此处不能这样操作。"}));
    }
    if (route == nullptr) return call.answer(not_found());
    if (auto refused = check_texts(call)) return call.answer(std::move(*refused));
    if (auto refused = check_shape(call.request, route->body))
        return call.answer(std::move(*refused));
    auto refused = identify_(call);
    if (refused && route->access.who != Access::Who::anyone) {
        return call.answer(std::move(*refused));
    }
    if (!allows(route->access, call.caller)) {
        if (!call.caller.is_somebody()) {
            return call.answer(problem(401, "sign_in_first", {"Sign in first.", "请先登录。"}));
        }
        return call.refuse(Refusal{
            Why::role_missing,
            {call.caller.name, boost::describe::enum_to_string(route->access.needed, "?")}});
    }
    if (route->lane == Route::Lane::worker) return std::move(call).later(route->run);
    Call::Asker const asker = call.asker();
    try {
        route->run(std::move(call));
    } catch (std::exception const&) {
        asker.answer(problem(Refusal{Why::internal, {}}));
    }
}

}  // namespace wms::web
