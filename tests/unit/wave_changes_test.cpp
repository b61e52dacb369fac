// SPDX-License-Identifier: Apache-2.0
#include "domain/process/wave_changes.hpp"

#include "support/desk.hpp"

namespace {
using namespace wms;
using namespace wms::test;

struct Floor {
    Desk desk;
    House house = furnish(desk);
    std::vector<OrderId> orders;

    Floor() {
        stock_up(desk, "A-01", "X", 50_ea);
        stock_up(desk, "B-07", "Y", 50_ea);
        for (std::string const number : {"O1", "O2", "O3", "O4"})
            orders.push_back(place_order(desk, number, {{"X", 1_ea}}));
    }
    Floor(Floor const&) = delete;
    Floor& operator=(Floor const&) = delete;
    ~Floor() { CHECK(desk.difference_after_replay() == ""); }

    WaveId plan(std::vector<OrderId> of, Instant pickup, bool now = true) {
        auto const done = desk.run(PlanWave{.method = PickMethod::discrete,
                                            .carrier = "POST",
                                            .pickup = pickup,
                                            .orders = std::move(of),
                                            .release = now});
        REQUIRE(done);
        return WaveId{done->object};
    }
    Order order(std::size_t n) { return tables::orders.at(desk.tables(), orders[n]); }
    Wave wave(WaveId id) { return tables::waves.at(desk.tables(), id); }
    // What the picker who asks for work gets.
    WaveId picked_first() {
        REQUIRE(desk.press(house.anna, Button::pick));
        OperatorId const anna = tables::devices.at(desk.tables(), house.anna).actor;
        BatchId const batch = tables::sessions.at(desk.tables(), anna).batch;
        return tables::batches.at(desk.tables(), batch).wave;
    }
    void pick_one() {
        REQUIRE(desk.scan(house.anna, "T-1"));
        REQUIRE(desk.scan(house.anna, "L-A-01"));
        REQUIRE(desk.scan(house.anna, "X"));
    }
};

TEST_CASE("the wave a lead puts first is picked first, whatever its pickup") {
    Floor floor;
    WaveId const early = floor.plan({floor.orders[0]}, Instant{1'000'000});
    WaveId const late = floor.plan({floor.orders[1]}, Instant{9'000'000});
    REQUIRE(floor.desk.run(PrioritiseWave{late, WavePlace::first}));
    CHECK(floor.picked_first() == late);
    REQUIRE(floor.desk.run(PrioritiseWave{late, WavePlace::by_pickup}));
    CHECK(floor.wave(late).urgency == 0);
    REQUIRE(floor.desk.run(PrioritiseWave{early, WavePlace::last}));
    CHECK(floor.wave(early).urgency > 9'000'000);
}

TEST_CASE("a wave that is ranked before its release keeps the rank") {
    Floor floor;
    floor.plan({floor.orders[0]}, Instant{1'000'000});
    WaveId const late = floor.plan({floor.orders[1]}, Instant{9'000'000}, false);
    REQUIRE(floor.desk.run(PrioritiseWave{late, WavePlace::first}));
    REQUIRE(floor.desk.run(ReleaseWave{late}));
    CHECK(floor.picked_first() == late);
}

TEST_CASE("an order leaves its wave: its promises are free, and it waits for a person") {
    Floor floor;
    WaveId const wave = floor.plan({floor.orders[0], floor.orders[1]}, Instant{1'000'000});
    CHECK(why(floor.desk.run(DropFromWave{wave, floor.orders[0], ""})) == Why::missing_field);
    CHECK(why(floor.desk.run(DropFromWave{wave, floor.orders[2], "late"})) == Why::stale);
    REQUIRE(floor.desk.run(DropFromWave{wave, floor.orders[0], "address wrong"}));
    CHECK(floor.order(0).state == OrderState::held);
    CHECK(floor.order(0).allocated == 0_ea);
    CHECK(!floor.order(0).wave);
    CHECK(members_of(floor.desk.tables(), wave) == std::vector<OrderId>{floor.orders[1]});
    REQUIRE(floor.desk.run(DropFromWave{wave, floor.orders[1], "next wave", false}));
    CHECK(floor.order(1).state == OrderState::approved);
    CHECK(floor.wave(wave).state == WaveState::cancelled);
}

TEST_CASE("what was picked from stays in its wave") {
    Floor floor;
    WaveId const wave = floor.plan({floor.orders[0], floor.orders[1]}, Instant{1'000'000});
    floor.picked_first();
    floor.pick_one();
    std::size_t const picked = floor.order(0).picked.is_zero() ? 1 : 0;
    CHECK(why(floor.desk.run(DropFromWave{wave, floor.orders[picked], "late"})) ==
          Why::already_picked);
    auto const split = floor.desk.run(SplitWave{wave});
    REQUIRE(split);
    WaveId const made{split->object};
    CHECK(members_of(floor.desk.tables(), made) == std::vector<OrderId>{floor.orders[1 - picked]});
    CHECK(floor.wave(made).state == WaveState::planned);
    CHECK(floor.wave(made).pieces == 1_ea);
}

TEST_CASE("a wave is split by its orders; the part is released by itself") {
    Floor floor;
    for (bool const released : {true, false}) {
        CAPTURE(released);
        std::size_t const n = released ? 0 : 2;
        WaveId const wave =
            floor.plan({floor.orders[n], floor.orders[n + 1]}, Instant{1'000'000}, released);
        auto const split = floor.desk.run(SplitWave{wave, {floor.orders[n]}});
        REQUIRE(split);
        WaveId const part{split->object};
        CHECK(floor.order(n).wave == part);
        REQUIRE(floor.desk.run(ReleaseWave{part}));
        CHECK(floor.order(n).state == OrderState::released);
        CHECK(floor.wave(wave).orders_removed == 1);
        CHECK(why(floor.desk.run(SplitWave{wave, {floor.orders[n + 1]}})) == Why::nothing_to_do);
    }
}

}  // namespace
