// SPDX-License-Identifier: Apache-2.0
// A cart gets its slots filled (P2): with a bin or a tote on it for each order of the round, the
// walk begins.
#include "domain/container.hpp"
#include "domain/process/picking_round.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace wms::picking {
namespace {

std::set<OrderId> orders_to_pick(Read const& read, BatchId batch) {
    std::set<OrderId> orders;
    for (TaskId const id : open_tasks(read, batch)) orders.insert(tables::tasks.at(read, id).order);
    return orders;
}

struct Slots {
    std::set<OrderId> taken;  // by these orders
    std::size_t free = 0;
};
Slots slots_of(Read const& read, ContainerId cart) {
    Slots slots;
    for (ContainerId const bin : bins_of(read, cart)) {
        OrderId const order = tables::containers.at(read, bin).order;
        if (order) slots.taken.insert(order);
        if (!order) ++slots.free;
    }
    return slots;
}

// Behind the cart's own bins, the first that no tote stands in.
std::uint32_t next_slot(Read const& read, ContainerId cart) {
    std::uint32_t own = 0;
    std::set<std::uint32_t> used;
    for (ContainerId const bin : bins_of(read, cart)) {
        std::uint32_t const slot = tables::containers.at(read, bin).slot;
        if (slot == 0) ++own;
        used.insert(slot);
    }
    std::uint32_t next = own + 1;
    while (used.contains(next)) ++next;
    return next;
}

void take_off(Change& change, ContainerId tote) {
    set_container_state(change, tote, ContainerState::bound, holder::nowhere);
    free_container_if_empty(change, tote);
}

Done go_on(Change& change, Session session) {
    if (missing_slots(change.tables(), session.batch, session.container) > 0) {
        go_to(change, std::move(session), Step::fill_slots);
        return Done{Tone::ok};
    }
    auto const first = next_task(change.tables(), session.batch);
    lead_on(change, std::move(session), first);
    return Done{Tone::step_complete};
}

// The most urgent orders, as many as there are slots (§4.5).
std::set<OrderId> orders_for(Read const& read, Slots slots, std::set<OrderId> const& wanted) {
    std::vector<OrderId> by_urgency{wanted.begin(), wanted.end()};
    std::ranges::sort(by_urgency, {}, [&](OrderId id) {
        Order const order = tables::orders.at(read, id);
        return std::tuple{order.priority, order.paid_at, id};
    });
    for (OrderId const id : by_urgency) {
        if (slots.taken.contains(id) || slots.free == 0) continue;
        slots.taken.insert(id);
        --slots.free;
    }
    return slots.taken;
}

}  // namespace

std::size_t missing_slots(Read const& read, BatchId id, ContainerId cart) {
    auto const batch = tables::batches.find(read, id);
    if (!batch || !cart || !is_cluster(batch->method)) return 0;
    Slots const slots = slots_of(read, cart);
    std::size_t const homeless = static_cast<std::size_t>(std::ranges::count_if(
        orders_to_pick(read, id), [&](OrderId order) { return !slots.taken.contains(order); }));
    return homeless > slots.free ? homeless - slots.free : 0;
}

Result<Done> fill_slot(Change& change, Session session, Scanned const& scanned) {
    auto const found = choose(scanned, {Kind::container}, 0);
    if (!found) return std::unexpected(found.error());
    Read const& read = change.tables();
    ContainerId const id{found->id};
    Container const tote = tables::containers.at(read, id);
    if (tote.type != ContainerType::tote)
        return refuse(Why::wrong_container, tote.code, "an empty tote");
    bool const in_slot = tote.parent == holder::at(session.container);
    if (in_slot && !holds_goods(read, holder::at(id))) {
        take_off(change, id);
        return go_on(change, std::move(session));
    }
    if (auto const guard = guard_empty(read, id); !guard) return std::unexpected(guard.error());
    bind_container(change, id, holder::at(session.container),
                   {.wave = tables::batches.at(read, session.batch).wave,
                    .batch = session.batch,
                    .slot = next_slot(read, session.container)});
    return go_on(change, std::move(session));
}

Result<Done> start_with_fewer(Change& change, Session session) {
    Read const& read = change.tables();
    if (bins_of(read, session.container).empty()) return refuse(Why::wrong_key, "DONE", "");
    auto const kept =
        orders_for(read, slots_of(read, session.container), orders_to_pick(read, session.batch));
    std::vector<TaskId> rest = open_tasks(read, session.batch);
    std::erase_if(rest, [&](TaskId id) { return kept.contains(tables::tasks.at(read, id).order); });
    Batch const batch = tables::batches.at(read, session.batch);
    if (!rest.empty()) (void)regroup(change, batch, std::move(rest));
    auto const first = next_task(read, session.batch);
    lead_on(change, std::move(session), first);
    return Done{Tone::step_complete};
}

bool put_cart_back(Change& change, Session& session) {
    if (holds_goods(change.tables(), holder::at(session.container))) return false;
    free_container_if_empty(change, session.container);
    session.container = {};
    Batch batch = tables::batches.at(change.tables(), session.batch);
    batch.container = {};
    change.post(BatchChanged{session.batch, batch});
    return true;
}

}  // namespace wms::picking
