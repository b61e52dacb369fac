// SPDX-License-Identifier: Apache-2.0
#include "domain/process/packing.hpp"

#include "base/json.hpp"
#include "domain/process/housekeeping.hpp"
#include "domain/process/pack_pieces.hpp"
#include "domain/process/picking.hpp"
#include "support/pack_house.hpp"

namespace {
using namespace wms;
using namespace wms::test;
using devices::Fault;

bool shows(Screen const& screen, Phrase label, std::string const& text) {
    for (ScreenLine const& line : screen.lines) {
        for (std::string const& value : line.values) {
            if (line.label == label && value.find(text) != std::string::npos) return true;
        }
    }
    return false;
}

// Postings of the day as "PACK T-9 > PC-1", in order.
std::vector<std::string> postings(Desk& desk, Posting kind) {
    std::vector<std::string> list;
    for (store::Entry const& entry : desk.entries()) {
        for (NamedEvent const& event : events_of(entry.events)) {
            if (event.name != "StockPosted") continue;
            auto const json = boost::json::parse(event.json);
            if (json.at("posting") == boost::describe::enum_to_string(kind, "?"))
                list.push_back(event.json);
        }
    }
    return list;
}

TEST_CASE("three single orders go through the lane, the third label comes late (T1)") {
    PackFloor floor;
    Instant const base{1'750'000'000'000};
    auto const orders = floor.sweep({{"O1", {{"X", 1_ea}}, base + 30_min},
                                     {"O2", {{"X", 1_ea}}, base + 10_min},
                                     {"O3", {{"X", 1_ea}}, base + 20_min}});
    auto const at_shelf =
        floor.at("X", holder::at(location_by_code(floor.desk.tables(), "A-01").value()));
    floor.pool(2);
    floor.open("T-9");

    // Least slack first: O2, then O3.
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    CHECK(floor.parcel(1).order == orders[1]);
    CHECK(floor.parcel(1).from_pool);
    CHECK(floor.parcel(1).state == ParcelState::label_sent);
    CHECK(floor.desk.screen(floor.house.pack1).step == Step::scan_label);
    floor.outside.work();
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(1).waybill));
    CHECK(floor.parcel(1).state == ParcelState::closed);
    CHECK(floor.parcel(1).waybill_state == WaybillState::active);
    CHECK(floor.state_of(orders[1]) == OrderState::packed);
    floor.pack_single("X", 2);
    CHECK(floor.parcel(2).order == orders[2]);

    // The third: the carrier issues a number, and nobody hears of it.
    floor.outside.carrier.expect(SandboxCarrier::Mishap::time_out_after);
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    CHECK(floor.parcel(3).state == ParcelState::waybill_wait);
    CHECK(floor.container("T-9").state == ContainerState::empty);
    floor.outside.work();
    CHECK(floor.parcel(3).waybill_state == WaybillState::unknown);
    CHECK(why(floor.desk.scan(floor.house.pack1, "X")) == Why::waybill_pending);
    REQUIRE(floor.desk.press(floor.house.pack1, Button::done));
    CHECK(floor.desk.screen(floor.house.pack1).step == Step::scan_container);
    floor.desk.wait(back_off(1));
    REQUIRE(floor.desk.run(Tick{}));
    floor.outside.work();  // queries, finds the number
    floor.outside.work();  // prints
    CHECK(floor.outside.carrier.issued().size() == 1);
    CHECK(floor.parcel(3).waybill == floor.outside.carrier.issued().begin()->second);
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(3).waybill));
    CHECK(floor.parcel(3).state == ParcelState::closed);

    // The courier takes all three.
    REQUIRE(floor.desk.press(floor.house.desk, Button::ship));
    for (std::uint64_t id = 1; id <= 3; ++id)
        REQUIRE(floor.desk.scan(floor.house.desk, floor.parcel(id).waybill));
    REQUIRE(floor.desk.press(floor.house.desk, Button::close));
    REQUIRE(floor.desk.press(floor.house.desk, Button::hand_over, "Carl"));
    for (OrderId const order : orders) CHECK(floor.state_of(order) == OrderState::shipped);
    CHECK(postings(floor.desk, Posting::pack).size() == orders.size());
    CHECK(postings(floor.desk, Posting::ship).size() == orders.size());
    CHECK(floor.at("X", holder::customer) == static_cast<std::int64_t>(orders.size()));
    CHECK(floor.at("X", holder::at(location_by_code(floor.desk.tables(), "A-01").value())) ==
          at_shelf);
    CHECK(floor.outside.printers.at("ZD-1").printed().size() == orders.size());
}

