// SPDX-License-Identifier: Apache-2.0
// Scans and buttons in, screens out; what a code is; the worker's own list.
#pragma once

#include "server/routes.hpp"

namespace wms::web {

[[nodiscard]] std::vector<Route> terminal_routes();

// What a terminal is answered, whatever it sent: how it was decided and what it shows now.
[[nodiscard]] Response event_answer(Outcome const& outcome, std::uint64_t next_seq, Instant now);

}  // namespace wms::web
