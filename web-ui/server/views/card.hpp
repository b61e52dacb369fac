// SPDX-License-Identifier: Apache-2.0
// The card of one thing: what a worker or a lead wants to know when he scans it ("where is this?").
#pragma once

#include "domain/change.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace wms::web::views {

struct Card {
    std::string code;
    boost::json::array facts = {};  // {label, value, text?, card?}
};

// location, sku, order, parcel (or waybill), container, lot, serial. Nothing for other kinds and
// for ids that are not there.
[[nodiscard]] std::optional<Card> card_of(Read const& read, std::string_view kind,
                                          std::uint64_t id);

}  // namespace wms::web::views
