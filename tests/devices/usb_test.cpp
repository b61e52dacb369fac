// SPDX-License-Identifier: Apache-2.0
// The drivers through the real libusb, guns emulated below it: arrival, every mode, every fault,
// and the plug cycles.
#include "devices/emulated_gun.hpp"
#include "devices/usb_scanners.hpp"

#include <doctest/doctest.h>
#include <malloc.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

namespace {
using namespace wms::devices;
using namespace wms::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Runs the scanners and keeps what they said.
class Desk {
public:
    explicit Desk(std::function<Plan(UsbDevice const&)> plan_for = {})
        : scanners_{
              {.plan_for = std::move(plan_for),
               .on_scan = [this](GunScan scan) { keep(scans_, std::move(scan)); },
               .on_fault = [this](GunStatus const&, ScanFault fault) { keep(faults_, fault); },
               .on_change = [this](GunStatus const& status) { note(status.condition); },
               .udev = true}} {}

    UsbScanners& scanners() { return scanners_; }
    bool wait_for(std::function<bool()> const& holds, std::chrono::milliseconds time = 5s) {
        auto const until = Clock::now() + time;
        while (!holds()) {
            if (Clock::now() > until) return false;
            std::this_thread::sleep_for(2ms);
        }
        return true;
    }
    std::vector<std::string> codes() const {
        std::lock_guard const lock{mutex_};
        std::vector<std::string> codes;
        for (GunScan const& each : scans_) codes.push_back(each.scan.aim + each.scan.data);
        return codes;
    }
    std::vector<GunScan> scans() const {
        std::lock_guard const lock{mutex_};
        return scans_;
    }
    std::vector<ScanFault> faults() const {
        std::lock_guard const lock{mutex_};
        return faults_;
    }
    bool wait_codes(std::size_t count) {
        return wait_for([&] { return codes().size() >= count; });
    }
    GunStatus status(std::string const& key) const {
        for (GunStatus const& each : scanners_.statuses()) {
            if (each.key == key) return each;
        }
        return {};
    }
    bool wait_condition(std::string const& key, GunCondition condition,
                        std::chrono::milliseconds time = 5s) {
        return wait_for(
            [&] {
                GunStatus const now = status(key);
                return now.key == key && now.condition == condition;
            },
            time);
    }
    bool ever(GunCondition condition) const {
        std::lock_guard const lock{mutex_};
        return seen_.contains(condition);
    }

private:
    void note(GunCondition condition) {
        std::lock_guard const lock{mutex_};
        seen_.insert(condition);
    }
    template <class T>
    void keep(std::vector<T>& kept, T value) {
        std::lock_guard const lock{mutex_};
        kept.push_back(std::move(value));
    }
    mutable std::mutex mutex_;
    std::vector<GunScan> scans_;
    std::vector<ScanFault> faults_;
    std::set<GunCondition> seen_;
    UsbScanners scanners_;
};

GunMake honeywell(std::string serial = "SN1", int address = 2) {
    GunMake make{.serial = std::move(serial), .address = address};
    make.port = "1-" + std::to_string(address);
    make.report_descriptor = honeywell_descriptor();
    make.descriptors = hid_descriptors(make, false, true);
    return make;
}

void scan(EmulatedGun& gun, std::string const& aim, std::string const& text) {
    for (Report const& each : honeywell_reports(aim, text)) gun.report(each);
}

bool has_control(EmulatedGun const& gun, std::uint8_t request, std::uint16_t value,
                 std::string const& hex) {
    auto const all = gun.controls();
    return std::any_of(all.begin(), all.end(), [&](ControlSeen const& each) {
        return each.request == request && each.value == value && each.data == bytes_of(hex);
    });
}

// One bed for the program: umockdev allows no second one.
Testbed& bed() {
    static Testbed testbed;
    return testbed;
}

}  // namespace

TEST_SUITE_BEGIN("usb");

TEST_CASE("a HID POS gun that is there from the start is woken up and read") {
    EmulatedGun gun{bed(), honeywell()};
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
    CHECK(has_control(gun, 0x09, 0x03FE, "FE 01"));  // talk to HID POS, not to the keyboard
    scan(gun, "]C1",
         "010950600013435217260630\x1D"
         "10ABC123");
    gun.report({});  // some kernels end a report with an empty one
    scan(gun, "]Q1", std::string(150, 'x'));
    REQUIRE(desk.wait_codes(2));
    CHECK(desk.codes()[0] ==
          "]C1010950600013435217260630\x1D"
          "10ABC123");
    CHECK(desk.codes()[1] == "]Q1" + std::string(150, 'x'));
    CHECK(desk.scans()[0].scan.symbology == "GS1-128");
    CHECK(desk.scans()[0].scan.certainty == Certainty::known);
    CHECK(desk.scans()[1].number == 2);
    CHECK(desk.faults().empty());
    GunStatus const status = desk.status("0c2e:0b67#SN1");
    CHECK(status.scans == 2);
    CHECK(status.mode == Mode::hid_pos);
    CHECK(status.facts.model == "Test gun");
}

