// SPDX-License-Identifier: Apache-2.0
// Clients that hold connections by being slow, as slowhttptest does (T22), on one thread; each
// address on the loopback interface has its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace web_test {

enum class Slow : std::uint8_t { head, body, read };

class Crowd {
public:
    // `target` is what slow readers ask for and never take.
    Crowd(std::uint16_t port, Slow mode, std::size_t count, std::string target);
    Crowd(Crowd const&) = delete;
    Crowd& operator=(Crowd const&) = delete;
    ~Crowd();

    [[nodiscard]] std::size_t connected() const { return connected_; }  // once
    [[nodiscard]] std::size_t dropped() const { return dropped_; }      // by the server

private:
    class Member;
    void run();

    std::vector<std::unique_ptr<Member>> members_;
    std::atomic<std::size_t> connected_{0};
    std::atomic<std::size_t> dropped_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace web_test
