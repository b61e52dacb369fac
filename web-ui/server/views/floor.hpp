// SPDX-License-Identifier: Apache-2.0
// L3 map, L5 people, and the terminals and printers: who is where, and what does not work.
#pragma once

#include "server/views/activity.hpp"
#include "server/views/terminals.hpp"

#include <boost/json.hpp>

namespace wms::web::views {

[[nodiscard]] boost::json::object people(Read const& read, Activity const& activity,
                                         Terminals const& terminals, Instant at);
[[nodiscard]] boost::json::object devices(Read const& read, Terminals const& terminals, Instant at);
// What changes seldom: where every location is. `version` changes with it.
[[nodiscard]] boost::json::object layout(Read const& read);
[[nodiscard]] boost::json::object map(Read const& read, Activity const& activity, Instant at);
[[nodiscard]] boost::json::object path(Read const& read, Activity const& activity, OperatorId who);

}  // namespace wms::web::views