TEST_CASE("a gun plugged in later is ready within a second, pulled out in mid-scan and put back") {
    Desk desk;
    std::this_thread::sleep_for(100ms);
    EmulatedGun gun{bed(), honeywell()};
    gun.plug_in();
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready, 1s));
    scan(gun, "]E0", "4006381333931");
    REQUIRE(desk.wait_codes(1));
    struct Pull {
        int code;
        EmulatedGun::Order order;
    };
    for (Pull const pull : {Pull{-ENODEV, EmulatedGun::Order::reads_first},
                            Pull{-ENODEV, EmulatedGun::Order::event_first},
                            Pull{-ESHUTDOWN, EmulatedGun::Order::reads_first},
                            Pull{-EPROTO, EmulatedGun::Order::reads_first},
                            Pull{-EPROTO, EmulatedGun::Order::event_first}}) {
        CAPTURE(pull.code);
        auto const scans = desk.codes().size();
        auto const faults = desk.faults().size();
        gun.report(honeywell_reports("]C1", std::string(100, '1'))[0]);  // the first part only
        REQUIRE(desk.wait_for([&] { return gun.is_read_out(); }));
        std::this_thread::sleep_for(20ms);
        gun.unplug(pull.code, pull.order);
        REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::gone));
        CHECK(desk.codes().size() == scans);
        CHECK(desk.faults().size() == faults + 1);
        CHECK(desk.faults().back() == ScanFault::incomplete);
        gun.plug_in();
        REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready, 1s));
        scan(gun, "]C1", "AGAIN");
        REQUIRE(desk.wait_codes(scans + 1));
        CHECK(desk.codes().back() == "]C1AGAIN");
    }
}

TEST_CASE("transfer errors cost what was under way and nothing else") {
    EmulatedGun gun{bed(), honeywell()};
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
    std::size_t scans = 0;
    for (int const code : {-EPIPE, -EOVERFLOW, -EPROTO, -EILSEQ, -ETIME}) {
        CAPTURE(code);
        gun.fail_reads(code, 1);
        std::this_thread::sleep_for(5ms);
        scan(gun, "]C0", "AFTER");
        REQUIRE(desk.wait_codes(++scans));
    }
    CHECK(desk.codes() == std::vector<std::string>(5, "]C0AFTER"));
    CHECK(gun.halts_cleared() >= 1);
    CHECK(desk.ever(GunCondition::recovering));
    CHECK_FALSE(desk.ever(GunCondition::isolated));
}

TEST_CASE("a gun that fails for good is set aside, said so, and taken back; the others go on") {
    EmulatedGun bad{bed(), honeywell("BAD", 2)};
    EmulatedGun good{bed(), honeywell("GOOD", 3)};
    bad.plug_in();
    good.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#BAD", GunCondition::ready));
    REQUIRE(desk.wait_condition("0c2e:0b67#GOOD", GunCondition::ready));
    SUBCASE("it stalls") {
        bad.fail_reads(-EPIPE, 10);
        REQUIRE(desk.wait_for([&] { return desk.ever(GunCondition::isolated); }));
        scan(good, "]C0", "HEARD");
        REQUIRE(desk.wait_codes(1));
        REQUIRE(desk.wait_condition("0c2e:0b67#BAD", GunCondition::ready));
        scan(bad, "]C0", "BACK");
        REQUIRE(desk.wait_codes(2));
        CHECK(desk.codes() == std::vector<std::string>{"]C0HEARD", "]C0BACK"});
    }
    SUBCASE("it babbles") {
        for (int i = 0; i < 200; ++i) bad.report(Report(64, 2));  // 2 is its report, 2 no AIM
        for (int i = 0; i < 200; ++i) bad.report(Report(65, 1));  // more than the endpoint takes
        REQUIRE(desk.wait_for([&] { return desk.ever(GunCondition::isolated); }));
        scan(good, "]C0", "HEARD");
        REQUIRE(desk.wait_for([&] {
            auto const codes = desk.codes();
            return std::find(codes.begin(), codes.end(), "]C0HEARD") != codes.end();
        }));
        CHECK_FALSE(desk.status("0c2e:0b67#BAD").problem.empty());
    }
    SUBCASE("it sends nonsense") {
        for (int i = 0; i < 200; ++i) {
            Report report(64, 0);
            report[0] = 2;
            report[1] = 200;  // more than the report holds
            bad.report(report);
        }
        REQUIRE(desk.wait_for([&] { return desk.ever(GunCondition::isolated); }));
        scan(good, "]C0", "HEARD");
        REQUIRE(desk.wait_codes(1));
        CHECK(desk.codes() == std::vector<std::string>{"]C0HEARD"});
        CHECK(desk.status("0c2e:0b67#BAD").problem == "it sends nonsense");
    }
}

