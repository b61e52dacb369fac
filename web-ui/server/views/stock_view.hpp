// SPDX-License-Identifier: Apache-2.0
// L6: stock by anything, and what happened to it, from the history indexes and the journal.
#pragma once

#include "server/answers.hpp"

#include "engine/engine.hpp"

namespace wms::web::views {

// What is asked for; the first that is not empty counts. Codes as printed.
struct StockQuery {
    std::string sku, location, lot, serial, container, order, any;
};
struct StockPage {
    boost::json::array items;
    std::optional<std::string> next = {};
};
[[nodiscard]] Result<StockPage> stock(Read const& read, StockQuery const& query, Page const& page,
                                      Instant at);

// What stood where at a past moment: what is there now, with the journal's postings since then
// taken back. By a thing that has a history: not by an order, and not for the whole house.
[[nodiscard]] Result<StockPage> past_stock(Read const& read, Engine& engine,
                                           StockQuery const& query, Instant at);

enum class Direction : std::uint8_t { forward, backward };
struct HistoryQuery {
    tables::Trace kind = tables::Trace::sku;
    std::uint64_t id = 0;
    Direction direction = Direction::backward;
};
[[nodiscard]] std::optional<tables::Trace> trace_kind(std::string_view kind);
[[nodiscard]] StockPage history(Read const& read, Engine& engine, HistoryQuery const& query,
                                std::uint64_t after, std::size_t limit);

// Where the goods of a thing came from, or went to: through holders, lots, orders and parcels.
[[nodiscard]] boost::json::array trace(Read const& read, Engine& engine, HistoryQuery const& query);

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

}  // namespace wms::web::views
