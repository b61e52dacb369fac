// SPDX-License-Identifier: Apache-2.0
// Signing in and staying signed in (reliability 3.1–3.3).
#include "web/house.hpp"

#include "server/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms::test {
namespace {

TEST_CASE("a badge is enough on the floor, and the session goes on after a restart") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto session = body_of(house.ask(picker, Method::get, "/api/v1/session"));
    CHECK(session.at("operator").at("name") == "PICK");
    CHECK(session.at("device") == "H-1");
    CHECK(session.at("screen").at("process") == "home");
    CHECK(session.at("screen").at("text").at("ask").at("zh") == "请选择工作，或扫周转箱");
    house.restart();
    CHECK(house.ask(picker, Method::get, "/api/v1/session").status == 200);
}

TEST_CASE("whoever has a PIN, and every lead, must type it") {
    WebHouse house;
    Client client{.device = "H-1"};
    CHECK(house.sign_in(client, "U-PIN") == "pin_wanted");
    CHECK(house.sign_in(client, "U-PIN", "000000") == "wrong_pin");
    CHECK(house.sign_in(client, "U-NOBODY", "000000") == "wrong_pin");
    CHECK(house.sign_in(client, "U-NOBODY") == "unknown_badge");
    CHECK(house.sign_in(client, "U-PIN", picker_pin) == "");
    CHECK(house.sign_in(client, "U-LEAD") == "pin_wanted");
    CHECK(house.sign_in(client, "U-LEAD", lead_pin) == "");
}

TEST_CASE("a lead's PIN follows the policy, and setting one ends the sessions") {
    WebHouse house;
    Client const admin = house.signed_in("U-ADMIN", "DESK", lead_pin);
    Client const lead = house.signed_in("U-LEAD", "DESK-2", lead_pin);
    auto const set = [&](Client const& who, std::string const& badge, std::string const& pin) {
        auto const id = operator_by_badge(house.engine().read(), badge).value().value();
        return house.ask(who, Method::post, fmt::format("/api/v1/operators/{}/pin", id),
                         boost::json::object{{"pin", pin}});
    };
    CHECK(code_of(set(admin, "U-LEAD", "830461")) == "bad_field");
    CHECK(code_of(set(admin, "U-PICK", "111111")) == "bad_field");
    CHECK(set(lead, "U-PICK", "830461").status == 204);
    CHECK(code_of(set(lead, "U-ADMIN", "staple correct horse")) == "role_missing");
    CHECK(set(admin, "U-LEAD", "staple correct horse").status == 204);
    CHECK(house.ask(lead, Method::get, "/api/v1/session").status == 401);
    Client client{.device = "DESK-2"};
    CHECK(house.sign_in(client, "U-LEAD", "staple correct horse") == "");
}

TEST_CASE("a million tokens are all different") {
    std::vector<std::string> tokens(1'000'000);
    for (std::string& token : tokens) token = web::random_token();
    std::ranges::sort(tokens);
    CHECK(std::ranges::adjacent_find(tokens) == tokens.end());
    CHECK(tokens.front().size() == 64);  // 256 bits
}

TEST_CASE("every token is new, and none works after signing out (100 of 100)") {
    WebHouse house;
    std::set<std::string> tokens;
    Client client{.device = "DESK"};
    for (int i = 0; i < 100; ++i) {
        REQUIRE(house.sign_in(client, "U-PICK") == "");
        CHECK(tokens.insert(client.cookie).second);
        Client const old = client;
        CHECK(house.ask(client, Method::delete_, "/api/v1/session").status == 204);
        CHECK(house.ask(old, Method::get, "/api/v1/session").status == 401);
    }
}

// A sign-in as it comes over TLS, or in plain text, with the cookie the client has already.
Response sign_in_with(WebHouse& house, bool secure, std::string const& cookie,
                      char const* badge = "U-PICK") {
    Request request{.method = Method::post, .path = "/api/v1/session", .secure = secure};
    request.headers = {{"Host", "wms.test"}, {"Content-Type", "application/json"}};
    if (!cookie.empty()) request.headers.push_back({"Cookie", cookie});
    request.body = boost::json::serialize(boost::json::object{{"badge", badge}, {"device", "H-1"}});
    return house.send(std::move(request));
}

Response session_with(WebHouse& house, bool secure, std::string const& cookie) {
    Request request{.method = Method::get, .path = "/api/v1/session", .secure = secure};
    request.headers = {{"Host", "wms.test"}, {"Cookie", cookie}};
    return house.send(std::move(request));
}