TEST_CASE("feedback goes back to the gun by the endpoint or by a request") {
    for (bool const out : {true, false}) {
        CAPTURE(out);
        GunMake make = honeywell();
        make.descriptors = hid_descriptors(make, false, out);
        EmulatedGun gun{bed(), make};
        gun.plug_in();
        Desk desk;
        REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
        desk.scanners().give_feedback("0c2e:0b67#SN1", Feedback::bad);
        desk.scanners().give_feedback("0c2e:0b67#SN1", Feedback::good);
        if (out) {
            REQUIRE(desk.wait_for([&] { return gun.written().size() == 2; }));
            CHECK(hex_of(gun.written()[0]) == "0420");
            CHECK(hex_of(gun.written()[1]) == "0440");
        } else {
            CHECK(desk.wait_for([&] { return has_control(gun, 0x09, 0x0204, "04 20"); }));
            CHECK(desk.wait_for([&] { return has_control(gun, 0x09, 0x0204, "04 40"); }));
        }
    }
}

TEST_CASE("a cordless gun's charge is read where its descriptor tells of one") {
    GunMake make = honeywell();
    Report const cradle = cradle_battery_descriptor();
    make.report_descriptor.insert(make.report_descriptor.end(), cradle.begin(), cradle.end());
    make.descriptors = hid_descriptors(make, false, true);
    EmulatedGun gun{bed(), make};
    constexpr std::uint16_t feature_7 = 0x0307;
    bool answers = true;
    SUBCASE("it answers") {
        gun.hold_report(feature_7, bytes_of("07 2A 01"));
    }
    SUBCASE("it refuses: read all the same") {
        answers = false;
    }
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
    auto const asked = [&] {
        auto const all = gun.controls();
        return std::any_of(all.begin(), all.end(), [](ControlSeen const& each) {
            return each.type == 0xA1 && each.request == 1 && each.value == feature_7;
        });
    };
    REQUIRE(desk.wait_for(asked));
    scan(gun, "]C0", "READ");
    REQUIRE(desk.wait_codes(1));
    if (answers)
        CHECK(desk.status("0c2e:0b67#SN1").battery == Battery{42, true});
    else
        CHECK_FALSE(desk.status("0c2e:0b67#SN1").battery.has_value());
    gun.unplug(-ENODEV, EmulatedGun::Order::reads_first);
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::gone));
    CHECK_FALSE(desk.status("0c2e:0b67#SN1").battery.has_value());
}

TEST_CASE("an IBM hand-held is enabled, read and beeped") {
    GunMake make{.vendor = 0x05e0, .product = 0x1300};
    make.report_descriptor = ibm_descriptor();
    make.descriptors = hid_descriptors(make, false, false);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("05e0:1300#SN1", GunCondition::ready));
    CHECK(has_control(gun, 0x09, 0x0200, "11 00 00 00 00 00 00 00 00 00 00"));
    Report report = bytes_of("11 10 03 00 30 37 31 30 31 32 31 30 37 30 31 38 0D");
    report.resize(64);
    gun.report(report);
    REQUIRE(desk.wait_codes(1));
    CHECK(desk.scans()[0].scan.data == "071012107018");
    CHECK(desk.scans()[0].scan.symbology == "UPC-A");
    desk.scanners().give_feedback("05e0:1300#SN1", Feedback::bad);
    CHECK(desk.wait_for(
        [&] { return has_control(gun, 0x09, 0x0200, "14 00 00 00 00 00 00 00 00 00 00"); }));
    CHECK(desk.wait_for(
        [&] { return has_control(gun, 0x09, 0x0200, "18 00 00 00 00 00 00 00 00 00 00"); }));
    // an error is two long beeps, a good read a short one: on, off, on, off, on, off
    auto const switches = [&] {
        std::string order;
        for (ControlSeen const& each : gun.controls()) {
            if (each.request != 0x09 || each.data.empty()) continue;
            if (each.data[0] == 0x14) order += "on ";
            if (each.data[0] == 0x18) order += "off ";
        }
        return order;
    };
    REQUIRE(desk.wait_for([&] { return switches() == "on off on off "; }));
    desk.scanners().give_feedback("05e0:1300#SN1", Feedback::good);
    CHECK(desk.wait_for([&] { return switches() == "on off on off on off "; }));
}

