// SPDX-License-Identifier: Apache-2.0
// The files of firmware-profiles as they are in the program: the table is made by profiles.cmake.
#pragma once

#include <string_view>
#include <vector>

namespace wms::devices {

struct EmbeddedProfile {
    std::string_view name;  // "honeywell.json"
    std::string_view text;
};
[[nodiscard]] std::vector<EmbeddedProfile> embedded_printer_profiles();
[[nodiscard]] std::vector<EmbeddedProfile> embedded_scale_profiles();
[[nodiscard]] std::vector<EmbeddedProfile> embedded_scanner_profiles();

}  // namespace wms::devices
