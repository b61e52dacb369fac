// SPDX-License-Identifier: Apache-2.0
#include "domain/process/counting.hpp"

#include "domain/field.hpp"
#include "domain/problem.hpp"
#include "domain/process/count_rules.hpp"
#include "domain/process/torn_label.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <charconv>

namespace wms::counting {
namespace {

std::string location_name(Read const& read, LocationId location) {
    return name_of(read, holder::at(location));
}

Session without_count(Session session) {
    session.count = {};
    session.location = {};
    session.in_hand = {};
    session.reason.clear();
    session.sku = {};
    session.pending = {};
    return session;
}

Result<Done> go_home(Change& change, Session const& session, Tone tone) {
    Session left = without_count(session);
    left.process = Process::home;
    go_to(change, std::move(left), Step::choose);
    return Done{tone, session.count.value()};
}

// A claim lives while its holder is at work on this very count.
bool is_claimed_by_other(Read const& read, CountId id, Count const& count, OperatorId actor,
                         Instant now) {
    if (!count.counter || count.counter == actor) return false;
    auto const session = tables::sessions.find(read, count.counter);
    bool const at_it = session && session->process == Process::counting && session->count == id;
    return at_it && is_live(read, Claim{.actor = count.counter, .device = {}, .until = {}}, now);
}

bool may_count(Read const& read, CountId id, OperatorId actor, Instant now) {
    Count const count = tables::counts.at(read, id);
    if (is_claimed_by_other(read, id, count, actor, now)) return false;
    switch (count.state) {
        case CountState::open:
        case CountState::counting: return true;
        case CountState::recount:
            return !needs_another_person(read, count) || !has_counted(count, actor);
        case CountState::to_review: return is_outdated(read, count);
        case CountState::accepted:
        case CountState::cancelled: return false;
    }
    return false;
}

// The oldest open count fits best: orders may be waiting for the goods it holds back.
template <class Fits>
std::optional<CountId> oldest_open(Read const& read, CountId except, Fits fits) {
    std::optional<CountId> oldest;
    tables::counts.scan_index_from<tables::counts_open>(
        read, CountState::open, [&](CountState, CountId id) {
            bool const older = id != except && (!oldest || id < *oldest);
            if (older && fits(id)) oldest = id;
            return true;
        });
    return oldest;
}

std::optional<CountId> next_count(Change const& change, CountId except) {
    Read const& read = change.tables();
    return oldest_open(read, except, [&](CountId id) {
        return may_count(read, id, change.actor(), change.now());
    });
}

std::optional<CountId> next_review(Change const& change) {
    Read const& read = change.tables();
    return oldest_open(read, {}, [&](CountId id) {
        Count const count = tables::counts.at(read, id);
        return count.state == CountState::to_review && !has_counted(count, change.actor()) &&
               !is_outdated(read, count);
    });
}

void begin_at(Change& change, Session session, CountId id) {
    change.post(CountClaimed{id, change.actor()});
    session.process = Process::counting;
    session = without_count(std::move(session));
    session.count = id;
    session.location = tables::counts.at(change.tables(), id).location;
    go_to(change, std::move(session), Step::scan_location);
}

void review(Change& change, Session session, CountId id) {
    session.process = Process::counting;
    session = without_count(std::move(session));
    session.count = id;
    go_to(change, std::move(session), Step::review);
}

Result<Done> next_or_home(Change& change, Session const& session, CountId except) {
    auto const next = next_count(change, except);
    if (!next) return go_home(change, session, Tone::step_complete);
    begin_at(change, session, *next);
    return Done{Tone::step_complete, session.count.value()};
}

// The count of the session, unless somebody else has taken it over meanwhile.
Result<Count> own_count(Change const& change, Session const& session) {
    Read const& read = change.tables();
    auto const count = tables::counts.find(read, session.count);
    if (!count) return refuse(Why::stale, "the count");
    if (count->counter == change.actor()) return *count;
    return refuse(Why::changed_elsewhere, location_name(read, count->location),
                  count->counter ? operator_name(read, count->counter) : "-");
}

void count_from_zero(Change& change, Session session, Count const& count, std::string reason) {
    change.post(CountStarted{session.count, book_stock(change.tables(), count)});
    session.in_hand = {};
    session.sku = {};
    session.pending = {};
    session.reason = std::move(reason);
    go_to(change, std::move(session), Step::count_items);
}

Result<Done> finish(Change& change, Session const& session, Count const& count) {
    std::int64_t const counted = session.in_hand.value();
    if (was_touched(change.tables(), count, count.seq_t0)) {
        change.post(CountDiscarded{session.count, counted});
        count_from_zero(change, session, count, "moved");
        return Done{Tone::attention, session.count.value()};
    }
    CountResult result{.counter = change.actor(),
                       .expected = count.expected,
                       .counted = counted,
                       .serials = count.serials};
    std::ranges::sort(result.serials);
    CountState const state = judge(change.tables(), count, result);
    std::vector<OwnerId> risen;
    if (state == CountState::accepted)
        risen = settle(
            change, count,
            {.variance = variance(result), .reason = count.reason, .serials = result.serials});
    change.post(CountFinished{session.count, result, state});
    offer(change, count, risen);
    offer_neighbours(change, count.location, count.sku);
    return next_or_home(change, session, {});
}

Result<> guard_location(Change const& change, Count const& count, Candidate const& found,
                        Scanned const& scanned) {
    if (found.id == count.location.value()) return {};
    return refuse(Why::wrong_location, shown(scanned),
                  location_name(change.tables(), count.location));
}

// The location itself: its label, or its check digits where the label is torn (A8).
Result<> guard_place(Change const& change, Count const& count, Scanned const& scanned) {
    Location const wanted = tables::locations.at(change.tables(), count.location);
    if (are_check_digits(wanted, scanned)) return {};
    if (auto const guard = guard_check_digits(wanted, scanned); !guard) return guard;
    auto const found = choose(scanned, {Kind::location}, count.location.value());
    if (!found) return std::unexpected(found.error());
    return guard_location(change, count, *found, scanned);
}

Result<Done> scan_location(Change& change, Session const& session, Count const& count,
                           Scanned const& scanned) {
    if (auto const guard = guard_place(change, count, scanned); !guard)
        return std::unexpected(guard.error());
    count_from_zero(change, session, count, {});
    return Done{Tone::ok, session.count.value()};
}

Result<Done> refuse_quantity(std::int64_t number) {
    return refuse(Why::bad_quantity, fmt::format("{}", number), "0",
                  fmt::format("{}", quantity_max.value()));
}

// Goods the books do not have here are put down for the lead; goods they have here are counted by a
// count of their own.
Result<Done> scan_foreign(Change& change, Session session, Count const& count,
                          Candidate const& found) {
    Read const& read = change.tables();
    SkuId const sku{found.id};
    if (is_known_at(read, count.location, sku))
        return refuse(Why::other_sku, found.name, sku_name(read, count.sku));
    Quantity const before = session.sku == sku ? session.pending : Quantity{};
    if (found.factor > quantity_max - before) return refuse_quantity(found.factor.value());
    session.sku = sku;
    session.pending = before + found.factor;
    report_found_stock(change, {count.location, sku, session.pending});
    stay(change, session);
    return Done{Tone::attention};
}

void add(Change& change, Session session, Quantity pieces) {
    session.in_hand += pieces;
    if (session.step == Step::count_items) {
        stay(change, session);
    } else {
        go_to(change, std::move(session), Step::count_items);  // not empty after all
    }
}

// A serial number the books have elsewhere is in doubt in both places (§4.11): the lead is told and
// the other place is counted.
Result<Done> report_elsewhere(Change& change, Session const& session, Count const& count,
                              QuantKey const& place, std::string const& serial) {
    Read const& read = change.tables();
    report_found_stock(change, {count.location, count.sku, 1_ea,
                                fmt::format("{}: {}", serial, name_of(read, place.holder))});
    open_control_count(change, place, "serial_elsewhere");
    go_to(change, session, Step::count_items);
    return Done{Tone::attention};
}

Result<Done> add_serial(Change& change, Session const& session, Count const& count,
                        std::string const& serial) {
    Read const& read = change.tables();
    if (auto const guard = check_foreign_code("serial", serial); !guard)
        return std::unexpected(guard.error());
    if (std::ranges::find(count.serials, serial) != count.serials.end())
        return refuse(Why::already_scanned, serial);
    auto const known = serial_by_code(read, count.sku, serial);
    auto const place = known ? tables::serial_place(read, *known) : std::nullopt;
    if (place && place->holder != holder::at(count.location))
        return report_elsewhere(change, session, count, *place, serial);
    change.post(CountSerialScanned{session.count, serial});
    add(change, session, 1_ea);
    return Done{Tone::ok};
}

// One piece of goods with serial numbers: item and number in one symbol, or one after the other.
Result<Done> scan_serial(Change& change, Session const& session, Count const& count,
                         Scanned const& scanned) {
    bool const other = std::ranges::any_of(scanned.candidates, [](Candidate const& candidate) {
        return candidate.kind != Kind::serial;
    });
    std::string const& own = scanned.parsed.serial;
    if (own.empty() && other)
        return refuse(Why::serial_missing, sku_name(change.tables(), count.sku));
    return add_serial(change, session, count, own.empty() ? scanned.parsed.data : own);
}

Result<Done> add_piece(Change& change, Session const& session, Count const& count,
                       Candidate const& found) {
    Read const& read = change.tables();
    if (found.id != count.sku.value()) return scan_foreign(change, session, count, found);
    if (counts_serials(read, count.sku)) {
        go_to(change, session, Step::scan_serial);
        return Done{Tone::attention};
    }
    if (found.factor > quantity_max - session.in_hand) return refuse_quantity(found.factor.value());
    add(change, session, found.factor);
    return Done{Tone::ok};
}

bool is_serial_of(Read const& read, Scanned const& scanned, SkuId sku) {
    return std::ranges::any_of(scanned.candidates, [&](Candidate const& candidate) {
        return candidate.kind == Kind::serial &&
               tables::serials.at(read, SerialId{candidate.id}).sku == sku;
    });
}

Result<Done> scan_item(Change& change, Session const& session, Count const& count,
                       Scanned const& scanned) {
    Read const& read = change.tables();
    Location const here = tables::locations.at(read, count.location);
    bool const digits = are_check_digits(here, scanned) && session.step == Step::confirm_empty;
    if (digits) return finish(change, session, count);
    bool const tracked = counts_serials(read, count.sku);
    if (tracked && is_serial_of(read, scanned, count.sku))
        return scan_serial(change, session, count, scanned);
    auto const found = choose(scanned, {Kind::sku, Kind::location}, count.sku.value());
    if (!found) return std::unexpected(found.error());
    bool const whole = tracked && found->id == count.sku.value() && !scanned.parsed.serial.empty();
    if (found->kind == Kind::sku && whole) return scan_serial(change, session, count, scanned);
    if (found->kind == Kind::sku) return add_piece(change, session, count, *found);
    if (auto const guard = guard_location(change, count, *found, scanned); !guard)
        return std::unexpected(guard.error());
    if (session.step == Step::confirm_empty) return finish(change, session, count);
    return Done{Tone::tick};  // idempotent (§4.0.8)
}

// The typed number is what lies there in all; the item has to be seen first.
Result<Done> set_quantity(Change& change, Session session, Count const& count,
                          std::string const& typed) {
    Read const& read = change.tables();
    std::int64_t number = -1;
    char const* const end = typed.data() + typed.size();
    auto const [stop, error] = std::from_chars(typed.data(), end, number);
    bool const bad = error != std::errc{} || stop != end || number < 0 ||
                     number > bulk_max.value() || session.step != Step::count_items;
    if (bad) return refuse(Why::bad_quantity, typed, "0", fmt::format("{}", bulk_max.value()));
    if (counts_serials(read, count.sku))
        return refuse(Why::serial_missing, sku_name(read, count.sku));
    if (session.in_hand.is_zero()) return refuse(Why::scan_item_first, sku_name(read, count.sku));
    session.in_hand = Quantity{number};
    stay(change, session);
    return Done{Tone::ok};
}

Result<Done> press_done(Change& change, Session const& session, Count const& count) {
    if (!session.in_hand.is_zero()) return finish(change, session, count);
    go_to(change, session, Step::confirm_empty);
    return Done{Tone::attention};
}

void release_own(Change& change, Session const& session) {
    auto const count = tables::counts.find(change.tables(), session.count);
    bool const own =
        count && count->counter == change.actor() && count->state < CountState::accepted;
    if (!own || session.step == Step::review) return;
    change.post(CountReleased{session.count});
    offer_neighbours(change, count->location, count->sku);
}

Result<Done> decide(Change& change, Session const& session, PressButton const& command) {
    CountVerdict const verdict =
        command.button == Button::approve ? CountVerdict::approve : CountVerdict::reject;
    auto const done = handle(
        change,
        ApproveCount{.count = session.count, .verdict = verdict, .reason = command.argument});
    if (!done) return done;
    auto const next = next_review(change);
    if (!next) return go_home(change, session, Tone::step_complete);
    review(change, session, *next);
    return done;
}

Result<Done> wrong_key(Button button) {
    return refuse(Why::wrong_key, boost::describe::enum_to_string(button, "?"), "");
}

void draw_review(Read const& read, Count const& count, Screen& screen) {
    screen.ask = Phrase::review_count;
    screen.ask_about = {location_name(read, count.location)};
    screen.buttons = {Button::approve, Button::reject, Button::skip, Button::home};
    screen.lines = {{Phrase::item, {sku_name(read, count.sku)}},
                    {Phrase::location, {location_name(read, count.location)}}};
    for (CountResult const& result : count.results) {
        screen.lines.push_back(
            {Phrase::counted,
             {fmt::format("{}", result.counted), operator_name(read, result.counter)}});
        screen.lines.push_back({Phrase::expected, {fmt::format("{}", result.expected)}});
    }
}

// Blind: neither the expected quantity nor earlier results are on these screens.
void draw_count(Read const& read, Session const& session, Count const& count, Screen& screen) {
    std::string const place = location_name(read, count.location);
    std::string const item = sku_name(read, count.sku);
    screen.lines = {{Phrase::item, {item}}, {Phrase::location, {place}}};
    if (session.step == Step::scan_location) {
        screen.ask = Phrase::scan_count_location;
        screen.ask_about = {place};
        screen.accepts = {Kind::location};
        screen.buttons = {Button::skip, Button::label_torn, Button::home};
        if (is_torn_approved(session)) screen.ask = Phrase::label_torn_approved;
        return;
    }
    screen.accepts = {Kind::sku, Kind::location};
    screen.done = session.in_hand.value();
    if (session.step == Step::confirm_empty) {
        screen.ask = Phrase::is_it_empty;
        screen.ask_about = {place};
        screen.buttons = {Button::home};
        return;
    }
    if (session.step == Step::scan_serial) {
        screen.ask = Phrase::scan_serial;
        screen.ask_about = {item};
        screen.accepts = {Kind::serial};
        screen.buttons = {Button::undo, Button::home};
        screen.undo = {Phrase::just_scanned, {item}};
        return;
    }
    if (!session.pending.is_zero())
        screen.lines.push_back(
            {Phrase::found_here,
             {sku_name(read, session.sku), fmt::format("{}", session.pending.value())}});
    screen.ask = session.reason.empty() ? Phrase::count_items : Phrase::count_again;
    screen.ask_about = {item};
    screen.buttons = {Button::done, Button::quantity, Button::home};
}

}  // namespace

void open_control_count(Change& change, QuantKey const& quant, std::string const& reason) {
    if (quant.holder.kind != HolderKind::location) return;
    LocationId const location{quant.holder.id};
    bool open = false;
    tables::counts.scan_index<tables::counts_by_place>(
        change.tables(), CountPlaceKey{location, quant.sku}, [&](CountPlaceKey const&, CountId) {
            open = true;
            return false;
        });
    if (open) return;
    change.post(CountOpened{.id = change.next<CountId>(tables::Counter::count),
                            .warehouse = quant.warehouse,
                            .owner = quant.owner,
                            .location = location,
                            .sku = quant.sku,
                            .reason = reason});
}

bool is_being_counted(Read const& read, LocationId location, Instant now) {
    bool counted = false;
    tables::counts.scan_index<tables::counts_by_place>(
        read, location, [&](CountPlaceKey const&, CountId id) {
            Count const count = tables::counts.at(read, id);
            counted = count.state == CountState::counting &&
                      is_claimed_by_other(read, id, count, OperatorId{}, now);
            return !counted;
        });
    return counted;
}

Result<Done> start(Change& change, Session session) {
    Operator const who = tables::operators.at(change.tables(), change.actor());
    auto const waiting = has_role(who, Role::lead) ? next_review(change) : std::nullopt;
    if (waiting) {
        review(change, std::move(session), *waiting);
        return Done{Tone::ok, waiting->value()};
    }
    auto const next = next_count(change, {});
    if (!next) return refuse(Why::nothing_to_do);
    begin_at(change, std::move(session), *next);
    return Done{Tone::ok, next->value()};
}

Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned) {
    if (session.step == Step::review) return refuse(Why::wrong_key, shown(scanned), "");
    auto const count = own_count(change, session);
    if (!count) return std::unexpected(count.error());
    if (session.step == Step::scan_location) return scan_location(change, session, *count, scanned);
    if (session.step == Step::scan_serial) return scan_serial(change, session, *count, scanned);
    return scan_item(change, session, *count, scanned);
}

