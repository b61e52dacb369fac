// SPDX-License-Identifier: Apache-2.0
// 64 clients who put, pick, promise, cancel and look, all at the same place and at the same time,
// through a threaded engine in a process of its own that may be killed. What was called and what
// came back stands in memory that outlives the process.
#pragma once

#include "simulation/linear.hpp"

#include <string>
#include <vector>

namespace wms::simulation {

inline constexpr std::int64_t pieces_promised = 3;  // per order of the history

// A store with goods, pickers in front of the shelf and waves that wait to be released.
void furnish_shelf(std::string const& folder);

struct Witness {
    std::vector<Operation> history;  // with a read of what the store says at the end
    Shelf begin;
    std::uint64_t kills = 0;
    std::string failure;  // of the run itself
};
// Copies the furnished store to `folder` and lets the clients work there. One history per seed; the
// times are the machine's, so two runs of a seed differ.
[[nodiscard]] Witness witness(std::string const& furnished, std::string const& folder,
                              std::uint64_t seed, std::uint64_t kills);

}  // namespace wms::simulation
