// SPDX-License-Identifier: Apache-2.0
// What a lead says to the floor: messages to people and terminals, rounds that go to somebody else,
// exceptions that are closed by hand.
#pragma once

#include "server/live.hpp"
#include "server/routes.hpp"
#include "server/views/activity.hpp"

namespace wms::web {

// The activity outlives them.
[[nodiscard]] std::vector<Route> direction_routes(Activity const& activity);
// `messages:DEVICE`, for the terminal itself.
[[nodiscard]] DeviceTopic message_topic(Engine& engine, Activity const& activity);

}  // namespace wms::web
