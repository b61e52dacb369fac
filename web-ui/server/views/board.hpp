// SPDX-License-Identifier: Apache-2.0
// L1 Now, L2 waves: how the orders of each wave stand against the carrier's pickup.
#pragma once

#include "server/views/activity.hpp"

#include <boost/json.hpp>

namespace wms::web::views {

[[nodiscard]] boost::json::object now(Read const& read, Activity const& activity, Instant at,
                                      bool demo);
// Open waves only.
[[nodiscard]] boost::json::object waves(Read const& read, Activity const& activity, Instant at);
[[nodiscard]] boost::json::object wave(Read const& read, Activity const& activity, Instant at,
                                       WaveId id, Wave const& row);
[[nodiscard]] boost::json::object wave_detail(Read const& read, Activity const& activity,
                                              Instant at, WaveId id, Wave const& row);
[[nodiscard]] boost::json::object wave_order(Read const& read, OrderId id);

}  // namespace wms::web::views
