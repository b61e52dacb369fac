// SPDX-License-Identifier: Apache-2.0
// A5: files in, by their names; a dry run tells what each row would do and changes nothing.
#pragma once

#include "server/office_ports.hpp"
#include "server/routes.hpp"

#include <vector>

namespace wms::web {

[[nodiscard]] std::vector<Route> import_routes(Engine& engine, ImportPort import,
                                               ImportLimits limits);

}  // namespace wms::web
