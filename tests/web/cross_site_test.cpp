// SPDX-License-Identifier: Apache-2.0
// Forty ways in which another page tries to act for whoever is signed in (reliability §3.3, T24).
// The worst case: the cookie comes along each time, as if the browser knew no SameSite.
#include "web/served.hpp"

namespace wms::test {
namespace {

struct Variant {
    std::string name;
    std::string bytes;
};

class Hostile {
public:
    Hostile(Served& served, Client client) : served_{served}, client_{std::move(client)} {}

    [[nodiscard]] std::vector<Variant> variants() {
        forms();
        fetches();
        rebinding();
        sockets();
        others();
        return std::move(list_);
    }

private:
    std::string scan() {
        return boost::json::serialize(scan_body("H-1", served_.house.next_seq("H-1"), "L-A-1"));
    }
    void add(std::string name, std::string_view line, std::string const& headers,
             std::string const& body, std::string_view host = "wms.test") {
        list_.push_back(
            {std::move(name), fmt::format("{} HTTP/1.1\r\nHost: {}\r\nCookie: wms_session={}\r\n{}"
                                          "Content-Length: {}\r\n\r\n{}",
                                          line, host, client_.cookie, headers, body.size(), body)});
    }
    // What an HTML form can send, with and without the headers a modern browser adds.
    void forms() {
        for (char const* type : {"application/x-www-form-urlencoded", "multipart/form-data",
                                 "text/plain", "text/plain; charset=utf-8"}) {
            for (char const* who : {"", "Origin: http://evil.test\r\n", "Origin: null\r\n",
                                    "Origin: http://evil.test\r\nSec-Fetch-Site: cross-site\r\n"}) {
                add(fmt::format("form {} {}", type, who), "POST /api/v1/scans",
                    fmt::format("Content-Type: {}\r\n{}", type, who), scan());
            }
        }
    }
    // fetch(), with the token of nobody, a guessed one, and no-cors.
    void fetches() {
        for (char const* who :
             {"Origin: http://evil.test\r\n", "Origin: null\r\n", "Origin: https://wms.test\r\n",
              "Origin: http://wms.test.evil.test\r\n", "Origin: http://wms.test:81\r\n",
              "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n"}) {
            add(fmt::format("fetch {}", who), "POST /api/v1/scans",
                fmt::format("Content-Type: application/json\r\nX-CSRF-Token: {}\r\n{}",
                            client_.csrf, who),
                scan());
        }
        add("fetch without token", "POST /api/v1/scans", "Content-Type: application/json\r\n",
            scan());
        add("fetch with a guessed token", "POST /api/v1/scans",
            fmt::format("Content-Type: application/json\r\nX-CSRF-Token: {}\r\n",
                        std::string(client_.csrf.size(), '0')),
            scan());
        add("DELETE of the session", "DELETE /api/v1/session", "Origin: http://evil.test\r\n", "");
        add("PUT by a foreign page", "PUT /api/v1/skus/1",
            "Content-Type: application/json\r\nOrigin: http://evil.test\r\n", "{}");
    }
    // A foreign name that leads to our address.
    void rebinding() {
        for (char const* host :
             {"evil.test", "evil.test:8080", "wms.test.evil.test", "[::2]", "169.254.1.1"}) {
            add(fmt::format("rebinding {}", host), "POST /api/v1/scans",
                fmt::format("Content-Type: application/json\r\nX-CSRF-Token: {}\r\n"
                            "Origin: http://{}\r\n",
                            client_.csrf, host),
                scan(), host);
        }
    }
    void sockets() {
        for (char const* who : {"Origin: http://evil.test\r\n", "Origin: null\r\n",
                                "Origin: https://wms.test\r\n", "Sec-Fetch-Site: cross-site\r\n"}) {
            list_.push_back({fmt::format("socket {}", who),
                             fmt::format("GET /api/v1/live HTTP/1.1\r\nHost: wms.test\r\n"
                                         "Connection: upgrade\r\nUpgrade: websocket\r\n"
                                         "Sec-WebSocket-Version: 13\r\n"
                                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                         "Cookie: wms_session={}\r\n{}\r\n",
                                         client_.cookie, who)});
        }
    }
    // What needs no script: an image, a link, a method in disguise.
    void others() {
        for (char const* line :
             {"GET /api/v1/scans?raw=TC1BLTE=", "GET /api/v1/presses?button=undo",
              "GET /api/v1/session?_method=DELETE"})
            add(line, line, "Sec-Fetch-Site: cross-site\r\n", "");
        add("a method in a header", "GET /api/v1/session",
            "X-HTTP-Method-Override: DELETE\r\nSec-Fetch-Site: cross-site\r\n", "");
    }

    Served& served_;
    Client client_;
    std::vector<Variant> list_;
};

TEST_CASE("forty hostile pages have no effect") {
    Served served;
    Client const picker = served.house.signed_in("U-PICK", "H-1");
    auto const before = served.house.engine().durable_seq();
    auto const variants = Hostile{served, picker}.variants();
    CHECK(variants.size() >= 40);
    for (Variant const& variant : variants) {
        CAPTURE(variant.name);
        web_test::RawClient client{served.port()};
        client.send(variant.bytes);
        int const status = web_test::status_of(client.read_answer(std::chrono::seconds{5}));
        bool const reads = variant.bytes.starts_with("GET /api/v1/session");
        // a read may be answered: what it says, another page never gets to see
        CHECK((reads ? status == 200 : status >= 400));
        CHECK(served.house.engine().durable_seq() == before);
    }
    CHECK(served.house.ask(picker, Method::get, "/api/v1/session").status == 200);
    // and the same scan from our own page counts
    web_test::RawClient own{served.port()};
    own.send(Served::post(
        picker, "/api/v1/scans",
        boost::json::serialize(scan_body("H-1", served.house.next_seq("H-1"), "L-A-1")),
        "Origin: http://wms.test\r\nSec-Fetch-Site: same-origin\r\n"));
    CHECK(web_test::status_of(own.read_answer(std::chrono::seconds{5})) == 200);
    CHECK(served.house.engine().durable_seq() == before + 1);
}

}  // namespace
}  // namespace wms::test
