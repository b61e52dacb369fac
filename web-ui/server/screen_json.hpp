// SPDX-License-Identifier: Apache-2.0
// A screen as a terminal gets it: the struct itself and all its words in both languages, so that
// no terminal has a list of phrases.
#pragma once

#include "domain/screen.hpp"

#include <boost/json.hpp>

#include <string>

namespace wms::web {

// Behind what is there already: most screens go out as they are written, in the answer to a scan.
// At `now`, because UNDO works for a minute only.
void add_screen_json(std::string& json, Screen const& screen, Instant now);
// The same as a value.
[[nodiscard]] boost::json::object screen_json(Screen const& screen, Instant now);

}  // namespace wms::web
