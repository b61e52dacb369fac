// SPDX-License-Identifier: Apache-2.0
#include "domain/process/counting.hpp"

#include "support/desk.hpp"

namespace {
using namespace wms;
using namespace wms::test;

// The end of a short pick: what is left of X at A-01 is suspect and a control count is open (§4.6).
struct Floor {
    Desk desk;
    House house = furnish(desk);

    QuantKey sound(SkuId sku) const { return house.quant(sku, holder::at(house.a01)); }
    QuantKey suspect(SkuId sku) const {
        return house.quant(sku, holder::at(house.a01), StockStatus::suspect);
    }
    void short_pick(SkuId sku, Quantity quantity) {
        desk.post([&](Change& change) {
            post_stock(change, {.posting = Posting::suspect,
                                .warehouse = house.warehouse,
                                .owner = house.owner,
                                .sku = sku,
                                .from = {holder::at(house.a01)},
                                .to = {holder::at(house.a01), StockStatus::suspect},
                                .quantity = quantity,
                                .reason = "bin_empty"});
            counting::open_control_count(change, suspect(sku), "bin_empty");
        });
    }
    void take_one(SkuId sku) {
        desk.post([&](Change& change) {
            post_stock(change, {.warehouse = house.warehouse,
                                .owner = house.owner,
                                .sku = sku,
                                .from = {holder::at(house.a01)},
                                .to = {holder::at(house.b07)},
                                .quantity = 1_ea});
        });
    }
    Count count(CountId id = CountId{1}) { return tables::counts.at(desk.tables(), id); }
    void start(DeviceId device) {
        REQUIRE(desk.press(device, Button::count));
        REQUIRE(desk.screen(device).step == Step::scan_location);
        REQUIRE(desk.scan(device, "L-A-01"));
    }
    // From the location scan to the end of one round.
    void count_pieces(DeviceId device, std::string const& pieces) {
        OperatorId const who = tables::devices.at(desk.tables(), device).actor;
        CountId const counted = tables::sessions.at(desk.tables(), who).count;
        SkuId const sku = count(counted).sku;
        if (pieces != "0") {
            REQUIRE(desk.scan(device, tables::skus.at(desk.tables(), sku).code));
            REQUIRE(desk.press(device, Button::quantity, pieces));
        }
        REQUIRE(desk.press(device, Button::done));
        if (desk.screen(device).step == Step::confirm_empty) REQUIRE(desk.scan(device, "L-A-01"));
    }
    void to_review(SkuId sku, std::string const& pieces) {
        short_pick(sku, 4_ea);
        start(house.anna);
        count_pieces(house.anna, pieces);
        if (desk.screen(house.anna).process == Process::home) {
            start(house.bo);
            count_pieces(house.bo, pieces);
        } else {
            REQUIRE(desk.scan(house.anna, "L-A-01"));
            count_pieces(house.anna, pieces);
        }
        REQUIRE(count().state == CountState::to_review);
    }
};

bool shows(Screen const& screen, std::string const& text) {
    for (ScreenLine const& line : screen.lines) {
        for (std::string const& value : line.values) {
            if (value.find(text) != std::string::npos) return true;
        }
    }
    return false;
}

TEST_CASE("a count that finds what the books say makes suspect goods sound again (T2)") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    for (int piece = 0; piece < 4; ++piece) {
        CHECK(desk.screen(floor.house.anna).done == piece);
        REQUIRE(desk.scan(floor.house.anna, "X"));
    }
    REQUIRE(desk.press(floor.house.anna, Button::done));
    CHECK(floor.count().state == CountState::accepted);
    CHECK(on_hand(desk, floor.sound(floor.house.x)) == 4);
    CHECK(on_hand(desk, floor.suspect(floor.house.x)) == 0);
    CHECK(desk.screen(floor.house.anna).process == Process::home);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("a count that finds nothing becomes ADJUST only when a lead approves it (T2)") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    REQUIRE(desk.press(floor.house.anna, Button::done));
    CHECK(desk.screen(floor.house.anna).step == Step::confirm_empty);
    REQUIRE(desk.scan(floor.house.anna, "L-A-01"));
    CHECK(floor.count().state == CountState::recount);
    REQUIRE(desk.scan(floor.house.anna, "L-A-01"));
    floor.count_pieces(floor.house.anna, "0");
    CHECK(floor.count().state == CountState::to_review);
    CHECK(on_hand(desk, floor.suspect(floor.house.x)) == 4);

