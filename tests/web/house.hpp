// SPDX-License-Identifier: Apache-2.0
// A small warehouse behind the API, with a clock the test moves; and a browser's memory: cookie and
// CSRF token.
#pragma once

#include "engine/engine.hpp"
#include "server/api.hpp"
#include "server/office.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <string>

namespace wms::test {

using web::Method;
using web::Request;
using web::Response;

inline constexpr char const* lead_pin = "correct horse battery";
inline constexpr char const* picker_pin = "204857";

// One browser or program.
struct Client {
    std::string device = {};
    std::string cookie = {};
    std::string csrf = {};
    std::string key = {};
    std::string peer = "10.0.0.1";
};

class WebHouse {
public:
    explicit WebHouse(web::Gate::Options gate = {}, web::OfficePorts ports = {});

    Response ask(Client const& client, Method method, std::string const& path,
                 boost::json::value const& body = nullptr, std::vector<web::Header> headers = {});
    Response send(Request request);
    // Signs in; the answer's problem code, or nothing when it worked.
    std::string sign_in(Client& client, std::string const& badge, std::string const& pin = {});
    Client signed_in(std::string const& badge, std::string const& device,
                     std::string const& pin = {});
    // One scan as a terminal sends it, numbered after the last one.
    Response scan(Client const& client, std::string const& code);
    void restart();
    void wait(Elapsed time) { now_ += time.value(); }
    std::uint64_t next_seq(std::string const& device);

    // Until the figures made from the journal contain all that was decided.
    void settle() { office_->activity().wait_for(engine_->durable_seq()); }

    web::Activity const& activity() const { return office_->activity(); }
    Engine& engine() { return *engine_; }
    web::Api& api() { return *api_; }

private:
    void open();
    void furnish();

    Place place_{memory_folder()};
    web::Gate::Options gate_;
    web::OfficePorts ports_;
    std::atomic<std::int64_t> now_{1'290'000'000'000};
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<web::Office> office_;  // outlives the API
    std::unique_ptr<web::Api> api_;
};

// A packing bench P-1 with its station, and U-ALL, who picks, packs and hands over.
[[nodiscard]] ImportMasterData one_bench(std::string name, std::string printer = {});

[[nodiscard]] boost::json::object body_of(Response const& response);
[[nodiscard]] std::string code_of(Response const& response);
[[nodiscard]] std::string header_of(Response const& response, std::string_view name);
// "00000000-0000-7000-8000-…" with the number at the end.
[[nodiscard]] std::string event_id(std::uint64_t number);
[[nodiscard]] boost::json::object scan_body(std::string const& device, std::uint64_t seq,
                                            std::string const& code);

}  // namespace wms::test
