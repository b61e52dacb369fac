// SPDX-License-Identifier: Apache-2.0
#include "domain/process/picking_round.hpp"

#include "domain/container.hpp"
#include "domain/process/waves.hpp"

#include <fmt/format.h>

namespace wms::picking {
namespace {

// Nobody has it, or a lead has given it to this person.
bool is_free(Change const& change, Batch const& batch) {
    Read const& read = change.tables();
    if (tables::waves.at(read, batch.wave).on_hold) return false;
    bool const mine = batch.claim.actor == change.actor();
    bool const taken = !mine && is_live(read, batch.claim, change.now());
    // A batch whose tote already holds goods is taken over by scanning that tote (§4.0.6).
    return !batch.container && !taken && batch.tasks_open > 0;
}

// A packer has begun with the tote of a picker who stayed away for too long, or has emptied it.
bool has_lost_container(Read const& read, Session const& session) {
    auto const container = tables::containers.find(read, session.container);
    if (!container) return false;
    return container->batch != session.batch || container->state != ContainerState::bound;
}

void go_on_without_container(Change& change, Session session, Batch batch) {
    batch.container = {};
    session.container = {};
    forget_pieces(session);
    bool const done = batch.tasks_open == 0;
    if (done) {
        batch.state = BatchState::done;
        batch.claim = {};
    }
    change.post(BatchChanged{session.batch, batch});
    if (done) return go_home(change, std::move(session));
    go_to(change, std::move(session), Step::scan_container);
}

// All of its orders were cancelled or taken out: the picker is told so at home (P1, P2).
void leave_emptied(Change& change, Session session) {
    if (session.step == Step::fill_slots && !put_cart_back(change, session))
        return lead_on(change, std::move(session), {});
    give_back_batch(change, session.batch);
    if (session.round) {
        bool const picked = !session.round->pieces.is_zero();
        session.round->called_off = !picked;
        if (picked) session.round->ended = change.now();
    }
    go_home(change, std::move(session));
}

// "10:42", as the clock in the warehouse shows it.
std::string clock_time(Read const& read, WarehouseId warehouse, Instant at) {
    auto const row = tables::warehouses.find(read, warehouse);
    std::int64_t const minutes = at.value() / 60'000 + (row ? row->utc_offset_min : 0);
    return fmt::format("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
}

}  // namespace

void tell_loser(Change& change, OperatorId loser, BatchId batch, ContainerId container) {
    if (!loser || loser == change.actor()) return;
    auto session = tables::sessions.find(change.tables(), loser);
    bool const at_it = session && session->process == Process::picking && session->batch == batch;
    if (!at_it) return;
    session->taken_over = TakenOver{change.actor(), container};
    change.post(SessionChanged{loser, *session});
}

std::vector<TaskId> open_tasks(Read const& read, BatchId batch) {
    std::vector<TaskId> open;
    tables::tasks.scan_index<tables::tasks_on_path>(read, batch,
                                                    [&](TaskPathKey const&, TaskId id) {
                                                        open.push_back(id);
                                                        return true;
                                                    });
    return open;
}

std::optional<TaskId> next_task(Read const& read, BatchId batch) {
    std::optional<TaskId> next;
    tables::tasks.scan_index<tables::tasks_on_path>(
        read, batch, [&](TaskPathKey const&, TaskId id) {
            if (tables::tasks.at(read, id).state == TaskState::blocked_replenishment) return true;
            next = id;
            return false;
        });
    return next;
}

std::optional<BatchId> most_urgent_batch(Change const& change, WarehouseId warehouse) {
    Read const& read = change.tables();
    std::optional<BatchId> found;
    tables::batches.scan_index<0>(read, warehouse, [&](tables::OpenBatchKey const&, BatchId id) {
        if (is_free(change, tables::batches.at(read, id))) found = id;
        return !found;
    });
    return found;
}

void claim(Change& change, BatchId id, Batch batch) {
    batch.state = BatchState::claimed;
    batch.claim = {change.actor(), change.device(), change.now() + claim_lease};
    change.post(BatchChanged{id, batch});
}

BatchId regroup(Change& change, Batch row, std::vector<TaskId> tasks) {
    row.state = BatchState::open;
    row.claim = {};
    row.container = {};
    row.tasks_open = static_cast<std::uint32_t>(tasks.size());
    BatchId const id = change.next<BatchId>(tables::Counter::batch);
    change.post(BatchRegrouped{id, row, std::move(tasks)});
    return id;
}

Result<> guard_empty(Read const& read, ContainerId id) {
    Container const container = tables::containers.at(read, id);
    bool const free =
        container.state == ContainerState::empty && !holds_goods(read, holder::at(id));
    if (free) return {};
    std::string const owner = container.order  ? order_name(read, container.order)
                              : container.wave ? tables::waves.at(read, container.wave).code
                                               : "goods";
    return refuse(Why::container_in_use, container.code, owner);
}

void begin_round(Change const& change, Session& session) {
    bool const goes_on = session.round && session.round->batch == session.batch;
    if (goes_on) return;
    Read const& read = change.tables();
    Batch const batch = tables::batches.at(read, session.batch);
    auto const first = next_task(read, session.batch);
    bool const one_order = batch.method == PickMethod::discrete && first;
    session.round =
        PickRound{.since = change.now(),
                  .batch = session.batch,
                  .order = one_order ? tables::tasks.at(read, *first).order : OrderId{}};
}

void count_pick(Read const& read, Session& session, Quantity quantity) {
    if (!session.round) return;
    session.round->pieces += quantity;
    if (tables::tasks.at(read, session.task).state == TaskState::done) ++session.round->lines;
}

void forget_pieces(Session& session) {
    session.in_hand = {};
    session.pending = {};
    session.lot = {};
    session.serial = {};
    session.reason.clear();
}

void lead_on(Change& change, Session session, std::optional<TaskId> task) {
    forget_pieces(session);
    session.confirm.clear();
    session.dropping = {};
    session.task = task.value_or(TaskId{});
    bool const to_fill =
        task && missing_slots(change.tables(), session.batch, session.container) > 0;
    if (to_fill) session.task = {};
    go_to(change, std::move(session),
          to_fill ? Step::fill_slots
          : task  ? Step::scan_location
                  : Step::scan_destination);
}

void go_home(Change& change, Session session) {
    session.process = Process::home;
    session.batch = {};
    session.task = {};
    session.container = {};
    session.dropping = {};
    session.last.reset();
    bool const told =
        session.round && (session.round->called_off || session.round->ended != Instant{});
    if (!told) session.round.reset();
    forget_pieces(session);
    session.confirm.clear();
    go_to(change, std::move(session), Step::choose);
}

void give_back_batch(Change& change, BatchId id) {
    auto const found = tables::batches.find(change.tables(), id);
    bool const unbegun = found && found->claim.actor == change.actor() && !found->container &&
                         found->state == BatchState::claimed;
    if (!unbegun) return;
    Batch batch = *found;
    batch.state = batch.tasks_open == 0 ? BatchState::cancelled : BatchState::open;
    batch.claim = {};
    change.post(BatchChanged{id, batch});
}

bool catch_up(Change& change, Session session) {
    auto const batch = tables::batches.find(change.tables(), session.batch);
    if (!batch) return false;
    if (batch->claim.actor != change.actor()) {
        go_home(change, std::move(session));
        return true;
    }
    bool const before = session.step == Step::scan_container || session.step == Step::fill_slots;
    if (batch->tasks_open == 0 && before) {
        leave_emptied(change, std::move(session));
        return true;
    }
    if (has_lost_container(change.tables(), session)) {
        go_on_without_container(change, std::move(session), *batch);
        return true;
    }
    if (!session.task || !is_at_task(session.step)) return false;
    Task const task = tables::tasks.at(change.tables(), session.task);
    if (task.state >= TaskState::done) {
        BatchId const id = session.batch;
        lead_on(change, std::move(session), next_task(change.tables(), id));
        return true;
    }
    if (session.in_hand + session.pending <= task.need - task.done) return false;
    forget_pieces(session);
    go_to(change, std::move(session), Step::scan_item);
    return true;
}

Result<Done> take_over(Change& change, Session session, ContainerId id) {
    Read const& read = change.tables();
    Container const scanned = tables::containers.at(read, id);
    // a bin or a tote on a cart stands for the cart
    if (scanned.parent.kind == HolderKind::container) id = ContainerId{scanned.parent.id};
    Container const container = tables::containers.at(read, id);
    Batch const batch = tables::batches.at(read, scanned.batch);
    if (batch.state >= BatchState::done)
        return refuse(Why::container_in_use, container.code,
                      tables::waves.at(read, batch.wave).code);
    OperatorId const other = batch.claim.actor;
    bool const at_work = is_live(read, batch.claim, change.now()) && other != change.actor();
    if (at_work && !confirms(change, session, container.code))
        return refuse(Why::round_of_other, operator_name(read, other), container.code,
                      clock_time(read, container.warehouse, batch.claim.until - claim_lease));
    give_back_batch(change, session.batch);
    tell_loser(change, other, scanned.batch, id);
    claim(change, scanned.batch, batch);
    session.batch = scanned.batch;
    session.container = id;
    begin_round(change, session);
    lead_on(change, session, next_task(change.tables(), session.batch));
    return Done{Tone::step_complete};
}

Result<Task> current_task(Change const& change, Session const& session) {
    Task const task = tables::tasks.at(change.tables(), session.task);
    if (task.state == TaskState::cancelled)
        return refuse(Why::stale,
                      task.order ? order_name(change.tables(), task.order) : "the task");
    if (task.state >= TaskState::done)
        return refuse(Why::already_done, name_of(change.tables(), task.quant.holder));
    return task;
}

}  // namespace wms::picking
