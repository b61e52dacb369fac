// SPDX-License-Identifier: Apache-2.0
// A client that sends whatever bytes a test wants and sees what comes back: a plain blocking
// socket on the loopback interface.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace web_test {

class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    RawClient(RawClient const&) = delete;
    RawClient& operator=(RawClient const&) = delete;
    ~RawClient();

    // False when the other side is gone.
    bool send(std::string_view bytes) const;
    void finish_sending() const;
    // Everything until the other side closes; `closed()` tells whether it did in time.
    [[nodiscard]] std::string read_all(std::chrono::milliseconds patience);
    // One whole answer by its Content-Length; what came with it stays for the next call.
    [[nodiscard]] std::string read_answer(std::chrono::milliseconds patience);
    [[nodiscard]] bool closed() const { return closed_; }
    [[nodiscard]] int handle() const { return socket_; }

private:
    // False at the end or when time is up.
    bool read_more(std::chrono::steady_clock::time_point end);
    int socket_ = -1;
    bool closed_ = false;
    std::string got_;
};

// "HTTP/1.1 400 Bad Request…" → 400; 0 when it is no answer.
[[nodiscard]] int status_of(std::string_view answer);
[[nodiscard]] std::string_view body_of(std::string_view answer);

}  // namespace web_test
