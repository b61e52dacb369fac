// SPDX-License-Identifier: Apache-2.0
#include "domain/process/administration.hpp"

#include "support/desk.hpp"

namespace {
using namespace wms;
using namespace wms::test;

struct Office {
    Desk desk;
    House house = furnish(desk);
    OperatorId admin{0};

    Office() {
        auto const made =
            desk.run(DefineOperator{{}, {.badge = "U-9", .name = "Ada", .roles = {Role::admin}}});
        REQUIRE(made);
        admin = OperatorId{made->object};
    }
    ~Office() { CHECK(desk.difference_after_replay() == ""); }
    Office(Office const&) = delete;
    Office& operator=(Office const&) = delete;
    Operator row(OperatorId id) { return tables::operators.at(desk.tables(), id); }
};

TEST_CASE("people: a badge is one person's, roles are wanted") {
    Office office;
    Operator row{.badge = "U-1", .name = "Someone", .roles = {Role::picker}};
    CHECK(why(office.desk.run(DefineOperator{{}, row})) == Why::duplicate_code);
    row.badge = "U-10";
    row.roles = {};
    CHECK(why(office.desk.run(DefineOperator{{}, row})) == Why::missing_field);
    row.roles = {Role::system};
    CHECK(why(office.desk.run(DefineOperator{{}, row})) == Why::bad_field);
    row.roles = {Role::picker, Role::picker};
    CHECK(why(office.desk.run(DefineOperator{{}, row})) == Why::bad_field);
    CHECK(why(office.desk.run(DefineOperator{OperatorId{99}, row})) == Why::unknown_object);
}

TEST_CASE("people: the last admin stays one") {
    Office office;
    Operator row = office.row(office.admin);
    row.blocked = true;
    CHECK(why(office.desk.run(DefineOperator{office.admin, row})) == Why::bad_field);
    REQUIRE(office.desk.run(
        DefineOperator{{}, {.badge = "U-8", .name = "Eve", .roles = {Role::admin}}}));
    CHECK(office.desk.run(DefineOperator{office.admin, row}));
    CHECK(office.row(office.admin).blocked);
}

TEST_CASE("a lead may not define people, a picker may not block a location") {
    Office office;
    Operator const row{.badge = "U-10", .name = "New", .roles = {Role::admin}};
    CHECK(why(office.desk.run(DefineOperator{{}, row}, office.house.lin)) == Why::role_missing);
    BlockLocation const block{office.house.a01, Instant{INT64_MAX}, "wet"};
    CHECK(why(office.desk.run(block, office.house.anna)) == Why::role_missing);
    CHECK(office.desk.run(block, office.house.lin));
}

TEST_CASE("codes on labels stay") {
    Office office;
    LocationRow row = location_row("A-01", "PICK");
    row.location.x_mm = 1500;
    CHECK(office.desk.run(DefineLocation{office.house.a01, row}));
    CHECK(tables::locations.at(office.desk.tables(), office.house.a01).x_mm == 1500);
    row.location.code = "A-99";
    CHECK(why(office.desk.run(DefineLocation{office.house.a01, row})) == Why::bad_field);
    CHECK(why(office.desk.run(DefineLocation{{}, location_row("A-01", "PICK")})) ==
          Why::duplicate_code);
    auto const made = office.desk.run(DefineLocation{{}, row});
    REQUIRE(made);
    CHECK(location_by_code(office.desk.tables(), "A-99") == LocationId{made->object});
}

TEST_CASE("a station stands where goods are packed or staged") {
    Office office;
    auto const with = [&](std::string const& place) {
        return why(office.desk.run(DefineStation{{}, {.code = "S-NEW", .location = place}}));
    };
    CHECK(with("") == Why::missing_field);
    CHECK(with("NOWHERE") == Why::unknown_location);
    CHECK(with("A-01") == Why::bad_field);  // pickers could not bring anything there
    ImportMasterData import{};
    import.locations = {location_row("P-9", "PICK")};
    import.locations.front().location.type = LocationType::packing;
    REQUIRE(office.desk.run(import));
    CHECK(with("P-9") == std::nullopt);
}

TEST_CASE("a cart's bin may be listed before its cart, and hangs on nothing else") {
    Office office;
    auto const with = [&](std::vector<ContainerRow> rows) {
        ImportMasterData import{};
        import.containers = std::move(rows);
        return why(office.desk.run(import));
    };
    ContainerRow const bin{.code = "C-9-1", .type = ContainerType::cart_bin, .parent = "C-9"};
    ContainerRow const cart{.code = "C-9", .type = ContainerType::cart};
    ContainerRow const tote{.code = "C-9", .type = ContainerType::tote};
    ContainerRow const loop{.code = "C-9", .type = ContainerType::cart, .parent = "C-9"};
    CHECK(with({bin}) == Why::unknown_object);
    CHECK(with({bin, tote}) == Why::unknown_object);
    CHECK(with({loop}) == Why::unknown_object);
    CHECK(with({bin, cart}) == std::nullopt);
    Read const& read = office.desk.tables();
    auto const found = container_by_code(read, "C-9-1");
    REQUIRE(found);
    CHECK(tables::containers.at(read, *found).parent ==
          holder::at(container_by_code(read, "C-9").value()));
}

TEST_CASE("a block wants a reason, survives an edit and is lifted") {
    Office office;
    auto const locked = [&] {
        return tables::locations.at(office.desk.tables(), office.house.a01).locked_out_until;
    };
    Instant const until{1'760'000'000'000};
    CHECK(why(office.desk.run(BlockLocation{office.house.a01, until, ""})) == Why::missing_field);
    REQUIRE(office.desk.run(BlockLocation{office.house.a01, until, "wet floor"}));
    CHECK(locked() == until);
    REQUIRE(office.desk.run(DefineLocation{office.house.a01, location_row("A-01", "PICK")}));
    CHECK(locked() == until);
    REQUIRE(office.desk.run(BlockLocation{office.house.a01, Instant{}, ""}));
    CHECK(locked() == Instant{});
}

TEST_CASE("a count is asked for once for each SKU; an empty location has nothing to count") {
    Office office;
    CHECK(why(office.desk.run(RequestCount{office.house.b07, {}, ""})) == Why::nothing_to_do);
    stock_up(office.desk, "B-07", "X", 3_ea);
    stock_up(office.desk, "B-07", "Y", 1_ea);
    REQUIRE(office.desk.run(RequestCount{office.house.b07, {}, "looks odd"}));
    CHECK(tables::counts.count(office.desk.tables()) == 2);
    (void)office.desk.run(RequestCount{office.house.b07, {}, "looks odd"});
    CHECK(tables::counts.count(office.desk.tables()) == 2);
}

TEST_CASE("barcodes come and go") {
    Office office;
    REQUIRE(office.desk.run(DefineBarcode{{.code = "X-BOX", .sku = "X", .barcode = {}}}));
    CHECK(tables::barcodes.contains(office.desk.tables(), {"X-BOX", office.house.x}));
    REQUIRE(office.desk.run(RemoveBarcode{office.house.x, "X-BOX"}));
    CHECK(!tables::barcodes.contains(office.desk.tables(), {"X-BOX", office.house.x}));
    CHECK(why(office.desk.run(RemoveBarcode{office.house.x, "X-BOX"})) == Why::unknown_object);
}

TEST_CASE("a problem is closed once, with what was done about it") {
    Office office;
    office.desk.post([](Change& change) {
        (void)raise_problem(change, ProblemKind::print,
                            {Phrase::problem_of, {"PRN1", "media-empty"}});
    });
    REQUIRE(office.desk.run(CloseProblem{ProblemId{1}, "paper put in"}, office.house.lin));
    CHECK(!tables::problems.at(office.desk.tables(), ProblemId{1}).open);
    CHECK(why(office.desk.run(CloseProblem{ProblemId{1}, "again"}, office.house.lin)) ==
          Why::already_done);
    CHECK(why(office.desk.run(CloseProblem{ProblemId{9}, "what"})) == Why::unknown_object);
}

}  // namespace
