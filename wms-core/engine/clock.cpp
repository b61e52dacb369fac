// SPDX-License-Identifier: Apache-2.0
#include "engine/clock.hpp"

#include <algorithm>

namespace wms {
namespace {

constexpr std::int64_t tolerated_ms = 1000;  // a smaller difference is followed at once

Instant wall_now() {
    using namespace std::chrono;
    return Instant{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::chrono::nanoseconds monotonic_now() {
    return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

SteadyClock::SteadyClock() : SteadyClock{wall_now, monotonic_now} {}
SteadyClock::SteadyClock(Wall wall, Monotonic monotonic)
    : wall_{std::move(wall)}, monotonic_{std::move(monotonic)} {}

Instant SteadyClock::now(Instant floor) {
    Instant const wall = wall_();
    auto const monotonic = monotonic_();
    if (!started_) {
        started_ = true;
        last_ = std::max(wall, floor);
        last_monotonic_ = monotonic;
        deviation_ = wall - last_;
        return last_;
    }
    std::int64_t passed =
        std::chrono::duration_cast<std::chrono::milliseconds>(monotonic - last_monotonic_).count();
    passed -= passed % 2;  // the odd one waits: half of it would be lost a thousand times a second
    last_monotonic_ += std::chrono::milliseconds{passed};
    Instant const expected = last_ + Elapsed{passed};
    deviation_ = wall - expected;
    Instant next = expected;
    if (deviation_.value() > tolerated_ms) {
        next = expected + Elapsed{passed / 2};
    } else if (deviation_.value() < -tolerated_ms) {
        next = expected - Elapsed{passed / 2};
    } else if (wall > last_) {
        next = wall;
    }
    last_ = std::max({last_, next, floor});
    return last_;
}

}  // namespace wms
