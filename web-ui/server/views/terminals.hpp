// SPDX-License-Identifier: Apache-2.0
// What terminals tell about themselves while they are in use (U25): that they are there, their
// battery, how long a person waits for an answer. Kept here only; after a restart they tell again.
#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace wms::web {

struct Telemetry {
    std::optional<std::int64_t> battery = {};  // per cent, where the browser knows it
    bool charging = false;
    std::int64_t echo_ms = 0;     // p95, scan to echo
    std::int64_t verdict_ms = 0;  // p95, scan to verdict
    std::int64_t waiting = 0;     // steps not sent yet
};
BOOST_DESCRIBE_STRUCT(Telemetry, (), (battery, charging, echo_ms, verdict_ms, waiting))

class Terminals {
public:
    struct Told {
        Telemetry telemetry;
        Instant at;
    };
    void note(DeviceId device, Telemetry telemetry, Instant at) {
        std::lock_guard const lock{mutex_};
        told_.insert_or_assign(device, Told{telemetry, at});
    }
    [[nodiscard]] std::optional<Told> of(DeviceId device) const {
        std::lock_guard const lock{mutex_};
        auto const found = told_.find(device);
        return found == told_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    mutable std::mutex mutex_;
    std::unordered_map<DeviceId, Told> told_;  // only of devices that are registered
};

}  // namespace wms::web
