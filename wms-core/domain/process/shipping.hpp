// SPDX-License-Identifier: Apache-2.0
// Shipping (§4.9.6): stub, being written.
#pragma once

#include "domain/terminal.hpp"

namespace wms::shipping {

[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::shipping
