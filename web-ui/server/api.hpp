// SPDX-License-Identifier: Apache-2.0
// The API put together: gate, routes, live. `wms serve` hands its two handlers to the transport.
#pragma once

#include "server/gate.hpp"
#include "server/live.hpp"
#include "server/routes.hpp"

namespace wms::web {

class Api {
public:
    struct Options {
        Gate::Options gate;
        Live::Options live = {};
        std::size_t workers = 3;
    };
    Api(Engine& engine, Options options);

    // Further tables and topics, before the first request.
    void add(std::vector<Route> routes) { router_.add(std::move(routes)); }
    void add(Topic topic) { live_.add(std::move(topic)); }
    void add(DeviceTopic topic) { live_.add(std::move(topic)); }

    // Every path below /api/; others are answered with 404.
    [[nodiscard]] Handler handler();
    [[nodiscard]] SocketHandler socket_handler() { return live_.handler(); }
    [[nodiscard]] Gate& gate() { return gate_; }
    [[nodiscard]] Router const& router() const { return router_; }

private:
    Gate gate_;
    Workers workers_;  // finishes its work before the gate goes
    Router router_;
    Live live_;
};

}  // namespace wms::web
