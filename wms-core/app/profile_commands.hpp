// SPDX-License-Identifier: Apache-2.0
// `wms devices profile` and `wms devices sheet`: what is known about scanners, and the pages that
// set them up.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace wms::app {

// Below `devices`; `choose` is given what the command line asked for.
void add_profile_commands(CLI::App& devices, std::function<void(std::function<int()>)> choose);

}  // namespace wms::app
