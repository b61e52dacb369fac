// SPDX-License-Identifier: Apache-2.0
// The subcommands around the server: serve, config check, ca init.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace wms::app {

// `data` is the store's folder, read when the subcommand runs; `choose` gets what to do.
void add_serve_commands(CLI::App& app, std::string const& data,
                        std::function<void(std::function<int()>)> const& choose);

}  // namespace wms::app
