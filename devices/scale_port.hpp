// SPDX-License-Identifier: Apache-2.0
// A scale at a serial line or at USB (hidraw), read on a thread of its own. Unplugged, silent or
// noisy: there is no weight then, and it is tried again every second.
#pragma once

#include "devices/scale.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace wms::devices {

class ScalePort {
public:
    // `device`: /dev/ttyUSB0, /dev/hidraw3.
    ScalePort(std::string device, ScaleProfile profile);
    ScalePort(ScalePort const&) = delete;
    ScalePort& operator=(ScalePort const&) = delete;
    ~ScalePort();

    [[nodiscard]] WeightDoubt doubt() const;
    [[nodiscard]] std::optional<std::int64_t> grams() const;
    // The weight of now belongs to a parcel: it is not offered again for the next one.
    void used();
    void tare() { wanted_ = Wanted::tare; }
    void zero() { wanted_ = Wanted::zero; }

private:
    enum class Wanted : std::uint8_t { nothing, tare, zero };
    void run();
    void read_until_gone(int file);
    void send(int file, std::string const& bytes) const;

    std::string device_;
    ScaleProfile profile_;
    mutable std::mutex mutex_;
    WeightWatch watch_;
    std::atomic<Wanted> wanted_{Wanted::nothing};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace wms::devices
