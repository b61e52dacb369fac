// SPDX-License-Identifier: Apache-2.0
// Goods of an order that are fetched once more while its parcel waits at the station. Only the
// files of packing use it.
#pragma once

#include "domain/process/reallocation.hpp"

namespace wms::packing {

// A round of its own for one order, in front of all work that waits.
[[nodiscard]] BatchId add_batch(Change& change, WaveId wave);
// Promises again; a round that nothing was found for is no work for anybody.
void fetch_again(Change& change, std::vector<Freed> freed, BatchId batch);

}  // namespace wms::packing
