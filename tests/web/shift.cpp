// SPDX-License-Identifier: Apache-2.0
#include "web/shift.hpp"

#include <fmt/format.h>

namespace wms::test {

Shift::Shift() {
    ImportMasterData import{};
    LocationRow packing{.location = {}, .zone = "PICK"};
    packing.location.code = "P-1";
    packing.location.type = LocationType::packing;
    import.locations = {packing};
    import.stations = {{.code = "S-PACK1", .location = "P-1", .printer = "ZD-1"}};
    import.devices = {{.code = "DK-1", .kind = DeviceKind::station}};
    import.containers = {{.code = "T-2"}};
    done(import);
    scan("H-1", "U-PICK");
    scan("PC-1", "U-PACK");
    scan("DK-1", "U-DISPATCH");
}

Response Shift::get(std::string const& path) {
    (void)read();
    return house.ask(lead, Method::get, "/api/v1" + path);
}

Response Shift::post(Client const& who, std::string const& path, boost::json::object body) {
    return house.ask(who, Method::post, "/api/v1" + path, std::move(body));
}

boost::json::array Shift::items(std::string const& path) {
    Response const response = get(path);
    REQUIRE_MESSAGE(response.status == 200, response.body);
    return body_of(response).at("items").as_array();
}

boost::json::array Shift::all_items(std::string const& path) {
    boost::json::array all;
    std::string after;
    for (int pages = 0; pages < 200; ++pages) {
        auto const page = body_of(get(path + after));
        for (auto const& item : page.at("items").as_array()) all.push_back(item);
        if (page.at("next").is_null()) return all;
        after = fmt::format("&after={}", page.at("next").as_string().c_str());
    }
    FAIL("the list has no end");
    return all;
}

boost::json::object Shift::exception(std::string const& kind) {
    house.settle();
    boost::json::object found;
    for (auto const& row : items("/exceptions")) {
        if (row.at("kind") != kind.c_str()) continue;
        REQUIRE(found.empty());
        found = row.as_object();
    }
    REQUIRE_MESSAGE(!found.empty(), kind);
    return found;
}

void Shift::wait(Elapsed time) {
    house.wait(time);
    if (time < 5_min) return;
    REQUIRE(house.sign_in(lead, "U-LEAD", lead_pin) == "");
    REQUIRE(house.sign_in(admin, "U-ADMIN", lead_pin) == "");
}

Outcome Shift::run(AnyCommand const& command, std::string const& device) {
    wait(1_s);
    DeviceId const id = device.empty() ? DeviceId{} : device_by_code(read(), device).value();
    return house.engine().decide({.device = id, .captured_at = {}, .command = command});
}

void Shift::done(AnyCommand const& command, std::string const& device) {
    Outcome const outcome = run(command, device);
    std::string const said =
        outcome.refusal ? sentence(*outcome.refusal, Language::en) : std::string{};
    REQUIRE_MESSAGE(said.empty(), said);
}

void Shift::scan(std::string const& device, std::string const& code) {
    CAPTURE(code);
    done(ScanCode{.raw = code}, device);
}

void Shift::press(std::string const& device, Button button, std::string const& argument) {
    done(PressButton{.button = button, .argument = argument}, device);
}

Session Shift::session(std::string const& device) {
    Read const now = read();
    DeviceId const id = device_by_code(now, device).value();
    return tables::sessions.at(now, tables::devices.at(now, id).actor);
}

OrderId Shift::order(std::string const& number, std::int64_t pieces, std::string const& sku) {
    Instant const at = house.engine().now();
    Outcome const placed =
        run(PlaceOrder{.key = {.external_id = number, .channel = "shop"},
                       .placed_at = at,
                       .carrier = "RM",
                       .ship_by = at + Elapsed{4 * 3'600'000},
                       .recipient = {"Ann Example", "0123456", "1 Sample Street, Town", "GB"},
                       .lines = {{.sku = sku, .quantity = Quantity{pieces}}}});
    REQUIRE(!placed.refusal);
    return OrderId{placed.object};
}

void Shift::release(OrderId order) {
    done(ApproveOrder{order});
    done(PlanWave{.method = PickMethod::discrete, .carrier = "RM", .orders = {order}});
}

std::string Shift::next_pick(std::string const& device, std::string const& tote) {
    Read const now = read();
    Session const at = session(device);
    auto const task = tables::tasks.find(now, at.task);
    switch (at.step) {
        case Step::scan_container: return tote;
        case Step::scan_location: return "L-" + name_of(now, task->quant.holder);
        case Step::scan_item: return tables::skus.at(now, task->quant.sku).code;
        case Step::scan_lot: return tables::lots.at(now, task->quant.lot).code;
        case Step::scan_serial: return tables::serials.at(now, task->quant.serial).code;
        case Step::scan_target: return tote;
        default: return "S-PACK1";
    }
}

void Shift::pick(std::string const& tote) {
    press("H-1", Button::pick);
    for (int steps = 0; steps < 100; ++steps) {
        Session const at = session("H-1");
        if (at.process == Process::home) return;
        if (at.step == Step::confirm_empty) {
            press("H-1", Button::done);
        } else {
            scan("H-1", next_pick("H-1", tote));
        }
    }
    FAIL("the picker never came to the station");
}

void Shift::pack(std::string const& tote) {
    press("PC-1", Button::pack);
    scan("PC-1", tote);
    for (int steps = 0; steps < 100; ++steps) {
        Session const at = session("PC-1");
        Read const now = read();
        if (at.step == Step::wait_waybill || at.step == Step::scan_label) return;
        std::string code;
        tables::quants.scan_index<0>(now, holder::at(container_by_code(now, tote).value()),
                                     [&](Holder, QuantKey const& key) {
                                         if (tables::quants.at(now, key).on_hand == 0) return true;
                                         code = at.step == Step::scan_lot
                                                    ? tables::lots.at(now, key.lot).code
                                                : at.step == Step::scan_serial
                                                    ? tables::serials.at(now, key.serial).code
                                                    : tables::skus.at(now, key.sku).code;
                                         return false;
                                     });
        bool const takes =
            at.step == Step::scan_item || at.step == Step::scan_lot || at.step == Step::scan_serial;
        if (takes && !code.empty()) {
            scan("PC-1", code);
        } else {
            press("PC-1", Button::done);
        }
    }
    FAIL("the parcel was never packed");
}

void Shift::answer(ParcelId parcel, WaybillOutcome outcome, std::string const& number) {
    Parcel const row = tables::parcels.at(read(), parcel);
    done(WaybillAnswered{.parcel = parcel,
                         .key = waybill::request_key(parcel, row),
                         .outcome = outcome,
                         .number = number,
                         .code = outcome == WaybillOutcome::refused ? "E-17" : ""});
}

void Shift::printed(ParcelId parcel, PrintState state, std::string const& reason) {
    done(PrintReported{.job = tables::parcels.at(read(), parcel).print_job,
                       .state = state,
                       .printer_reason = reason});
}

void Shift::hand_over(std::string const& waybill) {
    press("DK-1", Button::ship);
    scan("DK-1", waybill);
    press("DK-1", Button::close);
    press("DK-1", Button::hand_over, "Carl");
    press("DK-1", Button::home);
}

OrderId Shift::ship(std::string const& number, std::int64_t pieces, std::string const& sku) {
    OrderId const id = order(number, pieces, sku);
    release(id);
    pick();
    pack();
    ParcelId parcel{};
    tables::parcels.scan_index<tables::parcels_by_order>(read(), id, [&](OrderId, ParcelId found) {
        parcel = found;
        return true;
    });
    answer(parcel, WaybillOutcome::issued, "W-" + number);
    printed(parcel, PrintState::device_done);
    scan("PC-1", "W-" + number);
    press("PC-1", Button::home);
    hand_over("W-" + number);
    return id;
}

void Shift::count(std::string const& pieces) {
    Read const now = read();
    Device const device = tables::devices.at(now, device_by_code(now, "H-2").value());
    if (!device.actor) scan("H-2", "U-COUNT");
    if (session("H-2").process != Process::counting) press("H-2", Button::count);
    std::string const place =
        name_of(read(), holder::at(tables::counts.at(read(), session("H-2").count).location));
    scan("H-2", "L-" + place);
    scan("H-2", "G-1");
    press("H-2", Button::quantity, pieces);
    press("H-2", Button::done);
}

}  // namespace wms::test
