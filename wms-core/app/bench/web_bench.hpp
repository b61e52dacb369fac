// SPDX-License-Identifier: Apache-2.0
// What the server costs around the engine: durable scans and stock queries over HTTP beside a bare
// Beast echo, 500 terminals while waves are built, live updates to 500 screens.
#pragma once

#include "app/bench/bench_figures.hpp"

#include <string>

namespace wms::bench {

struct WebOptions {
    std::string folder = "/tmp";
    bool quick = false;
};
void measure_web(WebOptions const& options, Figures& figures);

}  // namespace wms::bench
