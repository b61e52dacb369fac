// SPDX-License-Identifier: Apache-2.0
#include "domain/process/picking.hpp"

#include "base/text.hpp"
#include "domain/allocation.hpp"
#include "domain/container.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/picking_round.hpp"
#include "domain/process/reallocation.hpp"
#include "domain/process/site_rules.hpp"
#include "domain/process/torn_label.hpp"
#include "domain/process/undo.hpp"
#include "domain/process/waves.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <charconv>

namespace wms::picking {
namespace {

// --- binding a tote or cart

bool fits(PickMethod method, ContainerType type) {
    bool const cart = method == PickMethod::cluster || method == PickMethod::put_wall;
    return cart ? type == ContainerType::cart : type == ContainerType::tote;
}

Result<Done> bind(Change& change, Session session, Scanned const& scanned) {
    bool const under_way = static_cast<bool>(session.task);  // after a full tote
    auto const found = under_way ? choose(scanned, {Kind::container}, 0)
                                 : choose(scanned, {Kind::container, Kind::order}, 0);
    if (!found) return std::unexpected(found.error());
    if (found->kind == Kind::order) return pick_order(change, session, OrderId{found->id});
    ContainerId const id{found->id};
    Read const& read = change.tables();
    Container const container = tables::containers.at(read, id);
    if (container.batch && container.batch != session.batch &&
        container.state == ContainerState::bound)
        return take_over(change, std::move(session), id);
    BatchId const batch_id =
        session.batch ? session.batch
                      : most_urgent_batch(change, container.warehouse).value_or(BatchId{});
    if (!batch_id) return refuse(Why::nothing_to_do);
    Batch batch = tables::batches.at(read, batch_id);
    if (!fits(batch.method, container.type)) {
        bool const cart = !fits(batch.method, ContainerType::tote);
        return refuse(Why::wrong_container, container.code,
                      cart ? "an empty cart" : "an empty tote");
    }
    if (auto const guard = guard_empty(read, id); !guard) return std::unexpected(guard.error());
    std::optional<TaskId> const first = next_task(read, batch_id);
    OrderId const order = batch.method == PickMethod::discrete && first
                              ? tables::tasks.at(read, *first).order
                              : OrderId{};
    Mixed const mixed = batch.method == PickMethod::total_pick ? Mixed::yes : Mixed::no;
    bind_container(change, id, holder::nowhere, {batch.wave, batch_id, order, mixed});
    batch.container = id;
    claim(change, batch_id, batch);
    session.batch = batch_id;
    session.container = id;
    begin_round(change, session);
    // After a full tote the picker goes on with the task in hand.
    auto const task = tables::tasks.find(change.tables(), session.task);
    bool const goes_on = task && task->batch == batch_id && task->state < TaskState::done;
    lead_on(change, session, goes_on ? std::optional{session.task} : first);
    return Done{Tone::step_complete};
}

// --- at the location

Done stand_at(Change& change, Session session, LocationId place) {
    change.post(TaskProgressed{session.task, {}, TaskState::at_location});
    session.location = place;
    session.confirm.clear();
    go_to(change, std::move(session), Step::scan_item);
    return Done{Tone::ok};
}

// The same goods lie at another location: asked once, the same code scanned again picks there.
Result<Done> scan_other_location(Change& change, Session session, Task const& task,
                                 Candidate const& found) {
    Read const& read = change.tables();
    std::string const wanted = name_of(read, task.quant.holder);
    QuantKey other = task.quant;
    other.holder = holder::at(LocationId{found.id});
    Quant const quant = tables::quants.find(read, other).value_or(Quant{});
    bool const enough = quant.on_hand - quant.allocated.value() >= (task.need - task.done).value();
    bool const same_goods = enough && !rejection_of(read, other, change.now());
    std::string const code = tables::locations.at(read, LocationId{found.id}).code;
    if (!same_goods) return refuse(Why::wrong_location, found.name, wanted);
    if (!confirms(change, session, code)) return refuse(Why::pick_here_instead, code, wanted);
    session.task = repoint(change, session.task, other);
    return stand_at(change, std::move(session), LocationId{found.id});
}

Result<Done> scan_location(Change& change, Session session, Scanned const& scanned) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    Location const wanted =
        tables::locations.at(change.tables(), LocationId{task->quant.holder.id});
    if (auto const guard = guard_check_digits(wanted, scanned); !guard)
        return std::unexpected(guard.error());
    if (!are_check_digits(wanted, scanned)) {
        auto const found = choose(scanned, {Kind::location, Kind::sku}, task->quant.holder.id);
        if (!found) return std::unexpected(found.error());
        bool const right_item = found->kind == Kind::sku && found->id == task->quant.sku.value();
        if (right_item) return refuse(Why::scan_location_first, wanted.code);
        if (found->kind == Kind::sku)
            return refuse(Why::wrong_kind, found->name, "sku", "location");
        if (found->id != task->quant.holder.id)
            return scan_other_location(change, session, *task, *found);
    }
    return stand_at(change, std::move(session), LocationId{task->quant.holder.id});
}

Result<> guard_lot(Change const& change, Task const& task, Scanned const& scanned) {
    Read const& read = change.tables();
    std::string const& code = scanned.parsed.lot;
    Day const day = today(read, task.quant.warehouse, change.now());
    if (scanned.parsed.expiry && scanned.parsed.expiry < day)
        return refuse(Why::lot_expired, code, to_text(scanned.parsed.expiry));
    if (!task.quant.lot) return {};
    Lot const lot = tables::lots.at(read, task.quant.lot);
    if (lot.expiry && lot.expiry < day)  // since it was promised
        return refuse(Why::lot_expired, lot.code, to_text(lot.expiry));
    if (code.empty()) return {};
    if (lot.code != code) return refuse(Why::wrong_lot, code, lot.code);
    if (scanned.parsed.expiry && lot.expiry && scanned.parsed.expiry != lot.expiry)
        return refuse(Why::wrong_lot, to_text(scanned.parsed.expiry), to_text(lot.expiry));
    return {};
}

// Which part of the item's identity is still missing (§4.0.4 step 5), or what to do with the
// pieces.
std::optional<Step> missing_part(Read const& read, Session const& session, Task const& task,
                                 Scanned const& scanned) {
    Sku const sku = tables::skus.at(read, task.quant.sku);
    bool const lot_known = !scanned.parsed.lot.empty() || session.lot == task.quant.lot;
    if (sku.lot_mode == LotMode::required && task.quant.lot && !lot_known) return Step::scan_lot;
    if (task.quant.serial && session.serial != task.quant.serial &&
        scanned.parsed.serial != tables::serials.at(read, task.quant.serial).code)
        return Step::scan_serial;
    return std::nullopt;
}

// The location is empty by the books: nothing of any status is left of the SKU there.
bool is_empty_by_the_books(Read const& read, QuantKey const& quant) {
    bool empty = true;
    tables::quants.scan_index<0>(read, quant.holder, [&](Holder const&, QuantKey const&) {
        empty = false;
        return false;
    });
    return empty;
}

// After goods were put away: the same item again, the zero check, or the next location.
Done after_pick(Change& change, Session session) {
    Task const task = tables::tasks.at(change.tables(), session.task);
    forget_pieces(session);
    if (task.state < TaskState::done) {
        if (session.step == Step::scan_item) {
            stay(change, session);
        } else {
            go_to(change, std::move(session), Step::scan_item);
        }
        return Done{Tone::ok};
    }
    if (is_empty_by_the_books(change.tables(), task.quant)) {
        go_to(change, std::move(session), Step::confirm_empty);
        return Done{Tone::step_complete};
    }
    lead_on(change, std::move(session), next_task(change.tables(), task.batch));
    return Done{Tone::step_complete};
}

void take_into(Change& change, Session& session, Quantity quantity, Holder place) {
    auto parts = post_pick(change, session.task, quantity, place);
    count_pick(change.tables(), session, quantity);
    session.last.reset();
    if (parts.size() <= undo_parts_max)
        session.last =
            LastMove{.task = session.task, .parts = std::move(parts), .at = change.now()};
}

// The pieces are in the picker's hand: into the tote, or first to the right cart bin.
Done put(Change& change, Session session, Task const& task, Quantity quantity) {
    Batch const batch = tables::batches.at(change.tables(), task.batch);
    if (!is_cluster(batch.method)) {
        take_into(change, session, quantity, holder::at(session.container));
        return after_pick(change, std::move(session));
    }
    Quantity const in_hand = session.in_hand + quantity;
    forget_pieces(session);
    session.in_hand = in_hand;
    bool const all = in_hand == task.need - task.done;
    Step const next = all ? Step::scan_target : Step::scan_item;
    if (next == session.step) {
        stay(change, session);
    } else {
        go_to(change, std::move(session), next);
    }
    return Done{all ? Tone::step_complete : Tone::ok};
}

// Pieces of the right item; what is missing of their identity is asked for before they count.
Done take(Change& change, Session session, Task const& task, Scanned const& scanned) {
    auto const part = missing_part(change.tables(), session, task, scanned);
    if (!part) {
        Quantity const quantity = session.pending;
        return put(change, std::move(session), task, quantity);
    }
    go_to(change, std::move(session), *part);
    return Done{Tone::attention};
}

Done go_back_to_item(Change& change, Session session) {
    forget_pieces(session);
    go_to(change, std::move(session), Step::scan_item);
    return Done{Tone::ok};
}

Result<Done> scan_item(Change& change, Session session, Scanned const& scanned) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    auto const found = choose(scanned, {Kind::sku, Kind::location}, task->quant.sku.value());
    if (!found) return std::unexpected(found.error());
    bool const back = session.step == Step::choose_reason;  // it is there after all (P6)
    if (found->kind == Kind::location) {
        if (found->id == task->quant.holder.id && back) return go_back_to_item(change, session);
        if (found->id == task->quant.holder.id)
            return Done{Tone::tick};  // location scans are idempotent
        return refuse(Why::wrong_location, found->name,
                      name_of(change.tables(), task->quant.holder));
    }
    if (found->id != task->quant.sku.value())
        return refuse(Why::wrong_sku, found->name, sku_name(change.tables(), task->quant.sku));
    if (auto const guard = guard_lot(change, *task, scanned); !guard)
        return std::unexpected(guard.error());
    Quantity const wanted = task->need - task->done - session.in_hand;
    if (found->factor > wanted) return refuse(Why::over, fmt::format("{}", task->need.value()));
    session.pending = found->factor;
    session.reason.clear();
    return take(change, session, *task, scanned);
}

