// SPDX-License-Identifier: Apache-2.0
#include "domain/process/shipping.hpp"

#include "base/text.hpp"
#include "domain/outbox.hpp"
#include "domain/parcels.hpp"
#include "domain/process/sheets.hpp"
#include "domain/process/sign_in.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace wms::shipping {
namespace {

std::string carrier_name(Read const& read, CarrierId id) {
    auto const carrier = tables::carriers.find(read, id);
    return carrier ? carrier->code : "?";
}

std::string shown_state(ParcelState state) {
    return boost::describe::enum_to_string(state, "?");
}

std::optional<Manifest> manifest_of(Read const& read, ManifestId id) {
    return id ? tables::manifests.find(read, id) : std::nullopt;
}

bool is_open(Read const& read, ManifestId id) {
    auto const manifest = manifest_of(read, id);
    return manifest && manifest->state == ManifestState::open;
}

// Not yet handed over, in this state; of one carrier or (none given) of any.
ManifestId find_manifest(Read const& read, CarrierId carrier, ManifestState state) {
    ManifestId found;
    auto const visit = [&](CarrierId, ManifestId id) {
        if (tables::manifests.at(read, id).state == state) found = id;
        return !found;
    };
    if (carrier) {
        tables::manifests.scan_index<0>(read, carrier, visit);
    } else {
        tables::manifests.scan_index_from<0>(read, CarrierId{}, visit);
    }
    return found;
}

// --- parcels on and off

Result<> guard_may_leave(Read const& read, ParcelId id, Parcel const& parcel) {
    if (!parcel.stop.empty()) return refuse(Why::parcel_stopped, parcel_name(id), parcel.stop);
    if (is_cancelled(read, parcel.order))
        return refuse(Why::parcel_stopped, parcel_name(id), "cancelled");
    return {};
}

Result<> guard_parcel(Read const& read, Candidate const& label, Parcel const& parcel) {
    ParcelId const id{label.id};
    auto const waybill = tables::waybills.find(read, label.name);
    bool const is_void = (waybill && !waybill->valid) || parcel.state == ParcelState::void_;
    if (is_void) return refuse(Why::label_void, label.name);
    if (auto const guard = guard_may_leave(read, id, parcel); !guard) return guard;
    if (parcel.state < ParcelState::closed)
        return refuse(Why::parcel_not_closed, parcel_name(id), shown_state(parcel.state));
    if (parcel.state == ParcelState::handed_over) return refuse(Why::already_done, parcel_name(id));
    return {};
}

ManifestId manifest_for(Change& change, Session const& session, Parcel const& parcel) {
    if (is_open(change.tables(), session.manifest)) return session.manifest;
    ManifestId const open = find_manifest(change.tables(), parcel.carrier, ManifestState::open);
    if (open) return open;
    ManifestId const id = change.next<ManifestId>(tables::Counter::manifest);
    change.post(ManifestOpened{id, Manifest{.warehouse = parcel.warehouse,
                                            .carrier = parcel.carrier,
                                            .courier = {},
                                            .handed_over_at = {}}});
    return id;
}

void take_off(Change& change, ParcelId id) {
    ManifestId const from = tables::parcels.at(change.tables(), id).manifest;
    change.post(ManifestParcelRemoved{{from, id}});
    change_parcel(change, id, [](Parcel& row) {
        row.state = ParcelState::closed;
        row.waybill_state = WaybillState::active;
        row.manifest = {};
    });
}

void put_on(Change& change, ManifestId manifest, ParcelId id) {
    change.post(ManifestParcelAdded{{manifest, id}});
    change_parcel(change, id, [&](Parcel& row) {
        row.state = ParcelState::manifested;
        row.waybill_state = WaybillState::manifested;
        row.manifest = manifest;
    });
}

Done goes_on(Change& change, Session session, ManifestId manifest, ParcelId parcel) {
    bool const same_question = session.manifest == manifest;
    session.process = Process::shipping;
    session.manifest = manifest;
    session.carrier = tables::manifests.at(change.tables(), manifest).carrier;
    session.confirm.clear();
    if (same_question) {
        stay(change, session);
    } else {
        go_to(change, session, Step::scan_parcel);
    }
    return Done{Tone::ok, parcel.value()};
}

// Asks once more before a parcel changes manifests: the same scan again confirms (U11).
Done ask_to_move(Change& change, Session session, std::string const& number) {
    session.confirm = number;
    stay(change, session);
    return Done{Tone::attention};
}

Result<Done> add_parcel(Change& change, Session const& session, Candidate const& label) {
    Read const& read = change.tables();
    ParcelId const id{label.id};
    Parcel const parcel = tables::parcels.at(read, id);
    if (auto const guard = guard_parcel(read, label, parcel); !guard)
        return std::unexpected(guard.error());
    bool const mine_open = is_open(read, session.manifest);
    auto const mine = mine_open ? manifest_of(read, session.manifest) : std::nullopt;
    if (mine && mine->carrier != parcel.carrier)
        return refuse(Why::wrong_carrier, parcel_name(id), carrier_name(read, parcel.carrier),
                      carrier_name(read, mine->carrier));
    bool const listed = parcel.state == ParcelState::manifested;
    if (listed && !is_open(read, parcel.manifest))
        return refuse(Why::manifest_closed, manifest_name(parcel.manifest));
    if (listed && parcel.manifest == session.manifest) return Done{Tone::tick, id.value()};
    if (listed && !mine_open) return goes_on(change, session, parcel.manifest, id);
    if (listed && !confirms(change, session, label.name))
        return ask_to_move(change, session, label.name);
    ManifestId const manifest = manifest_for(change, session, parcel);
    if (listed) take_off(change, id);
    put_on(change, manifest, id);
    return goes_on(change, session, manifest, id);
}

// While the courier waits, only parcels that must not go are taken off the closed manifest.
Result<Done> remove_stopped(Change& change, Session const& session, Candidate const& label) {
    Read const& read = change.tables();
    ParcelId const id{label.id};
    Parcel const parcel = tables::parcels.at(read, id);
    bool const stopped = !guard_may_leave(read, id, parcel);
    bool const on_it =
        parcel.manifest == session.manifest && parcel.state == ParcelState::manifested;
    if (!on_it || !stopped) return refuse(Why::manifest_closed, manifest_name(session.manifest));
    take_off(change, id);
    stay(change, session);
    return Done{Tone::attention, id.value()};
}

// --- close, sign, open again

Result<Done> close_manifest(Change& change, Session session) {
    Read const& read = change.tables();
    if (!is_open(read, session.manifest)) {
        // Nothing was scanned here: a manifest that was closed before and waits for its courier.
        session.manifest = find_manifest(read, {}, ManifestState::closed);
        if (!session.manifest) return refuse(Why::nothing_to_do);
        session.carrier = tables::manifests.at(read, session.manifest).carrier;
        go_to(change, session, Step::sign);
        return Done{Tone::step_complete, session.manifest.value()};
    }
    Manifest row = tables::manifests.at(read, session.manifest);
    if (row.parcels == 0) return refuse(Why::nothing_to_do);
    row.state = ManifestState::closed;
    row.closed_at = change.now();
    change.post(ManifestChanged{session.manifest, row});
    sheets::print_if_wanted(change, PrintKind::manifest, session.manifest.value());
    session.confirm.clear();
    bool const complete = not_on_manifest(read, row.carrier) == 0;
    go_to(change, session, Step::sign);
    return Done{complete ? Tone::step_complete : Tone::attention, session.manifest.value()};
}

std::vector<ParcelId> parcels_on(Read const& read, ManifestId manifest) {
    std::vector<ParcelId> parcels;
    tables::manifest_parcels.scan(read, manifest,
                                  [&](ManifestParcelKey const& key, ManifestParcel const&) {
                                      parcels.push_back(key.parcel);
                                      return true;
                                  });
    return parcels;
}

void ship_goods(Change& change, ParcelId id, OrderId order) {
    Read const& read = change.tables();
    std::vector<QuantKey> goods;
    tables::quants.scan_index<0>(read, holder::at(id), [&](Holder, QuantKey const& key) {
        goods.push_back(key);
        return true;
    });
    for (QuantKey const& key : goods) {
        post_stock(change, {.posting = Posting::ship,
                            .warehouse = key.warehouse,
                            .owner = key.owner,
                            .sku = key.sku,
                            .lot = key.lot,
                            .serial = key.serial,
                            .from = {key.holder, key.status},
                            .to = {holder::customer, key.status},
                            .quantity = Quantity{tables::quants.at(read, key).on_hand},
                            .order = order});
    }
}

void ship_promises(Change& change, ParcelId id, OrderId order) {
    Read const& read = change.tables();
    std::vector<std::pair<AllocationId, Allocation>> promises;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, order, [&](OrderLineKey const&, AllocationId allocation) {
            Allocation const row = tables::allocations.at(read, allocation);
            if (row.quant.holder == holder::at(id)) promises.emplace_back(allocation, row);
            return true;
        });
    for (auto const& [allocation, row] : promises) {
        QuantKey gone = row.quant;
        gone.holder = holder::customer;
        change.post(AllocationMoved{.from = allocation,
                                    .into = allocation,
                                    .quantity = row.quantity,
                                    .quant = gone,
                                    .stage = Stage::shipped});
    }
}

