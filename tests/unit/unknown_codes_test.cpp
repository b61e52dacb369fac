// SPDX-License-Identifier: Apache-2.0
#include "engine/unknown_codes.hpp"

#include "support/desk.hpp"

#include <fmt/format.h>

namespace wms::test {
namespace {

UnknownCodes gathered(Desk const& desk) {
    UnknownCodes codes;
    for (store::Entry const& entry : desk.entries()) codes.add(entry);
    return codes;
}

TEST_CASE("codes nobody knows are kept for the lead until they mean something") {
    Desk desk;
    House const house = furnish(desk);
    Day const today{20261120};
    stock_up(desk, "A-01", "X", 5_ea);
    release(desk, {place_order(desk, "O1", {{"X", 2_ea}})});
    REQUIRE(desk.press(house.anna, Button::pick));
    CHECK(why(desk.scan(house.anna, "NEW-1")) == Why::unknown_barcode);
    REQUIRE(desk.scan(house.anna, "T-1"));
    CHECK(why(desk.scan(house.anna, "T-1")) == Why::wrong_kind);  // known, only not wanted here
    REQUIRE(desk.scan(house.anna, "L-A-01"));
    CHECK(why(desk.scan(house.anna, "NEW-2")) == Why::unknown_barcode);
    CHECK(why(desk.scan(house.anna, "NEW-1")) == Why::unknown_barcode);

    auto const unknown = gathered(desk).list(desk.tables(), today);
    REQUIRE(unknown.size() == 2);
    CHECK(unknown[0].raw == "NEW-1");
    CHECK(unknown[0].times == 2);
    CHECK(unknown[0].first_at < unknown[0].last_at);
    CHECK(operator_name(desk.tables(), unknown[0].last_by) == "Anna");
    CHECK(unknown[0].last_device == house.anna);
    CHECK(unknown[1].shown == "NEW-2");

    ImportMasterData bind{};
    bind.barcodes = {{.code = "NEW-1", .sku = "X"}};
    REQUIRE(desk.run(bind));
    auto const left = gathered(desk).list(desk.tables(), today);
    REQUIRE(left.size() == 1);
    CHECK(left[0].raw == "NEW-2");
}

TEST_CASE("of very many unknown codes those scanned last are kept") {
    UnknownCodes codes;
    for (std::size_t n = 0; n < UnknownCodes::codes_max + 3; ++n) {
        store::Entry entry{};
        entry.at = Instant{static_cast<std::int64_t>(1000 + n)};
        entry.command_tag = ScanCode::tag;
        entry.command = to_bytes(ScanCode{.raw = fmt::format("NEW-{}", n)});
        entry.refused = static_cast<std::uint16_t>(Why::unknown_barcode);
        codes.add(entry);
    }
    Desk desk;
    auto const unknown = codes.list(desk.tables(), Day{20261120});
    CHECK(unknown.size() == UnknownCodes::codes_max);
    CHECK(unknown.back().raw == "NEW-3");
}

}  // namespace
}  // namespace wms::test
