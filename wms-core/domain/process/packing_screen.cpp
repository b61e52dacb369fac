// SPDX-License-Identifier: Apache-2.0
// The packer's screens.
#include "domain/process/pack_carton.hpp"
#include "domain/process/pack_flow.hpp"
#include "domain/process/pack_pace.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/pack_weight.hpp"
#include "domain/process/packing.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/undo.hpp"
#include "domain/process/waybill.hpp"
#include "domain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace wms::packing {
namespace {

std::string number(std::int64_t value) {
    return fmt::format("{}", value);
}

// Parcels of the station that wait for their label, so that nobody forgets them (§4.8.4).
void show_unverified(Read const& read, Session const& session, Screen& screen) {
    for (ParcelId const parcel : printing::unverified_at(read, session.station)) {
        if (parcel != session.parcel)
            screen.lines.push_back({Phrase::label_wait, {parcel_name(parcel)}});
    }
}

// "media-empty,cover-open": each in plain words.
void show_printer(PrintJob const& job, Screen& screen) {
    std::vector<std::string> values{job.printer};
    if (job.state == PrintState::unknown) values.emplace_back("label-unknown");
    std::ranges::move(printer_keywords(job.printer_reason), std::back_inserter(values));
    if (values.size() > 1) screen.lines.push_back({Phrase::printer, std::move(values)});
}

void show_parcel(Read const& read, Session const& session, Screen& screen) {
    auto const parcel = tables::parcels.find(read, session.parcel);
    if (!parcel) return;
    screen.lines.push_back({Phrase::parcel, {parcel_name(session.parcel)}});
    if (!parcel->waybill.empty()) screen.lines.push_back({Phrase::waybill, {parcel->waybill}});
    show_weight(read, session.parcel, screen);
    auto const job = tables::print_jobs.find(read, parcel->print_job);
    if (job) show_printer(*job, screen);
}

void show_order(Read const& read, Session const& session, Screen& screen) {
    screen.lines.push_back({Phrase::order, {order_name(read, session.order)}});
    SkuId const current = session.last ? session.last->parts.front().source.sku : SkuId{};
    LeftToPack const left = left_to_pack(read, session.container, session.order, current);
    Quantity listed;
    for (auto const& [sku, quantity] : left.first) {
        screen.lines.push_back({Phrase::item, {sku_name(read, sku), number(quantity.value())}});
        listed += quantity;
    }
    if (left.total > listed)
        screen.lines.push_back({Phrase::left_to_pack, {number((left.total - listed).value())}});
    auto const parcel = tables::parcels.find(read, session.parcel);
    screen.done = parcel ? parcel->pieces.value() : 0;
    screen.need = screen.done + left.total.value();
}

void show_sweep(Read const& read, Session const& session, Screen& screen) {
    std::int64_t pieces = 0;
    tables::quants.scan_index<0>(read, holder::at(session.container),
                                 [&](Holder, QuantKey const& key) {
                                     pieces += tables::quants.at(read, key).on_hand;
                                     return true;
                                 });
    screen.left = pieces;
    screen.lines.push_back({Phrase::left_to_pack, {number(pieces)}});
}

void draw_item(Read const& read, Session const& session, Screen& screen) {
    screen.ask = Phrase::scan_item_to_pack;
    screen.ask_about = {name_of(read, holder::at(session.container))};
    screen.accepts = {Kind::sku, Kind::serial, Kind::container, Kind::waybill};
    screen.buttons = {Button::full, Button::home};
    if (session.order) screen.buttons.insert(screen.buttons.begin() + 1, Button::short_);
    if (session.last) {
        screen.buttons.insert(screen.buttons.begin(), Button::undo);
        screen.undo = told(read, *session.last);
        screen.undo_until = session.last->at + undo_within;
    }
    auto const seen = last_packed(read, session);
    bool const keyed =
        seen && !seen->serial &&
        wanted(read, session.container, session.order, {.sku = seen->sku, .lot = seen->lot}) > 1_ea;
    if (keyed) screen.buttons.insert(screen.buttons.begin(), Button::quantity);
    if (session.order) {
        show_order(read, session, screen);
    } else {
        show_sweep(read, session, screen);
    }
    show_unverified(read, session, screen);
}

void draw_missing(Read const& read, Session const& session, Screen& screen) {
    bool const lot = session.step == Step::scan_lot;
    screen.ask = lot ? Phrase::scan_lot : Phrase::scan_serial;
    screen.ask_about = {sku_name(read, session.sku)};
    screen.accepts = {lot ? Kind::lot : Kind::serial};
    screen.buttons = {Button::undo, Button::home};
    screen.undo = {Phrase::just_scanned, {sku_name(read, session.sku)}};
}

void show_pace(Read const& read, Session const& session, Screen& screen) {
    OperatorId const me = tables::devices.at(read, session.device).actor;
    if (auto const pace = pace_of(read, me, session.started_at)) screen.lines.push_back(*pace);
}

void draw_label(Read const& read, Session const& session, Screen& screen) {
    screen.ask = Phrase::scan_label;
    screen.ask_about = {parcel_name(session.parcel)};
    screen.accepts = {Kind::waybill, Kind::station};
    screen.buttons = {Button::reprint, Button::weight, Button::skip, Button::home};
    show_parcel(read, session, screen);
    show_unverified(read, session, screen);
}

// A carrier that does not answer is waited for; numbers that have run out, somebody has to load.
void draw_waiting(Read const& read, Session const& session, Screen& screen) {
    screen.ask = Phrase::waiting_for_waybill;
    screen.buttons = {Button::done, Button::weight, Button::home};
    show_parcel(read, session, screen);
    auto const parcel = tables::parcels.find(read, session.parcel);
    if (!parcel || !waybill::waits_for_pool(read, *parcel)) return;
    auto const carrier = tables::carriers.find(read, parcel->carrier);
    screen.ask = Phrase::no_numbers;
    screen.lines.push_back({Phrase::carrier, {carrier ? carrier->code : "?"}});
}

}  // namespace

void draw(Read const& read, Session const& session, Screen& screen) {
    if (session.step == Step::scan_station || !session.station) {
        screen.ask = Phrase::scan_station;
        screen.accepts = {Kind::station};
        screen.buttons = {Button::home};
    } else if (session.step == Step::scan_item) {
        draw_item(read, session, screen);
    } else if (is_reporting(session)) {
        draw_report(read, session, screen);
    } else if (session.step == Step::scan_lot || session.step == Step::scan_serial) {
        draw_missing(read, session, screen);
    } else if (session.step == Step::scan_carton) {
        draw_carton(read, session, screen);
        show_parcel(read, session, screen);
    } else if (session.step == Step::wait_waybill) {
        draw_waiting(read, session, screen);
    } else if (session.step == Step::scan_label) {
        draw_label(read, session, screen);
    } else if (asks_about_weight(session.step)) {
        draw_weight_question(read, session, screen);
    } else {
        screen.ask = Phrase::scan_tote_to_pack;
        screen.accepts = {Kind::container, Kind::waybill, Kind::order};
        screen.buttons = {Button::home};
        if (session.parcel) screen.buttons.push_back(Button::reprint);
        show_parcel(read, session, screen);
        show_unverified(read, session, screen);
        show_parked(read, session, screen);
        show_pace(read, session, screen);
    }
}

}  // namespace wms::packing
