// SPDX-License-Identifier: Apache-2.0
#include "server/views/board.hpp"

#include "server/views/exceptions.hpp"
#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <tuple>

namespace wms::web::views {
namespace {

constexpr std::size_t waiting_looked_at = 5000;
constexpr std::int64_t tight_min = 30;

struct Stages {
    std::int64_t released = 0, picking = 0, picked = 0, packed = 0, labelled = 0, handed_over = 0;
};
BOOST_DESCRIBE_STRUCT(Stages, (), (released, picking, picked, packed, labelled, handed_over))

struct WaveCounts {
    Stages stages;
    std::int64_t orders = 0;  // that still belong to it
    std::int64_t lines = 0;
    std::int64_t lines_left = 0;
    std::int64_t shorts = 0;
};

void count_order(Stages& stages, Order const& order) {
    switch (order.state) {
        case OrderState::created:
        case OrderState::held:
        case OrderState::approved:
        case OrderState::wait_stock:
        case OrderState::released: ++stages.released; return;
        case OrderState::picking: ++stages.picking; return;
        case OrderState::picked:
        case OrderState::sorted: ++stages.picked; return;
        case OrderState::packing:
            // All pieces are in parcels, a label is not proved yet.
            ++(open_quantity(order).is_zero() ? stages.packed : stages.picked);
            return;
        case OrderState::packed:
        case OrderState::manifested: ++stages.labelled; return;
        case OrderState::shipped:
        case OrderState::delivered:
        case OrderState::closed: ++stages.handed_over; return;
        case OrderState::cancelled: return;
    }
}

WaveCounts count_wave(Read const& read, WaveId id) {
    WaveCounts counts{};
    tables::wave_orders.scan(read, id, [&](WaveOrderKey const& key, WaveOrder const& member) {
        if (member.membership == Membership::removed) return true;
        Order const order = tables::orders.at(read, key.order);
        if (order.state != OrderState::cancelled) ++counts.orders;
        count_order(counts.stages, order);
        return true;
    });
    tables::tasks.scan_index<tables::tasks_by_wave>(read, id, [&](WaveId, TaskId task) {
        TaskState const state = tables::tasks.at(read, task).state;
        if (state == TaskState::cancelled) return true;
        ++counts.lines;
        if (state < TaskState::done) ++counts.lines_left;
        if (state == TaskState::short_) ++counts.shorts;
        return true;
    });
    return counts;
}

struct Forecast {
    std::optional<Instant> finish = {};
    std::optional<std::int64_t> slack_min = {};
    std::string_view light = "unknown";
};
struct Pace {
    std::int64_t lines_left = 0;
    std::int64_t lines_in_window = 0;
    bool done = false;
};

// Lines left ÷ rate of the last 30 minutes; nothing when nothing was picked, because then nobody
// knows.
Forecast forecast(Pace const& pace, Instant pickup, Instant at) {
    Forecast result{};
    if (pace.done) return {.light = "done"};
    if (pace.lines_left == 0) result.finish = at;
    if (pace.lines_left > 0 && pace.lines_in_window > 0)
        result.finish = at + Elapsed{rate_window.value() * pace.lines_left / pace.lines_in_window};
    if (pickup == Instant{}) return result;
    if (result.finish) {
        std::int64_t const slack = (pickup - *result.finish).value() / 60'000;
        result.slack_min = slack;
        result.light = slack < 0 ? "late" : slack < tight_min ? "tight" : "on_time";
    }
    if (pickup < at) result.light = "late";
    return result;
}

void put_forecast(boost::json::object& to, Forecast const& forecast) {
    to["forecast"] = forecast.finish ? tell::time(*forecast.finish) : nullptr;
    to["slack_min"] = forecast.slack_min ? boost::json::value(*forecast.slack_min) : nullptr;
    to["light"] = forecast.light;
}

boost::json::array allowed(Wave const& row) {
    boost::json::array can;
    if (row.state == WaveState::planned) can.emplace_back("release");
    if (row.state < WaveState::closed && row.state != WaveState::planned)
        can.emplace_back(row.on_hold ? "resume" : "hold");
    if (row.state < WaveState::picking) can.emplace_back("cancel");
    return can;
}

std::int64_t lines_in_window(Activity const& activity, WaveId id, Instant at) {
    return activity.with([&](Activity const& a) { return a.lines_since(id, at - rate_window); });
}

boost::json::object wave_json(Read const& read, WaveId id, Wave const& row,
                              WaveCounts const& counts) {
    return {{"id", id.value()},
            {"code", row.code},
            {"state", tell::name(row.state)},
            {"on_hold", row.on_hold},
            {"hold_reason", row.on_hold ? row.hold_reason : std::string{}},
            {"order_class", tell::name(row.order_class)},
            {"class_text", tell::word(row.order_class)},
            {"method", tell::name(row.method)},
            {"method_text", tell::word(row.method)},
            {"carrier", tell::carrier(read, row.carrier)},
            {"service", row.service},
            {"pickup", tell::time(row.pickup)},
            {"orders", row.orders},
            {"orders_removed", row.orders_removed},
            {"pieces", row.pieces.value()},
            {"lines", counts.lines},
            {"lines_left", counts.lines_left},
            {"stages", to_json(counts.stages)},
            {"shorts", counts.shorts},
            {"can", allowed(row)}};
}

struct Summary {
    boost::json::object json;
    WaveCounts counts;
};
Summary summary(Read const& read, Activity const& activity, Instant at, WaveId id,
                Wave const& row) {
    Summary result{.json = {}, .counts = count_wave(read, id)};
    WaveCounts const& counts = result.counts;
    std::int64_t const rate = lines_in_window(activity, id, at);
    result.json = wave_json(read, id, row, counts);
    result.json["lines_per_h"] = rate * 2;
    bool const done = counts.stages.labelled + counts.stages.handed_over >= counts.orders;
    put_forecast(result.json,
                 forecast({counts.lines_left, rate, done && row.state >= WaveState::picked},
                          row.pickup, at));
    return result;
}

template <class Visit>
void each_open_wave(Read const& read, Visit visit) {
    tables::waves.scan_index_from<0>(read, WarehouseId{}, [&](WarehouseId, WaveId id) {
        visit(id, tables::waves.at(read, id));
        return true;
    });
}

// --- L1

using CutoffKey = std::tuple<Instant, CarrierId, std::string>;
struct CutoffCounts {
    std::int64_t orders = 0;
    std::int64_t orders_left = 0;
    std::int64_t lines_left = 0;
};
struct House {
    std::map<CutoffKey, CutoffCounts> cutoffs;
    std::int64_t waiting = 0;
    std::int64_t on_floor = 0;
    std::int64_t late = 0;
    std::int64_t lines_left = 0;
};

void add_waves(Read const& read, Instant at, House& house) {
    each_open_wave(read, [&](WaveId id, Wave const& row) {
        WaveCounts const counts = count_wave(read, id);
        std::int64_t const left =
            counts.orders - counts.stages.labelled - counts.stages.handed_over;
        CutoffCounts& cutoff = house.cutoffs[{row.pickup, row.carrier, row.service}];
        cutoff.orders += counts.orders;
        cutoff.orders_left += left;
        cutoff.lines_left += counts.lines_left;
        house.on_floor += left;
        house.lines_left += counts.lines_left;
        if (row.pickup != Instant{} && row.pickup < at) house.late += left;
    });
}

void add_waiting(Read const& read, Instant at, House& house) {
    std::size_t looked_at = 0;
    tables::orders.scan_index_from<tables::orders_queue>(
        read, QueueKey{}, [&](QueueKey const&, OrderId id) {
            ++house.waiting;
            if (++looked_at > waiting_looked_at) return true;
            Order const order = tables::orders.at(read, id);
            CutoffCounts& cutoff = house.cutoffs[{order.ship_by, order.carrier, order.service}];
            ++cutoff.orders;
            ++cutoff.orders_left;
            cutoff.lines_left += order.lines;
            house.lines_left += order.lines;
            if (order.ship_by != Instant{} && order.ship_by < at) ++house.late;
            return true;
        });
}

boost::json::array cutoffs_json(Read const& read, House const& house, std::int64_t rate,
                                Instant at) {
    boost::json::array list;
    for (auto const& [key, counts] : house.cutoffs) {
        auto const& [pickup, carrier, service] = key;
        boost::json::object row{{"carrier", tell::carrier(read, carrier)},
                                {"service", service},
                                {"pickup", tell::time(pickup)},
                                {"orders", counts.orders},
                                {"orders_left", counts.orders_left}};
        put_forecast(row, forecast({counts.lines_left, rate, counts.orders_left == 0}, pickup, at));
        list.push_back(std::move(row));
    }
    return list;
}

std::int64_t open_parcels(Read const& read) {
    std::int64_t open = 0;
    tables::parcels.scan_index_from<tables::parcels_open>(
        read, tables::OpenParcelKey{}, [&](tables::OpenParcelKey const&, ParcelId) {
            ++open;
            return true;
        });
    return open;
}

boost::json::array rounds(Read const& read, WaveId wave) {
    std::map<BatchId, std::pair<std::int64_t, std::int64_t>> tasks;  // all, open
    tables::tasks.scan_index<tables::tasks_by_wave>(read, wave, [&](WaveId, TaskId id) {
        Task const task = tables::tasks.at(read, id);
        if (task.state == TaskState::cancelled) return true;
        ++tasks[task.batch].first;
        if (task.state < TaskState::done) ++tasks[task.batch].second;
        return true;
    });
    boost::json::array list;
    for (auto const& [id, counts] : tasks) {
        Batch const batch = tables::batches.at(read, id);
        auto const container = tables::containers.find(read, batch.container);
        auto const zone = tables::zones.find(read, batch.zone);
        list.push_back({{"batch", id.value()},
                        {"zone", zone ? zone->code : ""},
                        {"state", tell::name(batch.state)},
                        {"operator", tell::person(read, batch.claim.actor)},
                        {"device", tell::device(read, batch.claim.device)},
                        {"container", container ? boost::json::value(container->code) : nullptr},
                        {"tasks", counts.first},
                        {"tasks_open", counts.second},
                        {"until", batch.claim.actor ? tell::time(batch.claim.until) : nullptr}});
    }
    return list;
}

boost::json::array shorts(Read const& read, WaveId wave) {
    boost::json::array list;
    tables::tasks.scan_index<tables::tasks_by_wave>(read, wave, [&](WaveId, TaskId id) {
        Task const task = tables::tasks.at(read, id);
        if (task.state != TaskState::short_) return true;
        list.push_back({{"task", id.value()},
                        {"sku", tables::skus.at(read, task.quant.sku).code},
                        {"sku_name", tell::sku_text(read, task.quant.sku)},
                        {"location", name_of(read, task.quant.holder)},
                        {"need", task.need.value()},
                        {"done", task.done.value()},
                        {"reason", tell::reason(task.short_reason)}});
        return true;
    });
    return list;
}

boost::json::array removed(Read const& read, WaveId wave) {
    boost::json::array list;
    tables::wave_orders.scan(read, wave, [&](WaveOrderKey const& key, WaveOrder const& member) {
        if (member.membership == Membership::removed)
            list.push_back({{"order", key.order.value()},
                            {"external_id", order_name(read, key.order)},
                            {"reason", tell::reason(member.reason)}});
        return true;
    });
    return list;
}

boost::json::value holder_of(Read const& read, Order const& order, OrderId id) {
    if (order.state < OrderState::picking || order.state >= OrderState::packed) return nullptr;
    boost::json::value holder = nullptr;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, id, [&](OrderLineKey const&, AllocationId allocation) {
            Allocation const row = tables::allocations.at(read, allocation);
            if (row.stage == Stage::reserved) return true;
            holder = boost::json::string{name_of(read, row.quant.holder)};
            return false;
        });
    return holder;
}

}  // namespace

