// SPDX-License-Identifier: Apache-2.0
// Guessing is slow work: ten failures lock a badge at one place for 15 minutes, fifty in an hour
// lock a device, a hundred in an hour a badge, wherever they come from (reliability 3.1, test T23).
//
// A place is a device at an address: the device's code is what the caller says it is, and whoever
// says the code of somebody else's must not lock that one. Nor may others lock a person out for
// good by guessing all day long: a part of the badge's hundred is kept for the places where its
// PIN was right before. (The places are forgotten when the server ends; so are all counts.)
#pragma once

#include "base/instant.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

namespace wms::web {

struct LockoutLimits {
    std::size_t pair_failures = 10;
    Elapsed pair_locked{15LL * 60'000};
    std::size_t device_failures = 50;
    std::size_t badge_failures = 100;
    std::size_t known_places = 8;          // of one badge, those used last
    std::size_t known_place_failures = 5;  // kept for each of them out of the badge's hundred
    std::size_t address_failures = 200;    // a device's code is free to choose, its address is not
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
    using Place = std::pair<std::string, std::string>;  // device, address
    struct Pair {
        std::size_t failures = 0;
        Instant locked_until = {};
        Instant last = {};
        bool kept = false;  // the last one was counted at a known place
    };
    struct KnownPlace {
        Place place;
        Times failures = {};
    };
    [[nodiscard]] std::optional<Elapsed> wait_for(Times& times, std::size_t max, Instant now) const;
    [[nodiscard]] std::optional<Elapsed> wait_for(Who const& who, bool kept, Instant now);
    [[nodiscard]] std::size_t strangers_max() const;
    [[nodiscard]] KnownPlace* known_place(Who const& who);
    void remember_place(Who const& who);
    void forget_old(Instant now);

    LockoutLimits limits_;
    std::mutex mutex_;
    std::map<std::pair<std::string, Place>, Pair> pairs_;
    std::map<Place, Times> devices_;
    std::map<std::string, Times> badges_;
    std::map<std::string, Times> strangers_;  // of the badge's: not at a known place
    std::map<std::string, Times> addresses_;
    std::map<std::string, std::deque<KnownPlace>> known_;  // by badge, the one used last in front
};

}  // namespace wms::web
