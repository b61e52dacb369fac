// SPDX-License-Identifier: Apache-2.0
// `wms devices`: what is plugged in, what a gun reads, which terminal it belongs to.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace wms::app {

// Below the command `devices`. `choose` is told what to run. `data` is the folder of the store,
// read when the command runs.
void add_devices_commands(CLI::App& devices, std::string const& data,
                          std::function<void(std::function<int()>)> const& choose);

}  // namespace wms::app
