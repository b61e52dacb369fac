// SPDX-License-Identifier: Apache-2.0
#include "domain/process/packing.hpp"

#include "base/text.hpp"
#include "domain/container.hpp"
#include "domain/parcels.hpp"
#include "domain/process/pack_carton.hpp"
#include "domain/process/pack_flow.hpp"
#include "domain/process/pack_pace.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/pack_weight.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/sign_in.hpp"
#include "domain/process/site_rules.hpp"
#include "domain/process/undo.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace wms::packing {
namespace {

Candidate const* find_kind(Scanned const& scanned, Kind kind) {
    auto const found = std::ranges::find(scanned.candidates, kind, &Candidate::kind);
    return found == scanned.candidates.end() ? nullptr : &*found;
}

// The text of a lot or serial label: from the GS1 symbol, or all of it.
std::string text_in(Scanned const& scanned, std::string const& element) {
    return element.empty() ? scanned.parsed.data : element;
}

// --- items

Result<> wrong_lot(Read const& read, std::vector<QuantKey> const& quants, std::string const& got) {
    auto const lot = tables::lots.find(read, quants.front().lot);
    return refuse(Why::wrong_lot, got, lot ? lot->code : "-");
}

// §4.8.5: expired or recalled since picking.
Result<> guard_lots(Change const& change, std::vector<QuantKey> const& quants, Item const& item) {
    Read const& read = change.tables();
    for (QuantKey const& quant : quants) {
        auto const lot = fits(quant, item) ? tables::lots.find(read, quant.lot) : std::nullopt;
        if (!lot) continue;
        if (lot->state != LotState::ok)
            return refuse(Why::lot_blocked, lot->code,
                          boost::describe::enum_to_string(lot->state, "?"));
        if (lot->expiry && lot->expiry < today(read, quant.warehouse, change.now()))
            return refuse(Why::lot_expired, lot->code, to_text(lot->expiry));
    }
    return {};
}

// Nothing here waits for this SKU: why.
std::unexpected<Refusal> not_wanted(Read const& read, Session const& session, SkuId sku) {
    if (!session.order) return refuse(Why::not_needed_here, sku_name(read, sku));
    auto const piece = piece_left(read, session.container, session.order);
    Container const row = tables::containers.at(read, session.container);
    bool const sweep = row.order != session.order;
    if (sweep && piece)  // this order's pieces first
        return refuse(Why::wrong_sku, sku_name(read, sku),
                      sku_name(read, piece->allocation.quant.sku));
    Quantity need;
    tables::order_lines.scan(read, session.order, [&](OrderLineKey const&, OrderLine const& line) {
        if (line.sku == sku) need += line.packed;
        return true;
    });
    if (!need.is_zero()) return refuse(Why::over, fmt::format("{}", need.value()));
    return refuse(Why::not_needed_here, sku_name(read, sku));
}

bool has_several_lots(std::vector<QuantKey> const& quants) {
    return std::ranges::any_of(quants,
                               [&](QuantKey const& q) { return q.lot != quants.front().lot; });
}

bool needs_serial(Read const& read, std::vector<QuantKey> const& quants, Item const& item) {
    if (item.serial || !item.new_serial.empty()) return false;
    SerialMode const mode = tables::skus.at(read, item.sku).serial_mode;
    if (mode == SerialMode::out || mode == SerialMode::both) return true;
    return quants.size() > 1 && std::ranges::any_of(quants, [](QuantKey const& q) {
               return static_cast<bool>(q.serial);
           });
}

Result<Done> ask_for(Change& change, Session session, Item const& item, Step step) {
    session.sku = item.sku;
    session.in_hand = item.quantity;
    session.lot = item.lot;
    go_to(change, session, step);
    return Done{Tone::ok};
}

// The parcel goes to the shelf; the station asks for its label, or for the goods that are to come.
Result<Done> put_aside(Change& change, Session const& session) {
    if (tables::parcels.contains(change.tables(), session.parcel))
        tell_if_off(change, session.parcel);
    go_on(change, session);
    return Done{Tone::attention};
}

Result<Done> pack(Change& change, Session session, OrderId order, Item const& item) {
    bool const in_lane = tables::containers.at(change.tables(), session.container).order != order;
    ContainerId const container = session.container;
    session.parcel = open_parcel(change, session, order);
    session.order = order;
    session.sku = {};
    session.lot = {};
    session.in_hand = {};
    auto parts = post_pack(change, {container, order, session.parcel}, item);
    session.last.reset();
    // A serial number that was recorded here has left its mark already.
    bool const can_undo = item.new_serial.empty() && parts.size() <= undo_parts_max;
    if (can_undo)
        session.last =
            LastMove{.parcel = session.parcel, .parts = std::move(parts), .at = change.now()};
    free_container_if_empty(change, container);
    bool const more = piece_left(change.tables(), container, order).has_value();
    if (!more && waits_for_goods(change.tables(), session.parcel))
        return put_aside(change, session);
    if (!more && in_lane) return finish_content(change, session, {});
    ParcelId const parcel = session.parcel;
    if (!more) {
        complete_content(change, session);
    } else if (session.step == Step::scan_item) {
        stay(change, session);
    } else {
        go_to(change, session, Step::scan_item);
    }
    return Done{more ? Tone::ok : Tone::step_complete, parcel.value()};
}

// All that is known of the piece: asks for what is missing, checks, packs.
Result<Done> take(Change& change, Session const& session, Item const& item) {
    Read const& read = change.tables();
    auto const quants = quants_with(read, session.container, session.order, item.sku);
    if (quants.empty()) return not_wanted(read, session, item.sku);
    bool const any_fits =
        std::ranges::any_of(quants, [&](QuantKey const& q) { return fits(q, item); });
    if (!any_fits && item.serial)
        return refuse(Why::wrong_serial, tables::serials.at(read, item.serial).code,
                      sku_name(read, item.sku));
    if (!any_fits)
        return std::unexpected(
            wrong_lot(read, quants, tables::lots.at(read, item.lot).code).error());
    OrderId const order = session.order ? session.order : order_for(read, quants, item);
    if (is_cancelled(read, order)) return refuse(Why::order_cancelled, order_name(read, order));
    bool const ask_lot = !item.lot && !item.serial && has_several_lots(quants);
    if (ask_lot) return ask_for(change, session, item, Step::scan_lot);
    if (auto const guard = guard_lots(change, quants, item); !guard)
        return std::unexpected(guard.error());
    if (needs_serial(read, quants, item)) return ask_for(change, session, item, Step::scan_serial);
    Quantity const left = wanted(read, session.container, order, item);
    if (item.quantity > left) return refuse(Why::over, fmt::format("{}", left.value()));
    return pack(change, session, order, item);
}

// Which SKU a scan means here: of several, the one that waits in the container.
Result<Item> identify(Change const& change, Session const& session, Scanned const& scanned) {
    Read const& read = change.tables();
    std::uint64_t expected = 0;
    for (Candidate const& candidate : scanned.candidates) {
        bool const waits =
            candidate.kind == Kind::sku &&
            !quants_with(read, session.container, session.order, SkuId{candidate.id}).empty();
        if (waits && expected == 0) expected = candidate.id;
    }
    auto const found = choose(scanned, {Kind::sku, Kind::serial}, expected);
    if (!found) return std::unexpected(found.error());
    if (found->kind == Kind::serial) {
        SerialId const serial{found->id};
        return Item{.sku = tables::serials.at(read, serial).sku, .serial = serial};
    }
    Item item{.sku = SkuId{found->id}, .quantity = found->factor};
    if (scanned.parsed.serial.empty()) return item;
    item.quantity = 1_ea;
    item.serial = serial_by_code(read, item.sku, scanned.parsed.serial).value_or(SerialId{});
    if (!item.serial) item.new_serial = scanned.parsed.serial;
    return item;
}

// A serial the quant does not know may only be recorded where the SKU takes serials on the way out.
Result<> guard_new_serial(Read const& read, Item const& item) {
    if (item.new_serial.empty()) return {};
    bool const may = tables::skus.at(read, item.sku).serial_mode == SerialMode::out;
    bool const sound =
        item.new_serial.size() <= 40 && is_utf8(item.new_serial) && !has_control(item.new_serial);
    if (may && sound) return {};
    return refuse(Why::wrong_serial, visible(item.new_serial), sku_name(read, item.sku));
}

Result<> guard_old_serial(Read const& read, Item const& item) {
    bool const left_before =
        item.serial && tables::skus.at(read, item.sku).serial_mode == SerialMode::out;
    if (!left_before) return {};
    return refuse(Why::already_scanned, tables::serials.at(read, item.serial).code);
}

Result<Done> take_serial(Change& change, Session const& session, Item const& item) {
    if (auto const guard = guard_new_serial(change.tables(), item); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_old_serial(change.tables(), item); !guard)
        return std::unexpected(guard.error());
    return take(change, session, item);
}

Result<Done> scan_item(Change& change, Session const& session, Scanned const& scanned) {
    Read const& read = change.tables();
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    if (!session.parcel) {
        if (auto const guard = printing::guard_unverified(read, session.station); !guard)
            return std::unexpected(guard.error());
    }
    auto item = identify(change, session, scanned);
    if (!item) return std::unexpected(item.error());
    std::string const& code = scanned.parsed.lot;
    if (!code.empty()) {
        auto const quants = quants_with(read, session.container, session.order, item->sku);
        auto const lot = lot_by_code(read, item->sku, code);
        bool const lots = !quants.empty() && quants.front().lot;
        if (lots && !lot) return std::unexpected(wrong_lot(read, quants, code).error());
        if (lots) item->lot = *lot;
    }
    return take_serial(change, session, *item);
}

Result<Done> scan_lot(Change& change, Session const& session, Scanned const& scanned) {
    Read const& read = change.tables();
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    std::string const code = text_in(scanned, scanned.parsed.lot);
    auto const lot = lot_by_code(read, session.sku, code);
    if (!lot && find_kind(scanned, Kind::sku) != nullptr)
        return refuse(Why::lot_missing, sku_name(read, session.sku));
    if (!lot) return refuse(Why::wrong_lot, shown(scanned), sku_name(read, session.sku));
    return take_serial(change, session,
                       {.sku = session.sku, .quantity = session.in_hand, .lot = *lot});
}

Result<Done> scan_serial(Change& change, Session const& session, Scanned const& scanned) {
    Read const& read = change.tables();
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    std::string const code = text_in(scanned, scanned.parsed.serial);
    Item item{.sku = session.sku, .lot = session.lot};
    item.serial = serial_by_code(read, session.sku, code).value_or(SerialId{});
    if (!item.serial && find_kind(scanned, Kind::sku) != nullptr)
        return refuse(Why::serial_missing, sku_name(read, session.sku));
    if (!item.serial) item.new_serial = code;
    // The quant of an `out` SKU knows no serial, so the scanned one does not select it.
    return take_serial(change, session, item);
}

// --- labels

void finish(Change& change, ParcelId parcel) {
    close_parcel(change, parcel);
    change.post(ParcelFinished{parcel, change.actor()});
}

Result<Done> scan_own_label(Change& change, Session const& session, Scanned const& scanned) {
    Read const& read = change.tables();
    if (find_kind(scanned, Kind::waybill) == nullptr && find_kind(scanned, Kind::sku) != nullptr)
        return refuse(Why::label_unverified, parcel_name(session.parcel));
    auto const label = choose(scanned, {Kind::waybill}, session.parcel.value());
    if (!label) return std::unexpected(label.error());
    if (auto const guard = guard_label(read, label->name); !guard)
        return std::unexpected(guard.error());
    ParcelId const parcel{label->id};
    if (parcel != session.parcel)
        return refuse(Why::wrong_label, parcel_name(parcel), parcel_name(session.parcel));
    if (auto const guard = guard_close(read, parcel); !guard) return std::unexpected(guard.error());
    if (auto const guard = guard_weight(read, parcel); !guard)
        return std::unexpected(guard.error());
    if (tables::parcels.at(read, parcel).state == ParcelState::label_sent) finish(change, parcel);
    go_on(change, session);
    return Done{Tone::step_complete, parcel.value()};
}

// A label that was printed later, of a parcel put aside at this station, or scanned once more.
Result<Done> scan_waiting_label(Change& change, Session session, Candidate const& label) {
    Read const& read = change.tables();
    if (auto const guard = guard_label(read, label.name); !guard)
        return std::unexpected(guard.error());
    ParcelId const id{label.id};
    Parcel const parcel = tables::parcels.at(read, id);
    if (auto const guard = guard_close(read, id); !guard) return std::unexpected(guard.error());
    if (parcel.station != session.station) {
        auto const station = tables::stations.find(read, parcel.station);
        return refuse(Why::wrong_station, parcel_name(id), station ? station->code : "?");
    }
    if (parcel.state == ParcelState::label_sent) {
        bool const free = session.step == Step::scan_container;
        if (free && is_weight_off(read, id)) return weigh_again(change, session, id);
        if (auto const guard = guard_weight(read, id); !guard)
            return std::unexpected(guard.error());
        finish(change, id);
        return Done{Tone::step_complete, id.value()};
    }
    if (parcel.state >= ParcelState::handed_over) return refuse(Why::already_done, parcel_name(id));
    auto const job = tables::print_jobs.find(read, parcel.print_job);
    bool const reprinted = job && job->state != PrintState::verified;
    printing::prove_label(change, parcel.print_job);
    if (session.step != Step::scan_container) return Done{reprinted ? Tone::ok : Tone::tick};
    session.parcel = id;  // the one a reprint is about
    stay(change, session);
    return Done{reprinted ? Tone::ok : Tone::tick, id.value()};
}

// --- scans of one step

Result<Done> scan_station(Change& change, Session session, Scanned const& scanned) {
    auto const found = choose(scanned, {Kind::station}, 0);
    if (!found) return std::unexpected(found.error());
    session.station = StationId{found->id};
    go_to(change, session, Step::scan_container);
    return Done{Tone::step_complete};
}

Result<Done> scan_order(Change& change, Session const& session, OrderId order) {
    if (auto const parked = resume_parked(change, session, order)) return *parked;
    return resume_parcel(change, session, order);
}

Result<Done> scan_container(Change& change, Session const& session, Scanned const& scanned) {
    auto const found = choose(scanned, {Kind::container, Kind::waybill, Kind::order}, 0);
    if (!found) return std::unexpected(found.error());
    if (found->kind == Kind::waybill) return scan_waiting_label(change, session, *found);
    if (found->kind == Kind::order) return scan_order(change, session, OrderId{found->id});
    return open_container(change, session, ContainerId{found->id});
}

Result<Done> scan_at_item(Change& change, Session const& session, Scanned const& scanned) {
    Candidate const* const container = find_kind(scanned, Kind::container);
    Candidate const* const label = find_kind(scanned, Kind::waybill);
    if (find_kind(scanned, Kind::sku) != nullptr) return scan_item(change, session, scanned);
    if (label != nullptr) return scan_waiting_label(change, session, *label);
    if (container == nullptr) return scan_item(change, session, scanned);
    bool const same =
        ContainerId{container->id} == session.container && guard_mine(change, session);
    if (same) return Done{Tone::tick};
    return open_container(change, session, ContainerId{container->id});
}

Result<Done> scan_carton(Change& change, Session const& session, Scanned const& scanned) {
    Read const& read = change.tables();
    if (auto const guard = guard_close(read, session.parcel); !guard)
        return std::unexpected(guard.error());
    Candidate const* const item = find_kind(scanned, Kind::sku);
    bool const is_item = item != nullptr && find_kind(scanned, Kind::carton) == nullptr;
    bool const extra = is_item && session.container &&
                       quants_with(read, session.container, session.order, SkuId{item->id}).empty();
    if (extra) return not_wanted(read, session, SkuId{item->id});
    auto const carton = choose(scanned, {Kind::carton}, 0);
    if (!carton) return std::unexpected(carton.error());
    return take_carton(change, session, SkuId{carton->id});
}

Result<Done> scan_label_step(Change& change, Session const& session, Scanned const& scanned) {
    Candidate const* const station = find_kind(scanned, Kind::station);
    if (station == nullptr) return scan_own_label(change, session, scanned);
    // §4.8.4: another station's printer, when this one stands: a new copy, so that nothing prints
    // twice.
    Station const other = tables::stations.at(change.tables(), StationId{station->id});
    std::string const reason = "printer " + other.printer;
    if (auto const guard = printing::guard_reprint(change.tables(), session.parcel, reason); !guard)
        return std::unexpected(guard.error());
    printing::send_label(change,
                         {.parcel = session.parcel, .reason = reason, .printer = other.printer});
    return Done{Tone::ok, session.parcel.value()};
}

// --- buttons

// A whole number from 1 to `most`, and nothing else.
std::optional<std::int64_t> parse_number(std::string const& text, std::int64_t most) {
    std::int64_t number = 0;
    char const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, number);
    bool const whole = error == std::errc{} && rest == end;
    return whole && number >= 1 && number <= most ? std::optional{number} : std::nullopt;
}

