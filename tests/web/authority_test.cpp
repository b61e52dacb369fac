// SPDX-License-Identifier: Apache-2.0
// `wms ca init` and the server started as it says: what a handheld gets that trusts nothing yet.
#include "app/local_authority.hpp"
#include "base/text.hpp"
#include "server/answers.hpp"
#include "store/process.hpp"
#include "web/raw_client.hpp"
#include "web/started.hpp"

#include <ZXing/ReadBarcode.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

struct Said {
    std::string all, serve_line, fingerprint;
};

std::string line_with(std::string const& text, std::string_view beginning) {
    std::size_t const at = text.find(beginning);
    REQUIRE_MESSAGE(at != text.npos, text);
    return text.substr(at, text.find('\n', at) - at);
}

Said init(std::string const& folder, std::string const& name) {
    Program program{{WMS_PROGRAM, "ca", "init", name, "--folder", folder}};
    CHECK_FALSE(program.says("what it never says", 20s));
    REQUIRE(program.wait() == 0);
    std::string const& text = program.heard();
    return {text, line_with(text, "wms serve "),
            line_with(text, "fingerprint").substr(std::string_view{"fingerprint    "}.size())};
}

// The two modules of a character, as a camera sees the terminal.
std::string code_drawn_in(std::string const& said) {
    constexpr std::size_t scale = 4;
    std::vector<std::string> rows;
    for (std::size_t at = said.find("\n█") + 1; at < said.size();) {
        std::string upper;
        std::string lower;
        while (at < said.size() && said[at] != '\n') {
            std::string_view const drawn{said.data() + at, said[at] == ' ' ? 1U : 3U};
            upper.append(scale, drawn == "█" || drawn == "▀" ? '\xff' : '\0');
            lower.append(scale, drawn == "█" || drawn == "▄" ? '\xff' : '\0');
            at += drawn.size();
        }
        ++at;
        rows.insert(rows.end(), scale, upper);
        rows.insert(rows.end(), scale, lower);
    }
    std::string dots;
    for (std::string const& row : rows) dots += row;
    auto const width = static_cast<int>(rows.front().size());
    REQUIRE(dots.size() == rows.size() * rows.front().size());
    ZXing::ImageView const picture{reinterpret_cast<std::uint8_t const*>(dots.data()), width,
                                   static_cast<int>(rows.size()), ZXing::ImageFormat::Lum};
    auto const code =
        ZXing::ReadBarcode(picture, ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode));
    return code.isValid() ? std::string{code.bytes().asString()} : std::string{};
}

// What stands behind "wms serve".
std::vector<std::string> arguments_in(std::string const& line) {
    std::vector<std::string> words;
    std::size_t at = std::string_view{"wms serve "}.size();
    while (at < line.size()) {
        std::size_t const end = std::min(line.find(' ', at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string bytes_of(std::string const& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST_CASE("the code that ca init draws opens the page, and nothing else is said in plain text") {
    Place const place;
    std::string const folder = place / "certificates";
    Said const said = init(folder, "127.0.0.1");
    // the port in the code is the one the printed line listens at
    std::string const drawn = code_drawn_in(said.all);
    CHECK(drawn == "http://127.0.0.1:8081/ca");
    CHECK(said.all.find(drawn) != said.all.npos);
    CHECK(said.serve_line.find(" --listen-ca 0.0.0.0:8081 ") != said.serve_line.npos);

    Started const server{place / "data", arguments_in(said.serve_line)};
    std::string const page = Started::ask(server.door, "GET", "/ca");
    CHECK(web_test::status_of(page) == 200);
    CHECK(page.find(said.fingerprint) != page.npos);
    CHECK(page.find("href=\"/ca.crt\"") != page.npos);
    std::string const file = Started::ask(server.door, "GET", "/ca.crt");
    CHECK(web_test::status_of(file) == 200);
    CHECK(web_test::body_of(file) == bytes_of(folder + "/authority.pem"));

    std::string const secure = fmt::format("https://127.0.0.1:{}/", server.tls);
    for (char const* path : {"/", "/index.html", "/api/v1/session", "/api/v1/board/now", "/api/",
                             "/healthz", "/readyz", "/version", "/metrics", "/ca/", "/ca.key"}) {
        CAPTURE(path);
        for (char const* method : {"GET", "POST", "PUT", "DELETE"}) {
            std::string const answer = Started::ask(server.door, method, path);
            CHECK(web_test::status_of(answer) == 308);
            CHECK(header_in(answer, "Location") == secure);
            CHECK(web_test::body_of(answer).empty());
        }
    }
    std::string const socket =
        Started::ask(server.door, "GET", "/api/v1/live",
                     "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    CHECK(web_test::status_of(socket) >= 300);
    std::string const other = Started::ask(server.door, "GET", "/ca", "Host: evil.test\r\n");
    CHECK(web_test::status_of(other) == 400);
}

TEST_CASE("the system page says whose certificate is in use and where the authority's page is") {
    Place const place;
    Said const said = init(place / "certificates", "127.0.0.1");
    Started const server{place / "data", arguments_in(said.serve_line)};
    std::string const signed_in =
        Started::ask(server.plain, "POST", "/api/v1/session", {},
                     fmt::format(R"({{"badge":"{}","pin":"{}"}})", Started::badge, Started::pin));
    REQUIRE_MESSAGE(web_test::status_of(signed_in) == 201, signed_in);
    std::string const cookie = header_in(signed_in, "Set-Cookie");
    std::string const answer =
        Started::ask(server.plain, "GET", "/api/v1/system",
                     fmt::format("Cookie: {}\r\n", cookie.substr(0, cookie.find(';'))));
    REQUIRE_MESSAGE(web_test::status_of(answer) == 200, answer);
    auto const system = boost::json::parse(web_test::body_of(answer)).as_object();
    auto const& tls = system.at("tls").as_object();
    CHECK(tls.at("on") == false);  // this request came in plain text
    CHECK(tls.at("subject") == "CN=127.0.0.1");
    auto const until = parse_instant(tls.at("not_after").as_string());
    auto const begun = parse_instant(system.at("started_at").as_string());
    REQUIRE((until && begun));
    std::int64_t const days = (*until - *begun).value() / 86'400'000;
    CHECK((days == 396 || days == 397));
    CHECK(tls.at("ca_available") == true);
    std::string const page = fmt::format("http://127.0.0.1:{}/ca", server.door);
    CHECK(tls.at("ca_url").as_string() == std::string_view{page});
    // a build without git knows none
    auto const& commit = system.at("commit");
    CHECK((commit.is_null() || commit.as_string().size() >= 12));
}

}  // namespace
}  // namespace wms::test
