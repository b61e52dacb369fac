// SPDX-License-Identifier: Apache-2.0
#include "domain/process/count_rules.hpp"

#include "domain/allocation.hpp"
#include "domain/field.hpp"
#include "domain/process/reallocation.hpp"
#include "domain/process/setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms::counting {
namespace {

struct Stock {
    QuantKey key;
    Quant quant;
};

// What is missing is taken from the goods least relied upon first (§4.11: SUSPECT first).
int write_off_rank(StockStatus status) {
    switch (status) {
        case StockStatus::suspect: return 0;
        case StockStatus::available: return 1;
        case StockStatus::over_hold: return 2;
        case StockStatus::qc_hold: return 3;
        case StockStatus::return_hold: return 4;
        case StockStatus::quarantine: return 5;
        case StockStatus::blocked: return 6;
        case StockStatus::damaged: return 7;
    }
    return 8;
}

std::vector<Stock> stock_of(Read const& read, Count const& count) {
    std::vector<Stock> found;
    tables::quants.scan_index<0>(read, holder::at(count.location),
                                 [&](Holder const&, QuantKey const& key) {
                                     if (key.sku == count.sku)
                                         found.push_back({key, tables::quants.at(read, key)});
                                     return true;
                                 });
    std::ranges::stable_sort(found, {},
                             [](Stock const& s) { return write_off_rank(s.key.status); });
    return found;
}

std::int64_t distance(std::int64_t number) {
    return number < 0 ? -number : number;
}

// |variance| × price > limit, without a product that could overflow.
bool is_above_limit(Read const& read, SkuId sku, std::int64_t variance) {
    std::int64_t const price = tables::skus.at(read, sku).unit_price.value();
    return price != 0 && distance(variance) > value_limit.value() / price;
}

// I8: sound goods in a zone that forbids AVAILABLE stay under quarantine.
StockStatus sound_status(Read const& read, LocationId location) {
    ZoneId const zone = tables::locations.at(read, location).zone;
    auto const row = tables::zones.find(read, zone);
    return row && row->forbids_available ? StockStatus::quarantine : StockStatus::available;
}

StockPosted posting_for(Posting posting, QuantKey const& key, Verdict const& verdict) {
    Place const here{key.holder, key.status};
    return {.posting = posting,
            .warehouse = key.warehouse,
            .owner = key.owner,
            .sku = key.sku,
            .lot = key.lot,
            .serial = key.serial,
            .from = here,
            .to = here,
            .quantity = {},
            .reason = verdict.reason,
            .approver = verdict.approver};
}

void write_off(Change& change, Stock const& stock, Quantity missing, Verdict const& verdict) {
    Quantity const keep = Quantity{stock.quant.on_hand} - missing;
    std::vector<Freed> freed;
    if (stock.quant.allocated > keep) freed = release_quant_above(change, stock.key, keep);
    ensure(tables::quants.at(change.tables(), stock.key).allocated <= keep,
           "I3: only goods that nobody is promised are written off");
    StockPosted posted = posting_for(Posting::adjust, stock.key, verdict);
    posted.to = {holder::adjustment};
    posted.quantity = missing;
    post_stock(change, posted);
    (void)reallocate(change, std::move(freed), {});
}

void make_sound(Change& change, Stock const& stock, Quantity quantity, Verdict const& verdict) {
    StockPosted posted = posting_for(Posting::unsuspect, stock.key, verdict);
    posted.to.status = sound_status(change.tables(), LocationId{stock.key.holder.id});
    posted.quantity = quantity;
    post_stock(change, posted);
}

QuantKey found_key(Read const& read, Count const& count, std::vector<Stock> const& stocks) {
    auto const most =
        std::ranges::max_element(stocks, {}, [](Stock const& s) { return s.quant.on_hand; });
    return {.warehouse = count.warehouse,
            .owner = count.owner,
            .sku = count.sku,
            .status = sound_status(read, count.location),
            .lot = most == stocks.end() ? LotId{} : most->key.lot,
            .serial = {},
            .holder = holder::at(count.location)};
}

// More than the books said: of the lot there is most of here.
void book_surplus(Change& change, Count const& count, std::vector<Stock> const& stocks,
                  Verdict const& verdict) {
    QuantKey const key = found_key(change.tables(), count, stocks);
    StockPosted posted = posting_for(Posting::adjust, key, verdict);
    posted.from = {holder::adjustment};
    posted.quantity = Quantity{verdict.variance};
    post_stock(change, posted);
}

std::string serial_code(Read const& read, Stock const& stock) {
    auto const serial = tables::serials.find(read, stock.key.serial);
    return serial ? serial->code : std::string{};
}

bool has(std::vector<std::string> const& serials, std::string const& code) {
    return std::ranges::find(serials, code) != serials.end();
}

// Serial numbers that were counted and are not in the books here.
std::vector<std::string> found_serials(Read const& read, Count const& count,
                                       std::vector<std::string> const& counted) {
    std::vector<std::string> found = counted;
    for (Stock const& stock : stock_of(read, count)) std::erase(found, serial_code(read, stock));
    return found;
}

bool are_the_books(Read const& read, Count const& count, std::vector<std::string> const& serials) {
    auto const stocks = stock_of(read, count);
    return stocks.size() == serials.size() && std::ranges::all_of(stocks, [&](Stock const& stock) {
               return has(serials, serial_code(read, stock));
           });
}

void book_serial(Change& change, QuantKey key, std::string const& code, Verdict const& verdict) {
    auto const known = serial_by_code(change.tables(), key.sku, code);
    key.serial = known ? *known : change.next<SerialId>(tables::Counter::serial);
    if (!known) change.post(SerialDefined{key.serial, Serial{.sku = key.sku, .code = code}});
    StockPosted posted = posting_for(Posting::adjust, key, verdict);
    posted.from = {holder::adjustment};
    posted.quantity = 1_ea;
    post_stock(change, posted);
}

// Each serial number by itself: what was not seen goes to ADJUSTMENT, what was seen and not known
// here comes from it.
std::vector<OwnerId> settle_serials(Change& change, Count const& count, Verdict const& verdict) {
    Read const& read = change.tables();
    std::vector<Stock> const stocks = stock_of(read, count);
    auto const found = found_serials(read, count, verdict.serials);
    QuantKey const key = found_key(read, count, stocks);
    std::set<OwnerId> risen;
    for (Stock const& stock : stocks) {
        Quantity const on_hand{stock.quant.on_hand};
        if (!has(verdict.serials, serial_code(read, stock))) {
            write_off(change, stock, on_hand, verdict);
        } else if (stock.key.status == StockStatus::suspect) {
            make_sound(change, stock, on_hand, verdict);
            risen.insert(stock.key.owner);
        }
    }
    for (std::string const& code : found) book_serial(change, key, code, verdict);
    if (!found.empty()) risen.insert(count.owner);
    return {risen.begin(), risen.end()};
}

// I5: a number that came in somewhere else since it was counted here.
Result<> guard_found_serials(Read const& read, Count const& count) {
    for (std::string const& code : found_serials(read, count, count.results.back().serials)) {
        auto const known = serial_by_code(read, count.sku, code);
        if (known && tables::serial_place(read, *known)) return refuse(Why::count_outdated, code);
    }
    return {};
}

Result<> guard_verdict(Change const& change, Count const& count) {
    Read const& read = change.tables();
    auto const who = tables::operators.find(read, change.actor());
    if (!who) return refuse(Why::unknown_actor, fmt::format("{}", change.actor().value()));
    if (!has_role(*who, Role::lead)) return refuse(Why::role_missing, who->name, "lead");
    std::string const place = name_of(read, holder::at(count.location));
    if (count.state >= CountState::accepted) return refuse(Why::already_done, place);
    if (count.state != CountState::to_review) return refuse(Why::stale, place);
    if (has_counted(count, change.actor())) return refuse(Why::own_work, who->name);
    return {};
}

Result<> guard_approval(Read const& read, Count const& count, ApproveCount const& command) {
    if (is_outdated(read, count)) return refuse(Why::count_outdated, sku_name(read, count.sku));
    if (command.reason.empty() && count.reason.empty())
        return refuse(Why::reason_missing, name_of(read, holder::at(count.location)));
    if (counts_serials(read, count.sku)) return guard_found_serials(read, count);
    return {};
}

}  // namespace

