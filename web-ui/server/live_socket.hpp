// SPDX-License-Identifier: Apache-2.0
// The queue between those who have something to tell a page, on any thread, and the connection that
// writes it. Bounded: who does not read is told to come back later (1013).
#pragma once

#include "server/transport.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <mutex>
#include <optional>

namespace wms::web::transport {

class LiveSocket final : public Socket, public std::enable_shared_from_this<LiveSocket> {
public:
    LiveSocket(std::shared_ptr<Hall> hall, Loop& loop);
    ~LiveSocket() override;

    // From any thread.
    bool send(std::string text) override;
    void close(std::uint16_t code, std::string reason) override;

    // For the connection, on its loop. The next text to write; nothing when it is to end.
    [[nodiscard]] Awaitable<std::optional<std::string>> next();
    struct End {
        std::uint16_t code = 1000;
        std::string reason;
    };
    // How to say goodbye; nothing when nobody is there any more.
    [[nodiscard]] std::optional<End> end();
    void gone();

private:
    void wake();

    std::shared_ptr<Hall> hall_;
    Loop& loop_;
    std::mutex mutex_;  // guards the five below
    std::deque<std::string> texts_;
    std::size_t bytes_ = 0;
    std::optional<End> end_;
    bool gone_ = false;
    bool woken_ = false;
    boost::asio::steady_timer news_;  // only touched on the loop
};

}  // namespace wms::web::transport