// SHIP once per parcel, and the channel is told once per parcel.
void ship_parcel(Change& change, ParcelId id) {
    Parcel const parcel = tables::parcels.at(change.tables(), id);
    ship_goods(change, id, parcel.order);
    ship_promises(change, id, parcel.order);
    change_parcel(change, id, [](Parcel& row) {
        row.state = ParcelState::handed_over;
        row.waybill_state = WaybillState::collected;
    });
    Order const order = tables::orders.at(change.tables(), parcel.order);
    add_effect(change, {.kind = EffectKind::notify_channel,
                        .key = fmt::format("shipped#{}", id.value()),
                        .lane = "channel/" + order.key.channel,
                        .object = id.value()});
}

Result<Done> hand_over(Change& change, Session session, std::string const& argument) {
    Read const& read = change.tables();
    auto const row = manifest_of(read, session.manifest);
    if (session.step != Step::sign || !row) return refuse(Why::wrong_key, "hand_over", "");
    if (row->state != ManifestState::closed)
        return refuse(Why::stale, manifest_name(session.manifest));
    std::string const courier{trim(argument)};
    if (courier.empty()) return refuse(Why::missing_field, "courier");
    if (!is_utf8(courier) || has_control(courier))
        return refuse(Why::bad_field, "courier", visible(courier));
    auto const parcels = parcels_on(read, session.manifest);
    for (ParcelId const id : parcels) {
        if (auto const guard = guard_may_leave(read, id, tables::parcels.at(read, id)); !guard)
            return std::unexpected(guard.error());
    }
    Manifest handed = *row;
    handed.state = ManifestState::handed_over;
    handed.courier = courier;
    handed.handed_over_at = change.now();
    for (ParcelId const id : parcels) ship_parcel(change, id);
    change.post(ManifestChanged{session.manifest, handed});
    ManifestId const done = session.manifest;
    session.manifest = {};
    session.carrier = {};
    go_to(change, session, Step::scan_parcel);
    return Done{Tone::step_complete, done.value()};
}

