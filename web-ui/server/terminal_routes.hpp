// SPDX-License-Identifier: Apache-2.0
// Scans and buttons in, screens out; what a code is; the worker's own list.
#pragma once

#include "server/routes.hpp"

namespace wms::web {

[[nodiscard]] std::vector<Route> terminal_routes();

}  // namespace wms::web
