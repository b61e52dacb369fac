// SPDX-License-Identifier: Apache-2.0
// The rows of the files a warehouse is set up and fed from, one struct per file kind. A field's
// name is its column's name and its type decides how the cell is read (import.md lists the rules).
// A default means: the column may be absent or the cell empty.
#pragma once

#include "base/instant.hpp"
#include "base/quantity.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace wms::import_files {

enum class LotMode : std::uint8_t { none, optional, required };
enum class ExpiryMode : std::uint8_t { none, best_before, use_by };
enum class SerialMode : std::uint8_t { none, in, out, both };
enum class PackLevel : std::uint8_t { each, inner, case_, layer, pallet };
enum class LocationType : std::uint8_t {
    pick,
    reserve,
    stage,
    packing,
    qc,
    return_,
    damage,
    dock,
};
enum class Mixing : std::uint8_t { mixed, one_sku, one_lot };
enum class CountClass : std::uint8_t { a, b, c };
enum class ContainerType : std::uint8_t { tote, cart, cart_bin, carton, pallet };
enum class ShortPolicy : std::uint8_t { ship_short, drop_line, drop_order, wait, ship_complete };
BOOST_DESCRIBE_ENUM(LotMode, none, optional, required)
BOOST_DESCRIBE_ENUM(ExpiryMode, none, best_before, use_by)
BOOST_DESCRIBE_ENUM(SerialMode, none, in, out, both)
// A trailing underscore keeps a name out of the language's way; in the file it is "case", "return".
BOOST_DESCRIBE_ENUM(PackLevel, each, inner, case_, layer, pallet)
BOOST_DESCRIBE_ENUM(LocationType, pick, reserve, stage, packing, qc, return_, damage, dock)
BOOST_DESCRIBE_ENUM(Mixing, mixed, one_sku, one_lot)
BOOST_DESCRIBE_ENUM(CountClass, a, b, c)
BOOST_DESCRIBE_ENUM(ContainerType, tote, cart, cart_bin, carton, pallet)
BOOST_DESCRIBE_ENUM(ShortPolicy, ship_short, drop_line, drop_order, wait, ship_complete)

// A1. Weight and dimensions 0: not measured yet.
struct SkuRow {
    std::string code;
    std::string name_en;
    std::string name_zh = {};
    Weight weight_g = {};
    Length length_mm = {};
    Length width_mm = {};
    Length height_mm = {};
    LotMode lot_mode = LotMode::none;
    ExpiryMode expiry_mode = ExpiryMode::none;
    SerialMode serial_mode = SerialMode::none;
    std::int32_t shelf_life_days = 0;
    Money unit_price_minor = {};
    std::string owner = {};
    friend bool operator==(SkuRow const&, SkuRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(SkuRow, (),
                      (code, name_en, name_zh, weight_g, length_mm, width_mm, height_mm, lot_mode,
                       expiry_mode, serial_mode, shelf_life_days, unit_price_minor, owner))

// A2, A3. One code on several SKUs is legal: a scan of it is ambiguous.
struct BarcodeRow {
    std::string code;
    std::string sku;
    PackLevel level = PackLevel::each;
    Quantity factor{1};
    friend bool operator==(BarcodeRow const&, BarcodeRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(BarcodeRow, (), (code, sku, level, factor))

// A8. Coordinates count from the front left corner of the hall.
struct LocationRow {
    std::string code;
    std::string zone;
    LocationType type = LocationType::pick;
    std::int32_t pick_sequence = 0;
    Length x_mm = {};
    Length y_mm = {};
    std::string check_digits = {};
    std::int32_t max_containers = 0;  // 0: no limit
    Weight max_weight_g = {};         // 0: no limit
    Mixing mixing = Mixing::mixed;
    CountClass count_class = CountClass::c;
    friend bool operator==(LocationRow const&, LocationRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(LocationRow, (),
                      (code, zone, type, pick_sequence, x_mm, y_mm, check_digits, max_containers,
                       max_weight_g, mixing, count_class))

// What goods are carried in. A cart's bins name their cart.
struct ContainerRow {
    std::string code;
    ContainerType type = ContainerType::tote;
    std::string cart = {};
    friend bool operator==(ContainerRow const&, ContainerRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(ContainerRow, (), (code, type, cart))

// Opening stock, or a delivery that goes straight to its location.
struct StockRow {
    std::string location;
    std::string sku;
    Quantity quantity;
    std::string lot = {};
    Day expiry = {};
    std::string serial = {};
    std::optional<Instant> received_at = {};
    std::string owner = {};
    friend bool operator==(StockRow const&, StockRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(StockRow, (),
                      (location, sku, quantity, lot, expiry, serial, received_at, owner))

// One row per order line; rows of the same (channel, external_id) are one order and agree in
// everything but sku, quantity and line_no.
struct OrderRow {
    std::string channel;
    std::string external_id;
    Instant placed_at;
    std::optional<Instant> paid_at = {};
    std::int32_t priority = 5;  // 0 is the most urgent
    std::string carrier;
    std::string service = {};
    std::optional<Instant> ship_by = {};
    std::string name;
    std::string phone = {};
    std::string address;
    std::string country;
    ShortPolicy short_policy = ShortPolicy::ship_short;
    Money cod_minor = {};
    std::string sort_code = {};
    std::string bag_place = {};
    std::string remark = {};
    std::string sku;
    Quantity quantity;
    std::int32_t line_no = 0;  // absent: numbered in the order of the file
    friend bool operator==(OrderRow const&, OrderRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (channel, external_id, placed_at, paid_at, priority, carrier, service,
                       ship_by, name, phone, address, country, short_policy, cod_minor, sort_code,
                       bag_place, remark, sku, quantity, line_no))

// §4.13. What a channel takes back; without an order the clerk looks for it by customer and SKU.
struct CancellationRow {
    std::string channel;
    std::string external_id;  // the cancellation's own
    Instant at;
    std::string order_external_id = {};
    std::string customer = {};
    std::string sku;
    Quantity quantity;
    friend bool operator==(CancellationRow const&, CancellationRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(CancellationRow, (),
                      (channel, external_id, at, order_external_id, customer, sku, quantity))

// What physically lies there where the books are wrong. Only virtual workers read it.
struct ShelfRow {
    std::string location;
    std::string sku;
    Quantity on_shelf;
    friend bool operator==(ShelfRow const&, ShelfRow const&) = default;
};
BOOST_DESCRIBE_STRUCT(ShelfRow, (), (location, sku, on_shelf))

}  // namespace wms::import_files
