// SPDX-License-Identifier: Apache-2.0
// Runs inside the machine that boot.sh boots: the kernel's gadgets are the guns, the rest is real.
#include "app/bench/bench_house.hpp"
#include "app/scan_desk.hpp"
#include "devices/gun_reports.hpp"
#include "devices/key_layouts.hpp"
#include "domain/tables.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {
using namespace wms;
using namespace wms::app;
using namespace wms::test;
using namespace std::chrono_literals;
using devices::GunCondition;
using Clock = std::chrono::steady_clock;

// An emulated processor under load: only what never happens may take so long.
constexpr auto patience = 60s;

void gadget(std::string const& arguments) {
    std::string const line = fmt::format("bash {}/usb/gadget.sh {}", WMS_TESTS, arguments);
    REQUIRE(std::system(line.c_str()) == 0);
}

// Plugs it in, whether it was made before or not.
void plug_in(std::string const& name, int socket) {
    bool const made = std::filesystem::exists("/sys/kernel/config/usb_gadget/" + name);
    gadget(fmt::format("{}{} dummy_udc.{}", made ? "in " : "", name, socket));
}

// What the gun sends, into the gadget's own end of the wire.
void send(std::string const& node, std::vector<Report> const& reports) {
    int const file = ::open(node.c_str(), O_RDWR | O_CLOEXEC);
    CAPTURE(node);
    REQUIRE(file >= 0);
    for (Report const& each : reports)
        CHECK(::write(file, each.data(), each.size()) == static_cast<ssize_t>(each.size()));
    ::close(file);
}

void scan(std::string const& text, std::string const& aim) {
    send("/dev/hidg0", honeywell_reports(aim, text));
}

void type(std::string const& text) {
    std::vector<Report> reports;
    auto const tap = [&](std::uint8_t modifiers, std::uint8_t usage) {
        reports.push_back({modifiers, 0, usage, 0, 0, 0, 0, 0});
        reports.push_back(Report(8, 0));
    };
    for (char const c : text) {
        for (auto const& each : devices::keys_of(devices::Layout::us)) {
            if (each.character != static_cast<char32_t>(c)) continue;
            tap(each.level == devices::Level::shift ? 0x02 : 0, each.usage);
            break;
        }
    }
    tap(0, 0x28);
    send("/dev/hidg1", reports);
}

bool wait_for(std::function<bool()> const& holds) {
    auto const until = Clock::now() + patience;
    while (!holds()) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

std::string driver_of(std::string const& serial) {
    for (auto const& each : std::filesystem::directory_iterator{"/sys/bus/usb/devices"}) {
        std::ifstream file{each.path() / "serial"};
        std::string found;
        if (!std::getline(file, found) || found != serial) continue;
        std::string const name = each.path().filename().string();
        auto const link = each.path() / (name + ":1.0") / "driver";
        if (!std::filesystem::exists(link)) return "none";
        return std::filesystem::read_symlink(link).filename().string();
    }
    return "gone";
}

// The kernel lists a device and gives it to its driver while the server looks at it already.
bool wait_driver(std::string const& serial, std::string const& driver) {
    return wait_for([&] { return driver_of(serial) == driver; });
}

struct Floor {
    bench::House house{"/tmp"};
    std::optional<ScanDesk> desk;
    Floor() {
        house.set_up_pickers(3);
        desk.emplace(house.engine(),
                     ScanDesk::Options{.data = house.folder(),
                                       .log = [](std::string const& event, std::string const& gun,
                                                 std::string const& what) {
                                           fmt::print("   {} {} {}\n", event, gun, what);
                                       }});
    }
    GunOnDesk gun(std::string const& key) const {
        for (GunOnDesk const& each : desk->guns()) {
            if (each.gun.key == key) return each;
        }
        return {};
    }
    bool wait_condition(std::string const& key, GunCondition condition) const {
        return wait_for([&] { return gun(key).gun.condition == condition; });
    }
    std::int64_t picked(std::size_t picker) {
        Read const read = house.engine().read_at(house.engine().durable_seq());
        OperatorId const who = tables::devices.at(read, house.pickers()[picker].device).actor;
        return tables::tasks.at(read, tables::sessions.at(read, who).task).done.value();
    }
    bool wait_picked(std::size_t picker, std::int64_t count) {
        return wait_for([&] { return picked(picker) == count; });
    }
    void bind(std::string const& key, std::string const& device, bool named,
              std::function<void(std::string const&)> const& read_code) {
        auto const asked = desk->ask(device, named ? key : "");
        REQUIRE(asked.has_value());
        REQUIRE(wait_condition(key, GunCondition::ready));
        read_code(asked->code);
        REQUIRE(wait_for([&] { return gun(key).device == device; }));
        REQUIRE(wait_condition(key, GunCondition::ready));
    }
    // Scans sent by devices since `seq`.
    std::int64_t scans_since(std::uint64_t seq) {
        std::int64_t count = 0;
        for (auto const& each : house.engine().entries_since(seq, 1000)) {
            if (each.entry.request != store::EventKey{}) ++count;
        }
        return count;
    }
};

constexpr char const* pos = "0c2e:0b67#SN-pos";
constexpr char const* keyboard = "0c2e:0b61#SN-keyboard";
constexpr char const* serial = "0c2e:0b6a#SN-serial";

}  // namespace