std::string cookie_in(Response const& response) {
    std::string const cookie = header_of(response, "Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
}

TEST_CASE("the cookie is no script's, no other site's, and under TLS nobody else's (3.2)") {
    WebHouse house;
    struct Row {
        bool secure;
        std::string name, attributes;
    };
    std::string const same = "; Path=/; HttpOnly; SameSite=Strict";
    for (Row const& row : {Row{false, "wms_session=", same + "; Max-Age=43200"},
                           Row{true, "__Host-wms_session=", same + "; Secure; Max-Age=43200"}}) {
        CAPTURE(row.secure);
        Response const opened = sign_in_with(house, row.secure, {});
        REQUIRE(opened.status == 201);
        std::string const cookie = header_of(opened, "Set-Cookie");
        CHECK(cookie.starts_with(row.name));
        CHECK(cookie.size() == row.name.size() + 64 + row.attributes.size());
        CHECK(cookie.ends_with(row.attributes));
        CHECK(opened.body.find(cookie.substr(row.name.size(), 64)) == std::string::npos);
        CHECK(session_with(house, row.secure, cookie_in(opened)).status == 200);
        // what was given in plain text, where others can read and write it, opens nothing under TLS
        CHECK(session_with(house, !row.secure, cookie_in(opened)).status == 401);
    }
}

TEST_CASE("a token that was there before the sign-in is never taken over (fixation, 3.2)") {
    WebHouse house;
    std::string const planted = "wms_session=" + std::string(64, 'a');
    Response const first = sign_in_with(house, false, planted);
    REQUIRE(first.status == 201);
    CHECK(cookie_in(first) != planted);
    CHECK(session_with(house, false, planted).status == 401);
    CHECK(session_with(house, false, cookie_in(first)).status == 200);
    // nor is one that was real: a thief's, planted at a terminal where somebody else signs in
    Client const thief = house.signed_in("U-PACK", "H-2");
    std::string const theirs = "wms_session=" + thief.cookie;
    Response const second = sign_in_with(house, false, theirs);
    REQUIRE(second.status == 201);
    CHECK(cookie_in(second) != theirs);
    auto const whose = body_of(session_with(house, false, theirs));
    CHECK(whose.at("operator").at("name") == "PACK");
    CHECK(body_of(session_with(house, false, cookie_in(second))).at("operator").at("name") ==
          "PICK");
    // the own one neither
    Response const third = sign_in_with(house, false, cookie_in(second));
    CHECK(cookie_in(third) != cookie_in(second));
    CHECK(session_with(house, false, cookie_in(second)).status == 401);
}

TEST_CASE(
    "a terminal locks after the site's ten minutes of idleness, a session ends after twelve "
    "hours") {
    WebHouse house;
    Client client = house.signed_in("U-PICK", "H-1");
    house.wait(9_min);
    CHECK(house.ask(client, Method::get, "/api/v1/session").status == 200);
    house.wait(11_min);
    CHECK(code_of(house.ask(client, Method::get, "/api/v1/session")) == "locked");
    CHECK(house.sign_in(client, "U-PICK") == "");  // the badge again
    for (int i = 0; i < 90; ++i) {
        house.wait(8_min);
        (void)house.ask(client, Method::get, "/api/v1/session");
    }
    CHECK(code_of(house.ask(client, Method::get, "/api/v1/session")) == "sign_in_first");
}

TEST_CASE("who scans with a gun that the server reads is not locked out (U24)") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    DeviceId const device = device_by_code(house.engine().read(), "H-1").value();
    for (int n = 0; n < 4; ++n) {
        house.wait(8_min);
        (void)house.engine().decide(
            {.device = device, .captured_at = {}, .command = ScanCode{.raw = "NO-SUCH-CODE"}});
    }
    (void)house.engine().read_at(house.engine().durable_seq());
    CHECK(house.ask(picker, Method::get, "/api/v1/session").status == 200);
    house.wait(11_min);
    CHECK(code_of(house.ask(picker, Method::get, "/api/v1/session")) == "locked");
}

