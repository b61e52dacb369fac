// SPDX-License-Identifier: Apache-2.0
#include "server/server.hpp"

#include "server/transport.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace wms::web {

namespace asio = boost::asio;
using asio::ip::tcp;
using transport::Arrival;
using transport::Hall;
using transport::Loop;
using transport::Place;
using transport::TcpSocket;
using transport::UploadRoom;

std::unique_ptr<Place> Place::take(std::shared_ptr<Hall> const& hall, std::string const& peer) {
    Limits const& limits = hall->options.limits;
    bool const reserved =
        std::any_of(limits.reserved_for.begin(), limits.reserved_for.end(),
                    [&](std::string const& prefix) { return peer.starts_with(prefix); });
    std::size_t const kept =
        reserved || limits.reserved_for.empty() ? 0 : limits.connections_reserved;
    std::lock_guard const lock{hall->mutex};
    if (hall->connections + kept >= limits.connections_max) return nullptr;
    std::size_t& here = hall->by_address[peer];
    if (here >= limits.connections_per_address_max) return nullptr;
    ++here;
    ++hall->connections;
    return std::make_unique<Place>(hall, peer);
}

Place::Place(std::shared_ptr<Hall> hall, std::string peer)
    : hall_{std::move(hall)}, peer_{std::move(peer)} {}

Place::~Place() {
    std::lock_guard const lock{hall_->mutex};
    auto const here = hall_->by_address.find(peer_);
    if (--here->second == 0) hall_->by_address.erase(here);
    --hall_->connections;
}

std::unique_ptr<UploadRoom> UploadRoom::take(std::shared_ptr<Hall> const& hall,
                                             std::uint64_t bytes) {
    auto room = std::make_unique<UploadRoom>(hall, bytes);
    return hall->upload_bytes <= hall->options.limits.uploads_bytes_max ? std::move(room) : nullptr;
}

UploadRoom::UploadRoom(std::shared_ptr<Hall> hall, std::uint64_t bytes)
    : hall_{std::move(hall)}, bytes_{bytes} {
    hall_->upload_bytes += bytes_;
}

UploadRoom::~UploadRoom() {
    hall_->upload_bytes -= bytes_;
}

class Server::Core {
public:
    explicit Core(Options options) : hall_{std::make_shared<Hall>()} {
        hall_->options = std::move(options);
        std::size_t const threads = std::max<std::size_t>(1, hall_->options.threads);
        for (std::size_t n = 0; n < threads; ++n) hall_->loops.push_back(std::make_unique<Loop>());
        if (!hall_->options.tls.empty())
            tls_ = transport::make_tls_context(hall_->options.certificate);
        for (Address const& address : hall_->options.plain) listen(address, false);
        for (Address const& address : hall_->options.tls) listen(address, true);
    }
    Core(Core const&) = delete;
    Core& operator=(Core const&) = delete;
    ~Core() { stop(std::chrono::seconds{1}); }

    void start() {
        for (auto const& loop : hall_->loops) {
            guards_.emplace_back(asio::make_work_guard(loop->context));
            threads_.emplace_back([&context = loop->context] { context.run(); });
            asio::post(loop->context, [&loop = *loop] { watch(loop); });
        }
        for (auto const& listener : listeners_) accept(*listener);
    }

    bool stop(std::chrono::milliseconds patience) {
        if (threads_.empty()) return true;
        hall_->stopping = true;
        on_all([this](Loop& loop) {
            if (&loop == hall_->loops.front().get()) close_listeners();
            for (auto* const each : std::vector(loop.connections.begin(), loop.connections.end()))
                each->wind_down();
        });
        bool const all_left = wait_until_empty(patience);
        if (!all_left) {
            on_all([](Loop& loop) {
                for (auto* const each :
                     std::vector(loop.connections.begin(), loop.connections.end()))
                    each->cut();
            });
            wait_until_empty(std::chrono::seconds{5});
        }
        guards_.clear();
        for (auto const& loop : hall_->loops) loop->context.stop();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
        return all_left;
    }

    [[nodiscard]] Ports ports() const {
        Ports ports;
        for (auto const& listener : listeners_)
            (listener->secure ? ports.tls : ports.plain).push_back(listener->port);
        return ports;
    }

    [[nodiscard]] Hall const& hall() const { return *hall_; }

private:
    struct Listener {
        explicit Listener(asio::io_context& context) : acceptor{context}, pause{context} {}
        tcp::acceptor acceptor;
        asio::steady_timer pause;
        bool secure = false;
        std::uint16_t port = 0;
    };

