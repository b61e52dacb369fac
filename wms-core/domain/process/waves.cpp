// SPDX-License-Identifier: Apache-2.0
#include "domain/process/waves.hpp"

#include "base/text.hpp"
#include "domain/allocation.hpp"
#include "domain/field.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/reallocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace wms {
namespace {

constexpr std::size_t cart_bins = 8;       // orders on one cart
constexpr std::int64_t tote_pieces = 120;  // of a total pick; "full" binds another tote
constexpr std::size_t tote_orders = 120;

struct Waiting {
    OrderId id;
    Order order;
};

// One order with the goods it would get.
struct Filled {
    OrderId id;
    Order order;
    struct Part {
        std::uint32_t line = 0;
        Choice choice;
    };
    std::vector<Part> parts;
    std::vector<std::pair<std::uint32_t, Quantity>> shorts;
};

void give_back(Allocator& allocator, Filled& filled, std::uint32_t line) {
    std::erase_if(filled.parts, [&](Filled::Part const& part) {
        bool const of_line = line == 0 || part.line == line;
        if (of_line) allocator.give_back(part.choice);
        return of_line;
    });
}

// Applies the order's short policy to what is missing (§4.6 step 5). Nothing if the order cannot go
// at all.
bool settle_shorts(Allocator& allocator, Filled& filled) {
    if (filled.shorts.empty()) return true;
    switch (filled.order.short_policy) {
        case ShortPolicy::ship_short: break;
        case ShortPolicy::drop_line:
            for (auto const& [line, quantity] : filled.shorts) give_back(allocator, filled, line);
            break;
        case ShortPolicy::drop_order:
        case ShortPolicy::wait:
        case ShortPolicy::ship_complete: give_back(allocator, filled, 0); break;
    }
    return !filled.parts.empty();
}

Filled fill(Read const& read, Allocator& allocator, Waiting const& waiting) {
    OrderId const id = waiting.id;
    Filled filled{.id = id, .order = waiting.order, .parts = {}, .shorts = {}};
    for (auto const& [number, line] : lines_of(read, id)) {
        Quantity missing = open_quantity(line);
        if (missing.is_zero()) continue;
        for (Choice& choice : allocator.take(filled.order.owner, line.sku, line.lot, missing)) {
            missing -= choice.quantity;
            filled.parts.push_back({number, std::move(choice)});
        }
        if (!missing.is_zero()) filled.shorts.emplace_back(number, missing);
    }
    return filled;
}

std::int64_t first_stop(Filled const& filled) {
    std::int64_t first = INT64_MAX;
    for (Filled::Part const& part : filled.parts)
        first = std::min(first, part.choice.pick_sequence);
    return first;
}

// Orders into batches: one per cart, one per tote, or one each. Neighbours on the path go together.
std::vector<std::vector<Filled*>> into_batches(std::vector<Filled>& orders, PickMethod method) {
    std::vector<Filled*> sorted;
    for (Filled& filled : orders) sorted.push_back(&filled);
    std::ranges::stable_sort(sorted, {}, [](Filled const* f) { return first_stop(*f); });
    std::size_t const orders_max = method == PickMethod::discrete     ? 1
                                   : method == PickMethod::total_pick ? tote_orders
                                                                      : cart_bins;
    std::vector<std::vector<Filled*>> batches;
    std::int64_t pieces = 0;
    for (Filled* filled : sorted) {
        std::int64_t const own = open_quantity(filled->order).value();
        bool const full = batches.empty() || batches.back().size() >= orders_max ||
                          (method == PickMethod::total_pick && pieces + own > tote_pieces);
        if (full) {
            batches.emplace_back();
            pieces = 0;
        }
        batches.back().push_back(filled);
        pieces += own;
    }
    return batches;
}

class Release {
public:
    Release(Change& change, WaveId id, Wave const& wave)
        : change_{change},
          id_{id},
          wave_{wave},
          next_allocation_{change.next<AllocationId>(tables::Counter::allocation).value()} {}