Result<Done> go_home(Change& change, Session session) {
    session.process = Process::home;
    go_to(change, session, Step::choose);
    return Done{Tone::step_complete};
}

Result<Done> reprint(Change& change, Session session, std::string const& reason) {
    Read const& read = change.tables();
    if (!session.parcel) return refuse(Why::wrong_key, "reprint", "");
    if (auto const guard = printing::guard_reprint(read, session.parcel, reason); !guard)
        return std::unexpected(guard.error());
    if (printing::needs_approval(tables::parcels.at(read, session.parcel))) {
        auto const approver = approval_for(change, session, "reprint", session.parcel.value());
        if (!approver) return std::unexpected(approver.error());
    }
    printing::send_label(change, {.parcel = session.parcel, .reason = reason});
    session.approval.reset();
    stay(change, session);
    return Done{Tone::ok, session.parcel.value()};
}

Result<Done> press_done(Change& change, Session const& session) {
    if (session.step == Step::wait_waybill) return put_aside(change, session);
    if (session.step != Step::scan_carton) return refuse(Why::wrong_key, "done", "");
    return take_proposal(change, session);
}

// More of the item just packed, without scanning each piece (U18). The item itself was seen: only
// what was scanned last and lies in the open parcel can be keyed, and never more than is wanted.
Result<Done> press_quantity(Change& change, Session const& session, std::string const& argument) {
    Read const& read = change.tables();
    if (session.step != Step::scan_item) return refuse(Why::wrong_key, "QTY", "");
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    auto const seen = last_packed(read, session);
    if (!seen) {
        auto const waiting = session.order ? piece_left(read, session.container, session.order)
                                           : std::optional<Piece>{};
        SkuId const sku = waiting ? waiting->allocation.quant.sku : SkuId{};
        return refuse(Why::scan_item_first, waiting ? sku_name(read, sku) : "-");
    }
    Item item{.sku = seen->sku, .lot = seen->lot};
    Quantity const left = wanted(read, session.container, session.order, item);
    std::int64_t const most =
        rules_of(read, tables::stations.at(read, session.station).warehouse).keyed_pieces_max;
    auto const number = parse_number(argument, quantity_max.value());
    if (!number || (*number <= left.value() && *number > most))
        return refuse(Why::bad_quantity, visible(argument), "1",
                      fmt::format("{}", std::min(left.value(), most)));
    item.quantity = Quantity{*number};
    if (seen->serial) return refuse(Why::serial_missing, sku_name(read, item.sku));
    return take(change, session, item);
}

