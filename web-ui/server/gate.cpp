// SPDX-License-Identifier: Apache-2.0
// Sessions and keys: who is calling. The routes of signing in are in gate_routes.cpp.
#include "server/gate.hpp"

#include "base/text.hpp"
#include "domain/process/access.hpp"
#include "domain/process/site_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web {
namespace {

constexpr std::size_t token_digits = 64;
constexpr std::size_t last_seen_max = 20'000;
constexpr Elapsed hour{60LL * 60'000};

Response unauthorised(std::string_view code, ProblemText text) {
    return problem(401, code, std::move(text));
}

bool reads_only(Method method) {
    return method == Method::get || method == Method::head;
}

// What a page does by itself is no sign of life of the person: telemetry, a socket that comes back,
// and every call the page says so of.
bool is_by_a_person(Request const& request) {
    bool const own = request.path == "/api/v1/telemetry" || request.path == "/api/v1/live";
    return !own && request.header("X-WMS-Unattended") != "1";
}

std::optional<store::Hash> hash_in(std::string_view session_id) {
    store::Hash hash{};
    if (session_id.size() != 2 * hash.size()) return std::nullopt;
    auto const digit = [&](std::size_t at) {
        return std::string_view{"0123456789abcdef"}.find(session_id[at]);
    };
    for (std::size_t i = 0; i < hash.size(); ++i)
        hash[i] = static_cast<std::uint8_t>(digit(2 * i) * 16 + digit(2 * i + 1));
    return hash;
}

}  // namespace

std::string_view session_cookie(Request const& request) {
    return request.secure ? "__Host-wms_session" : "wms_session";
}

std::string_view kiosk_cookie(Request const& request) {
    return request.secure ? "__Host-wms_kiosk" : "wms_kiosk";
}

Gate::Gate(Engine& engine, Options options)
    : engine_{engine},
      options_{std::move(options)},
      secrets_{options_.secrets_folder},
      lockout_{options_.lockout},
      hashing_{2, 64} {}

std::optional<Response> Gate::identify(Call& call) {
    bool const changes = !reads_only(call.request.method);
    std::string_view const authorization = call.request.header("Authorization");
    if (authorization.starts_with("Bearer "))
        return identify_key(authorization.substr(7), call.caller);
    if (auto refused = identify_session(call.request, call.caller)) {
        if (!changes && identify_kiosk(call.request, call.caller)) return std::nullopt;
        return refused;
    }
    if (!changes) return std::nullopt;
    if (same(call.request.header("X-CSRF-Token"), call.caller.csrf)) return std::nullopt;
    call.caller = {};
    return problem(403, "csrf",
                   {"The page is out of date. Load it again.", "页面已过期，请刷新。"});
}

std::optional<Response> Gate::identify_socket(Request const& request, Caller& caller) {
    if (auto refused = check_same_site(request)) return refused;
    auto refused = identify_session(request, caller);
    if (refused && identify_kiosk(request, caller)) return std::nullopt;
    return refused;
}

bool Gate::knows(Request const& request) {
    constexpr std::string_view bearer = "Bearer ";
    std::string_view const authorization = request.header("Authorization");
    if (authorization.starts_with(bearer)) {
        auto const key = store::sha256(authorization.substr(bearer.size()));
        return known(known_keys_, key, &Gate::key_in).has_value();
    }
    Caller caller;
    return !identify_session(request, caller);
}

bool Gate::identify_kiosk(Request const& request, Caller& caller) {
    std::string_view const key = request.cookie(kiosk_cookie(request));
    Caller found;
    if (key.empty() || identify_key(key, found)) return false;
    caller = std::move(found);
    return true;
}

std::optional<Gate::Known> Gate::known(KnownCallers& callers, store::Hash const& hash,
                                       LookUp look_up) {
    std::uint64_t const tables_seq = engine_.tables_seq();  // before the snapshot: never too new
    {
        std::lock_guard const lock{mutex_};
        auto const found = callers.find(hash);
        if (found != callers.end() && found->second.tables_seq == tables_seq) return found->second;
    }
    auto looked_up = (this->*look_up)(engine_.read(), hash);
    std::lock_guard const lock{mutex_};
    if (callers.size() >= last_seen_max) callers.clear();
    if (!looked_up) {
        callers.erase(hash);
        return std::nullopt;
    }
    looked_up->tables_seq = tables_seq;
    return callers[hash] = *std::move(looked_up);
}

std::optional<Gate::Known> Gate::key_in(Read const& read, store::Hash const& hash) const {
    std::optional<KeyId> id;
    tables::machine_keys.scan_index<0>(read, hash, [&](store::Hash const&, KeyId found) {
        id = found;
        return false;
    });
    if (!id) return std::nullopt;
    MachineKey const row = tables::machine_keys.at(read, *id);
    Known found;
    found.caller.is_machine = true;
    found.caller.key = *id;
    found.caller.name = row.name;
    found.caller.device = row.device;
    if (auto const device = tables::devices.find(read, row.device))
        found.caller.device_code = device->code;
    found.caller.scopes = row.scopes;
    return found;
}

std::optional<Response> Gate::identify_key(std::string_view key, Caller& caller) {
    auto found = known(known_keys_, store::sha256(key), &Gate::key_in);
    if (!found) return unauthorised("bad_key", {"This key is not valid.", "该密钥无效。"});
    if (auto refused = take_from_bucket(found->caller.key)) return refused;
    caller = std::move(found->caller);
    return std::nullopt;
}

std::optional<Response> Gate::take_from_bucket(KeyId key) {
    Instant const now = engine_.now();
    std::lock_guard const lock{mutex_};
    Bucket& bucket = buckets_[key];
    if (bucket.at == Instant{}) bucket.left = options_.key_calls_burst;
    double const passed_s = static_cast<double>((now - bucket.at).value()) / 1000;
    if (bucket.at != Instant{})
        bucket.left =
            std::min(options_.key_calls_burst, bucket.left + passed_s * options_.key_calls_per_s);
    bucket.at = now;
    if (bucket.left >= 1) {
        bucket.left -= 1;
        return std::nullopt;
    }
    Response response =
        problem(429, "too_many_calls", {"Too many calls with this key.", "该密钥调用过于频繁。"},
                {}, Retry::later);
    response.headers.push_back({"Retry-After", "1"});
    return response;
}

std::optional<Gate::Known> Gate::session_in(Read const& read, store::Hash const& hash) const {
    auto const session = tables::web_sessions.find(read, hash);
    if (!session) return std::nullopt;
    auto const who = tables::operators.find(read, session->who);
    if (!who || who->blocked) return std::nullopt;
    auto const device = tables::devices.find(read, session->device).value_or(Device{});
    Known found{.ends_at = session->ends_at, .idle_max = idle_max_at(read, device)};
    if (device.actor == session->who) found.worked_at = device.last_at;
    found.caller.actor = session->who;
    found.caller.name = who->name;
    found.caller.language = who->language;
    found.caller.roles = who->roles;
    found.caller.device = session->device;
    found.caller.device_code = device.code;
    found.caller.session_id = to_hex({reinterpret_cast<char const*>(hash.data()), hash.size()});
    return found;
}

std::optional<Response> Gate::identify_session(Request const& request, Caller& caller) {
    std::string_view const token = request.cookie(session_cookie(request));
    auto const sign_in_first = [] {
        return unauthorised("sign_in_first", {"Sign in first.", "请先登录。"});
    };
    if (token.size() != token_digits) return sign_in_first();
    store::Hash const hash = store::sha256(token);
    auto session = known(known_sessions_, hash, &Gate::session_in);
    Instant const now = engine_.now();
    if (!session || session->ends_at <= now) return sign_in_first();
    {
        std::lock_guard const lock{mutex_};
        if (last_seen_.size() > last_seen_max) {
            std::erase_if(last_seen_, [&](auto const& entry) {
                return entry.second.at + options_.idle_max <= now;
            });
        }
        auto const [entry, first] = last_seen_.try_emplace(hash);
        Seen& seen = entry->second;
        if (first) seen = {now, secrets_.csrf_of(token)};
        if (std::max(seen.at, session->worked_at) + session->idle_max <= now)
            return unauthorised("locked",
                                {"Locked. Scan your badge to go on.", "已锁定，请扫工牌继续。"});
        if (is_by_a_person(request)) seen.at = now;
        session->caller.csrf = seen.csrf;
    }
    caller = std::move(session->caller);
    return std::nullopt;
}

// A terminal on the floor locks after the site's own time (U24).
Elapsed Gate::idle_max_at(Read const& read, Device const& device) const {
    bool const floor = !device.code.empty() &&
                       (device.kind == DeviceKind::handheld || device.kind == DeviceKind::station);
    if (!floor) return options_.idle_max;
    return std::min(options_.idle_max, Elapsed{rules_of(read, WarehouseId{1}).lock_min * 60'000});
}

bool Gate::is_open(Read const& read, Caller const& caller) {
    if (caller.is_machine) {
        auto const key = tables::machine_keys.find(read, caller.key);
        return key && !key->revoked;
    }
    auto const hash = hash_in(caller.session_id);
    if (!hash) return false;
    auto const session = known(known_sessions_, *hash, &Gate::session_in);
    Instant const now = engine_.now();
    if (!session || session->ends_at <= now) return false;
    std::lock_guard const lock{mutex_};
    auto const seen = last_seen_.find(*hash);
    return seen != last_seen_.end() &&
           std::max(seen->second.at, session->worked_at) + session->idle_max > now;
}

// Nobody is signed in when a terminal is made known: an address can only make a few an hour.
bool Gate::may_make_device(Call const& call) {
    if (call.caller.has(Role::lead)) return true;
    Instant const now = engine_.now();
    std::lock_guard const lock{mutex_};
    if (new_devices_.size() > 1000) new_devices_.clear();
    auto& times = new_devices_[call.request.peer];
    while (!times.empty() && times.front() + hour <= now) times.pop_front();
    if (times.size() >= options_.devices_per_hour) return false;
    times.push_back(now);
    return true;
}

}  // namespace wms::web
