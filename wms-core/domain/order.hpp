// SPDX-License-Identifier: Apache-2.0
// Orders, their lines and recipients (§4.4). The state of an order follows from its lines and
// parcels.
#pragma once

#include "domain/stock.hpp"

#include "store/record.hpp"

namespace wms {

enum class OrderState : std::uint8_t {
    created = 10,
    held = 20,
    approved = 30,
    wait_stock = 35,
    released = 40,
    picking = 50,
    picked = 60,
    sorted = 65,
    packing = 70,
    packed = 75,
    manifested = 80,
    shipped = 90,
    delivered = 95,
    closed = 99,
    cancelled = 100
};
BOOST_DESCRIBE_ENUM(OrderState, created, held, approved, wait_stock, released, picking, picked,
                    sorted, packing, packed, manifested, shipped, delivered, closed, cancelled)

// What happens to a line that cannot be filled (§4.6 step 5).
enum class ShortPolicy : std::uint8_t {
    ship_short = 0,
    drop_line = 1,
    drop_order = 2,
    wait = 3,
    ship_complete = 4
};
BOOST_DESCRIBE_ENUM(ShortPolicy, ship_short, drop_line, drop_order, wait, ship_complete)

enum class Hold : std::uint8_t {
    address = 0,
    phone = 1,
    stock = 2,
    duplicate = 3,
    master_data = 4,
    manual = 5,
    payment = 6
};
BOOST_DESCRIBE_ENUM(Hold, address, phone, stock, duplicate, master_data, manual, payment)

// Personal data: never in logs, masked on screens; only the label compiler sees it whole.
struct Recipient {
    std::string name;
    std::string phone;
    std::string address;
    std::string country;
    std::string remark = {};  // for the courier, as the buyer wrote it
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (name, phone, address, country, remark))

struct OrderKey {             // the channel's own number: intake is idempotent by it
    std::string external_id;  // first, so that an order label finds its order without the channel
    std::string channel;
    friend bool operator==(OrderKey const&, OrderKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderKey, (), (external_id, channel))

struct Order {
    OrderKey key;
    store::Hash body_hash{};
    WarehouseId warehouse;
    OwnerId owner;
    Instant placed_at;
    Instant paid_at;
    std::int64_t priority = 100;  // smaller goes first
    Instant ship_by;              // the carrier's pickup
    CarrierId carrier;
    std::string service;
    ShortPolicy short_policy = ShortPolicy::ship_short;
    OrderState state = OrderState::created;
    std::vector<Hold> holds = {};
    WaveId wave = {};
    // Pieces over all lines. open = ordered − cancelled − short − packed (I6); picked counts PICKED
    // and later.
    Quantity ordered = {};
    Quantity cancelled = {};
    Quantity short_ = {};
    Quantity allocated = {};  // live allocations of any stage before SHIPPED
    Quantity picked = {};
    Quantity packed = {};
    std::uint32_t lines = 0;
    std::uint32_t parcels_open = 0;  // not yet CLOSED
    std::uint32_t parcels = 0;       // not VOID
    std::uint32_t parcels_manifested = 0;
    std::uint32_t parcels_shipped = 0;
    Money cod = {};  // what the courier collects for the order; 0 = nothing
    std::string sort_code =
        {};  // 大头笔/三段码 as the channel knew it; the carrier's own goes first
    std::string bag_place = {};  // 集包地
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (key, body_hash, warehouse, owner, placed_at, paid_at, priority, ship_by,
                       carrier, service, short_policy, state, holds, wave, ordered, cancelled,
                       short_, allocated, picked, packed, lines, parcels_open, parcels,
                       parcels_manifested, parcels_shipped, cod, sort_code, bag_place))

struct OrderLineKey {
    OrderId order;
    std::uint32_t line = 0;
    friend bool operator==(OrderLineKey const&, OrderLineKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderLineKey, (), (order, line))

struct OrderLine {
    SkuId sku;
    Quantity ordered;
    Quantity cancelled = {};
    Quantity short_ = {};
    Quantity packed = {};     // packed or shipped
    Quantity allocated = {};  // live allocations RESERVED..PACKED
    Quantity reserved = {};   // soft reservation still held
    LotId lot = {};           // requested lot, if any
};
BOOST_DESCRIBE_STRUCT(OrderLine, (),
                      (sku, ordered, cancelled, short_, packed, allocated, reserved, lot))

[[nodiscard]] inline Quantity open_quantity(OrderLine const& line) {
    return line.ordered - line.cancelled - line.short_ - line.packed;
}
[[nodiscard]] inline Quantity open_quantity(Order const& order) {
    return order.ordered - order.cancelled - order.short_ - order.packed;
}

// The header's state as a function of its quantities and parcels once the order is released (§4.4).
[[nodiscard]] OrderState state_from_quantities(Order const& order);

// Waiting orders, most urgent first: the index the planner and re-allocation walk (§4.15: FCFS by
// priority, paid_at, id).
struct QueueKey {
    OrderState state = OrderState::approved;
    std::int64_t priority = 0;
    Instant paid_at;
    friend bool operator==(QueueKey const&, QueueKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(QueueKey, (), (state, priority, paid_at))

}  // namespace wms
