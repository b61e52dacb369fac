// SPDX-License-Identifier: Apache-2.0
// A warehouse for packing and shipping: goods, two packing stations with printers, two carriers,
// and the people. Orders are placed, released and picked by the real commands.
#pragma once

#include "app/sandbox_carrier.hpp"
#include "domain/outbox.hpp"
#include "support/desk.hpp"

#include "devices/virtual_printer.hpp"

#include <exception>
#include <map>
#include <utility>

namespace wms::test {

struct PackHouse {
    DeviceId picker;  // a handheld
    DeviceId pack1;   // at S-PACK1, Anna
    DeviceId pack2;   // at S-PACK2, Bo
    DeviceId desk;    // the manifest desk, Dee
};

inline LocationRow packing_place(std::string const& code) {
    LocationRow row = location_row(code, "PICK");
    row.location.type = LocationType::packing;
    return row;
}

inline std::vector<SkuRow> pack_skus() {
    std::vector<SkuRow> rows;
    for (std::string const code : {"X", "Y", "Z", "BOX", "LOTTED", "IN-OUT", "OUT"})
        rows.push_back(sku_row(code, Money{1'00}));
    rows[4].sku.lot_mode = LotMode::required;
    rows[5].sku.serial_mode = SerialMode::both;
    rows[6].sku.serial_mode = SerialMode::out;
    return rows;
}

inline PackHouse furnish_packing(Desk& desk) {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Small house"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    ZoneRow pick{.zone = {}};
    pick.zone.code = "PICK";
    import.zones = {pick};
    import.locations = {location_row("A-01", "PICK"), location_row("B-07", "PICK"),
                        packing_place("P-01"), packing_place("P-02")};
    import.skus = pack_skus();
    import.barcodes = {{.code = "X-PAIR", .sku = "X", .barcode = {PackLevel::inner, 2}}};
    import.containers = {{.code = "T-8"},
                         {.code = "T-9"},
                         {.code = "C-1", .type = ContainerType::cart},
                         {.code = "C-1-1", .type = ContainerType::cart_bin, .parent = "C-1"},
                         {.code = "C-1-2", .type = ContainerType::cart_bin, .parent = "C-1"}};
    import.stations = {{.code = "S-PACK1", .location = "P-01", .printer = "ZD-1"},
                       {.code = "S-PACK2", .location = "P-02", .printer = "ZD-2"}};
    import.devices = {{.code = "HT-1"},
                      {.code = "PK-1", .kind = DeviceKind::station, .station = "S-PACK1"},
                      {.code = "PK-2", .kind = DeviceKind::station, .station = "S-PACK2"},
                      {.code = "DK-1", .kind = DeviceKind::station}};
    import.operators = {{.badge = "U-1", .name = "Pim", .roles = {Role::picker}},
                        {.badge = "U-2", .name = "Anna", .roles = {Role::packer}},
                        {.badge = "U-3", .name = "Bo", .roles = {Role::packer}},
                        {.badge = "U-4", .name = "Dee", .roles = {Role::dispatcher}},
                        {.badge = "U-5", .name = "Lin", .roles = {Role::lead}}};
    import.carriers = {{.code = "POST", .name = "Post"}, {.code = "FAST", .name = "Fast"}};
    REQUIRE(desk.run(import));
    Read const& read = desk.tables();
    PackHouse const house{.picker = device_by_code(read, "HT-1").value(),
                          .pack1 = device_by_code(read, "PK-1").value(),
                          .pack2 = device_by_code(read, "PK-2").value(),
                          .desk = device_by_code(read, "DK-1").value()};
    REQUIRE(desk.scan(house.picker, "U-1"));
    REQUIRE(desk.scan(house.pack1, "U-2"));
    REQUIRE(desk.scan(house.pack2, "U-3"));
    REQUIRE(desk.scan(house.desk, "U-4"));
    for (std::string const sku : {"X", "Y", "Z"}) stock_up(desk, "A-01", sku, 50_ea);
    return house;
}

struct Ordered {
    std::string number;
    std::vector<PlacedLine> lines;
    Instant ship_by = {};
    std::string carrier = "POST";
    std::string remark = {};
    Money cod = {};
    std::string sort_code = {};
};

inline OrderId order_in(Desk& desk, Ordered const& ordered) {
    auto const placed = desk.run(
        PlaceOrder{.key = {.external_id = ordered.number, .channel = "shop"},
                   .carrier = ordered.carrier,
                   .ship_by = ordered.ship_by,
                   .recipient = {"Ann Example", "0", "1 Sample Street, Town", "GB", ordered.remark},
                   .lines = ordered.lines,
                   .cod = ordered.cod,
                   .sort_code = ordered.sort_code});
    REQUIRE(placed);
    OrderId const id{placed->object};
    REQUIRE(desk.run(ApproveOrder{id}));
    return id;
}

// What the picker's screen asks for, as a code.
inline std::string answer_for(Desk& desk, DeviceId device, std::string const& container) {
    Read const& read = desk.tables();
    OperatorId const who = tables::devices.at(read, device).actor;
    Session const session = tables::sessions.at(read, who);
    auto const task = tables::tasks.find(read, session.task);
    switch (session.step) {
        case Step::scan_container: return container;
        case Step::scan_location: return "L-" + name_of(read, task->quant.holder);
        case Step::scan_item: return tables::skus.at(read, task->quant.sku).code;
        case Step::scan_lot: return tables::lots.at(read, task->quant.lot).code;
        case Step::scan_serial: return tables::serials.at(read, task->quant.serial).code;
        case Step::scan_destination: return "S-PACK1";
        default: return {};
    }
}

// A cart bin of its own for each order, in the order of the bins.
inline std::string bin_for(Desk& desk, DeviceId device, std::map<OrderId, std::string>& bins) {
    OperatorId const who = tables::devices.at(desk.tables(), device).actor;
    Session const session = tables::sessions.at(desk.tables(), who);
    OrderId const order = tables::tasks.at(desk.tables(), session.task).order;
    auto const next = "C-1-" + std::to_string(bins.size() + 1);
    return bins.emplace(order, next).first->second;
}

// Releases a wave of these orders and picks all of it into the container, which ends up at S-PACK1.
inline void pick_wave(Desk& desk, PackHouse const& house, PickMethod method,
                      std::vector<OrderId> orders, std::string const& container) {
    OrderId const first = orders.front();
    Order const order = tables::orders.at(desk.tables(), first);
    REQUIRE(desk.run(PlanWave{.method = method,
                              .carrier = tables::carriers.at(desk.tables(), order.carrier).code,
                              .orders = std::move(orders)}));
    REQUIRE(desk.press(house.picker, Button::pick));
    std::map<OrderId, std::string> bins;
    for (int scans = 0; scans < 200; ++scans) {
        Screen const screen = desk.screen(house.picker);
        if (screen.process == Process::home) return;
        CAPTURE(static_cast<int>(screen.step));
        if (screen.step == Step::confirm_empty) {
            REQUIRE(desk.press(house.picker, Button::done));
        } else if (screen.step == Step::scan_target) {
            REQUIRE(desk.scan(house.picker, bin_for(desk, house.picker, bins)));
        } else {
            REQUIRE(desk.scan(house.picker, answer_for(desk, house.picker, container)));
        }
    }
    FAIL("the picker never came to the station");
}

// The workers of the outbox: carriers and printers, one attempt for each effect that is due.
class Outside {
public:
    explicit Outside(Desk& desk) : desk_{desk} {}

    SandboxCarrier carrier{"W"};
    std::map<std::string, devices::VirtualPrinter> printers;

    void work() {
        std::vector<std::pair<EffectId, Effect>> due;
        Instant const now = desk_.entries().back().at;
        tables::outbox.scan_index_from<0>(
            desk_.tables(), tables::DueKey{}, [&](tables::DueKey const& key, EffectId id) {
                if (key.not_before <= now)
                    due.emplace_back(id, tables::outbox.at(desk_.tables(), id));
                return true;
            });
        for (auto const& [id, effect] : due) perform(id, effect);
        report();
    }
    // What the printers said meanwhile.
    void report() {
        for (auto& [name, printer] : printers) {
            for (devices::JobReport const& said : printer.take_reports())
                REQUIRE(desk_.run(PrintReported{.job = jobs_.at(said.key),
                                                .state = state_of(said.state),
                                                .printer_reason = said.reason}));
        }
    }

private:
    static PrintState state_of(devices::JobState state) {
        switch (state) {
            case devices::JobState::spooled: return PrintState::spooled;
            case devices::JobState::printing: return PrintState::printing;
            case devices::JobState::held: return PrintState::held_printer;
            case devices::JobState::done: return PrintState::device_done;
            case devices::JobState::failed: return PrintState::failed;
        }
        return PrintState::failed;
    }
    void perform(EffectId id, Effect const& effect) {
        switch (effect.kind) {
            case EffectKind::request_waybill: return ask(effect);
            case EffectKind::notify_channel: REQUIRE(desk_.run(EffectPerformed{id})); return;
            case EffectKind::print: break;
        }
        jobs_[effect.key] = PrintJobId{effect.object};
        printers[effect.lane.substr(effect.lane.find('/') + 1)].send(effect.key, "label");
    }
    // UNKNOWN is queried first, never asked again blindly (§4.8.3).
    void ask(Effect const& effect) {
        ParcelId const parcel{effect.object};
        Parcel const row = tables::parcels.at(desk_.tables(), parcel);
        std::string const to = tables::recipients.at(desk_.tables(), row.order).address;
        bool const unknown = row.waybill_state == WaybillState::unknown;
        auto const answer = unknown ? carrier.query(effect.key, to) : carrier.issue(effect.key, to);
        constexpr WaybillOutcome outcomes[] = {WaybillOutcome::issued, WaybillOutcome::unknown,
                                               WaybillOutcome::refused, WaybillOutcome::none_found};
        REQUIRE(desk_.run(WaybillAnswered{.parcel = parcel,
                                          .key = effect.key,
                                          .outcome = outcomes[static_cast<int>(answer.outcome)],
                                          .number = answer.number,
                                          .code = answer.code,
                                          .sort_code = answer.sort_code}));
    }

    Desk& desk_;
    std::map<std::string, PrintJobId> jobs_;
};

// Everything a packing test starts from.
struct PackFloor {
    Desk desk;
    PackHouse house = furnish_packing(desk);
    Outside outside{desk};

    // Every test ends with a sound store that its journal makes again.
    ~PackFloor() {
        if (std::uncaught_exceptions() > 0) return;
        CHECK(desk.difference_after_replay() == "");
    }

    Parcel parcel(std::uint64_t id) { return tables::parcels.at(desk.tables(), ParcelId{id}); }
    PrintJob job_of(std::uint64_t parcel_id) {
        return tables::print_jobs.at(desk.tables(), parcel(parcel_id).print_job);
    }
    OrderState state_of(OrderId order) { return tables::orders.at(desk.tables(), order).state; }
    Container container(std::string const& code) {
        return tables::containers.at(desk.tables(), container_by_code(desk.tables(), code).value());
    }
    std::int64_t at(std::string const& sku, Holder place) {
        SkuId const id = sku_by_code(desk.tables(), sku).value();
        std::int64_t sum = 0;
        tables::quants.scan(desk.tables(), SkuKey{WarehouseId{1}, OwnerId{1}, id},
                            [&](QuantKey const& key, Quant const& quant) {
                                if (key.holder == place) sum += quant.on_hand;
                                return true;
                            });
        return sum;
    }
    // Orders of one line each, picked together into T-9.
    std::vector<OrderId> sweep(std::vector<Ordered> const& ordered) {
        std::vector<OrderId> orders;
        for (Ordered const& one : ordered) orders.push_back(order_in(desk, one));
        pick_wave(desk, house, PickMethod::total_pick, orders, "T-9");
        return orders;
    }
    OrderId discrete(Ordered const& ordered, std::string const& tote = "T-9") {
        OrderId const order = order_in(desk, ordered);
        pick_wave(desk, house, PickMethod::discrete, {order}, tote);
        return order;
    }
    void pool(std::size_t count) {
        REQUIRE(desk.run(LoadNumberPool{"POST", outside.carrier.reserve(count)}));
    }
    // Opens the tote at the first station.
    void open(std::string const& container) {
        REQUIRE(desk.press(house.pack1, Button::pack));
        REQUIRE(desk.scan(house.pack1, container));
        REQUIRE(desk.screen(house.pack1).step == Step::scan_item);
    }
    // Through the lane: item, label.
    void pack_single(std::string const& sku, std::uint64_t parcel_id) {
        REQUIRE(desk.scan(house.pack1, sku));
        outside.work();
        outside.work();
        REQUIRE(desk.scan(house.pack1, parcel(parcel_id).waybill));
        REQUIRE(parcel(parcel_id).state == ParcelState::closed);
    }
    void acknowledge(DeviceId device) { REQUIRE(desk.press(device, Button::acknowledge)); }
    // A stop: refused so, and nothing else goes until it was acknowledged.
    void check_stop(DeviceId device, std::string const& code, Why reason) {
        CHECK(why(desk.scan(device, code)) == reason);
        CHECK(why(desk.scan(device, code + "?")) == Why::ack_required);
        acknowledge(device);
    }
};

}  // namespace wms::test
