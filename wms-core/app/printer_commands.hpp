// SPDX-License-Identifier: Apache-2.0
// `wms printers`: find, list, add, remove, test, status; for a machine whose server does not run.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace wms::app {

void add_printer_commands(CLI::App& app, std::string const& data,
                          std::function<void(std::function<int()>)> const& choose);

}  // namespace wms::app
