// SPDX-License-Identifier: Apache-2.0
// Master data of goods: owners, SKUs, barcodes, lots, serials (requirements A1–A7).
#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/quantity.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>

namespace wms {

struct Owner {
    std::string code;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Owner, (), (code, name))

enum class LotMode : std::uint8_t { none = 0, optional = 1, required = 2 };
enum class ExpiryMode : std::uint8_t { none = 0, best_before = 1, use_by = 2 };
enum class SerialMode : std::uint8_t { none = 0, in = 1, out = 2, both = 3 };
enum class SkuState : std::uint8_t { active = 0, phase_out = 1, inactive = 2, archived = 3 };
enum class PackLevel : std::uint8_t { each = 0, inner = 1, case_ = 2, layer = 3, pallet = 4 };
BOOST_DESCRIBE_ENUM(LotMode, none, optional, required)
BOOST_DESCRIBE_ENUM(ExpiryMode, none, best_before, use_by)
BOOST_DESCRIBE_ENUM(SerialMode, none, in, out, both)
BOOST_DESCRIBE_ENUM(SkuState, active, phase_out, inactive, archived)
BOOST_DESCRIBE_ENUM(PackLevel, each, inner, case_, layer, pallet)

// A1. Never deleted: active → phase-out → inactive → archived.
struct Sku {
    std::string code;
    std::string name_en;
    std::string name_zh;
    OwnerId owner;
    Weight weight;  // g per base unit; 0 = not measured yet
    Length length;
    Length width;
    Length height;
    LotMode lot_mode = LotMode::none;
    ExpiryMode expiry_mode = ExpiryMode::none;
    SerialMode serial_mode = SerialMode::none;
    std::int32_t shelf_life_days = 0;
    std::int32_t min_remaining_days = 0;  // A5: allocatable only while at least this much is left
    Money unit_price;
    SkuState state = SkuState::active;
};
BOOST_DESCRIBE_STRUCT(Sku, (),
                      (code, name_en, name_zh, owner, weight, length, width, height, lot_mode,
                       expiry_mode, serial_mode, shelf_life_days, min_remaining_days, unit_price,
                       state))

// A2: many barcodes per SKU and many SKUs per barcode. A GTIN is kept as its 14 digits.
struct BarcodeKey {
    std::string code;
    SkuId sku;
};
BOOST_DESCRIBE_STRUCT(BarcodeKey, (), (code, sku))
struct Barcode {
    PackLevel level = PackLevel::each;
    std::int64_t factor = 1;  // base units in one scan of it (A3)
};
BOOST_DESCRIBE_STRUCT(Barcode, (), (level, factor))

enum class LotState : std::uint8_t { ok = 0, hold = 1, recalled = 2 };
BOOST_DESCRIBE_ENUM(LotState, ok, hold, recalled)

// A4. The same lot code on two SKUs is two lots. EXPIRED is derived from `expiry`, never stored.
struct Lot {
    SkuId sku;
    std::string code;
    Day made;
    Day expiry;
    std::string origin;
    LotState state = LotState::ok;
};
BOOST_DESCRIBE_STRUCT(Lot, (), (sku, code, made, expiry, origin, state))
struct LotCodeKey {
    SkuId sku;
    std::string code;
    friend bool operator==(LotCodeKey const&, LotCodeKey const&) = default;
};
BOOST_DESCRIBE_STRUCT(LotCodeKey, (), (sku, code))

// A6. Unique per SKU; where it is follows from its quant (I5).
struct Serial {
    SkuId sku;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(Serial, (), (sku, code))

}  // namespace wms
