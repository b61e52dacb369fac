// SPDX-License-Identifier: Apache-2.0
// From the gun to the journal: an emulated gun below the real libusb, a real engine and store.
#include "app/scan_desk.hpp"

#include "app/bench/bench_house.hpp"
#include "app/devices_commands.hpp"
#include "devices/emulated_gun.hpp"
#include "devices/key_layouts.hpp"
#include "domain/process/access.hpp"
#include "domain/tables.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {
using namespace wms;
using namespace wms::app;
using namespace wms::test;
using namespace std::chrono_literals;
using devices::GunCondition;

constexpr char const* key_a = "0c2e:0b67#A";
constexpr char const* key_b = "0c2e:0b67#B";
constexpr auto past_the_debounce = 500ms;

Testbed& bed() {
    static Testbed testbed;
    return testbed;
}

GunMake make_of(std::string serial, int address) {
    GunMake make{.serial = std::move(serial), .address = address};
    make.port = "1-" + std::to_string(address);
    make.report_descriptor = honeywell_descriptor();
    make.descriptors = hid_descriptors(make, false, true);
    return make;
}

void scan(EmulatedGun& gun, std::string const& text, std::string const& aim = "]C0") {
    for (Report const& each : honeywell_reports(aim, text)) gun.report(each);
}

bool wait_for(std::function<bool()> const& holds, std::chrono::milliseconds time = 5s) {
    auto const until = std::chrono::steady_clock::now() + time;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

// Two pickers in front of their goods; each scan of their item confirms one piece.
struct Floor {
    bench::House house{"/var/tmp"};
    std::optional<ScanDesk> desk;
    Floor() {
        house.set_up_pickers(2);
        desk.emplace(house.engine(),
                     ScanDesk::Options{.data = house.folder(),
                                       .udev = true,
                                       .log = [](std::string const& event, std::string const& gun,
                                                 std::string const& what) {
                                           MESSAGE(event << " " << gun << " " << what);
                                       }});
    }
    GunOnDesk gun(std::string const& key) const {
        for (GunOnDesk& each : desk->guns()) {
            if (each.gun.key == key) return each;
        }
        return {};
    }
    bool wait_ready(std::string const& key) const {
        return wait_for([&] { return gun(key).gun.condition == GunCondition::ready; });
    }
    bool wait_device(std::string const& key, std::string const& device) const {
        return wait_for([&] { return gun(key).device == device; });
    }
    bool wait_verdict(std::string const& key, std::string const& verdict) const {
        return wait_for([&] { return gun(key).verdict == verdict; });
    }
    std::int64_t picked(std::size_t picker) {
        Read const read = house.engine().read_at(house.engine().durable_seq());
        OperatorId const who = tables::devices.at(read, house.pickers()[picker].device).actor;
        Session const session = tables::sessions.at(read, who);
        return tables::tasks.at(read, session.task).done.value();
    }
    bool wait_picked(std::size_t picker, std::int64_t count) {
        return wait_for([&] { return picked(picker) == count; });
    }
    void bind(EmulatedGun& gun, std::string const& key, std::string const& device) {
        auto const asked = desk->ask(device, {});
        REQUIRE(asked.has_value());
        scan(gun, asked->code);
        REQUIRE(wait_device(key, device));
    }
    std::string item(std::size_t picker) { return house.pickers()[picker].item; }
};

}  // namespace

TEST_SUITE_BEGIN("desk");

TEST_CASE("a gun nobody has registered is refused and told so; the code on the screen binds it") {
    EmulatedGun gun{bed(), make_of("A", 2)};
    gun.plug_in();
    Floor floor;
    REQUIRE(floor.wait_ready(key_a));
    scan(gun, floor.item(0), "]E0");
    REQUIRE(floor.wait_verdict(key_a, "not_registered"));
    CHECK(wait_for([&] { return gun.written() == std::vector<Report>{{4, 0x20}}; }));
    CHECK(floor.picked(0) == 0);

    CHECK_FALSE(floor.desk->ask("NOWHERE", {}).has_value());
    floor.bind(gun, key_a, "HT-0");
    CHECK(wait_for([&] { return gun.written().back() == Report{4, 0x40}; }));
    CHECK(floor.picked(0) == 0);  // the code itself was no scan

    scan(gun, floor.item(0), "]E0");
    REQUIRE(floor.wait_picked(0, 1));
    REQUIRE(floor.wait_verdict(key_a, "accepted"));
    std::this_thread::sleep_for(past_the_debounce);
    scan(gun, "4006381333931", "]E0");
    REQUIRE(floor.wait_verdict(key_a, "unknown_barcode"));
    CHECK(wait_for([&] { return gun.written().back() == Report{4, 0x20}; }));
    CHECK(floor.desk->figures().find("wms_gun_scans_total{verdict=\"accepted\"} 1") !=
          std::string::npos);
    CHECK(floor.desk->forget(key_a).has_value());
    CHECK_FALSE(floor.desk->forget(key_a).has_value());
}

