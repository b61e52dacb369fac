// SPDX-License-Identifier: Apache-2.0
// The subcommand `labels`: list, check, render, and the labels of a range of locations.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace wms::app {

// `data` is the store's folder, read when the subcommand runs; `choose` gets what to do.
void add_label_commands(CLI::App& app, std::string const& data,
                        std::function<void(std::function<int()>)> const& choose);

}  // namespace wms::app
