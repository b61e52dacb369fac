// SPDX-License-Identifier: Apache-2.0
// Clients that take their time (reliability §3.8, a short T22), with the limits made short.
#include "web/echo_server.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <memory>
#include <thread>

TEST_SUITE_BEGIN("slow");

using namespace std::chrono_literals;
using web_test::EchoServer;
using web_test::RawClient;
using web_test::status_of;
using Clock = std::chrono::steady_clock;

namespace {

wms::web::Limits short_limits() {
    wms::web::Limits limits;
    limits.head_time = 300ms;
    limits.body_grace = 300ms;
    limits.write_stall = 300ms;
    limits.idle = 300ms;
    return limits;
}

// How long the server bore with a client that sends a byte of `bytes` every 20 ms.
Clock::duration patience_for(std::uint16_t port, std::string_view begin, std::string_view bytes) {
    RawClient client{port};
    auto const begun = Clock::now();
    client.send(begin);
    for (std::size_t at = 0; Clock::now() - begun < 5s; ++at) {
        if (!client.send(bytes.substr(at % bytes.size(), 1))) break;
        (void)client.read_all(20ms);
        if (client.closed()) break;
    }
    return Clock::now() - begun;
}

}  // namespace

TEST_CASE("a head must end in time, however steadily it trickles") {
    EchoServer server{short_limits()};
    CHECK(patience_for(server.port(), "GET / HTTP/1.1\r\n", "X-A: 1\r\n") < 3s);
    CHECK(server.handled() == 0);
}

TEST_CASE("a body must come at a rate") {
    EchoServer server{short_limits()};
    CHECK(patience_for(server.port(),
                       "POST / HTTP/1.1\r\nHost: wms.test\r\nContent-Length: 100000\r\n\r\n",
                       "a") < 3s);
    CHECK(server.handled() == 0);
}

TEST_CASE("who says nothing is sent away") {
    EchoServer server{short_limits()};
    RawClient client{server.port()};
    CHECK(client.read_all(3s).empty());
    CHECK(client.closed());
}

TEST_CASE("who does not read is sent away") {
    wms::web::Limits const limits = short_limits();
    std::string const large(32 << 20, 'a');
    wms::web::Server server{
        {.plain = {{}},
         .limits = limits,
         .handler = [&](wms::web::Request const&, wms::web::Answer const& answer) {
             answer({.content_type = "text/plain", .embedded = large});
         }}};
    server.start();
    RawClient client{server.ports().plain.at(0)};
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto const end = Clock::now() + 4s;
    while (server.figures().timed_out == 0 && Clock::now() < end) std::this_thread::sleep_for(20ms);
    CHECK(server.figures().timed_out == 1);
    // and knows it, though it has not read what came before
    pollfd one{.fd = client.handle(), .events = 0, .revents = 0};
    CHECK(::poll(&one, 1, 1000) == 1);
    CHECK((one.revents & POLLERR) != 0);
}

TEST_CASE("a scan is answered while 64 slow ones hold every place of their address") {
    wms::web::Limits limits;
    limits.connections_per_address_max = 65;
    EchoServer server{limits};
    RawClient scanner{server.port()};
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int n = 0; n < 200; ++n) {
        slow.push_back(std::make_unique<RawClient>(server.port()));
        slow.back()->send("GET / HTTP/1.1\r\nX");
    }
    for (int n = 0; n < 100; ++n) {
        scanner.send("POST /scan HTTP/1.1\r\nHost: wms.test\r\nContent-Length: 2\r\n\r\n{}");
        REQUIRE(status_of(scanner.read_answer(5s)) == 200);
    }
    auto const figures = server.server().figures();
    CHECK(figures.connections <= 65);
    CHECK(figures.turned_away >= 100);
}

TEST_SUITE_END();