TEST_CASE("what a page asks by itself is answered but keeps nobody signed in (U24)") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto const by_itself = [&](char const* path) {
        return house.ask(picker, Method::get, path, nullptr, {{"X-WMS-Unattended", "1"}});
    };
    for (int minute = 0; minute < 9; ++minute) {
        house.wait(1_min);
        CHECK(by_itself("/api/v1/session").status == 200);
        CHECK(by_itself("/api/v1/tasks").status == 200);
    }
    house.wait(2_min);  // ten after the first call
    CHECK(code_of(by_itself("/api/v1/session")) == "locked");
    CHECK(code_of(house.ask(picker, Method::get, "/api/v1/session")) == "locked");
    // the same calls by hand
    Client const other = house.signed_in("U-PACK", "H-2");
    for (int minute = 0; minute < 20; ++minute) {
        house.wait(1_min);
        auto const asked = house.ask(other, Method::get, "/api/v1/tasks", nullptr,
                                     {{"X-WMS-Unattended", minute % 9 == 0 ? "0" : "1"}});
        CHECK(asked.status == 200);
    }
}

TEST_CASE("a session belongs to one device, and leaving the device ends it") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    Client other = picker;
    other.device = "H-2";
    CHECK(code_of(house.scan(other, "L-A-1")) == "other_device");
    SUBCASE("signing in elsewhere") {
        (void)house.signed_in("U-PICK", "H-2");
    }
    SUBCASE("somebody else at the terminal") {
        (void)house.signed_in("U-PACK", "H-1");
    }
    SUBCASE("the own badge again") {
        CHECK(house.scan(picker, "U-PICK").status == 200);
    }
    SUBCASE("!LOCK") {
        CHECK(house.scan(picker, "!LOCK").status == 200);
    }
    (void)house.engine().read_at(house.engine().durable_seq());
    CHECK(house.ask(picker, Method::get, "/api/v1/session").status == 401);
}

TEST_CASE("other roles end the sessions, another language does not") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    CHECK(house.scan(picker, "!LANG").status == 200);
    (void)house.engine().read_at(house.engine().durable_seq());
    auto const session = body_of(house.ask(picker, Method::get, "/api/v1/session"));
    CHECK(session.at("operator").at("language") == "zh");
    Read const read = house.engine().read();
    OperatorId const who = operator_by_badge(read, "U-PICK").value();
    Operator row = tables::operators.at(read, who);
    row.roles = {Role::packer};
    ImportMasterData import{};
    import.operators = {row};
    REQUIRE(!house.engine().decide({.device = {}, .captured_at = {}, .command = import}).refusal);
    (void)house.engine().read_at(house.engine().durable_seq());
    CHECK(house.ask(picker, Method::get, "/api/v1/session").status == 401);
}

TEST_CASE("at a desk a language is chosen for good, without work of the floor") {
    WebHouse house;
    Client const lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    auto body = scan_body("DESK", 0, "");
    body.erase("raw");
    body["button"] = "language";
    body["argument"] = "zh";
    auto const pressed = house.ask(lead, Method::post, "/api/v1/presses", body);
    REQUIRE_MESSAGE(pressed.status == 200, pressed.body);
    CHECK(body_of(pressed).at("refusal").is_null());
    (void)house.engine().read_at(house.engine().durable_seq());
    auto const session = body_of(house.ask(lead, Method::get, "/api/v1/session"));
    CHECK(session.at("operator").at("language") == "zh");
    body = scan_body("DESK", 0, "");
    body.erase("raw");
    body["button"] = "pick";
    auto const work = house.ask(lead, Method::post, "/api/v1/presses", body);
    CHECK(body_of(work).at("refusal").at("code") == "badge_first");
}

TEST_CASE("somebody else's badge is a sign-in of its own, never a way past the PIN") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    CHECK(code_of(house.scan(picker, "U-PIN")) == "hand_over");
    // Behind the API the core says the same.
    Envelope envelope{.device = device_by_code(house.engine().read(), "H-1").value(),
                      .captured_at = {},
                      .command = ScanCode{.raw = "U-PIN"}};
    auto const outcome = house.engine().decide(envelope);
    REQUIRE(outcome.refusal);
    CHECK(outcome.refusal->why == Why::pin_wanted);
}

