// SPDX-License-Identifier: Apache-2.0
// K0: the printer and the scale of the station somebody works at, asked by the server; and a test
// label, which is no parcel's.
#pragma once

#include "server/office_ports.hpp"
#include "server/routes.hpp"

#include <vector>

namespace wms::web {

[[nodiscard]] std::vector<Route> equipment_routes(PrinterPort printers, ScalePort scale);

}  // namespace wms::web
