// SPDX-License-Identifier: Apache-2.0
// The scales of the pack stations: a parcel without a weight, or with one that is off, gets what a
// scale says that stands still. No weight is used twice, none that is older than a second.
#pragma once

#include "engine/engine.hpp"

#include "devices/scale_port.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace wms {

struct StationScale {
    std::string station;  // its code
    std::string device;   // /dev/ttyUSB0, /dev/hidraw3
    devices::ScaleProfile profile;
};
// "S-PACK1=/dev/ttyUSB0:sics"; the sentence says what is wrong with it.
[[nodiscard]] std::expected<StationScale, std::string> read_station_scale(
    std::string const& text, devices::ScaleProfiles const& profiles);

class ScaleDesk {
public:
    ScaleDesk(Engine& engine, std::vector<StationScale> scales,
              std::function<void(std::string const&)> log);
    ScaleDesk(ScaleDesk const&) = delete;
    ScaleDesk& operator=(ScaleDesk const&) = delete;
    ~ScaleDesk();

    struct Now {
        devices::WeightDoubt doubt = devices::WeightDoubt::silent;
        std::optional<std::int64_t> grams = {};
    };
    // Nothing for a station without a scale.
    [[nodiscard]] std::optional<Now> now_at(std::string const& station) const;

private:
    struct Place {
        std::string station;
        std::unique_ptr<devices::ScalePort> port;
        std::string trouble = {};  // that was told
        std::chrono::steady_clock::time_point frozen_since = std::chrono::steady_clock::now();
    };
    struct Waiting {
        DeviceId device;
        ParcelId parcel;
        bool weighed = false;  // before, and its weight is off
    };
    void run();
    void look_at(Place& place);
    [[nodiscard]] std::optional<Waiting> parcel_at(std::string const& station);

    Engine& engine_;
    std::function<void(std::string const&)> log_;
    std::vector<Place> places_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace wms
