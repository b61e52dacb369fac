// SPDX-License-Identifier: Apache-2.0
// The charge of a cordless gun or its cradle, where its report descriptor speaks of one: Battery
// Strength of the Generic Device Controls (page 06) or the Battery System's state of charge (page
// 85), the usages that Linux reads as well. A gun whose descriptor has none is not asked.
#pragma once

#include "devices/hid_descriptor.hpp"

namespace wms::devices {

struct Battery {
    unsigned percent = 0;
    std::optional<bool> charging = {};  // empty: it does not say
    friend bool operator==(Battery const&, Battery const&) = default;
};

struct BatteryPlaces {
    hid::Kind kind = hid::Kind::feature;  // feature reports are asked for, input reports come
    hid::Place charge = {};
    std::optional<hid::Place> charging = {};  // in the same report
    bool numbered = false;
    std::size_t report_bytes = 0;
};

// Nothing: these reports tell no charge.
[[nodiscard]] std::optional<BatteryPlaces> battery_places(hid::Reports const& reports);

// Nothing: another report, or a charge beyond the limits that the descriptor sets.
[[nodiscard]] std::optional<Battery> battery_in(BatteryPlaces const& places, Bytes report);

}  // namespace wms::devices
