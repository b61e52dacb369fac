// SPDX-License-Identifier: Apache-2.0
#include "app/sheet_data.hpp"

#include "app/location_labels.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/sheets.hpp"
#include "domain/process/shipping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms {
namespace {

using Values = std::expected<labels::LabelData, std::string>;
using Rows = std::vector<labels::Fields>;

constexpr char const* gone = "what the sheet is about is not there any more · 单据对象已不存在";

std::string kilograms(std::int64_t grams) {
    return fmt::format("{:.3f} kg", static_cast<double>(grams) / 1000);
}

std::string number(std::int64_t value) {
    return fmt::format("{}", value);
}

std::string printed_at(Warehouse const& warehouse, WaybillSettings const& settings) {
    return settings.now ? local_time(settings.now(), warehouse) : std::string{};
}

Values location_label(Read const& read, LocationId id, WaybillSettings const& settings) {
    auto const location = tables::locations.find(read, id);
    if (!location) return std::unexpected(gone);
    return labels::LabelData{.language = settings.language,
                             .fields = location_fields(read, *location)};
}

// --- 交接单

Values manifest(Read const& read, ManifestId id, WaybillSettings const& settings) {
    auto const row = tables::manifests.find(read, id);
    if (!row) return std::unexpected(gone);
    Warehouse const warehouse = tables::warehouses.at(read, row->warehouse);
    Carrier const carrier = tables::carriers.find(read, row->carrier).value_or(Carrier{});
    Rows lines;
    std::int64_t grams = 0;
    auto const add = [&](ManifestParcelKey const& key, ManifestParcel const& scanned) {
        Parcel const parcel = tables::parcels.at(read, key.parcel);
        grams += parcel.weight.value();
        lines.push_back({{"waybill", parcel.waybill},
                         {"order", order_name(read, parcel.order)},
                         {"scanned_at", local_time(scanned.scanned_at, warehouse).substr(11)}});
        if (parcel.weight != Weight{}) lines.back()["weight"] = kilograms(parcel.weight.value());
        return true;
    };
    tables::manifest_parcels.scan(read, id, add);
    labels::LabelData data{.language = settings.language};
    data.fields = {{"code", manifest_name(id)},
                   {"carrier", carrier.name.empty() ? carrier.code : carrier.name},
                   {"warehouse", warehouse.name.empty() ? warehouse.code : warehouse.name},
                   {"parcels", number(row->parcels)},
                   {"courier", row->courier},
                   {"printed_at", printed_at(warehouse, settings)}};
    if (grams != 0) data.fields["weight"] = kilograms(grams);
    if (row->closed_at != Instant{})
        data.fields["closed_at"] = local_time(row->closed_at, warehouse);
    data.lists["lines"] = std::move(lines);
    return data;
}

// --- delivery note

// The numbers its parcels travel under.
std::string waybills_of(Read const& read, OrderId id) {
    std::string numbers;
    tables::parcels.scan_index<tables::parcels_by_order>(read, id, [&](OrderId, ParcelId parcel) {
        Parcel const row = tables::parcels.at(read, parcel);
        if (row.state != ParcelState::void_ && !row.waybill.empty())
            numbers += (numbers.empty() ? "" : ", ") + row.waybill;
        return true;
    });
    return numbers;
}

Values delivery_note(Read const& read, OrderId id, WaybillSettings const& settings) {
    auto const order = tables::orders.find(read, id);
    if (!order) return std::unexpected(gone);
    auto const recipient = tables::recipients.find(read, id);
    if (!recipient)
        return std::unexpected(
            "the recipient of the order is not kept any more · 收件人资料已删除");
    Warehouse const warehouse = tables::warehouses.at(read, order->warehouse);
    labels::LabelData data{.language = settings.language};
    std::string const printed = printed_at(warehouse, settings);
    Carrier const carrier = tables::carriers.find(read, order->carrier).value_or(Carrier{});
    data.fields = {{"code", fmt::format("DN-{}", id.value())},
                   {"order", order->key.external_id},
                   {"recipient.name", recipient->name},
                   {"recipient.phone", recipient->phone},
                   {"recipient.address", recipient->address},
                   {"carrier", carrier.name.empty() ? carrier.code : carrier.name},
                   {"waybill", waybills_of(read, id)},
                   {"pieces", number(order->packed.value())},
                   {"remark", recipient->remark},
                   {"printed_at", printed}};
    if (!printed.empty()) data.fields["date"] = printed.substr(0, 10);
    add_sender(data.fields, read, *order, settings);
    Rows& lines = data.lists["lines"];
    for (auto const& [line, row] : lines_of(read, id)) {
        Sku const sku = tables::skus.at(read, row.sku);
        lines.push_back({{"sku", sku.code},
                         {"name", goods_name(sku, settings.language)},
                         {"ordered", number(row.ordered.value())},
                         {"quantity", number(row.packed.value())}});
        if (row.lot) lines.back()["lot"] = tables::lots.at(read, row.lot).code;
        if (!open_quantity(row).is_zero())
            lines.back()["open"] = number(open_quantity(row).value());
    }
    return data;
}

// --- pick list

labels::Fields stop_of(Read const& read, Task const& task, WaybillSettings const& settings) {
    Sku const sku = tables::skus.at(read, task.quant.sku);
    labels::Fields stop{{"location", name_of(read, task.quant.holder)},
                        {"sku", sku.code},
                        {"name", goods_name(sku, settings.language)},
                        {"quantity", number((task.need - task.done).value())}};
    if (auto const location = location_by_code(read, stop["location"]))
        stop["check_digits"] = tables::locations.at(read, *location).check_digits;
    if (task.quant.lot) stop["lot"] = tables::lots.at(read, task.quant.lot).code;
    return stop;
}

Values pick_list(Read const& read, BatchId id, WaybillSettings const& settings) {
    auto const batch = tables::batches.find(read, id);
    if (!batch) return std::unexpected(gone);
    std::vector<std::pair<TaskPathKey, Task>> tasks;
    std::set<OrderId> orders;
    std::int64_t pieces = 0;
    tables::tasks.scan_index<tables::tasks_by_wave>(read, batch->wave, [&](WaveId, TaskId task) {
        Task const row = tables::tasks.at(read, task);
        if (row.batch != id || row.state >= TaskState::done) return true;
        tasks.push_back({{row.batch, row.skips, row.sequence}, row});
        pieces += (row.need - row.done).value();
        if (row.order) orders.insert(row.order);
        return true;
    });
    std::ranges::stable_sort(tasks, [](auto const& a, auto const& b) {
        return std::pair{a.first.skips, a.first.sequence} <
               std::pair{b.first.skips, b.first.sequence};
    });
    Zone const zone = tables::zones.find(read, batch->zone).value_or(Zone{});
    Warehouse const warehouse = tables::warehouses.at(read, batch->warehouse);
    labels::LabelData data{.language = settings.language};
    data.fields = {{"code", fmt::format("B-{}", id.value())},
                   {"wave", tables::waves.at(read, batch->wave).code},
                   {"zone", zone.code},
                   {"pieces", number(pieces)},
                   {"printed_at", printed_at(warehouse, settings)}};
    if (batch->claim.actor) data.fields["operator"] = operator_name(read, batch->claim.actor);
    if (!orders.empty()) data.fields["orders"] = fmt::format("{}", orders.size());
    Rows& lines = data.lists["lines"];
    for (auto const& [key, task] : tasks) lines.push_back(stop_of(read, task, settings));
    return data;
}

// --- count sheet: blind, it says where and what, never how many

Values count_sheet(Read const& read, WarehouseId id, WaybillSettings const& settings) {
    auto const warehouse = tables::warehouses.find(read, id);
    if (!warehouse) return std::unexpected(gone);
    Rows lines;
    for (CountState const state : {CountState::open, CountState::counting, CountState::recount}) {
        tables::counts.scan_index<tables::counts_open>(read, state, [&](CountState, CountId count) {
            Count const row = tables::counts.at(read, count);
            if (row.warehouse != id) return true;
            Location const location = tables::locations.at(read, row.location);
            Sku const sku = tables::skus.at(read, row.sku);
            lines.push_back({{"location", location.code},
                             {"check_digits", location.check_digits},
                             {"sku", sku.code},
                             {"name", goods_name(sku, settings.language)}});
            return true;
        });
    }
    if (lines.empty()) return std::unexpected("there is nothing to count · 没有待盘点任务");
    std::ranges::stable_sort(lines, [](labels::Fields const& a, labels::Fields const& b) {
        return sheets::comes_before(a.at("location"), b.at("location"));
    });
    labels::LabelData data{.language = settings.language};
    std::string const printed = printed_at(*warehouse, settings);
    data.fields = {{"code", "CS-" + warehouse->code}, {"printed_at", printed}};
    if (!printed.empty()) data.fields["date"] = printed.substr(0, 10);
    data.lists["lines"] = std::move(lines);
    return data;
}

}  // namespace

Values print_data(Read const& read, PrintJob const& job, WaybillSettings const& settings) {
    switch (job.kind) {
        case PrintKind::waybill: return waybill_data(read, job, settings);
        case PrintKind::location: return location_label(read, LocationId{job.object}, settings);
        case PrintKind::manifest: return manifest(read, ManifestId{job.object}, settings);
        case PrintKind::delivery_note: return delivery_note(read, OrderId{job.object}, settings);
        case PrintKind::pick_list: return pick_list(read, BatchId{job.object}, settings);
        case PrintKind::count_sheet: return count_sheet(read, WarehouseId{job.object}, settings);
        case PrintKind::custom: break;  // has its own: custom_label.hpp
    }
    return std::unexpected(gone);
}

}  // namespace wms