    REQUIRE(desk.press(floor.house.lin, Button::count));
    CHECK(desk.screen(floor.house.lin).step == Step::review);
    REQUIRE(desk.press(floor.house.lin, Button::approve, "stolen"));
    CHECK(floor.count().state == CountState::accepted);
    CHECK(floor.count().approver == OperatorId{3});
    CHECK(on_hand(desk, floor.suspect(floor.house.x)) == 0);
    CHECK(on_hand(desk, floor.sound(floor.house.x)) == 0);
    CHECK(on_hand(desk, floor.house.quant(floor.house.x, holder::adjustment)) == 4);
    auto const events = events_of(desk.entries().back().events);
    bool posted = false;
    for (NamedEvent const& event : events) {
        posted = posted ||
                 (event.name == "StockPosted" && event.json.find("stolen") != std::string::npos);
    }
    CHECK(posted);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("what is missing is taken from suspect goods first, the rest of them is sound") {
    struct Row {
        std::string_view name;
        std::string counted;
        std::int64_t sound;
        std::int64_t adjusted;
    };
    static Row const rows[] = {{"one suspect piece is missing", "5", 5, 1},
                               {"all suspect pieces are missing", "2", 2, 4},
                               {"sound pieces are missing too", "1", 1, 5},
                               {"there is more than the books say", "8", 8, -2}};
    for (Row const& row : rows) {
        SUBCASE(row.name.data()) {
            Floor floor;
            stock_up(floor.desk, "A-01", "X", 6_ea);
            floor.to_review(floor.house.x, row.counted);
            REQUIRE(floor.desk.run(ApproveCount{.count = CountId{1}}, floor.house.lin));
            QuantKey const out = floor.house.quant(floor.house.x, holder::adjustment);
            CHECK(on_hand(floor.desk, floor.sound(floor.house.x)) == row.sound);
            CHECK(on_hand(floor.desk, floor.suspect(floor.house.x)) == 0);
            CHECK(on_hand(floor.desk, out) == row.adjusted);
        }
    }
}

TEST_CASE("goods that move during a count void its result, it begins again at once (T4)") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 10_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    std::uint64_t const token = desk.screen(floor.house.anna).step_token;
    floor.take_one(floor.house.x);
    REQUIRE(desk.scan(floor.house.anna, "X"));
    REQUIRE(desk.press(floor.house.anna, Button::quantity, "9"));
    auto const done = desk.press(floor.house.anna, Button::done);
    REQUIRE(done);
    CHECK(done->tone == Tone::attention);
    CHECK(floor.count().state == CountState::counting);
    CHECK(floor.count().results.empty());
    Screen const again = desk.screen(floor.house.anna);
    CHECK(again.ask == Phrase::count_again);
    CHECK(again.done == 0);
    CHECK(again.step_token != token);
    floor.count_pieces(floor.house.anna, "9");
    CHECK(floor.count().state == CountState::accepted);
    CHECK(on_hand(desk, floor.sound(floor.house.x)) == 9);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("goods that come and go again during a count are noticed although no row is left") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "B-07", "X", 1_ea);
    desk.post([&](Change& change) {
        counting::open_control_count(change, floor.sound(floor.house.x), "lead");
    });
    floor.start(floor.house.anna);
    auto const move = [&](LocationId from, LocationId to) {
        desk.post([&](Change& change) {
            post_stock(change, {.warehouse = floor.house.warehouse,
                                .owner = floor.house.owner,
                                .sku = floor.house.x,
                                .from = {holder::at(from)},
                                .to = {holder::at(to)},
                                .quantity = 1_ea});
        });
    };
    move(floor.house.b07, floor.house.a01);
    move(floor.house.a01, floor.house.b07);
    floor.count_pieces(floor.house.anna, "0");
    CHECK(floor.count().state == CountState::counting);
}

