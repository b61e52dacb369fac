// SPDX-License-Identifier: Apache-2.0
// What the office does: orders in, holds, cancellations, waves, deliveries, decisions about counts
// and parcels. It sees lists of the tables, as an office does.
#include "simulation/house.hpp"
#include "simulation/simulation.hpp"

#include <fmt/format.h>

namespace wms::simulation {
namespace {

template <class AnId, class Table, class Fits>
std::vector<AnId> ids_of(Read const& read, Table const& table, Fits fits) {
    std::vector<AnId> ids;
    table.scan_all(read, [&](AnId id, auto const& row) {
        if (fits(row)) ids.push_back(id);
        return true;
    });
    return ids;
}

}  // namespace

std::optional<AnyCommand> Simulation::office_command() {
    auto const orders = ids_of<OrderId>(now_in_tables(), tables::orders,
                                        [](Order const& row) { return !row.key.channel.empty(); });
    std::uint64_t const turn = random_.below(100);
    if (turn < 25 || orders.empty()) return new_order();
    OrderId const order = orders[random_.below(orders.size())];
    if (turn < 45) return approval(order);
    if (turn < 47) return cancellation(order);
    if (turn < 50) {
        bool const held = often(400);
        return ChangeHold{.order = order,
                          .holds = held ? std::vector{Hold::manual} : std::vector<Hold>{},
                          .reason = "looked at"};
    }
    if (turn < 53) return order_again();
    if (turn < 62) return delivery();
    if (turn < 85) return wave_command();
    if (turn < 92) return count_command();
    return parcel_command();
}

// Mostly of one that waits for it.
AnyCommand Simulation::approval(OrderId other) {
    auto const created = ids_of<OrderId>(now_in_tables(), tables::orders, [](Order const& row) {
        return row.state == OrderState::created;
    });
    bool const any = created.empty() || often(150);
    return ApproveOrder{any ? other : created[random_.below(created.size())]};
}

AnyCommand Simulation::new_order() {
    shop_.push_back(order_numbered(shop_.size() + 1));
    return shop_.back();
}

PlaceOrder Simulation::order_numbered(std::size_t number) {
    bool const brand = often(150);
    constexpr ShortPolicy policies[] = {ShortPolicy::ship_short, ShortPolicy::drop_line,
                                        ShortPolicy::drop_order, ShortPolicy::wait,
                                        ShortPolicy::ship_complete};
    PlaceOrder order{.key = {.external_id = fmt::format("S{}", number), .channel = "shop"},
                     .placed_at = wall_,
                     .paid_at = often(500) ? wall_ : Instant{},
                     .priority = random_.between(1, 3) * 50,
                     .carrier = often(600) ? "POST" : "FAST",
                     .ship_by = wall_ + Elapsed{random_.between(1, 9) * 3'600'000},
                     .short_policy = policies[random_.below(5)],
                     .recipient = {.name = often(30) ? "?" : "Ann Example",
                                   .phone = "0",
                                   .address = "1 Sample Street, Town",
                                   .country = "GB"},
                     .lines = {},
                     .owner = brand ? "BRAND" : ""};
    std::uint64_t const lines = often(20) ? 0 : random_.below(3) + 1;
    for (std::uint64_t i = 0; i < lines; ++i) {
        static std::vector<std::string> const shop{"RED", "BLUE", "TEA", "PHONE", "RED", "BLUE"};
        std::string const sku = brand ? "OIL" : often(10) ? "NOTHING" : shop[random_.below(6)];
        std::int64_t const most = sku == "PHONE" ? 2 : 7;
        order.lines.push_back({.sku = sku, .quantity = Quantity{random_.between(1, most)}});
        bool const lot = sku == "TEA" && often(100);
        if (lot) order.lines.back().lot = "LOT-A";
    }
    return order;
}

// The shop sends one again: as it was, or changed before anybody worked on it.
AnyCommand Simulation::order_again() {
    std::size_t const index = random_.below(shop_.size());
    if (often(500)) shop_[index] = order_numbered(index + 1);
    return shop_[index];
}

AnyCommand Simulation::cancellation(OrderId id) {
    CancelOrder cancel{.order = id, .lines = {}, .source = "shop", .reason = "customer"};
    if (often(500)) return cancel;
    Order const order = tables::orders.at(now_in_tables(), id);
    auto const line = static_cast<std::uint32_t>(random_.below(order.lines) + 1);
    OrderLine const row = tables::order_lines.at(now_in_tables(), {id, line});
    std::int64_t const most = open_quantity(row).value();
    cancel.lines = {{line, Quantity{random_.between(1, most + 1)}}};
    return cancel;
}

AnyCommand Simulation::delivery() {
    ImportStock stock{.rows = {}, .reason = "delivered"};
    std::uint64_t const rows = random_.below(3) + 1;
    for (std::uint64_t i = 0; i < rows; ++i) {
        Goods const& goods = house::goods()[random_.below(house::goods().size())];
        auto const& places = house::pick_locations();
        StockRow row{.location = often(30) ? "Q-1" : places[random_.below(places.size())],
                     .sku = goods.sku,
                     .quantity = Quantity{random_.between(1, 25)}};
        if (!goods.lots.empty()) {
            bool const first = often(500);
            row.lot = goods.lots[first ? 0 : 1];
            row.expiry = first ? Day{2026'03'01} : Day{2027'06'30};
        }
        if (!goods.serials.empty()) {
            row.serial = goods.serials[random_.below(goods.serials.size())];
            row.quantity = 1_ea;
        }
        stock.rows.push_back(std::move(row));
    }
    return stock;
}

std::optional<AnyCommand> Simulation::wave_command() {
    Read const& read = now_in_tables();
    std::string const carrier = often(600) ? "POST" : "FAST";
    CarrierId const id = carrier_by_code(read, carrier).value();
    std::vector<OrderId> orders = ids_of<OrderId>(read, tables::orders, [&](Order const& row) {
        return row.state == OrderState::approved && row.carrier == id;
    });
    auto const waves = ids_of<WaveId>(
        read, tables::waves, [](Wave const& row) { return row.state < WaveState::picking; });
    if (!waves.empty() && often(350)) {
        WaveId const wave = waves[random_.below(waves.size())];
        switch (random_.below(4)) {
            case 0: return CancelWave{.wave = wave, .reason = "not today"};
            case 1: return HoldWave{.wave = wave, .hold = often(400)};
            default: return ReleaseWave{wave};
        }
    }
    if (orders.empty()) return std::nullopt;
    random_.shuffle(orders);
    if (orders.size() > 5) orders.resize(random_.below(5) + 1);
    constexpr PickMethod methods[] = {PickMethod::discrete, PickMethod::total_pick,
                                      PickMethod::cluster};
    return PlanWave{.method = methods[random_.below(3)],
                    .carrier = carrier,
                    .pickup = wall_ + Elapsed{3'600'000},
                    .orders = std::move(orders),
                    .release = often(800)};
}

std::optional<AnyCommand> Simulation::count_command() {
    auto const waiting = ids_of<CountId>(now_in_tables(), tables::counts, [](Count const& row) {
        return row.state == CountState::to_review;
    });
    if (waiting.empty()) return std::nullopt;
    return ApproveCount{.count = waiting[random_.below(waiting.size())],
                        .verdict = often(800) ? CountVerdict::approve : CountVerdict::reject,
                        .reason = "looked at"};
}

std::optional<AnyCommand> Simulation::parcel_command() {
    Read const& read = now_in_tables();
    if (often(250)) return LoadNumberPool{"POST", outside_.reserve("POST", random_.below(3) + 1)};
    auto const failed = ids_of<ParcelId>(read, tables::parcels, [](Parcel const& row) {
        return row.waybill_state == WaybillState::failed;
    });
    if (!failed.empty()) return RetryWaybill{failed[random_.below(failed.size())]};
    auto const parcels = ids_of<ParcelId>(read, tables::parcels,
                                          [](Parcel const& row) { return !row.waybill.empty(); });
    if (parcels.empty()) return std::nullopt;
    return ReprintLabel{parcels[random_.below(parcels.size())], "smeared"};
}

}  // namespace wms::simulation
