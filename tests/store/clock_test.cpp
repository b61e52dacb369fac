// SPDX-License-Identifier: Apache-2.0
// The engine's time under a machine clock that jumps (T10).
#include "engine/clock.hpp"

#include "support/random.hpp"

#include <doctest/doctest.h>

namespace wms::test {
namespace {

struct Machine {
    std::int64_t wall = 1'750'000'000'000;
    std::int64_t true_ms = 5'000;

    SteadyClock clock() {
        return SteadyClock{[this] { return Instant{wall}; },
                           [this] { return std::chrono::milliseconds{true_ms}; }};
    }
    void pass(std::int64_t ms) {
        wall += ms;
        true_ms += ms;
    }
};

}  // namespace

TEST_SUITE_BEGIN("store");

TEST_CASE("under a hundred jumps of the clock no time goes back and no wait is twice its length") {
    constexpr std::int64_t hour = 3'600'000;
    constexpr std::int64_t jumps[] = {
        -hour, 24 * hour, -1'750'000'000'000, 400'000'000'000, 1000, -1000, 500, -500, 1001, -1001};
    Machine machine;
    SteadyClock clock = machine.clock();
    Random random{42};
    Instant last = clock.now({});
    for (int jump = 0; jump < 100; ++jump) {
        bool const listed = random.below(2) == 0;
        machine.wall +=
            listed ? jumps[random.below(std::size(jumps))] : random.between(-48 * hour, 48 * hour);
        Instant const before = last;
        std::int64_t const true_before = machine.true_ms;
        for (int step = 0; step < 50; ++step) {
            machine.pass(random.between(0, 400));
            Instant const now = clock.now(last);
            CHECK(now >= last);
            last = now;
        }
        std::int64_t const passed = (last - before).value();
        std::int64_t const truly = machine.true_ms - true_before;
        CHECK(passed * 2 + 50 >= truly);                // a lease is over after twice its length
        CHECK(passed <= truly + truly / 2 + 1000 + 2);  // and does not run out in no time
    }
}

TEST_CASE("a clock that is wrong is approached even when somebody asks every millisecond") {
    for (std::int64_t const wrong : {-60'000, 60'000}) {
        CAPTURE(wrong);
        Machine machine;
        SteadyClock clock = machine.clock();
        (void)clock.now({});
        machine.wall += wrong;
        for (int i = 0; i < 150'000; ++i) {
            machine.pass(1);
            (void)clock.now({});
        }
        CHECK(std::abs(clock.deviation().value()) <= 1001);
    }
}

TEST_CASE("time starts at the journal's end when the machine's clock is behind it") {
    Machine machine;
    SteadyClock clock = machine.clock();
    Instant const floor{machine.wall + 86'400'000};
    CHECK(clock.now(floor) == floor);
    machine.pass(10'000);
    CHECK(clock.now(floor) == floor + 5000_ms);
}

TEST_SUITE_END();

}  // namespace wms::test
