// SPDX-License-Identifier: Apache-2.0
// Guessing (test T23 with the numbers of reliability 3.1).
#include "web/house.hpp"

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
    CHECK(reached <= 100);
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

TEST_CASE("right PINs are not counted") {
    Lockout lockout;
    for (int i = 0; i < 500; ++i) {
        Lockout::Who const who{"U-1", "H-1", "10.0.0.1"};
        REQUIRE(!lockout.begin(who, Instant{i * 1000}));
        lockout.succeeded(who);
    }
}

}  // namespace
}  // namespace wms::test
