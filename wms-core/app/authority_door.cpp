// SPDX-License-Identifier: Apache-2.0
#include "app/authority_door.hpp"

#include "app/local_authority.hpp"
#include "app/server_log.hpp"
#include "server/answers.hpp"
#include "server/request_head.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::app {
namespace {

constexpr std::size_t door_connections_max = 200;
constexpr std::size_t door_body_bytes_max = 1024;

web::Limits door_limits(Config const& config) {
    web::Limits limits = config.limits();
    limits.connections_max = std::min(limits.connections_max, door_connections_max);
    limits.connections_reserved = 0;
    limits.body_bytes_max = door_body_bytes_max;
    limits.upload_paths.clear();
    return limits;
}

web::Response answer_at_door(AuthorityDoor const& door, web::Request const& request,
                             std::string const& authority, std::uint16_t tls_port) {
    if (request.path == "/ca" || request.path == "/ca.crt")
        return authority_answer(request, authority, door.page(request));
    return to_tls(request, tls_port);
}

}  // namespace

AuthorityDoor::AuthorityDoor(Config const& config, std::uint16_t tls_port)
    : addresses_{config.addresses("listen_ca")},
      server_{{.plain = addresses_,
               .threads = 1,
               .hosts = config.texts("hosts"),
               .limits = door_limits(config),
               .handler = [this, authority = config.text("authority"), tls_port](
                              web::Request request, web::Answer answer) {
                   answer(answer_at_door(*this, request, authority, tls_port));
               }}} {}

void AuthorityDoor::say_where() const {
    auto const ports = server_.ports().plain;
    for (std::size_t n = 0; n < ports.size(); ++n)
        log_event(LogLevel::info, "listening",
                  {{"url", url_of("http", addresses_[n].host, ports[n]) + "ca"}});
}

std::string AuthorityDoor::page(web::Request const& request) const {
    auto const host = web::read_host(request.header("Host"));
    return host ? url_of("http", host->host, server_.ports().plain.front()) + "ca" : std::string{};
}

std::string url_of(std::string_view scheme, std::string_view host, std::uint16_t port) {
    bool const v6 = host.find(':') != std::string_view::npos;
    return v6 ? fmt::format("{}://[{}]:{}/", scheme, host, port)
              : fmt::format("{}://{}:{}/", scheme, host, port);
}

web::Response to_tls(web::Request const& request, std::uint16_t tls_port) {
    auto const host = web::read_host(request.header("Host"));
    if (!host) return web::not_found();
    web::Response response{.status = 308};
    response.headers.push_back({"Location", url_of("https", host->host, tls_port)});
    return response;
}

}  // namespace wms::app
