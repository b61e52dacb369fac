// SPDX-License-Identifier: Apache-2.0
#include "domain/change.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

template <std::size_t n, class Table, class IndexKey>
std::optional<typename Table::key_type> first_by(Table const& table, Read const& read,
                                                 IndexKey const& key) {
    std::optional<typename Table::key_type> found;
    table.template scan_index<n>(read, key, [&](auto const&, auto const& id) {
        found = id;
        return false;
    });
    return found;
}

// A code with a zero byte cannot be in an index (and would end its text early).
bool can_be_code(std::string const& code) {
    return !code.empty() && code.size() <= 200 && code.find('\0') == std::string::npos;
}

template <class Table>
std::optional<typename Table::key_type> by_code(Table const& table, Read const& read,
                                                std::string const& code) {
    if (!can_be_code(code)) return std::nullopt;
    return first_by<0>(table, read, code);
}

}  // namespace

void raise_counter(Write& write, tables::Counter counter, std::uint64_t id) {
    auto const value = tables::counters.find(write, counter);
    if (!value || value->last < id) tables::counters.put(write, counter, {id});
}

void post_stock(Change& change, StockPosted posted) {
    auto const last = tables::ledger_counters.find(change.tables(), posted.warehouse);
    posted.ledger_seq = (last ? last->last : 0) + 1;
    change.post(posted);
}

std::optional<SkuId> sku_by_code(Read const& read, std::string const& code) {
    return by_code(tables::skus, read, code);
}
std::optional<LocationId> location_by_code(Read const& read, std::string const& code) {
    return by_code(tables::locations, read, code);
}
std::optional<ContainerId> container_by_code(Read const& read, std::string const& code) {
    return by_code(tables::containers, read, code);
}
std::optional<StationId> station_by_code(Read const& read, std::string const& code) {
    return by_code(tables::stations, read, code);
}
std::optional<CarrierId> carrier_by_code(Read const& read, std::string const& code) {
    return by_code(tables::carriers, read, code);
}
std::optional<OwnerId> owner_by_code(Read const& read, std::string const& code) {
    return by_code(tables::owners, read, code);
}
std::optional<WarehouseId> warehouse_by_code(Read const& read, std::string const& code) {
    return by_code(tables::warehouses, read, code);
}
std::optional<ZoneId> zone_by_code(Read const& read, WarehouseId warehouse,
                                   std::string const& code) {
    if (!can_be_code(code)) return std::nullopt;
    return first_by<0>(tables::zones, read, tables::ZoneCodeKey{warehouse, code});
}
std::optional<LotId> lot_by_code(Read const& read, SkuId sku, std::string const& code) {
    if (!can_be_code(code)) return std::nullopt;
    return first_by<0>(tables::lots, read, LotCodeKey{sku, code});
}
std::optional<SerialId> serial_by_code(Read const& read, SkuId sku, std::string const& code) {
    if (!can_be_code(code)) return std::nullopt;
    std::optional<SerialId> found;
    tables::serials.scan_index<0>(read, code, [&](std::string const&, SerialId id) {
        if (tables::serials.at(read, id).sku == sku) found = id;
        return !found;
    });
    return found;
}
std::optional<OperatorId> operator_by_badge(Read const& read, std::string const& badge) {
    return by_code(tables::operators, read, badge);
}
std::optional<DeviceId> device_by_code(Read const& read, std::string const& code) {
    return by_code(tables::devices, read, code);
}
std::optional<OrderId> order_by_key(Read const& read, OrderKey const& key) {
    if (!can_be_code(key.channel) || !can_be_code(key.external_id)) return std::nullopt;
    return first_by<tables::orders_by_key>(tables::orders, read, key);
}

std::optional<QuantKey> tables::serial_place(Read const& read, SerialId serial) {
    SkuId const sku = serials.at(read, serial).sku;
    SkuKey const goods{WarehouseId{1}, skus.at(read, sku).owner, sku};
    std::optional<QuantKey> place;
    quants.scan(read, goods, [&](QuantKey const& key, Quant const& quant) {
        bool const here = key.serial == serial && holder::is_real(key.holder) && quant.on_hand > 0;
        if (here) place = key;
        return !here;
    });
    return place;
}

std::string name_of(Read const& read, Holder place) {
    constexpr std::string_view virtual_names[] = {"?",          "SUPPLIER", "CUSTOMER",
                                                  "ADJUSTMENT", "SCRAP",    "CONSUMED"};
    switch (place.kind) {
        case HolderKind::virtual_place: {
            std::size_t const index = place.id < std::size(virtual_names) ? place.id : 0;
            return std::string{virtual_names[index]};
        }
        case HolderKind::location: {
            auto const location = tables::locations.find(read, LocationId{place.id});
            return location ? location->code : "?";
        }
        case HolderKind::container: {
            auto const container = tables::containers.find(read, ContainerId{place.id});
            return container ? container->code : "?";
        }
        case HolderKind::parcel: return parcel_name(ParcelId{place.id});
    }
    return "?";
}

std::string sku_name(Read const& read, SkuId sku) {
    auto const row = tables::skus.find(read, sku);
    if (!row) return "?";
    return row->name_en.empty() ? row->code : fmt::format("{} ({})", row->name_en, row->code);
}

std::string order_name(Read const& read, OrderId order) {
    auto const row = tables::orders.find(read, order);
    return row ? row->key.external_id : "?";
}

std::string operator_name(Read const& read, OperatorId who) {
    auto const row = tables::operators.find(read, who);
    return row ? row->name : "?";
}

std::string parcel_name(ParcelId parcel) {
    return fmt::format("PC-{}", parcel.value());
}

bool is_live(Read const& read, Claim const& claim, Instant now) {
    if (!claim.actor) return false;
    auto const session = tables::sessions.find(read, claim.actor);
    if (!session) return false;
    auto const device = tables::devices.find(read, session->device);
    return device && device->actor == claim.actor && now - device->last_at < claim_lease;
}

Day today(Read const& read, WarehouseId warehouse, Instant now) {
    auto const row = tables::warehouses.find(read, warehouse);
    return day_of(now, row ? row->utc_offset_min : 0);
}

}  // namespace wms