// The carton is full before the order is: the rest goes into another parcel.
Result<Done> press_full(Change& change, Session const& session) {
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    auto const parcel = tables::parcels.find(change.tables(), session.parcel);
    bool const begun = session.step == Step::scan_item && parcel && !parcel->pieces.is_zero();
    if (!begun) return refuse(Why::wrong_key, "full", "");
    complete_content(change, session);
    return Done{Tone::step_complete};
}

Result<Done> forget_scanned(Change& change, Session session) {
    session.sku = {};
    session.lot = {};
    session.in_hand = {};
    go_to(change, session, Step::scan_item);
    return Done{Tone::ok};
}

// The last piece goes back to where it came from, while its parcel is open and its tote is here.
Result<Done> press_undo(Change& change, Session session) {
    Read const& read = change.tables();
    bool const asked = session.step == Step::scan_lot || session.step == Step::scan_serial;
    if (asked) return forget_scanned(change, session);
    if (asks_about_weight(session.step)) return leave_weight(change, session);
    if (session.step != Step::scan_item || !session.last)
        return refuse(Why::nothing_to_undo, parcel_name(session.parcel));
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    LastMove const last = *session.last;
    auto const parcel = tables::parcels.find(read, session.parcel);
    bool const open = parcel && parcel->state == ParcelState::open && last.parcel == session.parcel;
    if (!open) return refuse(Why::nothing_to_undo, parcel_name(session.parcel));
    if (auto const guard = guard_recent(change, last); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_untouched(read, last); !guard)
        return std::unexpected(guard.error());
    move_back(change, last);
    change_parcel(change, last.parcel, [&](Parcel& row) { row.pieces -= quantity_of(last); });
    session.last.reset();
    stay(change, session);
    return Done{Tone::ok, last.parcel.value()};
}

