// SPDX-License-Identifier: Apache-2.0
// The picker's screens.
#include "domain/container.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/picking_round.hpp"
#include "domain/process/torn_label.hpp"
#include "domain/process/undo.hpp"

#include <fmt/format.h>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace wms::picking {
namespace {

// The order was cancelled, or a line of it, while the picker stood there. The next scan leads on
// (catch_up); until then the screen must not ask for what nobody wants.
void draw_change(Task const& task, Session const& session, Screen& screen,
                 std::string const& item) {
    Quantity const taken = session.in_hand + session.pending;
    bool const over = task.state >= TaskState::done;
    if (!over && taken <= task.need - task.done) return;
    screen.ask = over ? Phrase::no_longer_wanted : Phrase::fewer_wanted;
    screen.ask_about = {item};
    screen.buttons = {Button::done};
    screen.choices.clear();
    screen.done = 0;
    screen.need = over ? 0 : (task.need - task.done).value();
}

// Where the walk goes on from here (P3).
void draw_next_place(Read const& read, Session const& session, Task const& task, Screen& screen) {
    if (session.step != Step::scan_location) return;
    for (TaskId const id : open_tasks(read, session.batch)) {
        Task const other = tables::tasks.at(read, id);
        bool const waits = other.state == TaskState::blocked_replenishment;
        if (waits || other.quant.holder == task.quant.holder) continue;
        screen.lines.push_back({Phrase::next_location, {name_of(read, other.quant.holder)}});
        return;
    }
}

void draw_task(Read const& read, Session const& session, Screen& screen) {
    Task const task = tables::tasks.at(read, session.task);
    std::string const item = sku_name(read, task.quant.sku);
    std::string const place = name_of(read, task.quant.holder);
    screen.done = (task.done + session.in_hand + session.pending).value();
    screen.need = task.need.value();
    screen.lines.push_back({Phrase::location, {place}});
    screen.lines.push_back({Phrase::item, {item}});
    if (task.quant.lot)
        screen.lines.push_back({Phrase::lot, {tables::lots.at(read, task.quant.lot).code}});
    if (task.order) screen.lines.push_back({Phrase::order, {order_name(read, task.order)}});
    draw_next_place(read, session, task, screen);
    bool const at_place =
        session.step == Step::scan_location || session.step == Step::confirm_empty;
    screen.ask_about = {at_place ? place : item};
    if (session.step == Step::scan_target) {
        auto const bin = bin_for(read, session.container, task.order);
        std::string const target = bin ? name_of(read, holder::at(*bin)) : "?";
        screen.ask_about = {fmt::format("{}", session.in_hand.value()), target};
        screen.lines.push_back({Phrase::bin, {target}});
        if (std::uint32_t const slot = bin ? tables::containers.at(read, *bin).slot : 0; slot > 0)
            screen.lines.push_back({Phrase::slot, {fmt::format("{}", slot)}});
    }
    if (is_torn_approved(session)) screen.ask = Phrase::label_torn_approved;
    if (is_at_task(session.step)) draw_change(task, session, screen, item);
}

struct Question {
    Step step;
    Phrase ask;
    Kind accepts;
    std::vector<Button> buttons;
};

Question question_of(Step step) {
    switch (step) {
        case Step::scan_location:
            return {step,
                    Phrase::go_to_location,
                    Kind::location,
                    {Button::skip, Button::full, Button::label_torn}};
        case Step::scan_item:
            return {step,
                    Phrase::take_item,
                    Kind::sku,
                    {Button::short_, Button::quantity, Button::skip, Button::full}};
        case Step::scan_lot: return {step, Phrase::scan_lot, Kind::lot, {Button::short_}};
        case Step::scan_serial: return {step, Phrase::scan_serial, Kind::serial, {Button::short_}};
        case Step::scan_target: return {step, Phrase::put_into, Kind::container, {}};
        case Step::confirm_empty: return {step, Phrase::is_it_empty, Kind::sku, {Button::done}};
        case Step::choose_reason: return {step, Phrase::choose_reason, Kind::sku, {Button::short_}};
        case Step::scan_destination: return {step, Phrase::bring_to_station, Kind::station, {}};
        default: return {step, Phrase::scan_tote, Kind::container, {Button::home}};
    }
}

void offer_undo(Read const& read, Session const& session, Screen& screen) {
    if (session.step == Step::choose_reason && session.task) {
        SkuId const sku = tables::tasks.at(read, session.task).quant.sku;
        screen.buttons.push_back(Button::undo);
        screen.undo = {Phrase::reporting_short, {sku_name(read, sku)}};
        return;
    }
    Quantity const in_hand = session.in_hand + session.pending;
    if (in_hand.is_zero() && !session.last) return;
    screen.buttons.push_back(Button::undo);
    if (!in_hand.is_zero() && session.task && is_at_task(session.step)) {
        SkuId const sku = tables::tasks.at(read, session.task).quant.sku;
        screen.undo = told_in_hand(read, sku, in_hand);
    } else if (session.last) {
        screen.undo = told(read, *session.last);
        screen.undo_until = session.last->at + undo_within;
    }
}

// FULL is for a tote with goods in it: the bins of a cart are brought away together.
void keep_back_full(Read const& read, Session const& session, Screen& screen) {
    if (session.step != Step::scan_location && session.step != Step::scan_item) return;
    auto const batch = tables::batches.find(read, session.batch);
    bool const goes = batch && !is_cluster(batch->method) && session.container &&
                      holds_goods(read, holder::at(session.container));
    if (!goes) std::erase(screen.buttons, Button::full);
}

// Why fewer, and how many (P6).
void draw_short(Read const& read, Session const& session, Screen& screen) {
    Task const task = tables::tasks.at(read, session.task);
    if (asks_how_many(session)) {
        screen.ask =
            session.reason == "damaged" ? Phrase::how_many_damaged : Phrase::how_many_found;
        screen.buttons = {Button::quantity, Button::undo};
        screen.choices = numbers_to_choose(session, task);
        return;
    }
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<ShortReason>>(
        [&](auto entry) { screen.choices.emplace_back(entry.name); });
}

// Before the first location: the tote or cart, and the totes of a cart that lacks bins (P2).
void draw_start(Read const& read, Session const& session, Batch const& batch, Screen& screen) {
    bool const first = session.step == Step::scan_container;
    if (!first && session.step != Step::fill_slots) return;
    if (first && is_cluster(batch.method)) screen.ask = Phrase::scan_cart;
    if (first && !session.task) screen.accepts.push_back(Kind::order);
    if (!first) {
        std::size_t const there = bins_of(read, session.container).size();
        std::size_t const missing = missing_slots(read, session.batch, session.container);
        screen.ask = Phrase::fill_slot;
        screen.ask_about = {fmt::format("{}", there + 1), fmt::format("{}", there + missing)};
        screen.buttons = {Button::home};
        if (there > 0) screen.buttons.insert(screen.buttons.begin(), Button::done);
    }
    if (batch.tasks_open == 0 && session.round) {
        draw_called_off(read, *session.round, screen);
        screen.buttons = {Button::done};
    }
}

// Goods that were fetched once more belong to the station where their parcel waits (§4.8.5).
void draw_destination(Read const& read, Session const& session, Screen& screen) {
    bool const one = static_cast<bool>(session.dropping);
    if (one) screen.ask = Phrase::bring_one_to_station;
    ContainerId const brought = one ? session.dropping : session.container;
    Container const row = tables::containers.at(read, brought);
    screen.ask_about = {row.code};
    auto const waits = row.order ? packing::parked_of(read, row.order) : std::nullopt;
    auto const parcel = waits ? tables::parcels.find(read, *waits) : std::nullopt;
    auto const station = parcel ? tables::stations.find(read, parcel->station) : std::nullopt;
    if (!station) return;
    screen.ask = Phrase::bring_to_parcel;
    screen.ask_about = {row.code, station->code, parcel_name(*waits)};
}

// The next scan or DONE leads home (catch_up).
void draw_taken_over(Read const& read, TakenOver const& taken, Screen& screen) {
    screen.ask = Phrase::round_taken_over;
    screen.ask_about = {operator_name(read, taken.by), name_of(read, holder::at(taken.container))};
    screen.buttons = {Button::done};
}

}  // namespace

