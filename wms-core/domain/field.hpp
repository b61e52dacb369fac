// SPDX-License-Identifier: Apache-2.0
// What may stand in the texts of a command: codes, numbers of others, prose. A refusal (bad_field,
// missing_field) names the field and what is wrong with it, so that nothing over-long ever reaches
// a table's key, nothing invisible a screen, and no printer's command a label.
#pragma once

#include "base/refusal.hpp"

#include <cstddef>
#include <string_view>

namespace wms {

inline constexpr std::size_t code_characters_max = 40;
inline constexpr std::size_t external_id_bytes_max = 100;  // with a channel it is one key
inline constexpr std::size_t name_characters_max = 200;
inline constexpr std::size_t prose_characters_max = 500;
inline constexpr std::size_t reason_characters_max = 200;

// A code this house gives: SKU, location, tote, badge … It is printed on labels, so it holds no
// character that begins a printer's command (^ and ~ of ZPL).
[[nodiscard]] Result<> check_code(std::string_view field, std::string_view code);
// A code others gave: barcode, lot, serial number, channel, service.
[[nodiscard]] Result<> check_foreign_code(std::string_view field, std::string_view code);
// The number an order has in its channel.
[[nodiscard]] Result<> check_external_id(std::string_view field, std::string_view id);
// Names, addresses, reasons: may be empty.
[[nodiscard]] Result<> check_prose(std::string_view field, std::string_view text,
                                   std::size_t characters_max);

}  // namespace wms
