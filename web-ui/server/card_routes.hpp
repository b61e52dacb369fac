// SPDX-License-Identifier: Apache-2.0
// Any code to a read-only card: "where is this?" (terminals §1.5).
#pragma once

#include "server/routes.hpp"

namespace wms::web {

[[nodiscard]] std::vector<Route> card_routes();

}  // namespace wms::web
