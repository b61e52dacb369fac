// SPDX-License-Identifier: Apache-2.0
// A lead corrects the books of one location (§4.0.2 ADJUST): pieces more or fewer of one SKU, with
// the reason. Worth more than the site's limit it waits for another lead; nothing is posted before.
//
// Only locations: what lies in a tote or a parcel is on its way to an order and is corrected there.
#pragma once

#include "domain/change.hpp"

namespace wms {

struct AdjustStock {
    static constexpr std::uint16_t tag = 244;
    std::string location;  // code
    std::string sku;
    std::string lot = {};
    std::string serial = {};
    StockStatus status = StockStatus::available;
    std::int64_t difference = 0;
    std::string reason;
    std::string owner = {};  // code; empty = the SKU's
};
BOOST_DESCRIBE_STRUCT(AdjustStock, (),
                      (location, sku, lot, serial, status, difference, reason, owner))
[[nodiscard]] Result<Done> handle(Change& change, AdjustStock const& command);

// By another lead than the one who asked.
struct DecideAdjustment {
    static constexpr std::uint16_t tag = 245;
    AdjustmentId adjustment;
    bool approve = true;
    std::string reason = {};
};
BOOST_DESCRIBE_STRUCT(DecideAdjustment, (), (adjustment, approve, reason))
[[nodiscard]] Result<Done> handle(Change& change, DecideAdjustment const& command);

struct AdjustmentAsked {
    static constexpr std::uint16_t tag = 244;
    AdjustmentId id;
    Adjustment row;
};
struct AdjustmentDecided {
    static constexpr std::uint16_t tag = 245;
    AdjustmentId id;
    AdjustmentState state = AdjustmentState::posted;
    OperatorId by;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(AdjustmentAsked, (), (id, row))
BOOST_DESCRIBE_STRUCT(AdjustmentDecided, (), (id, state, by, reason))
void apply(Write& write, AdjustmentAsked const& event, EntryHeader const& header);
void apply(Write& write, AdjustmentDecided const& event, EntryHeader const& header);

}  // namespace wms
