// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_short.hpp"

#include "base/text.hpp"
#include "domain/container.hpp"
#include "domain/parcels.hpp"
#include "domain/problem.hpp"
#include "domain/process/pack_flow.hpp"
#include "domain/process/pack_parked.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <charconv>

namespace wms::packing {
namespace {

// --- what is left in the tote, to choose from

struct Goods {
    SkuId sku;
    LotId lot;
    SerialId serial;
    Quantity quantity;
};

bool is_named(Session const& session, QuantKey const& quant) {
    if (session.sku && quant.sku != session.sku) return false;
    if (session.lot && quant.lot != session.lot) return false;
    return !session.serial || quant.serial == session.serial;
}

// Of what the session has named so far.
std::vector<Goods> goods_left(Read const& read, Session const& session) {
    std::vector<Goods> goods;
    for (auto const& [id, allocation] : pieces_left(read, session.container, session.order)) {
        QuantKey const& quant = allocation.quant;
        if (!is_named(session, quant)) continue;
        auto const known = std::ranges::find_if(goods, [&](Goods const& one) {
            return one.sku == quant.sku && one.lot == quant.lot && one.serial == quant.serial;
        });
        if (known == goods.end()) {
            goods.push_back({quant.sku, quant.lot, quant.serial, allocation.quantity});
        } else {
            known->quantity += allocation.quantity;
        }
    }
    return goods;
}

std::string name_of_goods(Read const& read, Goods const& goods) {
    std::string name = sku_name(read, goods.sku);
    if (goods.lot) name += " · " + tables::lots.at(read, goods.lot).code;
    if (goods.serial) name += " · " + tables::serials.at(read, goods.serial).code;
    return name;
}

PackShort reason_of(Session const& session) {
    PackShort reason = PackShort::missing;
    boost::describe::enum_from_string(session.reason.c_str(), reason);
    return reason;
}

void forget(Session& session) {
    session.reason.clear();
    session.sku = {};
    session.lot = {};
    session.serial = {};
    session.in_hand = {};
}

Result<Done> ask(Change& change, Session session, Step step) {
    go_to(change, std::move(session), step);
    return Done{Tone::attention};
}

// --- the one transaction

// What is set apart lies at the station, where a lead or a count settles it; in a house without a
// place for it, it stays in the tote.
Holder problem_place(Read const& read, Session const& session) {
    LocationId const here = tables::stations.at(read, session.station).location;
    return here ? holder::at(here) : holder::at(session.container);
}

void set_apart(Change& change, Session const& session, QuantKey const& quant, Quantity quantity) {
    bool const damaged = reason_of(session) == PackShort::damaged;
    post_stock(change, {.posting = damaged ? Posting::grade : Posting::suspect,
                        .warehouse = quant.warehouse,
                        .owner = quant.owner,
                        .sku = quant.sku,
                        .lot = quant.lot,
                        .serial = quant.serial,
                        .from = {quant.holder, quant.status},
                        .to = {problem_place(change.tables(), session),
                               damaged ? StockStatus::damaged : StockStatus::suspect},
                        .quantity = quantity,
                        .order = session.order,
                        .reason = session.reason});
}

std::vector<Freed> free_pieces(Change& change, Session const& session, BatchId batch) {
    std::vector<Freed> freed;
    Quantity rest = session.in_hand;
    for (auto const& [id, allocation] :
         pieces_with(change.tables(), session.container, session.order, session.sku)) {
        if (rest.is_zero()) break;
        if (!is_named(session, allocation.quant)) continue;
        Quantity const part = std::min(rest, allocation.quantity);
        change.post(AllocationReleased{id, part});
        set_apart(change, session, allocation.quant, part);
        freed.push_back({{allocation.order, allocation.line}, part, batch});
        rest -= part;
    }
    ensure(rest.is_zero(), "what is reported was promised here");
    return freed;
}

void tell_lead(Change& change, Session const& session, SkuId other) {
    Read const& read = change.tables();
    Station const station = tables::stations.at(read, session.station);
    std::string const pieces =
        fmt::format("{} × {}", session.in_hand.value(), sku_name(read, session.sku));
    raise_problem(change,
                  Problem{.kind = ProblemKind::pack_short,
                          .since = {},
                          .subject = {},
                          .location = station.location,
                          .sku = session.sku,
                          .quantity = session.in_hand,
                          .order = session.order},
                  {Phrase::problem_pack_short,
                   {pieces, order_name(read, session.order), station.code, session.reason}});
    if (other && station.location)
        report_found_stock(change, {.location = station.location, .sku = other, .quantity = 1_ea});
}

// --- the parcel

bool is_open(Read const& read, ParcelId id) {
    auto const parcel = tables::parcels.find(read, id);
    return parcel && parcel->state == ParcelState::open;
}

// The parcel that waits for the goods: what is packed already, or what still lies in the tote, goes
// out with them.
void park(Change& change, Session& session) {
    if (!is_open(change.tables(), session.parcel)) session.parcel = {};
    if (!session.parcel) session.parcel = open_parcel(change, session, session.order);
    change_parcel(change, session.parcel, [](Parcel& row) { row.source = {}; });
}

// An order of which nothing is picked has no parcel.
void drop_empty_parcel(Change& change, Session& session) {
    auto const parcel = tables::parcels.find(change.tables(), session.parcel);
    if (parcel && parcel->state == ParcelState::open && parcel->pieces.is_zero())
        change_parcel(change, session.parcel, [](Parcel& row) { row.state = ParcelState::void_; });
    session.parcel = {};
}

enum class Fetched : std::uint8_t { nothing, something };

// The packer goes on with the tote, with the carton, or with another tote.
Done lead_on(Change& change, Session session, Fetched fetched) {
    Read const& read = change.tables();
    forget(session);
    session.last.reset();
    ContainerId const container = session.container;
    bool const more = piece_left(read, container, session.order).has_value();
    auto const parcel = tables::parcels.find(read, session.parcel);
    bool const begun = parcel && !parcel->pieces.is_zero();
    if (!more && !begun) drop_empty_parcel(change, session);
    if (fetched == Fetched::something && (more || begun)) park(change, session);
    free_container_if_empty(change, container);
    if (more) {
        go_to(change, std::move(session), Step::scan_item);
    } else if (begun && !waits_for_goods(read, session.parcel)) {
        complete_content(change, std::move(session));
    } else {
        go_on(change, std::move(session));
    }
    return Done{Tone::attention};
}

Result<Done> report(Change& change, Session const& session, SkuId other) {
    OrderId const id = session.order;
    Quantity const wanted = open_quantity(tables::orders.at(change.tables(), id));
    BatchId const batch = add_batch(change, tables::orders.at(change.tables(), id).wave);
    std::vector<Freed> freed = free_pieces(change, session, batch);
    tell_lead(change, session, other);
    fetch_again(change, std::move(freed), batch);
    Order const after = tables::orders.at(change.tables(), id);
    bool const given_up = open_quantity(after) + session.in_hand == wanted;
    bool const at_work = after.state >= OrderState::released && !is_cancelled(change.tables(), id);
    return lead_on(change, session, at_work && !given_up ? Fetched::something : Fetched::nothing);
}

// --- the questions

// Asks for what is not known yet; then reports.
Result<Done> go_through(Change& change, Session session) {
    std::vector<Goods> const goods = goods_left(change.tables(), session);
    if (goods.empty()) return refuse(Why::stale, "the question on the screen");
    bool const in_hand = reason_of(session) == PackShort::damaged && !session.sku;
    if (goods.size() > 1 || in_hand) return ask(change, std::move(session), Step::choose_item);
    Goods const& one = goods.front();
    session.sku = one.sku;
    session.lot = one.lot;
    session.serial = one.serial;
    bool const several = one.quantity > 1_ea && session.in_hand.is_zero();
    if (several) return ask(change, std::move(session), Step::enter_quantity);
    if (session.in_hand.is_zero()) session.in_hand = 1_ea;
    if (reason_of(session) == PackShort::other_item)
        return ask(change, std::move(session), Step::scan_other_item);
    return report(change, session, {});
}

Result<Done> choose_goods(Change& change, Session session, std::string const& argument) {
    for (Goods const& one : goods_left(change.tables(), session)) {
        if (name_of_goods(change.tables(), one) != argument) continue;
        session.sku = one.sku;
        session.lot = one.lot;
        session.serial = one.serial;
        return go_through(change, std::move(session));
    }
    return refuse(Why::reason_missing, "SHORT");
}

Result<Done> scan_goods(Change& change, Session session, Scanned const& scanned) {
    Read const& read = change.tables();
    auto const found = choose(scanned, {Kind::sku, Kind::serial}, 0);
    if (!found) return std::unexpected(found.error());
    if (found->kind == Kind::serial) {
        session.serial = SerialId{found->id};
        session.sku = tables::serials.at(read, session.serial).sku;
    } else {
        session.sku = SkuId{found->id};
        session.lot = lot_by_code(read, session.sku, scanned.parsed.lot).value_or(LotId{});
    }
    if (goods_left(read, session).empty()) return refuse(Why::not_needed_here, found->name);
    return go_through(change, std::move(session));
}

Result<Done> scan_other(Change& change, Session const& session, Scanned const& scanned) {
    auto const found = choose(scanned, {Kind::sku}, 0);
    if (!found) return std::unexpected(found.error());
    SkuId const other{found->id};
    Session any = session;
    forget(any);
    any.sku = other;
    if (!goods_left(change.tables(), any).empty())
        return refuse(Why::item_wanted_here, found->name);
    return report(change, session, other);
}

Result<Done> press_how_many(Change& change, Session session, std::string const& argument) {
    std::int64_t most = 0;
    for (Goods const& one : goods_left(change.tables(), session)) most += one.quantity.value();
    std::int64_t number = 0;
    char const* const end = argument.data() + argument.size();
    auto const [rest, error] = std::from_chars(argument.data(), end, number);
    bool const sound = error == std::errc{} && rest == end && number >= 1 && number <= most;
    if (!sound) return refuse(Why::bad_quantity, visible(argument), "1", fmt::format("{}", most));
    session.in_hand = Quantity{number};
    return go_through(change, std::move(session));
}

void show_choices(Read const& read, Session const& session, Screen& screen) {
    for (Goods const& one : goods_left(read, session)) {
        constexpr std::size_t choices_max = 12;  // as many as a person looks through
        if (screen.choices.size() == choices_max) return;
        screen.choices.push_back(name_of_goods(read, one));
    }
}

void show_numbers(Read const& read, Session const& session, Screen& screen) {
    constexpr std::int64_t numbers_max = 8;
    std::int64_t most = 0;
    for (Goods const& one : goods_left(read, session)) most += one.quantity.value();
    for (std::int64_t n = 1; n <= most && most <= numbers_max; ++n)
        screen.choices.push_back(fmt::format("{}", n));
}

Phrase which_item(PackShort reason) {
    switch (reason) {
        case PackShort::missing: return Phrase::which_is_missing;
        case PackShort::damaged: return Phrase::scan_damaged;
        case PackShort::other_item: return Phrase::what_was_wanted;
    }
    return Phrase::none;
}

}  // namespace

bool is_reporting(Session const& session) {
    return session.step == Step::choose_reason || session.step == Step::choose_item ||
           session.step == Step::enter_quantity || session.step == Step::scan_other_item;
}

Result<Done> press_short(Change& change, Session session, std::string const& argument) {
    bool const named = session.step == Step::choose_item;
    bool const fits = session.step == Step::scan_item || session.step == Step::choose_reason;
    if (!(fits || named) || !session.order) return refuse(Why::wrong_key, "SHORT", "");
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    if (named) return choose_goods(change, session, argument);
    if (is_cancelled(change.tables(), session.order))
        return refuse(Why::order_cancelled, order_name(change.tables(), session.order));
    forget(session);
    if (argument.empty()) return ask(change, std::move(session), Step::choose_reason);
    PackShort reason{};
    if (!boost::describe::enum_from_string(argument.c_str(), reason))
        return refuse(Why::reason_missing, "SHORT");
    session.reason = argument;
    return go_through(change, std::move(session));
}

std::optional<Result<Done>> press_in_report(Change& change, Session const& session,
                                            PressButton const& command) {
    if (!is_reporting(session)) return std::nullopt;
    if (command.button == Button::undo) {
        Session back = session;
        forget(back);
        go_to(change, back, Step::scan_item);
        return Done{Tone::ok};
    }
    bool const answers =
        (command.button == Button::quantity && session.step == Step::enter_quantity) ||
        (command.button == Button::done && session.step == Step::scan_other_item);
    if (!answers) return std::nullopt;
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    if (command.button == Button::done) return report(change, session, {});
    return press_how_many(change, session, command.argument);
}

Result<Done> scan_in_report(Change& change, Session const& session, Scanned const& scanned) {
    if (auto const guard = guard_mine(change, session); !guard)
        return std::unexpected(guard.error());
    if (session.step == Step::choose_item) return scan_goods(change, session, scanned);
    if (session.step == Step::scan_other_item) return scan_other(change, session, scanned);
    return refuse(Why::wrong_kind, shown(scanned), "sku", "quantity");
}

void draw_report(Read const& read, Session const& session, Screen& screen) {
    std::string const tote = name_of(read, holder::at(session.container));
    screen.buttons = {Button::short_, Button::undo};
    screen.undo = {Phrase::reporting_short,
                   {session.sku ? sku_name(read, session.sku) : order_name(read, session.order)}};
    screen.lines.push_back({Phrase::order, {order_name(read, session.order)}});
    switch (session.step) {
        case Step::choose_reason:
            screen.ask = Phrase::what_is_wrong;
            screen.ask_about = {tote};
            screen.accepts = {Kind::sku, Kind::serial};
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<PackShort>>(
                [&](auto entry) { screen.choices.emplace_back(entry.name); });
            break;
        case Step::choose_item:
            screen.ask = which_item(reason_of(session));
            screen.ask_about = {tote};
            screen.accepts = {Kind::sku, Kind::serial};
            show_choices(read, session, screen);
            break;
        case Step::enter_quantity:
            screen.ask = reason_of(session) == PackShort::damaged ? Phrase::how_many_damaged
                                                                  : Phrase::how_many_missing;
            screen.ask_about = {sku_name(read, session.sku)};
            screen.buttons = {Button::quantity, Button::undo};
            show_numbers(read, session, screen);
            break;
        default:
            screen.ask = Phrase::scan_other_item;
            screen.accepts = {Kind::sku};
            screen.buttons = {Button::done, Button::undo};
    }
}

}  // namespace wms::packing
