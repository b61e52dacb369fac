// SPDX-License-Identifier: Apache-2.0
// From a profile to what the drivers are told: the one place where the two meet.
#pragma once

#include "devices/scanner_match.hpp"
#include "devices/usb_scanners.hpp"

namespace wms::devices {

// What the match asks for, from what sysfs shows.
[[nodiscard]] UsbFacts facts_for_match(UsbDevice const& device);

// Of a mode, for its driver.
[[nodiscard]] ScannerSettings settings_of(ScannerMode const& mode);

// Of a device nobody registered. The defaults where no profile knows it.
[[nodiscard]] Plan plan_by_profile(std::span<ScannerProfile const> profiles,
                                   UsbDevice const& device);

}  // namespace wms::devices