std::int64_t book_stock(Read const& read, Count const& count) {
    std::int64_t sum = 0;
    for (Stock const& stock : stock_of(read, count)) sum += stock.quant.on_hand;
    return sum;
}

bool counts_serials(Read const& read, SkuId sku) {
    SerialMode const mode = tables::skus.at(read, sku).serial_mode;
    return mode == SerialMode::in || mode == SerialMode::both;
}

bool is_known_at(Read const& read, LocationId location, SkuId sku) {
    bool known = false;
    tables::quants.scan_index<0>(read, holder::at(location),
                                 [&](Holder const&, QuantKey const& key) {
                                     known = key.sku == sku;
                                     return !known;
                                 });
    return known;
}

bool was_touched(Read const& read, Count const& count, std::uint64_t seq) {
    std::uint64_t const place = count.location.value();
    bool touched = false;
    tables::history.scan_from(read, tables::TraceObject{tables::Trace::location, place},
                              tables::TraceKey{tables::Trace::location, place, seq + 1},
                              [&](tables::TraceKey const& key, tables::Nothing const&) {
                                  touched = tables::history.contains(
                                      read, {tables::Trace::sku, count.sku.value(), key.seq});
                                  return !touched;
                              });
    return touched;
}

bool is_outdated(Read const& read, Count const& count) {
    return was_touched(read, count, count.seq_t1);
}