Result<Done> scan_lot(Change& change, Session session, Scanned const& scanned) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    Lot const lot = tables::lots.at(change.tables(), task->quant.lot);
    std::string const& code = scanned.parsed.lot.empty() ? scanned.parsed.data : scanned.parsed.lot;
    if (code != lot.code) return refuse(Why::wrong_lot, shown(scanned), lot.code);
    if (auto const guard = guard_lot(change, *task, scanned); !guard)
        return std::unexpected(guard.error());
    session.lot = task->quant.lot;
    return take(change, session, *task, scanned);
}

Result<Done> scan_serial(Change& change, Session session, Scanned const& scanned) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    Serial const serial = tables::serials.at(change.tables(), task->quant.serial);
    std::string const& code =
        scanned.parsed.serial.empty() ? scanned.parsed.data : scanned.parsed.serial;
    if (code != serial.code) return refuse(Why::wrong_serial, shown(scanned), serial.code);
    session.serial = task->quant.serial;
    return take(change, session, *task, scanned);
}

// --- cluster: the right bin of the cart

Result<Done> scan_target(Change& change, Session session, Scanned const& scanned) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    auto const found = choose(scanned, {Kind::container}, 0);
    if (!found) return std::unexpected(found.error());
    ContainerId const id{found->id};
    Container const bin = tables::containers.at(change.tables(), id);
    auto const right = bin_for(change.tables(), session.container, task->order);
    std::string const wanted =
        right ? name_of(change.tables(), holder::at(*right)) : "an empty bin";
    bool const on_cart = bin.parent == holder::at(session.container);
    // The first piece of an order may go into any unbound bin and binds it (§4.6 step 5).
    bool const right_bin =
        bin.order == task->order ||
        (!bin.order && right && !tables::containers.at(change.tables(), *right).order);
    if (!on_cart || !right_bin) return refuse(Why::wrong_container, found->name, wanted);
    if (!bin.order) {
        bind_container(change, id, bin.parent,
                       {task->wave, task->batch, task->order, Mixed::no, bin.slot});
    }
    take_into(change, session, session.in_hand, holder::at(id));
    return after_pick(change, session);
}

