// SPDX-License-Identifier: Apache-2.0
// The values of many location labels at once: those a house sticks up before its first day.
#pragma once

#include "domain/tables.hpp"

#include "labels/label_data.hpp"

#include <string>
#include <vector>

namespace wms {

struct LocationRange {
    std::string first = {};      // a location's code; empty = from the beginning
    std::string last = {};       // inclusive; empty = to the end
    std::string warehouse = {};  // code; empty = all
};

// Ordered by code, as they stand on the rack; numbers in codes count as numbers (A-2 before A-10).
[[nodiscard]] std::vector<labels::Fields> location_values(Read const& read,
                                                          LocationRange const& range);
[[nodiscard]] bool comes_before(std::string_view code, std::string_view other);

}  // namespace wms