TEST_CASE("pulled out in mid-scan and put back: nothing is lost, nothing counts twice") {
    EmulatedGun gun{bed(), make_of("A", 2)};
    gun.plug_in();
    Floor floor;
    REQUIRE(floor.wait_ready(key_a));
    floor.bind(gun, key_a, "HT-1");
    auto const entries = floor.house.engine().durable_seq();
    std::int64_t picked = 0;
    for (int round = 0; round < 4; ++round) {
        CAPTURE(round);
        scan(gun, floor.item(1), "]E0");
        REQUIRE(floor.wait_picked(1, ++picked));
        Report half = honeywell_reports("]E0", floor.item(1))[0];
        half[63] = 1;  // more is to come, and never does
        gun.report(half);
        REQUIRE(wait_for([&] { return gun.is_read_out(); }));
        std::this_thread::sleep_for(10ms);
        gun.unplug(round % 2 == 0 ? -ENODEV : -EPROTO,
                   round < 2 ? EmulatedGun::Order::reads_first : EmulatedGun::Order::event_first);
        REQUIRE(wait_for([&] { return !floor.gun(key_a).plugged_in; }));
        std::this_thread::sleep_for(past_the_debounce);
        gun.plug_in();
        REQUIRE(
            wait_for([&] { return floor.gun(key_a).gun.condition == GunCondition::ready; }, 1s));
    }
    CHECK(floor.picked(1) == picked);
    std::uint64_t scans = 0;
    for (auto const& each : floor.house.engine().entries_since(entries, 1000))
        if (each.entry.request != store::EventKey{}) ++scans;
    CHECK(scans == static_cast<std::uint64_t>(picked));
    CHECK(floor.gun(key_a).gun.faults == 4);
}

TEST_CASE("a broken gun is swapped with two scans, in less than a minute") {
    EmulatedGun first{bed(), make_of("A", 2)};
    first.plug_in();
    Floor floor;
    REQUIRE(floor.wait_ready(key_a));
    floor.bind(first, key_a, "HT-0");
    // the cable of the broken one is pulled, another one plugged in: from here on the watch runs
    auto const began = std::chrono::steady_clock::now();
    first.unplug(-ENODEV, EmulatedGun::Order::reads_first);
    EmulatedGun second{bed(), make_of("B", 3)};
    second.plug_in();
    auto const asked = floor.desk->ask("HT-0", {});  // the lead's page shows the code …
    REQUIRE(asked.has_value());
    REQUIRE(floor.wait_ready(key_b));
    scan(second, asked->code);  // … the first scan
    REQUIRE(floor.wait_device(key_b, "HT-0"));
    scan(second, floor.item(0), "]E0");  // the second one is work
    REQUIRE(floor.wait_picked(0, 1));
    auto const took = std::chrono::steady_clock::now() - began;
    CHECK(floor.gun(key_b).gun.scans == 2);
    CHECK(floor.gun(key_a).device.empty());
    CHECK(took < 60s);
    MESSAGE("swapped in " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                          << " ms beside what the person's hands need");
}

