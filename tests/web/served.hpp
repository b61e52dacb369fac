// SPDX-License-Identifier: Apache-2.0
// The small warehouse behind real sockets: what a hostile or broken network does to requests is
// only seen there.
#pragma once

#include "server/server.hpp"
#include "web/house.hpp"
#include "web/raw_client.hpp"

#include <fmt/format.h>

namespace wms::test {

class Served {
public:
    explicit Served(web::Limits limits = {}, web::OfficePorts ports = {})
        : house{{}, std::move(ports)},
          server_{{.plain = {{}},
                   .hosts = {"wms.test"},
                   .limits = std::move(limits),
                   .handler = house.api().handler(),
                   .socket_handler = house.api().socket_handler(),
                   .may_upload = [this](web::Request const& request) {
                       return house.api().gate().knows(request);
                   }}} {
        server_.start();
    }
    WebHouse house;

    [[nodiscard]] std::uint16_t port() const { return server_.ports().plain.at(0); }
    // A request as this client's page sends it.
    [[nodiscard]] static std::string post(Client const& client, std::string_view path,
                                          std::string const& body,
                                          std::string_view more_headers = {}) {
        return fmt::format(
            "POST {} HTTP/1.1\r\nHost: wms.test\r\nContent-Type: application/json\r\n"
            "Cookie: wms_session={}\r\nX-CSRF-Token: {}\r\n{}Content-Length: {}\r\n\r\n{}",
            path, client.cookie, client.csrf, more_headers, body.size(), body);
    }

private:
    web::Server server_;
};

}  // namespace wms::test
