// SPDX-License-Identifier: Apache-2.0
#include "server/views/history.hpp"

#include "domain/change.hpp"
#include "domain/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace wms::web::views {
namespace {

constexpr std::uint64_t life_entries_max = 50'000;  // looked through for one page
constexpr Elapsed one_day{24 * 3'600'000};

// Nothing of an order or parcel stands outside of these entries.
struct LifeSpan {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
};

Instant time_of_entry(Engine& engine, std::uint64_t seq) {
    return engine.journal().read(seq).entry.at;
}

// The shop's own time of the order may be off by a little; without one it is all that is there.
std::uint64_t first_of(Read const& read, Engine& engine, OrderId id, Order const& order) {
    if (order.placed_at == Instant{}) return 1;
    Instant earliest = std::min(order.placed_at, engine.now());
    if (auto const wave = tables::waves.find(read, order.wave))
        earliest = std::min(earliest, wave->planned_at);
    auto const posted =
        entries_of(read, {tables::Trace::order, id.value(), Direction::forward}, 0, 1);
    if (!posted.empty()) earliest = std::min(earliest, time_of_entry(engine, posted.front()));
    return std::max<std::uint64_t>(engine.journal().first_at_or_after(earliest - one_day), 1);
}

// Weeks after the hand-over nothing more is to be found.
std::uint64_t last_of(Read const& read, Engine& engine, OrderId id, Order const& order) {
    std::uint64_t const newest = engine.durable_seq();
    bool const gone = order.state >= OrderState::shipped && order.state != OrderState::cancelled;
    if (!gone) return newest;
    auto const posted =
        entries_of(read, {tables::Trace::order, id.value(), Direction::backward}, 0, 1);
    if (posted.empty()) return newest;
    Instant const left = time_of_entry(engine, posted.front());
    Instant const until = left + Elapsed{14 * one_day.value()};
    return std::min(newest, engine.journal().first_at_or_after(until) - 1);
}

LifeSpan life_of(Read const& read, Engine& engine, HistoryQuery const& query) {
    OrderId id{query.id};
    if (query.kind == tables::Trace::parcel) {
        auto const parcel = tables::parcels.find(read, ParcelId{query.id});
        id = parcel ? parcel->order : OrderId{};
    }
    auto const order = tables::orders.find(read, id);
    if (!order) return {};
    return {first_of(read, engine, id, *order), last_of(read, engine, id, *order)};
}

// The entries of the span in the asked order; true while `take` wants more.
template <class Take>
void for_each_entry(Engine& engine, LifeSpan const& span, Direction direction, Take&& take) {
    if (span.first > span.last) return;
    if (direction == Direction::forward) {
        engine.journal().replay(span.first, [&](store::SealedEntry const& sealed) {
            return sealed.entry.seq <= span.last && take(sealed.entry);
        });
        return;
    }
    for (std::uint64_t seq = span.last; seq >= span.first; --seq) {
        if (!take(engine.journal().read(seq).entry)) return;
    }
}

StockPage life(Read const& read, Engine& engine, HistoryQuery const& query, std::uint64_t after,
               std::size_t limit) {
    bool const forward = query.direction == Direction::forward;
    LifeSpan span = life_of(read, engine, query);
    if (after != 0 && forward) span.first = std::max(span.first, after + 1);
    if (after != 0 && !forward) span.last = std::min(span.last, after - 1);
    StockPage page{};
    std::uint64_t looked_at = 0;
    for_each_entry(engine, span, query.direction, [&](store::Entry const& entry) {
        for (auto& row : told_of(read, entry, query)) page.items.push_back(std::move(row));
        bool const at_end = entry.seq == (forward ? span.last : span.first);
        bool const full = page.items.size() >= limit || ++looked_at == life_entries_max;
        if (full && !at_end) page.next = fmt::format("{}", entry.seq);
        return !full;
    });
    return page;
}

}  // namespace

std::optional<tables::Trace> trace_kind(std::string_view kind) {
    constexpr std::pair<std::string_view, tables::Trace> kinds[] = {
        {"sku", tables::Trace::sku},
        {"location", tables::Trace::location},
        {"container", tables::Trace::container},
        {"parcel", tables::Trace::parcel},
        {"order", tables::Trace::order},
        {"operator", tables::Trace::actor},
        {"lot", tables::Trace::lot},
        {"serial", tables::Trace::serial}};
    for (auto const& [name, trace] : kinds) {
        if (name == kind) return trace;
    }
    return std::nullopt;
}

