// SPDX-License-Identifier: Apache-2.0
// §4.6 Builder step 6: seed = the open order with the least slack, then again and again the open
// order with the largest share of its own locations already in the wave.
//
// Not quadratic: an index from location to open orders tells whose share grows when an order joins,
// and a heap keeps the best share on top. Two bounds keep the worst case small; both cut off the
// least urgent orders:
//  - of the orders at one location the `neighbours_max` most urgent open ones are looked at;
//  - when nobody shares, `misfits_max` orders too large for the room left are passed over before
//    the wave is closed.
#include "planning/working_set.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

namespace wms::planning {
namespace {

constexpr int neighbours_max = 256;
constexpr int misfits_max = 256;

using Order = std::uint32_t;  // place among the members: the lower the more urgent
using Place = std::uint32_t;  // number of a location
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

// Who picks where, both ways.
class LocationIndex {
public:
    LocationIndex(WorkingSet const& set, std::span<Rank const> members) {
        std::vector<std::pair<LocationId, Order>> visits;
        for (Order order = 0; order < members.size(); ++order)
            for (CandidateLine const& line : set.at(members[order]).candidate->lines)
                visits.emplace_back(line.location, order);
        std::ranges::sort(visits);
        auto const repeated = std::ranges::unique(visits);
        visits.erase(repeated.begin(), repeated.end());
        number_places(visits);
        list_own_places(visits, members.size());
    }

    [[nodiscard]] std::size_t place_count() const { return first_.size(); }
    [[nodiscard]] std::span<Place const> own_places(Order order) const {
        return std::span{own_}.subspan(own_begin_[order],
                                       own_begin_[order + 1] - own_begin_[order]);
    }
    [[nodiscard]] std::int64_t own_count(Order order) const {
        return std::ssize(own_places(order));
    }

    // The most urgent open orders at a place. Taken ones met on the way are unlinked for good.
    template <class Visit>
    void for_neighbours(Place place, std::vector<char> const& taken, Visit visit) {
        std::uint32_t* link = &first_[place];
        for (int seen = 0; *link != none && seen < neighbours_max;) {
            Node const& node = nodes_[*link];
            if (taken[node.order] != 0) {
                *link = node.next;
                continue;
            }
            visit(node.order);
            ++seen;
            link = &nodes_[*link].next;
        }
    }

private:
    struct Node {
        Order order;
        std::uint32_t next;
    };
    using Visits = std::vector<std::pair<LocationId, Order>>;

    void number_places(Visits const& visits) {
        place_of_node_.reserve(visits.size());
        for (std::uint32_t i = 0; i < visits.size(); ++i) {
            bool const is_new = i == 0 || visits[i].first != visits[i - 1].first;
            if (is_new) first_.push_back(i);
            bool const is_last = i + 1 == visits.size() || visits[i].first != visits[i + 1].first;
            nodes_.push_back({visits[i].second, is_last ? none : i + 1});
            place_of_node_.push_back(static_cast<Place>(first_.size() - 1));
        }
    }
    void list_own_places(Visits const& visits, std::size_t orders) {
        own_begin_.assign(orders + 1, 0);
        for (auto const& [location, order] : visits) ++own_begin_[order + 1];
        std::partial_sum(own_begin_.begin(), own_begin_.end(), own_begin_.begin());
        own_.resize(visits.size());
        std::vector<std::uint32_t> next{own_begin_};
        for (std::size_t i = 0; i < visits.size(); ++i)
            own_[next[visits[i].second]++] = place_of_node_[i];
    }

    std::vector<std::uint32_t> first_;  // by place: its first node
    std::vector<Node> nodes_;
    std::vector<Place> place_of_node_;
    std::vector<std::uint32_t> own_begin_;
    std::vector<Place> own_;
};

// An order with the share it had when it was offered; outdated when its share has grown since.
struct Offer {
    std::int64_t shared;
    std::int64_t own;
    Order order;
    friend bool operator<(Offer const& a, Offer const& b) {  // the top of the heap is the largest
        std::int64_t const left = a.shared * b.own;
        std::int64_t const right = b.shared * a.own;
        return left != right ? left < right : a.order > b.order;
    }
};

class MultiBuilder {
public:
    MultiBuilder(WorkingSet const& set, std::span<Rank const> members)
        : set_{set},
          members_{members},
          pieces_max_{wave_size(set.rules, set.at(members.front()).cls).most},
          index_{set, members},
          taken_(members.size(), 0),
          shared_(members.size(), 0),
          opened_in_(index_.place_count(), 0),
          next_open_(members.size() + 1) {
        std::iota(next_open_.begin(), next_open_.end(), Order{0});
    }

