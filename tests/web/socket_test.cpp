// SPDX-License-Identifier: Apache-2.0
// A WebSocket byte by byte: what the server says, what it takes, when it has had enough.
#include "web/echo_server.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <thread>

TEST_SUITE_BEGIN("socket");

using namespace std::chrono_literals;
using web_test::EchoServer;
using web_test::RawClient;
using web_test::status_of;

namespace {

constexpr std::string_view upgrade =
    "GET /live HTTP/1.1\r\nHost: wms.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// A short masked text of a client; the mask is zero, so the text is as it is.
std::string frame(std::string_view text, char kind = '\x81') {
    std::string bytes{kind};
    bytes += static_cast<char>(0x80U | text.size());
    bytes.append(4, '\0');
    return bytes.append(text);
}

// The server's side: what came, whether it ended, and the socket to talk with.
struct Page {
    std::mutex mutex;
    std::shared_ptr<wms::web::Socket> socket;
    std::string said;
    int closed = 0;

    wms::web::SocketHandler handler() {
        return [this](wms::web::Request const&, std::shared_ptr<wms::web::Socket> mine) {
            std::lock_guard const lock{mutex};
            socket = mine;
            return wms::web::SocketAnswer{.events = {.on_text =
                                                         [this, mine](std::string_view text) {
                                                             std::lock_guard const inner{mutex};
                                                             said += text;
                                                             mine->send("re: " + std::string{text});
                                                         },
                                                     .on_close =
                                                         [this] {
                                                             std::lock_guard const inner{mutex};
                                                             ++closed;
                                                             socket.reset();
                                                         }}};
        };
    }
    [[nodiscard]] bool closes_within(std::chrono::milliseconds patience) {
        auto const end = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < end) {
            {
                std::lock_guard const lock{mutex};
                if (closed > 0) return closed == 1;
            }
            std::this_thread::sleep_for(5ms);
        }
        return false;
    }
};

}  // namespace

TEST_CASE("texts go both ways, and a goodbye is answered") {
    Page page;
    EchoServer server{{}, page.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    std::string const answer = client.read_answer(5s);
    CHECK(status_of(answer) == 101);
    CHECK(answer.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos);
    client.send(frame("hello"));
    CHECK(client.read_all(300ms) == "\x81\x09re: hello");
    client.send(frame(std::string_view{"\x03\xe8", 2}, '\x88'));
    CHECK(client.read_all(5s) == std::string{"\x88\x02\x03\xe8"});
    client.finish_sending();
    CHECK(client.closed());
    CHECK(page.closes_within(5s));
}

TEST_CASE("a socket of a foreign page is refused") {
    Page page;
    EchoServer server{{}, page.handler()};
    RawClient client{server.port()};
    std::string foreign{upgrade};
    foreign.insert(foreign.size() - 2, "Origin: http://evil.test\r\n");
    client.send(foreign);
    CHECK(status_of(client.read_all(5s)) == 403);
    CHECK(page.socket == nullptr);
}

TEST_CASE("who does not read is told to come back, and nobody waits for him") {
    Page page;
    wms::web::Limits limits;
    limits.write_stall = 500ms;
    limits.socket_queue_bytes_max = 1 << 20;
    EchoServer server{limits, page.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    CHECK(status_of(client.read_answer(5s)) == 101);
    auto const socket = [&] {
        std::lock_guard const lock{page.mutex};
        return page.socket;
    }();
    REQUIRE(socket);
    std::string const text(60'000, 'a');
    bool taken = true;
    auto const begun = std::chrono::steady_clock::now();
    for (int n = 0; n < 10'000 && taken; ++n) taken = socket->send(text);
    CHECK_FALSE(taken);
    CHECK(std::chrono::steady_clock::now() - begun < 2s);
    CHECK_FALSE(socket->send("more"));
    CHECK(server.server().figures().socket_overflows == 1);
    CHECK(server.server().figures().socket_queue_bytes == 0);
}

TEST_CASE("stopping tells pages to come back (1001)") {
    Page page;
    EchoServer server{{}, page.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    CHECK(status_of(client.read_answer(5s)) == 101);
    std::string frames;
    std::thread reader{[&] {
        frames = client.read_all(5s);
        client.finish_sending();
    }};
    server.server().stop(1s);
    reader.join();
    REQUIRE(frames.size() >= 4);
    CHECK(static_cast<unsigned char>(frames[0]) == 0x88);
    CHECK(frames.substr(2, 2) == "\x03\xe9");
    CHECK(page.closes_within(5s));
}

TEST_CASE("a message that is too large ends the connection") {
    Page page;
    EchoServer server{{}, page.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    CHECK(status_of(client.read_answer(5s)) == 101);
    std::string large{"\x81\xff"};
    large += std::string{"\x00\x00\x00\x00\x10\x00\x00\x00", 8} + std::string(4, '\0');
    client.send(large + std::string(1000, 'a'));
    (void)client.read_all(5s);
    client.finish_sending();
    CHECK(client.closed());
    CHECK(page.closes_within(5s));
    CHECK(page.said.empty());
}

TEST_SUITE_END();
