// SPDX-License-Identifier: Apache-2.0
#include "simulation/linear.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace wms::simulation {
namespace {

constexpr std::uint64_t tries_max = 2'000'000;

using Done = std::bitset<history_max>;

// What is done and what came of it: the same pair twice leads to the same end.
struct Position {
    Done done;
    Shelf shelf;
    friend bool operator==(Position const&, Position const&) = default;
};
struct HashOfPosition {
    std::size_t operator()(Position const& position) const {
        std::size_t hash = std::hash<Done>{}(position.done);
        auto const add = [&](std::size_t part) { hash = hash * 0x9E3779B97F4A7C15U + part; };
        add(static_cast<std::size_t>(position.shelf.on_hand));
        add(static_cast<std::size_t>(position.shelf.promised));
        add(std::hash<std::bitset<promises_max>>{}(position.shelf.kept));
        return hash;
    }
};

class Search {
public:
    Search(std::vector<Operation> const& history, std::int64_t promise_pieces)
        : history_{history}, promise_pieces_{promise_pieces} {
        for (std::size_t i = 0; i < history.size(); ++i) order_.push_back(i);
        std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return history[i].hint; });
    }

    Verdict run(Shelf const& begin) {
        Verdict verdict;
        verdict.linearizable = search({Done{}, begin});
        verdict.decided = tried_ < tries_max || verdict.linearizable;
        verdict.tried = tried_;
        return verdict;
    }

private:
    struct Level {
        Position here;
        std::uint64_t horizon = 0;  // whatever is called later cannot be next
        std::size_t next = 0;       // in order_
    };

    // Nothing that was heard of is missing; what nobody heard of may never have happened.
    [[nodiscard]] bool is_whole(Done const& done) const {
        for (std::size_t i = 0; i < history_.size(); ++i) {
            if (!done[i] && history_[i].returned != not_returned) return false;
        }
        return true;
    }
    [[nodiscard]] Level level_at(Position position) const {
        Level level{.here = std::move(position), .horizon = not_returned};
        for (std::size_t i = 0; i < history_.size(); ++i) {
            if (!level.here.done[i]) level.horizon = std::min(level.horizon, history_[i].returned);
        }
        return level;
    }
    bool search(Position const& begin) {
        std::vector<Level> path{level_at(begin)};
        while (!path.empty() && tried_ < tries_max) {
            if (is_whole(path.back().here.done)) return true;
            auto next = step(path.back());
            if (next) {
                path.push_back(level_at(std::move(*next)));
            } else {
                path.pop_back();
            }
        }
        return false;
    }
    // The next operation that fits here and leads where nobody has been.
    std::optional<Position> step(Level& level) {
        while (level.next < order_.size()) {
            std::size_t const index = order_[level.next++];
            Operation const& operation = history_[index];
            if (level.here.done[index] || operation.called > level.horizon) continue;
            ++tried_;
            Position position = level.here;
            if (!position.shelf.apply(operation, promise_pieces_)) continue;
            position.done.set(index);
            if (seen_.insert(position).second) return position;
        }
        return std::nullopt;
    }

    std::vector<Operation> const& history_;
    std::int64_t promise_pieces_;
    std::vector<std::size_t> order_;
    std::unordered_set<Position, HashOfPosition> seen_;
    std::uint64_t tried_ = 0;
};

char const* word(What what) {
    constexpr std::array words{"put", "pick", "promise", "cancel", "read"};
    return words[static_cast<std::size_t>(what)];
}

}  // namespace

bool Shelf::apply(Operation const& operation, std::int64_t promise_pieces) {
    std::size_t const order = operation.promise;
    switch (operation.what) {
        case What::put: on_hand += operation.pieces; return true;
        case What::pick:  // of pieces that were promised before
            on_hand -= operation.pieces;
            promised -= operation.pieces;
            return promised >= 0;
        case What::promise:
            if (!cancelled[order] && !tried[order] && on_hand - promised >= promise_pieces) {
                kept.set(order);
                promised += promise_pieces;
            }
            tried.set(order);
            return true;
        case What::cancel:
            if (kept[order] && !cancelled[order]) promised -= promise_pieces;
            cancelled.set(order);
            return true;
        case What::read: break;
    }
    Kept const now = cancelled[order] ? Kept::cancelled : kept[order] ? Kept::yes : Kept::no;
    return on_hand == operation.on_hand && promised == operation.promised && now == operation.kept;
}

Verdict linearize(std::vector<Operation> const& history, Shelf const& begin,
                  std::int64_t promise_pieces) {
    if (history.size() > history_max) return {.linearizable = false, .decided = false};
    return Search{history, promise_pieces}.run(begin);
}

std::string text_of(std::vector<Operation> const& history) {
    std::vector<Operation> sorted = history;
    std::ranges::stable_sort(sorted, {}, &Operation::called);
    std::string text;
    for (Operation const& one : sorted) {
        text += fmt::format("{:>14} .. {:>14} {}", one.called,
                            one.returned == not_returned ? 0 : one.returned, word(one.what));
        if (one.what == What::put || one.what == What::pick)
            text += fmt::format(" {}\n", one.pieces);
        else if (one.what != What::read)
            text += fmt::format(" #{}\n", one.promise);
        else
            text += fmt::format(" #{}: {} on hand, {} promised, kept {}\n", one.promise,
                                one.on_hand, one.promised, static_cast<int>(one.kept));
    }
    return text;
}

}  // namespace wms::simulation