TEST_CASE("calls from other sites have no effect (3.3)") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto const before = house.engine().durable_seq();
    auto const body = [&] { return scan_body("H-1", house.next_seq("H-1"), "L-A-1"); };
    auto const with = [&](std::vector<web::Header> headers, Client const& client) {
        return house.ask(client, Method::post, "/api/v1/scans", body(), std::move(headers));
    };
    CHECK(code_of(with({{"Origin", "http://evil.test"}}, picker)) == "cross_site");
    CHECK(code_of(with({{"Origin", "null"}}, picker)) == "cross_site");
    CHECK(code_of(with({{"Origin", "https://wms.test"}}, picker)) == "cross_site");
    CHECK(code_of(with({{"Sec-Fetch-Site", "cross-site"}}, picker)) == "cross_site");
    CHECK(code_of(with({{"Sec-Fetch-Site", "same-site"}}, picker)) == "cross_site");
    Client forged = picker;
    forged.csrf = std::string(32, '0');
    CHECK(code_of(with({}, forged)) == "csrf");
    forged.csrf.clear();
    CHECK(code_of(with({}, forged)) == "csrf");
    for (char const* type :
         {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""}) {
        Request request{.method = Method::post, .path = "/api/v1/scans"};
        request.headers = {{"Content-Type", type},
                           {"Cookie", "wms_session=" + picker.cookie},
                           {"X-CSRF-Token", picker.csrf}};
        request.body = boost::json::serialize(body());
        CHECK(code_of(house.send(request)) == "json_wanted");
    }
    CHECK(house.engine().durable_seq() == before);
    CHECK(with({{"Origin", "http://wms.test"}, {"Sec-Fetch-Site", "same-origin"}}, picker).status ==
          200);
}

TEST_CASE("a machine has what its key's scopes say, at the rate of its bucket") {
    web::Gate::Options options{.secrets_folder = {}};
    options.key_calls_burst = 5;
    options.key_calls_per_s = 1;
    WebHouse house{options};
    Client const admin = house.signed_in("U-ADMIN", "DESK", lead_pin);
    auto const made = body_of(house.ask(
        admin, Method::post, "/api/v1/keys",
        boost::json::object{{"name", "SHOP"}, {"scopes", boost::json::array{"orders:read"}}}));
    Client const machine{.key = made.at("key").as_string().c_str()};
    CHECK(house.ask(machine, Method::get, "/api/v1/orders/1").status == 404);
    CHECK(house.ask(machine, Method::post, "/api/v1/orders", boost::json::object{}).status == 403);
    CHECK(house.ask({.key = "wms_wrong"}, Method::get, "/api/v1/orders/1").status == 401);
    // the token of somebody who was just here is no key
    Client const picker = house.signed_in("U-PICK", "H-1");
    REQUIRE(house.ask(picker, Method::get, "/api/v1/session").status == 200);
    CHECK(code_of(house.ask({.key = picker.cookie}, Method::get, "/api/v1/session")) == "bad_key");
    for (int i = 0; i < 3; ++i) (void)house.ask(machine, Method::get, "/api/v1/orders/1");
    CHECK(code_of(house.ask(machine, Method::get, "/api/v1/orders/1")) == "too_many_calls");
    house.wait(2_s);
    CHECK(house.ask(machine, Method::get, "/api/v1/orders/1").status == 404);
    std::string const path = fmt::format("/api/v1/keys/{}", made.at("id").to_number<int>());
    CHECK(house.ask(admin, Method::delete_, path).status == 204);
    CHECK(code_of(house.ask(machine, Method::get, "/api/v1/orders/1")) == "bad_key");
}

TEST_CASE("terminals are made known, and a known one is not changed by just anybody") {
    WebHouse house;
    Client const nobody{};
    auto const define = [&](Client const& who, boost::json::object body) {
        return house.ask(who, Method::post, "/api/v1/devices", std::move(body));
    };
    auto const made = define(nobody, {{"kind", "handheld"}});
    CHECK(made.status == 201);
    CHECK(body_of(made).at("code").as_string().starts_with("H-"));
    CHECK(define(nobody, {{"kind", "handheld"}, {"code", "H-1"}}).status == 200);
    CHECK(define(nobody, {{"kind", "station"}, {"code", "PC-2"}, {"station", "S-PACK1"}}).status ==
          201);
    CHECK(code_of(define(nobody, {{"kind", "station"}, {"code", "H-1"}, {"station", "S-PACK1"}})) ==
          "role_missing");
    CHECK(code_of(define(nobody, {{"kind", "station"}, {"code", "PC-3"}})) == "missing_field");
    CHECK(code_of(define(nobody, {{"kind", "machine"}, {"code", "M-1"}})) == "bad_field");
    CHECK(code_of(define(nobody, {{"kind", "office"}, {"code", std::string(5000, 'x')}})) ==
          "bad_field");
    CHECK(house.ask(nobody, Method::get, "/api/v1/screens/" + std::string(5000, 'x')).status ==
          400);
    int refused = 0;
    for (int i = 0; i < 70; ++i) {
        if (define(nobody, {{"kind", "office"}}).status == 429) ++refused;
    }
    CHECK(refused > 0);
}

}  // namespace
}  // namespace wms::test
