// SPDX-License-Identifier: Apache-2.0
// `wms printers`: find, list, add, remove, test, status; for a machine whose server does not run.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace wms::app {

void add_printer_commands(CLI::App& app, std::string const& data,
                          std::function<void(std::function<int()>)> const& choose);

// A printer's reasons in both languages, as a command says them.
[[nodiscard]] std::string said_reasons(std::string_view reasons);

}  // namespace wms::app
