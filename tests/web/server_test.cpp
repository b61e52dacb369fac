// SPDX-License-Identifier: Apache-2.0
#include "web/echo_server.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

TEST_SUITE_BEGIN("transport");

using namespace std::chrono_literals;
using web_test::body_of;
using web_test::EchoServer;
using web_test::RawClient;
using web_test::status_of;

TEST_CASE("a connection is kept for the next request, bodies come whole") {
    EchoServer server;
    RawClient client{server.port()};
    client.send("GET /a?x=1+2&y=%E4%BD%A0 HTTP/1.1\r\nHost: wms.test\r\n\r\n");
    std::string answer = client.read_answer(5s);
    CHECK(status_of(answer) == 200);
    CHECK(body_of(answer) == "/a x=1 2 y=你");
    client.send("POST /b HTTP/1.1\r\nHost: wms.test\r\nContent-Length: 5\r\n\r\nhello");
    CHECK(body_of(client.read_answer(5s)) == "/b hello");
    client.send(
        "POST /c HTTP/1.1\r\nHost: wms.test\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    CHECK(body_of(client.read_answer(5s)) == "/c abcde");
    client.send(
        "GET /d HTTP/1.1\r\nHost: wms.test\r\n\r\n"
        "GET /e HTTP/1.1\r\nHost: wms.test\r\nConnection: close\r\n\r\n");
    CHECK(body_of(client.read_answer(5s)) == "/d");
    CHECK(body_of(client.read_answer(5s)) == "/e");
    CHECK(client.read_all(5s).empty());
    CHECK(client.closed());
    CHECK(server.handled() == 5);
}

TEST_CASE("a HEAD has the length of the answer and no body") {
    EchoServer server;
    RawClient client{server.port()};
    client.send("HEAD /abc HTTP/1.1\r\nHost: wms.test\r\nConnection: close\r\n\r\n");
    std::string const answer = client.read_all(5s);
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("Content-Length: 4\r\n") != std::string::npos);
    CHECK(body_of(answer).empty());
}

TEST_CASE("a large body waits for the server's 100 Continue") {
    EchoServer server;
    RawClient client{server.port()};
    client.send(
        "POST /x HTTP/1.1\r\nHost: wms.test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(status_of(client.read_answer(5s)) == 100);
    client.send("ok");
    CHECK(body_of(client.read_answer(5s)) == "/x ok");
}

TEST_CASE("stopping lets the answer under way out and closes who is idle") {
    EchoServer server;
    RawClient idle{server.port()};
    idle.send("GET /a HTTP/1.1\r\nHost: wms.test\r\n\r\n");
    CHECK(status_of(idle.read_answer(5s)) == 200);
    auto const begun = std::chrono::steady_clock::now();
    CHECK(server.server().stop(2s));
    CHECK(std::chrono::steady_clock::now() - begun < 2s);
    CHECK(idle.read_all(1s).empty());
    CHECK(idle.closed());
}

TEST_CASE("an answer may come later, from another thread, and one that is forgotten is a 500") {
    std::vector<std::thread> later;
    wms::web::Server server{
        {.plain = {{}}, .handler = [&](wms::web::Request request, wms::web::Answer answer) {
             if (request.path == "/forgotten") return;
             later.emplace_back([answer] {
                 std::this_thread::sleep_for(20ms);
                 answer({.body = "{}"});
                 answer({.status = 500});
             });
         }}};
    server.start();
    RawClient client{server.ports().plain.at(0)};
    client.send("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(status_of(client.read_answer(5s)) == 200);
    client.send("GET /forgotten HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(status_of(client.read_answer(5s)) == 500);
    for (std::thread& thread : later) thread.join();
}

TEST_SUITE_END();