    void batch(std::vector<Filled*> const& orders) {
        BatchReleased made{
            .id = change_.next<BatchId>(tables::Counter::batch),
            .row = {.wave = id_,
                    .warehouse = wave_.warehouse,
                    .zone = {},
                    .method = wave_.method,
                    .urgency = wave_.urgency != 0 ? wave_.urgency : wave_.pickup.value()},
            .orders = {},
            .tasks = {},
            .allocations = {}};
        auto const tasks = assign(orders, made);
        for (Filled const* filled : orders) add_order(*filled, tasks, made);
        made.row.tasks_open = static_cast<std::uint32_t>(made.tasks.size());
        change_.post(made);
        for (Filled const* filled : orders) {
            for (auto const& [line, quantity] : filled->shorts) short_line(*filled, line, quantity);
        }
    }

private:
    using TaskKey = std::pair<QuantKey, OrderId>;

    // The tasks of a batch: one per quant, and per order where the order matters at the location.
    std::map<TaskKey, TaskId> assign(std::vector<Filled*> const& orders, BatchReleased& made) {
        std::map<TaskKey, TaskId> ids;
        std::uint64_t next = change_.next<TaskId>(tables::Counter::task).value();
        for (Filled const* filled : orders) {
            for (Filled::Part const& part : filled->parts) {
                auto const [place, fresh] = ids.try_emplace(key_of(*filled, part), TaskId{next});
                if (fresh) {
                    ++next;
                    made.tasks.push_back(
                        {place->second, Task{.wave = id_,
                                             .batch = made.id,
                                             .quant = part.choice.quant,
                                             .order = place->first.second,
                                             .need = {},
                                             .sequence = part.choice.pick_sequence}});
                }
                std::size_t const index = place->second.value() - made.tasks.front().id.value();
                made.tasks[index].task.need += part.choice.quantity;
            }
        }
        return ids;
    }
    TaskKey key_of(Filled const& filled, Filled::Part const& part) const {
        return {part.choice.quant, wave_.method == PickMethod::total_pick ? OrderId{} : filled.id};
    }
    void add_order(Filled const& filled, std::map<TaskKey, TaskId> const& tasks,
                   BatchReleased& made) {
        made.orders.push_back(filled.id);
        for (Filled::Part const& part : filled.parts) {
            made.allocations.push_back({AllocationId{next_allocation_++},
                                        Allocation{.order = filled.id,
                                                   .line = part.line,
                                                   .quant = part.choice.quant,
                                                   .quantity = part.choice.quantity,
                                                   .task = tasks.at(key_of(filled, part)),
                                                   .ship_by = filled.order.ship_by,
                                                   .rule = part.choice.rule,
                                                   .rejected = part.choice.rejected}});
        }
    }
    void short_line(Filled const& filled, std::uint32_t line, Quantity missing) {
        OrderLine const row = tables::order_lines.at(change_.tables(), {filled.id, line});
        bool const whole = filled.order.short_policy == ShortPolicy::drop_line;
        change_.post(LineReduced{.order = filled.id,
                                 .line = line,
                                 .quantity = whole ? open_quantity(row) : missing,
                                 .end = LineEnd::short_,
                                 .reason = "not_enough_stock"});
    }

