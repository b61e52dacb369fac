// SPDX-License-Identifier: Apache-2.0
// Requests nobody sends by accident (reliability §3.7, §3.9, §3.10, T20).
#include "server/request_head.hpp"
#include "support/random.hpp"
#include "web/climbing.hpp"
#include "web/echo_server.hpp"
#include "web/shapes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>

TEST_SUITE_BEGIN("hostile");

using namespace std::chrono_literals;
using web_test::body_of;
using web_test::chunks;
using web_test::EchoServer;
using web_test::get;
using web_test::post;
using web_test::RawClient;
using web_test::Shape;
using web_test::status_of;

namespace {

// How many answers a text holds.
std::size_t answers_in(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 ", at)) != text.npos; ++at) ++count;
    return count;
}

void check_refused(std::vector<Shape> const& shapes) {
    EchoServer server;
    for (Shape const& shape : shapes) {
        CAPTURE(shape.name);
        RawClient client{server.port()};
        // what follows is a good request: it must not be seen as one
        client.send(shape.bytes + get("/smuggled"));
        std::string const answer = client.read_all(5s);
        CHECK(status_of(answer) == shape.status);
        CHECK(answers_in(answer) == 1);
        CHECK(client.closed());
    }
    CHECK(server.handled() == 0);
}

std::string mutated(std::string bytes, wms::test::Random& random) {
    constexpr std::array<std::string_view, 16> pieces{"\r\n",      "\n",
                                                      "\r",        " ",
                                                      ":",         "Host: wms.test\r\n",
                                                      "%2e%2e/",   "\r\n\r\n",
                                                      "chunked",   "Content-Length: 3\r\n",
                                                      "\xff",      "Transfer-Encoding: chunked\r\n",
                                                      "HTTP/1.1",  "\t",
                                                      "0\r\n\r\n", "GET / "};
    auto const steps = 1 + random.below(4);
    for (std::uint64_t step = 0; step < steps; ++step) {
        std::size_t const at = random.below(bytes.size() + 1);
        switch (random.below(4)) {
            case 0: bytes.insert(at, pieces[random.below(pieces.size())]); break;
            case 1: bytes.erase(at, 1 + random.below(8)); break;
            case 2:
                if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
                break;
            default: bytes.insert(at, bytes.substr(at, 1 + random.below(20)));
        }
    }
    return bytes;
}

}  // namespace

TEST_CASE("requests that are framed in two ways are refused and end the connection") {
    check_refused(web_test::framing());
}
TEST_CASE("headers that can be read in two ways are refused and end the connection") {
    check_refused(web_test::headers());
}
TEST_CASE("targets that are no plain path are refused and end the connection") {
    check_refused(web_test::targets());
}
TEST_CASE("what is too large or comes from elsewhere is refused and ends the connection") {
    check_refused(web_test::sizes());
}

TEST_CASE("a body in chunks stops at the limit") {
    EchoServer server;
    RawClient client{server.port()};
    client.send(post("Transfer-Encoding: chunked\r\n", ""));
    std::string const chunk = "10000\r\n" + std::string(65536, 'a') + "\r\n";
    for (int n = 0; n < 20 && client.send(chunk); ++n) continue;
    CHECK(status_of(client.read_all(5s)) == 413);
    CHECK(server.handled() == 0);
}

TEST_CASE("mutated requests get one answer each or none, and never a 5xx (T20)") {
    EchoServer server;
    char const* const wanted = std::getenv("WMS_REQUESTS");
    std::size_t const count = wanted == nullptr ? 10'000 : std::strtoul(wanted, nullptr, 10);
    std::array<std::string, 4> const seeds{
        get("/a?b=1", "Cookie: a=1\r\nAccept: */*\r\n"),
        post("Content-Length: 5\r\nContent-Type: application/json\r\n"),
        post("Transfer-Encoding: chunked\r\n", chunks),
        get("/live",
            "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")};
    wms::test::Random random{20};
    std::size_t refused = 0;
    for (std::size_t n = 0; n < count; ++n) {
        std::string const bytes = mutated(seeds[n % seeds.size()], random);
        CAPTURE(n);
        RawClient client{server.port()};
        client.send(bytes);
        client.finish_sending();
        std::string const answer = client.read_all(5s);
        REQUIRE(client.closed());
        REQUIRE(answer.find("HTTP/1.1 5") == std::string::npos);
        // a mutation may make a pipeline of good requests; after a refusal nothing comes any more
        std::size_t const bad = answer.find("HTTP/1.1 4");
        if (bad != std::string::npos) {
            ++refused;
            REQUIRE(answers_in(std::string_view{answer}.substr(bad)) == 1);
        }
    }
    CHECK(refused > count / 4);
    CHECK(server.server().figures().connections < 5);
}

TEST_CASE("5,000 ways to climb out of a folder lead to no other path") {
    wms::test::Random random{310};
    for (int n = 0; n < 5000; ++n) {
        std::string const target = web_test::climbing_target(random);
        CAPTURE(target);
        auto const head = wms::web::read_head(get(target));
        if (!head) continue;
        std::string const path = head->request.path + "/";
        REQUIRE(path.find("/../") == std::string::npos);
        REQUIRE(path.find('\\') == std::string::npos);
        REQUIRE(path.find('\0') == std::string::npos);
    }
}

TEST_SUITE_END();
