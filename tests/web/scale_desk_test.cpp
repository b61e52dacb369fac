// SPDX-License-Identifier: Apache-2.0
// A scale at a pack station, from its line to the parcel's weight (T18).
#include "app/scale_desk.hpp"

#include "domain/process/order_intake.hpp"
#include "domain/process/waves.hpp"
#include "domain/process/waybill.hpp"
#include "support/fake_scale.hpp"
#include "web/house.hpp"

#include <map>
#include <mutex>
#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Two single-piece orders lie in T-1 at S-SCALE; the packer has opened it.
struct PackingWithScale {
    WebHouse house;
    FakeScale scale;
    std::mutex mutex;
    std::vector<std::string> said;
    std::unique_ptr<ScaleDesk> desk;

    PackingWithScale() {
        ImportMasterData import{};
        LocationRow row{};
        row.location.code = "P-1";
        row.location.type = LocationType::packing;
        row.zone = "PICK";
        import.locations = {row};
        import.stations = {{.code = "S-SCALE", .location = "P-1"}};
        import.devices = {{.code = "PC-9", .kind = DeviceKind::station, .station = "S-SCALE"}};
        run({}, import);
        run({}, LoadNumberPool{"RM", {"RM1", "RM2"}});
        for (char const* const number : {"O1", "O2"}) {
            Outcome const placed =
                run({}, PlaceOrder{.key = {.external_id = number, .channel = "shop"},
                                   .carrier = "RM",
                                   .recipient = {.name = "Ann Example",
                                                 .phone = "0",
                                                 .address = "1 Sample Street, Town",
                                                 .country = "GB"},
                                   .lines = {{.sku = "G-1", .quantity = 1_ea}}});
            run({}, ApproveOrder{OrderId{placed.object}});
        }
        run({}, PlanWave{.method = PickMethod::total_pick,
                         .carrier = "RM",
                         .orders = {OrderId{1}, OrderId{2}}});
        scan("H-1", "U-PICK");
        press("H-1", Button::pick);
        pick_all();
        scan("PC-9", "U-PACK");
        press("PC-9", Button::pack);
        scan("PC-9", "T-1");
        devices::ScaleProfiles const profiles = devices::scale_profiles();
        auto const station = read_station_scale("S-SCALE=" + scale.name() + ":sics", profiles);
        REQUIRE(station);
        desk = std::make_unique<ScaleDesk>(house.engine(), std::vector{*station},
                                           [this](std::string const& line) {
                                               std::lock_guard const lock{mutex};
                                               said.push_back(line);
                                           });
    }
    Outcome run(std::string const& device, AnyCommand command) {
        Engine& engine = house.engine();
        Read const read = engine.read_at(engine.durable_seq());
        auto const id = device.empty() ? std::nullopt : device_by_code(read, device);
        Outcome outcome = engine
                              .submit({.device = id.value_or(DeviceId{}),
                                       .captured_at = engine.now(),
                                       .command = std::move(command)})
                              .get();
        if (outcome.refusal) FAIL(sentence(*outcome.refusal, Language::en));
        return outcome;
    }
    // What the picker's screen asks for, until the tote stands at the station.
    void pick_all() {
        std::map<Step, std::string> const answers{{Step::scan_container, "T-1"},
                                                  {Step::scan_location, "L-A-1"},
                                                  {Step::scan_item, "G-1"},
                                                  {Step::scan_destination, "S-SCALE"}};
        for (int scans = 0; scans < 20; ++scans) {
            Engine& engine = house.engine();
            Read const read = engine.read_at(engine.durable_seq());
            Screen const screen = draw(read, device_by_code(read, "H-1").value());
            if (screen.process == Process::home) return;
            scan("H-1", answers.at(screen.step));
            if (screen.step == Step::scan_item) press("H-1", Button::quantity, "1");
        }
        FAIL("the picker never came to the station");
    }
    void scan(std::string const& device, std::string const& code) {
        CAPTURE(code);
        run(device, ScanCode{.raw = code});
    }
    void press(std::string const& device, Button button, std::string const& argument = {}) {
        run(device, PressButton{.button = button, .argument = argument});
    }
    std::int64_t weight_of(std::uint64_t parcel) {
        Engine& engine = house.engine();
        return tables::parcels.at(engine.read_at(engine.durable_seq()), ParcelId{parcel})
            .weight.value();
    }
    bool has_said(std::string_view what) {
        std::lock_guard const lock{mutex};
        return std::ranges::any_of(
            said, [&](std::string const& line) { return line.find(what) != line.npos; });
    }
    // The scale says this ten times a second until something holds; how long that took.
    Clock::duration says(std::string const& frame, std::function<bool()> const& holds) {
        auto const begun = Clock::now();
        while (!holds() && Clock::now() - begun < 5s) {
            scale.say(frame);
            std::this_thread::sleep_for(100ms);
        }
        return Clock::now() - begun;
    }
};

TEST_CASE("T18: the weight of one parcel is never the next one's; a frozen scale is told in 2 s") {
    PackingWithScale pack;
    pack.scan("PC-9", "G-1");
    CHECK(pack.says("S S      0.500 kg\r\n", [&] { return pack.weight_of(1) == 500; }) < 2s);
    pack.scan("PC-9", "RM1");
    pack.scan("PC-9", "G-1");  // the next parcel is on the scale, which says what it said before
    CHECK(pack.says("S S      0.500 kg\r\n", [&] { return pack.has_said("frozen"); }) < 2s);
    CHECK(pack.weight_of(2) == 0);
    pack.scale.say("S S      0.000 kg\r\n");
    std::this_thread::sleep_for(100ms);
    CHECK(pack.says("S S      0.700 kg\r\n", [&] { return pack.weight_of(2) == 700; }) < 2s);
    CHECK(pack.has_said("works"));
    // as the packer is told at the station (K0)
    auto const now = pack.desk->now_at("S-SCALE");
    REQUIRE(now);
    CHECK((now->doubt == devices::WeightDoubt::none ? now->grams == 700 : !now->grams));
    CHECK_FALSE(pack.desk->now_at("S-PACK1"));
}

TEST_CASE("a weight that is off is taken anew when the parcel is put on the scale again") {
    PackingWithScale pack;
    ImportMasterData import{};
    import.skus = {SkuRow{.sku = {}}};
    import.skus.front().sku.code = "G-1";
    import.skus.front().sku.weight = Weight{400};
    pack.run({}, import);
    pack.scan("PC-9", "G-1");
    CHECK(pack.says("S S      0.200 kg\r\n", [&] { return pack.weight_of(1) == 200; }) < 2s);
    CHECK_FALSE(pack.has_said("frozen"));
    pack.scale.say("S S      0.000 kg\r\n");
    std::this_thread::sleep_for(100ms);
    CHECK(pack.says("S S      0.450 kg\r\n", [&] { return pack.weight_of(1) == 450; }) < 2s);
    pack.scan("PC-9", "RM1");
}

TEST_CASE("T18: a weight that was said before the parcel was there is too old after a second") {
    PackingWithScale pack;
    pack.scale.say("S S      0.900 kg\r\n");
    std::this_thread::sleep_for(1300ms);  // and then it falls silent
    pack.scan("PC-9", "G-1");
    std::this_thread::sleep_for(700ms);
    CHECK(pack.weight_of(1) == 0);
    CHECK(pack.has_said("silent"));
}

}  // namespace
}  // namespace wms::test