TEST_CASE("the label of another parcel stops the packer") {
    PackFloor floor;
    floor.sweep({{"O1", {{"X", 1_ea}}}, {"O2", {{"X", 1_ea}}}});
    floor.pool(2);
    floor.open("T-9");
    floor.pack_single("X", 1);
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    auto const wrong = floor.desk.scan(floor.house.pack1, floor.parcel(1).waybill);
    CHECK(why(wrong) == Why::wrong_label);
    CHECK(wrong.error().subject ==
          std::vector<std::string>{parcel_name(ParcelId{1}), parcel_name(ParcelId{2})});
    CHECK(floor.desk.screen(floor.house.pack1).must_acknowledge);
    floor.acknowledge(floor.house.pack1);
    CHECK(floor.parcel(2).state == ParcelState::label_sent);
    CHECK(why(floor.desk.scan(floor.house.pack1, "W-FOREIGN")) == Why::unknown_barcode);
    CHECK(why(floor.desk.scan(floor.house.pack1, "X")) == Why::label_unverified);
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(2).waybill));
    CHECK(floor.parcel(2).state == ParcelState::closed);
}

TEST_CASE("an order's tote is packed piece by piece, then the carton, then the label") {
    PackFloor floor;
    stock_up(floor.desk, "P-01", "BOX", 3_ea);
    OrderId const order = floor.discrete({"O1", {{"X", 2_ea}, {"Y", 1_ea}}});
    DeviceId const packer = floor.house.pack1;
    floor.pool(1);
    floor.open("T-9");
    CHECK(floor.desk.screen(packer).need == 3);

    SUBCASE("wrong item and too many") {
        floor.check_stop(packer, "Z", Why::not_needed_here);
        REQUIRE(floor.desk.scan(packer, "Y"));
        CHECK(why(floor.desk.scan(packer, "Y")) == Why::over);
        REQUIRE(floor.desk.scan(packer, "X"));
        CHECK(why(floor.desk.scan(packer, "X-PAIR")) == Why::over);
        REQUIRE(floor.desk.scan(packer, "X"));
        CHECK(floor.desk.screen(packer).step == Step::scan_carton);
        CHECK(why(floor.desk.scan(packer, "X")) == Why::over);
        floor.check_stop(packer, "Z", Why::not_needed_here);
    }
    SUBCASE("a pair counts as two") {
        REQUIRE(floor.desk.scan(packer, "X-PAIR"));
        CHECK(floor.desk.screen(packer).done == 2);
        REQUIRE(floor.desk.scan(packer, "Y"));
    }
    CHECK(floor.parcel(1).state == ParcelState::content_ok);
    CHECK(floor.container("T-9").state == ContainerState::empty);
    CHECK(floor.state_of(order) == OrderState::packing);
    CHECK(why(floor.desk.scan(packer, "T-8")) == Why::wrong_kind);
    REQUIRE(floor.desk.scan(packer, "B-BOX"));
    CHECK(floor.parcel(1).state == ParcelState::label_sent);
    CHECK(floor.parcel(1).pieces == 3_ea);
    REQUIRE(floor.desk.press(packer, Button::weight, "750"));
    CHECK(floor.desk.screen(packer).step == Step::weight_reason);
    CHECK(floor.parcel(1).weight.is_zero());
    REQUIRE(floor.desk.press(packer, Button::weight, "scale_down"));
    CHECK(why(floor.desk.press(packer, Button::weight, "heavy")) == Why::bad_quantity);
    floor.outside.work();
    REQUIRE(floor.desk.scan(packer, floor.parcel(1).waybill));
    CHECK(floor.parcel(1).state == ParcelState::closed);
    CHECK(floor.parcel(1).weight == Weight{750});
    CHECK(floor.parcel(1).weight_manual == "scale_down");
    CHECK(floor.state_of(order) == OrderState::packed);
    CHECK(floor.at("BOX", holder::consumed) == 1);
}