// Somebody went on with the parcel at another station: its content is not asked for again, or it
// would get a second number. True when the packer is asked what fits now.
bool catch_up(Change& change, Session const& session) {
    if (session.step != Step::scan_carton) return false;
    auto const parcel = tables::parcels.find(change.tables(), session.parcel);
    if (parcel && parcel->state == ParcelState::content_ok) return false;
    go_on(change, session);
    return true;
}

}  // namespace

bool is_waiting(Read const& read, ContainerId container) {
    auto const row = tables::containers.find(read, container);
    if (!row) return false;
    ContainerState state = row->state;
    bool const on_cart = row->parent.kind == HolderKind::container;
    if (on_cart) state = tables::containers.at(read, ContainerId{row->parent.id}).state;
    bool const brought = state == ContainerState::closed || state == ContainerState::at_station;
    return brought && holds_goods(read, holder::at(container));
}

Result<Done> start(Change& change, Session session) {
    session.process = Process::packing;
    Step const step =
        session.station ? step_now(change.tables(), change.actor(), session) : Step::scan_station;
    if (step == Step::scan_container) {
        session.container = {};
        session.order = {};
        session.parcel = {};
    }
    go_to(change, session, step);
    return Done{Tone::step_complete};
}

Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned) {
    if (session.step == Step::scan_station || !session.station)
        return scan_station(change, session, scanned);
    if (catch_up(change, session)) return Done{Tone::attention};
    bool const after_all = session.step == Step::choose_reason;  // it is there: packed
    if (session.step == Step::scan_item || after_all) return scan_at_item(change, session, scanned);
    if (is_reporting(session)) return scan_in_report(change, session, scanned);
    if (session.step == Step::scan_lot) return scan_lot(change, session, scanned);
    if (session.step == Step::scan_serial) return scan_serial(change, session, scanned);
    if (session.step == Step::scan_carton) return scan_carton(change, session, scanned);
    if (session.step == Step::scan_label) return scan_label_step(change, session, scanned);
    if (session.step == Step::wait_waybill)
        return refuse(Why::waybill_pending, parcel_name(session.parcel));
    if (asks_about_weight(session.step)) return refuse(Why::reason_missing, "weight");
    return scan_container(change, session, scanned);
}

Result<Done> on_press(Change& change, Session const& session, PressButton const& command) {
    if (command.button == Button::sign_out) return sign_in::on_press(change, session, command);
    if (command.button == Button::home) return go_home(change, session);
    if (catch_up(change, session)) return Done{Tone::attention};
    if (command.button == Button::short_) return press_short(change, session, command.argument);
    if (auto const done = press_in_report(change, session, command)) return *done;
    if (command.button == Button::reprint) return reprint(change, session, command.argument);
    if (command.button == Button::weight) return weigh(change, session, command);
    if (command.button == Button::weight_ok)
        return approve_weight(change, session, command.argument);
    if (command.button == Button::own_package) return take_own_package(change, session);
    if (command.button == Button::done) return press_done(change, session);
    if (command.button == Button::full) return press_full(change, session);
    if (command.button == Button::undo) return press_undo(change, session);
    if (command.button == Button::quantity)
        return press_quantity(change, session, command.argument);
    bool const aside = command.button == Button::skip && session.step == Step::scan_label;
    if (aside) return put_aside(change, session);
    return refuse(Why::wrong_key, boost::describe::enum_to_string(command.button, "?"), "");
}

}  // namespace wms::packing