bool is_cluster(PickMethod method) {
    return method == PickMethod::cluster || method == PickMethod::put_wall;
}

std::optional<ContainerId> bin_for(Read const& read, ContainerId cart, OrderId order) {
    std::optional<ContainerId> free;
    for (ContainerId const id : bins_of(read, cart)) {
        Container const bin = tables::containers.at(read, id);
        if (bin.order == order) return id;
        if (!bin.order && !free) free = id;
    }
    return free;
}

void draw_called_off(Read const& read, PickRound const& round, Screen& screen) {
    auto const order = tables::orders.find(read, round.order);
    bool const cancelled = order && order->state == OrderState::cancelled;
    bool const home = screen.process == Process::home;
    WaveId const wave = tables::batches.at(read, round.batch).wave;
    if (cancelled) {
        screen.ask = home ? Phrase::order_called_off_choose_work : Phrase::order_called_off;
        screen.ask_about = {order_name(read, round.order)};
    } else {
        screen.ask = home ? Phrase::wave_called_off_choose_work : Phrase::wave_called_off;
        screen.ask_about = {tables::waves.at(read, wave).code};
    }
}

void draw_end_of_round(Read const& read, Session const& session, Screen& screen) {
    if (!session.round) return;
    PickRound const& round = *session.round;
    if (round.called_off) return draw_called_off(read, round, screen);
    if (round.ended == Instant{}) return;
    screen.lines.push_back({Phrase::round_lines, {fmt::format("{}", round.lines)}});
    screen.lines.push_back({Phrase::round_pieces, {fmt::format("{}", round.pieces.value())}});
    std::int64_t const took = (round.ended - round.since).value();
    // what a round of seconds would come to in an hour says nothing
    if (took < Elapsed{1_min}.value()) return;
    std::int64_t const hour = Elapsed{60_min}.value();
    screen.lines.push_back(
        {Phrase::lines_per_hour, {fmt::format("{}", (round.lines * hour + took / 2) / took)}});
}

void draw(Read const& read, Session const& session, Screen& screen) {
    if (session.taken_over) return draw_taken_over(read, *session.taken_over, screen);
    Question const question = question_of(session.step);
    screen.ask = question.ask;
    screen.accepts = {question.accepts};
    screen.buttons = question.buttons;
    keep_back_full(read, session, screen);
    offer_undo(read, session, screen);
    if (session.container)
        screen.lines.push_back({Phrase::tote, {name_of(read, holder::at(session.container))}});
    if (session.batch) {
        Batch const batch = tables::batches.at(read, session.batch);
        screen.left = batch.tasks_open;
        draw_start(read, session, batch, screen);
    }
    if (session.step == Step::scan_destination) draw_destination(read, session, screen);
    if (session.step == Step::choose_reason) draw_short(read, session, screen);
    bool const about_task = session.task && session.step != Step::scan_destination &&
                            session.step != Step::scan_container &&
                            session.step != Step::fill_slots;
    if (about_task) draw_task(read, session, screen);
}

}  // namespace wms::picking
