// SPDX-License-Identifier: Apache-2.0
// A server on port 0 whose handler says what it has understood; counts what reached it.
#pragma once

#include "server/server.hpp"
#include "web/raw_client.hpp"

#include <atomic>

namespace web_test {

class EchoServer {
public:
    explicit EchoServer(wms::web::Limits limits = {}, wms::web::SocketHandler sockets = {})
        : server_{options(std::move(limits), std::move(sockets))} {
        server_.start();
    }
    [[nodiscard]] std::uint16_t port() const { return server_.ports().plain.at(0); }
    [[nodiscard]] std::size_t handled() const { return handled_; }
    [[nodiscard]] wms::web::Server& server() { return server_; }

private:
    wms::web::Server::Options options(wms::web::Limits limits, wms::web::SocketHandler sockets) {
        return {.plain = {{}},
                .hosts = {"wms.test"},
                .limits = std::move(limits),
                .handler =
                    [this](wms::web::Request request, wms::web::Answer const& answer) {
                        ++handled_;
                        std::string said = request.path;
                        for (auto const& pair : request.query)
                            said += " " + pair.name + "=" + pair.value;
                        if (!request.body.empty()) said += " " + request.body;
                        answer({.content_type = "text/plain", .body = std::move(said)});
                    },
                .socket_handler = std::move(sockets)};
    }
    std::atomic<std::size_t> handled_{0};
    wms::web::Server server_;
};

}  // namespace web_test
