// SPDX-License-Identifier: Apache-2.0
// L6: what happened to a thing. Its postings are found by the history index. An order or parcel has
// more to its life than goods that move (intake, review, wave, waybill, label, hand-over): that is
// read from the journal between its first and its last day, so many entries a page. What else
// happened to a SKU, lot, serial, location or container (counts, promises, blocks …) is told as far
// back as the activity reads.
#pragma once

#include "server/views/activity.hpp"
#include "server/views/stock_view.hpp"

namespace wms::web::views {

enum class Direction : std::uint8_t { forward, backward };
struct HistoryQuery {
    tables::Trace kind = tables::Trace::sku;
    std::uint64_t id = 0;
    Direction direction = Direction::backward;
};
[[nodiscard]] std::optional<tables::Trace> trace_kind(std::string_view kind);

// A page may be shorter than asked for, or empty, and say that there is more to look through.
[[nodiscard]] StockPage history(Read const& read, Engine& engine, Activity const& activity,
                                HistoryQuery const& query, std::uint64_t after, std::size_t limit);

// Where the goods of a thing came from, or went to: through holders, lots, orders and parcels.
struct Traced {
    boost::json::array items;
    bool complete = true;  // else there is more than is shown
};
[[nodiscard]] Traced trace(Read const& read, Engine& engine, HistoryQuery const& query);

// --- for the other views

// Entries that touched it, from the index: in the asked order, behind `after`.
[[nodiscard]] std::vector<std::uint64_t> entries_of(Read const& read, HistoryQuery const& query,
                                                    std::uint64_t after, std::size_t limit);
[[nodiscard]] bool touches(StockPosted const& posted, HistoryQuery const& query, OperatorId actor);
[[nodiscard]] std::vector<StockPosted> postings_of(store::Entry const& entry,
                                                   HistoryQuery const& query);
// "typed", "scanned", "button", "office", or "system" where nobody did it.
[[nodiscard]] std::string_view via_of(store::Entry const& entry);
// What an entry tells of the thing, in the order it happened.
[[nodiscard]] boost::json::array told_of(Read const& read, store::Entry const& entry,
                                         HistoryQuery const& query);

}  // namespace wms::web::views