    void listen(Address const& address, bool secure) {
        boost::system::error_code error;
        auto const ip = asio::ip::make_address(address.host, error);
        auto const fail = [&](std::string const& what) {
            throw std::runtime_error("cannot listen on " + address.host + " port " +
                                     std::to_string(address.port) + ": " + what);
        };
        if (error) fail("this is no IP address");
        auto listener = std::make_unique<Listener>(hall_->loops.front()->context);
        tcp::endpoint const endpoint{ip, address.port};
        tcp::acceptor& acceptor = listener->acceptor;
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(1024, error);
        if (error) fail(error.message());
        listener->secure = secure;
        listener->port = acceptor.local_endpoint().port();
        listeners_.push_back(std::move(listener));
    }

    void accept(Listener& listener) {
        Loop& loop = *hall_->loops[next_loop_++ % hall_->loops.size()];
        listener.acceptor.async_accept(
            loop.context,
            [this, &listener, &loop](boost::system::error_code error, TcpSocket socket) {
                if (error == asio::error::operation_aborted || hall_->stopping) return;
                if (error) return accept_later(listener);
                let_in(listener, loop, std::move(socket));
                accept(listener);
            });
    }

    // Out of file descriptors: nobody can be let in for a moment.
    void accept_later(Listener& listener) {
        listener.pause.expires_after(std::chrono::milliseconds{100});
        listener.pause.async_wait([this, &listener](boost::system::error_code error) {
            if (!error) accept(listener);
        });
    }

    void let_in(Listener const& listener, Loop& loop, TcpSocket socket) {
        boost::system::error_code error;
        auto const peer = socket.remote_endpoint(error);
        if (error) return;
        auto const local = socket.local_endpoint(error);
        if (error) return;
        ++hall_->accepted;
        std::string const address = peer.address().to_string();
        auto place = Place::take(hall_, address);
        if (!place) {
            ++hall_->turned_away;
            return;
        }
        auto arrival =
            std::make_shared<Arrival>(Arrival{hall_, loop, std::move(socket), std::move(place),
                                              address, local.address().to_string()});
        auto* const tls = listener.secure ? tls_.get() : nullptr;
        asio::post(loop.context, [arrival, tls] {
            if (tls != nullptr)
                transport::serve_tls(std::move(*arrival), *tls);
            else
                transport::serve_plain(std::move(*arrival));
        });
    }

    static void watch(Loop& loop) {
        loop.watch.expires_after(Loop::look);
        loop.watch.async_wait([&loop](boost::system::error_code error) {
            if (error) return;
            auto const now = transport::Clock::now();
            // who is cut may go at once
            for (auto* const each : std::vector(loop.connections.begin(), loop.connections.end()))
                each->check(now);
            watch(loop);
        });
    }

    void close_listeners() {
        boost::system::error_code ignored;
        for (auto const& listener : listeners_) {
            listener->acceptor.close(ignored);
            listener->pause.cancel();
        }
    }

    template <class Do>
    void on_all(Do what) {
        for (auto const& loop : hall_->loops)
            asio::post(loop->context, [what, &each = *loop] { what(each); });
    }

    bool wait_until_empty(std::chrono::milliseconds patience) const {
        auto const end = std::chrono::steady_clock::now() + patience;
        while (hall_->connections > 0) {
            if (std::chrono::steady_clock::now() >= end) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return true;
    }

    std::shared_ptr<Hall> hall_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards_;
    std::vector<std::thread> threads_;
    std::size_t next_loop_ = 0;  // on the first loop
};

Server::Server(Options options) : core_{std::make_shared<Core>(std::move(options))} {}
Server::~Server() = default;

void Server::start() {
    core_->start();
}
bool Server::stop(std::chrono::milliseconds patience) {
    return core_->stop(patience);
}
Server::Ports Server::ports() const {
    return core_->ports();
}

Server::Figures Server::figures() const {
    Hall const& hall = core_->hall();
    Figures figures{.connections = hall.connections,
                    .sockets = hall.sockets,
                    .socket_queue_bytes = hall.socket_queue_bytes,
                    .accepted = hall.accepted,
                    .turned_away = hall.turned_away,
                    .refused_heads = hall.refused_heads,
                    .timed_out = hall.timed_out,
                    .socket_overflows = hall.socket_overflows};
    for (std::size_t status = 0; status < hall.answers.size(); ++status) {
        if (hall.answers[status] > 0)
            figures.answers[static_cast<std::uint16_t>(status)] = hall.answers[status];
    }
    return figures;
}

}  // namespace wms::web
