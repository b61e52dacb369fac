// SPDX-License-Identifier: Apache-2.0
#include "server/views/card.hpp"

#include "domain/process/shipping.hpp"
#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms::web::views {
namespace {

constexpr std::size_t facts_max = 50;

// What is not known is not on the card. `text`: the value in words, in both languages.
void add(Card& card, std::string_view en, std::string_view zh, std::string value,
         boost::json::value link = nullptr, boost::json::value text = nullptr) {
    if (value.empty()) return;
    card.facts.push_back({{"label", text_json(en, zh)},
                          {"value", std::move(value)},
                          {"text", std::move(text)},
                          {"card", std::move(link)}});
}

template <class Enum>
void add_word(Card& card, std::string_view en, std::string_view zh, Enum value) {
    add(card, en, zh, tell::name(value), nullptr, tell::word(value));
}

// In words as the clock in the hall shows it: "2010-12-09 18:00".
void add_time(Read const& read, Card& card, std::string_view en, std::string_view zh, Instant at) {
    if (at == Instant{}) return;
    auto const house = tables::warehouses.find(read, WarehouseId{1});
    std::int64_t const offset_min = house ? house->utc_offset_min : 0;
    std::string shown = to_text(Instant{at.value() + offset_min * 60'000}).substr(0, 16);
    std::ranges::replace(shown, 'T', ' ');
    add(card, en, zh, to_text(at), nullptr, text_json(shown, shown));
}

template <class Number>
std::string digits(Number number) {
    return fmt::format("{}", number);
}

void add_goods(Read const& read, Holder holder, Card& card) {
    tables::quants.scan_index<0>(read, holder, [&](Holder, QuantKey const& key) {
        Quant const quant = tables::quants.at(read, key);
        auto const link = tell::sku(read, key.sku);
        auto const goods = tell::sku_text(read, key.sku);
        auto const status = tell::word(key.status);
        auto const in = [&](char const* language, char const* sentence) {
            return fmt::format(
                fmt::runtime(sentence), quant.on_hand, goods.at(language).as_string().c_str(),
                link.at("code").as_string().c_str(), status.at(language).as_string().c_str());
        };
        add(card, "Holds", "存放",
            fmt::format("{} × {} ({})", quant.on_hand, sku_name(read, key.sku),
                        tell::name(key.status)),
            link, text_json(in("en", "{} × {} ({}), {}"), in("zh", "{} × {}（{}），{}")));
        return card.facts.size() < facts_max;
    });
}

std::optional<Card> location_card(Read const& read, LocationId id) {
    auto const row = tables::locations.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "Zone", "库区", tables::zones.at(read, row->zone).code);
    add_word(card, "Type", "类型", row->type);
    add_time(read, card, "No picking until", "禁止拣货至", row->locked_out_until);
    add_time(read, card, "No putting until", "禁止上架至", row->locked_in_until);
    add_goods(read, holder::at(id), card);
    return card;
}

std::optional<Card> sku_card(Read const& read, SkuId id) {
    auto const row = tables::skus.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add(card, "Name", "名称", row->name_en);
    add(card, "Chinese name", "中文名称", row->name_zh);
    add_word(card, "State", "状态", row->state);
    std::int64_t const grams = row->weight.value();
    add(card, "Weight", "重量", fmt::format("{} g", grams), nullptr,
        text_json(fmt::format("{} g", grams), fmt::format("{} 克", grams)));
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
    add_word(card, "State", "状态", row->state);
    add(card, "Pieces", "件数", digits(row->ordered.value()));
    add(card, "Picked", "已拣", digits(row->picked.value()));
    add(card, "Packed", "已打包", digits(row->packed.value()));
    add_time(read, card, "Ship by", "截单", row->ship_by);
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

void add_reason(Card& card, std::string_view en, std::string_view zh, std::string const& reason) {
    if (!reason.empty()) add(card, en, zh, reason, nullptr, tell::reason(reason));
}

void add_packing(Read const& read, Parcel const& row, Card& card) {
    if (row.carton)
        add(card, "Carton", "纸箱", tables::skus.at(read, row.carton).code,
            tell::sku(read, row.carton));
    if (row.proposed)
        add(card, "Proposed carton", "推荐纸箱", tables::skus.at(read, row.proposed).code,
            tell::sku(read, row.proposed));
    if (row.own_package_by)
        add(card, "Own package, agreed by", "自备包装，批准人",
            operator_name(read, row.own_package_by));
    if (!row.weight.is_zero()) {
        std::string const grams = fmt::format("{} g", row.weight.value());
        add(card, "Weight", "重量", grams, nullptr,
            text_json(grams, fmt::format("{} 克", row.weight.value())));
    }
    add_reason(card, "Weight typed", "手输重量", row.weight_manual);
    add_reason(card, "Weight approved", "重量已批准", row.weight_approved);
    if (row.weight_approved_by)
        add(card, "Approved by", "批准人", operator_name(read, row.weight_approved_by));
}

std::optional<Card> parcel_card(Read const& read, ParcelId id) {
    auto const row = tables::parcels.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = parcel_name(id)};
    add(card, "Parcel", "包裹", parcel_name(id));
    add_word(card, "State", "状态", row->state);
    add(card, "Order", "订单", order_name(read, row->order), tell::order(read, row->order));
    add(card, "Waybill", "面单", row->waybill);
    add(card, "Sort code", "大头笔", row->sort_code);
    add_packing(read, *row, card);
    if (row->manifest)
        add(card, "Manifest", "交接单", manifest_name(row->manifest),
            tell::card("manifest", row->manifest.value(), manifest_name(row->manifest)));
    add_goods(read, holder::at(id), card);
    return card;
}

std::optional<Card> container_card(Read const& read, ContainerId id) {
    auto const row = tables::containers.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add_word(card, "State", "状态", row->state);
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
    add_word(card, "State", "状态", row->state);
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

std::optional<Card> wave_card(Read const& read, WaveId id) {
    auto const row = tables::waves.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add_word(card, "State", "状态", row->state);
    if (row->on_hold)
        add(card, "On hold", "已暂停", row->hold_reason.empty() ? "✓" : row->hold_reason);
    add_word(card, "Class", "类别", row->order_class);
    add_word(card, "Method", "方式", row->method);
    add(card, "Carrier", "承运商", tell::carrier(read, row->carrier));
    add_time(read, card, "Pickup", "揽收", row->pickup);
    add(card, "Orders", "订单", digits(row->orders - row->orders_removed));
    add(card, "Pieces", "件数", digits(row->pieces.value()));
    add(card, "Tasks open", "未完成任务", digits(row->tasks_open));
    tables::wave_orders.scan(read, id, [&](WaveOrderKey const& key, WaveOrder const& member) {
        if (member.membership != Membership::removed)
            add(card, "Order", "订单", order_name(read, key.order), tell::order(read, key.order));
        return card.facts.size() < facts_max;
    });
    return card;
}

std::optional<Card> operator_card(Read const& read, OperatorId id) {
    auto const row = tables::operators.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->badge};
    add(card, "Name", "姓名", row->name);
    for (Role const role : row->roles) add_word(card, "Role", "角色", role);
    if (row->blocked) add(card, "Blocked", "已停用", "✓");
    auto const session = tables::sessions.find(read, id);
    if (!session) return card;
    auto const device = tables::devices.find(read, session->device);
    bool const here = device && device->actor == id;
    if (here)
        add(card, "At", "终端", device->code,
            tell::card("device", session->device.value(), device->code));
    if (here) add_word(card, "Work", "作业", session->process);
    if (auto const batch = tables::batches.find(read, session->batch)) {
        std::string const code = tables::waves.at(read, batch->wave).code;
        add(card, "Wave", "波次", code, tell::card("wave", batch->wave.value(), code));
    }
    if (auto const tote = tables::containers.find(read, session->container))
        add(card, "Tote", "周转箱", tote->code,
            tell::card("container", session->container.value(), tote->code));
    return card;
}

std::optional<Card> station_card(Read const& read, StationId id) {
    auto const row = tables::stations.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    if (row->location)
        add(card, "Location", "货位", name_of(read, holder::at(row->location)),
            tell::of(read, holder::at(row->location)));
    add(card, "Printer", "打印机", row->printer);
    add(card, "Backup printer", "备用打印机", row->backup_printer);
    tables::devices.scan_all(read, [&](DeviceId device, Device const& one) {
        if (one.station == id)
            add(card, "Terminal", "终端", one.code, tell::card("device", device.value(), one.code));
        return card.facts.size() < facts_max;
    });
    tables::print_jobs.scan_index<0>(read, id, [&](StationId, PrintJobId job) {
        PrintJob const one = tables::print_jobs.at(read, job);
        add(card, "Label not proved", "标签未确认", parcel_name(one.parcel),
            tell::card("parcel", one.parcel.value(), parcel_name(one.parcel)));
        return card.facts.size() < facts_max;
    });
    return card;
}

std::optional<Card> device_card(Read const& read, DeviceId id) {
    auto const row = tables::devices.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = row->code};
    add_word(card, "Kind", "类型", row->kind);
    if (auto const station = tables::stations.find(read, row->station))
        add(card, "Station", "工位", station->code,
            tell::card("station", row->station.value(), station->code));
    if (auto const who = tables::operators.find(read, row->actor))
        add(card, "Signed in", "已登录", who->name,
            tell::card("operator", row->actor.value(), who->badge));
    add_time(read, card, "Last scan", "最近扫描", row->last_at);
    return card;
}

std::optional<Card> manifest_card(Read const& read, ManifestId id) {
    auto const row = tables::manifests.find(read, id);
    if (!row) return std::nullopt;
    Card card{.code = manifest_name(id)};
    auto const carrier = tables::carriers.find(read, row->carrier);
    add(card, "Carrier", "承运人", carrier ? carrier->code : std::string{});
    add_word(card, "State", "状态", row->state);
    add(card, "Parcels", "包裹", digits(row->parcels));
    add_time(read, card, "Closed", "关闭", row->closed_at);
    add_time(read, card, "Handed over", "交接", row->handed_over_at);
    return card;
}

std::optional<Card> carrier_card(Read const& read, CarrierId id) {
    auto const row = tables::carriers.find(read, id);
    if (!row) return std::nullopt;
    constexpr std::int64_t numbers_max = 100'000;
    std::int64_t left = 0;
    tables::pool.scan(read, id,
                      [&](PoolKey const&, PoolNumber const&) { return ++left < numbers_max; });
    Card card{.code = row->code};
    add(card, "Name", "名称", row->name);
    add(card, "Waybill numbers left", "剩余面单号", digits(left));
    if (row->numbers_min > 0) add(card, "At least", "最低数量", digits(row->numbers_min));
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
    if (kind == "wave") return wave_card(read, WaveId{id});
    if (kind == "operator") return operator_card(read, OperatorId{id});
    if (kind == "station") return station_card(read, StationId{id});
    if (kind == "manifest") return manifest_card(read, ManifestId{id});
    if (kind == "carrier") return carrier_card(read, CarrierId{id});
    if (kind == "device") return device_card(read, DeviceId{id});
    return std::nullopt;
}

}  // namespace wms::web::views
