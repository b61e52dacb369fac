// SPDX-License-Identifier: Apache-2.0
// Who changed an order or a wave last, and when, as the journal tells it: for whoever wanted to
// change another version of it (412).
#pragma once

#include "server/answers.hpp"

#include "engine/engine.hpp"

namespace wms::web {

// Nothing is known of what is long ago.
[[nodiscard]] LastChange last_change(Engine& engine, Read const& read, OrderId order);
[[nodiscard]] LastChange last_change(Engine& engine, Read const& read, WaveId wave);

}  // namespace wms::web
