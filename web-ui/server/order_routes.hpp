// SPDX-License-Identifier: Apache-2.0
// Orders: intake, approval, holds, cancellation, status.
#pragma once

#include "server/routes.hpp"

namespace wms::web {

[[nodiscard]] std::vector<Route> order_routes();

}  // namespace wms::web