TEST_CASE("the same trigger twice is one piece, a second scan is the next piece") {
    PackFloor floor;
    floor.discrete({"O1", {{"X", 3_ea}}});
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    floor.desk.wait(Elapsed{-900});  // time goes on by 1 s with each command
    auto const again = floor.desk.scan(floor.house.pack1, "X");
    REQUIRE(again);
    CHECK(again->tone == Tone::tick);
    CHECK(floor.parcel(1).pieces == 1_ea);
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    CHECK(floor.parcel(1).pieces == 2_ea);
}

TEST_CASE("an order of several pieces in a sweep tote is finished before the next one") {
    PackFloor floor;
    floor.sweep({{"O1", {{"X", 2_ea}}}, {"O2", {{"Y", 1_ea}}}});
    floor.pool(2);
    DeviceId const packer = floor.house.pack1;
    floor.open("T-9");
    REQUIRE(floor.desk.scan(packer, "X"));
    CHECK(floor.desk.screen(packer).step == Step::scan_item);
    floor.check_stop(packer, "Y", Why::wrong_sku);
    REQUIRE(floor.desk.scan(packer, "X"));
    CHECK(floor.parcel(1).pieces == 2_ea);
    CHECK(floor.parcel(1).state == ParcelState::label_sent);
    REQUIRE(floor.desk.scan(packer, floor.parcel(1).waybill));
    CHECK(floor.desk.screen(packer).step == Step::scan_item);
    floor.pack_single("Y", 2);
    CHECK(floor.desk.screen(packer).step == Step::scan_container);
}

// The order is cancelled between picking and packing: what was promised is free, the goods are in
// the tote.
void cancel_picked(PackFloor& floor, OrderId order) {
    floor.desk.post([&](Change& change) {
        std::vector<std::pair<AllocationId, Allocation>> promises;
        tables::allocations.scan_index<tables::allocations_by_order>(
            change.tables(), order, [&](OrderLineKey const&, AllocationId id) {
                promises.emplace_back(id, tables::allocations.at(change.tables(), id));
                return true;
            });
        for (auto const& [id, row] : promises) {
            change.post(AllocationReleased{id, row.quantity});
            change.post(LineReduced{.order = order,
                                    .line = row.line,
                                    .quantity = row.quantity,
                                    .end = LineEnd::cancelled,
                                    .reason = "refund"});
        }
    });
    REQUIRE(floor.state_of(order) == OrderState::cancelled);
}

TEST_CASE("goods of a cancelled order stop the packer") {
    PackFloor floor;
    DeviceId const packer = floor.house.pack1;
    SUBCASE("at the tote") {
        cancel_picked(floor, floor.discrete({"O1", {{"X", 1_ea}}}));
        REQUIRE(floor.desk.press(packer, Button::pack));
        floor.check_stop(packer, "T-9", Why::order_cancelled);
    }
    SUBCASE("at the item in the lane: nobody wants it") {
        auto const orders = floor.sweep({{"O1", {{"X", 1_ea}}}, {"O2", {{"Y", 1_ea}}}});
        floor.open("T-9");
        cancel_picked(floor, orders[0]);
        floor.check_stop(packer, "X", Why::not_needed_here);
        REQUIRE(floor.desk.scan(packer, "Y"));
    }
    SUBCASE("at the label: stopped meanwhile") {
        floor.discrete({"O1", {{"X", 1_ea}}});
        floor.pool(1);
        floor.open("T-9");
        REQUIRE(floor.desk.scan(packer, "X"));
        REQUIRE(floor.desk.press(packer, Button::done));
        floor.desk.post([&](Change& change) {
            change_parcel(change, ParcelId{1}, [](Parcel& row) { row.stop = "refund"; });
        });
        floor.check_stop(packer, floor.parcel(1).waybill, Why::parcel_stopped);
        CHECK(floor.parcel(1).state == ParcelState::label_sent);
    }
}

