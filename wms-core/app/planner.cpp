// SPDX-License-Identifier: Apache-2.0
#include "app/planner.hpp"

#include "base/json.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/site_rules.hpp"
#include "planning/explain.hpp"

#include <deque>
#include <future>
#include <map>
#include <unordered_map>

namespace wms {
namespace {

struct Face {  // where a SKU is picked
    LocationId location;
    ZoneId zone;
    std::int64_t pick_sequence = 0;
    std::int32_t x_mm = 0;
    std::int32_t y_mm = 0;
    Weight weight;
};

class Faces {
public:
    explicit Faces(Read const& read) : read_{read} {}
    Face const& of(WarehouseId warehouse, OwnerId owner, SkuId sku) {
        auto const [place, fresh] = known_.try_emplace(sku);
        if (fresh) place->second = find({warehouse, owner, sku, StockStatus::available});
        return place->second;
    }

private:
    Face find(SkuStatusKey const& key) {
        Face face{};
        face.weight = tables::skus.at(read_, key.sku).weight;
        tables::quants.scan(read_, key, [&](QuantKey const& quant, Quant const& row) {
            if (quant.holder.kind != HolderKind::location) return true;
            Location const location = tables::locations.at(read_, LocationId{quant.holder.id});
            bool const pickable =
                location.type == LocationType::pick && row.on_hand > row.allocated.value();
            if (!pickable) return true;
            face.location = LocationId{quant.holder.id};
            face.zone = location.zone;
            face.pick_sequence = location.pick_sequence;
            face.x_mm = location.x_mm;
            face.y_mm = location.y_mm;
            return false;
        });
        return face;
    }
    Read const& read_;
    std::unordered_map<SkuId, Face> known_;
};

OrderClass to_domain(planning::OrderClass order_class) {
    switch (order_class) {
        case planning::OrderClass::special: return OrderClass::special;
        case planning::OrderClass::custom: return OrderClass::custom;
        case planning::OrderClass::bulk: return OrderClass::bulk;
        case planning::OrderClass::same: return OrderClass::same;
        case planning::OrderClass::single_unit: return OrderClass::single_unit;
        case planning::OrderClass::single_sku: return OrderClass::single_sku;
        case planning::OrderClass::multi: return OrderClass::multi;
    }
    return OrderClass::multi;
}

planning::OrderClass to_planning(OrderClass order_class) {
    switch (order_class) {
        case OrderClass::special: return planning::OrderClass::special;
        case OrderClass::custom: return planning::OrderClass::custom;
        case OrderClass::bulk: return planning::OrderClass::bulk;
        case OrderClass::same: return planning::OrderClass::same;
        case OrderClass::single_unit: return planning::OrderClass::single_unit;
        case OrderClass::single_sku: return planning::OrderClass::single_sku;
        case OrderClass::multi: return planning::OrderClass::multi;
    }
    return planning::OrderClass::multi;
}

// A total pick needs a lane that knows the order from one item; baskets of several SKUs go on a
// cart, which sorts while picking, as long as there is no put wall.
PickMethod to_domain(planning::PlannedWave const& wave) {
    bool const one_sku = wave.cls == planning::OrderClass::single_unit ||
                         wave.cls == planning::OrderClass::single_sku;
    switch (wave.method) {
        case planning::PickMethod::total_pick:
            return one_sku ? PickMethod::total_pick : PickMethod::cluster;
        case planning::PickMethod::cluster:
        case planning::PickMethod::put_wall: return PickMethod::cluster;
        case planning::PickMethod::discrete: return PickMethod::discrete;
    }
    return PickMethod::discrete;
}

planning::RemainderPolicy to_planning(Remainder remainder) {
    switch (remainder) {
        case Remainder::wait: return planning::RemainderPolicy::wait;
        case Remainder::release: return planning::RemainderPolicy::release;
        case Remainder::merge: return planning::RemainderPolicy::merge;
    }
    return planning::RemainderPolicy::release;
}

}  // namespace

std::vector<planning::Candidate> wave_candidates(Read const& read, WarehouseId warehouse) {
    std::vector<planning::Candidate> candidates;
    Faces faces{read};
    tables::orders.scan_index<tables::orders_queue>(
        read, OrderState::approved, [&](QueueKey const& key, OrderId id) {
            Order const order = tables::orders.at(read, id);
            if (order.warehouse != warehouse || order.wave || !order.holds.empty()) return true;
            planning::Candidate candidate{.order = id,
                                          .priority = key.priority,
                                          .paid_at = key.paid_at,
                                          .pickup = order.ship_by,
                                          .carrier = order.carrier,
                                          .service = order.service,
                                          .temperature_zone = {},
                                          .shop = order.key.channel,
                                          .profile = planning::ProcessProfile::parcel,
                                          .weight = {},
                                          .lines = {}};
            tables::order_lines.scan(read, id, [&](OrderLineKey const&, OrderLine const& line) {
                if (open_quantity(line).is_zero()) return true;
                Face const& face = faces.of(warehouse, order.owner, line.sku);
                candidate.weight += face.weight * open_quantity(line).value();
                candidate.lines.push_back({line.sku, open_quantity(line), face.location, face.zone,
                                           face.pick_sequence, face.x_mm, face.y_mm});
                return true;
            });
            // A line without a face has no stock now; the rest of the order may still go (short
            // policy).
            std::erase_if(candidate.lines, [](auto const& line) { return !line.location; });
            if (!candidate.lines.empty()) candidates.push_back(std::move(candidate));
            return true;
        });
    return candidates;
}

planning::WaveRules wave_rules(Read const& read, WarehouseId warehouse) {
    return wave_rules(read, warehouse, rules_of(read, warehouse));
}

planning::WaveRules wave_rules(Read const& read, WarehouseId warehouse, Rules const& rules) {
    std::int32_t depth = 0;
    tables::locations.scan_all(read, [&](LocationId, Location const& location) {
        if (location.warehouse == warehouse && location.type == LocationType::pick)
            depth = std::max(depth, location.y_mm);
        return true;
    });
    auto const seconds = [](std::int64_t n) { return Elapsed{n * 1000}; };
    auto const minutes = [](std::int64_t n) { return Elapsed{n * 60'000}; };
    planning::WaveRules made{.bulk_quantity = Quantity{rules.bulk_pieces},
                             .bulk_weight = Weight{rules.bulk_weight_g},
                             .same_order_count = rules.same_orders,
                             .single_own_wave_pieces = Quantity{rules.own_wave_pieces},
                             .wave_pieces_min = Quantity{rules.wave_pieces_min},
                             .wave_pieces_max = Quantity{rules.wave_pieces_max},
                             .wave_orders_max = rules.wave_orders_max,
                             .wall_slots = 0,
                             .cart_bins = rules.cart_bins,
                             .small_piece_weight = Weight{rules.small_piece_g},
                             .release_slack = minutes(rules.release_slack_min),
                             .wait_max = minutes(rules.wait_max_min),
                             .remainder_policy = to_planning(rules.remainder),
                             .speed = {.walk_mm_per_s = rules.walk_mm_per_s,
                                       .per_stop = seconds(rules.per_stop_s),
                                       .per_piece = seconds(rules.per_piece_s),
                                       .per_sort = seconds(rules.per_sort_s),
                                       .per_tour = seconds(rules.per_tour_s)},
                             .layout = {depth + 2000},
                             .start = {},
                             .end = {}};
    for (OwnClass const& one : rules.own_classes)
        made.custom_rules.push_back({one.name,
                                     carrier_by_code(read, one.carrier).value_or(CarrierId{}),
                                     one.service, one.shop});
    for (ClassSize const& one : rules.class_sizes)
        made.class_sizes.push_back(
            {to_planning(one.order_class), Quantity{one.pieces_min}, Quantity{one.pieces_max}});
    return made;
}

WavePreview preview_waves(Read const& read, WarehouseId warehouse, Instant now,
                          planning::WaveRules const& rules) {
    auto const candidates = wave_candidates(read, warehouse);
    planning::WavePlan plan = planning::build_waves(candidates, rules, now);
    WavePreview preview{.waves = {}, .left_out = std::move(plan.left_out)};
    std::map<CarrierId, std::string> carriers;
    for (planning::PlannedWave const& wave : plan.waves) {
        auto const [carrier, fresh] = carriers.try_emplace(wave.carrier);
        if (fresh) carrier->second = tables::carriers.at(read, wave.carrier).code;
        PlanWave command{.order_class = to_domain(wave.cls),
                         .method = to_domain(wave),
                         .carrier = carrier->second,
                         .service = wave.service,
                         .pickup = wave.pickup,
                         .orders = wave.orders,
                         .walk_mm = wave.walk_mm};
        for (planning::Reason const& reason : wave.explanation.reasons)
            command.explanation.push_back(boost::json::serialize(to_json(reason)));
        bool const release_now = wave.decision == planning::ReleaseDecision::release;
        preview.waves.push_back({std::move(command), release_now, wave.lines});
    }
    return preview;
}

WaveProposal propose_waves(Read const& read, WarehouseId warehouse, Instant now,
                           planning::WaveRules const& rules) {
    WavePreview preview = preview_waves(read, warehouse, now, rules);
    WaveProposal proposal{.commands = {}, .waiting = preview.left_out.size()};
    for (WavePreview::Row& wave : preview.waves) {
        if (wave.release_now)
            proposal.commands.push_back(std::move(wave.command));
        else
            proposal.waiting += wave.command.orders.size();
    }
    return proposal;
}

ReleasedWaves release_waves(Engine& engine, OperatorId actor, std::vector<PlanWave> waves) {
    constexpr std::size_t in_flight_max = 8;
    ReleasedWaves result{};
    std::deque<std::future<Outcome>> in_flight;
    auto const take_answer = [&] {
        Outcome const outcome = in_flight.front().get();
        in_flight.pop_front();
        ++(outcome.refusal ? result.refused : result.released);
    };
    for (PlanWave& wave : waves) {
        if (in_flight.size() == in_flight_max) take_answer();
        in_flight.push_back(engine.submit(
            {.device = {}, .captured_at = {}, .actor = actor, .command = std::move(wave)}));
    }
    while (!in_flight.empty()) take_answer();
    return result;
}

}  // namespace wms
