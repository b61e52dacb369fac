// SPDX-License-Identifier: Apache-2.0
// Guessing (test T23 with the numbers of reliability 3.1).
#include "web/house.hpp"

#include "domain/process/order_intake.hpp"
#include "domain/process/setup.hpp"
#include "domain/process/waves.hpp"
#include "domain/process/waybill.hpp"

#include <fmt/format.h>

namespace wms::test {
namespace {

using web::Lockout;

TEST_CASE("ten thousand guesses at one badge: at most a hundred an hour reach the hash") {
    Lockout lockout;
    std::int64_t now = 0;
    int reached = 0;
    for (int i = 0; i < 10'000; ++i) {
        // From ever other terminals and addresses, as fast as it goes.
        Lockout::Who const who{"U-1", fmt::format("H-{}", i % 500), fmt::format("10.0.0.{}", i)};
        now += 100;
        if (!lockout.begin(who, Instant{now})) ++reached;
    }
    CHECK(reached == 60);  // the rest of the hundred is kept for places that are known
}

TEST_CASE("a thousand badges with one common PIN from one device: blocked after fifty") {
    Lockout lockout;
    int reached = 0;
    for (int i = 0; i < 1000; ++i) {
        if (!lockout.begin({fmt::format("U-{}", i), "H-1", "10.0.0.1"}, Instant{i})) ++reached;
    }
    CHECK(reached == 50);
}

TEST_CASE("ever new device codes do not help: the address is counted too") {
    Lockout lockout;
    int reached = 0;
    for (int i = 0; i < 5000; ++i) {
        Lockout::Who const who{fmt::format("U-{}", i), fmt::format("H-{}", i), "10.0.0.1"};
        if (!lockout.begin(who, Instant{i})) ++reached;
    }
    CHECK(reached == 200);
}

TEST_CASE("after ten failures even the true PIN is refused, for a quarter of an hour") {
    WebHouse house;
    Client client{.device = "H-1"};
    for (int i = 0; i < 10; ++i)
        CHECK(house.sign_in(client, "U-PIN", fmt::format("90000{}", i)) == "wrong_pin");
    CHECK(house.sign_in(client, "U-PIN", picker_pin) == "locked_out");
    Client elsewhere{.device = "H-2"};
    CHECK(house.sign_in(elsewhere, "U-PIN", picker_pin) == "");
    house.wait(14_min);
    CHECK(house.sign_in(client, "U-PIN", picker_pin) == "locked_out");
    house.wait(2_min);
    CHECK(house.sign_in(client, "U-PIN", picker_pin) == "");
    CHECK(house.sign_in(client, "U-PIN", "900000") == "wrong_pin");  // counted from the start
}

TEST_CASE("others who guess all day long do not lock a person out where the PIN was right before") {
    Lockout lockout;
    Lockout::Who const desk{"U-LEAD", "DESK", "10.0.0.9"};
    REQUIRE(!lockout.begin(desk, Instant{0}));
    lockout.succeeded(desk);
    std::int64_t now = 0;
    int reached = 0;
    for (int i = 0; i < 36'000; ++i) {  // ten an instant, for an hour
        now = i * 100;
        Lockout::Who const who{"U-LEAD", fmt::format("H-{}", i % 500), fmt::format("10.1.0.{}", i)};
        if (!lockout.begin(who, Instant{now})) ++reached;
        // Somebody else's code of a device is no secret: saying it does not lock that device.
        CHECK_FALSE((i < 100 && lockout.begin({"U-LEAD", "DESK", "10.2.0.1"}, Instant{now}) &&
                     lockout.begin(desk, Instant{now})));
        if (i < 100) lockout.succeeded(desk);
    }
    CHECK(reached <= 60);
    CHECK(lockout.begin({"U-LEAD", "H-9", "10.0.0.7"}, Instant{now}));  // a stranger waits
    int own = 0;
    for (int i = 0; i < 20; ++i) own += lockout.begin(desk, Instant{now}) ? 0 : 1;
    CHECK(own == 5);  // and no more than these: together not above a hundred
}

TEST_CASE("known places do not add up to more than a hundred guesses an hour at a badge") {
    Lockout lockout;
    auto const place = [](int i) {
        return Lockout::Who{"U-LEAD", fmt::format("H-{}", i), fmt::format("10.0.0.{}", i)};
    };
    for (int i = 0; i < 30; ++i) {
        REQUIRE(!lockout.begin(place(i), Instant{0}));
        lockout.succeeded(place(i));
    }
    int reached = 0;
    for (int i = 0; i < 3000; ++i) reached += lockout.begin(place(i % 300), Instant{i}) ? 0 : 1;
    CHECK(reached == 100);
}

TEST_CASE("right PINs are not counted") {
    Lockout lockout;
    for (int i = 0; i < 500; ++i) {
        Lockout::Who const who{"U-1", "H-1", "10.0.0.1"};
        REQUIRE(!lockout.begin(who, Instant{i * 1000}));
        lockout.succeeded(who);
    }
}

// --- approvals: somebody is signed in, a lead's badge and PIN are asked for there

// A dispatcher whose closed manifest is to be opened again, at PC-1.
struct AskedHouse {
    WebHouse house;
    Client desk{};