bool has_counted(Count const& count, OperatorId who) {
    return std::ranges::find(count.results, who, &CountResult::counter) != count.results.end();
}

bool needs_another_person(Read const& read, Count const& count) {
    return !count.results.empty() &&
           is_above_limit(read, count.sku, variance(count.results.back()));
}

CountState judge(Read const& read, Count const& count, CountResult const& result) {
    std::int64_t const difference = variance(result);
    bool const by_serial = counts_serials(read, count.sku);
    bool const equal = by_serial ? are_the_books(read, count, result.serials) : difference == 0;
    if (equal) return CountState::accepted;
    bool const tolerable = !by_serial && distance(difference) <= auto_tolerance;
    if (tolerable && !is_above_limit(read, count.sku, difference)) return CountState::accepted;
    std::size_t const before = count.results.size();
    std::size_t const compared = std::min<std::size_t>(before, 2);
    for (std::size_t i = before - compared; i < before; ++i) {
        bool const agrees =
            variance(count.results[i]) == difference && count.results[i].serials == result.serials;
        if (agrees) return CountState::to_review;
    }
    return compared == 2 ? CountState::to_review : CountState::recount;
}

std::vector<OwnerId> settle(Change& change, Count const& count, Verdict const& verdict) {
    if (counts_serials(change.tables(), count.sku)) return settle_serials(change, count, verdict);
    std::vector<Stock> const stocks = stock_of(change.tables(), count);
    Quantity missing{verdict.variance < 0 ? -verdict.variance : 0};
    std::set<OwnerId> risen;
    for (Stock const& stock : stocks) {
        Quantity const on_hand{stock.quant.on_hand};
        Quantity const taken = std::min(missing, on_hand);
        if (!taken.is_zero()) write_off(change, stock, taken, verdict);
        missing -= taken;
        if (stock.key.status != StockStatus::suspect || taken == on_hand) continue;
        make_sound(change, stock, on_hand - taken, verdict);
        risen.insert(stock.key.owner);
    }
    ensure(missing.is_zero(), "a count finds at least nothing");
    if (verdict.variance > 0) {
        book_surplus(change, count, stocks, verdict);
        risen.insert(count.owner);
    }
    return {risen.begin(), risen.end()};
}