// --- buttons

Result<Done> press_skip(Change& change, Session session, std::string const& argument) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    if (!session.in_hand.is_zero()) return refuse(Why::wrong_key, "SKIP", "");
    if (task->skips > 0 && argument.empty()) return refuse(Why::reason_missing, "SKIP");
    change.post(TaskProgressed{session.task, {}, TaskState::skipped, argument});
    lead_on(change, session, next_task(change.tables(), session.batch));
    return Done{Tone::step_complete};
}

// "Full": the tote goes to the lane as it is, another one is bound to the same batch.
Result<Done> press_full(Change& change, Session session) {
    bool const goes_on = session.step == Step::scan_location || session.step == Step::scan_item;
    if (!session.container || !goes_on) return refuse(Why::wrong_key, "FULL", "");
    Batch batch = tables::batches.at(change.tables(), session.batch);
    if (is_cluster(batch.method)) return refuse(Why::wrong_key, "FULL", "");
    if (!holds_goods(change.tables(), holder::at(session.container)))
        return refuse(Why::wrong_key, "FULL", "");
    set_container_state(change, session.container, ContainerState::closed, holder::nowhere);
    batch.container = {};
    change.post(BatchChanged{session.batch, batch});
    session.container = {};
    session.last.reset();
    go_to(change, session, Step::scan_container);
    return Done{Tone::step_complete};
}

