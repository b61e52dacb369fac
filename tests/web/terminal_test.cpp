// SPDX-License-Identifier: Apache-2.0
// Scans and buttons over the API: once per event id, in order, nothing lost (T11 to T13 with their
// numbers are in replay_test.cpp).
#include "domain/process/order_intake.hpp"
#include "domain/process/setup.hpp"
#include "web/house.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::test {
namespace {

Response post(WebHouse& house, Client const& client, boost::json::object body) {
    return house.ask(client, Method::post, "/api/v1/scans", std::move(body));
}

TEST_CASE("a scan is answered with tone, refusal and the next screen in both languages") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto const answer = body_of(house.scan(picker, "L-A-1"));
    CHECK(answer.at("tone") == "error");
    CHECK(answer.at("refusal").at("code") == "wrong_kind");
    CHECK(answer.at("refusal").at("group") == "fix_scan");
    CHECK(!answer.at("refusal").at("text").at("zh").as_string().empty());
    CHECK(answer.at("screen").at("step") == "choose");
    CHECK(answer.at("next_seq") == house.next_seq("H-1"));
    auto const screen = body_of(house.ask(picker, Method::get, "/api/v1/screens/H-1"));
    CHECK(screen.at("screen") == answer.at("screen"));
}

TEST_CASE("the same event again gets the first answer; with another body it is refused (T12)") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto body = scan_body("H-1", house.next_seq("H-1"), "L-A-1");
    auto const first = body_of(post(house, picker, body));
    auto const again = post(house, picker, body);
    CHECK(header_of(again, "Idempotent-Replay") == "true");
    auto const replay = body_of(again);
    CHECK(replay.at("replayed") == true);
    CHECK(replay.at("seq") == first.at("seq"));
    CHECK(replay.at("refusal") == first.at("refusal"));
    auto const before = house.engine().read_at(house.engine().durable_seq());
    auto const pieces = tables::quants.count(before);
    for (int i = 0; i < 200; ++i) {
        body["raw"] = web::base64(fmt::format("L-A-{}", i + 2));
        auto const other = post(house, picker, body);
        CHECK(other.status == 409);
        CHECK(code_of(other) == "event_reused");
    }
    CHECK(tables::quants.count(house.engine().read_at(house.engine().durable_seq())) == pieces);
}

TEST_CASE("a gap in a terminal's numbers says which number is expected") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto const expected = house.next_seq("H-1");
    auto const answer = post(house, picker, scan_body("H-1", expected + 3, "L-A-1"));
    CHECK(answer.status == 409);
    CHECK(code_of(answer) == "seq_gap");
    CHECK(body_of(answer).at("expected") == expected);
    CHECK(body_of(answer).at("retryable") == true);
}

TEST_CASE(
    "a step that can never be taken becomes one exception of the lead, told by the terminal") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    boost::json::object const body{{"device", "H-0"},
                                   {"captured_at", "2010-11-17T08:00:00.000Z"},
                                   {"step", "L-A-1␍"},
                                   {"code", "bad_field"},
                                   {"reason", "That is no code."}};
    auto const tell = [&](boost::json::object what) {
        return house.ask(picker, Method::post, "/api/v1/untaken-steps", what,
                         {{"Idempotency-Key", "untaken-" + event_id(77)}});
    };
    CHECK(tell(body).status == 201);
    auto const again = tell(body);  // the answer was lost
    CHECK(again.status == 201);
    CHECK(header_of(again, "Idempotent-Replay") == "true");
    Client const lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    auto const list = body_of(house.ask(lead, Method::get, "/api/v1/exceptions"));
    auto const& items = list.at("items").as_array();
    std::vector<std::string> told;
    for (auto const& item : items) {
        if (item.at("kind") == "device_fault")
            told.emplace_back(item.at("subject").as_string().c_str());
    }
    REQUIRE(told.size() == 1);
    for (char const* part :
         {"H-0", "2010-11-17T08:00:00", "L-A-1", "That is no code.", "bad_field"})
        CHECK_MESSAGE(told[0].find(part) != std::string::npos, part);
    CHECK(house.ask(Client{}, Method::post, "/api/v1/untaken-steps", body).status == 401);
    auto nothing = body;
    nothing["step"] = "";
    CHECK(house.ask(picker, Method::post, "/api/v1/untaken-steps", nothing).status == 400);
}