    Change& change_;
    WaveId id_;
    Wave const& wave_;
    std::uint64_t next_allocation_;
};

void remove_order(Change& change, WaveId wave, Filled const& filled) {
    change.post(WaveOrderRemoved{wave, filled.id, "not_enough_stock"});
    if (filled.order.short_policy != ShortPolicy::drop_order) {
        change.post(OrderUnreleased{filled.id, "not_enough_stock"});
        return;
    }
    for (auto const& [number, line] : lines_of(change.tables(), filled.id)) {
        if (open_quantity(line).is_zero()) continue;
        change.post(
            LineReduced{filled.id, number, open_quantity(line), LineEnd::short_, "drop_order"});
    }
}

// §4.15: releasing needs at least one order that can be filled; the others are removed with the
// reason.
void release(Change& change, WaveId id, Wave const& wave, std::vector<Waiting> const& orders) {
    Allocator allocator{change.tables(), wave.warehouse, change.now()};
    std::vector<Filled> filled;
    std::vector<Filled> removed;
    for (Waiting const& order : orders) {
        Filled one = fill(change.tables(), allocator, order);
        bool const goes = settle_shorts(allocator, one);
        (goes ? filled : removed).push_back(std::move(one));
    }
    for (Filled const& one : removed) remove_order(change, id, one);
    Release releasing{change, id, wave};
    for (auto const& batch : into_batches(filled, wave.method)) releasing.batch(batch);
    if (filled.empty()) change.post(WaveStateChanged{id, WaveState::cancelled, false});
}

bool may_join(Order const& order) {
    return order.state == OrderState::approved && order.holds.empty() && !order.wave;
}

// The orders that may still be waved, most urgent first (§4.5).
std::vector<Waiting> still_waiting(Read const& read, PlanWave const& command) {
    std::vector<Waiting> waiting;
    for (OrderId const id : command.orders) {
        auto order = tables::orders.find(read, id);
        if (order && may_join(*order)) waiting.push_back({id, *std::move(order)});
    }
    auto const urgency = [](Waiting const& w) {
        return std::tuple{w.order.priority, w.order.paid_at, w.id};
    };
    std::ranges::sort(waiting, {}, urgency);
    auto const twice = std::ranges::unique(waiting, {}, &Waiting::id);
    waiting.erase(twice.begin(), twice.end());
    return waiting;
}

std::vector<OrderId> ids_of(std::vector<Waiting> const& orders) {
    std::vector<OrderId> ids;
    for (Waiting const& each : orders) ids.push_back(each.id);
    return ids;
}

Quantity pieces_of(std::vector<Waiting> const& orders) {
    Quantity pieces;
    for (Waiting const& each : orders) pieces += open_quantity(each.order);
    return pieces;
}

}  // namespace

Result<Wave> wave_at(Read const& read, WaveId id) {
    auto wave = tables::waves.find(read, id);
    if (!wave) return refuse(Why::unknown_object, "wave", fmt::format("{}", id.value()));
    return *wave;
}

std::vector<OrderId> members_of(Read const& read, WaveId wave) {
    std::vector<OrderId> orders;
    tables::wave_orders.scan(read, wave, [&](WaveOrderKey const& key, WaveOrder const& member) {
        if (member.membership == Membership::in) orders.push_back(key.order);
        return true;
    });
    return orders;
}

