// SPDX-License-Identifier: Apache-2.0
// The screens of a round ahead as JSON (RoundAhead in web-ui/api/openapi.yaml). Each says only what
// differs from the one before it: hundreds of them are sent over a warehouse's wireless network.
#pragma once

#include "domain/process/look_ahead.hpp"

#include <boost/json.hpp>

namespace wms::web {

[[nodiscard]] boost::json::array round_json(std::vector<look_ahead::Ahead> const& round);

}  // namespace wms::web
