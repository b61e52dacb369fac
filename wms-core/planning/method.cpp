// SPDX-License-Identifier: Apache-2.0
// §4.6 Method. The method follows the rule; walking and time are predicted for it and for every
// other method that could be used, so that people see what the rule costs or saves.
#include "base/ensure.hpp"
#include "planning/working_set.hpp"

#include <algorithm>

namespace wms::planning {
namespace {

// One person's way through some orders.
struct Route {
    std::int64_t walk_mm = 0;
    std::int64_t stops = 0;
    std::int64_t tours = 0;
};

Route one_tour(WorkingSet const& set, std::span<Rank const> members) {
    std::vector<Stop> stops;
    for (Rank const rank : members)
        for (CandidateLine const& line : set.at(rank).candidate->lines)
            stops.push_back({line.location, line.pick_sequence, {line.x_mm, line.y_mm}});
    order_by_sequence(stops);
    WaveRules const& rules = set.rules;
    return {walk_mm(rules.start, stops, rules.end, rules.layout), std::ssize(stops), 1};
}

// A cart takes as many orders as it has bins, the most urgent first.
Route cart_tours(WorkingSet const& set, std::span<Rank const> members) {
    auto const bins = static_cast<std::size_t>(set.rules.cart_bins);
    Route sum;
    for (std::size_t from = 0; from < members.size(); from += bins) {
        Route const tour =
            one_tour(set, members.subspan(from, std::min(bins, members.size() - from)));
        sum.walk_mm += tour.walk_mm;
        sum.stops += tour.stops;
        ++sum.tours;
    }
    return sum;
}

Route order_by_order(WorkingSet const& set, std::span<Rank const> members) {
    Route sum;
    for (Rank const rank : members) {
        sum.walk_mm += set.at(rank).walk_mm;
        sum.stops += set.at(rank).stops;
        ++sum.tours;
    }
    return sum;
}

MethodForecast forecast(WorkingSet const& set, PlannedWave const& wave, PickMethod method,
                        Route route) {
    PickSpeed const& speed = set.rules.speed;
    bool const sorts = method == PickMethod::cluster || method == PickMethod::put_wall;
    std::int64_t const sorting_ms = sorts ? wave.lines * speed.per_sort.value() : 0;
    std::int64_t const tours_ms = route.tours * speed.per_tour.value();
    return {method, route.walk_mm,
            duration_ms(speed, route.walk_mm, route.stops, wave.pieces.value()) + sorting_ms +
                tours_ms};
}

bool pieces_small(WorkingSet const& set, Draft const& draft) {
    auto const small = [&set](Rank rank) {
        Entry const& entry = set.at(rank);
        return entry.candidate->weight.value() / entry.pieces <=
               set.rules.small_piece_weight.value();
    };
    return std::ranges::all_of(draft.members, small);
}

// Contents of one SKU, or all equal: nothing to sort.
bool needs_sorting(WorkingSet const& set, Draft const& draft, OrderClass cls) {
    if (cls == OrderClass::same) return false;
    return std::ranges::any_of(draft.members, [&set](Rank rank) { return set.at(rank).skus > 1; });
}

struct Choice {
    PickMethod method;
    Reason reason;
};

Choice choose(WorkingSet const& set, Draft const& draft, OrderClass cls) {
    WaveRules const& rules = set.rules;
    std::int64_t const orders = std::ssize(draft.members);
    if (cls == OrderClass::special)
        return {PickMethod::discrete, because(ReasonCode::method_discrete_special)};
    if (cls == OrderClass::bulk)
        return {PickMethod::discrete, because(ReasonCode::method_discrete_bulky)};
    if (!needs_sorting(set, draft, cls))
        return {PickMethod::total_pick, because(ReasonCode::method_total_pick)};
    if (orders == 1)
        return {PickMethod::discrete, because(ReasonCode::method_discrete_few, orders)};
    if (orders <= rules.cart_bins && pieces_small(set, draft))
        return {PickMethod::cluster, because(ReasonCode::method_cluster, orders, rules.cart_bins)};
    if (rules.wall_slots > 0)
        return {PickMethod::put_wall,
                because(ReasonCode::method_put_wall, orders, rules.wall_slots)};
    return {PickMethod::discrete, because(ReasonCode::method_discrete_bulky)};
}

std::vector<MethodForecast> forecasts(WorkingSet const& set, Draft const& draft,
                                      PlannedWave const& wave, Route total) {
    std::vector<MethodForecast> list;
    auto const add = [&](PickMethod method, Route route) {
        list.push_back(forecast(set, wave, method, route));
    };
    bool const sorted = needs_sorting(set, draft, wave.cls);
    bool const on_its_own = wave.cls == OrderClass::special || wave.cls == OrderClass::bulk;
    if (!on_its_own && !sorted) add(PickMethod::total_pick, total);
    if (!on_its_own && set.rules.cart_bins > 0)
        add(PickMethod::cluster, cart_tours(set, draft.members));
    if (!on_its_own && sorted && set.rules.wall_slots > 0) add(PickMethod::put_wall, total);
    add(PickMethod::discrete, order_by_order(set, draft.members));
    return list;
}

std::int64_t metres(std::int64_t mm) {
    return (mm + 500) / 1000;
}

}  // namespace

std::int64_t whole_minutes(std::int64_t milliseconds) {
    constexpr std::int64_t minute = 60'000;
    std::int64_t const towards_zero = milliseconds / minute;
    return milliseconds % minute < 0 ? towards_zero - 1 : towards_zero;
}

std::int64_t duration_ms(PickSpeed const& speed, std::int64_t walked_mm, std::int64_t stops,
                         std::int64_t pieces) {
    std::int64_t const walking_ms =
        speed.walk_mm_per_s > 0 ? walked_mm * 1000 / speed.walk_mm_per_s : 0;
    return walking_ms + stops * speed.per_stop.value() + pieces * speed.per_piece.value();
}

void choose_method(WorkingSet const& set, Draft const& draft, PlannedWave& wave) {
    Route const total = one_tour(set, draft.members);
    wave.distinct_locations = total.stops;
    auto [method, reason] = choose(set, draft, wave.cls);
    wave.method = method;
    wave.forecasts = forecasts(set, draft, wave, total);
    auto const chosen = std::ranges::find(wave.forecasts, method, &MethodForecast::method);
    ensure(chosen != wave.forecasts.end(), "the chosen method is forecast");
    wave.walk_mm = chosen->walk_mm;
    wave.duration_ms = chosen->duration_ms;
    auto& reasons = wave.explanation.reasons;
    reasons.push_back(std::move(reason));
    std::int64_t const alone_mm = wave.forecasts.back().walk_mm;
    if (wave.walk_mm < alone_mm)
        reasons.push_back(because(ReasonCode::walk_saved, metres(wave.walk_mm), metres(alone_mm)));
    if (wave.zones.size() > 1)
        reasons.push_back(because(ReasonCode::zones_parallel, wave.zones.size()));
}

}  // namespace wms::planning