Result<Done> reopen(Change& change, Session const& session) {
    auto row = manifest_of(change.tables(), session.manifest);
    bool const closed = session.step == Step::sign && row && row->state == ManifestState::closed;
    if (!closed) return refuse(Why::wrong_key, "undo", "");
    auto const approver = approval_for(change, session, "reopen", session.manifest.value());
    if (!approver) return std::unexpected(approver.error());
    row->state = ManifestState::open;
    change.post(ManifestChanged{session.manifest, *row});
    go_to(change, session, Step::scan_parcel);
    return Done{Tone::step_complete, session.manifest.value()};
}

Result<Done> go_home(Change& change, Session session) {
    session.process = Process::home;
    session.confirm.clear();
    go_to(change, session, Step::choose);
    return Done{Tone::step_complete};
}

void draw_scan(Read const& read, Session const& session, Screen& screen) {
    screen.accepts = {Kind::waybill};
    auto const manifest =
        is_open(read, session.manifest) ? manifest_of(read, session.manifest) : std::nullopt;
    screen.buttons = {Button::home};
    if (manifest) screen.buttons.insert(screen.buttons.begin(), Button::close);
    screen.ask = manifest ? Phrase::scan_parcels : Phrase::scan_manifest_carrier;
    if (manifest) {
        screen.ask_about = {carrier_name(read, manifest->carrier)};
        screen.done = manifest->parcels;
        screen.lines.push_back({Phrase::manifest, {manifest_name(session.manifest)}});
    }
    if (session.confirm.empty()) return;
    screen.ask = Phrase::confirm_move;
    screen.ask_about = {session.confirm};
}

