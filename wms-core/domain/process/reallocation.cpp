// SPDX-License-Identifier: Apache-2.0
#include "domain/process/reallocation.hpp"

#include "domain/allocation.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/waves.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace wms {
namespace {

struct Held {
    AllocationId id;
    Allocation allocation;
};

// Unpicked promises of one line.
std::vector<Held> unpicked_of_line(Read const& read, OrderLineKey const& line) {
    std::vector<Held> held;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, line, [&](OrderLineKey const&, AllocationId id) {
            Allocation const allocation = tables::allocations.at(read, id);
            if (allocation.stage == Stage::reserved) held.push_back({id, allocation});
            return true;
        });
    return held;
}

std::vector<Held> unpicked_on_quant(Read const& read, QuantKey const& quant) {
    std::vector<Held> held;
    tables::allocations.scan_index<tables::allocations_by_quant>(
        read, quant, [&](tables::AllocationUrgencyKey const&, AllocationId id) {
            Allocation const allocation = tables::allocations.at(read, id);
            if (allocation.stage == Stage::reserved) held.push_back({id, allocation});
            return true;
        });
    return held;
}

// (priority, paid_at, id): the strict order of §4.5.
std::tuple<std::int64_t, Instant, OrderId> urgency(Read const& read, OrderId id) {
    Order const order = tables::orders.at(read, id);
    return {order.priority, order.paid_at, id};
}

Freed release(Change& change, Held const& held, Quantity quantity) {
    Freed freed{
        .line = {held.allocation.order, held.allocation.line}, .quantity = quantity, .batch = {}};
    if (held.allocation.task) {
        freed.batch = tables::tasks.at(change.tables(), held.allocation.task).batch;
        change.post(TaskReduced{held.allocation.task, quantity});
    }
    change.post(AllocationReleased{held.id, quantity});
    return freed;
}

bool gives_all_back(Order const& order) {
    bool const untouched = order.picked.is_zero();
    bool const complete_only =
        order.short_policy == ShortPolicy::ship_complete || order.short_policy == ShortPolicy::wait;
    return untouched && complete_only;
}

// Nothing of a ship-complete order is picked: all of it goes back and the order waits.
void unrelease(Change& change, OrderId id) {
    for (auto const& [number, line] : lines_of(change.tables(), id))
        release_line(change, {id, number}, line.allocated);
    WaveId const wave = tables::orders.at(change.tables(), id).wave;
    change.post(OrderUnreleased{id, "not_enough_stock"});
    if (wave) change.post(WaveOrderRemoved{wave, id, "not_enough_stock"});
}

// Pieces of a line that will not be sent after all.
void end_line(Change& change, OrderLineKey const& key, std::string const& reason) {
    OrderLine const line = tables::order_lines.at(change.tables(), key);
    Quantity const open = open_quantity(line);
    if (open.is_zero()) return;
    release_line(change, key, line.allocated);
    change.post(LineReduced{key.order, key.line, open, LineEnd::short_, reason});
}

// DROP_ORDER: what can no longer be sent whole is not sent at all.
void end_order(Change& change, OrderId id) {
    for (auto const& [number, line] : lines_of(change.tables(), id))
        end_line(change, {id, number}, "drop_order");
    WaveId const wave = tables::orders.at(change.tables(), id).wave;
    if (wave) change.post(WaveOrderRemoved{wave, id, "drop_order"});
}

bool is_untouched(Read const& read, OrderLineKey const& key) {
    Quantity unpicked;
    for (Held const& held : unpicked_of_line(read, key)) unpicked += held.allocation.quantity;
    OrderLine const line = tables::order_lines.at(read, key);
    return line.packed.is_zero() && unpicked == line.allocated;
}

class Reallocation {
public:
    Reallocation(Change& change, BatchId own) : change_{change}, own_{own} {}

