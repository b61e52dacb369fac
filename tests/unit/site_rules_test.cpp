// SPDX-License-Identifier: Apache-2.0
#include "domain/process/site_rules.hpp"

#include "app/planner.hpp"
#include "support/desk.hpp"

namespace {
using namespace wms;
using namespace wms::test;

constexpr WarehouseId house_id{1};

TEST_CASE("where nothing was changed the rules are those of the code") {
    Desk desk;
    furnish(desk);
    Rules const rules = rules_of(desk.tables(), house_id);
    CHECK(rules.wave_pieces_max == 2000);
    CHECK(wave_rules(desk.tables(), house_id).wave_orders_max == 200);
}

TEST_CASE("every number has a limit, and beyond it the change is refused with its name") {
    Desk desk;
    furnish(desk);
    int numbers = 0;
    for_each_field<Rules>([&](auto field) {
        if constexpr (std::is_same_v<std::decay_t<decltype(Rules{}.*field.pointer)>,
                                     std::int64_t>) {
            ++numbers;
            auto const limit =
                std::ranges::find(rule_limits(), std::string_view{field.name}, &RuleLimit::field);
            REQUIRE_MESSAGE(limit != rule_limits().end(), field.name);
            Rules const fine{};
            CHECK(fine.*field.pointer >= limit->least);
            CHECK(fine.*field.pointer <= limit->most);
            for (std::int64_t const bad : {limit->least - 1, limit->most + 1}) {
                Rules rules{};
                rules.*field.pointer = bad;
                auto const refused = desk.run(ChangeRules{house_id, rules});
                REQUIRE(why(refused) == Why::bad_field);
                CHECK(refused.error().subject.at(0) == field.name);
            }
        }
    });
    CHECK(static_cast<std::size_t>(numbers) == rule_limits().size());
    CHECK(!tables::rules.find(desk.tables(), house_id));
}

TEST_CASE("the admin changes them, a lead does not; the planner takes them") {
    Desk desk;
    House const house = furnish(desk);
    Rules rules{};
    rules.wave_orders_max = 5;
    rules.cart_bins = 4;
    rules.remainder = Remainder::merge;
    rules.own_classes = {{.name = "Express", .carrier = "POST"}};
    CHECK(why(desk.run(ChangeRules{house_id, rules}, house.lin)) == Why::role_missing);
    REQUIRE(desk.run(ChangeRules{house_id, rules}));
    auto const made = wave_rules(desk.tables(), house_id);
    CHECK(made.wave_orders_max == 5);
    CHECK(made.cart_bins == 4);
    CHECK(made.remainder_policy == planning::RemainderPolicy::merge);
    REQUIRE(made.custom_rules.size() == 1);
    CHECK(made.custom_rules[0].carrier == carrier_by_code(desk.tables(), "POST"));
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("a class of our own has a name and names something that is there") {
    Desk desk;
    furnish(desk);
    auto const with = [&](std::vector<OwnClass> classes) {
        Rules rules{};
        rules.own_classes = std::move(classes);
        return why(desk.run(ChangeRules{house_id, rules}));
    };
    CHECK(with({{.name = "", .carrier = "POST"}}) == Why::missing_field);
    CHECK(with({{.name = "A"}}) == Why::missing_field);
    CHECK(with({{.name = "A", .carrier = "NOBODY"}}) == Why::unknown_object);
    CHECK(with({{.name = "A", .shop = "s"}, {.name = "A", .shop = "t"}}) == Why::duplicate_code);
    CHECK(with({{.name = "A", .shop = "s"}}) == std::nullopt);
}

TEST_CASE("a class's own size is held to the limits, and a class comes once") {
    Desk desk;
    furnish(desk);
    auto const with = [&](std::vector<ClassSize> sizes) {
        Rules rules{};
        rules.class_sizes = std::move(sizes);
        return why(desk.run(ChangeRules{house_id, rules}));
    };
    CHECK(with({{OrderClass::single_unit, -1, 10}}) == Why::bad_field);
    CHECK(with({{OrderClass::single_unit, 1, 1'000'001}}) == Why::bad_field);
    CHECK(with({{OrderClass::single_unit, 11, 10}}) == Why::bad_field);
    CHECK(with({{OrderClass::multi, 1, 9}, {OrderClass::multi, 1, 8}}) == Why::duplicate_code);
    CHECK(!tables::rules.find(desk.tables(), house_id));
    CHECK(with({{OrderClass::single_unit, 11, 0}, {OrderClass::multi, 2, 9}}) == std::nullopt);
    auto const made = wave_rules(desk.tables(), house_id);
    REQUIRE(made.class_sizes.size() == 2);
    CHECK(made.class_sizes[0].cls == planning::OrderClass::single_unit);
    CHECK(made.class_sizes[0].pieces_min == 11_ea);
    CHECK(made.class_sizes[1].pieces_max == 9_ea);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("rules that were written before there were sizes by class are read as having none") {
    std::string bytes = to_bytes(Rules{.wave_orders_max = 7,
                                       .weight_tolerance_percent = 0,
                                       .weight_tolerance_g = 0,
                                       .carton_fill_percent = 0,
                                       .parcel_weight_max_g = 0});
    std::string_view const later{"\0\0\0\0\0", 5};  // the empty list and what came after it
    REQUIRE(bytes.ends_with(later));
    bytes.resize(bytes.size() - later.size());
    auto const read = from_bytes<Rules>(bytes);
    CHECK(read.wave_orders_max == 7);
    CHECK(read.class_sizes.empty());
    CHECK(read.weight_tolerance_g == 50);
    CHECK(read.parcel_weight_max_g == 30'000);
}

TEST_CASE("the window is of the warehouse's day, also over midnight") {
    Warehouse const shanghai{.code = "W", .name = "W", .utc_offset_min = 8 * 60};
    auto const at = [](int hour, int minute) {  // UTC
        return Instant{(hour * 60 + minute) * 60'000LL};
    };
    Rules rules{};
    CHECK(is_in_window(rules, shanghai, at(3, 0)));
    rules.window_from_min = 8 * 60;
    rules.window_to_min = 18 * 60;
    CHECK(is_in_window(rules, shanghai, at(0, 0)));
    CHECK(!is_in_window(rules, shanghai, at(10, 0)));
    rules.window_from_min = 22 * 60;
    rules.window_to_min = 6 * 60;
    CHECK(is_in_window(rules, shanghai, at(15, 0)));
    CHECK(is_in_window(rules, shanghai, at(21, 59)));
    CHECK(!is_in_window(rules, shanghai, at(22, 0)));
}

}  // namespace
