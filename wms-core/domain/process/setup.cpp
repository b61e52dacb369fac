// SPDX-License-Identifier: Apache-2.0
#include "domain/process/setup.hpp"

#include "domain/allocation.hpp"
#include "domain/barcode.hpp"
#include "domain/field.hpp"
#include "domain/process/access.hpp"
#include "domain/scan.hpp"

#include <fmt/format.h>

#include <set>

namespace wms {
namespace {

template <class Rows, class CodeOf>
Result<> guard_codes(Rows const& rows, std::string_view what, CodeOf code_of) {
    for (auto const& row : rows) {
        if (auto const guard = check_code(what, code_of(row)); !guard) return guard;
    }
    return {};
}

struct Field {
    std::string_view name;
    std::string const& text;
};

Result<> guard_names(std::initializer_list<Field> fields) {
    for (Field const& field : fields) {
        if (auto const guard = check_prose(field.name, field.text, name_characters_max); !guard)
            return guard;
    }
    return {};
}

// Codes that may be missing.
Result<> guard_optional(std::initializer_list<Field> fields) {
    for (Field const& field : fields) {
        if (field.text.empty()) continue;
        if (auto const guard = check_code(field.name, field.text); !guard) return guard;
    }
    return {};
}

template <class Rows, class Guard>
Result<> guard_each(Rows const& rows, Guard guard_row) {
    for (auto const& row : rows) {
        if (auto const guard = guard_row(row); !guard) return guard;
    }
    return {};
}

// Writes one row under the id its code has already, or under a new one.
template <class Event, class AnId, class Row>
AnId define(Change& change, std::optional<AnId> known, tables::Counter counter, Row row) {
    AnId const id = known ? *known : change.next<AnId>(counter);
    change.post(Event{id, std::move(row)});
    return id;
}

WarehouseId warehouse_or_first(Read const& read, std::string const& code) {
    return code.empty() ? WarehouseId{1} : warehouse_by_code(read, code).value_or(WarehouseId{});
}

// References between the rows of one import and to what is there already.
class References {
public:
    References(Read const& read, ImportMasterData const& import) : read_{read}, import_{import} {}

    Result<> check() const {
        for (ZoneRow const& row : import_.zones) {
            if (!has_warehouse(row.warehouse)) return unknown("warehouse", row.warehouse);
        }
        for (LocationRow const& row : import_.locations) {
            if (!has_warehouse(row.warehouse)) return unknown("warehouse", row.warehouse);
            if (!has_zone(row)) return unknown("zone", row.zone);
        }
        for (SkuRow const& row : import_.skus) {
            bool const known =
                row.owner.empty() || owner_by_code(read_, row.owner) ||
                listed(import_.owners, row.owner, [](Owner const& o) { return o.code; });
            if (!known) return unknown("owner", row.owner);
        }
        for (BarcodeRow const& row : import_.barcodes) {
            if (!has_sku(row.sku)) return refuse(Why::unknown_sku, row.sku);
            if (row.barcode.factor < 1 || row.barcode.factor > 1'000'000)
                return refuse(Why::bad_quantity, fmt::format("{}", row.barcode.factor), "1",
                              "1000000");
        }
        return check_places();
    }

private:
    Result<> check_places() const {
        auto const location_known = [&](std::string const& code) {
            return code.empty() || location_by_code(read_, code) ||
                   listed(import_.locations, code,
                          [](LocationRow const& l) { return l.location.code; });
        };
        for (StationRow const& row : import_.stations) {
            if (!location_known(row.location)) return refuse(Why::unknown_location, row.location);
        }
        for (ContainerRow const& row : import_.containers) {
            bool const stands_well =
                row.parent.empty() || (row.type != ContainerType::cart && is_cart(row.parent));
            if (!stands_well) return unknown("cart", row.parent);
        }
        for (DeviceRow const& row : import_.devices) {
            bool const known =
                row.station.empty() || station_by_code(read_, row.station) ||
                listed(import_.stations, row.station, [](StationRow const& s) { return s.code; });
            if (!known) return unknown("station", row.station);
        }
        return {};
    }
    // As it will be after the import.
    bool is_cart(std::string const& code) const {
        auto const& rows = import_.containers;
        auto const row = std::ranges::find(rows, code, &ContainerRow::code);
        if (row != rows.end()) return row->type == ContainerType::cart;
        auto const known = container_by_code(read_, code);
        return known && tables::containers.at(read_, *known).type == ContainerType::cart;
    }
    template <class Rows, class CodeOf>
    static bool listed(Rows const& rows, std::string const& code, CodeOf code_of) {
        for (auto const& row : rows) {
            if (code_of(row) == code) return true;
        }
        return false;
    }
    static std::unexpected<Refusal> unknown(std::string_view what, std::string const& code) {
        return refuse(Why::unknown_object, std::string{what}, code);
    }
    bool has_warehouse(std::string const& code) const {
        if (code.empty()) return !import_.warehouses.empty() || tables::warehouses.count(read_) > 0;
        return warehouse_by_code(read_, code) ||
               listed(import_.warehouses, code, [](Warehouse const& w) { return w.code; });
    }
    bool has_zone(LocationRow const& row) const {
        if (listed(import_.zones, row.zone, [](ZoneRow const& z) { return z.zone.code; }))
            return true;
        return zone_by_code(read_, warehouse_or_first(read_, row.warehouse), row.zone).has_value();
    }
    bool has_sku(std::string const& code) const {
        if (sku_by_code(read_, code)) return true;
        if (!sorted_) {
            for (SkuRow const& row : import_.skus) sku_codes_.insert(row.sku.code);
            sorted_ = true;
        }
        return sku_codes_.contains(code);
    }