Result<Done> handle(Change& change, PlanWave const& command) {
    Read const& read = change.tables();
    if (command.orders.size() > wave_orders_max)
        return refuse(Why::too_many_lines, "wave", fmt::format("{}", command.orders.size()),
                      fmt::format("{}", wave_orders_max));
    auto const carrier = carrier_by_code(read, command.carrier);
    if (!carrier) return refuse(Why::unknown_object, "carrier", visible(command.carrier));
    if (auto const guard = check_prose("service", command.service, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    std::vector<Waiting> const orders = still_waiting(read, command);
    if (orders.empty()) return refuse(Why::nothing_to_do);
    WaveId const id = change.next<WaveId>(tables::Counter::wave);
    Wave const wave{.warehouse = orders.front().order.warehouse,
                    .code = fmt::format("W-{}", id.value()),
                    .order_class = command.order_class,
                    .method = command.method,
                    .state = command.release ? WaveState::released : WaveState::planned,
                    .carrier = *carrier,
                    .service = command.service,
                    .pickup = command.pickup,
                    .orders = static_cast<std::uint32_t>(orders.size()),
                    .pieces = pieces_of(orders),
                    .walk_mm = command.walk_mm,
                    .explanation = command.explanation,
                    .planned_at = change.now(),
                    .released_at = command.release ? change.now() : Instant{}};
    change.post(WavePlanned{id, wave, ids_of(orders)});
    if (command.release) release(change, id, wave, orders);
    return Done{Tone::ok, id.value()};
}

Result<Done> handle(Change& change, ReleaseWave const& command) {
    auto const wave = wave_at(change.tables(), command.wave);
    if (!wave) return std::unexpected(wave.error());
    // The same release twice is one release (§4.5 exceptions).
    if (wave->state != WaveState::planned) return refuse(Why::already_done, wave->code);
    if (wave->on_hold) return refuse(Why::stale, wave->code);
    change.post(WaveStateChanged{command.wave, WaveState::released, false});
    std::vector<Waiting> orders;
    for (OrderId const id : members_of(change.tables(), command.wave)) {
        Order order = tables::orders.at(change.tables(), id);
        // A planned wave's orders may have been held, changed or planned again since.
        bool const goes = order.wave == command.wave && order.state == OrderState::approved &&
                          order.holds.empty();
        if (goes) {
            orders.push_back({id, std::move(order)});
        } else {
            change.post(WaveOrderRemoved{command.wave, id, "changed"});
        }
    }
    release(change, command.wave, *wave, orders);
    return Done{Tone::ok, command.wave.value()};
}

Result<Done> handle(Change& change, HoldWave const& command) {
    auto const wave = wave_at(change.tables(), command.wave);
    if (!wave) return std::unexpected(wave.error());
    if (wave->state >= WaveState::picked) return refuse(Why::already_done, wave->code);
    if (auto const guard = check_prose("reason", command.reason, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    change.post(WaveStateChanged{command.wave, wave->state, command.hold,
                                 command.hold ? command.reason : std::string{}});
    return Done{Tone::ok, command.wave.value()};
}

Result<Done> handle(Change& change, CancelWave const& command) {
    auto const wave = wave_at(change.tables(), command.wave);
    if (!wave) return std::unexpected(wave.error());
    if (wave->state > WaveState::released) return refuse(Why::wave_started, wave->code);
    for (OrderId const id : members_of(change.tables(), command.wave)) {
        Order const order = tables::orders.at(change.tables(), id);
        change.post(WaveOrderRemoved{command.wave, id, "wave_cancelled"});
        bool const ours = order.wave == command.wave && order.state == OrderState::released;
        if (!ours) continue;
        for (auto const& [number, line] : lines_of(change.tables(), id))
            release_line(change, {id, number}, line.allocated);
        change.post(OrderUnreleased{id, "wave_cancelled"});
        review(change, id);
    }
    change.post(WaveStateChanged{command.wave, WaveState::cancelled, false});
    return Done{Tone::ok, command.wave.value()};
}

void apply(Write& write, WavePlanned const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::wave, event.id.value());
    tables::waves.insert(write, event.id, event.row);
    for (OrderId const order : event.orders) {
        tables::wave_orders.insert(write, {event.id, order}, {});
        if (event.row.state != WaveState::planned)
            continue;  // released at once: BatchReleased sets it
        tables::orders.update(write, order, [&](Order& row) { row.wave = event.id; });
    }
}

void apply(Write& write, WaveStateChanged const& event, EntryHeader const& header) {
    tables::waves.update(write, event.wave, [&](Wave& wave) {
        bool const now_released =
            wave.state < WaveState::released && event.state == WaveState::released;
        if (now_released) wave.released_at = header.at;
        wave.state = event.state;
        wave.on_hold = event.on_hold;
        wave.hold_reason = event.hold_reason;
    });
}

void apply(Write& write, WaveOrderRemoved const& event, EntryHeader const&) {
    tables::wave_orders.put(write, {event.wave, event.order}, {Membership::removed, event.reason});
    tables::waves.update(write, event.wave, [](Wave& wave) { ++wave.orders_removed; });
    tables::orders.update(write, event.order, [&](Order& order) {
        if (order.wave == event.wave) order.wave = {};
    });
}

void apply(Write& write, BatchReleased const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::batch, event.id.value());
    tables::batches.insert(write, event.id, event.row);
    for (MadeTask const& made : event.tasks) tables::tasks.insert(write, made.id, made.task);
    add_allocations(write, event.allocations);
    auto next = event.allocations.begin();
    for (OrderId const id : event.orders) {
        tables::orders.update(write, id, [&](Order& order) {
            for (; next != event.allocations.end() && next->allocation.order == id; ++next)
                order.allocated += next->allocation.quantity;
            order.state = OrderState::released;
            order.wave = event.row.wave;
        });
    }
    if (event.tasks.empty()) return;
    raise_counter(write, tables::Counter::task, event.tasks.back().id.value());
    tables::waves.update(write, event.row.wave, [&](Wave& wave) {
        wave.tasks_open += static_cast<std::uint32_t>(event.tasks.size());
    });
}

void apply(Write& write, BatchRegrouped const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::batch, event.id.value());
    tables::batches.insert(write, event.id, event.row);
    for (TaskId const id : event.tasks) {
        BatchId const left = tables::tasks.at(write, id).batch;
        tables::tasks.update(write, id, [&](Task& task) { task.batch = event.id; });
        tables::batches.update(write, left, [](Batch& batch) {
            --batch.tasks_open;
            bool const forsaken = batch.tasks_open == 0 && batch.state == BatchState::open;
            if (forsaken && !batch.container) batch.state = BatchState::cancelled;
        });
    }
}

void apply(Write& write, TaskMade const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::task, event.id.value());
    tables::tasks.put(write, event.id, event.row);
    tables::batches.update(write, event.row.batch, [](Batch& batch) {
        ++batch.tasks_open;
        if (batch.state < BatchState::done) return;
        batch.state = BatchState::open;
        batch.container = {};  // the tote of the first round has been brought away
    });
    tables::waves.update(write, event.row.wave, [](Wave& wave) {
        ++wave.tasks_open;
        if (wave.state == WaveState::picked) wave.state = WaveState::picking;
    });
}

