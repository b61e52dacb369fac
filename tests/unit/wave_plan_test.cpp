// SPDX-License-Identifier: Apache-2.0
#include "planning/wave_plan.hpp"

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace {
using namespace wms;
using namespace wms::planning;

constexpr Instant now{1'700'000'000'000};
constexpr Instant tonight = now + 480_min;

// Location n lies in aisle n / 10 (3 m apart), one metre after the other.
CandidateLine line(std::uint64_t sku, std::int64_t pieces) {
    return {.sku = SkuId{sku},
            .quantity = Quantity{pieces},
            .location = LocationId{sku},
            .zone = ZoneId{1 + sku / 100},
            .pick_sequence = static_cast<std::int64_t>(sku),
            .x_mm = static_cast<std::int32_t>(sku / 10 * 3'000),
            .y_mm = static_cast<std::int32_t>(sku % 10 * 1'000)};
}

Candidate order(std::uint64_t id, std::vector<CandidateLine> lines) {
    return {.order = OrderId{id},
            .priority = 5,
            .paid_at = now - 10_min,
            .pickup = tonight,
            .carrier = CarrierId{1},
            .service = "standard",
            .temperature_zone = "ambient",
            .shop = "main",
            .profile = ProcessProfile::parcel,
            .weight = Weight{500},
            .lines = std::move(lines)};
}

WaveRules rules() {
    return {.bulk_quantity = 50_ea,
            .bulk_weight = Weight{30'000},
            .same_order_count = 4,
            .single_own_wave_pieces = 10_ea,
            .wave_pieces_min = 3_ea,
            .wave_pieces_max = 40_ea,
            .wave_orders_max = 20,
            .wall_slots = 8,
            .cart_bins = 4,
            .small_piece_weight = Weight{1'000},
            .release_slack = 30_min,
            .wait_max = 60_min,
            .remainder_policy = RemainderPolicy::wait,
            .speed = {.walk_mm_per_s = 1'000,
                      .per_stop = 5_s,
                      .per_piece = 2_s,
                      .per_sort = 3_s,
                      .per_tour = 30_s},
            .layout = {.depth_mm = 10'000},
            .start = {.x_mm = 0, .y_mm = 0},
            .end = {.x_mm = 0, .y_mm = 0}};
}

bool has(PlannedWave const& wave, ReasonCode code) {
    auto const& reasons = wave.explanation.reasons;
    return std::ranges::find(reasons, code, &Reason::code) != reasons.end();
}

std::vector<std::uint64_t> ids(PlannedWave const& wave) {
    std::vector<std::uint64_t> list;
    for (OrderId const id : wave.orders) list.push_back(id.value());
    return list;
}
using Ids = std::vector<std::uint64_t>;

PlannedWave const& wave_of(WavePlan const& plan, std::uint64_t id) {
    for (PlannedWave const& wave : plan.waves)
        if (std::ranges::find(wave.orders, OrderId{id}) != wave.orders.end()) return wave;
    throw BrokenInvariant{"the order is in no wave"};
}

MethodForecast forecast(PlannedWave const& wave, PickMethod method) {
    auto const at = std::ranges::find(wave.forecasts, method, &MethodForecast::method);
    REQUIRE(at != wave.forecasts.end());
    return *at;
}

// ---- A day of orders, drawn from a seed

std::vector<CandidateLine> any_lines(test::Random& random) {
    std::uint64_t const kind = random.below(100);
    if (kind < 50) return {line(1 + random.below(60), 1)};
    if (kind < 65) return {line(1 + random.below(10), random.between(2, 5))};
    std::vector<CandidateLine> lines;
    std::uint64_t const count = 1 + random.below(7);
    for (std::uint64_t i = 0; i < count; ++i)
        lines.push_back(line(1 + random.below(kind < 90 ? 200 : 4), random.between(1, 12)));
    return lines;
}

std::vector<Candidate> any_day(test::Random& random, std::uint64_t orders) {
    std::vector<Candidate> day;
    for (std::uint64_t id = 1; id <= orders; ++id) {
        Candidate next = order(id, any_lines(random));
        next.priority = random.between(1, 3);
        next.paid_at = now - Elapsed{random.between(0, 100) * 60'000};
        next.pickup = now + Elapsed{random.between(0, 4) * 3'000'000};
        next.carrier = CarrierId{1 + random.below(2)};
        next.service = random.below(4) == 0 ? "express" : "standard";
        next.temperature_zone = random.below(5) == 0 ? "chilled" : "ambient";
        next.profile = random.below(6) == 0 ? ProcessProfile::store : ProcessProfile::parcel;
        next.shop = random.below(10) == 0 ? "outlet" : "main";
        next.weight = Weight{random.between(100, 40'000)};
        if (random.below(15) == 0) next.flags = {static_cast<OrderFlag>(random.below(6))};
        if (random.below(40) == 0) next.lines.clear();
        if (random.below(40) == 0) next.pickup = Instant{};
        day.push_back(std::move(next));
    }
    return day;
}

WaveRules any_rules(test::Random& random) {
    WaveRules drawn = rules();
    drawn.bulk_quantity = Quantity{random.between(0, 40)};
    drawn.same_order_count = random.between(0, 6);
    drawn.single_own_wave_pieces = Quantity{random.between(0, 15)};
    drawn.wave_pieces_min = Quantity{random.between(0, 20)};
    drawn.wave_pieces_max = Quantity{random.between(0, 60)};
    drawn.wave_orders_max = random.between(0, 25);
    drawn.wall_slots = random.between(0, 12);
    drawn.cart_bins = random.between(0, 6);
    drawn.remainder_policy = static_cast<RemainderPolicy>(random.below(3));
    if (random.below(2) == 0) drawn.custom_rules = {{.name = "outlet", .shop = "outlet"}};
    if (random.below(2) == 0)
        drawn.class_sizes = {{OrderClass::single_unit, Quantity{random.between(0, 10)},
                              Quantity{random.between(0, 30)}},
                             {OrderClass::multi, Quantity{random.between(0, 40)}, 0_ea}};
    return drawn;
}

// As the site means it: its class's own size, else that of all.
std::pair<Quantity, Quantity> size_wanted(WaveRules const& site, OrderClass cls) {
    for (ClassSize const& one : site.class_sizes)
        if (one.cls == cls) return {one.pieces_min, one.pieces_max};
    return {site.wave_pieces_min, site.wave_pieces_max};
}

template <class Check>
void for_many_days(Check check) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        test::Random random{seed};
        WaveRules const drawn = any_rules(random);
        std::vector<Candidate> const day = any_day(random, 300);
        check(day, drawn, random);
    }
}

// ---- The rules one by one

TEST_CASE("three orders of one piece each make one single-unit wave picked in total") {
    std::vector<Candidate> const orders{order(1, {line(15, 1)}), order(2, {line(15, 1)}),
                                        order(3, {line(15, 1)})};
    WavePlan const plan = build_waves(orders, rules(), now);
    REQUIRE(plan.waves.size() == 1);
    CHECK(plan.left_out.empty());
    PlannedWave const& wave = plan.waves.front();
    CHECK(wave.cls == OrderClass::single_unit);
    CHECK(wave.method == PickMethod::total_pick);
    CHECK(wave.decision == ReleaseDecision::release);
    CHECK(ids(wave) == Ids{1, 2, 3});
    CHECK(wave.pieces == 3_ea);
    CHECK(wave.lines == 3);
    CHECK(wave.distinct_locations == 1);
    // Aisle at 3 m, 5 m deep: 8 m there and 8 m back; once together, or once per order.
    CHECK(wave.walk_mm == 16'000);
    CHECK(forecast(wave, PickMethod::discrete).walk_mm == 3 * 16'000);
    // 16 s walking, a stop of 5 s, 3 pieces of 2 s, a tour of 30 s.
    CHECK(wave.duration_ms == 16'000 + 5'000 + 6'000 + 30'000);
    CHECK(has(wave, ReasonCode::class_single_unit));
    CHECK(has(wave, ReasonCode::method_total_pick));
    CHECK(has(wave, ReasonCode::release_size));
    CHECK(has(wave, ReasonCode::walk_saved));
}

TEST_CASE("the first matching class wins") {
    struct Row {
        std::string_view name;
        Candidate candidate;
        std::int64_t copies;
        OrderClass cls;
    };
    auto const with = [](Candidate base, auto change) {
        change(base);
        return base;
    };
    Candidate const one = order(1, {line(1, 1)});
    auto const urgent = [](Candidate& c) { c.flags = {OrderFlag::urgent}; };
    auto const outlet = [](Candidate& c) { c.shop = "outlet"; };
    auto const heavy = [](Candidate& c) { c.weight = Weight{30'000}; };
    Row const rows[] = {
        {"special before custom", with(with(one, urgent), outlet), 4, OrderClass::special},
        {"custom before bulk", with(with(one, heavy), outlet), 4, OrderClass::custom},
        {"bulk by weight before same", with(one, heavy), 4, OrderClass::bulk},
        {"bulk by quantity", order(1, {line(1, 30), line(2, 20)}), 1, OrderClass::bulk},
        {"below bulk", order(1, {line(1, 30), line(2, 19)}), 1, OrderClass::multi},
        {"same before single unit", one, 4, OrderClass::same},
        {"same before several SKUs", order(1, {line(1, 1), line(2, 1)}), 4, OrderClass::same},
        {"one copy fewer is not same", one, 3, OrderClass::single_unit},
        {"single SKU", order(1, {line(1, 2)}), 1, OrderClass::single_sku},
        {"one SKU on two lines", order(1, {line(1, 1), line(1, 1)}), 1, OrderClass::single_sku},
        {"several SKUs", order(1, {line(1, 1), line(2, 1)}), 1, OrderClass::multi},
    };
    WaveRules with_outlet = rules();
    with_outlet.custom_rules = {{.name = "nothing named"}, {.name = "outlet", .shop = "outlet"}};
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            std::vector<Candidate> orders;
            for (std::int64_t i = 0; i < row.copies; ++i) {
                orders.push_back(row.candidate);
                orders.back().order = OrderId{static_cast<std::uint64_t>(i + 1)};
            }
            WavePlan const plan = build_waves(orders, with_outlet, now);
            REQUIRE(plan.waves.size() == 1);
            CHECK(plan.waves.front().cls == row.cls);
            CHECK(std::ssize(plan.waves.front().orders) == row.copies);
        }
    }
}

TEST_CASE("a custom rule needs everything it names") {
    WaveRules custom = rules();
    custom.custom_rules = {{.name = "one", .carrier = CarrierId{2}, .service = "express"}};
    Candidate candidate = order(1, {line(1, 1)});
    candidate.carrier = CarrierId{2};
    CHECK(build_waves({&candidate, 1}, custom, now).waves.front().cls == OrderClass::single_unit);
    candidate.service = "express";
    PlannedWave const wave = build_waves({&candidate, 1}, custom, now).waves.front();
    CHECK(wave.cls == OrderClass::custom);
    CHECK(wave.custom_rule == "one");
    CHECK(explain(wave.explanation.reasons.front(), Language::en) ==
          "own rule \"one\" matches these orders");
}

TEST_CASE("equal contents need the same pieces of the same SKUs, in any sequence of lines") {
    std::vector<Candidate> orders;
    orders.push_back(order(1, {line(1, 2), line(2, 1)}));
    orders.push_back(order(2, {line(2, 1), line(1, 2)}));
    orders.push_back(order(3, {line(1, 1), line(2, 1), line(1, 1)}));
    orders.push_back(order(4, {line(1, 2), line(2, 1)}));
    orders.push_back(order(5, {line(1, 1), line(2, 2)}));
    WavePlan const plan = build_waves(orders, rules(), now);
    CHECK(ids(wave_of(plan, 1)) == Ids{1, 2, 3, 4});
    CHECK(wave_of(plan, 1).cls == OrderClass::same);
    CHECK(wave_of(plan, 1).method == PickMethod::total_pick);
    CHECK(wave_of(plan, 5).cls == OrderClass::multi);
}

TEST_CASE("orders of different partitions never share a wave nor make each other the same") {
    struct Row {
        std::string_view name;
        void (*change)(Candidate&);
    };
    static constexpr Row rows[] = {
        {"carrier", [](Candidate& c) { c.carrier = CarrierId{2}; }},
        {"service", [](Candidate& c) { c.service = "express"; }},
        {"pickup", [](Candidate& c) { c.pickup = c.pickup + 60_min; }},
        {"temperature", [](Candidate& c) { c.temperature_zone = "chilled"; }},
        {"profile", [](Candidate& c) { c.profile = ProcessProfile::store; }},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            std::vector<Candidate> orders;
            for (std::uint64_t id = 1; id <= 6; ++id) {
                orders.push_back(order(id, {line(1, 1)}));
                if (id > 3) row.change(orders.back());
            }
            WavePlan const plan = build_waves(orders, rules(), now);
            CHECK(plan.waves.size() == 2);
            CHECK(ids(wave_of(plan, 1)) == Ids{1, 2, 3});
            CHECK(ids(wave_of(plan, 4)) == Ids{4, 5, 6});
            CHECK(wave_of(plan, 1).cls == OrderClass::single_unit);
        }
    }
}

TEST_CASE("a SKU with many pieces gets its own wave, the others are mixed") {
    WaveRules no_same = rules();
    no_same.same_order_count = 0;
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 10; ++id) orders.push_back(order(id, {line(7, 1)}));
    for (std::uint64_t id = 11; id <= 19; ++id) orders.push_back(order(id, {line(8, 1)}));
    for (std::uint64_t id = 20; id <= 22; ++id) orders.push_back(order(id, {line(id, 1)}));
    WavePlan const plan = build_waves(orders, no_same, now);
    REQUIRE(plan.waves.size() == 2);
    PlannedWave const& own = wave_of(plan, 1);
    PlannedWave const& mixed = wave_of(plan, 11);
    CHECK(own.pieces == 10_ea);
    CHECK(has(own, ReasonCode::own_wave));
    CHECK(mixed.pieces == 12_ea);
    CHECK(mixed.distinct_locations == 4);
    CHECK(has(mixed, ReasonCode::mixed_wave));
    CHECK(mixed.method == PickMethod::total_pick);
}

TEST_CASE("what is left of a SKU below the threshold joins the mixed wave") {
    WaveRules small = rules();
    small.same_order_count = 0;
    small.wave_pieces_max = 12_ea;
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 15; ++id) orders.push_back(order(id, {line(7, 1)}));
    orders.push_back(order(16, {line(9, 1)}));
    WavePlan const plan = build_waves(orders, small, now);
    REQUIRE(plan.waves.size() == 2);
    CHECK(wave_of(plan, 1).pieces == 12_ea);
    CHECK(ids(wave_of(plan, 16)) == Ids{13, 14, 15, 16});
}

TEST_CASE("several pieces of one SKU are grouped by SKU and quantity") {
    WaveRules no_same = rules();
    no_same.same_order_count = 0;
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 5; ++id) orders.push_back(order(id, {line(7, 2)}));
    for (std::uint64_t id = 6; id <= 8; ++id) orders.push_back(order(id, {line(7, 3)}));
    WavePlan const plan = build_waves(orders, no_same, now);
    CHECK(wave_of(plan, 1).pieces == 10_ea);
    CHECK(has(wave_of(plan, 1), ReasonCode::own_wave));
    CHECK(wave_of(plan, 6).pieces == 9_ea);
    CHECK(has(wave_of(plan, 6), ReasonCode::mixed_wave));
}

TEST_CASE("a wave of several SKUs grows by the largest share of common locations") {
    WaveRules two = rules();
    two.wall_slots = two.cart_bins = 2;
    two.speed = {};  // without speeds every slack is equal: the priority makes order 1 the seed
    std::vector<Candidate> orders{
        order(1, {line(1, 1), line(2, 1)}), order(2, {line(3, 1), line(4, 1)}),
        order(3, {line(1, 1), line(2, 1), line(5, 1), line(6, 1), line(7, 1)}),
        order(4, {line(1, 1), line(8, 1)})};
    orders[0].priority = 1;
    WavePlan const plan = build_waves(orders, two, now);
    CHECK(ids(wave_of(plan, 1)) == Ids{1, 4});  // 1 of 2 locations is more than 2 of 5
    CHECK(wave_of(plan, 1).distinct_locations == 3);
    CHECK(has(wave_of(plan, 1), ReasonCode::shared_stops));
    CHECK(has(wave_of(plan, 1), ReasonCode::limit_slots));
    CHECK(ids(wave_of(plan, 2)) == Ids{2, 3});  // nobody shares: the most urgent follows
}

TEST_CASE("the seed is the order with the least slack") {
    WaveRules one = rules();
    one.wall_slots = one.cart_bins = 1;
    std::vector<Candidate> const orders{order(1, {line(1, 1), line(2, 1)}),
                                        order(2, {line(1, 20), line(95, 20)})};
    WavePlan const plan = build_waves(orders, one, now);
    REQUIRE(plan.waves.size() == 2);
    CHECK(ids(plan.waves[0]) == Ids{2});
    CHECK(ids(plan.waves[1]) == Ids{1});
}

TEST_CASE("an order that does not fit is passed over for one that does") {
    WaveRules small = rules();
    small.wave_pieces_max = 10_ea;
    std::vector<Candidate> const orders{order(1, {line(1, 4), line(2, 4)}),
                                        order(2, {line(1, 2), line(2, 2)}),
                                        order(3, {line(8, 1), line(9, 1)})};
    WavePlan const plan = build_waves(orders, small, now);
    CHECK(wave_of(plan, 1).orders.size() == 2);
    CHECK(&wave_of(plan, 1) == &wave_of(plan, 3));
    CHECK(has(wave_of(plan, 1), ReasonCode::limit_pieces));
    CHECK(ids(wave_of(plan, 2)) == Ids{2});
}

TEST_CASE("an order larger than the limit goes alone") {
    WaveRules small = rules();
    small.wave_pieces_max = 5_ea;
    std::vector<Candidate> const orders{order(1, {line(1, 1), line(2, 1)}), order(2, {line(1, 6)}),
                                        order(3, {line(1, 3), line(2, 3)})};
    WavePlan const plan = build_waves(orders, small, now);
    for (std::uint64_t const id : {std::uint64_t{2}, std::uint64_t{3}}) {
        CHECK(ids(wave_of(plan, id)) == Ids{id});
        CHECK(has(wave_of(plan, id), ReasonCode::over_limit_alone));
        CHECK(wave_of(plan, id).decision == ReleaseDecision::release);
    }
}

TEST_CASE("the method follows class, cart, weight and wall") {
    struct Row {
        std::string_view name;
        std::uint64_t orders;
        std::int64_t weight_g;
        std::int64_t cart_bins;
        std::int64_t wall_slots;
        PickMethod method;
        ReasonCode reason;
    };
    // Orders of two pieces each; a piece up to 1,000 g is small.
    static constexpr Row rows[] = {
        {"few", 1, 500, 4, 8, PickMethod::discrete, ReasonCode::method_discrete_few},
        {"as many as cart bins", 4, 2'000, 4, 8, PickMethod::cluster, ReasonCode::method_cluster},
        {"more than cart bins", 5, 500, 4, 8, PickMethod::put_wall, ReasonCode::method_put_wall},
        {"heavy pieces", 4, 2'002, 4, 8, PickMethod::put_wall, ReasonCode::method_put_wall},
        {"no wall", 4, 500, 4, 0, PickMethod::cluster, ReasonCode::method_cluster},
        {"heavy, no wall", 4, 2'002, 4, 0, PickMethod::discrete, ReasonCode::method_discrete_bulky},
        {"no cart, no wall", 4, 500, 0, 0, PickMethod::discrete, ReasonCode::method_discrete_bulky},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            WaveRules site = rules();
            site.cart_bins = row.cart_bins;
            site.wall_slots = row.wall_slots;
            std::vector<Candidate> orders;
            for (std::uint64_t id = 1; id <= row.orders; ++id) {
                orders.push_back(order(id, {line(id, 1), line(id + 100, 1)}));
                orders.back().weight = Weight{row.weight_g};
            }
            WavePlan const plan = build_waves(orders, site, now);
            REQUIRE(plan.waves.size() == 1);
            CHECK(plan.waves.front().method == row.method);
            CHECK(has(plan.waves.front(), row.reason));
            CHECK(has(plan.waves.front(), ReasonCode::zones_parallel));
            CHECK(plan.waves.front().zones.size() == 2);
        }
    }
}

TEST_CASE("walking and time are predicted for every method that could be used") {
    WaveRules site = rules();
    site.cart_bins = 2;
    // Locations 1 and 2 are in the aisle of the start, 1 m and 2 m deep.
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 3; ++id)
        orders.push_back(order(id, {line(1, static_cast<std::int64_t>(id)), line(2, 1)}));
    WavePlan const plan = build_waves(orders, site, now);
    REQUIRE(plan.waves.size() == 1);
    PlannedWave const& wave = plan.waves.front();
    // 9 pieces of 2 s = 18 s; 6 lines sorted at 3 s = 18 s; a tour walks 4 m = 4 s, stops twice
    // for 5 s and costs 30 s: 44 s.
    CHECK(forecast(wave, PickMethod::put_wall) ==
          MethodForecast{PickMethod::put_wall, 4'000, 18'000 + 18'000 + 44'000});
    CHECK(forecast(wave, PickMethod::cluster) ==
          MethodForecast{PickMethod::cluster, 8'000, 18'000 + 18'000 + 2 * 44'000});
    CHECK(forecast(wave, PickMethod::discrete) ==
          MethodForecast{PickMethod::discrete, 12'000, 18'000 + 3 * 44'000});
    CHECK(wave.method == PickMethod::put_wall);
    CHECK(wave.walk_mm == 4'000);
}

TEST_CASE("the special stream is picked order by order and never waits") {
    WaveRules large = rules();
    large.wave_pieces_min = 30_ea;
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 6; ++id) orders.push_back(order(id, {line(id, 1)}));
    orders[0].flags = orders[1].flags = {OrderFlag::urgent};
    orders[2].flags = {OrderFlag::dangerous, OrderFlag::urgent};
    orders[3].flags = orders[4].flags = {OrderFlag::ship_alone};
    WavePlan const plan = build_waves(orders, large, now);
    CHECK(plan.waves.size() == 5);
    CHECK(&wave_of(plan, 1) == &wave_of(plan, 2));
    CHECK(ids(wave_of(plan, 3)) == Ids{3});
    CHECK(ids(wave_of(plan, 4)) == Ids{4});
    CHECK(ids(wave_of(plan, 5)) == Ids{5});
    CHECK(has(wave_of(plan, 3), ReasonCode::special_dangerous));
    CHECK(has(wave_of(plan, 3), ReasonCode::special_urgent));
    CHECK(wave_of(plan, 6).decision == ReleaseDecision::wait);
    for (std::uint64_t id = 1; id <= 5; ++id) {
        CHECK(wave_of(plan, id).decision == ReleaseDecision::release);
        CHECK(wave_of(plan, id).method == PickMethod::discrete);
    }
}

TEST_CASE("a wave below the minimum is released only for a reason") {
    struct Row {
        std::string_view name;
        Elapsed until_pickup;
        Elapsed since_payment;
        RemainderPolicy policy;
        ReleaseDecision decision;
        ReasonCode reason;
    };
    // One piece at location 1: 2 s walking, 5 s stop, 2 s piece, 30 s tour = 39 s to pick.
    static constexpr Row rows[] = {
        {"no hurry", 480_min, 10_min, RemainderPolicy::wait, ReleaseDecision::wait,
         ReasonCode::wait_for_more},
        {"slack just enough", Elapsed{30 * 60'000 + 39'000}, 10_min, RemainderPolicy::wait,
         ReleaseDecision::wait, ReasonCode::wait_for_more},
        {"slack below the threshold", Elapsed{30 * 60'000 + 38'999}, 10_min, RemainderPolicy::wait,
         ReleaseDecision::release, ReasonCode::release_slack},
        {"late already", Elapsed{-60'000}, 10_min, RemainderPolicy::wait, ReleaseDecision::release,
         ReasonCode::release_slack},
        {"waited exactly the maximum", 480_min, 60_min, RemainderPolicy::wait,
         ReleaseDecision::wait, ReasonCode::wait_for_more},
        {"waited longer", 480_min, Elapsed{60 * 60'000 + 1}, RemainderPolicy::wait,
         ReleaseDecision::release, ReasonCode::release_waited},
        {"remainders are released", 480_min, 10_min, RemainderPolicy::release,
         ReleaseDecision::release, ReasonCode::release_remainder},
        {"late under merge", 10_min, 10_min, RemainderPolicy::merge, ReleaseDecision::release,
         ReasonCode::release_slack},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            WaveRules site = rules();
            site.remainder_policy = row.policy;
            Candidate candidate = order(1, {line(1, 1)});
            candidate.pickup = now + row.until_pickup;
            candidate.paid_at = now - row.since_payment;
            WavePlan const plan = build_waves({&candidate, 1}, site, now);
            REQUIRE(plan.waves.size() == 1);
            CHECK(plan.waves.front().decision == row.decision);
            CHECK(has(plan.waves.front(), row.reason));
        }
    }
}

TEST_CASE("a remainder merges into the next run and says so") {
    WaveRules site = rules();
    site.remainder_policy = RemainderPolicy::merge;
    site.same_order_count = 0;
    site.wave_orders_max = 3;
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 5; ++id) orders.push_back(order(id, {line(1, 1)}));
    WavePlan const plan = build_waves(orders, site, now);
    REQUIRE(plan.waves.size() == 1);
    CHECK(ids(plan.waves.front()) == Ids{1, 2, 3});
    REQUIRE(plan.left_out.size() == 2);
    CHECK(plan.left_out[0] == LeftOut{OrderId{4}, {ReasonCode::merges_into_next, {"2", "3"}}});
    CHECK(plan.left_out[1].order == OrderId{5});
}

TEST_CASE("a class with a size of its own keeps to it, the others to that of all") {
    WaveRules site = rules();
    site.same_order_count = 0;
    site.single_own_wave_pieces = 0_ea;
    site.class_sizes = {{OrderClass::single_unit, 5_ea, 6_ea}};
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= 4; ++id) orders.push_back(order(id, {line(id, 1)}));
    orders.push_back(order(50, {line(50, 4)}));  // several pieces of one SKU
    SUBCASE("below its minimum it waits, and the reason names that minimum") {
        WavePlan const plan = build_waves(orders, site, now);
        CHECK(wave_of(plan, 1).decision == ReleaseDecision::wait);
        auto const& why = wave_of(plan, 1).explanation.reasons.back();
        CHECK(why == Reason{ReasonCode::wait_for_more, {"4", "5"}});
        CHECK(wave_of(plan, 50).decision == ReleaseDecision::release);  // three are enough here
    }
    SUBCASE("a remainder that merges names it as well") {
        site.remainder_policy = RemainderPolicy::merge;
        WavePlan const plan = build_waves(orders, site, now);
        REQUIRE(plan.left_out.size() == 4);
        CHECK(plan.left_out[0].reason == Reason{ReasonCode::merges_into_next, {"4", "5"}});
    }
    SUBCASE("its maximum ends a wave") {
        for (std::uint64_t id = 5; id <= 8; ++id) orders.push_back(order(id, {line(id, 1)}));
        WavePlan const plan = build_waves(orders, site, now);
        CHECK(wave_of(plan, 1).pieces == 6_ea);
        CHECK(has(wave_of(plan, 1), ReasonCode::limit_pieces));
        CHECK(wave_of(plan, 8).pieces == 2_ea);
    }
    SUBCASE("so do baskets of several SKUs") {
        site.class_sizes = {{OrderClass::multi, 2_ea, 4_ea}};
        std::vector<Candidate> baskets;
        for (std::uint64_t id = 1; id <= 3; ++id)
            baskets.push_back(order(id, {line(1, 1), line(2, 1)}));
        WavePlan const plan = build_waves(baskets, site, now);
        CHECK(ids(wave_of(plan, 1)) == Ids{1, 2});
        CHECK(ids(wave_of(plan, 3)) == Ids{3});
        CHECK(wave_of(plan, 3).decision == ReleaseDecision::release);  // two pieces are enough
    }
}

TEST_CASE("rules without sizes by class plan the same waves as before there were any") {
    for_many_days([](std::vector<Candidate> const& day, WaveRules const& drawn, test::Random&) {
        WaveRules plain = drawn;
        plain.class_sizes.clear();
        WaveRules named = plain;  // every class named with the size of all
        for (auto const cls :
             {OrderClass::custom, OrderClass::bulk, OrderClass::same, OrderClass::single_unit,
              OrderClass::single_sku, OrderClass::multi, OrderClass::special})
            named.class_sizes.push_back({cls, plain.wave_pieces_min, plain.wave_pieces_max});
        REQUIRE(build_waves(day, named, now) == build_waves(day, plain, now));
    });
}

TEST_CASE("a full wave is released whatever its size") {
    WaveRules site = rules();
    site.wave_pieces_min = 30_ea;
    site.wave_orders_max = 2;
    std::vector<Candidate> const orders{order(1, {line(1, 1)}), order(2, {line(2, 1)}),
                                        order(3, {line(3, 1)})};
    WavePlan const plan = build_waves(orders, site, now);
    CHECK(wave_of(plan, 1).decision == ReleaseDecision::release);
    CHECK(has(wave_of(plan, 1), ReasonCode::limit_orders));
    CHECK(has(wave_of(plan, 1), ReasonCode::release_full));
    CHECK(wave_of(plan, 3).decision == ReleaseDecision::wait);
}

TEST_CASE("an order that cannot be planned is left out with its reason") {
    std::vector<Candidate> orders{order(1, {}),           order(2, {line(1, 0)}),
                                  order(3, {line(0, 1)}), order(4, {line(1, 1)}),
                                  order(5, {line(1, 1)}), order(5, {line(2, 1)})};
    orders[3].pickup = Instant{};
    WavePlan const plan = build_waves(orders, rules(), now);
    CHECK(plan.waves.empty());
    std::vector<ReasonCode> codes;
    for (LeftOut const& left : plan.left_out) codes.push_back(left.reason.code);
    CHECK(codes == std::vector<ReasonCode>{ReasonCode::no_lines, ReasonCode::no_quantity,
                                           ReasonCode::no_location, ReasonCode::no_pickup,
                                           ReasonCode::duplicate_order,
                                           ReasonCode::duplicate_order});
}

TEST_CASE("no orders, no waves") {
    CHECK(build_waves({}, rules(), now) == WavePlan{});
}

// ---- Properties over many days

TEST_CASE("every order is in exactly one wave or left out with a reason") {
    for_many_days([](std::vector<Candidate> const& day, WaveRules const& drawn, test::Random&) {
        WavePlan const plan = build_waves(day, drawn, now);
        std::multiset<OrderId> seen;
        for (PlannedWave const& wave : plan.waves) {
            REQUIRE_FALSE(wave.orders.empty());
            seen.insert(wave.orders.begin(), wave.orders.end());
        }
        for (LeftOut const& left : plan.left_out) seen.insert(left.order);
        REQUIRE(seen.size() == day.size());
        for (Candidate const& candidate : day) REQUIRE(seen.count(candidate.order) == 1);
    });
}

TEST_CASE("the sequence of the input does not matter") {
    for_many_days([](std::vector<Candidate> day, WaveRules const& drawn, test::Random& random) {
        WavePlan const plan = build_waves(day, drawn, now);
        for (int i = 0; i < 3; ++i) {
            random.shuffle(day);
            REQUIRE(build_waves(day, drawn, now) == plan);
        }
    });
}

TEST_CASE("limits are never exceeded, except by one large order alone") {
    for_many_days([](std::vector<Candidate> const& day, WaveRules const& drawn, test::Random&) {
        for (PlannedWave const& wave : build_waves(day, drawn, now).waves) {
            auto const orders = std::ssize(wave.orders);
            Quantity const most = size_wanted(drawn, wave.cls).second;
            if (!most.is_zero() && wave.pieces > most) REQUIRE(orders == 1);
            if (drawn.wave_orders_max > 0) REQUIRE(orders <= drawn.wave_orders_max);
            if (wave.method == PickMethod::cluster) REQUIRE(orders <= drawn.cart_bins);
            if (wave.method == PickMethod::put_wall) REQUIRE(orders <= drawn.wall_slots);
        }
    });
}

TEST_CASE("a wave has one partition and its figures are those of its orders") {
    for_many_days([](std::vector<Candidate> const& day, WaveRules const& drawn, test::Random&) {
        std::map<OrderId, Candidate const*> by_id;
        for (Candidate const& candidate : day) by_id[candidate.order] = &candidate;
        for (PlannedWave const& wave : build_waves(day, drawn, now).waves) {
            Quantity pieces;
            std::int64_t lines = 0;
            std::set<LocationId> locations;
            std::set<ZoneId> zones;
            for (OrderId const id : wave.orders) {
                Candidate const& c = *by_id.at(id);
                REQUIRE(std::tie(c.profile, c.carrier, c.service, c.pickup, c.temperature_zone) ==
                        std::tie(wave.profile, wave.carrier, wave.service, wave.pickup,
                                 wave.temperature_zone));
                lines += std::ssize(c.lines);
                for (CandidateLine const& each : c.lines) {
                    pieces += each.quantity;
                    locations.insert(each.location);
                    zones.insert(each.zone);
                }
            }
            REQUIRE(wave.pieces == pieces);
            REQUIRE(wave.lines == lines);
            REQUIRE(wave.distinct_locations == std::ssize(locations));
            REQUIRE(wave.zones == std::vector(zones.begin(), zones.end()));
        }
    });
}

TEST_CASE("a wave that waits is small, not full and in no hurry") {
    for_many_days([](std::vector<Candidate> const& day, WaveRules const& drawn, test::Random&) {
        for (PlannedWave const& wave : build_waves(day, drawn, now).waves) {
            if (wave.decision == ReleaseDecision::release) continue;
            REQUIRE(drawn.remainder_policy == RemainderPolicy::wait);
            REQUIRE(wave.pieces < size_wanted(drawn, wave.cls).first);
            REQUIRE((wave.pickup - now).value() - wave.duration_ms >= drawn.release_slack.value());
        }
    });
}

TEST_CASE("every wave explains class, partition, method and release") {
    for_many_days([](std::vector<Candidate> const& day, WaveRules const& drawn, test::Random&) {
        for (PlannedWave const& wave : build_waves(day, drawn, now).waves) {
            std::set<int> groups;
            for (Reason const& reason : wave.explanation.reasons) {
                groups.insert(static_cast<int>(reason.code) / 100);
                REQUIRE(explain(reason, Language::en).find('?') == std::string::npos);
                REQUIRE(explain(reason, Language::zh).find('?') == std::string::npos);
            }
            REQUIRE(groups == std::set<int>{1, 2, 3, 4});
        }
    });
}

// Step 6 word by word, every order compared at every step.
struct Stops {
    std::set<LocationId> places;
    std::int64_t pieces = 0;
};

Stops stops_of(Candidate const& order) {
    Stops stops;
    for (CandidateLine const& line : order.lines) {
        stops.places.insert(line.location);
        stops.pieces += line.quantity.value();
    }
    return stops;
}

// The order that still fits and has the largest share of its places in `wave`.
std::vector<Candidate>::iterator slow_best(std::vector<Candidate>& open, Stops const& wave,
                                           WaveRules const& drawn) {
    auto best = open.end();
    double best_share = -1;
    for (auto next = open.begin(); next != open.end(); ++next) {
        Stops const own = stops_of(*next);
        auto const shared = std::ranges::count_if(
            own.places, [&](LocationId place) { return wave.places.contains(place); });
        double const share = static_cast<double>(shared) / static_cast<double>(own.places.size());
        if (wave.pieces + own.pieces > drawn.wave_pieces_max.value() || share <= best_share)
            continue;
        best = next;
        best_share = share;
    }
    return best;
}

std::vector<Ids> slow_multi(std::vector<Candidate> open, WaveRules const& drawn) {
    std::vector<Ids> waves;
    while (!open.empty()) {
        Ids wave;
        Stops stops;
        auto best = open.begin();  // the seed: all slacks are equal, so the lowest id
        while (best != open.end() && std::ssize(wave) < drawn.wall_slots) {
            wave.push_back(best->order.value());
            Stops added = stops_of(*best);
            stops.places.merge(added.places);
            stops.pieces += added.pieces;
            open.erase(best);
            best = slow_best(open, stops, drawn);
        }
        std::ranges::sort(wave);
        waves.push_back(wave);
    }
    return waves;
}

TEST_CASE("waves of several SKUs are those of the slow method") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        test::Random random{seed};
        WaveRules drawn = rules();
        drawn.same_order_count = 0;
        drawn.speed = {};
        drawn.wall_slots = random.between(1, 9);
        std::vector<Candidate> orders;
        for (std::uint64_t id = 1; id <= 120; ++id) {
            std::vector<CandidateLine> lines{line(1, 1), line(2, 1)};
            for (CandidateLine& each : lines) each = line(1 + random.below(40), 1);
            lines.push_back(line(41 + random.below(20), random.between(1, 9)));
            orders.push_back(order(id, lines));
        }
        std::vector<Ids> waves;
        for (PlannedWave const& wave : build_waves(orders, drawn, now).waves)
            waves.push_back(ids(wave));
        REQUIRE(waves == slow_multi(orders, drawn));
    }
}

// ---- Descriptions

TEST_CASE("candidates, rules and plans survive bytes and JSON") {
    test::Random random{3};
    std::vector<Candidate> const day = any_day(random, 40);
    WavePlan const plan = build_waves(day, rules(), now);
    CHECK(from_bytes<WavePlan>(to_bytes(plan)) == plan);
    CHECK(from_bytes<WaveRules>(to_bytes(rules())) == rules());
    CHECK(from_bytes<Candidate>(to_bytes(day.front())) == day.front());
    WavePlan again;
    REQUIRE(from_json(to_json(plan), again, "plan"));
    CHECK(again == plan);
}

}  // namespace
