// SPDX-License-Identifier: Apache-2.0
// Many clients of one server on one thread: keep-alive connections that ask again as soon as they
// are answered or at a fixed rate, and WebSockets that only listen. Plain sockets, so that a client
// costs little beside the server that is measured.
#pragma once

#include "app/bench/bench_figures.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace wms::bench {

struct Load {
    std::uint64_t count = 0;       // answers in all; 0 = until `stop`
    std::uint64_t per_second = 0;  // 0: every connection asks again when it is answered
    std::atomic<bool> const* stop = nullptr;
};
// Processor time of the whole process so far, in seconds.
[[nodiscard]] double cpu_seconds();

struct LoadResult {
    Times times;  // at a rate: from the moment a request was due
    double elapsed_s = 0;
    double cpu_s = 0;  // of the whole process: clients, server and engine
    std::uint64_t bad = 0;
    std::string first_bad;
};

class WebClients {
public:
    WebClients(std::uint16_t port, std::size_t connections);
    WebClients(WebClients const&) = delete;
    WebClients& operator=(WebClients const&) = delete;
    ~WebClients();

    // The next whole request of a connection, and whether an answer is a good one.
    using Next = std::function<std::string(std::size_t connection)>;
    using Good = std::function<bool(std::size_t connection, std::string_view answer)>;
    [[nodiscard]] LoadResult run(Load const& load, Next const& next, Good const& good);

private:
    struct Peer {
        int socket = -1;
        std::string in;
        std::string out;
        std::size_t sent = 0;
        std::deque<Clock::time_point> due;  // asked for, the first of them on its way
    };
    void ask(std::size_t number, Next const& next);
    void write(Peer& peer);
    void read(std::size_t number, Next const& next, Good const& good);

    int poll_ = -1;
    std::vector<Peer> peers_;
    LoadResult result_;
    std::uint64_t started_ = 0;
    std::uint64_t answered_ = 0;
    Load load_;
};

// WebSockets that have subscribed; a thread notes when each message has arrived.
class WebListeners {
public:
    // `upgrade` is the request of a listener, `wish` its first text.
    struct Listener {
        std::string upgrade;
        std::string wish;
    };
    WebListeners(std::uint16_t port, std::vector<Listener> const& listeners);
    WebListeners(WebListeners const&) = delete;
    WebListeners& operator=(WebListeners const&) = delete;
    ~WebListeners();

    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    // Whether all have had a message.
    [[nodiscard]] bool all_have_one();
    // Forgets what has come; from here on messages are numbered alike on all sockets.
    void mark();
    // For each message all of them got since the mark: from the first socket to the last.
    [[nodiscard]] Times spreads();

private:
    struct Peer {
        int socket = -1;
        std::string in;
        std::vector<Clock::time_point> arrived;
    };
    void run();
    void read(Peer& peer);

    int poll_ = -1;
    std::vector<Peer> peers_;
    std::mutex mutex_;
    std::atomic<std::uint64_t> messages_{0}, bytes_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

[[nodiscard]] int connect_to(std::uint16_t port);

}  // namespace wms::bench
