// SPDX-License-Identifier: Apache-2.0
// L6: stock by anything, now and at a past moment.
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

}  // namespace wms::web::views
