// SPDX-License-Identifier: Apache-2.0
// The scenarios beside this file, loaded once, and one of them played to its end.
#pragma once

#include "scenarios/world.hpp"

#include <string>
#include <vector>

namespace wms::scenario {

struct Line {
    int number;
    std::string text;
};
struct Scenario {
    std::string path;
    std::string name;
    std::vector<Line> lines;
};

[[nodiscard]] std::vector<Scenario> const& all_scenarios();
// Throws Mismatch where the scenario expects something else.
void play(World& world, Scenario const& scenario);

}  // namespace wms::scenario