TEST_CASE("a serial gun gets its lines set; its bytes are cut into scans") {
    GunMake make{.vendor = 0x1eab, .product = 0x1306};
    make.descriptors = cdc_descriptors(make);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    bool trusted = false;
    SUBCASE("nobody said that it is a gun: it may be a scale") {}
    SUBCASE("a profile knows it") {
        trusted = true;
    }
    Desk desk{[&](UsbDevice const&) {
        return Plan{.settings = {.aim = AimPlace::prefix, .beep_bad = "\x07\x07"},
                    .trusted = trusted};
    }};
    if (!trusted) {
        REQUIRE(desk.wait_condition("1eab:1306#SN1", GunCondition::waiting));
        std::this_thread::sleep_for(100ms);
        CHECK(gun.claims() == 0);
        return;
    }
    REQUIRE(desk.wait_condition("1eab:1306#SN1", GunCondition::ready));
    CHECK(gun.claims() == 2);  // both interfaces: cdc_acm lets go of both
    CHECK(has_control(gun, 0x20, 0, "80 25 00 00 00 00 08"));
    CHECK(has_control(gun, 0x22, 3, ""));
    for (std::string const text : {"]E04006381", "333931\r\n]C1",
                                   "10LOT\x1D"
                                   "2112\r\n"})
        gun.report({text.begin(), text.end()});
    REQUIRE(desk.wait_codes(2));
    CHECK(desk.codes() == std::vector<std::string>{"]E04006381333931",
                                                   "]C110LOT\x1D"
                                                   "2112"});
    desk.scanners().give_feedback("1eab:1306#SN1", Feedback::bad);
    CHECK(desk.wait_for([&] { return gun.written() == std::vector<Report>{{7, 7}}; }));
}

TEST_CASE("a keyboard is taken from the kernel only when a person registered it") {
    GunMake make{.vendor = 0x05fe, .product = 0x1010};
    make.report_descriptor = boot_keyboard_descriptor();
    make.descriptors = hid_descriptors(make, true, false);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    std::atomic<bool> registered{false};
    Desk desk{[&](UsbDevice const&) {
        return Plan{.settings = {.framing = {.suffix = "\r\n\t"}, .layout = Layout::de},
                    .trusted = true,
                    .registered = registered};
    }};
    REQUIRE(desk.wait_condition("05fe:1010#SN1", GunCondition::waiting));
    std::this_thread::sleep_for(100ms);
    REQUIRE(gun.claims() == 0);
    registered = true;
    desk.scanners().plans_changed();
    REQUIRE(desk.wait_condition("05fe:1010#SN1", GunCondition::ready));
    CHECK(has_control(gun, 0x0B, 0, ""));         // boot protocol
    CHECK(has_control(gun, 0x09, 0x0200, "00"));  // no lock lights
    for (char const* const keys :
         {"02 00 1D", "00 00 00", "00 00 1E 1F", "00", "00 00 38", "00", "00 00 28", "00"}) {
        Report report = bytes_of(keys);
        report.resize(8);
        gun.report(report);
    }
    REQUIRE(desk.wait_codes(1));
    CHECK(desk.codes()[0] == "Y12-");
}

TEST_CASE("a gun with a layout nobody has seen describes itself when the kernel has not asked") {
    GunMake make{.vendor = 0xdead, .product = 0xbeef};
    make.kernel_knows = false;
    // one report without id: data first, then the length, the AIM identifier, the flag
    make.report_descriptor = bytes_of(
        "05 8c 09 02 a1 01 15 00 26 ff 00 75 08 95 0a 09 fe 81 02 05 01 09 3b 95 01 81 02"
        "05 8c 95 03 09 fb 09 fc 09 fd 81 02 75 01 95 01 09 ff 81 02 95 07 81 03 c0");
    make.descriptors = hid_descriptors(make, false, false);
    EmulatedGun gun{bed(), make};
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("dead:beef#SN1", GunCondition::ready));
    gun.report(bytes_of("30 31 32 33 34 35 36 37 38 39 0a 5d 43 30 01"));
    gun.report(bytes_of("41 42 00 00 00 00 00 00 00 00 02 5d 43 30 00"));
    REQUIRE(desk.wait_codes(1));
    CHECK(desk.codes()[0] == "]C00123456789AB");
}

