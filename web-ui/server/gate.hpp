// SPDX-License-Identifier: Apache-2.0
// Who is calling: sessions of people, keys of machines. A session is a row of the store under the
// hash of its token (process/access.hpp), so a restart keeps people signed in; what is only kept
// here is how long somebody has been idle and how often somebody has guessed.
#pragma once

#include "server/lockout.hpp"
#include "server/routes.hpp"
#include "server/secrets.hpp"

#include <map>
#include <mutex>

namespace wms::web {

class Gate {
public:
    struct Options {
        std::string secrets_folder;
        PinPolicy pins = {};
        LockoutLimits lockout = {};
        Elapsed idle_max{30LL * 60'000};
        double key_calls_per_s = 200;
        double key_calls_burst = 400;
        std::size_t devices_per_hour = 60;  // new ones, by one address that is not signed in
    };
    Gate(Engine& engine, Options options);

    // For the router: fills in the caller, or says why not.
    [[nodiscard]] std::optional<Response> identify(Call& call);
    // The same for a WebSocket's first request, which cannot carry a CSRF header.
    [[nodiscard]] std::optional<Response> identify_socket(Request const& request, Caller& caller);
    // A person who is signed in, or a key: asked before a large body is read.
    [[nodiscard]] bool knows(Request const& request);
    // Sockets outlive the call that opened them, and end with the session or when it locks.
    [[nodiscard]] bool is_open(Read const& read, Caller const& caller);

    // /session, /operators/{id}/pin, /approvals, /keys, /kiosk, /devices
    [[nodiscard]] std::vector<Route> routes();

    // For a demo and the command line: no policy, no question.
    [[nodiscard]] Secret hash_pin(std::string_view pin) const { return secrets_.hash_pin(pin); }

private:
    struct Bucket {
        double left = 0;
        Instant at = {};
    };
    std::optional<Response> identify_key(std::string_view key, Caller& caller);
    // A hall's screen: no person, a key that reads, in a cookie (see open_kiosk).
    bool identify_kiosk(Request const& request, Caller& caller);
    std::optional<Response> identify_session(Request const& request, Caller& caller);
    [[nodiscard]] std::optional<Response> take_from_bucket(KeyId key);
    [[nodiscard]] Elapsed idle_max_at(Read const& read, Device const& device) const;
    [[nodiscard]] bool may_make_device(Call const& call);

    void sign_in(Call&& call);
    void check_badge(Call&& call, struct SignInBody body);
    void check_pin_of(Call&& call, SignInBody body, OperatorId who, Lockout::Who guess);
    void open(Call&& call, SignInBody const& body, OperatorId who);
    void open_at(Call&& call, OperatorId who, DeviceId device);
    void show(Call&& call);
    void sign_out(Call&& call);
    void define_device(Call&& call);
    void approve(Call&& call);
    void check_approval(Call&& call, std::string pin, OperatorId lead, Lockout::Who guess);
    void set_pin(Call&& call);
    void list_keys(Call&& call);
    void add_key(Call&& call);
    void revoke_key(Call&& call);
    void open_kiosk(Call&& call);
    static void show_kiosk(Call&& call);
    static void close_kiosk(Call&& call);
    [[nodiscard]] boost::json::object session_json(Read const& read, WebSession const& session,
                                                   std::string_view token) const;

    Engine& engine_;
    Options options_;
    Secrets secrets_;
    Lockout lockout_;
    Workers hashing_;  // at most two slow hashes at once
    std::mutex mutex_;
    struct Seen {
        Instant at{};
        std::string csrf = {};  // made once: it costs more than all else of a call's way in
    };
    std::map<store::Hash, Seen> last_seen_;
    // Who a token or a key stands for, and until when, as of these tables. Every call asks.
    struct Known {
        std::uint64_t tables_seq = 0;
        Caller caller = {};
        Instant ends_at = {};  // of a session
        Elapsed idle_max = {};
        // The last step of whoever is signed in at the terminal: a gun that the server itself reads
        // sends no request.
        Instant worked_at = {};
    };
    using KnownCallers = std::map<store::Hash, Known>;
    KnownCallers known_sessions_;
    KnownCallers known_keys_;
    using LookUp = std::optional<Known> (Gate::*)(Read const&, store::Hash const&) const;
    [[nodiscard]] std::optional<Known> known(KnownCallers& callers, store::Hash const& hash,
                                             LookUp look_up);
    [[nodiscard]] std::optional<Known> session_in(Read const& read, store::Hash const& hash) const;
    [[nodiscard]] std::optional<Known> key_in(Read const& read, store::Hash const& hash) const;
    std::map<KeyId, Bucket> buckets_;
    std::map<std::string, std::deque<Instant>> new_devices_;
};

// The cookie with the session's token; `__Host-` only works under TLS.
[[nodiscard]] std::string_view session_cookie(Request const& request);
// The cookie with the key of a screen that nobody works at. It opens what reads and nothing else,
// so another page has nothing to gain by sending it.
[[nodiscard]] std::string_view kiosk_cookie(Request const& request);

}  // namespace wms::web
