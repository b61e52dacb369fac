// SPDX-License-Identifier: Apache-2.0
// The figures of §4.0.7, with known times: what they count, of whom, and judged when.
#include "web/shift.hpp"

#include <algorithm>

namespace wms::test {
namespace {

boost::json::object series_of(Shift& shift, char const* key) {
    shift.house.settle();
    auto const series = body_of(shift.get("/board/kpis?by=day")).at("series").as_array();
    for (auto const& one : series)
        if (one.at("key") == key) return one.as_object();
    FAIL("there is no such figure");
    return {};
}
boost::json::value figure(Shift& shift, char const* key) {
    return series_of(shift, key).at("total");
}
boost::json::value nine_of_ten(Shift& shift, char const* key) {
    return series_of(shift, key).at("p90").at("total");
}

void deliver(Shift& shift, Elapsed before) {
    ImportStock stock{};
    stock.rows = {{.location = "A-2",
                   .sku = "G-1",
                   .quantity = 1_ea,
                   .received_at = shift.house.engine().now() - before}};
    shift.done(stock);
}

Why refused(Shift& shift, std::string const& device, std::string const& code) {
    auto const outcome = shift.run(ScanCode{.raw = code}, device);
    return outcome.refusal ? outcome.refusal->why : Why::internal;
}

TEST_CASE("dock to stock is a median and what nine of ten lines did not exceed") {
    Shift shift;
    CHECK(figure(shift, "dock_to_stock").is_null());
    CHECK(nine_of_ten(shift, "dock_to_stock").is_null());
    for (int n = 0; n < 8; ++n) deliver(shift, 120_min);
    deliver(shift, 360_min);
    deliver(shift, 2400_min);  // one pallet was forgotten: a mean would say 6.2 h
    CHECK(figure(shift, "dock_to_stock") == 2.0);
    CHECK(nine_of_ten(shift, "dock_to_stock") == 6.0);
    deliver(shift, 43200_min);  // opening stock
    CHECK(nine_of_ten(shift, "dock_to_stock") == 6.0);
    CHECK(figure(shift, "orders_in") == 0);
    CHECK(series_of(shift, "orders_in").at("p90").is_null());

    auto const csv = shift.get("/board/kpis?by=week&format=csv").body;
    CHECK(csv.find(",dock_to_stock,dock_to_stock_p90,") != std::string::npos);
    CHECK(csv.find(",2.0,6.0,") != std::string::npos);
    for (char const* by : {"hour", "shift", "day", "week"})
        CHECK(shift.get(std::string{"/board/kpis?by="} + by).status == 200);
}

TEST_CASE("lines per hour are confirmed lines by the time at picking, not by everybody's") {
    Shift shift;
    shift.release(shift.order("SO-1", 1));
    shift.press("H-1", Button::pick);
    shift.wait(6_min);
    shift.scan("PC-1", "!LANG");  // a packer's minutes are no picker's
    shift.scan("H-1", "T-1");     // 6 min 2 s
    shift.scan("H-1", "L-A-1");
    shift.scan("H-1", "G-1");
    shift.scan("H-1", "S-PACK1");  // and 3 s
    shift.wait(9_min);
    shift.scan("H-1", "!LANG");  // home: nobody picks
    CHECK(figure(shift, "lines") == 1);
    CHECK(figure(shift, "lines_per_h") == 9.9);  // 3600 / 365

    shift.release(shift.order("SO-2", 1));
    shift.press("H-1", Button::pick);
    shift.scan("H-1", "T-2");
    shift.scan("H-1", "L-A-1");
    shift.press("H-1", Button::short_, "bin_empty");
    CHECK(figure(shift, "lines") == 1);          // what was not there is not picked
    CHECK(figure(shift, "lines_per_h") == 9.8);  // 3600 / 368
    auto const people = shift.items("/board/people");
    auto const picker =
        std::ranges::find_if(people, [](auto const& one) { return one.at("badge") == "U-PICK"; });
    REQUIRE(picker != people.end());
    CHECK(picker->at("lines") == 1);
}

TEST_CASE("pick accuracy counts what the packer found, by what each was at when it was scanned") {
    Shift shift;
    ImportMasterData import{};
    SkuRow other{.sku = {}};
    other.sku.code = "G-2";
    import.skus = {other};
    shift.done(import);
    shift.release(shift.order("SO-1", 4));
    shift.press("H-1", Button::pick);
    shift.scan("H-1", "T-1");
    shift.scan("H-1", "L-A-1");
    CHECK(refused(shift, "H-1", "G-2") == Why::wrong_sku);  // in time: it is not in the tote
    shift.press("H-1", Button::acknowledge);
    for (int n = 0; n < 4; ++n) shift.scan("H-1", "G-1");
    shift.scan("H-1", "S-PACK1");

    shift.press("PC-1", Button::pack);
    shift.scan("PC-1", "T-1");
    CHECK(refused(shift, "PC-1", "G-2") == Why::not_needed_here);
    shift.press("PC-1", Button::acknowledge);
    for (int n = 0; n < 4; ++n) shift.scan("PC-1", "G-1");
    CHECK(figure(shift, "pick_accuracy") == 75.0);
    shift.press("PC-1", Button::done);
    shift.answer(ParcelId{1}, WaybillOutcome::issued, "W-1");
    shift.printed(ParcelId{1}, PrintState::device_done);
    shift.scan("PC-1", "W-1");
    shift.press("PC-1", Button::home);
    CHECK(shift.session("PC-1").process == Process::home);
    shift.house.restart();  // read again, with the packer long at other work
    CHECK(figure(shift, "pick_accuracy") == 75.0);
}

}  // namespace
}  // namespace wms::test