void offer(Change& change, Count const& count, std::vector<OwnerId> const& risen) {
    for (OwnerId const owner : risen)
        stock_became_available(change, {count.warehouse, owner, count.sku});
}

void offer_neighbours(Change& change, LocationId location, SkuId counted) {
    std::vector<SkuId> skus;
    tables::quants.scan_index<0>(
        change.tables(), holder::at(location), [&](Holder const&, QuantKey const& key) {
            bool const other = key.sku != counted && key.status == StockStatus::available;
            if (other && std::ranges::find(skus, key.sku) == skus.end()) skus.push_back(key.sku);
            return true;
        });
    if (!skus.empty()) stock_became_available(change, std::move(skus));
}

}  // namespace wms::counting

namespace wms {

Result<Done> handle(Change& change, ApproveCount const& command) {
    Read const& read = change.tables();
    auto const count = tables::counts.find(read, command.count);
    if (!count)
        return refuse(Why::unknown_object, "count", fmt::format("{}", command.count.value()));
    if (auto const guard = counting::guard_verdict(change, *count); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = check_prose("reason", command.reason, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    std::string const reason = command.reason.empty() ? count->reason : command.reason;
    if (command.verdict == CountVerdict::reject) {
        change.post(CountRejected{command.count, change.actor(), reason});
        return Done{Tone::step_complete, command.count.value()};
    }
    if (auto const guard = counting::guard_approval(read, *count, command); !guard)
        return std::unexpected(guard.error());
    auto const risen = counting::settle(change, *count,
                                        {.variance = variance(count->results.back()),
                                         .reason = reason,
                                         .approver = change.actor(),
                                         .serials = count->results.back().serials});
    change.post(CountApproved{command.count, change.actor(), reason});
    counting::offer(change, *count, risen);
    return Done{Tone::step_complete, command.count.value()};
}

void apply(Write& write, CountOpened const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::count, event.id.value());
    tables::counts.put(write, event.id,
                       Count{.warehouse = event.warehouse,
                             .owner = event.owner,
                             .location = event.location,
                             .sku = event.sku,
                             .reason = event.reason});
}

void apply(Write& write, CountClaimed const& event, EntryHeader const&) {
    tables::counts.update(write, event.id, [&](Count& count) {
        count.counter = event.who;
        count.state = count.results.empty() ? CountState::open : CountState::recount;
    });
}

void apply(Write& write, CountReleased const& event, EntryHeader const&) {
    tables::counts.update(write, event.id, [&](Count& count) {
        count.counter = {};
        count.state = count.results.empty() ? CountState::open : CountState::recount;
    });
}

void apply(Write& write, CountStarted const& event, EntryHeader const& header) {
    tables::counts.update(write, event.id, [&](Count& count) {
        count.state = CountState::counting;
        count.seq_t0 = header.seq;
        count.expected = event.expected;
        count.serials.clear();
    });
}

void apply(Write& write, CountSerialScanned const& event, EntryHeader const&) {
    tables::counts.update(write, event.id,
                          [&](Count& count) { count.serials.push_back(event.serial); });
}

void apply(Write&, CountDiscarded const&, EntryHeader const&) {}

void apply(Write& write, CountFinished const& event, EntryHeader const& header) {
    tables::counts.update(write, event.id, [&](Count& count) {
        count.state = event.state;
        count.counter = {};
        count.seq_t1 = header.seq;
        count.results.push_back(event.result);
    });
}

void apply(Write& write, CountApproved const& event, EntryHeader const&) {
    tables::counts.update(write, event.id, [&](Count& count) {
        count.state = CountState::accepted;
        count.approver = event.approver;
        count.decision = event.reason;
    });
}

void apply(Write& write, CountRejected const& event, EntryHeader const&) {
    tables::counts.update(write, event.id, [&](Count& count) {
        count.state = CountState::recount;
        count.results.clear();
    });
}

}  // namespace wms