TEST_CASE("other goods that move at the location do not disturb a count") {
    Floor floor;
    stock_up(floor.desk, "A-01", "X", 4_ea);
    stock_up(floor.desk, "A-01", "Y", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    floor.take_one(floor.house.y);
    floor.count_pieces(floor.house.anna, "4");
    CHECK(floor.count().state == CountState::accepted);
}

TEST_CASE("a count is blind: no screen of a counter shows the book stock") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 7531_ea);
    floor.short_pick(floor.house.x, 7531_ea);
    auto const blind = [&](DeviceId device) {
        Screen const screen = desk.screen(device);
        return !shows(screen, "7531") && screen.need == 0 && screen.left == 0;
    };
    for (DeviceId const device : {floor.house.anna, floor.house.bo}) {
        REQUIRE(desk.press(device, Button::count));
        CHECK(blind(device));
        REQUIRE(desk.scan(device, "L-A-01"));
        CHECK(blind(device));
        REQUIRE(desk.press(device, Button::done));
        CHECK(blind(device));
        REQUIRE(desk.scan(device, "L-A-01"));
        CHECK(blind(device));
    }
    REQUIRE(desk.press(floor.house.lin, Button::count));
    CHECK(shows(desk.screen(floor.house.lin), "7531"));
}

TEST_CASE("one place and SKU has one open control count at most") {
    Floor floor;
    stock_up(floor.desk, "A-01", "X", 8_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    CHECK(tables::counts.count(floor.desk.tables()) == 1);
    floor.start(floor.house.anna);
    floor.count_pieces(floor.house.anna, "8");
    floor.short_pick(floor.house.x, 4_ea);
    CHECK(tables::counts.count(floor.desk.tables()) == 2);
}

TEST_CASE("a variance worth more than the limit is counted again by another person") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "Y", 4_ea);
    floor.short_pick(floor.house.y, 4_ea);
    floor.start(floor.house.anna);
    floor.count_pieces(floor.house.anna, "3");
    CHECK(floor.count().state == CountState::recount);
    CHECK(desk.screen(floor.house.anna).process == Process::home);
    CHECK(why(desk.press(floor.house.anna, Button::count)) == Why::nothing_to_do);
    floor.start(floor.house.bo);
    floor.count_pieces(floor.house.bo, "3");
    CHECK(floor.count().state == CountState::to_review);
}

TEST_CASE("results are compared over the last three rounds") {
    struct Row {
        std::string_view name;
        std::vector<std::string> counted;
        CountState state;
    };
    static Row const rows[] = {
        {"one variance", {"3"}, CountState::recount},
        {"two agree", {"3", "3"}, CountState::to_review},
        {"two differ", {"3", "2"}, CountState::recount},
        {"the third agrees with the first", {"3", "2", "3"}, CountState::to_review},
        {"three differ", {"3", "2", "1"}, CountState::to_review},
        {"the second finds all", {"3", "4"}, CountState::accepted},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.data()) {
            Floor floor;
            stock_up(floor.desk, "A-01", "X", 4_ea);
            floor.short_pick(floor.house.x, 4_ea);
            REQUIRE(floor.desk.press(floor.house.anna, Button::count));
            for (std::string const& counted : row.counted) {
                REQUIRE(floor.desk.scan(floor.house.anna, "L-A-01"));
                floor.count_pieces(floor.house.anna, counted);
            }
            CHECK(floor.count().state == row.state);
        }
    }
}

TEST_CASE("a lead cannot decide on own counts, others than leads cannot decide at all") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.lin);
    floor.count_pieces(floor.house.lin, "3");
    REQUIRE(desk.scan(floor.house.lin, "L-A-01"));
    floor.count_pieces(floor.house.lin, "3");
    REQUIRE(floor.count().state == CountState::to_review);
    CHECK(why(desk.press(floor.house.lin, Button::count)) == Why::nothing_to_do);
    ApproveCount const approve{.count = CountId{1}};
    CHECK(why(desk.run(approve, floor.house.lin)) == Why::own_work);
    CHECK(why(desk.run(approve, floor.house.bo)) == Why::role_missing);
    CHECK(why(desk.run(approve)) == Why::unknown_actor);
    CHECK(why(desk.run(ApproveCount{.count = CountId{9}}, floor.house.lin)) == Why::unknown_object);
}

TEST_CASE("goods that moved after the count make it unfit to approve, it is counted again") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 6_ea);
    floor.to_review(floor.house.x, "5");
    floor.take_one(floor.house.x);
    ApproveCount const approve{.count = CountId{1}};
    CHECK(why(desk.run(approve, floor.house.lin)) == Why::count_outdated);
    floor.start(floor.house.bo);
    CHECK(why(desk.run(approve, floor.house.lin)) == Why::stale);
    floor.count_pieces(floor.house.bo, "4");
    CHECK(floor.count().state == CountState::to_review);  // the same variance as before
    REQUIRE(desk.run(approve, floor.house.lin));
    CHECK(why(desk.run(approve, floor.house.lin)) == Why::already_done);
    CHECK(on_hand(desk, floor.sound(floor.house.x)) == 4);
}

