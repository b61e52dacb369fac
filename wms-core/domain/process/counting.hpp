// SPDX-License-Identifier: Apache-2.0
// Counting (§4.11): stub, being written.
#pragma once

#include "domain/terminal.hpp"

namespace wms::counting {

// Opens a control count of one SKU at one location unless one is open for it (§4.6 short pick step
// 3).
void open_control_count(Change& change, QuantKey const& quant, std::string const& reason);

[[nodiscard]] Result<Done> start(Change& change, Session session);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::counting
