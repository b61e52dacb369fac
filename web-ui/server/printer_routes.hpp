// SPDX-License-Identifier: Apache-2.0
// The printers of the house, for its admin: what there is, what is found, one test label each.
#pragma once

#include "server/printer_port.hpp"
#include "server/routes.hpp"

namespace wms::web {

// Without a port the house's list can be read and changed, and nothing is found or asked.
// The code on the test label, or why none came out.
[[nodiscard]] Response answer_of(PrinterTest const& test);
[[nodiscard]] std::vector<Route> printer_routes(PrinterPort port);

}  // namespace wms::web
