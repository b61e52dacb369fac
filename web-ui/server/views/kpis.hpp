// SPDX-License-Identifier: Apache-2.0
// L7: the figures of processes.md §4.0.7, by hour, day or week.
#pragma once

#include "server/views/activity.hpp"

#include <boost/json.hpp>

namespace wms::web::views {

struct KpiQuery {
    std::string by = "hour";  // hour, shift, day or week
    Instant from = {};        // none: as far back as the interval makes sense
    Instant to = {};          // none: now
};
[[nodiscard]] boost::json::object kpis(Read const& read, Activity const& activity,
                                       KpiQuery const& query, Instant at);
// The same as a table. A cell never begins a formula.
[[nodiscard]] std::string kpis_csv(boost::json::object const& kpis);
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace wms::web::views
