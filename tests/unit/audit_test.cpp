// SPDX-License-Identifier: Apache-2.0
#include "domain/audit.hpp"

#include "support/desk.hpp"

#include <fmt/format.h>

#include <set>

namespace {
using namespace wms;
using namespace wms::test;

// A store in the middle of a day: one order picked into a tote, one still to pick, one only
// reserved, a serial number, a parcel with its waybill on a manifest, a count in hand. The rows of
// packing and shipping are put by hand, as those processes would leave them.
struct Midday {
    Desk desk;
    House house = furnish(desk);
    OrderId picked;
    OrderId released;
    OrderId approved;
    ParcelId parcel{1};
    ManifestId manifest{1};
    SkuId serial_sku;
    SerialId serial;

    Midday() {
        stock_up(desk, "A-01", "X", 5_ea);
        stock_up(desk, "B-07", "Y", 3_ea);
        add_serial();
        picked = place_order(desk, "SO-1", {{"X", 2_ea}});
        released = place_order(desk, "SO-2", {{"X", 2_ea}, {"Y", 1_ea}});
        approved = place_order(desk, "SO-3", {{"X", 1_ea}});
        release(desk, {picked, released});
        REQUIRE(desk.press(house.anna, Button::pick));
        for (std::string const code : {"T-1", "L-A-01", "X", "X"})
            REQUIRE(desk.scan(house.anna, code));
        REQUIRE(tables::orders.at(desk.tables(), picked).state == OrderState::picked);
        desk.post([&](Change& change) {
            counting::open_control_count(change, house.quant(house.y, holder::at(house.b07)),
                                         "lead");
        });
        REQUIRE(desk.press(house.bo, Button::count));
        add_parcel();
    }
    QuantKey shelf(SkuId sku) const {
        return house.quant(sku, holder::at(sku == house.x ? house.a01 : house.b07));
    }
    QuantKey serial_at(LocationId place) const {
        QuantKey key = house.quant(serial_sku, holder::at(place));
        key.serial = serial;
        return key;
    }
    // An allocation of the order, in whatever stage.
    AllocationId promise_to(OrderId order) {
        std::optional<AllocationId> found;
        tables::allocations.scan_index<tables::allocations_by_order>(
            desk.tables(), order, [&](OrderLineKey const&, AllocationId id) {
                found = id;
                return false;
            });
        return found.value();
    }
    TaskId open_task() { return tables::allocations.at(desk.tables(), promise_to(released)).task; }

private:
    void add_serial() {
        ImportMasterData import{};
        import.skus = {sku_row("S", Money{1'00})};
        import.skus.front().sku.serial_mode = SerialMode::both;
        REQUIRE(desk.run(import));
        REQUIRE(desk.run(ImportStock{
            .rows = {{.location = "A-01", .sku = "S", .quantity = 1_ea, .serial = "SN-1"}},
            .reason = "opening"}));
        serial_sku = sku_by_code(desk.tables(), "S").value();
        serial = serial_by_code(desk.tables(), serial_sku, "SN-1").value();
    }
    void add_parcel() {
        Write& write = desk.tables();
        Parcel row{};
        row.order = picked;
        row.waybill = "WB-1";
        row.manifest = manifest;
        tables::parcels.put(write, parcel, row);
        tables::waybills.put(write, "WB-1", {.parcel = parcel, .carrier = CarrierId{1}});
        tables::orders.update(write, picked, [](Order& order) {
            order.parcels = 1;
            order.parcels_open = 1;
        });
        Manifest sheet{};
        sheet.parcels = 1;
        tables::manifests.put(write, manifest, sheet);
        tables::manifest_parcels.put(write, {manifest, parcel}, {});
    }
};

struct Fault {
    std::string_view name;
    std::string_view check;  // that must find it
    void (*make)(Midday&, Write&);
};

Fault const faults[] = {
    {"goods from nowhere", "I1",
     [](Midday& day, Write& write) {
         tables::quants.update(write, day.shelf(day.house.y), [](Quant& q) { q.on_hand += 1; });
     }},
    {"a row is lost", "I1",
     [](Midday& day, Write& write) {
         tables::quants.erase(write, day.house.quant(day.house.y, holder::supplier));
     }},
    {"less than nothing on a location", "I2",
     [](Midday& day, Write& write) {
         tables::quants.put(write, day.house.quant(day.house.y, holder::at(day.house.a01)),
                            {.on_hand = -1, .allocated = {}, .received_at = {}});
     }},
    {"more promised than there is", "I3",
     [](Midday& day, Write& write) {
         tables::quants.update(write, day.shelf(day.house.y),
                               [](Quant& q) { q.allocated = Quantity{q.on_hand + 1}; });
     }},
    {"promised without a promise", "I3",
     [](Midday& day, Write& write) {
         tables::quants.update(write, day.shelf(day.house.x),
                               [](Quant& q) { q.allocated += 1_ea; });
     }},
    {"a promise its quant does not know", "I3",
     [](Midday& day, Write& write) {
         tables::quants.update(write, day.shelf(day.house.x), [](Quant& q) { q.allocated = {}; });
     }},
    {"a promise that is over", "I3",
     [](Midday& day, Write& write) {
         tables::allocations.update(write, day.promise_to(day.released),
                                    [](Allocation& a) { a.stage = Stage::shipped; });
     }},
    {"picked but still on its location", "I4",
     [](Midday& day, Write& write) {
         tables::allocations.update(write, day.promise_to(day.released),
                                    [](Allocation& a) { a.stage = Stage::picked; });
     }},
    {"two pieces of one serial number", "I5",
     [](Midday& day, Write& write) {
         tables::quants.update(write, day.serial_at(day.house.a01),
                               [](Quant& q) { q.on_hand = 2; });
     }},
    {"one serial number at two places", "I5",
     [](Midday& day, Write& write) {
         tables::quants.put(write, day.serial_at(day.house.b07),
                            {.on_hand = 1, .allocated = {}, .received_at = {}});
     }},
    {"more packed than ordered", "I6",
     [](Midday& day, Write& write) {
         tables::order_lines.update(write, {day.released, 1},
                                    [](OrderLine& line) { line.packed = line.ordered + 1_ea; });
     }},
    {"a line that forgets its promises", "I6",
     [](Midday& day, Write& write) {
         tables::order_lines.update(write, {day.released, 1},
                                    [](OrderLine& line) { line.allocated = {}; });
     }},
    {"more reserved than wanted", "I6",
     [](Midday& day, Write& write) {
         tables::order_lines.update(write, {day.approved, 1},
                                    [](OrderLine& line) { line.reserved += 1_ea; });
     }},
    {"a header that does not add up", "I6",
     [](Midday& day, Write& write) {
         tables::orders.update(write, day.released, [](Order& o) { o.picked += 1_ea; });
     }},
    {"a header that forgets a parcel", "I6",
     [](Midday& day, Write& write) {
         tables::orders.update(write, day.picked, [](Order& o) { o.parcels = 0; });
     }},
    {"a state that does not follow", "I6",
     [](Midday& day, Write& write) {
         tables::orders.update(write, day.picked, [](Order& o) { o.state = OrderState::packing; });
     }},
    {"goods of an order that is not released", "I6",
     [](Midday& day, Write& write) {
         tables::orders.update(write, day.released,
                               [](Order& o) { o.state = OrderState::approved; });
     }},
    {"an order without lines", "I6",
     [](Midday& day, Write& write) { tables::order_lines.erase(write, {day.approved, 1}); }},
    {"a tote with goods of two orders", "I7",
     [](Midday& day, Write& write) {
         tables::allocations.update(write, day.promise_to(day.released), [&](Allocation& a) {
             a.quant.holder = holder::at(day.house.tote);
         });
     }},
    {"goods of another order than the tote is bound to", "I7",
     [](Midday& day, Write& write) {
         tables::containers.update(write, day.house.tote,
                                   [&](Container& c) { c.order = day.released; });
     }},
    {"sound goods in quarantine", "I8",
     [](Midday& day, Write& write) {
         tables::quants.put(write, day.house.quant(day.house.x, holder::at(day.house.q01)),
                            {.on_hand = 1, .allocated = {}, .received_at = {}});
     }},
    {"sound goods in a tote in quarantine", "I8",
     [](Midday& day, Write& write) {
         tables::containers.update(write, day.house.tote,
                                   [&](Container& c) { c.parent = holder::at(day.house.q01); });
     }},
    {"a waybill number of a void parcel", "I9",
     [](Midday& day, Write& write) {
         tables::parcels.update(write, day.parcel, [](Parcel& p) { p.state = ParcelState::void_; });
     }},
    {"a waybill number two parcels have", "I9",
     [](Midday& day, Write& write) {
         Parcel const row = tables::parcels.at(write, day.parcel);
         tables::parcels.put(write, ParcelId{2}, row);
     }},
    {"a waybill number nobody knows", "I9",
     [](Midday&, Write& write) { tables::waybills.erase(write, "WB-1"); }},
    {"a void label on a parcel", "I9",
     [](Midday&, Write& write) {
         tables::waybills.update(write, "WB-1", [](Waybill& w) { w.valid = false; });
     }},
    {"goods in an empty tote", "I10",
     [](Midday& day, Write& write) {
         tables::containers.update(write, day.house.tote,
                                   [](Container& c) { c.state = ContainerState::empty; });
     }},
    {"too much to promise", "sku_stock",
     [](Midday& day, Write& write) {
         SkuKey const sku{day.house.warehouse, day.house.owner, day.house.x};
         tables::sku_stock.update(write, sku, [](SkuStock& s) { s.available += 1; });
     }},
    {"a reservation that is nobody's", "sku_stock",
     [](Midday& day, Write& write) {
         SkuKey const sku{day.house.warehouse, day.house.owner, day.house.x};
         tables::sku_stock.update(write, sku, [](SkuStock& s) { s.reserved += 1; });
     }},
    {"an aggregate that is lost", "sku_stock",
     [](Midday& day, Write& write) {
         tables::sku_stock.erase(write, {day.house.warehouse, day.house.owner, day.house.x});
     }},
    {"a task that fetches for nobody", "tasks",
     [](Midday& day, Write& write) {
         tables::tasks.update(write, day.open_task(), [](Task& t) { t.need += 1_ea; });
     }},
    {"a promise no task fetches", "tasks",
     [](Midday& day, Write& write) { tables::tasks.erase(write, day.open_task()); }},
    {"a wave with a task too many", "open_tasks",
     [](Midday&, Write& write) {
         tables::waves.update(write, WaveId{1}, [](Wave& w) { w.tasks_open += 1; });
     }},
    {"a batch with a task too many", "open_tasks",
     [](Midday&, Write& write) {
         tables::batches.update(write, BatchId{1}, [](Batch& b) { b.tasks_open += 1; });
     }},
    {"a manifest that forgets a parcel", "manifests",
     [](Midday& day, Write& write) {
         tables::manifests.update(write, day.manifest, [](Manifest& m) { m.parcels = 0; });
     }},
    {"a session at a count that is gone", "references",
     [](Midday&, Write& write) { tables::counts.erase(write, CountId{1}); }},
    {"goods at a location that is gone", "references",
     [](Midday& day, Write& write) { tables::locations.erase(write, day.house.a01); }},
    {"lines of an order that is gone", "references",
     [](Midday& day, Write& write) { tables::orders.erase(write, day.approved); }},
    {"a promise to a line that is gone", "references",
     [](Midday& day, Write& write) { tables::order_lines.erase(write, {day.released, 2}); }},
    {"a row its index does not know", "indexes",
     [](Midday& day, Write& write) {
         store::KeyBuffer key = store::key_bytes(holder::at(day.house.b07));
         key.raw(store::key_bytes(day.shelf(day.house.y)).view());
         write.erase(tables::ref("quants_by_holder"), key.view());
     }},
    {"an index entry of another row", "indexes",
     [](Midday&, Write& write) {
         store::TableRef const index = tables::ref("skus_by_code");
         store::KeyBuffer key = store::key_bytes(std::string{"X"});
         store::encode_key(key, sku_by_code(write, "X").value());
         write.erase(index, key.view());
         store::KeyBuffer wrong = store::key_bytes(std::string{"X"});
         store::encode_key(wrong, SkuId{999});
         write.put(index, wrong.view(), {});
     }},
};

TEST_CASE("a healthy store has no findings") {
    Midday day;
    CHECK(audit(day.desk.tables()) == std::vector<Finding>{});
    CHECK(day.desk.ledger().compare(day.desk.tables()) == std::vector<Finding>{});
}

TEST_CASE("every fault is found by its check") {
    for (Fault const& fault : faults) {
        SUBCASE(fault.name.data()) {
            Midday day;
            fault.make(day, day.desk.tables());
            bool found = false;
            for (Finding const& finding : audit(day.desk.tables()))
                found = found || (finding.check == fault.check && finding.what.size() > 5);
            CHECK(found);
        }
    }
}

TEST_CASE("every check has a fault that shows it") {
    std::set<std::string_view> shown;
    for (Fault const& fault : faults) shown.insert(fault.check);
    auto const names = audit_names();
    CHECK(shown == std::set<std::string_view>{names.begin(), names.end()});
}

TEST_CASE("a quant that is not what the ledger says is found, a lost one too (I1)") {
    Midday day;
    Desk& desk = day.desk;
    SUBCASE("other quantity") {
        tables::quants.update(desk.tables(), day.shelf(day.house.x),
                              [](Quant& q) { q.on_hand += 1; });
    }
    SUBCASE("lost row") {
        tables::quants.erase(desk.tables(), day.shelf(day.house.x));
    }
    SUBCASE("row without postings") {
        tables::quants.put(desk.tables(), day.shelf(day.serial_sku),
                           {.on_hand = 1, .allocated = {}, .received_at = {}});
    }
    auto const findings = desk.ledger().compare(desk.tables());
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().check == "I1");
}

TEST_CASE("a store that is broken everywhere is reported in a hundred lines a check") {
    Desk desk;
    furnish(desk);
    for (std::uint64_t id = 1; id <= 250; ++id) {
        tables::waves.put(desk.tables(), WaveId{id},
                          {.warehouse = WarehouseId{1},
                           .code = fmt::format("W-{}", id),
                           .carrier = {},
                           .service = {},
                           .pickup = {},
                           .pieces = {},
                           .tasks_open = 1,
                           .explanation = {},
                           .planned_at = {},
                           .released_at = {}});
    }
    auto const findings = audit(desk.tables());
    REQUIRE(findings.size() == 101);
    CHECK(findings.back().what == "and 150 more");
}

}  // namespace
