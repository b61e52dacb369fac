// SPDX-License-Identifier: Apache-2.0
// The switch of a demo: its people, its speed, what to try next. Without a demo all of it is 404.
#pragma once

#include "server/demo_port.hpp"
#include "server/routes.hpp"

#include <optional>

namespace wms::web {

[[nodiscard]] std::vector<Route> demo_routes(std::optional<DemoPort> demo);

}  // namespace wms::web
