// SPDX-License-Identifier: Apache-2.0
#include "scenarios/verbs.hpp"

#include "app/planner.hpp"
#include "domain/process/site_rules.hpp"

#include <fmt/format.h>

namespace wms::scenario {
namespace {

PlaceOrder order_of(std::string const& name) {
    return {.key = {.external_id = name, .channel = "web"},
            .carrier = "SF",
            .recipient = {.name = "Wang Wei",
                          .phone = "13800000000",
                          .address = "1 Nanjing Road, Shanghai",
                          .country = "CN"},
            .lines = {}};
}

// order SO-1 SKU-100 12, SKU-2 1 policy ship_complete priority 5 paid 08:00 ship_by 18:00
// Approved at once unless it says so or has a hold.
void order(World& world, Words& words) {
    PlaceOrder place = order_of(words.take("an order"));
    bool approve = true;
    do {
        std::string const sku = words.take("a SKU");
        place.lines.push_back({.sku = sku, .quantity = words.quantity()});
        if (words.skip("lot")) place.lines.back().lot = words.take("a lot");
    } while (words.skip(","));
    while (!words.done()) {
        if (words.skip("policy")) {
            place.short_policy = words.one_of<ShortPolicy>("short policy");
        } else if (words.skip("priority")) {
            place.priority = words.number("a priority");
        } else if (words.skip("paid")) {
            place.paid_at = time_of_day(words.take("a time"), world.midnight());
        } else if (words.skip("ship_by")) {
            place.ship_by = time_of_day(words.take("a time"), world.midnight());
        } else if (words.skip("address")) {
            place.recipient.address = words.take("an address");
        } else if (words.skip("via")) {
            place.carrier = words.take("a carrier");
        } else {
            words.require("unapproved");
            approve = false;
        }
    }
    Outcome const placed = world.office(place);
    if (placed.refusal || !approve) return;
    OrderId const id{placed.object};
    if (tables::orders.at(world.read(), id).state == OrderState::created)
        world.office(ApproveOrder{id});
}

// approve SO-1
void approve(World& world, Words& words) {
    world.office(ApproveOrder{order_named(world, words.take("an order"))});
}

// cancel SO-1 · cancel SO-1 line 1 2 (two pieces of line 1) · cancel wave W-1
void cancel(World& world, Words& words) {
    if (words.skip("wave")) {
        world.office(CancelWave{wave_named(world, words.take("a wave")), "by the scenario"});
        return;
    }
    CancelOrder cancel{.order = order_named(world, words.take("an order")),
                       .lines = {},
                       .source = "shop",
                       .reason = "buyer"};
    while (words.skip("line")) {
        auto const line = static_cast<std::uint32_t>(words.number("a line"));
        cancel.lines.push_back({line, words.quantity()});
    }
    world.office(cancel);
}

// hold SO-1 manual · hold wave W-1
void hold(World& world, Words& words) {
    if (words.skip("wave")) {
        world.office(HoldWave{wave_named(world, words.take("a wave")), true});
        return;
    }
    OrderId const order = order_named(world, words.take("an order"));
    world.office(ChangeHold{order, {words.one_of<Hold>("hold")}, "review"});
}

// clear SO-1 · clear wave W-1
void clear(World& world, Words& words) {
    if (words.skip("wave")) {
        world.office(HoldWave{wave_named(world, words.take("a wave")), false});
        return;
    }
    world.office(ChangeHold{order_named(world, words.take("an order")), {}, "reviewed"});
}

enum class Start : std::uint8_t { at_once, later };

void make_wave(World& world, Words& words, Start start) {
    PlanWave plan{.carrier = "SF", .orders = {}, .release = start == Start::at_once};
    while (!words.done()) {
        if (words.skip("method")) {
            plan.method = words.one_of<PickMethod>("pick method");
        } else if (words.skip("pickup")) {
            plan.pickup = time_of_day(words.take("a time"), world.midnight());
        } else {
            plan.orders.push_back(order_named(world, words.take("an order")));
        }
    }
    bool const sweep = plan.method == PickMethod::total_pick;
    plan.order_class = sweep ? OrderClass::single_unit : OrderClass::multi;
    world.office(plan);
}

// release wave SO-1 SO-2 method cluster · release wave planned W-1
void release(World& world, Words& words) {
    words.require("wave");
    if (words.skip("planned")) {
        world.office(ReleaseWave{wave_named(world, words.take("a wave"))});
    } else {
        make_wave(world, words, Start::at_once);
    }
}

// plan wave SO-1 SO-2: not released yet
void plan(World& world, Words& words) {
    words.require("wave");
    make_wave(world, words, Start::later);
}

// A number of the rules by its name; "remainder wait"; "class single_unit 5 10".
void change_rule(Rules& rules, std::string const& name, Words& words) {
    if (name == "remainder") {
        rules.remainder = words.one_of<Remainder>("remainder");
        return;
    }
    if (name == "class") {
        auto const order_class = words.one_of<OrderClass>("class");
        std::int64_t const least = words.number("a minimum");
        rules.class_sizes.push_back({order_class, least, words.number("a maximum")});
        return;
    }
    bool known = false;
    for_each_field<Rules>([&](auto field) {
        if constexpr (std::is_same_v<std::decay_t<decltype(rules.*field.pointer)>, std::int64_t>) {
            if (name != field.name) return;
            rules.*field.pointer = words.number(name);
            known = true;
        }
    });
    if (!known) throw Mismatch{"there is no rule " + name};
}

// rules remainder wait wave_pieces_min 3 class single_unit 5 10: the others stay as they are
void rules(World& world, Words& words) {
    WarehouseId const house{1};
    ChangeRules change{house, rules_of(world.read(), house)};
    while (!words.done()) {
        std::string const name = words.take("a rule");
        change_rule(change.rules, name, words);
    }
    world.office(change);
}

// planner releases 1 keeps 2: so many waves go out now, so many orders wait for more
void planner(World& world, Words& words) {
    WarehouseId const house{1};
    WaveProposal const proposal =
        propose_waves(world.read(), house, world.now(), wave_rules(world.read(), house));
    words.require("releases");
    auto const wanted = words.number("a number of waves");
    if (wanted != std::ssize(proposal.commands))
        throw Mismatch{fmt::format("{} waves go out", proposal.commands.size())};
    words.require("keeps");
    auto const kept = words.number("a number of orders");
    if (kept != static_cast<std::int64_t>(proposal.waiting))
        throw Mismatch{fmt::format("{} orders wait", proposal.waiting)};
    for (PlanWave const& wave : proposal.commands) world.office(wave);
}

constexpr Verb verbs[] = {
    {"order", order}, {"approve", approve}, {"cancel", cancel},
    {"hold", hold},   {"clear", clear},     {"release", release},
    {"plan", plan},   {"rules", rules},     {"planner", planner},
};

}  // namespace

std::span<Verb const> office_verbs() {
    return verbs;
}

OrderId order_named(World& world, std::string const& name) {
    auto const id = order_by_key(world.read(), {.external_id = name, .channel = "web"});
    if (!id) throw Mismatch{"there is no order " + name};
    return *id;
}

WaveId wave_named(World& world, std::string const& code) {
    WaveId found;
    tables::waves.scan_all(world.read(), [&](WaveId id, Wave const& wave) {
        if (wave.code == code) found = id;
        return !found;
    });
    if (!found) throw Mismatch{"there is no wave " + code};
    return found;
}

SkuId sku_named(World& world, std::string const& code) {
    auto const id = sku_by_code(world.read(), code);
    if (!id) throw Mismatch{"there is no SKU " + code};
    return *id;
}

ParcelId parcel_named(std::string const& name) {
    if (!name.starts_with("PC-")) throw Mismatch{name + " is no parcel"};
    return ParcelId{static_cast<std::uint64_t>(Words{name.substr(3)}.number("parcel number"))};
}

Holder holder_named(World& world, std::string const& name) {
    struct Virtual {
        std::string_view name;
        Holder holder;
    };
    static constexpr Virtual virtuals[] = {{"SUPPLIER", holder::supplier},
                                           {"CUSTOMER", holder::customer},
                                           {"ADJUSTMENT", holder::adjustment},
                                           {"CONSUMED", holder::consumed}};
    for (Virtual const& one : virtuals) {
        if (one.name == name) return one.holder;
    }
    if (name.starts_with("PC-")) return holder::at(parcel_named(name));
    Read const read = world.read();
    if (auto const location = location_by_code(read, name)) return holder::at(*location);
    if (auto const container = container_by_code(read, name)) return holder::at(*container);
    throw Mismatch{"there is no place " + name};
}

}  // namespace wms::scenario
