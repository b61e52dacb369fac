// SPDX-License-Identifier: Apache-2.0
// A location's label cannot be read and nobody knows its check digits: a lead who is called looks
// and scans the badge on the same terminal (§4.6), and the lead's list asks for a new label.
#pragma once

#include "domain/terminal.hpp"

namespace wms {

// Refused until a lead has said that this is the place.
[[nodiscard]] Result<> guard_torn_label(Change& change, Session const& session,
                                        LocationId location);
// The badge was scanned; the button is pressed once more.
[[nodiscard]] bool is_torn_approved(Session const& session);

}  // namespace wms
