// SPDX-License-Identifier: Apache-2.0
// Plans a day of 100,000 orders and prints what it took. "day": 85 % one piece, 11 % several pieces
// of one SKU, 4 % several SKUs; "several SKUs": nothing else, the dearest class. 20,000 SKUs with
// skewed demand. Not run by ctest: the figures depend on the machine. Usage: plan_bench [orders]
#include "planning/wave_plan.hpp"
#include "support/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace {
using namespace wms;
using namespace wms::planning;

constexpr std::int64_t sku_count = 20'000;
constexpr Instant now{1'700'000'000'000};

CandidateLine line_of(std::int64_t sku, std::int64_t pieces) {
    std::int64_t const aisle = sku / 200;
    return {.sku = SkuId{static_cast<std::uint64_t>(sku + 1)},
            .quantity = Quantity{pieces},
            .location = LocationId{static_cast<std::uint64_t>(sku + 1)},
            .zone = ZoneId{static_cast<std::uint64_t>(aisle / 20 + 1)},
            .pick_sequence = sku,
            .x_mm = static_cast<std::int32_t>(aisle * 3'000),
            .y_mm = static_cast<std::int32_t>(1'000 + sku % 100 * 500)};
}

// A squared draw makes few SKUs popular and many rare.
std::int64_t any_sku(test::Random& random) {
    std::int64_t const draw = random.between(0, sku_count - 1);
    return draw * draw / sku_count;
}

enum class Mix { day, several_skus };

Candidate any_order(test::Random& random, std::uint64_t id, Mix mix) {
    std::uint64_t const kind = mix == Mix::day ? random.below(100) : 99;
    std::vector<CandidateLine> lines;
    if (kind < 85) {
        lines = {line_of(any_sku(random), 1)};
    } else if (kind < 96) {
        lines = {line_of(any_sku(random), random.between(2, 6))};
    } else {
        std::int64_t const count = random.between(2, 10);
        for (std::int64_t i = 0; i < count; ++i)
            lines.push_back(line_of(any_sku(random), random.between(1, 3)));
    }
    return {.order = OrderId{id},
            .priority = random.between(1, 3),
            .paid_at = now - Elapsed{random.between(0, 36'000'000)},
            .pickup = now + Elapsed{random.between(1, 3) * 7'200'000},
            .carrier = CarrierId{random.below(4) + 1},
            .service = random.below(5) == 0 ? "express" : "standard",
            .temperature_zone = "ambient",
            .shop = "main",
            .profile = ProcessProfile::parcel,
            .weight = Weight{300},
            .lines = std::move(lines)};
}

WaveRules rules() {
    return {.bulk_quantity = 60_ea,
            .bulk_weight = Weight{30'000},
            .same_order_count = 20,
            .single_own_wave_pieces = 30_ea,
            .wave_pieces_min = 40_ea,
            .wave_pieces_max = 300_ea,
            .wave_orders_max = 300,
            .wall_slots = 60,
            .cart_bins = 12,
            .small_piece_weight = Weight{1'000},
            .release_slack = 45_min,
            .wait_max = 120_min,
            .remainder_policy = RemainderPolicy::wait,
            .speed = {.walk_mm_per_s = 1'000,
                      .per_stop = 6_s,
                      .per_piece = 3_s,
                      .per_sort = 4_s,
                      .per_tour = 60_s},
            .layout = {.depth_mm = 52'000},
            .start = {.x_mm = 0, .y_mm = 0},
            .end = {.x_mm = 0, .y_mm = 0}};
}

// Processor time: what other programs do on the machine does not count.
std::int64_t spent_us() {
    return std::int64_t{std::clock()} * 1'000'000 / CLOCKS_PER_SEC;
}

void print_classes(WavePlan const& plan) {
    std::map<OrderClass, std::pair<std::size_t, std::size_t>> classes;
    for (PlannedWave const& wave : plan.waves) {
        ++classes[wave.cls].first;
        classes[wave.cls].second += wave.orders.size();
    }
    for (auto const& [cls, figures] : classes)
        fmt::print("  {}: {} waves, {} orders\n", class_name(cls, Language::en), figures.first,
                   figures.second);
}

void measure(std::string_view name, std::uint64_t count, Mix mix) {
    test::Random random{1};
    std::vector<Candidate> orders;
    for (std::uint64_t id = 1; id <= count; ++id) orders.push_back(any_order(random, id, mix));
    WavePlan plan;
    std::vector<std::int64_t> times_us;
    for (int run = 0; run < 5; ++run) {
        std::int64_t const from_us = spent_us();
        plan = build_waves(orders, rules(), now);
        times_us.push_back(spent_us() - from_us);
    }
    std::ranges::sort(times_us);
    fmt::print("{}, {} orders: best {} us, median {} us, worst {} us, {} waves, {} left out\n",
               name, count, times_us.front(), times_us[2], times_us.back(), plan.waves.size(),
               plan.left_out.size());
    print_classes(plan);
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t const count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
    measure("day", count, Mix::day);
    measure("several SKUs", count, Mix::several_skus);
    return 0;
}
