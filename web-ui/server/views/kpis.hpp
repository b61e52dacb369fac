// SPDX-License-Identifier: Apache-2.0
// L7: the figures of processes.md §4.0.7, by hour, day or week.
#pragma once

#include "server/views/activity.hpp"

#include <boost/json.hpp>

namespace wms::web::views {

[[nodiscard]] boost::json::object kpis(Activity const& activity, std::string_view by,
                                       std::int32_t utc_offset_min, Instant at);
// The same as a table. A cell never begins a formula.
[[nodiscard]] std::string kpis_csv(boost::json::object const& kpis);
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace wms::web::views