namespace {

void task_ended(Write& write, Task const& task) {
    tables::batches.update(write, task.batch, [](Batch& batch) {
        --batch.tasks_open;
        // Nobody has it and nothing is left to do: no picker shall be sent.
        bool const forsaken = batch.tasks_open == 0 && batch.state == BatchState::open;
        if (forsaken && !batch.container) batch.state = BatchState::cancelled;
    });
    tables::waves.update(write, task.wave, [](Wave& wave) {
        --wave.tasks_open;
        bool const begun = wave.state == WaveState::picking || wave.state == WaveState::released;
        if (wave.tasks_open == 0 && begun) wave.state = WaveState::picked;
    });
}

void put_task(Write& write, TaskId id, Task const& before, Task const& after) {
    tables::tasks.replace(write, id, before, after);
    bool const ended = before.state < TaskState::done && after.state >= TaskState::done;
    if (ended) task_ended(write, after);
}

}  // namespace

void apply(Write& write, TaskProgressed const& event, EntryHeader const&) {
    Task const before = tables::tasks.at(write, event.task);
    Task after = before;
    after.done += event.done;
    after.state = event.state;
    if (event.state == TaskState::skipped) ++after.skips;
    if (!event.reason.empty()) after.short_reason = event.reason;
    bool const first_pick = !event.done.is_zero() && before.done.is_zero();
    if (first_pick) {
        Wave wave = tables::waves.at(write, before.wave);
        if (wave.state == WaveState::released) {
            wave.state = WaveState::picking;
            tables::waves.put(write, before.wave, wave);
        }
    }
    put_task(write, event.task, before, after);
}

void apply(Write& write, TaskReduced const& event, EntryHeader const&) {
    Task const before = tables::tasks.at(write, event.task);
    Task after = before;
    after.need -= event.quantity;
    if (after.need == after.done && after.state < TaskState::done)
        after.state = after.done.is_zero() ? TaskState::cancelled : TaskState::done;
    put_task(write, event.task, before, after);
}

void apply(Write& write, TaskUnpicked const& event, EntryHeader const&) {
    Task task = tables::tasks.at(write, event.task);
    bool const had_ended = task.state >= TaskState::done;
    task.done -= event.quantity;
    task.state = TaskState::picking;
    tables::tasks.put(write, event.task, task);
    if (!had_ended) return;
    tables::batches.update(write, task.batch, [](Batch& batch) { ++batch.tasks_open; });
    tables::waves.update(write, task.wave, [](Wave& wave) {
        ++wave.tasks_open;
        if (wave.state == WaveState::picked) wave.state = WaveState::picking;
    });
}

}  // namespace wms