boost::json::object wave(Read const& read, Activity const& activity, Instant at, WaveId id,
                         Wave const& row) {
    return summary(read, activity, at, id, row).json;
}

boost::json::object waves(Read const& read, Activity const& activity, Instant at) {
    boost::json::array items;
    each_open_wave(read, [&](WaveId id, Wave const& row) {
        items.push_back(wave(read, activity, at, id, row));
    });
    return {{"at", tell::time(at)}, {"items", std::move(items)}};
}

boost::json::object wave_detail(Read const& read, Activity const& activity, Instant at, WaveId id,
                                Wave const& row) {
    boost::json::object json = wave(read, activity, at, id, row);
    boost::json::array why;
    for (std::string const& line : row.explanation) why.push_back(tell::explained(line));
    json["explanation"] = std::move(why);
    json["walk_m"] = row.walk_mm / 1000;
    json["planned_at"] = tell::time(row.planned_at);
    json["released_at"] = tell::time(row.released_at);
    json["rounds"] = rounds(read, id);
    json["shorts_list"] = shorts(read, id);
    json["removed"] = removed(read, id);
    return json;
}

boost::json::object wave_order(Read const& read, OrderId id) {
    Order const order = tables::orders.at(read, id);
    return {{"order", id.value()},
            {"external_id", order.key.external_id},
            {"state", tell::name(order.state)},
            {"state_text", tell::word(order.state)},
            {"pieces", order.ordered.value()},
            {"picked", order.picked.value()},
            {"packed", order.packed.value()},
            {"short", order.short_.value()},
            {"parcels", order.parcels},
            {"ship_by", tell::time(order.ship_by)},
            {"holder", holder_of(read, order, id)}};
}

