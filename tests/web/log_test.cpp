// SPDX-License-Identifier: Apache-2.0
// What the server writes down about a morning: no name, phone, address, token or PIN (3.2, 3.18).
#include "base/text.hpp"
#include "server/answers.hpp"
#include "store/process.hpp"
#include "web/raw_client.hpp"
#include "web/started.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

// Two shelves and a cup, as `wms import` takes them.
void set_up(std::string const& data, std::string const& folder) {
    std::filesystem::create_directories(folder);
    std::ofstream{folder + "/skus.csv"} << "code,name_en\nG-1,Cup\n";
    std::ofstream{folder + "/locations.csv"} << "code,zone,type,pick_sequence\nA-1,A,pick,10\n";
    std::ofstream{folder + "/stock.csv"} << "location,sku,quantity\nA-1,G-1,100\n";
    Program import{{WMS_PROGRAM, "--data", data, "import", folder}};
    REQUIRE(import.wait() == 0);
}

// Somebody at a browser or a terminal, over real connections.
class Guest {
public:
    explicit Guest(Started const& server) : server_{server} {}
    std::string cookie, csrf;

    std::string ask(char const* method, std::string const& path, std::string const& body = {}) {
        std::string const more =
            cookie.empty() ? std::string{}
                           : fmt::format("Cookie: {}\r\nX-CSRF-Token: {}\r\n", cookie, csrf);
        return Started::ask(server_.plain, method, path, more, body);
    }
    void sign_in(std::string const& badge, std::string const& pin, std::string const& device) {
        auto const answer =
            ask("POST", "/api/v1/session",
                fmt::format(R"({{"badge":"{}","pin":"{}","device":"{}"}})", badge, pin, device));
        REQUIRE_MESSAGE(web_test::status_of(answer) == 201, answer);
        cookie = header_in(answer, "Set-Cookie");
        cookie.resize(cookie.find(';'));
        csrf = boost::json::parse(web_test::body_of(answer)).at("csrf").as_string().c_str();
    }
    [[nodiscard]] std::string token() const { return cookie.substr(cookie.find('=') + 1); }

private:
    Started const& server_;
};

std::string done(std::string const& answer) {
    int const status = web_test::status_of(answer);
    REQUIRE_MESSAGE((status >= 200 && status < 300), answer);
    return std::string{web_test::body_of(answer)};
}

TEST_CASE("a sign-in, an order and a scan leave nobody's name, phone, token or PIN in the log") {
    Place const place;
    set_up(place / "data", place / "files");
    Started server{place / "data", {"--log-requests", "true", "--sandbox", "true"}};
    Guest boss{server};
    boss.sign_in(Started::badge, Started::pin, {});
    std::string const made = done(
        boss.ask("POST", "/api/v1/operators",
                 R"({"badge":"U-77","name":"Xiaoming Zhang","language":"zh","roles":["picker"]})"));
    auto const id = boost::json::parse(made).at("id").to_number<std::uint64_t>();
    done(boss.ask("POST", fmt::format("/api/v1/operators/{}/pin", id), R"({"pin":"830461"})"));
    done(boss.ask("POST", "/api/v1/devices", R"({"kind":"handheld","code":"H-9"})"));
    done(boss.ask("POST", "/api/v1/carriers", R"({"code":"RM","name":"Mail"})"));
    done(boss.ask(
        "POST", "/api/v1/orders",
        R"({"carrier":"RM","channel":"shop","external_id":"SO-1","placed_at":"2010-11-17T08:00:00Z",)"
        R"("recipient":{"name":"Wilhelmina Sorensen","phone":"13800005678",)"
        R"("address":"221 Baker Street","country":"GB"},)"
        R"("lines":[{"sku":"G-1","quantity":2}]})"));
    (void)boss.ask("GET", "/api/v1/orders?q=Wilhelmina%20Sorensen&limit=5");
    std::string const key =
        done(boss.ask("POST", "/api/v1/keys", R"({"name":"SHOP","scopes":["orders:read"]})"));

    Guest picker{server};
    auto const wrong =
        picker.ask("POST", "/api/v1/session", R"({"badge":"U-77","pin":"777123","device":"H-9"})");
    CHECK(web_test::status_of(wrong) == 401);
    picker.sign_in("U-77", "830461", "H-9");
    std::string const scan = fmt::format(
        R"({{"event_id":"00000000-0000-7000-8000-00000000000a","device":"H-9","device_seq":1,)"
        R"("raw":"{}"}})",
        web::base64("G-1"));
    done(picker.ask("POST", "/api/v1/scans", scan));
    (void)picker.ask("POST", "/api/v1/scans", R"({"raw":"13800005678","nonsense":1})");
    done(picker.ask("DELETE", "/api/v1/session"));

    std::string const& log = server.stopped();
    // it was kept at all
    for (char const* line : {"/api/v1/session", "/api/v1/scans", "/api/v1/orders", "stopped"})
        CHECK(log.find(line) != log.npos);
    std::map<std::string, std::string> const secrets{
        {"a person's name", "Xiaoming"},
        {"a recipient's name", "Sorensen"},
        {"a recipient's phone", "13800005678"},
        {"an address", "Baker Street"},
        {"the admin's password", "horse"},
        {"a PIN", "830461"},
        {"a wrong PIN", "777123"},
        {"the admin's token", boss.token()},
        {"the admin's CSRF token", boss.csrf},
        {"the picker's token", picker.token()},
        {"the picker's CSRF token", picker.csrf},
        {"a machine's key", boost::json::parse(key).at("key").as_string().c_str()},
    };
    for (auto const& [what, text] : secrets) {
        CAPTURE(what);
        REQUIRE(text.size() >= 5);
        CHECK(log.find(text) == log.npos);
    }
}

}  // namespace
}  // namespace wms::test
