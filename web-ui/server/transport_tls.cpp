// SPDX-License-Identifier: Apache-2.0
// HTTP and WebSocket over TLS. One of the two files that know Beast.
#include <boost/beast/ssl.hpp>

#include <boost/asio/ssl.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "server/session.ipp"

#include <stdexcept>

namespace wms::web::transport {

void serve_tls(Arrival arrival, boost::asio::ssl::context& context) {
    using Stream = boost::beast::ssl_stream<TcpStream>;
    Stream stream{TcpStream{std::move(arrival.socket)}, context};
    std::make_shared<Session<Stream>>(std::move(stream), std::move(arrival))->start();
}

std::shared_ptr<boost::asio::ssl::context> make_tls_context(
    Server::Certificate const& certificate) {
    namespace ssl = boost::asio::ssl;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(
        native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate.chain_file, error);
    if (error)
        throw std::runtime_error("certificate " + certificate.chain_file + ": " + error.message());
    context->use_private_key_file(certificate.key_file, ssl::context::pem, error);
    if (error) throw std::runtime_error("key " + certificate.key_file + ": " + error.message());
    return context;
}

}  // namespace wms::web::transport
