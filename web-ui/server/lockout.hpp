// SPDX-License-Identifier: Apache-2.0
// Guessing is slow work: ten failures lock (badge, device) for 15 minutes, fifty in an hour lock a
// device, a hundred in an hour a badge, wherever they come from (reliability 3.1, test T23).
#pragma once

#include "base/instant.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace wms::web {

struct LockoutLimits {
    std::size_t pair_failures = 10;
    Elapsed pair_locked{15LL * 60'000};
    std::size_t device_failures = 50;
    std::size_t badge_failures = 100;
    std::size_t address_failures = 200;  // a device's code is free to choose, its address is not
    Elapsed window{60LL * 60'000};
};

class Lockout {
public:
    explicit Lockout(LockoutLimits limits = {}) : limits_{limits} {}

    struct Who {
        std::string badge;
        std::string device;
        std::string address;
    };
    // How long this one must wait, or nothing. Counts the attempt as failed until told otherwise,
    // so that many attempts at once are not more than many in a row.
    [[nodiscard]] std::optional<Elapsed> begin(Who const& who, Instant now);
    void succeeded(Who const& who);

private:
    using Times = std::deque<Instant>;
    struct Pair {
        std::size_t failures = 0;
        Instant locked_until = {};
        Instant last = {};
    };
    [[nodiscard]] std::optional<Elapsed> wait_for(Times& times, std::size_t max, Instant now) const;
    void forget_old(Instant now);

    LockoutLimits limits_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Pair> pairs_;
    std::map<std::string, Times> devices_;
    std::map<std::string, Times> badges_;
    std::map<std::string, Times> addresses_;
};

}  // namespace wms::web
