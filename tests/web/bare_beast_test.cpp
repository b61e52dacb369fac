// SPDX-License-Identifier: Apache-2.0
// Why there is a guard in front of Beast: what its own parser takes of the shapes of §3.7, and that
// ours takes none of them.
#include "web/echo_server.hpp"
#include "web/shapes.hpp"

#include <doctest/doctest.h>
#include <boost/beast/http.hpp>

TEST_SUITE_BEGIN("hostile");

using namespace std::chrono_literals;
using web_test::Shape;

namespace {

namespace http = boost::beast::http;

// As a server without a guard: a whole request within the limits, or not.
bool bare_beast_takes(Shape const& shape) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(8192);
    parser.body_limit(1 << 20);
    parser.eager(true);
    boost::beast::error_code error;
    std::string_view rest{shape.bytes};
    while (!parser.is_done() && !rest.empty()) {
        std::size_t const used = parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
        if (error || used == 0) return false;
        rest.remove_prefix(used);
    }
    return parser.is_done();
}

}  // namespace

TEST_CASE("of 31 hostile shapes a bare Beast takes some, we take none") {
    std::vector<Shape> const shapes = web_test::measured();
    REQUIRE(shapes.size() == 31);
    web_test::EchoServer server;
    std::size_t bare = 0;
    std::size_t ours = 0;
    std::string taken;
    for (Shape const& shape : shapes) {
        bool const takes = bare_beast_takes(shape);
        bare += takes;
        if (takes) taken += (taken.empty() ? "" : ", ") + std::string{shape.name};
        web_test::RawClient client{server.port()};
        client.send(shape.bytes);
        client.finish_sending();
        int const status = web_test::status_of(client.read_all(5s));
        CAPTURE(shape.name);
        CHECK(status == shape.status);
        ours += status < 400;
    }
    MESSAGE("bare Beast takes " << bare << " of 31 (" << taken << "), this server " << ours);
    CHECK(bare >= 10);  // or the comparison compares nothing
    CHECK(ours == 0);
    CHECK(server.handled() == 0);
}

TEST_SUITE_END();
