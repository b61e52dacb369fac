// SPDX-License-Identifier: Apache-2.0
// Between the server (who is let in, when to stop) and the two transports (how bytes go). Each I/O
// thread has its own loop; a connection lives on one of them and is touched by no other thread.
#pragma once

#include "server/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

namespace boost::asio::ssl {
class context;
}

namespace wms::web::transport {

using Clock = std::chrono::steady_clock;
// The loop's own kind by name: one that stands for any is copied and compared at every step.
using Executor = boost::asio::io_context::executor_type;
template <class Value>
using Awaitable = boost::asio::awaitable<Value, Executor>;
using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// As the server sees it, on the connection's thread.
class Connection {
public:
    Connection() = default;
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;
    virtual ~Connection() = default;
    virtual void wind_down() = 0;  // finish what is under way, then go
    virtual void cut() = 0;        // go
    // Cuts what has had its time: a limit ends up to `Loop::look` late.
    virtual void check(Clock::time_point now) = 0;
};

struct Loop {
    static constexpr std::chrono::milliseconds look{100};

    boost::asio::io_context context{1};
    boost::asio::steady_timer watch{context};
    std::unordered_set<Connection*> connections = {};  // only touched on the loop's thread
};

// What all connections share. Outlives them: each holds it.
struct Hall {
    Server::Options options;
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> connections{0}, sockets{0}, socket_queue_bytes{0}, accepted{0},
        turned_away{0}, refused_heads{0}, timed_out{0}, socket_overflows{0}, upload_bytes{0};
    std::array<std::atomic<std::uint64_t>, 600> answers{};  // by status
    std::mutex mutex;
    std::map<std::string, std::size_t> by_address = {};
    std::vector<std::unique_ptr<Loop>> loops = {};
};

// A place among the connections, given back when it goes.
class Place {
public:
    // Nothing when there is none left for this address.
    [[nodiscard]] static std::unique_ptr<Place> take(std::shared_ptr<Hall> const& hall,
                                                     std::string const& peer);
    Place(std::shared_ptr<Hall> hall, std::string peer);
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;
    ~Place();

private:
    std::shared_ptr<Hall> hall_;
    std::string peer_;
};

// Memory for a large body, given back when its request is answered.
class UploadRoom {
public:
    // Nothing when the others have filled it (reliability 3.9).
    [[nodiscard]] static std::unique_ptr<UploadRoom> take(std::shared_ptr<Hall> const& hall,
                                                          std::uint64_t bytes);
    UploadRoom(std::shared_ptr<Hall> hall, std::uint64_t bytes);
    UploadRoom(UploadRoom const&) = delete;
    UploadRoom& operator=(UploadRoom const&) = delete;
    ~UploadRoom();

private:
    std::shared_ptr<Hall> hall_;
    std::uint64_t bytes_;
};

struct Arrival {
    std::shared_ptr<Hall> hall;
    Loop& loop;
    TcpSocket socket;
    std::unique_ptr<Place> place;
    std::string peer;   // address without port
    std::string local;  // the address that was connected to
};

// Called on the arrival's loop.
void serve_plain(Arrival arrival);
void serve_tls(Arrival arrival, boost::asio::ssl::context& context);

// TLS 1.2 and 1.3 with this certificate; throws std::runtime_error with the file.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> make_tls_context(
    Server::Certificate const& certificate);

}  // namespace wms::web::transport