    std::vector<TaskId> run(std::vector<Freed> freed) {
        std::map<std::tuple<std::int64_t, Instant, OrderId>, std::vector<Freed>> by_order;
        for (Freed& one : freed)
            by_order[urgency(change_.tables(), one.line.order)].push_back(std::move(one));
        if (by_order.empty()) return {};
        OrderId const any = std::get<2>(by_order.begin()->first);
        Allocator allocator{change_.tables(), tables::orders.at(change_.tables(), any).warehouse,
                            change_.now()};
        for (auto const& [key, parts] : by_order) serve(allocator, std::get<2>(key), parts);
        return own_tasks_;
    }

private:
    void serve(Allocator& allocator, OrderId id, std::vector<Freed> const& parts) {
        Order const order = tables::orders.at(change_.tables(), id);
        std::vector<std::pair<Freed, std::vector<Choice>>> served;
        bool complete = true;
        for (Freed const& part : parts) {
            OrderLine const line = tables::order_lines.at(change_.tables(), part.line);
            auto choices = allocator.take(order.owner, line.sku, line.lot, part.quantity);
            complete = complete && sum(choices) == part.quantity;
            served.emplace_back(part, std::move(choices));
        }
        bool const drops_all =
            order.short_policy == ShortPolicy::drop_order && order.picked.is_zero();
        if (!complete && (drops_all || gives_all_back(order))) {
            for (auto const& [part, choices] : served) give_back(allocator, choices);
            drops_all ? end_order(change_, id) : unrelease(change_, id);
            return;
        }
        for (auto const& [part, choices] : served) {
            bool const line_ends = order.short_policy == ShortPolicy::drop_line &&
                                   sum(choices) < part.quantity &&
                                   is_untouched(change_.tables(), part.line);
            if (line_ends) {
                give_back(allocator, choices);
                end_line(change_, part.line, "drop_line");
            } else {
                promise(order, part, choices);
            }
        }
    }
    static void give_back(Allocator& allocator, std::vector<Choice> const& choices) {
        for (Choice const& choice : choices) allocator.give_back(choice);
    }
    static Quantity sum(std::vector<Choice> const& choices) {
        Quantity total;
        for (Choice const& choice : choices) total += choice.quantity;
        return total;
    }
    void promise(Order const& order, Freed const& part, std::vector<Choice> const& choices) {
        for (Choice const& choice : choices) {
            TaskId const task = add_task(order, part, choice);
            change_.post(AllocationMade{change_.next<AllocationId>(tables::Counter::allocation),
                                        Allocation{.order = part.line.order,
                                                   .line = part.line.line,
                                                   .quant = choice.quant,
                                                   .quantity = choice.quantity,
                                                   .task = task,
                                                   .ship_by = order.ship_by,
                                                   .rule = choice.rule,
                                                   .rejected = choice.rejected}});
        }
        Quantity const missing = part.quantity - sum(choices);
        if (missing.is_zero()) return;
        bool const waits = order.short_policy == ShortPolicy::wait ||
                           order.short_policy == ShortPolicy::ship_complete;
        if (waits) return;  // stays open; stock_became_available or a lead goes on with it
        change_.post(
            LineReduced{part.line.order, part.line.line, missing, LineEnd::short_, "short_pick"});
    }
    TaskId add_task(Order const& order, Freed const& part, Choice const& choice) {
        Batch const batch = tables::batches.at(change_.tables(), part.batch);
        TaskId const id = change_.next<TaskId>(tables::Counter::task);
        bool const for_order = batch.method != PickMethod::total_pick;
        change_.post(TaskMade{id, Task{.wave = batch.wave,
                                       .batch = part.batch,
                                       .quant = choice.quant,
                                       .order = for_order ? part.line.order : OrderId{},
                                       .need = choice.quantity,
                                       .sequence = choice.pick_sequence}});
        if (part.batch == own_) own_tasks_.push_back(id);
        (void)order;
        return id;
    }

    Change& change_;
    BatchId own_;
    std::vector<TaskId> own_tasks_;
};

}  // namespace

