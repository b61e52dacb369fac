// SPDX-License-Identifier: Apache-2.0
#include "server/views/history.hpp"
#include "server/views/tell.hpp"

#include "domain/change.hpp"
#include "domain/registry.hpp"

#include <set>

namespace wms::web::views {
namespace {

constexpr std::size_t trace_rows_max = 200;
constexpr std::size_t trace_entries_max = 300;
constexpr int trace_depth_max = 6;

// The goods that are followed into a holder: of what else it held nothing is told.
struct Followed {
    StockPosted posted;
    std::uint64_t seq = 0;
};

bool are_same_goods(StockPosted const& one, StockPosted const& other) {
    bool const other_order = one.order && other.order && one.order != other.order;
    return one.owner == other.owner && one.sku == other.sku && one.lot == other.lot &&
           one.serial == other.serial && !other_order;
}

std::optional<Holder> holder_asked(HistoryQuery const& query) {
    switch (query.kind) {
        case tables::Trace::location: return Holder{HolderKind::location, query.id};
        case tables::Trace::container: return Holder{HolderKind::container, query.id};
        case tables::Trace::parcel: return Holder{HolderKind::parcel, query.id};
        case tables::Trace::sku:
        case tables::Trace::order:
        case tables::Trace::actor:
        case tables::Trace::lot:
        case tables::Trace::serial: break;
    }
    return std::nullopt;
}

class Tracer {
public:
    Tracer(Read const& read, Engine& engine, HistoryQuery const& asked)
        : read_{read},
          engine_{engine},
          direction_{asked.direction},
          of_order_{asked.kind == tables::Trace::order} {}

    void follow(HistoryQuery query, std::optional<Followed> const& only, int depth) {
        if (depth > trace_depth_max) {
            traced_.complete = false;
            return;
        }
        query.direction = direction_;
        // from the very entry that brought it there
        std::uint64_t const after = !only                              ? 0
                                    : direction_ == Direction::forward ? only->seq - 1
                                                                       : only->seq + 1;
        std::int64_t left = only ? only->posted.quantity.value() : 0;
        auto const seqs = entries_of(read_, query, after, trace_entries_max);
        for (std::uint64_t const seq : seqs) {
            store::Entry const entry = engine_.journal().read(seq).entry;
            for (StockPosted const& posted : postings_of(entry, query)) {
                if (!is_asked_for(query, posted, only)) continue;
                if (step(posted, entry, depth)) left -= posted.quantity.value();
            }
            if (only && left <= 0) return;  // that were all of them
        }
        if (seqs.size() == trace_entries_max) traced_.complete = false;
    }
    [[nodiscard]] Traced take() { return std::move(traced_); }

private:
    // Into a holder when looking back, out of it when looking ahead.
    [[nodiscard]] bool is_asked_for(HistoryQuery const& query, StockPosted const& posted,
                                    std::optional<Followed> const& only) const {
        if (only && !are_same_goods(posted, only->posted)) return false;
        auto const holder = holder_asked(query);
        if (!holder) return true;
        return (direction_ == Direction::forward ? posted.from : posted.to).holder == *holder;
    }

    // False for what was told already: it is the way of other pieces.
    bool step(StockPosted const& posted, store::Entry const& entry, int depth) {
        if (!told_.insert(posted.ledger_seq).second) return false;
        if (traced_.items.size() >= trace_rows_max) {
            traced_.complete = false;
            return true;
        }
        bool const ahead = direction_ == Direction::forward;
        Holder const other = ahead ? posted.to.holder : posted.from.holder;
        bool const for_order = ahead && posted.order && !of_order_;
        traced_.items.push_back(
            {{"depth", depth},
             {"card", for_order ? tell::order(read_, posted.order) : tell::of(read_, other)},
             {"text", tell::word(posted.posting)},
             {"quantity", posted.quantity.value()},
             {"at", tell::time(entry.at)}});
        if (other.kind == HolderKind::container)
            follow({tables::Trace::container, other.id}, Followed{posted, entry.seq}, depth + 1);
        if (other.kind == HolderKind::parcel)
            follow({tables::Trace::parcel, other.id}, Followed{posted, entry.seq}, depth + 1);
        return true;
    }

    Read const& read_;
    Engine& engine_;
    Direction direction_;
    bool of_order_;                 // then its places are told, not the order again and again
    std::set<std::uint64_t> told_;  // ledger rows
    Traced traced_;
};

}  // namespace

Traced trace(Read const& read, Engine& engine, HistoryQuery const& query) {
    Tracer tracer{read, engine, query};
    tracer.follow(query, std::nullopt, 0);
    return tracer.take();
}

}  // namespace wms::web::views
