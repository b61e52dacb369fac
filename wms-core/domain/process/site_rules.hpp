// SPDX-License-Identifier: Apache-2.0
// The admin changes the site's rules: the whole row at once, every number within its limit, so that
// a slip of the finger cannot stop the floor.
#pragma once

#include "domain/change.hpp"

#include <span>
#include <string_view>

namespace wms {

struct RuleLimit {
    std::string_view field;
    std::int64_t least = 0;
    std::int64_t most = 0;
};
[[nodiscard]] std::span<RuleLimit const> rule_limits();
inline constexpr std::size_t own_classes_max = 50;

// Every number within its limit, every class in order: what a change must be, and what a trial is.
[[nodiscard]] Result<> check_rules(Read const& read, Rules const& rules);

// Where nothing was changed: the values of domain/rules.hpp.
[[nodiscard]] Rules rules_of(Read const& read, WarehouseId warehouse);
// Within the window at this time of the warehouse's day.
[[nodiscard]] bool is_in_window(Rules const& rules, Warehouse const& warehouse, Instant at);

struct ChangeRules {
    static constexpr std::uint16_t tag = 240;
    WarehouseId warehouse;
    Rules rules;
};
BOOST_DESCRIBE_STRUCT(ChangeRules, (), (warehouse, rules))
[[nodiscard]] Result<Done> handle(Change& change, ChangeRules const& command);

struct RulesChanged {
    static constexpr std::uint16_t tag = 240;
    WarehouseId id;
    Rules row;
};
BOOST_DESCRIBE_STRUCT(RulesChanged, (), (id, row))
void apply(Write& write, RulesChanged const& event, EntryHeader const& header);

}  // namespace wms
