// SPDX-License-Identifier: Apache-2.0
// The privacy rule of GB/T 41833 for waybills (labels.md §3.1): hide one character of the name and
// more, six digits of the phone and more, the unit and room of the address. For what is printed
// only: a carrier refuses orders with masked addresses, and the order keeps what it was told.
#pragma once

#include <string>
#include <string_view>

namespace wms::labels {

[[nodiscard]] std::string mask_name(std::string_view name);
[[nodiscard]] std::string mask_phone(std::string_view phone);
[[nodiscard]] std::string mask_address(std::string_view address);

}  // namespace wms::labels
