// SPDX-License-Identifier: Apache-2.0
// The values of location labels: one, or many at once as a house sticks them up before its first
// day.
#pragma once

#include "domain/process/sheets.hpp"

#include "labels/label_data.hpp"

#include <vector>

namespace wms {

[[nodiscard]] labels::Fields location_fields(Read const& read, Location const& location);
// Ordered by code, as they stand on the rack.
[[nodiscard]] std::vector<labels::Fields> location_values(Read const& read,
                                                          LocationRange const& range);

}  // namespace wms
