// SPDX-License-Identifier: Apache-2.0
// Names of symbologies: by AIM identifier (ISO/IEC 15424), by the makers' own codes, by looks.
#pragma once

#include "devices/scan.hpp"

namespace wms::devices {

// "]C1": three characters, the second a letter. Says nothing about whether the gun means it so.
[[nodiscard]] bool looks_like_aim(std::string_view text);
// Empty for an identifier nobody defined.
[[nodiscard]] std::string_view symbology_of_aim(std::string_view aim);
// Honeywell's code identifier in a HID POS report ('j' = Code 128).
[[nodiscard]] std::string_view symbology_of_honeywell(std::uint8_t code);

struct NamedSymbology {
    std::string_view name;
    std::string_view aim;  // the identifier that means the same; empty: none does
};
// IBM's identifiers: one byte (EAN and UPC), or the middle of three.
[[nodiscard]] NamedSymbology symbology_of_ibm_short(std::uint8_t id);
[[nodiscard]] NamedSymbology symbology_of_ibm_long(std::uint8_t id);

// Fills in name and certainty from the AIM identifier; without one, from the digits.
void name_symbology(Scan& scan);

}  // namespace wms::devices
