// SPDX-License-Identifier: Apache-2.0
// A screen as a terminal gets it: the struct itself and all its words in both languages, so that
// no terminal has a list of phrases.
#pragma once

#include "domain/screen.hpp"

#include <boost/json.hpp>

namespace wms::web {

[[nodiscard]] boost::json::object screen_json(Screen const& screen);

}  // namespace wms::web