    [[nodiscard]] std::vector<Draft> build() {
        std::vector<Draft> waves;
        for (Order seed = open_from(0); seed < members_.size(); seed = open_from(seed))
            waves.push_back(grow(seed));
        return waves;
    }

private:
    Draft grow(Order seed) {
        Draft wave;
        ++wave_number_;
        offers_ = {};
        own_stops_ = wave_stops_ = 0;
        misfit_met_ = false;
        Entry const& entry = set_.at(members_[seed]);
        wave.reasons.push_back(
            because(ReasonCode::seeded, entry.candidate->order.value(), entry.slack_min));
        take(wave, seed);
        Order cursor = seed;
        while (!limit_reached(wave)) {
            auto next = best_sharing(wave);
            if (!next) next = most_urgent(wave, cursor);
            if (!next) break;
            take(wave, *next);
        }
        conclude(wave);
        return wave;
    }

    void take(Draft& wave, Order order) {
        wave.add(set_, members_[order]);
        taken_[order] = 1;
        next_open_[order] = order + 1;
        own_stops_ += index_.own_count(order);
        for (Place const place : index_.own_places(order)) {
            if (std::exchange(opened_in_[place], wave_number_) == wave_number_) continue;
            ++wave_stops_;
            index_.for_neighbours(place, taken_, [this](Order other) { share_grows(other); });
        }
    }
    void share_grows(Order order) {
        if (shared_[order]++ == 0) touched_.push_back(order);
        offers_.push({shared_[order], index_.own_count(order), order});
    }

    std::optional<Order> best_sharing(Draft const& wave) {
        while (!offers_.empty()) {
            Offer const best = offers_.top();
            offers_.pop();
            bool const outdated = taken_[best.order] != 0 || shared_[best.order] != best.shared;
            if (!outdated && fits(wave, best.order)) return best.order;
        }
        return std::nullopt;
    }
    std::optional<Order> most_urgent(Draft const& wave, Order& cursor) {
        for (int misfits = 0; misfits < misfits_max; ++misfits) {
            cursor = open_from(cursor);
            if (cursor == members_.size()) return std::nullopt;
            if (fits(wave, cursor)) return cursor;
            ++cursor;
        }
        return std::nullopt;
    }
    // The first open order at or after this one. The links are shortened on the way.
    Order open_from(Order order) {
        while (next_open_[order] != order) {
            next_open_[order] = next_open_[next_open_[order]];
            order = next_open_[order];
        }
        return order;
    }

    // Room only shrinks while a wave grows, so who does not fit once need not be asked again.
    bool fits(Draft const& wave, Order order) {
        std::int64_t const limit = pieces_max_;
        bool const fitting = limit == 0 || set_.at(members_[order]).pieces <= limit - wave.pieces;
        misfit_met_ = misfit_met_ || !fitting;
        return fitting;
    }
    [[nodiscard]] std::optional<Reason> limit_reached(Draft const& wave) const {
        WaveRules const& rules = set_.rules;
        std::int64_t const orders = std::ssize(wave.members);
        std::int64_t const slots = sorting_capacity(rules);
        if (pieces_max_ > 0 && wave.pieces > pieces_max_)
            return because(ReasonCode::over_limit_alone, wave.pieces, pieces_max_);
        if (slots > 0 && orders >= slots) return because(ReasonCode::limit_slots, slots);
        if (rules.wave_orders_max > 0 && orders >= rules.wave_orders_max)
            return because(ReasonCode::limit_orders, rules.wave_orders_max);
        if (pieces_max_ > 0 && wave.pieces == pieces_max_)
            return because(ReasonCode::limit_pieces, pieces_max_);
        return std::nullopt;
    }
    void conclude(Draft& wave) {
        if (own_stops_ > wave_stops_)
            wave.reasons.push_back(because(ReasonCode::shared_stops, wave_stops_, own_stops_));
        auto limit = limit_reached(wave);
        if (!limit && misfit_met_) limit = because(ReasonCode::limit_pieces, pieces_max_);
        if (limit) {
            wave.reasons.push_back(*std::move(limit));
            wave.growth = Growth::full;
        }
        for (Order const order : touched_) shared_[order] = 0;
        touched_.clear();
    }

    WorkingSet const& set_;
    std::span<Rank const> members_;
    std::int64_t pieces_max_;
    LocationIndex index_;
    std::vector<char> taken_;
    std::vector<std::int64_t> shared_;      // by order: its locations that the wave visits anyway
    std::vector<std::uint32_t> opened_in_;  // by place: the last wave that visits it
    std::vector<Order> next_open_;
    std::vector<Order> touched_ = {};
    std::priority_queue<Offer> offers_ = {};
    std::uint32_t wave_number_ = 0;
    std::int64_t own_stops_ = 0;
    std::int64_t wave_stops_ = 0;
    bool misfit_met_ = false;
};

}  // namespace

std::int64_t sorting_capacity(WaveRules const& rules) {
    return rules.wall_slots > 0 ? rules.wall_slots : rules.cart_bins;
}

std::vector<Draft> build_multi(WorkingSet const& set, std::span<Rank const> members) {
    return MultiBuilder{set, members}.build();
}

}  // namespace wms::planning
