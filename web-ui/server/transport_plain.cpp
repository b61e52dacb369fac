// SPDX-License-Identifier: Apache-2.0
// HTTP and WebSocket on a plain connection. One of the two files that know Beast.
#include <boost/beast/core/tcp_stream.hpp>

#include "server/session.ipp"

namespace wms::web::transport {

void serve_plain(Arrival arrival) {
    boost::beast::tcp_stream stream{std::move(arrival.socket)};
    using PlainSession = Session<boost::beast::tcp_stream>;
    std::make_shared<PlainSession>(std::move(stream), std::move(arrival))->start();
}

}  // namespace wms::web::transport