Result<Done> on_press(Change& change, Session const& session, PressButton const& command) {
    Button const button = command.button;
    if (button == Button::home) {
        release_own(change, session);
        return go_home(change, session, Tone::ok);
    }
    if (session.step == Step::review) {
        bool const decision = button == Button::approve || button == Button::reject;
        if (button == Button::skip) return next_or_home(change, session, {});  // count instead
        return decision ? decide(change, session, command) : wrong_key(button);
    }
    auto const count = own_count(change, session);
    if (!count) return std::unexpected(count.error());
    if (session.step == Step::scan_location && button == Button::skip) {
        release_own(change, session);
        return next_or_home(change, session, session.count);
    }
    if (session.step == Step::scan_location && button == Button::label_torn) {
        if (auto const guard = guard_torn_label(change, session, count->location); !guard)
            return std::unexpected(guard.error());
        count_from_zero(change, session, *count, {});
        return Done{Tone::ok, session.count.value()};
    }
    if (session.step == Step::scan_serial && button == Button::undo) {
        go_to(change, session, Step::count_items);
        return Done{Tone::ok};
    }
    if (session.step != Step::count_items) return wrong_key(button);
    if (button == Button::quantity) return set_quantity(change, session, *count, command.argument);
    if (button == Button::done) return press_done(change, session, *count);
    return wrong_key(button);
}

void draw(Read const& read, Session const& session, Screen& screen) {
    auto const count = tables::counts.find(read, session.count);
    if (!count) {
        screen.ask = Phrase::no_work;
        screen.buttons = {Button::home};
    } else if (session.step == Step::review) {
        draw_review(read, *count, screen);
    } else {
        draw_count(read, session, *count, screen);
    }
}

}  // namespace wms::counting
