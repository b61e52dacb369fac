// SPDX-License-Identifier: Apache-2.0
// What the admin's page shows of scanners: profiles and set-up sheets from the files, the guns from
// the scan desk.
#pragma once

#include "server/scanner_routes.hpp"

#include <string>

namespace wms::app {

// `profiles`: a folder of profiles beside the shipped ones, or empty. The guns themselves are
// filled in by whoever runs a scan desk.
[[nodiscard]] web::ScannerPorts profile_ports(std::string const& profiles);

class ScanDesk;
void add_guns(web::ScannerPorts& ports, ScanDesk& desk);

}  // namespace wms::app
