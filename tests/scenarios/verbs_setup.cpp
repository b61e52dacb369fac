// SPDX-License-Identifier: Apache-2.0
#include "scenarios/verbs.hpp"

#include <fmt/format.h>

namespace wms::scenario {
namespace {

// Anything that is named for the first time is there, plain: scenarios only say what matters.
void know_sku(World& world, std::string const& code) {
    if (sku_by_code(world.read(), code)) return;
    ImportMasterData import{};
    import.skus = {SkuRow{.sku = {}}};
    import.skus.front().sku.code = code;
    world.office(import);
}

LocationRow next_location(World& world, std::string const& code) {
    LocationRow row{.location = {}, .zone = "A"};
    row.location.code = code;
    row.location.pick_sequence =
        static_cast<std::int64_t>(tables::locations.count(world.read())) * 10;
    return row;
}

void know_location(World& world, std::string const& code) {
    if (location_by_code(world.read(), code)) return;
    ImportMasterData import{};
    import.locations = {next_location(world, code)};
    world.office(import);
}

BarcodeRow barcode_row(Words& words, std::string const& sku) {
    BarcodeRow row{.code = words.take("a barcode"), .sku = sku, .barcode = {}};
    if (words.skip("case")) row.barcode = {PackLevel::case_, words.number("pieces per case")};
    return row;
}

// sku TEA "Green tea" lot required expiry best_before barcode 6901234567892 barcode T-CASE case 12
// sku CUP weight 300 size 120 90 90
void sku(World& world, Words& words) {
    ImportMasterData import{};
    import.skus = {SkuRow{.sku = {}}};
    Sku& row = import.skus.front().sku;
    row.code = words.take("a SKU");
    while (!words.done()) {
        if (words.skip("lot")) {
            row.lot_mode = words.one_of<LotMode>("lot mode");
        } else if (words.skip("expiry")) {
            row.expiry_mode = words.one_of<ExpiryMode>("expiry mode");
        } else if (words.skip("serial")) {
            row.serial_mode = words.one_of<SerialMode>("serial mode");
        } else if (words.skip("price")) {
            row.unit_price = Money{words.number("a price")};
        } else if (words.skip("weight")) {
            row.weight = Weight{words.number("grams")};
        } else if (words.skip("size")) {
            row.length = Length{words.number("a length")};
            row.width = Length{words.number("a width")};
            row.height = Length{words.number("a height")};
        } else if (words.skip("min_days")) {
            row.min_remaining_days = static_cast<std::int32_t>(words.number("days"));
        } else if (words.skip("barcode")) {
            import.barcodes.push_back(barcode_row(words, row.code));
        } else {
            row.name_en = words.take("a name");
        }
    }
    world.office(import);
}

// location A-01 sequence 10 zone B type reserve digits 37
void location(World& world, Words& words) {
    ImportMasterData import{};
    import.locations = {next_location(world, words.take("a location"))};
    LocationRow& row = import.locations.front();
    while (!words.done()) {
        if (words.skip("sequence")) {
            row.location.pick_sequence = words.number("a sequence");
        } else if (words.skip("zone")) {
            row.zone = words.take("a zone");
        } else if (words.skip("type")) {
            row.location.type = words.one_of<LocationType>("location type");
        } else {
            words.require("digits");
            row.location.check_digits = words.take("check digits");
        }
    }
    world.office(import);
}

// stock A-01 SKU-100 8 lot L1 expiry 2026-12-31 received 2026-11-01
void stock(World& world, Words& words) {
    StockRow row{.location = words.take("a location"),
                 .sku = words.take("a SKU"),
                 .quantity = words.quantity()};
    while (!words.done()) {
        if (words.skip("lot")) {
            row.lot = words.take("a lot");
        } else if (words.skip("expiry")) {
            row.expiry = words.day();
        } else if (words.skip("serial")) {
            row.serial = words.take("a serial number");
        } else {
            words.require("received");
            row.received_at = midnight(words.day());
        }
    }
    know_sku(world, row.sku);
    know_location(world, row.location);
    world.office(ImportStock{.rows = {row}, .reason = "opening"});
}

// operator anna roles picker,packer
void operator_(World& world, Words& words) {
    std::string const name = words.take("a name");
    Operator row{.badge = World::badge_of(name), .name = name, .roles = {}};
    if (words.skip("roles")) {
        for (std::string const& role : words.list())
            row.roles.push_back(Words{role}.one_of<Role>("role"));
    }
    row.blocked = words.skip("blocked");
    ImportMasterData import{};
    import.operators = {row};
    world.office(import);
    world.add_person(name);
}

// device H9
void device(World& world, Words& words) {
    ImportMasterData import{};
    import.devices = {{.code = words.take("a device")}};
    world.office(import);
}

// cart C-2 bins 3
void bins(World& world, Words& words) {
    ImportMasterData import{};
    std::string const cart = words.take("a cart");
    words.require("bins");
    std::int64_t const count = words.number("bins");
    import.containers.push_back({.code = cart, .type = ContainerType::cart});
    for (std::int64_t i = 1; i <= count; ++i)
        import.containers.push_back({.code = fmt::format("{}-{}", cart, i),
                                     .type = ContainerType::cart_bin,
                                     .parent = cart});
    world.office(import);
}

// station S-PACK2 at P-02 · station S-PACK3 (no place of its own)
void station(World& world, Words& words) {
    ImportMasterData import{};
    StationRow row{.code = words.take("a station")};
    if (words.skip("at")) row.location = words.take("a location");
    import.stations = {row};
    world.office(import);
}

// tote 106141412345678908
void tote(World& world, Words& words) {
    ImportMasterData import{};
    import.containers = {{.code = words.take("a tote")}};
    world.office(import);
}

constexpr Verb verbs[] = {
    {"sku", sku},       {"location", location}, {"stock", stock}, {"operator", operator_},
    {"device", device}, {"cart", bins},         {"tote", tote},   {"station", station},
};

}  // namespace

std::span<Verb const> setup_verbs() {
    return verbs;
}

}  // namespace wms::scenario
