// SPDX-License-Identifier: Apache-2.0
// Labels as pictures: the designs, and a label drawn while somebody edits it. Prints nothing.
#pragma once

#include "server/label_port.hpp"
#include "server/routes.hpp"

#include <vector>

namespace wms::web {

[[nodiscard]] std::vector<Route> label_routes(LabelPort labels);

}  // namespace wms::web