Result<Done> press_quantity(Change& change, Session session, std::string const& argument) {
    std::int64_t number = 0;
    auto const [end, error] =
        std::from_chars(argument.data(), argument.data() + argument.size(), number);
    bool const whole = error == std::errc{} && end == argument.data() + argument.size();
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    std::int64_t const open = (task->need - task->done - session.in_hand).value();
    bool const sound = whole && number >= 1 && number <= quantity_max.value();
    std::int64_t const most = rules_of(change.tables(), task->quant.warehouse).keyed_pieces_max;
    if (!sound || (number <= open && number > most))
        return refuse(Why::bad_quantity, visible(argument), "1",
                      fmt::format("{}", std::min(open, most)));
    if (session.step != Step::scan_item || task->quant.serial)
        return refuse(Why::wrong_key, "QTY", "");
    // The item itself has to be seen once (OCA/wms#1247); how many of it is then the picker's word.
    bool const seen = task->state == TaskState::picking || !session.in_hand.is_zero();
    if (!seen) return refuse(Why::scan_item_first, sku_name(change.tables(), task->quant.sku));
    if (number > open) return refuse(Why::over, fmt::format("{}", task->need.value()));
    if (auto const guard = guard_lot(change, *task, {}); !guard)
        return std::unexpected(guard.error());
    session.pending = Quantity{number};
    return take(change, session, *task, {});
}

// A pick of this round that the pieces still lie in this tote or cart for.
Result<> guard_undo(Change const& change, Session const& session) {
    Read const& read = change.tables();
    if (!session.last || !session.last->task)
        return refuse(Why::nothing_to_undo, name_of(read, holder::at(session.container)));
    Task const task = tables::tasks.at(read, session.last->task);
    bool const ours = task.batch == session.batch && task.state <= TaskState::done;
    if (!ours || session.step == Step::scan_container)
        return refuse(Why::nothing_to_undo, name_of(read, task.quant.holder));
    if (auto const guard = guard_recent(change, *session.last); !guard) return guard;
    return guard_untouched(read, *session.last);
}

void uncount_pick(Read const& read, Session& session) {
    if (!session.round) return;
    PickRound& round = *session.round;
    bool const line = tables::tasks.at(read, session.last->task).state == TaskState::done;
    if (line && round.lines > 0) --round.lines;
    round.pieces -= std::min(round.pieces, quantity_of(*session.last));
}

