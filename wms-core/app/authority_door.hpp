// SPDX-License-Identifier: Apache-2.0
// The plain address where a handheld that trusts nothing yet gets the local authority's certificate
// (listen_ca). It answers that and nothing else: every other request is sent to the address with
// TLS, so that no session and no page crosses the network in plain text.
#pragma once

#include "app/config.hpp"

#include <string>
#include <string_view>

namespace wms::app {

class AuthorityDoor {
public:
    // Listens from here on; `tls_port` is where everything else is.
    AuthorityDoor(Config const& config, std::uint16_t tls_port);
    void start() { server_.start(); }
    void say_where() const;
    // The page's address for whoever reached this machine by the name in the request.
    [[nodiscard]] std::string page(web::Request const& request) const;

private:
    std::vector<web::Server::Address> addresses_;
    web::Server server_;
};

// "https://[::1]:8443/"
[[nodiscard]] std::string url_of(std::string_view scheme, std::string_view host,
                                 std::uint16_t port);
// 308 to the same machine's address with TLS.
[[nodiscard]] web::Response to_tls(web::Request const& request, std::uint16_t tls_port);

}  // namespace wms::app