TEST_CASE("a serial gun's own suffix is found by its first scan and by the calibration code") {
    GunMake make{.vendor = 0x1eab, .product = 0x1306, .serial = "S", .address = 5};
    make.port = "1-5";
    make.descriptors = cdc_descriptors(make);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    Floor floor;
    std::string const key = "1eab:1306#S";
    struct Row {
        char const* end;
        char const* named;
    };
    auto const send = [&](std::string const& text) {
        gun.report(Report(text.begin(), text.end()));
    };
    std::int64_t picked = 0;
    for (Row const& row : {Row{"\t", "suffix TAB,"}, Row{"\r\n", "suffix CR LF,"},
                           Row{"\n", "suffix LF,"}, Row{"", "no suffix,"}}) {
        CAPTURE(row.named);
        auto const asked = floor.desk->ask("HT-0", key);
        REQUIRE(asked.has_value());
        REQUIRE(floor.wait_ready(key));
        std::this_thread::sleep_for(past_the_debounce);  // it is opened again to be registered
        REQUIRE(floor.wait_ready(key));
        send(asked->code + row.end);
        REQUIRE(wait_for([&] {
            auto const list = GunBook{floor.house.folder()}.read();
            return list && !list->asked;
        }));
        auto const book = GunBook{floor.house.folder()}.read();
        CHECK(book->guns.at(0).suffix == row.end);
        CHECK(book->guns.at(0).ends_scans == (*row.end != 0));
        std::this_thread::sleep_for(past_the_debounce);
        REQUIRE(floor.wait_ready(key));
        send(devices::calibration_text() + row.end);
        REQUIRE(wait_for([&] {
            return floor.gun(key).calibration.suffix == row.end &&
                   !floor.gun(key).calibrated_at.empty();
        }));
        auto const found = floor.gun(key).calibration;
        CHECK(devices::summary(found, Language::en).find(row.named) != std::string::npos);
        CHECK(devices::advice(found, Language::en).size() == (*row.end != 0 ? 1 : 2));
        std::this_thread::sleep_for(past_the_debounce);
        REQUIRE(floor.wait_ready(key));
        send(floor.item(0) + row.end);
        CHECK(floor.wait_picked(0, ++picked));
        CHECK(floor.desk->forget(key).has_value());
    }
    CHECK(floor.gun(key).gun.faults == 0);
}

TEST_CASE("a gun that types is named by a person; the code on the screen finds its layout") {
    GunMake make{.vendor = 0x05fe, .product = 0x1010, .serial = "K", .address = 4};
    make.port = "1-4";
    make.report_descriptor = boot_keyboard_descriptor();
    make.descriptors = hid_descriptors(make, true, false);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    Floor floor;
    std::string const key = "05fe:1010#K";
    REQUIRE(wait_for([&] { return floor.gun(key).gun.condition == GunCondition::waiting; }));
    auto const type = [&](std::string const& text) {
        auto const tap = [&](std::uint8_t modifiers, std::uint8_t usage) {
            gun.report({modifiers, 0, usage, 0, 0, 0, 0, 0});
            gun.report({0, 0, 0, 0, 0, 0, 0, 0});
        };
        for (char const c : text) {
            for (auto const& each : devices::keys_of(devices::Layout::de)) {
                if (each.character != static_cast<char32_t>(c) || each.combining != 0) continue;
                constexpr std::uint8_t modifiers[] = {0, 0x02, 0x40, 0x42};
                tap(modifiers[static_cast<std::size_t>(each.level)], each.usage);
                break;
            }
        }
        tap(0, 0x28);
    };
    auto const asked = floor.desk->ask("HT-0", key);
    REQUIRE(asked.has_value());
    REQUIRE(floor.wait_ready(key));
    type(asked->code);
    REQUIRE(wait_for([&] { return floor.gun(key).device == "HT-0"; }));
    auto const book = GunBook{floor.house.folder()}.read();
    REQUIRE(book.has_value());
    CHECK(book->guns.at(0).layout == "de");
    REQUIRE(floor.wait_ready(key));
    std::this_thread::sleep_for(200ms);  // it is opened again with its layout
    REQUIRE(floor.wait_ready(key));
    type(floor.item(0));
    CHECK(floor.wait_picked(0, 1));

    // goods may be called nearly like it
    type("CAL22-WHITE-SHELF-100");
    REQUIRE(floor.wait_verdict(key, "unknown_barcode"));
    CHECK(floor.gun(key).calibrated_at.empty());

    // the calibration code, from a gun that does not send GS
    std::string calibration = devices::calibration_text();
    std::erase(calibration, '\x1D');
    auto const entries = floor.house.engine().durable_seq();
    type(calibration);
    REQUIRE(wait_for([&] { return !floor.gun(key).calibrated_at.empty(); }));
    CHECK(floor.gun(key).calibration == devices::Calibration{.layout = "de",
                                                             .prefix = {},
                                                             .aim = {},
                                                             .suffix = "\r",
                                                             .gs = devices::GsForm::dropped,
                                                             .gs_text = {}});
    CHECK(devices::advice(floor.gun(key).calibration, Language::en).size() == 2);
    CHECK(devices::summary(floor.gun(key).calibration, Language::en) ==
          "layout de, suffix CR, no identifiers, GS not sent");
    CHECK(floor.house.engine().durable_seq() == entries);  // it was no scan of goods
    REQUIRE(floor.wait_ready(key));
    std::this_thread::sleep_for(past_the_debounce);
    REQUIRE(floor.wait_ready(key));
    type(floor.item(0));
    CHECK(floor.wait_picked(0, 2));
}

