// SPDX-License-Identifier: Apache-2.0
// The engine's time. It follows the machine's clock but never jumps and never goes back: a wrong
// clock (NTP correction, dead battery, somebody's hand) is approached at half or one and a half
// times the true speed, so no lease waits longer than twice its length and no negative duration
// appears (test T10).
#pragma once

#include "base/instant.hpp"

#include <chrono>
#include <functional>

namespace wms {

class SteadyClock {
public:
    using Wall = std::function<Instant()>;
    using Monotonic = std::function<std::chrono::nanoseconds()>;

    SteadyClock();  // the machine's clocks
    SteadyClock(Wall wall, Monotonic monotonic);

    // At least `floor` (the journal's last entry) and at least what was given before.
    [[nodiscard]] Instant now(Instant floor);
    // How far the machine's clock is from ours, ms; large values are a problem for the lead.
    [[nodiscard]] Elapsed deviation() const { return deviation_; }

private:
    Wall wall_;
    Monotonic monotonic_;
    Instant last_{};
    std::chrono::nanoseconds last_monotonic_{};
    Elapsed deviation_{};
    bool started_ = false;
};

}  // namespace wms