    Read const& read_;
    ImportMasterData const& import_;
    mutable std::set<std::string> sku_codes_;
    mutable bool sorted_ = false;
};

Result<> guard_own_codes(ImportMasterData const& c) {
    Result<> const guards[] = {
        guard_codes(c.warehouses, "warehouse code", [](auto const& r) { return r.code; }),
        guard_codes(c.owners, "owner code", [](auto const& r) { return r.code; }),
        guard_codes(c.zones, "zone code", [](auto const& r) { return r.zone.code; }),
        guard_codes(c.locations, "location code", [](auto const& r) { return r.location.code; }),
        guard_codes(c.skus, "SKU code", [](auto const& r) { return r.sku.code; }),
        guard_codes(c.containers, "container code", [](auto const& r) { return r.code; }),
        guard_codes(c.stations, "station code", [](auto const& r) { return r.code; }),
        guard_codes(c.devices, "device code", [](auto const& r) { return r.code; }),
        guard_codes(c.operators, "badge", [](auto const& r) { return r.badge; }),
        guard_codes(c.carriers, "carrier code", [](auto const& r) { return r.code; }),
    };
    for (Result<> const& guard : guards) {
        if (!guard) return guard;
    }
    return {};
}

// Everything that is no code of this house: names, printers, what suppliers print.
Result<> guard_texts(ImportMasterData const& c) {
    Result<> const guards[] = {
        guard_each(c.warehouses,
                   [](auto const& r) { return guard_names({{"warehouse name", r.name}}); }),
        guard_each(c.owners, [](auto const& r) { return guard_names({{"owner name", r.name}}); }),
        guard_each(c.skus,
                   [](auto const& r) {
                       return guard_names({{"name_en", r.sku.name_en}, {"name_zh", r.sku.name_zh}});
                   }),
        guard_each(c.barcodes, [](auto const& r) { return check_foreign_code("barcode", r.code); }),
        guard_each(c.locations,
                   [](auto const& r) {
                       return guard_optional({{"check digits", r.location.check_digits}});
                   }),
        guard_each(c.stations,
                   [](auto const& r) {
                       return guard_optional(
                           {{"printer", r.printer}, {"backup printer", r.backup_printer}});
                   }),
        guard_each(c.operators,
                   [](auto const& r) { return guard_names({{"operator name", r.name}}); }),
        guard_each(c.carriers,
                   [](auto const& r) { return guard_names({{"carrier name", r.name}}); }),
    };
    for (Result<> const& guard : guards) {
        if (!guard) return guard;
    }
    return {};
}

Result<> guard_import(Read const& read, ImportMasterData const& c) {
    std::size_t const rows = c.warehouses.size() + c.owners.size() + c.zones.size() +
                             c.locations.size() + c.skus.size() + c.barcodes.size() +
                             c.containers.size() + c.stations.size() + c.devices.size() +
                             c.operators.size() + c.carriers.size();
    if (rows > import_rows_max)
        return refuse(Why::too_many_lines, "import", fmt::format("{}", rows),
                      fmt::format("{}", import_rows_max));
    if (auto const guard = guard_own_codes(c); !guard) return guard;
    if (auto const guard = guard_texts(c); !guard) return guard;
    return References{read, c}.check();
}

void post_places(Change& change, ImportMasterData const& c) {
    Read const& read = change.tables();
    for (Warehouse const& row : c.warehouses)
        define<WarehouseDefined>(change, warehouse_by_code(read, row.code),
                                 tables::Counter::warehouse, row);
    for (Owner const& row : c.owners)
        define<OwnerDefined>(change, owner_by_code(read, row.code), tables::Counter::owner, row);
    for (ZoneRow row : c.zones) {
        row.zone.warehouse = warehouse_or_first(read, row.warehouse);
        define<ZoneDefined>(change, zone_by_code(read, row.zone.warehouse, row.zone.code),
                            tables::Counter::zone, row.zone);
    }
    for (LocationRow row : c.locations) {
        row.location.warehouse = warehouse_or_first(read, row.warehouse);
        row.location.zone = zone_by_code(read, row.location.warehouse, row.zone).value();
        auto const known = location_by_code(read, row.location.code);
        if (known) {  // locks are the floor's, not the import's
            Location const now = tables::locations.at(read, *known);
            row.location.locked_out_until = now.locked_out_until;
            row.location.locked_in_until = now.locked_in_until;
        }
        define<LocationDefined>(change, known, tables::Counter::location, row.location);
    }
}

void post_goods(Change& change, ImportMasterData const& c) {
    Read const& read = change.tables();
    for (SkuRow row : c.skus) {
        row.sku.owner = row.owner.empty() ? OwnerId{1} : owner_by_code(read, row.owner).value();
        define<SkuDefined>(change, sku_by_code(read, row.sku.code), tables::Counter::sku, row.sku);
    }
    for (BarcodeRow const& row : c.barcodes) {
        SkuId const sku = sku_by_code(read, row.sku).value();
        change.post(BarcodeDefined{{stored_barcode(row.code), sku}, row.barcode});
    }
}

void post_container(Change& change, ContainerRow const& row) {
    Read const& read = change.tables();
    auto const known = container_by_code(read, row.code);
    Container container = known ? tables::containers.at(read, *known) : Container{};
    container.warehouse = warehouse_or_first(read, row.warehouse);
    container.code = row.code;
    container.type = row.type;
    if (!row.parent.empty())
        container.parent = holder::at(container_by_code(read, row.parent).value());
    define<ContainerDefined>(change, known, tables::Counter::container, container);
}

void post_equipment(Change& change, ImportMasterData const& c) {
    Read const& read = change.tables();
    // a bin may be listed before the cart it hangs on
    for (ContainerRow const& row : c.containers)
        if (row.parent.empty()) post_container(change, row);
    for (ContainerRow const& row : c.containers)
        if (!row.parent.empty()) post_container(change, row);
    for (StationRow const& row : c.stations) {
        Station const station{
            .warehouse = warehouse_or_first(read, row.warehouse),
            .code = row.code,
            .location = location_by_code(read, row.location).value_or(LocationId{}),
            .printer = row.printer,
            .backup_printer = row.backup_printer};
        define<StationDefined>(change, station_by_code(read, row.code), tables::Counter::station,
                               station);
    }
    for (DeviceRow const& row : c.devices) {
        auto const known = device_by_code(read, row.code);
        Device device = known ? tables::devices.at(read, *known) : Device{};
        device.code = row.code;
        device.kind = row.kind;
        device.station = station_by_code(read, row.station).value_or(StationId{});
        define<DeviceDefined>(change, known, tables::Counter::device, device);
    }
    for (Operator const& row : c.operators)
        define<OperatorDefined>(change, operator_by_badge(read, row.badge),
                                tables::Counter::operator_, row);
    for (Carrier const& row : c.carriers)
        define<CarrierDefined>(change, carrier_by_code(read, row.code), tables::Counter::carrier,
                               row);
}

Result<> guard_stock_row(Read const& read, StockRow const& row) {
    auto const sku = sku_by_code(read, row.sku);
    if (!sku) return refuse(Why::unknown_sku, row.sku);
    if (!location_by_code(read, row.location)) return refuse(Why::unknown_location, row.location);
    if (row.quantity.is_zero() || row.quantity > quantity_max)
        return refuse(Why::bad_quantity, fmt::format("{}", row.quantity.value()), "1",
                      fmt::format("{}", quantity_max.value()));
    Sku const master = tables::skus.at(read, *sku);
    if (master.lot_mode == LotMode::required && row.lot.empty())
        return refuse(Why::lot_missing, row.sku);
    if (master.lot_mode == LotMode::none && !row.lot.empty())
        return refuse(Why::bad_field, "lot",
                      fmt::format("{} ({})", row.lot, "the item has no lots"));
    bool const serial_in =
        master.serial_mode == SerialMode::in || master.serial_mode == SerialMode::both;
    if (serial_in && row.serial.empty()) return refuse(Why::serial_missing, row.sku);
    if (!row.serial.empty() && row.quantity != 1_ea)
        return refuse(Why::bad_quantity, fmt::format("{}", row.quantity.value()), "1", "1");
    if (!row.owner.empty() && !owner_by_code(read, row.owner))
        return refuse(Why::unknown_object, "owner", row.owner);
    return {};
}

Result<> guard_lot_and_serial(Read const& read, StockRow const& row) {
    if (!row.serial.empty()) {
        if (auto const guard = check_foreign_code("serial", row.serial); !guard) return guard;
    }
    if (row.lot.empty()) return {};
    if (auto const guard = check_foreign_code("lot", row.lot); !guard) return guard;
    auto const known = lot_by_code(read, sku_by_code(read, row.sku).value(), row.lot);
    if (!known || !row.expiry) return {};
    Day const expiry = tables::lots.at(read, *known).expiry;
    if (expiry && expiry != row.expiry)  // A4: a conflict is refused, never overwritten
        return refuse(Why::bad_field, "expiry",
                      fmt::format("{} ({})", to_text(expiry), "the lot has another one"));
    return {};
}

LotId lot_for(Change& change, SkuId sku, StockRow const& row) {
    if (row.lot.empty()) return {};
    if (auto const known = lot_by_code(change.tables(), sku, row.lot)) return *known;
    LotId const id = change.next<LotId>(tables::Counter::lot);
    change.post(LotDefined{
        id, Lot{.sku = sku, .code = row.lot, .made = {}, .expiry = row.expiry, .origin = {}}});
    return id;
}

SerialId serial_for(Change& change, SkuId sku, StockRow const& row) {
    if (row.serial.empty()) return {};
    if (auto const known = serial_by_code(change.tables(), sku, row.serial)) return *known;
    SerialId const id = change.next<SerialId>(tables::Counter::serial);
    change.post(SerialDefined{id, Serial{.sku = sku, .code = row.serial}});
    return id;
}

// Blocked for goods that come in.
Result<> guard_open(Change const& change, std::string const& code) {
    Read const& read = change.tables();
    Location const row = tables::locations.at(read, location_by_code(read, code).value());
    if (row.locked_in_until <= change.now()) return {};
    return refuse(Why::location_locked, code, to_text(row.locked_in_until));
}

// I5: a serial that is somewhere in the house cannot come in again.
Result<> guard_serials(Read const& read, std::vector<StockRow> const& rows) {
    std::set<std::pair<std::string, std::string>> seen;
    for (StockRow const& row : rows) {
        if (row.serial.empty()) continue;
        if (!seen.emplace(row.sku, row.serial).second)
            return refuse(Why::already_scanned, row.serial);
        auto const known = serial_by_code(read, sku_by_code(read, row.sku).value(), row.serial);
        if (known && tables::serial_place(read, *known))
            return refuse(Why::already_scanned, row.serial);
    }
    return {};
}

// I8: a zone may forbid sound stock.
StockStatus status_at(Read const& read, LocationId place) {
    auto const zone = tables::zones.find(read, tables::locations.at(read, place).zone);
    bool const forbidden = zone && zone->forbids_available;
    return forbidden ? StockStatus::quarantine : StockStatus::available;
}

}  // namespace

std::string stored_barcode(std::string const& code) {
    auto const parsed = parse_scan(code, Day{20200101});
    return parsed ? barcode_text(*parsed) : code;
}

Result<Done> handle(Change& change, ImportMasterData const& command) {
    if (auto const guard = guard_import(change.tables(), command); !guard)
        return std::unexpected(guard.error());
    post_places(change, command);
    post_goods(change, command);
    post_equipment(change, command);
    return Done{Tone::step_complete};
}

Result<> guard_not_imported(Read const& read, store::Hash const& content) {
    auto const before = tables::imports.find(read, content);
    if (content == store::Hash{} || !before) return {};
    return refuse(Why::imported_before, to_text(before->at));
}

Result<Done> handle(Change& change, ImportStock const& command) {
    if (auto const guard = guard_not_imported(change.tables(), command.content); !guard)
        return std::unexpected(guard.error());
    if (command.rows.size() > import_rows_max)
        return refuse(Why::too_many_lines, "import", fmt::format("{}", command.rows.size()),
                      fmt::format("{}", import_rows_max));
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    for (StockRow const& row : command.rows) {
        if (auto const guard = guard_stock_row(change.tables(), row); !guard)
            return std::unexpected(guard.error());
        if (auto const guard = guard_lot_and_serial(change.tables(), row); !guard)
            return std::unexpected(guard.error());
        if (auto const guard = guard_open(change, row.location); !guard)
            return std::unexpected(guard.error());
    }
    if (auto const guard = guard_serials(change.tables(), command.rows); !guard)
        return std::unexpected(guard.error());
    std::vector<SkuId> arrived;
    for (StockRow const& row : command.rows) {
        Read const& read = change.tables();
        LocationId const place = location_by_code(read, row.location).value();
        SkuId const sku = sku_by_code(read, row.sku).value();
        OwnerId const owner = row.owner.empty() ? tables::skus.at(read, sku).owner
                                                : owner_by_code(read, row.owner).value();
        LotId const lot = lot_for(change, sku, row);
        SerialId const serial = serial_for(change, sku, row);
        post_stock(change, {.posting = Posting::receive,
                            .warehouse = tables::locations.at(change.tables(), place).warehouse,
                            .owner = owner,
                            .sku = sku,
                            .lot = lot,
                            .serial = serial,
                            .from = {holder::supplier},
                            .to = {holder::at(place), status_at(change.tables(), place)},
                            .quantity = row.quantity,
                            .reason = command.reason,
                            .received_at = row.received_at});
        arrived.push_back(sku);
    }
    if (command.content != store::Hash{}) change.post(StockImported{command.content});
    stock_became_available(change, std::move(arrived));
    return Done{Tone::step_complete};
}

void apply(Write& write, StockImported const& event, EntryHeader const& header) {
    tables::imports.put(write, event.content, {header.seq, header.at});
}

void apply(Write& write, WarehouseDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::warehouse, event.id.value());
    tables::warehouses.put(write, event.id, event.row);
}
void apply(Write& write, OwnerDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::owner, event.id.value());
    tables::owners.put(write, event.id, event.row);
}
void apply(Write& write, ZoneDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::zone, event.id.value());
    tables::zones.put(write, event.id, event.row);
}
void apply(Write& write, LocationDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::location, event.id.value());
    tables::locations.put(write, event.id, event.row);
}
void apply(Write& write, SkuDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::sku, event.id.value());
    tables::skus.put(write, event.id, event.row);
}
void apply(Write& write, BarcodeDefined const& event, EntryHeader const&) {
    tables::barcodes.put(write, event.key, event.row);
}
void apply(Write& write, ContainerDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::container, event.id.value());
    tables::containers.put(write, event.id, event.row);
}
void apply(Write& write, StationDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::station, event.id.value());
    tables::stations.put(write, event.id, event.row);
}
void apply(Write& write, DeviceDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::device, event.id.value());
    tables::devices.put(write, event.id, event.row);
}
// Other rights, another card: who is signed in with the old ones signs in again.
void apply(Write& write, OperatorDefined const& event, EntryHeader const&) {
    auto const old = tables::operators.find(write, event.id);
    bool const same = old && old->roles == event.row.roles && old->badge == event.row.badge &&
                      old->blocked == event.row.blocked;
    if (old && !same) access_rights::end_sessions_of(write, event.id);
    raise_counter(write, tables::Counter::operator_, event.id.value());
    tables::operators.put(write, event.id, event.row);
}
void apply(Write& write, CarrierDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::carrier, event.id.value());
    tables::carriers.put(write, event.id, event.row);
}
void apply(Write& write, LotDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::lot, event.id.value());
    tables::lots.put(write, event.id, event.row);
}
void apply(Write& write, SerialDefined const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::serial, event.id.value());
    tables::serials.put(write, event.id, event.row);
}

}  // namespace wms
