// SPDX-License-Identifier: Apache-2.0
// Packing (§4.8): stub, being written.
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
