// SPDX-License-Identifier: Apache-2.0
// Picking (§4.6), three methods on one path.
//
// A picker takes work (or scans the tote of a batch that waits), binds an empty tote or cart, and
// is led from location to location in path order: scan the location, scan each item; on a cart,
// then scan the bin of the order the pieces belong to. When the books say the location is empty
// now, the picker is asked whether it is. A total pick gathers many orders' pieces in one tote, a
// cluster sorts into cart bins while picking, a discrete pick is one order. What is missing is
// reported with a reason, in one transaction (T2). At the end the tote is brought to a packing
// station.
#pragma once

#include "domain/terminal.hpp"

namespace wms::picking {

[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::picking