TEST_CASE("without udevd: a gun plugged in later is found and read") {
    Floor floor;
    std::this_thread::sleep_for(500ms);
    plug_in("pos", 0);
    REQUIRE(floor.wait_condition(pos, GunCondition::ready));
    floor.bind(pos, "HT-0", false, [](std::string const& code) { scan(code, "]C0"); });
    scan(floor.house.pickers()[0].item, "]E0");
    CHECK(floor.wait_picked(0, 1));
    gadget("out pos");
    REQUIRE(floor.wait_condition(pos, GunCondition::gone));
    std::this_thread::sleep_for(500ms);
    plug_in("pos", 0);
    REQUIRE(floor.wait_condition(pos, GunCondition::ready));
    scan(floor.house.pickers()[0].item, "]E0");
    CHECK(floor.wait_picked(0, 2));
    gadget("out pos");
}

TEST_CASE("with udevd: HID POS, keyboard and serial; pulled out in mid-scan and put back") {
    Floor floor;
    plug_in("pos", 0);
    plug_in("keyboard", 1);
    plug_in("serial", 2);
    auto const item = [&](std::size_t picker) { return floor.house.pickers()[picker].item; };
    floor.bind(pos, "HT-0", false, [](std::string const& code) { scan(code, "]C0"); });

    REQUIRE(floor.wait_condition(keyboard, GunCondition::waiting));
    CHECK(wait_driver("SN-keyboard", "usbhid"));  // not taken before a person says so
    floor.bind(keyboard, "HT-1", true, type);
    // it is opened again with what its registration told
    CHECK(wait_driver("SN-keyboard", "usbfs"));
    REQUIRE(floor.wait_condition(keyboard, GunCondition::ready));

    auto const to_serial = [](std::string const& text) {
        std::string const line = text + "\r\n";
        send("/dev/ttyGS0", {Report(line.begin(), line.end())});
    };
    floor.bind(serial, "HT-2", false, to_serial);

    auto const before = floor.house.engine().durable_seq();
    scan(item(0), "]E0");
    CHECK(floor.wait_picked(0, 1));
    type(item(1));
    CHECK(floor.wait_picked(1, 1));
    to_serial(item(2));
    CHECK(floor.wait_picked(2, 1));

    for (int round = 2; round <= 6; ++round) {
        CAPTURE(round);
        Report half = honeywell_reports("]E0", item(0))[0];
        half[63] = 1;  // more follows, and the cable is out before
        send("/dev/hidg0", {half});
        gadget("out pos");
        REQUIRE(floor.wait_condition(pos, GunCondition::gone));
        plug_in("pos", 0);
        auto const since = Clock::now();
        REQUIRE(floor.wait_condition(pos, GunCondition::ready));
        fmt::print("   back after {} ms\n", (Clock::now() - since) / 1ms);
        scan(item(0), "]E0");
        REQUIRE(floor.wait_picked(0, round));
    }
    CHECK(floor.scans_since(before) == 8);  // none lost, none twice
    CHECK(floor.picked(0) == 6);
    floor.desk.reset();
    CHECK(wait_driver("SN-keyboard", "usbhid"));  // given back
    CHECK(wait_driver("SN-serial", "cdc_acm"));
}
