// SPDX-License-Identifier: Apache-2.0
// An order's own barcode at the start (P1): just that order is picked, as a round of its own.
#include "domain/process/picking_round.hpp"
#include "domain/process/reallocation.hpp"

#include <algorithm>

namespace wms::picking {
namespace {

// What is left to fetch for it, wherever it was planned.
std::vector<TaskId> open_tasks_of(Read const& read, OrderId order) {
    std::vector<TaskId> tasks;
    tables::allocations.scan_index_from<tables::allocations_by_order>(
        read, OrderLineKey{order, 0}, [&](OrderLineKey const& key, AllocationId id) {
            if (key.order != order) return false;
            Allocation const allocation = tables::allocations.at(read, id);
            bool const waits = allocation.stage == Stage::reserved && allocation.task;
            bool const known = std::ranges::find(tasks, allocation.task) != tasks.end();
            if (waits && !known) tasks.push_back(allocation.task);
            return true;
        });
    return tasks;
}

bool is_for(Read const& read, TaskId task, OrderId order) {
    return std::ranges::all_of(waiting_allocations(read, task), [&](AllocationId id) {
        return tables::allocations.at(read, id).order == order;
    });
}

// All of the round is for this order: it is claimed as it stands.
bool is_whole_round(Read const& read, std::vector<TaskId> const& tasks) {
    BatchId const batch = tables::tasks.at(read, tasks.front()).batch;
    bool const one = std::ranges::all_of(
        tasks, [&](TaskId id) { return tables::tasks.at(read, id).batch == batch; });
    return one && tables::batches.at(read, batch).tasks_open == tasks.size();
}

Result<> guard_state(Read const& read, OrderId id, std::vector<TaskId> const& tasks) {
    Order const order = tables::orders.at(read, id);
    auto const no = [&](char const* reason) {
        return refuse(Why::order_not_to_pick, order_name(read, id), reason);
    };
    if (order.state == OrderState::cancelled) return no("cancelled");
    if (order.state < OrderState::released) return no("it is not released yet");
    if (tasks.empty()) return no("nothing is left to pick");
    if (order.wave && tables::waves.at(read, order.wave).on_hold) return no("its wave is held");
    return {};
}

// Nobody has begun with a round it is in.
Result<> guard_free(Change const& change, OrderId id, BatchId batch_id) {
    Read const& read = change.tables();
    Batch const batch = tables::batches.at(read, batch_id);
    bool const others =
        is_live(read, batch.claim, change.now()) && batch.claim.actor != change.actor();
    if (others)
        return refuse(Why::order_of_other, operator_name(read, batch.claim.actor),
                      order_name(read, id));
    if (batch.container)
        return refuse(Why::order_in_round, order_name(read, id),
                      name_of(read, holder::at(batch.container)));
    return {};
}

// Goods that are fetched for several orders at once cannot be fetched for one of them.
Result<> guard_apart(Read const& read, OrderId id, std::vector<TaskId> const& tasks) {
    bool const whole = is_whole_round(read, tasks);
    bool const apart = std::ranges::all_of(tasks, [&](TaskId task) {
        bool const by_order = tables::tasks.at(read, task).order == id;
        return by_order || (whole && is_for(read, task, id));
    });
    if (apart) return {};
    return refuse(Why::order_not_to_pick, order_name(read, id),
                  "it is picked together with others");
}

BatchId round_of(Change& change, std::vector<TaskId> const& tasks) {
    Read const& read = change.tables();
    BatchId const planned = tables::tasks.at(read, tasks.front()).batch;
    if (is_whole_round(read, tasks)) return planned;
    return regroup(change, tables::batches.at(read, planned), tasks);
}

}  // namespace

Result<Done> pick_order(Change& change, Session session, OrderId order) {
    Read const& read = change.tables();
    auto const tasks = open_tasks_of(read, order);
    if (auto const guard = guard_state(read, order, tasks); !guard)
        return std::unexpected(guard.error());
    for (TaskId const task : tasks) {
        auto const guard = guard_free(change, order, tables::tasks.at(read, task).batch);
        if (!guard) return std::unexpected(guard.error());
    }
    if (auto const guard = guard_apart(read, order, tasks); !guard)
        return std::unexpected(guard.error());
    give_back_batch(change, session.batch);
    BatchId const round = round_of(change, tasks);
    Batch batch = tables::batches.at(read, round);
    // One order needs no cart: a tote will do.
    if (is_cluster(batch.method)) batch.method = PickMethod::discrete;
    claim(change, round, batch);
    session.process = Process::picking;
    session.batch = round;
    session.container = {};
    session.task = {};
    session.round.reset();
    begin_round(change, session);
    go_to(change, std::move(session), Step::scan_container);
    return Done{Tone::step_complete};
}

}  // namespace wms::picking
