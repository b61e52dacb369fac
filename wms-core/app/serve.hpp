// SPDX-License-Identifier: Apache-2.0
// `wms serve`: the engine, what works in the background, the API and the pages behind one server,
// until SIGTERM.
#pragma once

#include "app/config.hpp"

#include <string>

namespace wms::app {

// Returns when a signal has asked for it and everything is closed.
int serve(std::string const& data, Config const& config);

}  // namespace wms::app
