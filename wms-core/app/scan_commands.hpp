// SPDX-License-Identifier: Apache-2.0
// `wms scan`: what a scan or a photograph holds.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace wms::app {

// `choose` is given what the command line asked for.
void add_scan_commands(CLI::App& app, std::function<void(std::function<int()>)> choose);

}  // namespace wms::app
