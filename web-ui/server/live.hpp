// SPDX-License-Identifier: Apache-2.0
// What changes, as it changes: one WebSocket for each page, topics to subscribe to. One thread
// computes a topic's document once for all who look at it, at most twice a second, and only sends
// it when it is another one. A page that was away resumes from the last seq it has seen.
//
//   page:   {"subscribe": ["now", "screen:H-01"], "since": 1234}
//   server: {"topic": "now", "seq": 1240, "data": {…}}    the snapshot first, then each change
//           {"topic": "gap", "seq": 1240}                 what changed since is not to be told
#pragma once

#include "server/gate.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace wms::web {

// A document that many look at: the state of the whole house.
struct Topic {
    std::string name;
    Access access;
    // On the live thread, from one snapshot. Small and quick: a page draws it twice a second.
    std::function<boost::json::value(Read const&)> document;
};

// A document of one terminal, under its prefix and the terminal's code: for itself and for leads.
struct DeviceTopic {
    std::string prefix;
    std::function<boost::json::value(Read const&, DeviceId)> document;
};

class Live {
public:
    struct Options {
        std::chrono::milliseconds pause{500};  // between two documents of one topic
        std::size_t sockets_max = 2000;
        std::size_t topics_max = 32;                  // of one socket
        std::uint64_t resume_max = 10'000;            // older than this many entries: a gap
        std::chrono::milliseconds check_every{1000};  // whether sessions are still open
    };
    Live(Engine& engine, Gate& gate, Options options);
    Live(Engine& engine, Gate& gate) : Live{engine, gate, Options{}} {}
    Live(Live const&) = delete;
    Live& operator=(Live const&) = delete;
    ~Live();

    // Before the first socket.
    void add(Topic topic);
    void add(DeviceTopic topic);
    // For GET /api/v1/live.
    [[nodiscard]] SocketHandler handler();
    [[nodiscard]] std::size_t sockets() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Connection {
        std::shared_ptr<Socket> socket;
        Caller caller;
        std::set<std::string> topics;
        std::set<std::string> fresh;  // wants a snapshot whatever was sent before
        bool gone = false;
    };
    struct Document {
        std::string text;  // as last sent, without its frame
        Clock::time_point at{};
        std::uint64_t seq = 0;
    };
    using Connections = std::vector<std::shared_ptr<Connection>>;

    SocketAnswer accept(Request const& request, std::shared_ptr<Socket> socket);
    void on_text(std::shared_ptr<Connection> const& connection, std::string_view text);
    [[nodiscard]] bool may_see(Caller const& caller, std::string const& topic) const;
    void run();
    void wait_for_work();
    void work();
    [[nodiscard]] bool is_due(std::string const& topic, std::uint64_t seq) const;
    void publish(std::string const& topic, Read const& read, std::uint64_t seq);
    [[nodiscard]] std::optional<std::string> compute(std::string const& topic, Read const& read);
    void send_to(Connections const& connections, std::string const& topic, Document const& document,
                 bool changed);
    void close_ended(Read const& read);

    Engine& engine_;
    Gate& gate_;
    Options options_;
    std::vector<Topic> topics_;
    std::vector<DeviceTopic> device_topics_;
    std::uint64_t subscription_ = 0;

    mutable std::mutex mutex_;
    std::condition_variable woken_;
    Connections connections_;
    bool subscribed_anew_ = false;
    bool stopping_ = false;
    std::atomic<std::uint64_t> durable_{0};

    // Only on the live thread.
    std::map<std::string, Document> documents_;
    Clock::time_point checked_at_{};
    std::thread thread_;
};

}  // namespace wms::web
