// SPDX-License-Identifier: Apache-2.0
// Countries and currencies as they stand in GS1 values (AI 42n, 703n, 391n …).
#pragma once

#include <string_view>

namespace wms::gs1 {

[[nodiscard]] bool is_country_number(std::string_view code);   // ISO 3166-1 "276"
[[nodiscard]] bool is_country_letters(std::string_view code);  // ISO 3166-1 "DE"
[[nodiscard]] bool is_currency_number(std::string_view code);  // ISO 4217 "978"

}  // namespace wms::gs1