TEST_CASE("a gun that types F8 for GS is known as one after its calibration code") {
    GunMake make{.vendor = 0x05fe, .product = 0x1010, .serial = "F", .address = 6};
    make.port = "1-6";
    make.report_descriptor = boot_keyboard_descriptor();
    make.descriptors = hid_descriptors(make, true, false);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    Floor floor;
    std::string const key = "05fe:1010#F";
    auto const tap = [&](std::uint8_t modifiers, std::uint8_t usage) {
        gun.report({modifiers, 0, usage, 0, 0, 0, 0, 0});
        gun.report(Report(8, 0));
    };
    auto const type = [&](std::string const& text) {
        constexpr std::uint8_t f8 = 0x41, enter = 0x28, shift = 0x02;
        for (char const c : text) {
            if (c == '\x1D') tap(0, f8);
            for (auto const& each : devices::keys_of(devices::Layout::us)) {
                if (each.character != static_cast<char32_t>(c)) continue;
                tap(each.level == devices::Level::shift ? shift : 0, each.usage);
                break;
            }
        }
        tap(0, enter);
    };
    REQUIRE(wait_for([&] { return floor.gun(key).gun.condition == GunCondition::waiting; }));
    auto const asked = floor.desk->ask("HT-0", key);
    REQUIRE(asked.has_value());
    REQUIRE(floor.wait_ready(key));
    type(asked->code);
    REQUIRE(floor.wait_device(key, "HT-0"));
    std::this_thread::sleep_for(past_the_debounce);  // it is opened again with its layout
    REQUIRE(floor.wait_ready(key));
    type(
        "10LOT\x1D"
        "21F8");  // nobody knows yet what the key is for
    REQUIRE(wait_for([&] { return floor.gun(key).gun.last_code == "10LOT21F8"; }));
    type(devices::calibration_text());
    REQUIRE(wait_for([&] { return !floor.gun(key).calibrated_at.empty(); }));
    CHECK(floor.gun(key).calibration.gs == devices::GsForm::f8);
    CHECK(floor.gun(key).calibration.layout == "us");
    std::this_thread::sleep_for(past_the_debounce);
    REQUIRE(floor.wait_ready(key));
    type(
        "10LOT\x1D"
        "21F8");
    CHECK(wait_for([&] {
        return floor.gun(key).gun.last_code ==
               "10LOT\x1D"
               "21F8";
    }));
}

TEST_CASE("a card in front of the gun takes over no terminal and opens no door that has a PIN") {
    EmulatedGun gun{bed(), make_of("A", 2)};
    gun.plug_in();
    Floor floor;
    REQUIRE(floor.wait_ready(key_a));
    floor.bind(gun, key_a, "HT-0");
    scan(gun, "U-1");
    REQUIRE(floor.wait_verdict(key_a, "hand_over"));
    Engine& engine = floor.house.engine();
    auto const who = operator_by_badge(engine.read(), "U-1");
    REQUIRE(who.has_value());
    REQUIRE_FALSE(engine
                      .submit(Envelope{
                          .device = {}, .captured_at = {}, .command = SetPin{*who, Secret{"hash"}}})
                      .get()
                      .refusal);
    REQUIRE_FALSE(engine
                      .submit(Envelope{
                          .device = {}, .captured_at = {}, .command = DefineDevice{.code = "ST-9"}})
                      .get()
                      .refusal);
    floor.bind(gun, key_a, "ST-9");
    scan(gun, "U-1");
    CHECK(floor.wait_verdict(key_a, "pin_wanted"));
}