bool touches(StockPosted const& posted, HistoryQuery const& query, OperatorId actor) {
    auto const at = [&](HolderKind kind) {
        Holder const holder{kind, query.id};
        return posted.from.holder == holder || posted.to.holder == holder;
    };
    switch (query.kind) {
        case tables::Trace::sku: return posted.sku.value() == query.id;
        case tables::Trace::location: return at(HolderKind::location);
        case tables::Trace::container: return at(HolderKind::container);
        case tables::Trace::parcel: return at(HolderKind::parcel);
        case tables::Trace::order: return posted.order.value() == query.id;
        case tables::Trace::actor: return actor.value() == query.id;
        case tables::Trace::lot: return posted.lot.value() == query.id;
        case tables::Trace::serial: return posted.serial.value() == query.id;
    }
    return false;
}

std::vector<StockPosted> postings_of(store::Entry const& entry, HistoryQuery const& query) {
    std::vector<StockPosted> postings;
    for (RawEvent const& event : raw_events_of(entry.events)) {
        if (event.tag != StockPosted::tag) continue;
        auto posted = from_bytes<StockPosted>(event.bytes);
        if (touches(posted, query, entry.actor)) postings.push_back(std::move(posted));
    }
    return postings;
}

std::vector<std::uint64_t> entries_of(Read const& read, HistoryQuery const& query,
                                      std::uint64_t after, std::size_t limit) {
    std::vector<std::uint64_t> seqs;
    tables::TraceObject const object{query.kind, query.id};
    if (query.direction == Direction::forward) {
        tables::history.scan_from(read, object, tables::TraceKey{query.kind, query.id, after + 1},
                                  [&](tables::TraceKey const& key, tables::Nothing const&) {
                                      seqs.push_back(key.seq);
                                      return seqs.size() < limit;
                                  });
        return seqs;
    }
    store::Cursor cursor{read, tables::ref("history")};
    tables::TraceKey const from{query.kind, query.id, after == 0 ? ~std::uint64_t{0} : after};
    auto const prefix = store::key_bytes(object);
    bool more = cursor.seek(store::key_bytes(from).view()) ? cursor.previous() : cursor.last();
    while (more && cursor.key().starts_with(prefix.view()) && seqs.size() < limit) {
        tables::TraceKey key{};
        store::KeyReader reader{cursor.key()};
        store::decode_key(reader, key);
        seqs.push_back(key.seq);
        more = cursor.previous();
    }
    return seqs;
}

// Both in the asked order; of each so many at most, and so many of them together.
std::vector<std::uint64_t> merged(std::vector<std::uint64_t> const& moves,
                                  std::vector<std::uint64_t> const& others, bool newest_first,
                                  std::size_t limit) {
    std::vector<std::uint64_t> all;
    auto const before = [&](std::uint64_t a, std::uint64_t b) {
        return newest_first ? a > b : a < b;
    };
    std::ranges::set_union(moves, others, std::back_inserter(all), before);
    if (all.size() > limit) all.resize(limit);
    return all;
}

StockPage history(Read const& read, Engine& engine, Activity const& activity,
                  HistoryQuery const& query, std::uint64_t after, std::size_t limit) {
    if (query.kind == tables::Trace::order || query.kind == tables::Trace::parcel)
        return life(read, engine, query, after, limit);
    StockPage result{};
    bool const newest_first = query.direction == Direction::backward;
    auto const others = activity.with([&](Activity const& a) {
        return a.told_of({query.kind, query.id}, after, limit, newest_first);
    });
    auto const seqs = merged(entries_of(read, query, after, limit), others, newest_first, limit);
    for (std::uint64_t const seq : seqs) {
        store::Entry const entry = engine.journal().read(seq).entry;
        for (auto& row : told_of(read, entry, query)) result.items.push_back(std::move(row));
    }
    if (seqs.size() == limit) result.next = fmt::format("{}", seqs.back());
    return result;
}

}  // namespace wms::web::views
