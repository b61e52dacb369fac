// SPDX-License-Identifier: Apache-2.0
// §4.6 Builder step 5, and the filling of waves in sequence that the simple classes share. Orders
// are grouped by contents with one sort, nothing here compares orders pair by pair.
#include "planning/working_set.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace wms::planning {
namespace {

std::int64_t or_unlimited(std::int64_t limit) {
    return limit > 0 ? limit : std::numeric_limits<std::int64_t>::max();
}

// Fills wave after wave; a wave is closed when the next order does not fit.
class Filler {
public:
    Filler(WorkingSet const& set, OrderClass cls)
        : set_{set}, pieces_max_{or_unlimited(wave_size(set.rules, cls).most)} {}

    void add(Rank rank) {
        std::int64_t const pieces = set_.at(rank).pieces;
        if (auto limit = limit_against(pieces)) close(*std::move(limit));
        wave_.add(set_, rank);
        if (pieces <= pieces_max_) return;
        close(because(ReasonCode::over_limit_alone, pieces, pieces_max_));
    }
    [[nodiscard]] std::vector<Draft> finish() {
        if (wave_.members.empty()) return std::move(waves_);
        // The last wave may happen to be full as well.
        if (auto limit = limit_against(1))
            close(*std::move(limit));
        else
            waves_.push_back(std::move(wave_));
        return std::move(waves_);
    }

private:
    [[nodiscard]] std::optional<Reason> limit_against(std::int64_t pieces) const {
        if (wave_.members.empty()) return std::nullopt;
        if (std::ssize(wave_.members) >= orders_max_)
            return because(ReasonCode::limit_orders, orders_max_);
        if (pieces > pieces_max_ - wave_.pieces)
            return because(ReasonCode::limit_pieces, pieces_max_);
        return std::nullopt;
    }
    void close(Reason limit) {
        wave_.reasons.push_back(std::move(limit));
        wave_.growth = Growth::full;
        waves_.push_back(std::exchange(wave_, {}));
    }

    WorkingSet const& set_;
    std::int64_t orders_max_ = or_unlimited(set_.rules.wave_orders_max);
    std::int64_t pieces_max_;
    Draft wave_ = {};
    std::vector<Draft> waves_ = {};
};

// Orders with the same contents, in sequence.
using Run = std::span<Rank const>;

std::int64_t pieces_of(WorkingSet const& set, Run run) {
    return std::ssize(run) * set.at(run.front()).pieces;
}

// The mixed waves take the most urgent priority first and, within it, contents along the pick path:
// so each wave covers a short stretch of it, and equal orders stay together.
void sort_for_mixing(WorkingSet const& set, std::vector<Run>& runs) {
    auto const key = [&set](Run run) {
        Candidate const& first = *set.at(run.front()).candidate;
        return std::tuple{first.priority, first.lines.front().pick_sequence, run.front()};
    };
    std::ranges::sort(runs, {}, key);
}

// The waves of one SKU; what remains below N is returned to be mixed.
Run take_own_waves(WorkingSet const& set, Run run, std::vector<Draft>& waves) {
    std::int64_t const own_pieces = set.rules.single_own_wave_pieces.value();
    if (own_pieces == 0 || pieces_of(set, run) < own_pieces) return run;
    Filler filler{set, set.at(run.front()).cls};
    for (Rank const rank : run) filler.add(rank);
    std::vector<Draft> own = filler.finish();
    Draft const& last = own.back();
    bool const joins_others = last.pieces < own_pieces && last.growth == Growth::open;
    auto const remaining = joins_others ? last.members.size() : 0;
    if (joins_others) own.pop_back();
    for (Draft& wave : own) {
        wave.reasons.insert(wave.reasons.begin(),
                            because(ReasonCode::own_wave, wave.pieces, own_pieces));
        waves.push_back(std::move(wave));
    }
    return run.last(remaining);
}

std::int64_t different_contents(WorkingSet const& set, Draft const& wave) {
    std::int64_t count = 0;
    std::uint32_t previous = 0;
    for (Rank const rank : wave.members) {  // equal contents are neighbours
        if (count == 0 || set.at(rank).basket != previous) ++count;
        previous = set.at(rank).basket;
    }
    return count;
}

}  // namespace

std::vector<Draft> build_in_turn(WorkingSet const& set, std::span<Rank const> members) {
    Filler filler{set, set.at(members.front()).cls};
    for (Rank const rank : members) filler.add(rank);
    return filler.finish();
}

std::vector<Draft> build_single(WorkingSet const& set, std::span<Rank const> members) {
    std::vector<Rank> sorted{members.begin(), members.end()};
    auto const basket = [&set](Rank rank) { return std::pair{set.at(rank).basket, rank}; };
    std::ranges::sort(sorted, {}, basket);
    std::vector<Draft> waves;
    std::vector<Run> mixed;
    for (auto from = sorted.begin(); from != sorted.end();) {
        auto const other = [&](Rank rank) { return set.at(rank).basket != set.at(*from).basket; };
        auto const to = std::find_if(from, sorted.end(), other);
        Run const rest = take_own_waves(set, Run{from, to}, waves);
        if (!rest.empty()) mixed.push_back(rest);
        from = to;
    }
    sort_for_mixing(set, mixed);
    Filler filler{set, set.at(members.front()).cls};
    for (Run const run : mixed)
        for (Rank const rank : run) filler.add(rank);
    for (Draft& wave : filler.finish()) {
        wave.reasons.insert(
            wave.reasons.begin(),
            because(ReasonCode::mixed_wave, different_contents(set, wave), wave.pieces));
        waves.push_back(std::move(wave));
    }
    return waves;
}

}  // namespace wms::planning