void draw_sign(Read const& read, Session const& session, Screen& screen) {
    screen.ask = Phrase::courier_signs;
    screen.accepts = {Kind::waybill};
    screen.buttons = {Button::hand_over, Button::undo, Button::home};
    screen.undo = {Phrase::closed_manifest, {manifest_name(session.manifest)}};
    auto const manifest = manifest_of(read, session.manifest);
    if (!manifest) return;
    std::int64_t const missing = not_on_manifest(read, manifest->carrier);
    screen.done = manifest->parcels;
    screen.left = missing;
    screen.lines = {{Phrase::manifest, {manifest_name(session.manifest)}},
                    {Phrase::carrier, {carrier_name(read, manifest->carrier)}},
                    {Phrase::parcels, {fmt::format("{}", manifest->parcels)}},
                    {Phrase::not_on_manifest, {fmt::format("{}", missing)}}};
}

}  // namespace

Result<Done> start(Change& change, Session session) {
    session.process = Process::shipping;
    session.confirm.clear();
    auto const manifest = manifest_of(change.tables(), session.manifest);
    bool const signing = manifest && manifest->state == ManifestState::closed;
    if (!signing && !is_open(change.tables(), session.manifest)) {
        session.manifest = {};
        session.carrier = {};
    }
    go_to(change, session, signing ? Step::sign : Step::scan_parcel);
    return Done{Tone::step_complete};
}

Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned) {
    auto const label = choose(scanned, {Kind::waybill}, 0);
    if (!label) return std::unexpected(label.error());
    return session.step == Step::sign ? remove_stopped(change, session, *label)
                                      : add_parcel(change, session, *label);
}

Result<Done> on_press(Change& change, Session const& session, PressButton const& command) {
    if (command.button == Button::sign_out) return sign_in::on_press(change, session, command);
    if (command.button == Button::home) return go_home(change, session);
    if (command.button == Button::hand_over) return hand_over(change, session, command.argument);
    if (command.button == Button::undo) return reopen(change, session);
    bool const close = command.button == Button::close && session.step != Step::sign;
    if (close) return close_manifest(change, session);
    return refuse(Why::wrong_key, boost::describe::enum_to_string(command.button, "?"), "");
}

void draw(Read const& read, Session const& session, Screen& screen) {
    if (session.step == Step::sign) {
        draw_sign(read, session, screen);
    } else {
        draw_scan(read, session, screen);
    }
}

std::int64_t not_on_manifest(Read const& read, CarrierId carrier) {
    std::int64_t count = 0;
    tables::parcels.scan_index<tables::parcels_open>(
        read, tables::OpenParcelKey{carrier, ParcelState::closed},
        [&](tables::OpenParcelKey const&, ParcelId) {
            ++count;
            return true;
        });
    return count;
}

}  // namespace wms::shipping

namespace wms {

std::string manifest_name(ManifestId manifest) {
    return fmt::format("M-{}", manifest.value());
}

void apply(Write& write, ManifestOpened const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::manifest, event.id.value());
    tables::manifests.put(write, event.id, event.row);
}

void apply(Write& write, ManifestChanged const& event, EntryHeader const&) {
    tables::manifests.put(write, event.id, event.row);
}

void apply(Write& write, ManifestParcelAdded const& event, EntryHeader const& header) {
    tables::manifest_parcels.put(write, event.key, {header.at});
    tables::manifests.update(write, event.key.manifest, [](Manifest& row) { row.parcels += 1; });
}

void apply(Write& write, ManifestParcelRemoved const& event, EntryHeader const&) {
    tables::manifest_parcels.erase(write, event.key);
    tables::manifests.update(write, event.key.manifest, [](Manifest& row) { row.parcels -= 1; });
}

}  // namespace wms