TEST_CASE("a printer without paper holds the label and prints it once when there is paper") {
    PackFloor floor;
    floor.sweep({{"O1", {{"X", 1_ea}}}});
    floor.pool(1);
    auto& printer = floor.outside.printers["ZD-1"];
    printer.set_fault(Fault::out_of_paper);
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    floor.outside.work();
    CHECK(floor.job_of(1).state == PrintState::held_printer);
    CHECK(shows(floor.desk.screen(floor.house.pack1), Phrase::printer, "media-empty"));
    printer.set_fault(Fault::none);
    floor.outside.work();
    CHECK(floor.job_of(1).state == PrintState::device_done);
    CHECK(floor.job_of(1).printer_reason == "");
    CHECK(printer.printed().size() == 1);
    CHECK(printer.printed().front().key == floor.parcel(1).waybill + "#1");
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(1).waybill));
    CHECK(floor.job_of(1).state == PrintState::verified);
}

TEST_CASE("a label that never came out is doubted after a minute and printed again by a person") {
    PackFloor floor;
    floor.sweep({{"O1", {{"X", 1_ea}}}});
    floor.pool(1);
    auto& printer = floor.outside.printers["ZD-1"];
    printer.set_fault(Fault::claims_success);
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    floor.outside.work();
    CHECK(floor.job_of(1).state == PrintState::device_done);
    floor.desk.wait(50_s);
    REQUIRE(floor.desk.run(Tick{}));
    CHECK(floor.job_of(1).state == PrintState::device_done);
    floor.desk.wait(10_s);
    REQUIRE(floor.desk.run(Tick{}));
    CHECK(floor.job_of(1).state == PrintState::unconfirmed);
    floor.outside.work();
    CHECK(printer.printed().empty());  // nothing by itself
    CHECK(floor.parcel(1).state == ParcelState::label_sent);

    printer.set_fault(Fault::none);
    CHECK(why(floor.desk.press(floor.house.pack1, Button::reprint)) == Why::reason_missing);
    REQUIRE(floor.desk.press(floor.house.pack1, Button::reprint, "blank"));
    floor.outside.work();
    CHECK(floor.parcel(1).copies == 2);
    REQUIRE(printer.printed().size() == 1);
    CHECK(printer.printed().front().key == floor.parcel(1).waybill + "#2");
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(1).waybill));
    CHECK(floor.parcel(1).state == ParcelState::closed);

    SUBCASE("after that a reprint needs a lead") {
        DeviceId const packer = floor.house.pack1;
        REQUIRE(floor.desk.scan(packer, floor.parcel(1).waybill));
        CHECK(why(floor.desk.press(packer, Button::reprint, "torn")) == Why::need_approval);
        CHECK(why(floor.desk.scan(packer, "U-2")) == Why::own_work);
        REQUIRE(floor.desk.scan(packer, "U-5"));
        REQUIRE(floor.desk.press(packer, Button::reprint, "torn"));
        CHECK(floor.parcel(1).copies == 3);
        CHECK(why(floor.desk.press(packer, Button::reprint, "torn")) == Why::need_approval);
    }
    SUBCASE("from the office only leads may") {
        CHECK(why(floor.desk.run(ReprintLabel{ParcelId{1}, "torn"}, floor.house.pack1)) ==
              Why::role_missing);
        CHECK(why(floor.desk.run(ReprintLabel{ParcelId{1}, " "}, floor.house.pack1)) ==
              Why::reason_missing);
        CHECK(why(floor.desk.run(ReprintLabel{ParcelId{9}, "torn"}, floor.house.pack1)) ==
              Why::unknown_object);
    }
}

TEST_CASE("another station's printer takes over when this one stands") {
    PackFloor floor;
    floor.sweep({{"O1", {{"X", 1_ea}}}});
    floor.pool(1);
    floor.outside.printers["ZD-1"].set_fault(Fault::stalled);
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    floor.outside.work();
    CHECK(floor.job_of(1).state == PrintState::printing);
    REQUIRE(floor.desk.scan(floor.house.pack1, "S-PACK2"));
    floor.outside.work();
    CHECK(floor.outside.printers["ZD-2"].printed().size() == 1);
    CHECK(floor.outside.printers["ZD-1"].printed().empty());
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(1).waybill));
}