void release_line(Change& change, OrderLineKey const& line, Quantity quantity) {
    std::vector<Held> held = unpicked_of_line(change.tables(), line);
    std::ranges::reverse(held);
    for (Held const& one : held) {
        Quantity const part = std::min(quantity, one.allocation.quantity);
        if (part.is_zero()) return;
        (void)release(change, one, part);
        quantity -= part;
    }
}

std::vector<Freed> release_quant(Change& change, QuantKey const& quant) {
    std::vector<Freed> freed;
    for (Held const& held : unpicked_on_quant(change.tables(), quant))
        freed.push_back(release(change, held, held.allocation.quantity));
    return freed;
}

std::vector<Freed> release_quant_above(Change& change, QuantKey const& quant, Quantity keep) {
    std::vector<Held> held = unpicked_on_quant(change.tables(), quant);
    std::ranges::sort(held, std::greater{}, [&](Held const& one) {
        return urgency(change.tables(), one.allocation.order);
    });
    Quantity promised = tables::quants.find(change.tables(), quant).value_or(Quant{}).allocated;
    std::vector<Freed> freed;
    for (Held const& one : held) {
        if (promised <= keep) break;
        Quantity const part = std::min(promised - keep, one.allocation.quantity);
        freed.push_back(release(change, one, part));
        promised -= part;
    }
    return freed;
}

Freed release_allocation(Change& change, AllocationId id) {
    Allocation const allocation = tables::allocations.at(change.tables(), id);
    return release(change, {id, allocation}, allocation.quantity);
}

std::vector<AllocationId> waiting_allocations(Read const& read, TaskId task) {
    std::vector<AllocationId> waiting;
    tables::allocations.scan_index<tables::allocations_by_task>(read, task,
                                                                [&](TaskId, AllocationId id) {
                                                                    waiting.push_back(id);
                                                                    return true;
                                                                });
    return waiting;
}

std::vector<TaskId> reallocate(Change& change, std::vector<Freed> freed, BatchId own) {
    return Reallocation{change, own}.run(std::move(freed));
}

TaskId repoint(Change& change, TaskId old, QuantKey const& quant) {
    Task task = tables::tasks.at(change.tables(), old);
    task.quant = quant;
    task.need -= task.done;
    task.done = {};
    task.state = TaskState::claimed;
    task.sequence =
        tables::locations.at(change.tables(), LocationId{quant.holder.id}).pick_sequence;
    TaskId const id = change.next<TaskId>(tables::Counter::task);
    change.post(TaskMade{id, task});  // first: the batch is never without work in between
    for (AllocationId const promise : waiting_allocations(change.tables(), old)) {
        Allocation made = tables::allocations.at(change.tables(), promise);
        (void)release(change, {promise, made}, made.quantity);
        made.quant = quant;
        made.task = id;
        made.rule = AllocationRule::picker_chose;
        change.post(AllocationMade{change.next<AllocationId>(tables::Counter::allocation), made});
    }
    return id;
}

void stock_became_available(Change& change, SkuKey const& key) {
    stock_became_available(change, std::vector{key.sku});
}

// One pass over the waiting orders, however many SKUs there are.
void stock_became_available(Change& change, std::vector<SkuId> skus) {
    constexpr std::size_t orders_max =
        200;  // per event; the rest is retried by the next one or the planner
    std::ranges::sort(skus);
    fetch_for_parked(change, skus);
    std::vector<OrderId> waiting;
    tables::orders.scan_index<tables::orders_queue>(
        change.tables(), OrderState::wait_stock, [&](QueueKey const&, OrderId id) {
            if (!tables::orders.at(change.tables(), id).holds.empty()) return true;
            auto const lines = lines_of(change.tables(), id);
            bool const wants = std::ranges::any_of(lines, [&](auto const& line) {
                return std::ranges::binary_search(skus, line.second.sku);
            });
            if (wants) waiting.push_back(id);
            return waiting.size() < orders_max;
        });
    for (OrderId const id : waiting) review(change, id);
}

}  // namespace wms
