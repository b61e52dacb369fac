// SPDX-License-Identifier: Apache-2.0
// Requests nobody sends by accident (reliability §3.7, §3.9, §3.10, T20).
#include "server/request_head.hpp"
#include "support/random.hpp"
#include "web/echo_server.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>

TEST_SUITE_BEGIN("hostile");

using namespace std::chrono_literals;
using web_test::body_of;
using web_test::EchoServer;
using web_test::RawClient;
using web_test::status_of;

namespace {

struct Shape {
    std::string_view name;
    std::string bytes;
    int status = 400;
};

std::string get(std::string_view target, std::string_view headers = "") {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: wms.test\r\n" + std::string{headers} +
           "\r\n";
}
std::string post(std::string_view headers, std::string_view body = "hello") {
    return "POST /p HTTP/1.1\r\nHost: wms.test\r\n" + std::string{headers} + "\r\n" +
           std::string{body};
}
constexpr std::string_view chunks = "5\r\nhello\r\n0\r\n\r\n";

std::vector<Shape> framing() {
    return {
        {"coding gzip and a length", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n")},
        {"coding gzip alone", post("Transfer-Encoding: gzip\r\n")},
        {"coding xchunked and a length",
         post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n")},
        {"chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", chunks)},
        {"two coding headers",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks)},
        {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", chunks)},
        {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", chunks)},
        {"quoted chunked", post("Transfer-Encoding: \"chunked\"\r\n", chunks)},
        {"empty coding", post("Transfer-Encoding:\r\n", chunks)},
        {"two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n")},
        {"two lengths in one", post("Content-Length: 5, 5\r\n")},
        {"two lengths that differ", post("Content-Length: 5\r\nContent-Length: 6\r\n")},
        {"length then chunked",
         post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunks)},
        {"chunked then length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunks)},
        {"length with plus", post("Content-Length: +5\r\n")},
        {"length with minus", post("Content-Length: -5\r\n")},
        {"length in hex", post("Content-Length: 0x5\r\n")},
        {"length that overflows", post("Content-Length: 18446744073709551621\r\n")},
        {"length with blanks", post("Content-Length: 5 5\r\n")},
        {"empty length", post("Content-Length:\r\n")},
        {"length with leading zeros", post("Content-Length: 005\r\n")},
        {"a GET with a body", get("/", "Content-Length: 5\r\n") + "hello"},
        {"a GET in chunks", get("/", "Transfer-Encoding: chunked\r\n") + std::string{chunks}},
        {"coding with an underscore", post("Transfer_Encoding: chunked\r\n", chunks)},
        {"chunk size in words", post("Transfer-Encoding: chunked\r\n", "zz\r\nhello\r\n0\r\n\r\n")},
        {"chunk size that overflows",
         post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n")},
        {"chunk longer than it says",
         post("Transfer-Encoding: chunked\r\n", "3\r\nhello\r\n0\r\n\r\n")},
        {"an unknown expectation", post("Expect: 200-maybe\r\nContent-Length: 5\r\n")},
    };
}

std::vector<Shape> headers() {
    return {
        {"folded header", get("/", "X-A: 1\r\n 2\r\n")},
        {"folded by a tab", get("/", "X-A: 1\r\n\t2\r\n")},
        {"two hosts", get("/", "Host: wms.test\r\n")},
        {"no host", "GET / HTTP/1.1\r\n\r\n"},
        {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
        {"host with a path", "GET / HTTP/1.1\r\nHost: wms.test/x\r\n\r\n"},
        {"host with a user", "GET / HTTP/1.1\r\nHost: a@wms.test\r\n\r\n"},
        {"host with a wrong port", "GET / HTTP/1.1\r\nHost: wms.test:99999\r\n\r\n"},
        {"two hosts in one", "GET / HTTP/1.1\r\nHost: wms.test, evil.test\r\n\r\n"},
        {"space before the colon", get("/", "X-A : 1\r\n")},
        {"header without colon", get("/", "X-A\r\n")},
        {"header without name", get("/", ": 1\r\n")},
        {"NUL in a value", get("/", std::string_view{"X-A: 1\0002\r\n", 10})},
        {"NUL in a name", get("/", std::string_view{"X\0A: 1\r\n", 8})},
        {"control character", get("/", "X-A: \x01\r\n")},
        {"bare LF", "GET / HTTP/1.1\nHost: wms.test\n\n"},
        {"bare CR", "GET / HTTP/1.1\rHost: wms.test\r\r"},
        {"LF within", get("/", "X-A: 1\nX-B: 2\r\n")},
        {"byte above 0x7f in a name", get("/", "X-\xc3\xa9: 1\r\n")},
        {"two origins", get("/", "Origin: http://wms.test\r\nOrigin: http://wms.test\r\n")},
        {"two cookies", get("/", "Cookie: a=1\r\nCookie: a=2\r\n")},
        {"upgrade to h2c", get("/", "Connection: upgrade\r\nUpgrade: h2c\r\n")},
        {"upgrade without a key",
         get("/", "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")},
        {"empty line first", "\r\n" + get("/")},
    };
}

std::vector<Shape> targets() {
    return {
        {"absolute target", get("http://wms.test/")},
        {"authority target", "CONNECT wms.test:80 HTTP/1.1\r\nHost: wms.test\r\n\r\n"},
        {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: wms.test\r\n\r\n"},
        {"dots", get("/../etc/passwd")},
        {"escaped dots", get("/%2e%2e/etc/passwd")},
        {"dots within", get("/a/../b")},
        {"one dot", get("/a/./b")},
        {"byte above 0x7f", get("/\xc3\xa9")},
        {"escaped NUL", get("/a%00b")},
        {"escaped slash", get("/..%2fetc")},
        {"escaped backslash", get("/..%5cetc")},
        {"backslash", get("/..\\etc")},
        {"overlong escape", get("/%c0%ae%c0%ae/")},
        {"broken escape", get("/%zz")},
        {"half an escape", get("/%4")},
        {"two slashes", get("//etc")},
        {"fragment", get("/a#b")},
        {"space in the target", get("/a b")},
        {"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: wms.test\r\n\r\n"},
        {"no version", "GET /\r\nHost: wms.test\r\n\r\n"},
        {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: wms.test\r\n\r\n"},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: wms.test\r\n\r\n"},
        {"lower case version", "GET / http/1.1\r\nHost: wms.test\r\n\r\n"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"TLS on the plain port", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}},
    };
}

std::vector<Shape> sizes() {
    return {
        {"large header", get("/", "X-A: " + std::string(9000, 'a') + "\r\n"), 431},
        {"many headers",
         [] {
             std::string many;
             for (int n = 0; n < 80; ++n) many += "A" + std::to_string(n) + ": 1\r\n";
             return get("/", many);
         }(),
         431},
        {"long target", get("/" + std::string(5000, 'a')), 414},
        {"body that is too large", post("Content-Length: 2147483648\r\n"), 413},
        {"packed body", post("Content-Encoding: gzip\r\nContent-Length: 5\r\n"), 415},
        {"foreign host", "GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n", 421},
        {"foreign page", post("Origin: http://evil.test\r\nContent-Length: 5\r\n"), 403},
        {"foreign site", post("Sec-Fetch-Site: cross-site\r\nContent-Length: 5\r\n"), 403},
        {"unknown method", "BREW / HTTP/1.1\r\nHost: wms.test\r\n\r\n", 405},
    };
}

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
    check_refused(framing());
}
TEST_CASE("headers that can be read in two ways are refused and end the connection") {
    check_refused(headers());
}
TEST_CASE("targets that are no plain path are refused and end the connection") {
    check_refused(targets());
}
TEST_CASE("what is too large or comes from elsewhere is refused and ends the connection") {
    check_refused(sizes());
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
    constexpr std::array<std::string_view, 16> steps{
        "..",  "%2e%2e",    ".%2e",  "%2e.", "..%2f",      "..%5c",    "..\\", "%252e%252e",
        "...", "%c0%ae%2e", "..%00", "..;",  "%e0%80%ae.", "..%c0%af", "..//", "%uff0e"};
    constexpr std::array<std::string_view, 4> ends{"etc/passwd", "index.html", "", "%2fetc"};
    wms::test::Random random{310};
    for (int n = 0; n < 5000; ++n) {
        std::string target = "/";
        auto const depth = 1 + random.below(5);
        for (std::uint64_t step = 0; step < depth; ++step) {
            target += steps[random.below(steps.size())];
            if (random.below(4) != 0) target += '/';
        }
        target += ends[random.below(ends.size())];
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
