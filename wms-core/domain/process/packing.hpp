// SPDX-License-Identifier: Apache-2.0
// Packing at a station (§4.8).
//
// The packer scans the station once, then a tote or cart. From a sweep tote (many orders, one item
// each) an item scan is enough: the system gives the piece to the order with the least slack, opens
// its parcel and prints the label; the packer never sees the order. From an order's tote or cart
// bin every piece is scanned, then the carton (pack_carton.hpp); a parcel whose weight is off is
// not closed (pack_weight.hpp). Of many alike, one is scanned and the number of the others keyed
// in; a barcode of a pack level counts as what is in the pack. The label is stuck on and scanned:
// only that closes the parcel. When the carrier has not answered, the parcel goes to the label-wait
// shelf (!DONE) and work goes on; its label prints when the number comes and is scanned whenever it
// is stuck on. At most two parcels of a station may be without a proved label when another one is
// begun. What is missing or damaged is reported (pack_short.hpp).
#pragma once

#include "domain/terminal.hpp"

namespace wms::packing {

// The container stands at a station (or was closed full) with goods to pack.
[[nodiscard]] bool is_waiting(Read const& read, ContainerId container);
[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::packing
