// SPDX-License-Identifier: Apache-2.0
#include "domain/process/site_rules.hpp"

#include "base/bytes.hpp"
#include "domain/field.hpp"
#include "domain/process/administration.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>

namespace wms {
namespace {

constexpr std::int64_t minutes_of_day = 24 * 60;

constexpr RuleLimit limits[] = {
    {"interval_s", 10, 3600},
    {"window_from_min", 0, minutes_of_day},
    {"window_to_min", 0, minutes_of_day},
    {"bulk_pieces", 0, 1'000'000},
    {"bulk_weight_g", 0, 100'000'000},
    {"same_orders", 0, 100'000},
    {"own_wave_pieces", 0, 1'000'000},
    {"wave_pieces_min", 0, 1'000'000},
    {"wave_pieces_max", 0, 1'000'000},
    {"wave_orders_max", 1, 2000},
    {"cart_bins", 0, 100},
    {"small_piece_g", 0, 1'000'000},
    {"release_slack_min", 0, 10 * minutes_of_day},
    {"wait_max_min", 0, 10 * minutes_of_day},
    {"walk_mm_per_s", 100, 20'000},
    {"per_stop_s", 0, 600},
    {"per_piece_s", 0, 600},
    {"per_sort_s", 0, 600},
    {"per_tour_s", 0, 3600},
    {"keyed_pieces_max", 0, 1'000'000},
    {"idle_min", 1, minutes_of_day},
    {"silent_min", 1, minutes_of_day},
    {"lock_min", 1, minutes_of_day},
    {"adjust_limit_minor", 0, 1'000'000'000},
    {"weight_tolerance_percent", 0, 100},
    {"weight_tolerance_g", 0, 100'000},
    {"carton_fill_percent", 1, 100},
    {"parcel_weight_max_g", 0, 1'000'000},
};

Result<> guard_numbers(Rules const& rules) {
    Result<> verdict;
    for_each_field<Rules>([&](auto field) {
        if constexpr (std::is_same_v<std::decay_t<decltype(rules.*field.pointer)>, std::int64_t>) {
            auto const limit =
                std::ranges::find(limits, std::string_view{field.name}, &RuleLimit::field);
            std::int64_t const value = rules.*field.pointer;
            if (verdict && (value < limit->least || value > limit->most))
                verdict = refuse(Why::bad_field, field.name,
                                 fmt::format("{} … {}", limit->least, limit->most));
        }
    });
    if (!verdict) return verdict;
    bool const turned = rules.wave_pieces_max != 0 && rules.wave_pieces_min > rules.wave_pieces_max;
    if (turned)
        return refuse(Why::bad_field, "wave_pieces_min",
                      fmt::format("{} … {}", 0, rules.wave_pieces_max));
    return {};
}

Result<> guard_classes(Read const& read, std::vector<OwnClass> const& classes) {
    if (classes.size() > own_classes_max)
        return refuse(Why::bad_field, "own_classes", fmt::format("0 … {}", own_classes_max));
    std::set<std::string> names;
    for (OwnClass const& one : classes) {
        if (one.name.empty()) return refuse(Why::missing_field, "own_classes/name");
        if (auto const guard = check_prose("own_classes/name", one.name, code_characters_max);
            !guard)
            return guard;
        if (!names.insert(one.name).second)
            return refuse(Why::duplicate_code, one.name, "own_classes");
        bool const blank = one.carrier.empty() && one.service.empty() && one.shop.empty();
        if (blank) return refuse(Why::missing_field, "own_classes/carrier");
        if (!one.carrier.empty() && !carrier_by_code(read, one.carrier))
            return refuse(Why::unknown_object, "carrier", one.carrier);
        for (std::string const& code : {one.service, one.shop}) {
            if (code.empty()) continue;
            if (auto const guard = check_foreign_code("own_classes", code); !guard) return guard;
        }
    }
    return {};
}

RuleLimit limit_of(std::string_view field) {
    return *std::ranges::find(limits, field, &RuleLimit::field);
}

Result<> guard_size(std::string const& field, std::int64_t value, RuleLimit const& limit) {
    if (value >= limit.least && value <= limit.most) return {};
    return refuse(Why::bad_field, field, fmt::format("{} … {}", limit.least, limit.most));
}

// A class that is named twice would have two sizes.
Result<> guard_sizes(std::vector<ClassSize> const& sizes) {
    std::set<OrderClass> seen;
    for (ClassSize const& one : sizes) {
        std::string const name = boost::describe::enum_to_string(one.order_class, "?");
        if (!seen.insert(one.order_class).second)
            return refuse(Why::duplicate_code, name, "class_sizes");
        auto const least =
            guard_size("class_sizes/pieces_min", one.pieces_min, limit_of("wave_pieces_min"));
        if (!least) return least;
        auto const most =
            guard_size("class_sizes/pieces_max", one.pieces_max, limit_of("wave_pieces_max"));
        if (!most) return most;
        if (one.pieces_max != 0 && one.pieces_min > one.pieces_max)
            return refuse(Why::bad_field, "class_sizes/pieces_min",
                          fmt::format("{} … {}", 0, one.pieces_max));
    }
    return {};
}

}  // namespace

Result<> check_rules(Read const& read, Rules const& rules) {
    if (auto const guard = guard_numbers(rules); !guard) return guard;
    if (auto const guard = guard_classes(read, rules.own_classes); !guard) return guard;
    return guard_sizes(rules.class_sizes);
}

std::span<RuleLimit const> rule_limits() {
    return limits;
}

Rules rules_of(Read const& read, WarehouseId warehouse) {
    return tables::rules.find(read, warehouse).value_or(Rules{});
}

bool is_in_window(Rules const& rules, Warehouse const& warehouse, Instant at) {
    std::int64_t const from = rules.window_from_min;
    std::int64_t const to = rules.window_to_min;
    if (from == to) return true;
    std::int64_t const minute = at.value() / 60'000 + warehouse.utc_offset_min;
    std::int64_t const of_day = (minute % minutes_of_day + minutes_of_day) % minutes_of_day;
    bool const over_midnight = from > to;
    bool const after = of_day >= from;
    bool const before = of_day < to;
    return over_midnight ? after || before : after && before;
}

Result<Done> handle(Change& change, ChangeRules const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    if (!tables::warehouses.contains(read, command.warehouse))
        return refuse(Why::unknown_object, "warehouse",
                      fmt::format("{}", command.warehouse.value()));
    if (auto const guard = check_rules(read, command.rules); !guard)
        return std::unexpected(guard.error());
    change.post(RulesChanged{command.warehouse, command.rules});
    return Done{Tone::ok, command.warehouse.value()};
}

void apply(Write& write, RulesChanged const& event, EntryHeader const&) {
    tables::rules.put(write, event.id, event.row);
}

}  // namespace wms
