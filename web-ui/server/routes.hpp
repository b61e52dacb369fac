// SPDX-License-Identifier: Apache-2.0
// The table of routes and what a route's function gets. A route says who may use it; the router
// finds out who is calling (sessions.hpp), checks that, and only then calls the function. Nothing
// here knows Beast: a test calls Router::handle with a Request.
//
//   std::vector<Route> wave_routes() {
//       return {
//           {Method::get, "/api/v1/waves/{id}", Access::role(Role::lead, "waves:read"), show_wave},
//           {Method::post, "/api/v1/waves/{id}/hold", Access::role(Role::lead, "waves:write"),
//           hold},
//       };
//   }
#pragma once

#include "server/answers.hpp"
#include "server/workers.hpp"

#include "engine/engine.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wms::web {

// Who is calling. A person with a session, a machine with a key, or nobody.
struct Caller {
    OperatorId actor = {};  // of a machine's key: who it acts for
    std::string name = {};
    Language language = Language::en;
    std::vector<Role> roles = {};  // of a person; a lead is also a picker … (has_role)
    DeviceId device = {};
    std::string device_code = {};
    std::string session_id = {};           // hash of the session's token; empty = no session
    std::string csrf = {};                 // what a change of this session has to carry
    std::vector<std::string> scopes = {};  // of a machine's key
    bool is_machine = false;
    KeyId key = {};  // of a machine

    [[nodiscard]] bool is_somebody() const { return is_machine || static_cast<bool>(actor); }
    [[nodiscard]] bool has(Role role) const;
};

// Who may use a route. A person needs one of `roles`; a machine needs `scope` (empty: no key opens
// it).
struct Access {
    enum class Who : std::uint8_t { anyone, person, role };
    Who who = Who::person;
    Role needed = Role::picker;
    std::string_view scope = {};

    [[nodiscard]] static constexpr Access anyone() { return {Who::anyone, Role::picker, {}}; }
    [[nodiscard]] static constexpr Access person(std::string_view scope = {}) {
        return {Who::person, Role::picker, scope};
    }
    [[nodiscard]] static constexpr Access role(Role needed, std::string_view scope = {}) {
        return {Who::role, needed, scope};
    }
};
[[nodiscard]] bool allows(Access const& access, Caller const& caller);

// What the router needs from elsewhere.
struct Services {
    Engine& engine;
    Workers& workers;
};

// A body that says nothing, and may say nothing.
struct EmptyBody {};
BOOST_DESCRIBE_STRUCT(EmptyBody, (), ())

// One call on its way to its answer. It is moved along: into the engine's reply, onto a worker.
class Call {
public:
    Call(Services services, Request request, Answer answer);

    Request request;
    Caller caller = {};
    std::vector<Parameter> path = {};  // the values of {…} in the route's path

    [[nodiscard]] Engine& engine() const { return services_.engine; }
    // The tables with everything that anybody was told is done: what a change is checked against,
    // so that what a client has just made is there. It may wait: on a worker.
    [[nodiscard]] Read latest() const { return engine().read_at(engine().durable_seq()); }
    [[nodiscard]] Workers& workers() const { return services_.workers; }
    [[nodiscard]] std::string_view part(std::string_view name) const;
    // The path part as an object's number; nothing when it is none.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;

    template <class T>
    [[nodiscard]] Result<T> body() const {
        return struct_from_json<T>(request.body.empty() ? "{}" : std::string_view{request.body});
    }

    // What comes after the first answer is dropped.
    void answer(Response response) const;
    void refuse(Refusal const& refusal) const { answer(problem(refusal)); }

    // Runs the rest on a worker; 503 when there is no room. For whatever waits or takes long:
    // read_at, a whole table, the journal.
    void later(std::function<void(Call&&)> rest) &&;
    // The same on workers of one's own.
    void later(Workers& workers, std::function<void(Call&&)> rest) &&;

    // Gives the command to the engine as this caller, under the Idempotency-Key if there is one;
    // `then` runs on a worker once the command is durable. A repeated key carries
    // Idempotent-Replay: true whatever `then` answers. Refusals come to `then` too.
    using Then = std::function<void(Call&&, Outcome&&)>;
    void submit(AnyCommand command, Then then) &&;
    // The same with an envelope of one's own.
    void submit(Envelope envelope, Then then) &&;
    // With an envelope of one's own (terminals), answered from the connection's own thread: `tell`
    // must be as quick as a Handler.
    using Tell = std::function<Response(Call const&, Outcome const&)>;
    void submit_and_tell(Envelope envelope, Tell tell) &&;

    // What is left of a call that was moved along: enough to answer it.
    class Asker;
    [[nodiscard]] Asker asker() const;

private:
    struct Once {
        explicit Once(Answer answer) : give{std::move(answer)} {}
        Answer give;
        std::atomic<bool> given{false};
    };
    Services services_;
    std::shared_ptr<Once> answer_;
    bool replayed_ = false;
};

class Call::Asker {
public:
    Asker(std::shared_ptr<Once> once, bool replayed)
        : once_{std::move(once)}, replayed_{replayed} {}
    void answer(Response response) const;

private:
    std::shared_ptr<Once> once_;
    bool replayed_;
};

// "0190a0c4-…" as the engine's key of a request.
[[nodiscard]] std::optional<store::EventKey> event_key_of(std::string_view uuid);

// Whether a request that changes something, or opens a socket, comes from our own pages or from a
// program: Sec-Fetch-Site and Origin (reliability 3.3). Nothing when it does.
[[nodiscard]] std::optional<Response> check_same_site(Request const& request);

// Answers `{id}` of what was made with 201, or the refusal.
[[nodiscard]] Response made(Outcome const& outcome);
// 200 {} or the refusal.
[[nodiscard]] Response accepted(Outcome const& outcome);

struct Route {
    Method method = Method::get;
    std::string_view path;  // "/api/v1/waves/{id}/hold"
    Access access = {};
    std::function<void(Call&&)> run;
    // Runs on a worker from the start instead of on the I/O thread.
    enum class Lane : std::uint8_t { io, worker } lane = Lane::io;
    enum class Body : std::uint8_t { json, picture } body = Body::json;
};

class Router {
public:
    // Finds out who is calling, or refuses (a bad token, a session that is locked, a missing CSRF
    // header). For every route but those open to anyone.
    using Identify = std::function<std::optional<Response>(Call&)>;

    Router(Services services, Identify identify);
    // Throws BrokenInvariant when two routes answer the same request.
    void add(std::vector<Route> routes);
    void handle(Request request, Answer answer) const;
    [[nodiscard]] std::deque<Route> const& routes() const { return routes_; }

private:
    [[nodiscard]] Route const* find(Call& call, bool& path_known) const;
    Services services_;
    Identify identify_;
    std::deque<Route> routes_;  // a route stays where it is
    // Those without {…}, which beat all others, by their path.
    std::unordered_multimap<std::string_view, Route const*> exact_;
};

}  // namespace wms::web
