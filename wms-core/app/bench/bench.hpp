// SPDX-License-Identifier: Apache-2.0
// `wms bench`: measures the store and the engine on this machine's disk and prints each figure
// beside what the same disk gives a bare loop in the same run, so that results of different
// machines compare. Fixed work; checks nothing but that every scan was accepted.
#pragma once

#include "app/bench/bench_house.hpp"

#include <string>
#include <vector>

namespace wms::bench {

struct Options {
    std::string json = {};            // the figures as a JSON file
    std::string only = {};            // one of names_of_parts; nothing = everything
    std::string folder = "/var/tmp";  // a disk, where /tmp may be memory
    bool quick = false;               // a fifth of the work, 10,000 orders unless told otherwise
    Scale scale = {};
};

// "large" = what needs the large house.
[[nodiscard]] std::vector<std::string> names_of_parts();

// Throws what went wrong.
void run_bench(Options const& options);

}  // namespace wms::bench
