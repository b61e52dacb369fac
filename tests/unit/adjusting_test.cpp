// SPDX-License-Identifier: Apache-2.0
#include "domain/process/adjusting.hpp"

#include "domain/process/administration.hpp"
#include "domain/process/site_rules.hpp"
#include "support/desk.hpp"

namespace {
using namespace wms;
using namespace wms::test;

// Lin and Kim are leads; X costs 1.00, Y 500.00, the limit is 100.00.
struct Books {
    Desk desk;
    House house = furnish(desk);
    DeviceId kim;

    Books() {
        stock_up(desk, "A-01", "X", 10_ea);
        stock_up(desk, "A-01", "Y", 10_ea);
        ImportMasterData import{};
        import.devices = {{.code = "HT-4"}};
        import.operators = {{.badge = "U-4", .name = "Kim", .roles = {Role::lead}}};
        REQUIRE(desk.run(import));
        kim = device_by_code(desk.tables(), "HT-4").value();
        REQUIRE(desk.scan(kim, "U-4"));
    }
    Books(Books const&) = delete;
    Books& operator=(Books const&) = delete;
    ~Books() { CHECK(desk.difference_after_replay() == ""); }

    Result<Done> adjust(std::string const& sku, std::int64_t difference, DeviceId who,
                        std::string const& reason = "broken") {
        return desk.run(
            AdjustStock{.location = "A-01", .sku = sku, .difference = difference, .reason = reason},
            who);
    }
    std::int64_t there(SkuId sku) { return on_hand(desk, house.quant(sku, holder::at(house.a01))); }
};

TEST_CASE("a lead corrects the books of a location, with the reason, in two entries of one row") {
    Books books;
    REQUIRE(books.adjust("X", -3, books.house.lin));
    CHECK(books.there(books.house.x) == 7);
    CHECK(on_hand(books.desk, books.house.quant(books.house.x, holder::adjustment)) == 3);
    REQUIRE(books.adjust("X", 2, books.house.lin, "found behind the shelf"));
    CHECK(books.there(books.house.x) == 9);
    CHECK(on_hand(books.desk, books.house.quant(books.house.x, holder::adjustment)) == 1);
}

TEST_CASE("who may not, what is not there, and no reason: refused, nothing posted") {
    Books books;
    CHECK(why(books.adjust("X", -1, books.house.anna)) == Why::role_missing);
    CHECK(why(books.adjust("X", -1, books.house.lin, "")) == Why::missing_field);
    CHECK(why(books.adjust("X", 0, books.house.lin)) == Why::bad_quantity);
    CHECK(why(books.adjust("X", -11, books.house.lin)) == Why::not_enough_stock);
    CHECK(why(books.adjust("Z", -1, books.house.lin)) == Why::unknown_sku);
    AdjustStock elsewhere{.location = "T-1", .sku = "X", .difference = 1, .reason = "r"};
    CHECK(why(books.desk.run(elsewhere, books.house.lin)) == Why::unknown_location);
    AdjustStock forbidden{.location = "Q-01", .sku = "X", .difference = 1, .reason = "r"};
    CHECK(why(books.desk.run(forbidden, books.house.lin)) == Why::bad_field);
    CHECK(books.there(books.house.x) == 10);
}

TEST_CASE("worth more than the limit it waits for another lead") {
    Books books;
    auto const asked = books.adjust("Y", -1, books.house.lin);
    REQUIRE(asked);
    AdjustmentId const id{asked->object};
    CHECK(books.there(books.house.y) == 10);
    CHECK(why(books.desk.run(DecideAdjustment{id}, books.house.lin)) == Why::own_work);
    CHECK(why(books.desk.run(DecideAdjustment{id}, books.house.anna)) == Why::role_missing);
    REQUIRE(books.desk.run(DecideAdjustment{id}, books.kim));
    CHECK(books.there(books.house.y) == 9);
    CHECK(why(books.desk.run(DecideAdjustment{id}, books.kim)) == Why::already_done);
}

TEST_CASE("a rejected one posts nothing, and one that went stale is refused") {
    Books books;
    AdjustmentId const first{books.adjust("Y", -2, books.house.lin)->object};
    CHECK(why(books.desk.run(DecideAdjustment{first, false}, books.kim)) == Why::missing_field);
    REQUIRE(books.desk.run(DecideAdjustment{first, false, "count it"}, books.kim));
    AdjustmentId const second{books.adjust("Y", -10, books.house.lin)->object};
    AdjustmentId const third{books.adjust("Y", -1, books.house.lin)->object};
    REQUIRE(books.desk.run(DecideAdjustment{second}, books.kim));
    CHECK(why(books.desk.run(DecideAdjustment{third}, books.kim)) == Why::not_enough_stock);
    CHECK(books.there(books.house.y) == 0);
}

TEST_CASE("the limit is the site's") {
    Books books;
    Rules rules{};
    rules.adjust_limit_minor = 1'000'00;
    REQUIRE(books.desk.run(ChangeRules{books.house.warehouse, rules}));
    REQUIRE(books.adjust("Y", -2, books.house.lin));
    CHECK(books.there(books.house.y) == 8);
}

TEST_CASE("promised goods that are gone are promised from elsewhere") {
    Books books;
    stock_up(books.desk, "B-07", "X", 10_ea);
    OrderId const order = place_order(books.desk, "O1", {{"X", 8_ea}});
    release(books.desk, {order});
    REQUIRE(books.adjust("X", -10, books.house.lin));
    CHECK(tables::orders.at(books.desk.tables(), order).allocated == 8_ea);
}

TEST_CASE("what waited for goods gets those that were found") {
    Books books;
    OrderId const order = place_order(books.desk, "O1", {{"X", 12_ea}});
    REQUIRE(tables::orders.at(books.desk.tables(), order).state == OrderState::approved);
    auto const sku = SkuKey{books.house.warehouse, books.house.owner, books.house.x};
    REQUIRE(books.adjust("X", 5, books.house.lin));
    CHECK(tables::sku_stock.at(books.desk.tables(), sku).available == 15);
}

TEST_CASE("a location blocked for goods that come in takes none") {
    Books books;
    Instant const long_after{2'000'000'000'000};
    REQUIRE(books.desk.run(BlockLocation{books.house.a01, long_after, "wet", false, true},
                           books.house.lin));
    CHECK(why(books.adjust("X", 1, books.house.lin)) == Why::location_locked);
    CHECK(why(books.desk.run(ImportStock{
              .rows = {{.location = "A-01", .sku = "X", .quantity = 1_ea}}, .reason = "r"})) ==
          Why::location_locked);
    REQUIRE(books.adjust("X", -1, books.house.lin));
    Location const row = tables::locations.at(books.desk.tables(), books.house.a01);
    CHECK(row.locked_out_until == Instant{});
    REQUIRE(books.desk.run(BlockLocation{books.house.a01, Instant{}, "dry", true, true},
                           books.house.lin));
    REQUIRE(books.adjust("X", 1, books.house.lin));
}

TEST_CASE("the same file of stock is posted once") {
    Books books;
    ImportStock import{.rows = {{.location = "B-07", .sku = "X", .quantity = 4_ea}},
                       .reason = "import",
                       .content = store::sha256("stock.csv")};
    REQUIRE(books.desk.run(import));
    auto const again = books.desk.run(import);
    CHECK(why(again) == Why::imported_before);
    CHECK(!again.error().subject.at(0).empty());
    import.content = store::sha256("another delivery");
    REQUIRE(books.desk.run(import));
    CHECK(on_hand(books.desk, books.house.quant(books.house.x, holder::at(books.house.b07))) == 8);
}

TEST_CASE("zones and carriers: the code stays, a zone with sound stock cannot begin to forbid it") {
    Books books;
    ZoneId const pick = zone_by_code(books.desk.tables(), books.house.warehouse, "PICK").value();
    ZoneRow row{.zone = tables::zones.at(books.desk.tables(), pick)};
    row.zone.pick_rule = PickRule::face_first;
    REQUIRE(books.desk.run(DefineZone{pick, row}));
    CHECK(tables::zones.at(books.desk.tables(), pick).pick_rule == PickRule::face_first);
    row.zone.forbids_available = true;
    CHECK(why(books.desk.run(DefineZone{pick, row})) == Why::bad_field);
    row.zone.code = "OTHER";
    row.zone.forbids_available = false;
    CHECK(why(books.desk.run(DefineZone{pick, row})) == Why::bad_field);
    CHECK(why(books.desk.run(DefineZone{pick, row}, books.house.lin)) == Why::role_missing);
    REQUIRE(books.desk.run(DefineZone{{}, row}));
    CHECK(zone_by_code(books.desk.tables(), books.house.warehouse, "OTHER"));

    REQUIRE(books.desk.run(DefineCarrier{{}, {.code = "SF", .name = "SF", .numbers_min = 50}}));
    CHECK(why(books.desk.run(DefineCarrier{{}, {.code = "SF", .name = "SF"}})) ==
          Why::duplicate_code);
    CarrierId const sf = carrier_by_code(books.desk.tables(), "SF").value();
    CHECK(why(books.desk.run(DefineCarrier{sf, {.code = "SF", .name = "SF", .numbers_min = -1}})) ==
          Why::bad_field);
    CHECK(tables::carriers.at(books.desk.tables(), sf).numbers_min == 50);
}

}  // namespace
