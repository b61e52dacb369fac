// SPDX-License-Identifier: Apache-2.0
#include "app/label_data.hpp"

#include <fmt/format.h>

#include <map>

namespace wms {
namespace {

// "Mug blue ×2；Soap ×1"
std::string content(Read const& read, ParcelId parcel, Language language) {
    std::map<SkuId, std::int64_t> pieces;
    tables::quants.scan_index<0>(read, holder::at(parcel), [&](Holder, QuantKey const& key) {
        pieces[key.sku] += tables::quants.at(read, key).on_hand;
        return true;
    });
    std::string text;
    for (auto const& [id, count] : pieces) {
        Sku const sku = tables::skus.at(read, id);
        if (!text.empty()) text += language == Language::zh ? "；" : "; ";
        text += fmt::format("{} ×{}", goods_name(sku, language), count);
    }
    return text;
}

// 12850 fen → "128.50"
std::string in_units(Money money) {
    return fmt::format("{}.{:02}", money.value() / 100, money.value() % 100);
}

struct PlaceInOrder {
    std::size_t number = 0;
    std::size_t count = 0;
};
// Which of the order's parcels; the count only once no further one can come.
PlaceInOrder place_of(Read const& read, ParcelId id, Parcel const& parcel) {
    PlaceInOrder place;
    tables::parcels.scan_index<tables::parcels_by_order>(
        read, parcel.order, [&](OrderId, ParcelId other) {
            if (tables::parcels.at(read, other).state == ParcelState::void_) return true;
            ++place.count;
            if (other <= id) ++place.number;
            return true;
        });
    if (open_quantity(tables::orders.at(read, parcel.order)) != Quantity{}) place.count = 0;
    return place;
}

}  // namespace

std::string local_time(Instant at, Warehouse const& warehouse) {
    std::string text = to_text(at + Elapsed{std::int64_t{warehouse.utc_offset_min} * 60'000});
    text.resize(16);
    text[10] = ' ';
    return text;
}

std::string goods_name(Sku const& sku, Language language) {
    std::string const& wanted = language == Language::zh ? sku.name_zh : sku.name_en;
    std::string const& other = language == Language::zh ? sku.name_en : sku.name_zh;
    return !wanted.empty() ? wanted : !other.empty() ? other : sku.code;
}

void add_sender(labels::Fields& fields, Read const& read, Order const& order,
                WaybillSettings const& settings) {
    std::string name = settings.sender_name;
    if (name.empty()) name = tables::owners.find(read, order.owner).value_or(Owner{}).name;
    if (name.empty()) name = tables::warehouses.at(read, order.warehouse).name;
    if (name.empty()) name = tables::warehouses.at(read, order.warehouse).code;
    fields["sender.name"] = name;
    fields["sender.phone"] = settings.sender_phone;
    fields["sender.address"] = settings.sender_address;
}

std::expected<labels::LabelData, std::string> waybill_data(Read const& read, PrintJob const& job,
                                                           WaybillSettings const& settings) {
    auto const parcel = tables::parcels.find(read, job.parcel);
    auto const order = parcel ? tables::orders.find(read, parcel->order) : std::nullopt;
    if (!order) return std::unexpected("print job without a parcel · 打印任务没有包裹");
    auto const recipient = tables::recipients.find(read, parcel->order);
    if (!recipient)
        return std::unexpected(
            "the recipient of the order is not kept any more · 收件人资料已删除");
    auto const carrier = tables::carriers.find(read, parcel->carrier).value_or(Carrier{});
    Warehouse const warehouse = tables::warehouses.at(read, order->warehouse);
    PlaceInOrder const place = place_of(read, job.parcel, *parcel);
    labels::LabelData data{.language = settings.language};
    auto& fields = data.fields;
    fields["waybill"] = job.document;
    fields["carrier"] = carrier.name.empty() ? carrier.code : carrier.name;
    fields["service"] = parcel->service;
    fields["recipient.name"] = recipient->name;
    fields["recipient.phone"] = recipient->phone;
    fields["recipient.address"] = recipient->address;
    bool const abroad = !recipient->country.empty() && recipient->country != "CN";
    if (abroad) fields["plain"] = "1";
    add_sender(fields, read, *order, settings);
    fields["sort_code"] = parcel->sort_code.empty() ? order->sort_code : parcel->sort_code;
    fields["bag_place"] = parcel->bag_place.empty() ? order->bag_place : parcel->bag_place;
    // collected once: on the first of the order's parcels
    if (order->cod != Money{} && place.number == 1) fields["cod"] = in_units(order->cod);
    fields["remark"] = recipient->remark;
    fields["order"] = order->key.external_id;
    fields["parcel_number"] = std::to_string(place.number);
    fields["parcel_count"] = std::to_string(place.count);
    fields["copy"] = std::to_string(job.copy);
    fields["content"] = content(read, job.parcel, settings.language);
    if (parcel->weight != Weight{})
        fields["weight"] =
            fmt::format("{:.3f} kg", static_cast<double>(parcel->weight.value()) / 1000);
    if (settings.now) fields["printed_at"] = local_time(settings.now(), warehouse);
    return data;
}

}  // namespace wms