TEST_CASE("malformed bodies are refused with the place, and nothing is on record") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto const before = house.engine().durable_seq();
    auto const good = scan_body("H-1", 1, "L-A-1");
    auto const with = [&](char const* field, boost::json::value value) {
        auto body = good;
        body[field] = std::move(value);
        auto const answer = post(house, picker, std::move(body));
        CHECK(answer.status == 400);
        CHECK(code_of(answer) == "bad_field");
        return std::string{body_of(answer).at("params").at(0).as_string().c_str()};
    };
    CHECK(with("extra", 1) == "/extra");
    CHECK(with("event_id", "x") == "/event_id");
    CHECK(with("raw", "not base64!") == "/raw");
    CHECK(with("device_seq", "1") == "/device_seq");
    CHECK(with("device_seq", -1) == "/device_seq");
    CHECK(with("captured_at", "yesterday") == "/captured_at");
    CHECK(with("via", "pigeon") == "/via");
    CHECK(with("typed", 1) == "/typed");
    Request request{.method = Method::post, .path = "/api/v1/scans"};
    request.headers = {{"Content-Type", "application/json"},
                       {"Cookie", "wms_session=" + picker.cookie},
                       {"X-CSRF-Token", picker.csrf}};
    for (std::string const& text :
         {std::string(100'000, '['), std::string{"{"}, std::string{"nul"}, std::string{"\xff"},
          std::string{R"({"raw":"QQ==","raw":"QQ=="})"}, std::string{R"({"device":"\u0000"})"}}) {
        request.body = text;
        CHECK(house.send(request).status == 400);
    }
    CHECK(house.engine().durable_seq() == before);
}

TEST_CASE("buttons go the same way as scans") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    boost::json::object body{{"event_id", event_id(900'001)},
                             {"device", "H-1"},
                             {"device_seq", house.next_seq("H-1")},
                             {"button", "language"},
                             {"argument", "zh"}};
    auto const answer = body_of(house.ask(picker, Method::post, "/api/v1/presses", body));
    CHECK(answer.at("refusal").is_null());
    CHECK(answer.at("screen").at("language") == "zh");
}

constexpr int way_lines = 25;

// One order for as many shelves, three of them at one place of the walk.
void plan_long_way(WebHouse& house) {
    ImportMasterData import{};
    ImportStock stock{};
    PlaceOrder order{.key = {.external_id = "SO-1", .channel = "shop"},
                     .placed_at = house.engine().now(),
                     .paid_at = {},
                     .carrier = "RM",
                     .recipient = {"Ann", "1", "1 Street, Town", "GB"},
                     .lines = {}};
    for (int n = 0; n < way_lines; ++n) {
        LocationRow place{.location = {}, .zone = "PICK"};
        place.location.code = fmt::format("B-{:02}", n);
        place.location.pick_sequence = 10 * (n / 3);
        import.locations.push_back(place);
        SkuRow sku{.sku = {}};
        sku.sku.code = fmt::format("K-{:02}", n);
        import.skus.push_back(sku);
        stock.rows.push_back(
            {.location = place.location.code, .sku = sku.sku.code, .quantity = 9_ea});
        order.lines.push_back({.sku = sku.sku.code, .quantity = 1_ea});
    }
    auto const decide = [&](auto command) {
        auto const outcome =
            house.engine().decide({.device = {}, .captured_at = {}, .command = std::move(command)});
        REQUIRE_MESSAGE(!outcome.refusal, name_of(outcome.refusal->why));
        (void)house.engine().read_at(outcome.seq);
        return outcome.object;
    };
    decide(import);
    decide(stock);
    OrderId const id{decide(order)};
    decide(ApproveOrder{id});
    decide(PlanWave{.method = PickMethod::discrete, .carrier = "RM", .orders = {id}});
}

TEST_CASE("for how long UNDO works is told, and afterwards it is not offered (U12)") {
    WebHouse house;
    plan_long_way(house);
    Client const picker = house.signed_in("U-PICK", "H-1");
    boost::json::object screen;
    auto const scan = [&](std::string const& code) {
        auto const answer = body_of(house.scan(picker, code));
        REQUIRE_MESSAGE(answer.at("refusal").is_null(), code);
        screen = answer.at("screen").as_object();
    };
    for (char const* code : {"!PICK", "T-1"}) scan(code);
    CHECK(screen.at("undo_ms").is_null());
    std::string const place{screen.at("ask_about").at(0).as_string().c_str()};
    scan("L-" + place);
    scan("K-" + place.substr(2));
    CHECK(screen.at("undo_ms").as_int64() > 59'000);
    CHECK(screen.at("undo_ms").as_int64() <= 60'000);
    auto const look = [&] {
        (void)house.engine().read_at(house.engine().durable_seq());
        auto const shown = body_of(house.ask(picker, Method::get, "/api/v1/screens/H-1"));
        return shown.at("screen").as_object();
    };
    auto const offers_undo = [&] {
        auto const& buttons = screen.at("buttons").as_array();
        return std::ranges::find(buttons, boost::json::value("undo")) != buttons.end();
    };
    CHECK(offers_undo());
    house.wait(20_s);
    screen = look();
    CHECK(screen.at("undo_ms").as_int64() <= 40'000);
    CHECK(offers_undo());
    house.wait(41_s);
    screen = look();
    CHECK(screen.at("undo_ms").is_null());
    CHECK(screen.at("undo").at("label") == "none");
    CHECK(!offers_undo());
}

TEST_CASE("one's own way comes page by page, whole and in its order, also when it shortens") {
    WebHouse house;
    plan_long_way(house);
    Client const picker = house.signed_in("U-PICK", "H-1");
    for (char const* code : {"!PICK", "T-1"})
        REQUIRE(body_of(house.scan(picker, code)).at("refusal").is_null());
    (void)house.engine().read_at(house.engine().durable_seq());
    auto const page_after = [&](std::string const& cursor, int limit) {
        auto const path = fmt::format("/api/v1/tasks?limit={}{}", limit,
                                      cursor.empty() ? "" : "&after=" + cursor);
        auto const answer = house.ask(picker, Method::get, path);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        return body_of(answer);
    };
    auto const whole = page_after("", 200);
    CHECK(whole.at("next").is_null());
    REQUIRE(whole.at("items").as_array().size() == way_lines);
    for (int const limit : {1, 2, 4, 24, 25}) {
        CAPTURE(limit);
        boost::json::array all;
        std::string cursor;
        do {
            auto const page = page_after(cursor, limit);
            for (auto const& item : page.at("items").as_array()) all.push_back(item);
            REQUIRE(page.at("items").as_array().size() <= static_cast<std::size_t>(limit));
            auto const& next = page.at("next");
            cursor = next.is_null() ? "" : next.as_string().c_str();
        } while (!cursor.empty() && all.size() < 100);
        CHECK(all == whole.at("items").as_array());
    }
    // what the first page ended with is picked meanwhile: the second goes on behind it
    auto const first = page_after("", 1);
    auto const& task = first.at("items").at(0);
    auto const scan_one = [&](std::string const& code) {
        auto const answer = body_of(house.scan(picker, code));
        REQUIRE_MESSAGE(answer.at("refusal").is_null(), answer);
    };
    scan_one("L-" + std::string{task.at("location").as_string()});
    scan_one(task.at("sku").as_string().c_str());
    (void)house.engine().read_at(house.engine().durable_seq());
    auto const rest = page_after(first.at("next").as_string().c_str(), 200);
    CHECK(rest.at("items").as_array().size() == way_lines - 1);
    for (char const* wrong :
         {"7", "1.2", "a.b.c", "1.2.3.4", "1.2.", "..", "1.2.99999999999999999999"})
        CHECK(house.ask(picker, Method::get, std::string{"/api/v1/tasks?after="} + wrong).status ==
              400);
}

TEST_CASE("any code opens a card and changes nothing") {
    WebHouse house;
    Client const picker = house.signed_in("U-PICK", "H-1");
    auto const before = house.engine().durable_seq();
    auto const cards = [&](std::string const& code) {
        return body_of(house.ask(picker, Method::get, "/api/v1/cards?code=" + code))
            .at("cards")
            .as_array();
    };
    CHECK(cards("L-A-1").at(0).at("kind") == "location");
    CHECK(cards("G-1").at(0).at("kind") == "sku");
    CHECK(cards("T-1").at(0).at("kind") == "container");
    CHECK(cards("WHO-KNOWS").empty());
    CHECK(cards("U-LEAD").empty());  // no looking up of people
    CHECK(house.engine().durable_seq() == before);
}

}  // namespace
}  // namespace wms::test