TEST_CASE("two parcels may wait for their labels, a third is not begun") {
    PackFloor floor;
    floor.sweep({{"O1", {{"X", 1_ea}}}, {"O2", {{"X", 1_ea}}}, {"O3", {{"X", 1_ea}}}});
    floor.pool(3);
    floor.outside.printers["ZD-1"].set_fault(Fault::stalled);
    DeviceId const packer = floor.house.pack1;
    floor.open("T-9");
    for (int parcel = 0; parcel < 2; ++parcel) {
        REQUIRE(floor.desk.scan(packer, "X"));
        REQUIRE(floor.desk.press(packer, Button::skip));
        floor.outside.work();
    }
    CHECK(why(floor.desk.scan(packer, "X")) == Why::label_unverified);
    CHECK(shows(floor.desk.screen(packer), Phrase::label_wait, parcel_name(ParcelId{1})));
    // Another station is not held up by this one.
    REQUIRE(floor.desk.press(floor.house.pack2, Button::pack));
    CHECK(why(floor.desk.scan(floor.house.pack2, floor.parcel(1).waybill)) == Why::wrong_station);
    floor.outside.printers["ZD-1"].set_fault(Fault::none);
    floor.outside.work();
    REQUIRE(floor.desk.scan(packer, floor.parcel(1).waybill));
    CHECK(floor.parcel(1).state == ParcelState::closed);
    CHECK(floor.desk.screen(packer).step == Step::scan_item);
    REQUIRE(floor.desk.scan(packer, "X"));
    CHECK(floor.desk.screen(packer).step == Step::scan_label);
}

TEST_CASE("a tote belongs to one packer until another one takes it over") {
    PackFloor floor;
    floor.discrete({"O1", {{"X", 2_ea}}});
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    REQUIRE(floor.desk.press(floor.house.pack2, Button::pack));
    CHECK(why(floor.desk.scan(floor.house.pack2, "T-8")) == Why::nothing_to_do);
    auto const taken = floor.desk.scan(floor.house.pack2, "T-9");
    CHECK(why(taken) == Why::claimed_by_other);
    CHECK(taken.error().subject.front() == "Anna");
    REQUIRE(floor.desk.scan(floor.house.pack2, "T-9"));
    // The parcel that was begun goes on here.
    CHECK(floor.parcel(1).station ==
          tables::devices.at(floor.desk.tables(), floor.house.pack2).station);
    CHECK(why(floor.desk.scan(floor.house.pack1, "X")) == Why::claimed_by_other);
    REQUIRE(floor.desk.scan(floor.house.pack2, "X"));
    CHECK(floor.parcel(1).pieces == 2_ea);
    CHECK(tables::parcels.count(floor.desk.tables()) == 1);
}

TEST_CASE("a carton that is full before the order is leaves the rest to another parcel") {
    PackFloor floor;
    OrderId const order = floor.discrete({"O1", {{"X", 2_ea}}});
    floor.pool(2);
    DeviceId const packer = floor.house.pack1;
    floor.open("T-9");
    CHECK(why(floor.desk.press(packer, Button::full)) == Why::wrong_key);
    REQUIRE(floor.desk.scan(packer, "X"));
    REQUIRE(floor.desk.press(packer, Button::full));
    REQUIRE(floor.desk.press(packer, Button::done));
    REQUIRE(floor.desk.scan(packer, floor.parcel(1).waybill));
    CHECK(floor.state_of(order) == OrderState::packing);
    CHECK(floor.desk.screen(packer).step == Step::scan_item);
    REQUIRE(floor.desk.scan(packer, "X"));
    REQUIRE(floor.desk.press(packer, Button::done));
    REQUIRE(floor.desk.scan(packer, floor.parcel(2).waybill));
    CHECK(floor.state_of(order) == OrderState::packed);
}

