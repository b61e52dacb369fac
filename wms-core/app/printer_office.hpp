// SPDX-License-Identifier: Apache-2.0
// The printers' room behind the admin's page.
#pragma once

#include "app/printers.hpp"
#include "server/printer_port.hpp"

namespace wms {

// `engine` outlives it; its time makes each test label's code its own.
[[nodiscard]] web::PrinterPort printer_port(Engine& engine, std::shared_ptr<PrinterRoom> room);

}  // namespace wms
