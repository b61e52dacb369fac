// SPDX-License-Identifier: Apache-2.0
#include "simulation/house.hpp"

#include <fmt/format.h>

namespace wms::simulation::house {
namespace {

constexpr int tote_count = 7;
constexpr int cart_count = 2;
constexpr int bins_on_cart = 8;

ZoneRow zone(std::string const& code) {
    ZoneRow row{.zone = {}};
    row.zone.code = code;
    return row;
}

LocationRow place(std::string const& code, std::string const& zone, LocationType type) {
    LocationRow row{.location = {}, .zone = zone};
    row.location.code = code;
    row.location.type = type;
    row.location.pick_sequence = code.front() * 100 + code.back();
    return row;
}

SkuRow sku(Goods const& goods) {
    SkuRow row{.sku = {}, .owner = goods.owner};
    row.sku.code = goods.sku;
    row.sku.unit_price = Money{goods.sku == "PHONE" ? 400'00 : 9'00};
    if (!goods.lots.empty()) {
        row.sku.lot_mode = LotMode::required;
        row.sku.expiry_mode = ExpiryMode::use_by;
    }
    if (!goods.serials.empty()) row.sku.serial_mode = SerialMode::both;
    return row;
}

void add_places(ImportMasterData& import) {
    import.zones = {zone("A"), zone("B"), zone("Q")};
    import.zones.back().zone.forbids_available = true;
    for (std::string const& code : pick_locations())
        import.locations.push_back(place(code, code.substr(0, 1), LocationType::pick));
    import.locations.push_back(place("Q-1", "Q", LocationType::quality));
    import.locations.push_back(place("P-1", "A", LocationType::packing));
    import.locations.push_back(place("P-2", "B", LocationType::packing));
    import.stations = {
        {.code = "S-PACK1", .location = "P-1", .printer = "PRN1", .backup_printer = "PRN2"},
        {.code = "S-PACK2", .location = "P-2", .printer = "PRN2"}};
}

void add_equipment(ImportMasterData& import) {
    for (std::string const& code : totes()) import.containers.push_back({.code = code});
    for (std::string const& cart : carts()) {
        import.containers.push_back({.code = cart, .type = ContainerType::cart});
        for (int bin = 1; bin <= bins_on_cart; ++bin)
            import.containers.push_back({.code = fmt::format("{}-{}", cart, bin),
                                         .type = ContainerType::cart_bin,
                                         .parent = cart});
    }
    for (char const* const code : {"H1", "H2", "H3", "H4", "DESK"})
        import.devices.push_back({.code = code});
    import.devices.push_back({.code = "PK1", .kind = DeviceKind::station, .station = "S-PACK1"});
    import.devices.push_back({.code = "PK2", .kind = DeviceKind::station, .station = "S-PACK2"});
    import.devices.push_back({.code = office, .kind = DeviceKind::office});
    import.devices.push_back({.code = machine, .kind = DeviceKind::machine});
}

}  // namespace

std::vector<Goods> const& goods() {
    static std::vector<Goods> const all{
        {.sku = "RED", .owner = "SHOP"},
        {.sku = "BLUE", .owner = "SHOP"},
        {.sku = "TEA", .owner = "SHOP", .lots = {"LOT-A", "LOT-B"}},
        {.sku = "PHONE", .owner = "SHOP", .serials = {"SN1", "SN2", "SN3", "SN4", "SN5", "SN6"}},
        {.sku = "OIL", .owner = "BRAND"}};
    return all;
}

Goods const& goods_of(std::string const& sku) {
    for (Goods const& one : goods()) {
        if (one.sku == sku) return one;
    }
    throw BrokenInvariant{"the house does not have these goods: " + sku};
}

std::multimap<std::string, Code> const& item_codes() {
    static std::multimap<std::string, Code> const codes{
        {"RED", {"RED"}},           {"BLUE", {"BLUE"}},
        {"TEA", {"TEA"}},           {"PHONE", {"PHONE"}},
        {"OIL", {"OIL"}},           {"RED-SIX", {"RED", 6}},
        {"4006381333931", {"RED"}}, {"4006381333931", {"BLUE"}},
        {"OIL-PAIR", {"OIL", 2}}};
    return codes;
}

std::vector<std::string> const& pick_locations() {
    static std::vector<std::string> const codes{"A-1", "A-2", "A-3", "B-1", "B-2"};
    return codes;
}

std::vector<std::string> const& stations() {
    static std::vector<std::string> const codes{"S-PACK1", "S-PACK2"};
    return codes;
}

std::vector<std::string> const& totes() {
    static std::vector<std::string> const codes = [] {
        std::vector<std::string> list;
        for (int i = 1; i <= tote_count; ++i) list.push_back(fmt::format("T-{}", i));
        return list;
    }();
    return codes;
}

std::vector<std::string> const& carts() {
    static std::vector<std::string> const codes = [] {
        std::vector<std::string> list;
        for (int i = 1; i <= cart_count; ++i) list.push_back(fmt::format("C-{}", i));
        return list;
    }();
    return codes;
}

std::vector<Workplace> const& workplaces() {
    static std::vector<Workplace> const all{{"H1", "U-PIM"},  {"H2", "U-PAT"},  {"H3", "U-CAT"},
                                            {"H4", "U-LIN"},  {"PK1", "U-ANN"}, {"PK2", "U-BOB"},
                                            {"DESK", "U-DEE"}};
    return all;
}

ImportMasterData master_data() {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Small house", .utc_offset_min = 60}};
    import.owners = {{.code = "SHOP", .name = "Shop"}, {.code = "BRAND", .name = "Brand"}};
    add_places(import);
    for (Goods const& one : goods()) import.skus.push_back(sku(one));
    for (auto const& [code, meaning] : item_codes()) {
        if (code == meaning.sku) continue;
        PackLevel const level = meaning.factor == 1 ? PackLevel::each : PackLevel::inner;
        import.barcodes.push_back(
            {.code = code, .sku = meaning.sku, .barcode = {level, meaning.factor}});
    }
    add_equipment(import);
    import.operators = {
        {.badge = "U-PIM", .name = "Pim", .roles = {Role::picker}},
        {.badge = "U-PAT", .name = "Pat", .roles = {Role::picker, Role::counter}},
        {.badge = "U-CAT", .name = "Cat", .roles = {Role::counter}},
        {.badge = "U-ANN", .name = "Ann", .roles = {Role::packer}},
        {.badge = "U-BOB", .name = "Bob", .roles = {Role::packer}},
        {.badge = "U-DEE", .name = "Dee", .roles = {Role::dispatcher}},
        {.badge = lead_badge, .name = "Lin", .roles = {Role::lead}},
        {.badge = "U-EVE", .name = "Eve", .roles = {Role::picker}, .blocked = true}};
    import.carriers = {{.code = "POST", .name = "Post"}, {.code = "FAST", .name = "Fast"}};
    return import;
}

}  // namespace wms::simulation::house
