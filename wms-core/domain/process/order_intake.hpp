// SPDX-License-Identifier: Apache-2.0
// Orders in, reviewed, approved, cancelled (§4.4, §4.13).
//
// A channel sends an order under its own number; sending it again changes nothing, sending it
// changed before release replaces it. The review puts holds on what looks wrong; an order without
// holds can be approved: its goods are softly reserved, or it waits for stock. Until the first pick
// an order can be cancelled, whole or by line; what was promised to it is free at once.
#pragma once

#include "domain/change.hpp"

namespace wms {

inline constexpr std::size_t order_lines_max = 2000;

struct PlacedLine {
    std::string sku;
    Quantity quantity;
    std::string lot = {};  // requested lot
};
BOOST_DESCRIBE_STRUCT(PlacedLine, (), (sku, quantity, lot))

struct PlaceOrder {
    static constexpr std::uint16_t tag = 20;
    OrderKey key;
    Instant placed_at = {};
    Instant paid_at = {};
    std::int64_t priority = 100;
    std::string carrier;
    std::string service = {};
    Instant ship_by = {};
    ShortPolicy short_policy = ShortPolicy::ship_short;
    Recipient recipient;
    std::vector<PlacedLine> lines;
    std::string owner = {};
    std::string warehouse = {};
    Money cod = {};
    std::string sort_code = {};
    std::string bag_place = {};
};
BOOST_DESCRIBE_STRUCT(PlaceOrder, (),
                      (key, placed_at, paid_at, priority, carrier, service, ship_by, short_policy,
                       recipient, lines, owner, warehouse, cod, sort_code, bag_place))
[[nodiscard]] Result<Done> handle(Change& change, PlaceOrder const& command);

struct ApproveOrder {
    static constexpr std::uint16_t tag = 21;
    OrderId order;
};
BOOST_DESCRIBE_STRUCT(ApproveOrder, (), (order))
[[nodiscard]] Result<Done> handle(Change& change, ApproveOrder const& command);

struct ChangeHold {
    static constexpr std::uint16_t tag = 22;
    OrderId order;
    std::vector<Hold> holds;  // what shall stand afterwards
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ChangeHold, (), (order, holds, reason))
[[nodiscard]] Result<Done> handle(Change& change, ChangeHold const& command);

struct CancelledLine {
    std::uint32_t line = 0;
    Quantity quantity;
};
BOOST_DESCRIBE_STRUCT(CancelledLine, (), (line, quantity))

struct CancelOrder {
    static constexpr std::uint16_t tag = 23;
    OrderId order;
    std::vector<CancelledLine> lines;  // empty = all that is open
    std::string source;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelOrder, (), (order, lines, source, reason))
[[nodiscard]] Result<Done> handle(Change& change, CancelOrder const& command);

struct OrderPlaced {  // new, or replacing an unreleased one whole
    static constexpr std::uint16_t tag = 150;
    OrderId id;
    Order order;
    std::vector<OrderLine> lines;  // number 1, 2, …
    Recipient recipient;
};
BOOST_DESCRIBE_STRUCT(OrderPlaced, (), (id, order, lines, recipient))
void apply(Write& write, OrderPlaced const& event, EntryHeader const& header);

struct OrderHoldsChanged {
    static constexpr std::uint16_t tag = 151;
    OrderId order;
    std::vector<Hold> holds;
};
BOOST_DESCRIBE_STRUCT(OrderHoldsChanged, (), (order, holds))
void apply(Write& write, OrderHoldsChanged const& event, EntryHeader const& header);

// Before release: approved with what is softly reserved per line, or waiting with nothing reserved.
struct OrderReviewed {
    static constexpr std::uint16_t tag = 152;
    OrderId order;
    OrderState state = OrderState::approved;
    std::vector<Quantity> reserved;  // per line from 1 on
};
BOOST_DESCRIBE_STRUCT(OrderReviewed, (), (order, state, reserved))
void apply(Write& write, OrderReviewed const& event, EntryHeader const& header);

enum class LineEnd : std::uint8_t { cancelled = 0, short_ = 1 };
BOOST_DESCRIBE_ENUM(LineEnd, cancelled, short_)
// Pieces of a line that will not be sent. Their allocations have been released before.
struct LineReduced {
    static constexpr std::uint16_t tag = 153;
    OrderId order;
    std::uint32_t line = 0;
    Quantity quantity;
    LineEnd end = LineEnd::cancelled;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(LineReduced, (), (order, line, quantity, end, reason))
void apply(Write& write, LineReduced const& event, EntryHeader const& header);

// Back before release: nothing is promised any more (§4.15 un-release).
struct OrderUnreleased {
    static constexpr std::uint16_t tag = 154;
    OrderId order;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderUnreleased, (), (order, reason))
void apply(Write& write, OrderUnreleased const& event, EntryHeader const& header);

[[nodiscard]] std::vector<std::pair<std::uint32_t, OrderLine>> lines_of(Read const& read,
                                                                        OrderId order);
// Approves, or lets wait, an order that is created or waits for stock and has no hold.
void review(Change& change, OrderId order);

}  // namespace wms
