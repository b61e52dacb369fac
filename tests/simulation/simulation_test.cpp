// SPDX-License-Identifier: Apache-2.0
// Seeds (T14). One number repeats a run to its last step.
#include "simulation/simulation.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <fstream>

namespace wms::simulation {
namespace {

constexpr std::uint64_t usual_steps = 500;

// `build/release/tests/simulation_tests -ts=simulation`, and the same once more with what happened.
std::string story(Plan plan, Run const& failed) {
    plan.traced = true;
    Run const again = simulate(plan);
    return fmt::format(
        "seed {} fails at step {}: {}\nrepeat it: WMS_SEED={} WMS_STEPS={} "
        "build/release/tests/simulation_tests -ts=simulation\n{}{}",
        plan.seed, failed.step, failed.failure, plan.seed, plan.steps,
        again.failure == failed.failure ? "" : "(it failed otherwise the second time!)\n",
        fmt::join(again.trace, "\n"));
}

void add(Injected& sum, Injected const& run) {
    for_each_field<Injected>([&](auto field) { sum.*field.pointer += run.*field.pointer; });
}

std::string list_of(Injected const& injected) {
    std::string list;
    for_each_field<Injected>([&](auto field) {
        list +=
            fmt::format("{}{} {}", list.empty() ? "" : ", ", field.name, injected.*field.pointer);
    });
    return list;
}

struct Sum {
    std::uint64_t seeds = 0, entries = 0, replayed = 0, shipped_orders = 0;
    Books::Totals totals;
    Injected injected;
};

void play(std::uint64_t seed, Sum& sum) {
    static test::Place const place{test::memory_folder()};
    Plan const plan{
        .seed = seed, .steps = test::times("WMS_STEPS", usual_steps), .base = place.path()};
    Run const run = simulate(plan);
    if (!run.failure.empty()) FAIL_CHECK(story(plan, run));
    sum.seeds += 1;
    sum.entries += run.entries;
    sum.replayed += run.replayed;
    sum.shipped_orders += run.shipped_orders;
    sum.totals.received += run.totals.received;
    sum.totals.picked += run.totals.picked;
    sum.totals.packed += run.totals.packed;
    sum.totals.shipped += run.totals.shipped;
    sum.totals.adjusted += run.totals.adjusted;
    add(sum.injected, run.injected);
}

void tell(Sum const& sum) {
    MESSAGE(sum.seeds, " seeds, ", sum.entries, " entries, ", sum.replayed, " answers repeated, ",
            sum.shipped_orders, " orders shipped; pieces received ", sum.totals.received,
            ", picked ", sum.totals.picked, ", packed ", sum.totals.packed, ", shipped ",
            sum.totals.shipped, ", adjusted ", sum.totals.adjusted);
    MESSAGE("faults: ", list_of(sum.injected));
}

}  // namespace

TEST_SUITE_BEGIN("simulation");

TEST_CASE("whatever goes wrong, the tables, the journal and every answer agree") {
    std::uint64_t const one = test::times("WMS_SEED", 0);
    std::uint64_t const first = one != 0 ? one : test::times("WMS_FIRST_SEED", 1);
    std::uint64_t const count = one != 0 ? 1 : test::times("WMS_SEEDS", 200);
    Sum sum;
    for (std::uint64_t seed = first; seed < first + count; ++seed) play(seed, sum);
    tell(sum);
    if (count < 100) return;  // too few to say what must occur
    CHECK(sum.shipped_orders > 0);
    CHECK(sum.totals.adjusted > 0);
    for_each_field<Injected>([&](auto field) {
        CAPTURE(std::string{field.name});
        CHECK(sum.injected.*field.pointer > 0);
    });
}

TEST_CASE("seeds that once failed do not fail again") {
    std::ifstream file{WMS_SIMULATION_SEEDS};
    REQUIRE(file);
    std::string line;
    Sum sum;
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        play(std::stoull(line), sum);
    }
    CHECK(sum.seeds > 0);
}

TEST_CASE("the same seed makes the same journal") {
    test::Place const place{test::memory_folder()};
    Plan const plan{.seed = 7, .steps = 150, .base = place.path(), .traced = true};
    Run const first = simulate(plan);
    Run const second = simulate(plan);
    CHECK(first.entries > 50);
    CHECK(first.entries == second.entries);
    CHECK(first.trace == second.trace);
}

TEST_SUITE_END();

}  // namespace wms::simulation