TEST_CASE("two guns at once, and the end of the desk loses nothing that was read") {
    EmulatedGun first{bed(), make_of("A", 2)};
    EmulatedGun second{bed(), make_of("B", 3)};
    first.plug_in();
    second.plug_in();
    Floor floor;
    REQUIRE(floor.wait_ready(key_a));
    REQUIRE(floor.wait_ready(key_b));
    floor.bind(first, key_a, "HT-0");
    floor.bind(second, key_b, "HT-1");
    for (int round = 0; round < 5; ++round) {
        scan(first, floor.item(0), "]E0");
        scan(second, floor.item(1), "]E0");
        std::this_thread::sleep_for(past_the_debounce);
    }
    floor.desk.reset();
    CHECK(floor.picked(0) == 5);
    CHECK(floor.picked(1) == 5);
}

TEST_CASE("the layout of a gun by its first scan; any other scan is not the code") {
    std::string const code = "W\"QZ-/:123456";
    using devices::Layout;
    for (Layout const layout :
         {Layout::us, Layout::de, Layout::fr, Layout::gb, Layout::es, Layout::jp}) {
        CAPTURE(devices::name_of(layout));
        std::string const typed = typed_as(code, layout, Layout::us);
        auto const read = match_code(code, typed, Layout::us);
        CHECK(read == CodeRead{layout, false});
        CHECK(match_code(code, typed_as("]C0" + code, layout, Layout::us), Layout::us) ==
              CodeRead{layout, true});
    }
    CHECK_FALSE(match_code(code, "W\"QZ-/:123457", Layout::us).has_value());
    CHECK_FALSE(match_code(code, "", Layout::us).has_value());
}

TEST_CASE("`wms devices list` tells what a calibration found and what should be changed") {
    std::string folder = "/var/tmp/wms-devices-list-XXXXXX";
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    RegisteredGun gun{
        .key = "1eab:1306#L", .device = "HT-7", .layout = {}, .model = "NLS", .at = {}};
    gun.calibration.suffix = "\t";
    gun.calibration.gs = devices::GsForm::dropped;
    gun.calibrated_at = "2026-11-24T18:00:00.000Z";
    REQUIRE(GunBook{folder}
                .change([&](GunList& list) -> Result<> {
                    list.guns.push_back(gun);
                    return {};
                })
                .has_value());
    CLI::App program;
    std::function<int()> chosen;
    add_devices_commands(*program.add_subcommand("devices"), folder,
                         [&](std::function<int()> what) { chosen = std::move(what); });
    program.parse("devices list");
    std::FILE* const kept = std::tmpfile();
    REQUIRE(kept != nullptr);
    std::fflush(stdout);
    int const screen = ::dup(1);
    ::dup2(::fileno(kept), 1);
    int const code = chosen();
    std::fflush(stdout);
    ::dup2(screen, 1);
    ::close(screen);
    std::rewind(kept);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), kept));
    std::fclose(kept);
    CAPTURE(text);
    CHECK(code == 0);
    for (char const* const part :
         {"1eab:1306#L", "HT-7", "suffix TAB, no identifiers, GS not sent",
          "! AIM identifiers are off", "! 没有发送 AIM 标识", "! The separator GS of GS1 codes"})
        CHECK_MESSAGE(text.find(part) != std::string::npos, part);
    std::filesystem::remove_all(folder);
}

TEST_CASE("a spoilt list of guns is refused with its place and left alone") {
    bench::House house{"/var/tmp"};
    GunBook const book{house.folder()};
    CHECK(book.read()->guns.empty());
    std::ofstream{house.folder() + "/guns.json"} << "{\"guns\": [{\"key\": 1}]}";
    CHECK_FALSE(book.read().has_value());
    CHECK_FALSE(book.ask("HT-0", {}, Instant{0}).has_value());
    CHECK(book.read().error().why == Why::bad_field);
}

TEST_SUITE_END();