    AskedHouse() {
        decide(one_bench("Ann"));
        decide(LoadNumberPool{"RM", {"RM1"}});
        Client const admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);
        boost::json::object const order{
            {"channel", "shop"},
            {"external_id", "SO-1"},
            {"carrier", "RM"},
            {"recipient",
             {{"name", "Ann"}, {"phone", "1"}, {"address", "1 High St"}, {"country", "GB"}}},
            {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", 1}}}}};
        auto const placed = house.ask(admin, Method::post, "/api/v1/orders", order);
        REQUIRE_MESSAGE(placed.status == 201, placed.body);
        OrderId const id{body_of(placed).at("id").to_number<std::uint64_t>()};
        decide(ApproveOrder{id});
        decide(PlanWave{.method = PickMethod::total_pick, .carrier = "RM", .orders = {id}});
        desk = house.signed_in("U-ALL", "PC-1");
        press("pick");
        for (char const* code : {"T-1", "L-A-1", "G-1", "S-PACK1"}) scan(code);
        press("pack");
        for (char const* code : {"T-1", "G-1", "RM1"}) scan(code);
        press("home");
        press("ship");
        scan("RM1");
        press("close");
    }
    template <class Command>
    void decide(Command command) {
        auto const outcome =
            house.engine().decide({.device = {}, .captured_at = {}, .command = std::move(command)});
        REQUIRE(!outcome.refusal);
        (void)house.engine().read_at(outcome.seq);
    }
    void scan(std::string const& code) {
        auto const done = house.scan(desk, code);
        REQUIRE_MESSAGE(done.status == 200, done.body);
        REQUIRE_MESSAGE(body_of(done).at("refusal").is_null(), done.body);
    }
    Response press(std::string const& button) {
        house.wait(1_s);
        auto body = scan_body(desk.device, house.next_seq(desk.device), "");
        body.erase("raw");
        body["button"] = button;
        return house.ask(desk, Method::post, "/api/v1/presses", body);
    }
    // Until the lead's PIN is wanted.
    void ask() {
        auto const pressed = press("undo");
        REQUIRE_MESSAGE(pressed.body.find("need_approval") != std::string::npos, pressed.body);
        auto const badge = house.scan(desk, "U-LEAD");
        REQUIRE_MESSAGE(badge.body.find("pin_wanted") != std::string::npos, badge.body);
    }
    Response approve(std::string const& pin) {
        return house.ask(desk, Method::post, "/api/v1/approvals", {{"pin", pin}});
    }
    std::string guess(std::string const& pin) {
        auto const answer = approve(pin);
        return answer.status == 200 ? "" : code_of(answer);
    }
};

TEST_CASE("ten wrong PINs at an approval: then not even the true one, for a quarter of an hour") {
    AskedHouse asked;
    asked.ask();
    for (int i = 0; i < 10; ++i) CHECK(asked.guess(fmt::format("90000{}", i)) == "wrong_pin");
    auto const refused = asked.approve(lead_pin);
    CHECK(refused.status == 429);
    auto const text = body_of(refused);
    CHECK(text.at("code") == "locked_out");
    CHECK(refused.body.find("Too many wrong tries. Wait 15 min.") != std::string::npos);
    CHECK(refused.body.find("错误次数过多，请等待 15 分钟。") != std::string::npos);
    CHECK(header_of(refused, "Retry-After") == "900");
    // Whoever works there goes on working; only the approval waits.
    CHECK(asked.house.ask(asked.desk, Method::get, "/api/v1/session").status == 200);
    // The lead is not locked out anywhere else.
    Client elsewhere{.device = "DESK", .peer = "10.0.0.2"};
    CHECK(asked.house.sign_in(elsewhere, "U-LEAD", lead_pin) == "");
    asked.house.wait(14_min);
    asked.desk = asked.house.signed_in("U-ALL", "PC-1");  // the terminal locks itself meanwhile
    asked.ask();
    CHECK(asked.guess(lead_pin) == "locked_out");
    asked.house.wait(1_min);
    asked.ask();
    CHECK(asked.guess(lead_pin) == "");
}

TEST_CASE("a guess at an approval counts like one at sign-in, and the other way round") {
    AskedHouse asked;
    SUBCASE("sign-in first, the badge as other scanners send it") {
        for (int i = 0; i < 10; ++i) {
            Client guesser{.device = "PC-1"};
            std::string const badge = i % 2 == 0 ? "]C0U-LEAD" : "U-LEAD";
            CHECK(asked.house.sign_in(guesser, badge, "900000") == "wrong_pin");
        }
        asked.ask();
        CHECK(asked.guess(lead_pin) == "locked_out");
    }
    SUBCASE("the approval first") {
        asked.ask();
        for (int i = 0; i < 10; ++i) CHECK(asked.guess("900000") == "wrong_pin");
        Client guesser{.device = "PC-1"};
        CHECK(asked.house.sign_in(guesser, "U-LEAD", lead_pin) == "locked_out");
        CHECK(asked.house.sign_in(guesser, "]C0U-LEAD", lead_pin) == "locked_out");
        CHECK(asked.house.sign_in(guesser, "U-ADMIN", lead_pin) == "");  // another person
    }
    SUBCASE("half and half") {
        Client guesser{.device = "PC-1"};
        for (int i = 0; i < 5; ++i)
            CHECK(asked.house.sign_in(guesser, "U-LEAD", "900000") == "wrong_pin");
        asked.ask();
        for (int i = 0; i < 5; ++i) CHECK(asked.guess("900000") == "wrong_pin");
        CHECK(asked.guess(lead_pin) == "locked_out");
    }
}

TEST_CASE("a device is locked after fifty failures, whether they were sign-ins or approvals") {
    AskedHouse asked;
    Client guesser{.device = "PC-1"};
    for (int i = 0; i < 48; ++i)
        CHECK(asked.house.sign_in(guesser, fmt::format("U-NO{}", i), "900000") == "wrong_pin");
    asked.ask();
    for (int i = 0; i < 2; ++i) CHECK(asked.guess("900000") == "wrong_pin");
    CHECK(asked.guess(lead_pin) == "locked_out");
    CHECK(asked.house.sign_in(guesser, "U-ADMIN", lead_pin) == "locked_out");
    asked.house.wait(61_min);
    asked.desk = asked.house.signed_in("U-ALL", "PC-1");  // was idle for an hour
    asked.ask();
    CHECK(asked.guess(lead_pin) == "");
}

TEST_CASE("a lead who is guessed at all day long still approves where he did before") {
    AskedHouse asked;
    asked.ask();
    REQUIRE(asked.guess(lead_pin) == "");
    REQUIRE(body_of(asked.press("undo")).at("refusal").is_null());
    REQUIRE(body_of(asked.press("close")).at("refusal").is_null());
    int reached = 0;
    for (int i = 0; i < 300; ++i) {
        Client guesser{.device = i % 3 == 0 ? "PC-1" : fmt::format("H-{}", i),
                       .peer = fmt::format("10.9.{}.1", i % 30)};
        reached += asked.house.sign_in(guesser, "U-LEAD", "900000") == "wrong_pin" ? 1 : 0;
    }
    CHECK(reached == 60);
    Client nowhere{.device = "DESK", .peer = "10.0.0.2"};
    CHECK(asked.house.sign_in(nowhere, "U-LEAD", lead_pin) == "locked_out");
    asked.ask();
    CHECK(asked.guess(lead_pin) == "");
}

}  // namespace
}  // namespace wms::test