TEST_CASE("nasty descriptors are refused in words, and a mute gun is given up") {
    GunMake make{.vendor = 0xdead, .product = 0x0001};
    make.kernel_knows = false;
    SUBCASE("garbage") {
        make.report_descriptor = Report(64, 0xFF);
    }
    SUBCASE("a field of two gigabytes") {
        make.report_descriptor = bytes_of(
            "05 8c 09 02 a1 01 77 ff ff ff 7f 97 ff ff ff 7f 09 fe"
            "81 02 c0");
    }
    SUBCASE("a mouse") {
        make.report_descriptor = bytes_of("05 01 09 02 a1 01 75 08 95 03 09 30 81 02 c0");
    }
    SUBCASE("nothing") {}
    SUBCASE("no answer at all") {
        make.report_descriptor = honeywell_descriptor();
    }
    bool const mute = make.report_descriptor == honeywell_descriptor();
    make.descriptors = hid_descriptors(make, false, false);
    EmulatedGun gun{bed(), make};
    gun.answer_controls(!mute);
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_for([&] {
        GunStatus const status = desk.status("dead:0001#SN1");
        return status.condition == GunCondition::refused ||
               status.condition == GunCondition::isolated;
    }));
    CHECK_FALSE(desk.status("dead:0001#SN1").problem.empty());
    CHECK(desk.scans().empty());
}

TEST_CASE("a gun that answers every request with a stall is read all the same") {
    EmulatedGun gun{bed(), honeywell()};
    gun.stall_controls(true);
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
    scan(gun, "]C0", "STILL");
    CHECK(desk.wait_codes(1));
}

TEST_CASE("another program has it: said, and taken when it is free") {
    EmulatedGun gun{bed(), honeywell()};
    gun.refuse_claims(EBUSY);
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::refused));
    CHECK(desk.status("0c2e:0b67#SN1").problem.find("another program") != std::string::npos);
    gun.refuse_claims(0);
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
}

TEST_CASE("a resumed gun: its reads end, it is still there, it is opened again") {
    EmulatedGun gun{bed(), honeywell()};
    gun.plug_in();
    Desk desk;
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
    gun.fail_reads(-ESHUTDOWN, 2);
    REQUIRE(desk.wait_for([&] { return desk.ever(GunCondition::gone); }));
    REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready, 1s));
    scan(gun, "]C0", "AWAKE");
    CHECK(desk.wait_codes(1));
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("usb-cycles");

TEST_CASE("nothing is left behind after a thousand plug cycles") {
    char const* const wanted = std::getenv("WMS_PLUG_CYCLES");
    int const cycles = wanted != nullptr ? std::atoi(wanted) : 1000;
    auto const open_files = [] {
        std::filesystem::directory_iterator const it{"/proc/self/fd"};
        return std::distance(begin(it), end(it));
    };
    auto const threads = [] {
        std::filesystem::directory_iterator const it{"/proc/self/task"};
        return std::distance(begin(it), end(it));
    };
    EmulatedGun gun{bed(), honeywell()};
    Desk desk;
    std::ptrdiff_t files_before = 0;
    std::ptrdiff_t threads_before = 0;
    std::size_t memory_before = 0;
    int const warm_up = cycles / 10;
    for (int cycle = 0; cycle < cycles + warm_up; ++cycle) {
        CAPTURE(cycle);
        if (cycle == warm_up) {
            files_before = open_files();
            threads_before = threads();
            memory_before = mallinfo2().uordblks;
        }
        gun.plug_in();
        REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::ready));
        if (cycle % 10 == 0) gun.report(honeywell_reports("]C1", std::string(60, '1'))[0]);
        gun.unplug(cycle % 2 == 0 ? -ENODEV : -EPROTO, cycle % 3 == 0
                                                           ? EmulatedGun::Order::event_first
                                                           : EmulatedGun::Order::reads_first);
        REQUIRE(desk.wait_condition("0c2e:0b67#SN1", GunCondition::gone));
    }
    CHECK(desk.codes().empty());
    // the last unplugging may still be read
    for (int i = 0; i < 50 && open_files() > files_before + 2; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    CHECK(open_files() <= files_before + 2);
    CHECK(threads() <= threads_before);
    auto const grown = static_cast<std::ptrdiff_t>(mallinfo2().uordblks) -
                       static_cast<std::ptrdiff_t>(memory_before);
    CHECK(grown < 32 * 1024);  // a leak of one report a cycle would be twice that
    MESSAGE(cycles << " cycles: " << grown << " bytes more in use");
}

TEST_SUITE_END();
