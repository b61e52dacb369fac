// SPDX-License-Identifier: Apache-2.0
#include "server/views/card.hpp"

#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <set>

namespace wms::web::views {
namespace {

constexpr std::size_t facts_max = 50;

// What is not known is not on the card.
void add(Card& card, std::string_view en, std::string_view zh, std::string value,
         boost::json::value link = nullptr, boost::json::value text = nullptr) {
    if (value.empty()) return;
    card.facts.push_back({{"label", text_json(en, zh)},
                          {"value", std::move(value)},
                          {"text", std::move(text)},
                          {"card", std::move(link)}});
}

template <class Number>
std::string digits(Number number) {
    return fmt::format("{}", number);
}

void add_goods(Read const& read, Holder holder, Card& card) {
    tables::quants.scan_index<0>(read, holder, [&](Holder, QuantKey const& key) {
        Quant const quant = tables::quants.at(read, key);
        add(card, "Holds", "存放",
            fmt::format("{} × {} ({})", quant.on_hand, sku_name(read, key.sku),
                        tell::name(key.status)),
            tell::sku(read, key.sku));
        return card.facts.size() < facts_max;
    });
}

std::optional<Card> location_card(Read const& read, LocationId id) {
    auto const row = tables::locations.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "Zone", "库区", tables::zones.at(read, row->zone).code);
    add(card, "Type", "类型", tell::name(row->type));
    if (row->locked_out_until != Instant{})
        add(card, "No picking until", "禁止拣货至", to_text(row->locked_out_until));
    add_goods(read, holder::at(id), card);
    return card;
}

std::optional<Card> sku_card(Read const& read, SkuId id) {
    auto const row = tables::skus.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "Name", "名称", row->name_en);
    add(card, "Chinese name", "中文名称", row->name_zh);
    add(card, "State", "状态", tell::name(row->state));
    add(card, "Weight", "重量", fmt::format("{} g", row->weight.value()));
    if (auto const stock = tables::sku_stock.find(read, SkuKey{WarehouseId{1}, row->owner, id})) {
        add(card, "Available", "可用", digits(stock->available));
        add(card, "Allocated", "已分配", digits(stock->allocated));
    }
    return card;
}

// The totes and parcels its goods are in.
void add_places(Read const& read, OrderId id, Card& card) {
    std::set<Holder> places;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, id, [&](OrderLineKey const&, AllocationId allocation) {
            Holder const holder = tables::allocations.at(read, allocation).quant.holder;
            if (holder.kind == HolderKind::container) places.insert(holder);
            return places.size() < facts_max;
        });
    for (Holder const place : places)
        add(card, "In", "所在", name_of(read, place), tell::of(read, place));
}

std::optional<Card> order_card(Read const& read, OrderId id) {
    auto const row = tables::orders.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->key.external_id};
    add(card, "State", "状态", tell::name(row->state), nullptr, tell::word(row->state));
    add(card, "Pieces", "件数", digits(row->ordered.value()));
    add(card, "Picked", "已拣", digits(row->picked.value()));
    add(card, "Packed", "已打包", digits(row->packed.value()));
    if (row->ship_by != Instant{}) add(card, "Ship by", "截单", to_text(row->ship_by));
    if (auto const wave = tables::waves.find(read, row->wave))
        add(card, "Wave", "波次", wave->code, tell::card("wave", row->wave.value(), wave->code));
    add_places(read, id, card);
    tables::parcels.scan_index<tables::parcels_by_order>(read, id, [&](OrderId, ParcelId parcel) {
        add(card, "Parcel", "包裹", parcel_name(parcel),
            tell::card("parcel", parcel.value(), parcel_name(parcel)));
        return card.facts.size() < facts_max;
    });
    return card;
}

std::optional<Card> parcel_card(Read const& read, ParcelId id) {
    auto const row = tables::parcels.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = parcel_name(id)};
    add(card, "Parcel", "包裹", parcel_name(id));
    add(card, "State", "状态", tell::name(row->state));
    add(card, "Order", "订单", order_name(read, row->order), tell::order(read, row->order));
    add(card, "Waybill", "面单", row->waybill);
    add_goods(read, holder::at(id), card);
    return card;
}

std::optional<Card> container_card(Read const& read, ContainerId id) {
    auto const row = tables::containers.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "State", "状态", tell::name(row->state));
    if (row->parent != holder::nowhere) add(card, "Stands at", "位置", name_of(read, row->parent));
    if (row->order)
        add(card, "Order", "订单", order_name(read, row->order), tell::order(read, row->order));
    if (auto const wave = tables::waves.find(read, row->wave))
        add(card, "Wave", "波次", wave->code, tell::card("wave", row->wave.value(), wave->code));
    add_goods(read, holder::at(id), card);
    return card;
}

std::optional<Card> lot_card(Read const& read, LotId id) {
    auto const row = tables::lots.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "Item", "商品", sku_name(read, row->sku), tell::sku(read, row->sku));
    if (row->expiry) add(card, "Expiry", "到期", to_text(row->expiry));
    add(card, "State", "状态", tell::name(row->state));
    return card;
}

std::optional<Card> serial_card(Read const& read, SerialId id) {
    auto const row = tables::serials.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "Item", "商品", sku_name(read, row->sku), tell::sku(read, row->sku));
    if (auto const place = tables::serial_place(read, id))
        add(card, "Is at", "位置", name_of(read, place->holder), tell::of(read, place->holder));
    return card;
}

}  // namespace

std::optional<Card> card_of(Read const& read, std::string_view kind, std::uint64_t id) {
    if (kind == "location") return location_card(read, LocationId{id});
    if (kind == "sku") return sku_card(read, SkuId{id});
    if (kind == "order") return order_card(read, OrderId{id});
    if (kind == "parcel" || kind == "waybill") return parcel_card(read, ParcelId{id});
    if (kind == "container") return container_card(read, ContainerId{id});
    if (kind == "lot") return lot_card(read, LotId{id});
    if (kind == "serial") return serial_card(read, SerialId{id});
    return std::nullopt;
}

}  // namespace wms::web::views