TEST_CASE(
    "promises on goods that are not there go elsewhere before the goods are written off (I3)") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 6_ea);
    OrderId const first = place_order(desk, "SO-1", {{"X", 3_ea}});
    OrderId const second = place_order(desk, "SO-2", {{"X", 2_ea}});
    release(desk, {first, second});
    stock_up(desk, "B-07", "X", 2_ea);
    REQUIRE(promised(desk, floor.sound(floor.house.x)) == 5);
    desk.post([&](Change& change) {
        counting::open_control_count(change, floor.sound(floor.house.x), "zero_check");
    });
    REQUIRE(desk.press(floor.house.anna, Button::count));
    for (int round = 0; round < 2; ++round) {
        REQUIRE(desk.scan(floor.house.anna, "L-A-01"));
        floor.count_pieces(floor.house.anna, "3");
    }
    REQUIRE(desk.run(ApproveCount{.count = CountId{1}}, floor.house.lin));
    CHECK(on_hand(desk, floor.sound(floor.house.x)) == 3);
    CHECK(promised(desk, floor.sound(floor.house.x)) == 3);
    CHECK(promised(desk, floor.house.quant(floor.house.x, holder::at(floor.house.b07))) == 2);
    CHECK(tables::orders.at(desk.tables(), first).allocated == 3_ea);
    CHECK(tables::orders.at(desk.tables(), second).allocated == 2_ea);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("goods that are found after all go to the order that waits for them (T2)") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    OrderId const order = place_order(desk, "SO-1", {{"X", 2_ea}});
    REQUIRE(tables::orders.at(desk.tables(), order).state == OrderState::wait_stock);
    floor.start(floor.house.anna);
    floor.count_pieces(floor.house.anna, "4");
    CHECK(tables::orders.at(desk.tables(), order).state == OrderState::approved);
}

TEST_CASE("a rejected count begins from the first round") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.to_review(floor.house.x, "3");
    REQUIRE(desk.press(floor.house.lin, Button::count));
    REQUIRE(desk.press(floor.house.lin, Button::reject));
    CHECK(desk.screen(floor.house.lin).process == Process::home);
    CHECK(floor.count().results.empty());
    floor.start(floor.house.bo);
    floor.count_pieces(floor.house.bo, "3");
    CHECK(floor.count().state == CountState::recount);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("a count belongs to one person while that person is at work") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    REQUIRE(desk.scan(floor.house.anna, "X"));
    CHECK(counting::is_being_counted(desk.tables(), floor.house.a01, desk.entries().back().at));
    CHECK(why(desk.press(floor.house.bo, Button::count)) == Why::nothing_to_do);
    desk.wait(claim_lease);
    floor.start(floor.house.bo);
    CHECK(why(desk.scan(floor.house.anna, "X")) == Why::changed_elsewhere);
    REQUIRE(desk.press(floor.house.anna, Button::home));
    floor.count_pieces(floor.house.bo, "4");
    CHECK(floor.count().state == CountState::accepted);
}

TEST_CASE("who leaves a count gives it back, what was counted so far does not count") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    REQUIRE(desk.scan(floor.house.anna, "X"));
    REQUIRE(desk.press(floor.house.anna, Button::home));
    CHECK(floor.count().state == CountState::open);
    floor.start(floor.house.bo);
    CHECK(desk.screen(floor.house.bo).done == 0);
}

TEST_CASE("what does not belong to the count is refused and changes nothing") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    DeviceId const anna = floor.house.anna;
    REQUIRE(desk.press(anna, Button::count));
    CHECK(why(desk.scan(anna, "L-B-07")) == Why::wrong_location);
    CHECK(why(desk.scan(anna, "X")) == Why::wrong_kind);
    CHECK(why(desk.press(anna, Button::done)) == Why::wrong_key);
    REQUIRE(desk.scan(anna, "L-A-01"));
    CHECK(why(desk.scan(anna, "L-B-07")) == Why::wrong_location);
    CHECK(why(desk.scan(anna, "T-1")) == Why::wrong_kind);
    REQUIRE(desk.scan(anna, "L-A-01"));
    for (std::string const typed : {"", "-1", "1e3", "10000", "4 "})
        CHECK(why(desk.press(anna, Button::quantity, typed)) == Why::bad_quantity);
    CHECK(why(desk.press(anna, Button::quantity, "4")) == Why::scan_item_first);
    CHECK(desk.screen(anna).done == 0);
    REQUIRE(desk.scan(anna, "X-CASE"));
    CHECK(desk.screen(anna).done == 12);
    REQUIRE(desk.scan(anna, "!QTY4"));
    CHECK(desk.screen(anna).done == 4);
}

