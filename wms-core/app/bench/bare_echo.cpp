// SPDX-License-Identifier: Apache-2.0
#include "app/bench/bare_echo.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <thread>
#include <vector>

namespace wms::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> talk(tcp::socket socket) {
    beast::error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    beast::tcp_stream stream{std::move(socket)};
    beast::flat_buffer buffer;
    while (true) {
        http::request<http::string_body> request;
        auto const [failed, read] = co_await http::async_read(stream, buffer, request, as_result);
        if (failed) co_return;
        http::response<http::string_body> response{http::status::ok, 11};
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = boost::json::serialize(boost::json::parse(request.body()));
        response.prepare_payload();
        auto const [broken, written] = co_await http::async_write(stream, response, as_result);
        if (broken) co_return;
    }
}

}  // namespace

// Like the server: each thread with its own loop, connections dealt out in turn.
class BareEcho::Core {
public:
    explicit Core(std::size_t threads) {
        for (std::size_t n = 0; n < threads; ++n)
            loops_.push_back(std::make_unique<asio::io_context>(1));
        acceptor_.emplace(*loops_.front(), tcp::endpoint{asio::ip::address_v4::loopback(), 0});
        asio::co_spawn(*loops_.front(), accept(), asio::detached);
        for (auto& loop : loops_) {
            threads_.emplace_back([&loop] {
                auto const work = asio::make_work_guard(*loop);
                loop->run();
            });
        }
    }
    Core(Core const&) = delete;
    Core& operator=(Core const&) = delete;
    ~Core() {
        for (auto& loop : loops_) loop->stop();
        for (std::thread& thread : threads_) thread.join();
    }
    [[nodiscard]] std::uint16_t port() const { return acceptor_->local_endpoint().port(); }

private:
    asio::awaitable<void> accept() {
        for (std::size_t next = 0;; ++next) {
            asio::io_context& loop = *loops_[next % loops_.size()];
            tcp::socket socket{loop};
            auto const [failed] = co_await acceptor_->async_accept(socket, as_result);
            if (failed) co_return;
            asio::co_spawn(loop, talk(std::move(socket)), asio::detached);
        }
    }

    std::vector<std::unique_ptr<asio::io_context>> loops_;
    std::optional<tcp::acceptor> acceptor_;
    std::vector<std::thread> threads_;
};

BareEcho::BareEcho(std::size_t threads) : core_{std::make_unique<Core>(threads)} {}
BareEcho::~BareEcho() = default;

std::uint16_t BareEcho::port() const {
    return core_->port();
}

}  // namespace wms::bench
