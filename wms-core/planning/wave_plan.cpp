// SPDX-License-Identifier: Apache-2.0
#include "planning/wave_plan.hpp"

#include "planning/working_set.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

namespace wms::planning {
namespace {

// ---- Groups: orders that may share a wave (partition, class, and what the class keeps apart)

// The special stream comes first: it does not wait.
auto group_key(Entry const& entry) {
    return std::tuple{entry.partition, entry.cls != OrderClass::special, entry.cls, entry.sub};
}

std::vector<Rank> sorted_by_group(WorkingSet const& set) {
    using Key = std::tuple<std::uint32_t, bool, OrderClass, std::uint32_t, Rank>;
    std::vector<Key> keys;
    keys.reserve(set.entries.size());
    for (Rank rank = 0; rank < set.entries.size(); ++rank)
        keys.push_back(std::tuple_cat(group_key(set.at(rank)), std::tuple{rank}));
    std::ranges::sort(keys);
    std::vector<Rank> ranks;
    ranks.reserve(keys.size());
    for (Key const& key : keys) ranks.push_back(std::get<4>(key));
    return ranks;
}

bool must_be_alone(Candidate const& order) {
    return std::ranges::any_of(order.flags, [](OrderFlag flag) {
        return flag == OrderFlag::ship_alone || flag == OrderFlag::appointment;
    });
}

std::vector<Draft> build_special(WorkingSet const& set, std::span<Rank const> members) {
    if (!must_be_alone(*set.at(members.front()).candidate)) return build_in_turn(set, members);
    std::vector<Draft> waves;
    for (Rank const rank : members) {
        Draft wave{.reasons = {because(ReasonCode::alone)}, .growth = Growth::full};
        wave.add(set, rank);
        waves.push_back(std::move(wave));
    }
    return waves;
}

// Orders of one SKU can be swept; one order with more makes the group one to be sorted.
std::vector<Draft> build_custom(WorkingSet const& set, std::span<Rank const> members) {
    bool const sorted =
        std::ranges::any_of(members, [&set](Rank rank) { return set.at(rank).skus > 1; });
    return sorted ? build_multi(set, members) : build_single(set, members);
}

std::vector<Draft> build_group(WorkingSet const& set, std::span<Rank const> members) {
    switch (set.at(members.front()).cls) {
        case OrderClass::special: return build_special(set, members);
        case OrderClass::custom: return build_custom(set, members);
        case OrderClass::bulk:
        case OrderClass::same: return build_in_turn(set, members);
        case OrderClass::single_unit:
        case OrderClass::single_sku: return build_single(set, members);
        case OrderClass::multi: return build_multi(set, members);
    }
    return {};
}

// ---- Why: class and partition

ReasonCode reason_of(OrderFlag flag) {
    switch (flag) {
        case OrderFlag::urgent: return ReasonCode::special_urgent;
        case OrderFlag::oversize: return ReasonCode::special_oversize;
        case OrderFlag::overweight: return ReasonCode::special_overweight;
        case OrderFlag::dangerous: return ReasonCode::special_dangerous;
        case OrderFlag::ship_alone: return ReasonCode::special_ship_alone;
        case OrderFlag::appointment: return ReasonCode::special_appointment;
    }
    return ReasonCode::special_urgent;
}

void explain_special(Candidate const& order, std::vector<Reason>& reasons) {
    std::vector<OrderFlag> flags = order.flags;
    std::ranges::sort(flags);
    auto const repeated = std::ranges::unique(flags);
    flags.erase(repeated.begin(), repeated.end());
    for (OrderFlag const flag : flags) reasons.push_back(because(reason_of(flag)));
}

void explain_bulk(WorkingSet const& set, Draft const& draft, std::vector<Reason>& reasons) {
    WaveRules const& rules = set.rules;
    auto const many = [&](Rank rank) { return set.at(rank).pieces >= rules.bulk_quantity.value(); };
    auto const heavy = [&](Rank rank) {
        return set.at(rank).candidate->weight >= rules.bulk_weight;
    };
    if (!rules.bulk_quantity.is_zero() && std::ranges::any_of(draft.members, many))
        reasons.push_back(because(ReasonCode::class_bulk_quantity, rules.bulk_quantity.value()));
    if (!rules.bulk_weight.is_zero() && std::ranges::any_of(draft.members, heavy))
        reasons.push_back(because(ReasonCode::class_bulk_weight, rules.bulk_weight.value()));
}

void explain_class(WorkingSet const& set, Draft const& draft, PlannedWave& wave) {
    auto& reasons = wave.explanation.reasons;
    std::size_t const orders = draft.members.size();
    switch (wave.cls) {
        case OrderClass::special:
            explain_special(*set.at(draft.members.front()).candidate, reasons);
            break;
        case OrderClass::custom:
            reasons.push_back(because(ReasonCode::class_custom, wave.custom_rule));
            break;
        case OrderClass::bulk: explain_bulk(set, draft, reasons); break;
        case OrderClass::same:
            reasons.push_back(because(ReasonCode::class_same, orders, set.rules.same_order_count));
            break;
        case OrderClass::single_unit:
            reasons.push_back(because(ReasonCode::class_single_unit, orders));
            break;
        case OrderClass::single_sku:
            reasons.push_back(because(ReasonCode::class_single_sku, orders));
            break;
        case OrderClass::multi: reasons.push_back(because(ReasonCode::class_multi, orders)); break;
    }
    reasons.push_back(because(ReasonCode::partition, wave.carrier.value(), wave.service,
                              to_text(wave.pickup), wave.temperature_zone));
}

// ---- Step 7: release

// A minimum above the maximum could never be reached.
std::int64_t pieces_needed(WaveRules const& rules, OrderClass cls) {
    auto const [least, most] = wave_size(rules, cls);
    return most > 0 ? std::min(least, most) : least;
}

std::int64_t longest_wait_ms(WorkingSet const& set, Draft const& draft) {
    auto const paid_at = [&set](Rank rank) { return set.at(rank).candidate->paid_at; };
    Instant const first = paid_at(*std::ranges::min_element(draft.members, {}, paid_at));
    return (set.now - first).value();
}

// Nothing if the wave is too small and in no hurry.
std::optional<Reason> reason_to_release(WorkingSet const& set, Draft const& draft,
                                        PlannedWave const& wave) {
    WaveRules const& rules = set.rules;
    if (wave.cls == OrderClass::special) return because(ReasonCode::release_special);
    std::int64_t const needed = pieces_needed(rules, wave.cls);
    if (draft.pieces >= needed) return because(ReasonCode::release_size, draft.pieces, needed);
    if (draft.growth == Growth::full) return because(ReasonCode::release_full);
    std::int64_t const slack_ms = (wave.pickup - set.now).value() - wave.duration_ms;
    if (slack_ms < rules.release_slack.value())
        return because(ReasonCode::release_slack, whole_minutes(slack_ms),
                       whole_minutes(rules.release_slack.value()));
    std::int64_t const waited_ms = longest_wait_ms(set, draft);
    if (rules.wait_max > Elapsed{} && waited_ms > rules.wait_max.value())
        return because(ReasonCode::release_waited, whole_minutes(waited_ms),
                       whole_minutes(rules.wait_max.value()));
    return std::nullopt;
}

// ---- From draft to wave

PlannedWave planned(WorkingSet const& set, Draft& draft) {
    std::ranges::sort(draft.members);  // rank: slack, priority, payment, id
    Entry const& first = set.at(draft.members.front());
    PlannedWave wave{};
    wave.cls = first.cls;
    if (first.cls == OrderClass::custom) wave.custom_rule = set.rules.custom_rules[first.sub].name;
    wave.profile = first.candidate->profile;
    wave.carrier = first.candidate->carrier;
    wave.service = first.candidate->service;
    wave.temperature_zone = first.candidate->temperature_zone;
    wave.pickup = first.candidate->pickup;
    wave.pieces = Quantity{draft.pieces};
    for (Rank const rank : draft.members) {
        Candidate const& order = *set.at(rank).candidate;
        wave.orders.push_back(order.order);
        wave.lines += std::ssize(order.lines);
        for (CandidateLine const& line : order.lines) wave.zones.push_back(line.zone);
    }
    std::ranges::sort(wave.zones);
    auto const repeated = std::ranges::unique(wave.zones);
    wave.zones.erase(repeated.begin(), repeated.end());
    return wave;
}

void leave_for_next_run(WorkingSet const& set, Draft const& draft, WavePlan& plan) {
    OrderClass const cls = set.at(draft.members.front()).cls;
    Reason const reason =
        because(ReasonCode::merges_into_next, draft.pieces, pieces_needed(set.rules, cls));
    for (Rank const rank : draft.members)
        plan.left_out.push_back({set.at(rank).candidate->order, reason});
}

void conclude(WorkingSet const& set, Draft draft, WavePlan& plan) {
    PlannedWave wave = planned(set, draft);
    explain_class(set, draft, wave);
    auto& reasons = wave.explanation.reasons;
    std::ranges::move(draft.reasons, std::back_inserter(reasons));
    choose_method(set, draft, wave);
    RemainderPolicy const policy = set.rules.remainder_policy;
    if (auto reason = reason_to_release(set, draft, wave)) {
        reasons.push_back(*std::move(reason));
    } else if (policy == RemainderPolicy::merge) {
        leave_for_next_run(set, draft, plan);
        return;
    } else if (policy == RemainderPolicy::release) {
        reasons.push_back(because(ReasonCode::release_remainder, draft.pieces));
    } else {
        wave.decision = ReleaseDecision::wait;
        reasons.push_back(
            because(ReasonCode::wait_for_more, draft.pieces, pieces_needed(set.rules, wave.cls)));
    }
    plan.waves.push_back(std::move(wave));
}

}  // namespace

WaveSize wave_size(WaveRules const& rules, OrderClass cls) {
    auto const own = std::ranges::find(rules.class_sizes, cls, &ClassSize::cls);
    if (own != rules.class_sizes.end()) return {own->pieces_min.value(), own->pieces_max.value()};
    return {rules.wave_pieces_min.value(), rules.wave_pieces_max.value()};
}

WavePlan build_waves(std::span<Candidate const> candidates, WaveRules const& rules, Instant now) {
    WorkingSet set = classify(candidates, rules, now);
    WavePlan plan{.waves = {}, .left_out = std::move(set.left_out)};
    std::vector<Rank> const ranks = sorted_by_group(set);
    for (auto from = ranks.begin(); from != ranks.end();) {
        auto const elsewhere = [&](Rank rank) {
            return group_key(set.at(rank)) != group_key(set.at(*from));
        };
        auto const to = std::find_if(from, ranks.end(), elsewhere);
        for (Draft& draft : build_group(set, {from, to})) conclude(set, std::move(draft), plan);
        from = to;
    }
    std::ranges::stable_sort(plan.left_out, {}, &LeftOut::order);
    return plan;
}

}  // namespace wms::planning