TEST_CASE("goods that turn up while the location is said to be empty are counted") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 1_ea);
    floor.short_pick(floor.house.x, 1_ea);
    floor.start(floor.house.anna);
    REQUIRE(desk.press(floor.house.anna, Button::done));
    REQUIRE(desk.scan(floor.house.anna, "X"));
    CHECK(desk.screen(floor.house.anna).step == Step::count_items);
    CHECK(desk.screen(floor.house.anna).done == 1);
    REQUIRE(desk.press(floor.house.anna, Button::done));
    CHECK(floor.count().state == CountState::accepted);
}

TEST_CASE("a counter who skips gets the next count") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    stock_up(desk, "A-01", "Y", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.short_pick(floor.house.y, 4_ea);
    REQUIRE(desk.press(floor.house.anna, Button::count));
    REQUIRE(desk.press(floor.house.anna, Button::skip));
    CHECK(floor.count(CountId{1}).counter == OperatorId{});
    CHECK(floor.count(CountId{2}).counter == OperatorId{1});
    REQUIRE(desk.press(floor.house.bo, Button::count));
    CHECK(floor.count(CountId{1}).counter == OperatorId{2});
}

// Goods with serial numbers at A-01, and a count of them is open.
struct SerialFloor : Floor {
    SkuId sku;
    SerialFloor() {
        ImportMasterData import{};
        import.skus = {sku_row("S", Money{1'00})};
        import.skus.front().sku.serial_mode = SerialMode::both;
        REQUIRE(desk.run(import));
        sku = sku_by_code(desk.tables(), "S").value();
        bring("A-01", {"SN-1", "SN-2", "SN-3"});
        desk.post(
            [&](Change& change) { counting::open_control_count(change, sound(sku), "lead"); });
    }
    void bring(std::string const& location, std::vector<std::string> const& serials) {
        ImportStock stock{.rows = {}, .reason = "opening"};
        for (std::string const& serial : serials)
            stock.rows.push_back(
                {.location = location, .sku = "S", .quantity = 1_ea, .serial = serial});
        REQUIRE(desk.run(stock));
    }
    // One round, each number after its item.
    void count_serials(DeviceId device, std::vector<std::string> const& serials) {
        if (desk.screen(device).process != Process::counting)
            REQUIRE(desk.press(device, Button::count));
        REQUIRE(desk.scan(device, "L-A-01"));
        for (std::string const& serial : serials) {
            REQUIRE(desk.scan(device, "S"));
            REQUIRE(desk.screen(device).step == Step::scan_serial);
            REQUIRE(desk.scan(device, serial));
        }
        REQUIRE(desk.press(device, Button::done));
        if (desk.screen(device).step == Step::confirm_empty) REQUIRE(desk.scan(device, "L-A-01"));
    }
    std::optional<Holder> place_of(std::string const& serial) {
        auto const id = serial_by_code(desk.tables(), sku, serial);
        auto const place = id ? tables::serial_place(desk.tables(), *id) : std::nullopt;
        return place ? std::optional{place->holder} : std::nullopt;
    }
};

TEST_CASE("a missing serial number goes to ADJUSTMENT, a found one comes from it") {
    SerialFloor floor;
    Desk& desk = floor.desk;
    floor.count_serials(floor.house.anna, {"SN-1", "SN-3", "SN-9"});
    CHECK(floor.count().state == CountState::recount);  // three pieces, but not the books' three
    floor.count_serials(floor.house.anna, {"SN-9", "SN-1", "SN-3"});
    REQUIRE(floor.count().state == CountState::to_review);
    REQUIRE(desk.run(ApproveCount{.count = CountId{1}, .reason = "swapped"}, floor.house.lin));
    CHECK(floor.place_of("SN-1") == holder::at(floor.house.a01));
    CHECK_FALSE(floor.place_of("SN-2").has_value());
    CHECK(floor.place_of("SN-9") == holder::at(floor.house.a01));
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("serial numbers as in the books need no lead, none at all is posted number by number") {
    SerialFloor floor;
    floor.count_serials(floor.house.anna, {"SN-3", "SN-2", "SN-1"});
    CHECK(floor.count().state == CountState::accepted);
    floor.desk.post([&](Change& change) {
        counting::open_control_count(change, floor.sound(floor.sku), "lead");
    });
    for (int round = 0; round < 2; ++round) floor.count_serials(floor.house.anna, {});
    REQUIRE(floor.count(CountId{2}).state == CountState::to_review);
    REQUIRE(floor.desk.run(ApproveCount{.count = CountId{2}}, floor.house.lin));
    for (std::string const serial : {"SN-1", "SN-2", "SN-3"})
        CHECK_FALSE(floor.place_of(serial).has_value());
}

TEST_CASE("a serial number is counted once, and never without its number") {
    SerialFloor floor;
    Desk& desk = floor.desk;
    DeviceId const anna = floor.house.anna;
    floor.start(anna);
    REQUIRE(desk.scan(anna, "SN-1"));  // known: no need to scan the item first
    CHECK(desk.screen(anna).done == 1);
    CHECK(why(desk.scan(anna, "SN-1")) == Why::already_scanned);
    CHECK(why(desk.press(anna, Button::quantity, "3")) == Why::serial_missing);
    REQUIRE(desk.scan(anna, "S"));
    CHECK(why(desk.scan(anna, "S")) == Why::serial_missing);
    CHECK(why(desk.scan(anna, std::string(60, 'N'))) == Why::bad_field);
    REQUIRE(desk.press(anna, Button::undo));
    CHECK(desk.screen(anna).step == Step::count_items);
    CHECK(desk.screen(anna).done == 1);
}

TEST_CASE("a serial number the books have elsewhere is not counted here, the other place is") {
    SerialFloor floor;
    Desk& desk = floor.desk;
    floor.bring("B-07", {"SN-7"});
    floor.start(floor.house.anna);
    auto const done = desk.scan(floor.house.anna, "SN-7");
    REQUIRE(done);
    CHECK(done->tone == Tone::attention);
    CHECK(desk.screen(floor.house.anna).done == 0);
    CHECK(floor.count(CountId{2}).location == floor.house.b07);
    Problem const problem = tables::problems.at(desk.tables(), ProblemId{1});
    CHECK(problem.kind == ProblemKind::found_stock);
    CHECK(problem.subject.find("SN-7: B-07") != std::string::npos);
}

TEST_CASE(
    "goods the books do not have at the location are put on the lead's list, with their number") {
    Floor floor;
    Desk& desk = floor.desk;
    stock_up(desk, "A-01", "X", 4_ea);
    floor.short_pick(floor.house.x, 4_ea);
    DeviceId const anna = floor.house.anna;
    floor.start(anna);
    for (int i = 0; i < 3; ++i) {
        auto const done = desk.scan(anna, "Y");
        REQUIRE(done);
        CHECK(done->tone == Tone::attention);
    }
    Screen const screen = desk.screen(anna);
    CHECK(screen.done == 0);
    CHECK(screen.lines.back().label == Phrase::found_here);
    CHECK(screen.lines.back().values == std::vector<std::string>{"Y", "3"});
    Problem const problem = tables::problems.at(desk.tables(), ProblemId{1});
    CHECK(tables::problems.count(desk.tables()) == 1);
    CHECK(problem.kind == ProblemKind::found_stock);
    CHECK(problem.location == floor.house.a01);
    CHECK(problem.sku == floor.house.y);
    CHECK(problem.quantity == 3_ea);
    CHECK(desk.difference_after_replay() == "");
}

TEST_CASE("other goods the books have at the location are left to their own count") {
    Floor floor;
    stock_up(floor.desk, "A-01", "X", 4_ea);
    stock_up(floor.desk, "A-01", "Y", 1_ea);
    floor.short_pick(floor.house.x, 4_ea);
    floor.start(floor.house.anna);
    CHECK(why(floor.desk.scan(floor.house.anna, "Y")) == Why::other_sku);
    CHECK(tables::problems.count(floor.desk.tables()) == 0);
}

}  // namespace
