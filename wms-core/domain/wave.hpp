// SPDX-License-Identifier: Apache-2.0
// Waves, pick batches and tasks (§4.6).
#pragma once

#include "domain/order.hpp"

namespace wms {

enum class WaveState : std::uint8_t {
    planned = 10,
    allocating = 20,
    released = 40,
    picking = 50,
    picked = 60,
    closed = 70,
    cancelled = 90
};
BOOST_DESCRIBE_ENUM(WaveState, planned, allocating, released, picking, picked, closed, cancelled)

// 单品单件 single_unit · 单品多件 single_sku · 多品 multi · 同款 same · 大宗 bulk
enum class OrderClass : std::uint8_t {
    custom = 0,
    bulk = 1,
    same = 2,
    single_unit = 3,
    single_sku = 4,
    multi = 5,
    special = 6
};
BOOST_DESCRIBE_ENUM(OrderClass, custom, bulk, same, single_unit, single_sku, multi, special)

enum class PickMethod : std::uint8_t { total_pick = 0, cluster = 1, put_wall = 2, discrete = 3 };
BOOST_DESCRIBE_ENUM(PickMethod, total_pick, cluster, put_wall, discrete)

struct Wave {
    WarehouseId warehouse;
    std::string code;
    OrderClass order_class = OrderClass::multi;
    PickMethod method = PickMethod::discrete;
    WaveState state = WaveState::planned;
    bool on_hold = false;
    CarrierId carrier;
    std::string service;
    Instant pickup;
    std::uint32_t orders = 0;
    std::uint32_t orders_removed = 0;
    Quantity pieces;
    std::uint32_t tasks_open = 0;
    std::int64_t walk_mm = 0;  // predicted
    std::vector<std::string>
        explanation;  // why it was built so, one sentence each, language-neutral code + figures
    Instant planned_at;
    Instant released_at;
    // Set by a lead: the smaller goes first; 0 = by the pickup, in ms.
    std::int64_t urgency = 0;
    std::string hold_reason = {};  // as the lead typed it
};
BOOST_DESCRIBE_STRUCT(Wave, (),
                      (warehouse, code, order_class, method, state, on_hold, carrier, service,
                       pickup, orders, orders_removed, pieces, tasks_open, walk_mm, explanation,
                       planned_at, released_at, urgency, hold_reason))

struct WaveOrderKey {
    WaveId wave;
    OrderId order;
};
BOOST_DESCRIBE_STRUCT(WaveOrderKey, (), (wave, order))
enum class Membership : std::uint8_t { in = 0, done = 1, removed = 2 };
BOOST_DESCRIBE_ENUM(Membership, in, done, removed)
struct WaveOrder {
    Membership membership = Membership::in;
    std::string reason = {};  // why it was removed
};
BOOST_DESCRIBE_STRUCT(WaveOrder, (), (membership, reason))

// The lease of whoever works on something (§4.0.6). Renewed by any scan.
struct Claim {
    OperatorId actor;
    DeviceId device;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(Claim, (), (actor, device, until))

enum class BatchState : std::uint8_t { open = 10, claimed = 20, done = 50, cancelled = 90 };
BOOST_DESCRIBE_ENUM(BatchState, open, claimed, done, cancelled)

// What one picker fetches in one round: the tasks of one wave in one zone that fit one tote or
// cart.
struct Batch {
    WaveId wave;
    WarehouseId warehouse;
    ZoneId zone;
    PickMethod method = PickMethod::discrete;
    BatchState state = BatchState::open;
    std::int64_t urgency = 0;  // pickup time, ms: most urgent first
    std::uint32_t tasks_open = 0;
    Claim claim = {};
    ContainerId container = {};  // tote or cart in use
};
BOOST_DESCRIBE_STRUCT(Batch, (),
                      (wave, warehouse, zone, method, state, urgency, tasks_open, claim, container))

enum class TaskState : std::uint8_t {
    open = 10,
    blocked_replenishment = 15,
    claimed = 20,
    skipped = 25,
    at_location = 30,
    picking = 40,
    done = 50,
    short_ = 55,
    cancelled = 90
};
BOOST_DESCRIBE_ENUM(TaskState, open, blocked_replenishment, claimed, skipped, at_location, picking,
                    done, short_, cancelled)

struct Task {
    WaveId wave;
    BatchId batch;
    QuantKey quant;
    OrderId order;  // none for a total pick
    Quantity need;
    Quantity done = {};
    TaskState state = TaskState::open;
    std::int64_t sequence = 0;  // place on the pick path
    std::uint32_t skips = 0;
    std::string short_reason = {};
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (wave, batch, quant, order, need, done, state, sequence, skips, short_reason))

// A batch's unfinished tasks in path order; skipped ones come last but stay mandatory.
struct TaskPathKey {
    BatchId batch;
    std::uint32_t skips = 0;
    std::int64_t sequence = 0;
    friend bool operator==(TaskPathKey const&, TaskPathKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskPathKey, (), (batch, skips, sequence))

}  // namespace wms
