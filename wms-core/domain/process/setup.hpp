// SPDX-License-Identifier: Apache-2.0
// Master data and opening stock: what has to be there before the first order.
//
// Rows name each other by code. A command holds a whole import: all rows are checked first, then
// all are written, in one entry: nothing is ever half imported. A row whose code is known changes
// that object.
#pragma once

#include "domain/change.hpp"

namespace wms {

inline constexpr std::size_t import_rows_max = 100'000;  // in one command, all kinds together

struct SkuRow {
    Sku sku;
    std::string owner = {};  // code; empty = the first owner
};
BOOST_DESCRIBE_STRUCT(SkuRow, (), (sku, owner))
struct BarcodeRow {
    std::string code;  // as printed; a GTIN in any length
    std::string sku;
    Barcode barcode;
};
BOOST_DESCRIBE_STRUCT(BarcodeRow, (), (code, sku, barcode))
struct ZoneRow {
    Zone zone;
    std::string warehouse = {};  // code; empty = the first warehouse
};
BOOST_DESCRIBE_STRUCT(ZoneRow, (), (zone, warehouse))
struct LocationRow {
    Location location;
    std::string zone;
    std::string warehouse = {};
};
BOOST_DESCRIBE_STRUCT(LocationRow, (), (location, zone, warehouse))
struct ContainerRow {
    std::string code;
    ContainerType type = ContainerType::tote;
    std::string parent = {};  // a cart bin's cart
    std::string warehouse = {};
};
BOOST_DESCRIBE_STRUCT(ContainerRow, (), (code, type, parent, warehouse))
struct StationRow {
    std::string code;
    std::string location = {};
    std::string printer = {};
    std::string backup_printer = {};
    std::string warehouse = {};
};
BOOST_DESCRIBE_STRUCT(StationRow, (), (code, location, printer, backup_printer, warehouse))
struct DeviceRow {
    std::string code;
    DeviceKind kind = DeviceKind::handheld;
    std::string station = {};
};
BOOST_DESCRIBE_STRUCT(DeviceRow, (), (code, kind, station))

struct ImportMasterData {
    static constexpr std::uint16_t tag = 1;
    std::vector<Warehouse> warehouses = {};
    std::vector<Owner> owners = {};
    std::vector<ZoneRow> zones = {};
    std::vector<LocationRow> locations = {};
    std::vector<SkuRow> skus = {};
    std::vector<BarcodeRow> barcodes = {};
    std::vector<ContainerRow> containers = {};
    std::vector<StationRow> stations = {};
    std::vector<DeviceRow> devices = {};
    std::vector<Operator> operators = {};
    std::vector<Carrier> carriers = {};
};
BOOST_DESCRIBE_STRUCT(ImportMasterData, (),
                      (warehouses, owners, zones, locations, skus, barcodes, containers, stations,
                       devices, operators, carriers))
[[nodiscard]] Result<Done> handle(Change& change, ImportMasterData const& command);
// The stored form of a printed barcode. A GTIN of any length is one number.
[[nodiscard]] std::string stored_barcode(std::string const& code);

struct StockRow {
    std::string location;
    std::string sku;
    Quantity quantity;
    std::string lot = {};
    Day expiry = {};
    std::string serial = {};
    Instant received_at = {};
    std::string owner = {};
};
BOOST_DESCRIBE_STRUCT(StockRow, (),
                      (location, sku, quantity, lot, expiry, serial, received_at, owner))

// Goods that are there when the system starts, or delivered without an inbound notice: RECEIVE
// postings.
// `content` is the hash of the file the rows came from: the same file is never posted twice. Zero
// for rows that come from no file.
struct ImportStock {
    static constexpr std::uint16_t tag = 2;
    std::vector<StockRow> rows;
    std::string reason;
    store::Hash content = {};
};
BOOST_DESCRIBE_STRUCT(ImportStock, (), (rows, reason, content))
[[nodiscard]] Result<> guard_not_imported(Read const& read, store::Hash const& content);
[[nodiscard]] Result<Done> handle(Change& change, ImportStock const& command);

struct StockImported {
    static constexpr std::uint16_t tag = 247;
    store::Hash content{};
};
BOOST_DESCRIBE_STRUCT(StockImported, (), (content))
void apply(Write& write, StockImported const& event, EntryHeader const& header);

// One event per object: the whole row, under its id.
struct WarehouseDefined {
    static constexpr std::uint16_t tag = 30;
    WarehouseId id;
    Warehouse row;
};
struct OwnerDefined {
    static constexpr std::uint16_t tag = 31;
    OwnerId id;
    Owner row;
};
struct ZoneDefined {
    static constexpr std::uint16_t tag = 32;
    ZoneId id;
    Zone row;
};
struct LocationDefined {
    static constexpr std::uint16_t tag = 33;
    LocationId id;
    Location row;
};
struct SkuDefined {
    static constexpr std::uint16_t tag = 34;
    SkuId id;
    Sku row;
};
struct BarcodeDefined {
    static constexpr std::uint16_t tag = 35;
    BarcodeKey key;
    Barcode row;
};
struct ContainerDefined {
    static constexpr std::uint16_t tag = 36;
    ContainerId id;
    Container row;
};
struct StationDefined {
    static constexpr std::uint16_t tag = 37;
    StationId id;
    Station row;
};
struct DeviceDefined {
    static constexpr std::uint16_t tag = 38;
    DeviceId id;
    Device row;
};
struct OperatorDefined {
    static constexpr std::uint16_t tag = 39;
    OperatorId id;
    Operator row;
};
struct CarrierDefined {
    static constexpr std::uint16_t tag = 40;
    CarrierId id;
    Carrier row;
};
struct LotDefined {
    static constexpr std::uint16_t tag = 41;
    LotId id;
    Lot row;
};
struct SerialDefined {
    static constexpr std::uint16_t tag = 42;
    SerialId id;
    Serial row;
};
BOOST_DESCRIBE_STRUCT(WarehouseDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(OwnerDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(ZoneDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(LocationDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(SkuDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(BarcodeDefined, (), (key, row))
BOOST_DESCRIBE_STRUCT(ContainerDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(StationDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(DeviceDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(OperatorDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(CarrierDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(LotDefined, (), (id, row))
BOOST_DESCRIBE_STRUCT(SerialDefined, (), (id, row))
void apply(Write& write, WarehouseDefined const& event, EntryHeader const& header);
void apply(Write& write, OwnerDefined const& event, EntryHeader const& header);
void apply(Write& write, ZoneDefined const& event, EntryHeader const& header);
void apply(Write& write, LocationDefined const& event, EntryHeader const& header);
void apply(Write& write, SkuDefined const& event, EntryHeader const& header);
void apply(Write& write, BarcodeDefined const& event, EntryHeader const& header);
void apply(Write& write, ContainerDefined const& event, EntryHeader const& header);
void apply(Write& write, StationDefined const& event, EntryHeader const& header);
void apply(Write& write, DeviceDefined const& event, EntryHeader const& header);
void apply(Write& write, OperatorDefined const& event, EntryHeader const& header);
void apply(Write& write, CarrierDefined const& event, EntryHeader const& header);
void apply(Write& write, LotDefined const& event, EntryHeader const& header);
void apply(Write& write, SerialDefined const& event, EntryHeader const& header);

}  // namespace wms