TEST_CASE("a cart is packed bin by bin") {
    PackFloor floor;
    std::vector<OrderId> const orders{order_in(floor.desk, {"O1", {{"X", 1_ea}, {"Y", 1_ea}}}),
                                      order_in(floor.desk, {"O2", {{"Y", 1_ea}, {"Z", 1_ea}}})};
    pick_wave(floor.desk, floor.house, PickMethod::cluster, orders, "C-1");
    CHECK(packing::is_waiting(floor.desk.tables(),
                              container_by_code(floor.desk.tables(), "C-1-2").value()));
    floor.pool(2);
    DeviceId const packer = floor.house.pack1;
    floor.open("C-1");
    for (std::uint64_t id = 1; id <= orders.size(); ++id) {
        CAPTURE(id);
        auto const session = tables::sessions.at(
            floor.desk.tables(), tables::devices.at(floor.desk.tables(), packer).actor);
        bool const first = session.order == orders[0];
        for (std::string const item : {"Y", first ? "X" : "Z"})
            REQUIRE(floor.desk.scan(packer, item));
        REQUIRE(floor.desk.press(packer, Button::done));
        REQUIRE(floor.desk.scan(packer, floor.parcel(id).waybill));
    }
    for (OrderId const order : orders) CHECK(floor.state_of(order) == OrderState::packed);
    CHECK(floor.container("C-1").state == ContainerState::empty);
    CHECK(floor.container("C-1-1").state == ContainerState::empty);
    CHECK(floor.desk.screen(packer).step == Step::scan_container);
}

TEST_CASE("a packer who went home finds the parcel where it was left") {
    PackFloor floor;
    floor.discrete({"O1", {{"X", 1_ea}}});
    DeviceId const packer = floor.house.pack1;
    floor.open("T-9");
    REQUIRE(floor.desk.scan(packer, "X"));
    REQUIRE(floor.desk.press(packer, Button::home));
    REQUIRE(floor.desk.press(packer, Button::pack));
    CHECK(floor.desk.screen(packer).step == Step::scan_carton);
    REQUIRE(floor.desk.press(packer, Button::home));
    // Somebody else goes on with it by the order.
    REQUIRE(floor.desk.press(floor.house.pack2, Button::pack));
    REQUIRE(floor.desk.scan(floor.house.pack2, "O-O1"));
    CHECK(floor.desk.screen(floor.house.pack2).step == Step::scan_carton);
}

TEST_CASE("lots and serial numbers are caught at packing where they are not sure") {
    PackFloor floor;
    DeviceId const packer = floor.house.pack1;
    SUBCASE("two lots in one tote") {
        for (std::string const lot : {"L1", "L2"})
            REQUIRE(floor.desk.run(ImportStock{
                .rows = {{.location = "A-01", .sku = "LOTTED", .quantity = 1_ea, .lot = lot}},
                .reason = "opening"}));
        floor.discrete({"O1", {{"LOTTED", 2_ea}}});
        floor.open("T-9");
        REQUIRE(floor.desk.scan(packer, "LOTTED"));
        CHECK(floor.desk.screen(packer).step == Step::scan_lot);
        CHECK(why(floor.desk.scan(packer, "LOTTED")) == Why::lot_missing);
        floor.check_stop(packer, "L3", Why::wrong_lot);
        REQUIRE(floor.desk.scan(packer, "L2"));
        CHECK(floor.parcel(1).pieces == 1_ea);
        REQUIRE(floor.desk.scan(packer, "LOTTED"));  // only one lot is left
        CHECK(floor.desk.screen(packer).step == Step::scan_carton);
    }
    SUBCASE("a recalled lot") {
        REQUIRE(floor.desk.run(ImportStock{
            .rows = {{.location = "A-01", .sku = "LOTTED", .quantity = 1_ea, .lot = "L1"}},
            .reason = "opening"}));
        floor.discrete({"O1", {{"LOTTED", 1_ea}}});
        LotId const id = lot_by_code(floor.desk.tables(),
                                     sku_by_code(floor.desk.tables(), "LOTTED").value(), "L1")
                             .value();
        floor.desk.post([&](Change& change) {
            Lot lot = tables::lots.at(change.tables(), id);
            lot.state = LotState::recalled;
            change.post(LotDefined{id, lot});
        });
        floor.open("T-9");
        floor.check_stop(packer, "LOTTED", Why::lot_blocked);
    }
    SUBCASE("serials known since they came in") {
        for (std::string const serial : {"SN-1", "SN-2", "SN-3"})
            REQUIRE(floor.desk.run(ImportStock{
                .rows = {{.location = "A-01", .sku = "IN-OUT", .quantity = 1_ea, .serial = serial}},
                .reason = "opening"}));
        floor.discrete({"O1", {{"IN-OUT", 2_ea}}});
        floor.open("T-9");
        REQUIRE(floor.desk.scan(packer, "IN-OUT"));
        CHECK(floor.desk.screen(packer).step == Step::scan_serial);
        CHECK(why(floor.desk.scan(packer, "IN-OUT")) == Why::serial_missing);
        floor.check_stop(packer, "SN-9", Why::wrong_serial);
        floor.check_stop(packer, "SN-3", Why::wrong_serial);  // in the house, not in this tote
        REQUIRE(floor.desk.scan(packer, "SN-2"));
        REQUIRE(floor.desk.scan(packer, "SN-1"));  // the serial alone says it all
        CHECK(floor.parcel(1).pieces == 2_ea);
    }
    SUBCASE("serials recorded on the way out") {
        stock_up(floor.desk, "A-01", "OUT", 2_ea);
        floor.discrete({"O1", {{"OUT", 2_ea}}});
        floor.open("T-9");
        REQUIRE(floor.desk.scan(packer, "OUT"));
        REQUIRE(floor.desk.scan(packer, "NEW-1"));
        REQUIRE(floor.desk.scan(packer, "OUT"));
        CHECK(why(floor.desk.scan(packer, "NEW-1")) == Why::already_scanned);
        REQUIRE(floor.desk.scan(packer, "NEW-2"));
        CHECK(floor.parcel(1).pieces == 2_ea);
        CHECK(tables::serials.count(floor.desk.tables()) == 2);
    }
}

