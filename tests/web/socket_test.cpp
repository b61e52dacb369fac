// SPDX-License-Identifier: Apache-2.0
// A WebSocket byte by byte: what the server says, what it takes, when it has had enough.
#include "web/echo_server.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

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

// The socket's frames, one after the other, taken apart and, where they are packed, unpacked with
// what was said before.
class Frames {
public:
    Frames() { REQUIRE(::inflateInit2(&stream_, -15) == Z_OK); }
    Frames(Frames const&) = delete;
    Frames& operator=(Frames const&) = delete;
    ~Frames() { ::inflateEnd(&stream_); }

    struct Text {
        bool packed = false;
        std::size_t bytes_sent = 0;
        std::string text;
    };
    std::vector<Text> texts_in(std::string_view bytes) {
        std::vector<Text> texts;
        std::string rest;
        bool packed = false;
        while (bytes.size() >= 2) {
            auto const first = static_cast<unsigned char>(bytes[0]);
            std::size_t size = static_cast<unsigned char>(bytes[1]);
            REQUIRE(size < 127);  // and not masked
            std::size_t head = 2;
            if (size == 126) {
                size = static_cast<unsigned char>(bytes[2]) * 256U +
                       static_cast<unsigned char>(bytes[3]);
                head = 4;
            }
            REQUIRE(bytes.size() >= head + size);
            if ((first & 0x0fU) != 0) packed = (first & 0x40U) != 0;
            rest += bytes.substr(head, size);
            bytes.remove_prefix(head + size);
            if ((first & 0x80U) == 0) continue;  // more of it follows
            std::size_t const sent = rest.size();
            texts.push_back({packed, sent, packed ? unpacked(rest) : rest});
            rest.clear();
        }
        REQUIRE(bytes.empty());
        return texts;
    }

private:
    std::string unpacked(std::string packed) {
        packed += std::string_view{"\0\0\xff\xff", 4};
        std::string text(1 << 20, '\0');
        stream_.next_in = reinterpret_cast<unsigned char*>(packed.data());
        stream_.avail_in = static_cast<unsigned>(packed.size());
        stream_.next_out = reinterpret_cast<unsigned char*>(text.data());
        stream_.avail_out = static_cast<unsigned>(text.size());
        REQUIRE(::inflate(&stream_, Z_SYNC_FLUSH) == Z_OK);
        REQUIRE(stream_.avail_in == 0);
        text.resize(text.size() - stream_.avail_out);
        return text;
    }
    z_stream stream_{};
};

std::string board_document(int number) {
    std::string text = "{\"topic\":\"waves\",\"data\":[";
    for (int n = 0; n < 60; ++n)
        text += "{\"code\":\"W-" + std::to_string(number + n) + "\",\"state\":\"picking\"},";
    return text + "{}]}";
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

TEST_CASE("who can unpack gets documents packed, and the same text; who cannot gets them plain") {
    for (bool const can : {true, false}) {
        CAPTURE(can);
        Page page;
        EchoServer server{{}, page.handler()};
        RawClient client{server.port()};
        std::string asked{upgrade};
        if (can)
            asked.insert(
                asked.size() - 2,
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
        client.send(asked);
        std::string const answer = client.read_answer(5s);
        REQUIRE(status_of(answer) == 101);
        CHECK((answer.find("Sec-WebSocket-Extensions: permessage-deflate") != answer.npos) == can);
        client.send(frame("a short text"));
        CHECK(client.read_all(300ms) == "\x81\x10re: a short text");
        Frames frames;
        for (int number = 0; number < 3; ++number) {
            std::string const document = board_document(number);
            {
                std::lock_guard const lock{page.mutex};
                REQUIRE(page.socket->send(document));
            }
            auto const texts = frames.texts_in(client.read_all(300ms));
            REQUIRE(texts.size() == 1);
            CHECK(texts[0].text == document);
            CHECK(texts[0].packed == can);
            CHECK((texts[0].bytes_sent < document.size() / 2) == can);
        }
    }
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