// UNDO: what is only in the hand or not yet told goes back without a word, else the last own pick
// (§4.6).
Result<Done> press_undo(Change& change, Session session) {
    bool const in_hand = !session.in_hand.is_zero() || !session.pending.is_zero();
    bool const nothing_posted = in_hand && is_at_task(session.step);
    if (nothing_posted || session.step == Step::choose_reason)
        return go_back_to_item(change, std::move(session));
    if (auto const guard = guard_undo(change, session); !guard)
        return std::unexpected(guard.error());
    LastMove const last = *session.last;
    uncount_pick(change.tables(), session);
    move_back(change, last);
    change.post(TaskUnpicked{last.task, quantity_of(last)});
    forget_pieces(session);
    session.last.reset();
    session.confirm.clear();
    session.task = last.task;
    session.location = LocationId{tables::tasks.at(change.tables(), last.task).quant.holder.id};
    go_to(change, std::move(session), Step::scan_item);
    return Done{Tone::ok};
}

enum class Finding : std::uint8_t { empty, goods };

Result<Done> confirm_empty(Change& change, Session session, Finding finding) {
    Task const task = tables::tasks.at(change.tables(), session.task);
    bool const is_empty = finding == Finding::empty;
    if (!is_empty) counting::open_control_count(change, task.quant, "zero_check");
    lead_on(change, session, next_task(change.tables(), task.batch));
    return Done{is_empty ? Tone::ok : Tone::attention};
}

Result<Done> scan_confirm_empty(Change& change, Session const& session, Scanned const& scanned) {
    Holder const here = tables::tasks.at(change.tables(), session.task).quant.holder;
    auto const found = choose(scanned, {Kind::location, Kind::sku}, here.id);
    if (!found) return std::unexpected(found.error());
    if (found->kind == Kind::sku) return confirm_empty(change, session, Finding::goods);
    if (found->id != here.id)
        return refuse(Why::wrong_location, found->name, name_of(change.tables(), here));
    return confirm_empty(change, session, Finding::empty);
}

// No check digits on it either: a lead looks and says that this is the place (§4.6).
Result<Done> press_label_torn(Change& change, Session session) {
    auto const task = current_task(change, session);
    if (!task) return std::unexpected(task.error());
    LocationId const place{task->quant.holder.id};
    if (auto const guard = guard_torn_label(change, session, place); !guard)
        return std::unexpected(guard.error());
    return stand_at(change, std::move(session), place);
}

Result<Done> press_done(Change& change, Session const& session) {
    if (session.step == Step::fill_slots) return start_with_fewer(change, session);
    if (session.step == Step::confirm_empty) return confirm_empty(change, session, Finding::empty);
    // On a cart: put what is in the hand away although more is wanted.
    if (session.step == Step::scan_item && !session.in_hand.is_zero()) {
        go_to(change, session, Step::scan_target);
        return Done{Tone::ok};
    }
    return refuse(Why::wrong_key, "DONE", "");
}

Result<Done> press_home(Change& change, Session session) {
    if (session.step == Step::fill_slots && !put_cart_back(change, session))
        return refuse(Why::wrong_key, "home", "");
    // Goods first: they are brought to a station.
    if (session.container) return refuse(Why::wrong_key, "home", "");
    give_back_batch(change, session.batch);
    go_home(change, session);
    return Done{Tone::ok};
}

}  // namespace

namespace {

// The promise whose goods of the same line lie at `target` already: piece after piece stays one
// row.
std::optional<AllocationId> picked_with(Change const& change, Allocation const& allocation,
                                        QuantKey const& target) {
    std::optional<AllocationId> found;
    Read const& read = change.tables();
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, OrderLineKey{allocation.order, allocation.line},
        [&](OrderLineKey const&, AllocationId id) {
            Allocation const other = tables::allocations.at(read, id);
            bool const same = other.stage == Stage::picked && other.quant == target &&
                              other.task == allocation.task;
            if (same) found = id;
            return !found;
        });
    return found;
}

}  // namespace

