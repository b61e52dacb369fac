// SPDX-License-Identifier: Apache-2.0
// Waves: planned off the writer's thread, checked again here, released (§4.6).
//
// The planner hands over a wave: class, method, orders, and why it was built so. Orders that
// changed meanwhile are left out with the reason. Release allocates each order's goods in the order
// (priority, paid, id); an order that fails its short policy is removed with the reason and the
// wave goes on (§4.15). The allocations become tasks, the tasks become batches that fit one tote or
// one cart.
#pragma once

#include "domain/change.hpp"

namespace wms {

inline constexpr std::size_t wave_orders_max = 2000;

struct PlanWave {
    static constexpr std::uint16_t tag = 30;
    OrderClass order_class = OrderClass::multi;
    PickMethod method = PickMethod::discrete;
    std::string carrier;
    std::string service = {};
    Instant pickup = {};
    std::vector<OrderId> orders;
    std::int64_t walk_mm = 0;
    std::vector<std::string> explanation = {};
    bool release = true;  // at once; else it waits for ReleaseWave
};
BOOST_DESCRIBE_STRUCT(PlanWave, (),
                      (order_class, method, carrier, service, pickup, orders, walk_mm, explanation,
                       release))
[[nodiscard]] Result<Done> handle(Change& change, PlanWave const& command);

struct ReleaseWave {
    static constexpr std::uint16_t tag = 31;
    WaveId wave;
};
BOOST_DESCRIBE_STRUCT(ReleaseWave, (), (wave))
[[nodiscard]] Result<Done> handle(Change& change, ReleaseWave const& command);

struct HoldWave {  // pickers get no new batch of it while it is held
    static constexpr std::uint16_t tag = 32;
    WaveId wave;
    bool hold = true;
    std::string reason = {};
};
BOOST_DESCRIBE_STRUCT(HoldWave, (), (wave, hold, reason))
[[nodiscard]] Result<Done> handle(Change& change, HoldWave const& command);

struct CancelWave {
    static constexpr std::uint16_t tag = 33;
    WaveId wave;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelWave, (), (wave, reason))
[[nodiscard]] Result<Done> handle(Change& change, CancelWave const& command);

[[nodiscard]] Result<Wave> wave_at(Read const& read, WaveId id);
// Its orders that were not taken out.
[[nodiscard]] std::vector<OrderId> members_of(Read const& read, WaveId wave);

struct WavePlanned {
    static constexpr std::uint16_t tag = 170;
    WaveId id;
    Wave row;
    std::vector<OrderId> orders;
};
BOOST_DESCRIBE_STRUCT(WavePlanned, (), (id, row, orders))
void apply(Write& write, WavePlanned const& event, EntryHeader const& header);

struct WaveStateChanged {
    static constexpr std::uint16_t tag = 171;
    WaveId wave;
    WaveState state = WaveState::released;
    bool on_hold = false;
    std::string hold_reason = {};
};
BOOST_DESCRIBE_STRUCT(WaveStateChanged, (), (wave, state, on_hold, hold_reason))
void apply(Write& write, WaveStateChanged const& event, EntryHeader const& header);

struct WaveOrderRemoved {
    static constexpr std::uint16_t tag = 172;
    WaveId wave;
    OrderId order;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(WaveOrderRemoved, (), (wave, order, reason))
void apply(Write& write, WaveOrderRemoved const& event, EntryHeader const& header);

struct MadeTask {
    TaskId id;
    Task task;
};
BOOST_DESCRIBE_STRUCT(MadeTask, (), (id, task))
// Orders enter the floor with all their promises and one picker's tasks for them: one event,
// because a day has very many of them. Promises stand in the order of `orders`.
struct BatchReleased {
    static constexpr std::uint16_t tag = 173;
    BatchId id;
    Batch row;
    std::vector<OrderId> orders;
    std::vector<MadeTask> tasks;
    std::vector<MadeAllocation> allocations;
};
BOOST_DESCRIBE_STRUCT(BatchReleased, (), (id, row, orders, tasks, allocations))
void apply(Write& write, BatchReleased const& event, EntryHeader const& header);

// Open tasks leave their batches and become a round of their own, that nobody has yet.
struct BatchRegrouped {
    static constexpr std::uint16_t tag = 160;
    BatchId id;
    Batch row;
    std::vector<TaskId> tasks;
};
BOOST_DESCRIBE_STRUCT(BatchRegrouped, (), (id, row, tasks))
void apply(Write& write, BatchRegrouped const& event, EntryHeader const& header);

struct TaskMade {  // one more for a batch that is under way
    static constexpr std::uint16_t tag = 175;
    TaskId id;
    Task row;
};
BOOST_DESCRIBE_STRUCT(TaskMade, (), (id, row))
void apply(Write& write, TaskMade const& event, EntryHeader const& header);

// Pieces fetched, a new state, one more skip: the only way a task moves on.
struct TaskProgressed {
    static constexpr std::uint16_t tag = 176;
    TaskId task;
    Quantity done;  // now
    TaskState state = TaskState::picking;
    std::string reason = {};  // of a short
};
BOOST_DESCRIBE_STRUCT(TaskProgressed, (), (task, done, state, reason))
void apply(Write& write, TaskProgressed const& event, EntryHeader const& header);

struct TaskReduced {  // less to fetch; nothing left to fetch ends it
    static constexpr std::uint16_t tag = 177;
    TaskId task;
    Quantity quantity;
};
BOOST_DESCRIBE_STRUCT(TaskReduced, (), (task, quantity))
void apply(Write& write, TaskReduced const& event, EntryHeader const& header);

struct TaskUnpicked {  // a pick was taken back: the pieces are to be fetched again
    static constexpr std::uint16_t tag = 178;
    TaskId task;
    Quantity quantity;
};
BOOST_DESCRIBE_STRUCT(TaskUnpicked, (), (task, quantity))
void apply(Write& write, TaskUnpicked const& event, EntryHeader const& header);

}  // namespace wms
