// SPDX-License-Identifier: Apache-2.0
#include "server/card_routes.hpp"

#include "base/text.hpp"
#include "domain/scan.hpp"

#include <fmt/format.h>

namespace wms::web {
namespace {

constexpr std::size_t goods_max = 50;  // rows of a card

// One line of a card: what it is called, and its value.
void add_fact(boost::json::array& facts, std::string_view en, std::string_view zh,
              std::string value) {
    if (value.empty()) return;
    facts.push_back({{"label", text_json(en, zh)}, {"value", std::move(value)}});
}

std::string word_of(auto value) {
    return boost::describe::enum_to_string(value, "?");
}

void goods_at(Read const& read, Holder place, boost::json::array& facts) {
    std::size_t rows = 0;
    tables::quants.scan_index<0>(read, place, [&](Holder, QuantKey const& key) {
        Quant const quant = tables::quants.at(read, key);
        add_fact(facts, "Holds", "存放",
                 fmt::format("{} × {} ({})", quant.on_hand, sku_name(read, key.sku),
                             word_of(key.status)));
        return ++rows < goods_max;
    });
}

void describe_location(Read const& read, LocationId id, boost::json::array& facts) {
    Location const row = tables::locations.at(read, id);
    add_fact(facts, "Zone", "库区", tables::zones.at(read, row.zone).code);
    add_fact(facts, "Type", "类型", word_of(row.type));
    goods_at(read, holder::at(id), facts);
}

void describe_container(Read const& read, ContainerId id, boost::json::array& facts) {
    Container const row = tables::containers.at(read, id);
    add_fact(facts, "State", "状态", word_of(row.state));
    if (row.parent != holder::nowhere)
        add_fact(facts, "Stands at", "位置", name_of(read, row.parent));
    if (row.order) add_fact(facts, "Order", "订单", order_name(read, row.order));
    if (row.wave) add_fact(facts, "Wave", "波次", tables::waves.at(read, row.wave).code);
    goods_at(read, holder::at(id), facts);
}

void describe_sku(Read const& read, SkuId id, boost::json::array& facts) {
    Sku const row = tables::skus.at(read, id);
    add_fact(facts, "Name", "名称", sku_name(read, id));
    add_fact(facts, "State", "状态", word_of(row.state));
    add_fact(facts, "Weight", "重量", fmt::format("{} g", row.weight.value()));
}

void describe_order(Read const& read, OrderId id, boost::json::array& facts) {
    Order const row = tables::orders.at(read, id);
    add_fact(facts, "State", "状态", word_of(row.state));
    add_fact(facts, "Pieces", "件数", fmt::format("{}", row.ordered.value()));
    add_fact(facts, "Picked", "已拣", fmt::format("{}", row.picked.value()));
    add_fact(facts, "Packed", "已打包", fmt::format("{}", row.packed.value()));
    if (row.ship_by != Instant{}) add_fact(facts, "Ship by", "截单", to_text(row.ship_by));
    tables::containers.scan_all(read, [&](ContainerId, Container const& container) {
        if (container.order == id) add_fact(facts, "In", "所在", container.code);
        return facts.size() < goods_max;
    });
}

void describe_parcel(Read const& read, ParcelId id, boost::json::array& facts) {
    Parcel const row = tables::parcels.at(read, id);
    add_fact(facts, "Parcel", "包裹", parcel_name(id));
    add_fact(facts, "State", "状态", word_of(row.state));
    add_fact(facts, "Order", "订单", order_name(read, row.order));
    add_fact(facts, "Waybill", "面单", row.waybill);
    goods_at(read, holder::at(id), facts);
}

void describe_lot(Read const& read, LotId id, boost::json::array& facts) {
    Lot const row = tables::lots.at(read, id);
    add_fact(facts, "Item", "商品", sku_name(read, row.sku));
    if (row.expiry) add_fact(facts, "Expiry", "到期", to_text(row.expiry));
    add_fact(facts, "State", "状态", word_of(row.state));
}

void describe_serial(Read const& read, SerialId id, boost::json::array& facts) {
    add_fact(facts, "Item", "商品", sku_name(read, tables::serials.at(read, id).sku));
    auto const place = tables::serial_place(read, id);
    if (place) add_fact(facts, "Is at", "位置", name_of(read, place->holder));
}

boost::json::array facts_of(Read const& read, Candidate const& found) {
    boost::json::array facts;
    switch (found.kind) {
        case Kind::location: describe_location(read, LocationId{found.id}, facts); break;
        case Kind::container: describe_container(read, ContainerId{found.id}, facts); break;
        case Kind::sku: describe_sku(read, SkuId{found.id}, facts); break;
        case Kind::order: describe_order(read, OrderId{found.id}, facts); break;
        case Kind::waybill: describe_parcel(read, ParcelId{found.id}, facts); break;
        case Kind::lot: describe_lot(read, LotId{found.id}, facts); break;
        case Kind::serial: describe_serial(read, SerialId{found.id}, facts); break;
        case Kind::command:
        case Kind::badge:
        case Kind::station:
        case Kind::carton:
        case Kind::manifest:
        case Kind::carrier:
        case Kind::printer: break;
    }
    return facts;
}

// "Where is this?": whatever is scanned, without changing anything. Several meanings are all shown.
void show_cards(Call&& call) {
    std::string raw{call.request.parameter("code")};
    if (call.request.parameter("encoding") == "base64") raw = bytes_of_base64(raw).value_or("");
    if (raw.empty()) return call.refuse({Why::missing_field, {"code"}});
    Read const read = call.engine().read();
    auto const scanned = resolve(read, raw, day_of(call.engine().now(), 0));
    if (!scanned) return call.refuse(scanned.error());
    boost::json::array cards;
    for (Candidate const& found : scanned->candidates) {
        // What a worker may know: nobody looks other people up by guessing badges.
        if (found.kind == Kind::badge && !call.caller.has(Role::lead)) continue;
        cards.push_back(
            {{"kind", boost::describe::enum_to_string(found.kind, "?")},
             {"id", found.id},
             {"code", found.name},
             {"title",
              text_json(fmt::format("{} {}", kind_word(found.kind, Language::en), found.name),
                        fmt::format("{} {}", kind_word(found.kind, Language::zh), found.name))},
             {"facts", facts_of(read, found)}});
    }
    call.answer(json(200, {{"code", shown(*scanned)}, {"cards", std::move(cards)}}));
}

}  // namespace

std::vector<Route> card_routes() {
    return {{Method::get, "/api/v1/cards", Access::person("stock:read"), show_cards,
             Route::Lane::worker}};
}

}  // namespace wms::web