std::vector<MovedPart> post_pick(Change& change, TaskId id, Quantity quantity, Holder to) {
    Task const task = tables::tasks.at(change.tables(), id);
    QuantKey const source = task.quant;
    QuantKey target = source;
    target.holder = to;
    post_stock(change, {.posting = Posting::pick,
                        .warehouse = source.warehouse,
                        .owner = source.owner,
                        .sku = source.sku,
                        .lot = source.lot,
                        .serial = source.serial,
                        .from = {source.holder, source.status},
                        .to = {to, source.status},
                        .quantity = quantity,
                        .order = task.order,
                        .task = id});
    std::uint64_t const row = tables::ledger_counters.at(change.tables(), source.warehouse).last;
    std::vector<MovedPart> moved;
    Quantity rest = quantity;
    for (AllocationId const from : waiting_allocations(change.tables(), id)) {
        if (rest.is_zero()) break;
        Allocation const allocation = tables::allocations.at(change.tables(), from);
        Quantity const part = std::min(rest, allocation.quantity);
        AllocationId const into =
            picked_with(change, allocation, target)
                .value_or(part == allocation.quantity
                              ? from
                              : change.next<AllocationId>(tables::Counter::allocation));
        change.post(AllocationMoved{from, into, part, target, Stage::picked});
        moved.push_back({row, from, into, part, source, target, allocation.stage});
        rest -= part;
    }
    ensure(rest.is_zero(), "a task has promises for all it fetches");
    bool const all = task.done + quantity == task.need;
    change.post(TaskProgressed{id, quantity, all ? TaskState::done : TaskState::picking});
    return moved;
}

Result<Done> start(Change& change, Session session) {
    WarehouseId const warehouse{1};
    auto const batch = most_urgent_batch(change, warehouse);
    if (!batch) return refuse(Why::nothing_to_do);
    claim(change, *batch, tables::batches.at(change.tables(), *batch));
    session.process = Process::picking;
    session.batch = *batch;
    session.container = {};
    session.task = {};
    begin_round(change, session);
    go_to(change, session, Step::scan_container);
    return Done{Tone::step_complete};
}

Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned) {
    if (catch_up(change, session)) return Done{Tone::attention};
    switch (session.step) {
        case Step::scan_container: return bind(change, session, scanned);
        case Step::fill_slots: return fill_slot(change, session, scanned);
        case Step::scan_location: return scan_location(change, session, scanned);
        case Step::scan_item: return scan_item(change, session, scanned);
        case Step::scan_lot: return scan_lot(change, session, scanned);
        case Step::scan_serial: return scan_serial(change, session, scanned);
        case Step::scan_target: return scan_target(change, session, scanned);
        case Step::scan_destination: return scan_destination(change, session, scanned);
        case Step::confirm_empty: return scan_confirm_empty(change, session, scanned);
        case Step::choose_reason: return scan_item(change, session, scanned);
        default: throw BrokenInvariant{"a picker is at a step picking does not have"};
    }
}

Result<Done> on_press(Change& change, Session const& session, PressButton const& command) {
    if (catch_up(change, session)) return Done{Tone::attention};
    bool const at_task = session.task && is_at_task(session.step);
    switch (command.button) {
        case Button::done: return press_done(change, session);
        case Button::short_:
            if (at_task) return press_short(change, session, command.argument);
            break;
        case Button::skip:
            if (at_task) return press_skip(change, session, command.argument);
            break;
        case Button::full: return press_full(change, session);
        case Button::label_torn:
            if (session.step == Step::scan_location) return press_label_torn(change, session);
            break;
        case Button::undo: return press_undo(change, session);
        case Button::quantity:
            if (asks_how_many(session)) return press_how_many(change, session, command.argument);
            if (at_task) return press_quantity(change, session, command.argument);
            break;
        case Button::home: return press_home(change, session);
        default: break;
    }
    return refuse(Why::wrong_key, boost::describe::enum_to_string(command.button, "?"), "");
}

}  // namespace wms::picking

namespace wms {

void apply(Write& write, BatchChanged const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::batch, event.id.value());
    tables::batches.put(write, event.id, event.row);
}

}  // namespace wms