// An order of many lines, picked into T-9 and brought to the first station: one entry, not one for
// each piece.
OrderId pick_large_order(PackFloor& floor, int lines) {
    ImportMasterData import{};
    ImportStock stock{.rows = {}, .reason = "opening"};
    Ordered ordered{.number = "LARGE", .lines = {}};
    for (int i = 0; i < lines; ++i) {
        std::string const code = "K-" + std::to_string(1000 + i);
        import.skus.push_back(sku_row(code, Money{1'00}));
        stock.rows.push_back({.location = "A-01", .sku = code, .quantity = 9_ea});
        ordered.lines.push_back({code, 2_ea});
    }
    REQUIRE(floor.desk.run(import));
    REQUIRE(floor.desk.run(stock));
    OrderId const order = order_in(floor.desk, ordered);
    REQUIRE(floor.desk.run(
        PlanWave{.method = PickMethod::discrete, .carrier = "POST", .orders = {order}}));
    REQUIRE(floor.desk.press(floor.house.picker, Button::pick));
    REQUIRE(floor.desk.scan(floor.house.picker, "T-9"));
    ContainerId const tote = container_by_code(floor.desk.tables(), "T-9").value();
    floor.desk.post([&](Change& change) {
        std::vector<TaskId> tasks;
        tables::tasks.scan_all(change.tables(), [&](TaskId id, Task const&) {
            tasks.push_back(id);
            return true;
        });
        for (TaskId const id : tasks) picking::post_pick(change, id, 2_ea, holder::at(tote));
    });
    REQUIRE(floor.desk.scan(floor.house.picker, "S-PACK1"));  // the session catches up first
    REQUIRE(floor.desk.scan(floor.house.picker, "S-PACK1"));
    return order;
}

TEST_CASE("the packer of a large order sees what is in the hand, the next few and the totals") {
    PackFloor floor;
    pick_large_order(floor, 600);
    DeviceId const packer = floor.house.pack1;
    floor.open("T-9");
    auto const items = [&](Screen const& screen) {
        std::vector<std::vector<std::string>> found;
        for (ScreenLine const& line : screen.lines) {
            if (line.label == Phrase::item) found.push_back(line.values);
        }
        return found;
    };
    Screen const first = floor.desk.screen(packer);
    CHECK(items(first).size() == packing::left_shown_max);
    CHECK(first.need == 1200);
    CHECK(first.lines.size() < 12);
    REQUIRE(floor.desk.scan(packer, "K-1500"));
    Screen const second = floor.desk.screen(packer);
    CHECK(items(second).front() == std::vector<std::string>{"K-1500", "1"});
    CHECK(second.done == 1);
    CHECK(second.need == 1200);
    REQUIRE(floor.desk.scan(packer, "K-1500"));
    CHECK(items(floor.desk.screen(packer)).front() != std::vector<std::string>{"K-1500", "0"});
    CHECK(why(floor.desk.scan(packer, "K-1500")) == Why::over);
}

}  // namespace
