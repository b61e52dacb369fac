// SPDX-License-Identifier: Apache-2.0
// What is printed besides waybills: office paper on request, location labels by range with their
// progress, a further copy of what did not come out.
#pragma once

#include "server/api.hpp"

namespace wms::web {

[[nodiscard]] std::vector<Route> sheet_routes();

}  // namespace wms::web