boost::json::object now(Read const& read, Activity const& activity, Instant at, bool demo) {
    House house{};
    add_waves(read, at, house);
    add_waiting(read, at, house);
    auto const [today, rate] = activity.with(
        [&](Activity const& a) { return std::pair{a.today(), a.lines_since(at - rate_window)}; });
    auto const warehouse = tables::warehouses.find(read, WarehouseId{1}).value_or(Warehouse{});
    boost::json::object totals{{"orders_waiting", house.waiting},
                               {"orders_on_floor", house.on_floor},
                               {"orders_packed", today.pack.size()},
                               {"orders_handed_over", today.orders_out},
                               {"orders_cancelled", today.orders_cancelled},
                               {"orders_late", house.late},
                               {"lines_left", house.lines_left},
                               {"lines_done", today.lines},
                               {"lines_per_h", rate * 2},
                               {"parcels_open", open_parcels(read)},
                               {"parcels_handed_over", today.parcels_out}};
    return {{"at", tell::time(at)},
            {"warehouse", warehouse.code},
            {"utc_offset_min", warehouse.utc_offset_min},
            {"totals", std::move(totals)},
            {"cutoffs", cutoffs_json(read, house, rate, at)},
            {"exceptions", exception_counts(read, activity, at)},
            {"demo", demo}};
}

}  // namespace wms::web::views
