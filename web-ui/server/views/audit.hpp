// SPDX-License-Identifier: Apache-2.0
// A8: who did what to what, when, at which terminal and how it came in; and what was refused.
#pragma once

#include "server/views/stock_view.hpp"

namespace wms::web::views {

struct JournalQuery {
    OperatorId actor = {};
    DeviceId device = {};
    std::string command = {};
    Instant from = {};
    Instant to = {};
    bool refused_only = false;
};
[[nodiscard]] StockPage journal(Read const& read, Engine& engine, JournalQuery const& query,
                                Page const& page);
// One entry whole, personal data masked; nothing when there is none.
[[nodiscard]] std::optional<boost::json::object> journal_entry(Read const& read, Engine& engine,
                                                               std::uint64_t seq);

// A command in the words of the trade, and the thing it was about.
struct CommandTold {
    boost::json::object text;
    std::string what;
};
[[nodiscard]] CommandTold told_of(Read const& read, AnyCommand const& command);

}  // namespace wms::web::views
