// SPDX-License-Identifier: Apache-2.0
// HTTP and WebSocket on a plain connection. One of the two files that know Beast.
#include "server/session.ipp"

namespace wms::web::transport {

void serve_plain(Arrival arrival) {
    TcpStream stream{std::move(arrival.socket)};
    std::make_shared<Session<TcpStream>>(std::move(stream), std::move(arrival))->start();
}

}  // namespace wms::web::transport
