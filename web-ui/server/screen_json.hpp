// SPDX-License-Identifier: Apache-2.0
// A screen as a terminal gets it: the struct itself and all its words in both languages, so that
// no terminal has a list of phrases.
#pragma once

#include "domain/screen.hpp"

#include <boost/json.hpp>

namespace wms::web {

// `memory` is where the whole object lives; by default the heap.
[[nodiscard]] boost::json::object screen_json(Screen const& screen,
                                              boost::json::storage_ptr memory = {});

}  // namespace wms::web
