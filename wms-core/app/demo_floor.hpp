// SPDX-License-Identifier: Apache-2.0
// The floor of a demo, where real people with scanners work between virtual ones: what they carry
// about is moved on the virtual floor as well, and after a restart the floor is laid out anew from
// the books.
#pragma once

#include "app/day_floor.hpp"
#include "app/day_house.hpp"
#include "domain/registry.hpp"
#include "store/journal.hpp"

#include <set>

namespace wms {

// Everything where the books say it is; totes, carts, labels and parcels as far as work has come.
void lay_out_from_books(Read const& read, DayFloor& floor);

// Goods that somebody who is not one of `virtual_devices` has moved between real holders. What was
// counted or written off did not move.
void move_on_floor(Read const& read, store::Entry const& entry,
                   std::set<DeviceId> const& virtual_devices, DayFloor& floor);

}  // namespace wms
