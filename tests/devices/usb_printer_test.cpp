// SPDX-License-Identifier: Apache-2.0
// Printers of the USB printer class and HID scales, through the real libusb and hidraw's files, on
// the emulated bus: found and named, asked, sent to once, and unplugged in the middle.
#include "devices/emulated_gun.hpp"
#include "devices/label_sender.hpp"
#include "devices/printer_uri.hpp"
#include "devices/scale_port.hpp"
#include "devices/usb_port.hpp"

#include "print/label_stream.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <thread>

namespace {
using namespace wms::devices;
using namespace wms::test;
using namespace std::chrono_literals;

constexpr SendTimes brisk{.open = 500ms,
                          .answer = 200ms,
                          .stall = 500ms,
                          .poll = 5ms,
                          .silence = 600ms,
                          .at_work = 2000ms};

GunMake make_of_printer(bool answers = true) {
    GunMake make{.vendor = 0x0a5f, .product = 0x0160, .serial = "Z1", .model = "Test printer"};
    make.descriptors = printer_descriptors(make, answers);
    return make;
}

// What is behind the wire: labels come out, ~HS is answered.
class UsbPrinterUnderTest {
public:
    UsbPrinterUnderTest(Testbed& bed, GunMake const& make) : wire_{bed, make} {
        wire_.answer_writes([this](Report const& written) { return take(written); });
        wire_.name_itself("MFG:Zebra Technologies;CMD:ZPL;MDL:ZTC ZD421-203dpi ZPL;");
        wire_.plug_in();
    }
    EmulatedGun& wire() { return wire_; }
    void set_paper(bool there) { paper_ = there; }
    std::vector<std::string> labels() {
        std::lock_guard const lock{mutex_};
        return labels_;
    }

private:
    std::vector<Report> take(Report const& written) {
        std::lock_guard const lock{mutex_};
        std::vector<Report> answers;
        for (std::uint8_t const byte : written) {
            auto const event = stream_.take(static_cast<char>(byte));
            if (!event) continue;
            if (event->kind == StreamEvent::Kind::label) {
                labels_.push_back(event->bytes);
            } else {
                std::string const text = std::string{"\x02"} + (paper_ ? "030,0" : "030,1") +
                                         ",0,1218,000,0,0,0,000,0,0,0\x03\r\n"
                                         "\x02"
                                         "000,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x02"
                                         "1234,0\x03\r\n";
                answers.emplace_back(text.begin(), text.end());
            }
        }
        return answers;
    }
    std::mutex mutex_;
    std::atomic<bool> paper_{true};
    LabelStream stream_{PrinterLanguage::zpl};
    std::vector<std::string> labels_;
    EmulatedGun wire_;
};

std::string label_of(std::string const& key, std::size_t filling = 20'000) {
    return "^XA^FX" + key + "^FS^FO0,0^GFA,8,8,2,FFFF0000FFFF0000^FS" + std::string(filling, ' ') +
           "^XZ";
}

SendEnd send(
    UsbPort& port, std::string const& label, StatusDialect dialect,
    std::function<void(PrinterReasons)> waits = [](PrinterReasons) {}) {
    LabelSender sender{port, dialect, brisk};
    auto const until = std::chrono::steady_clock::now() + 10s;
    return sender.send(label, {.go_on = [&] { return std::chrono::steady_clock::now() < until; },
                               .waits = std::move(waits),
                               .may_send = [] { return true; }});
}

}  // namespace

TEST_SUITE_BEGIN("usb-printer");

TEST_CASE("a printer on USB is found with its own name") {
    Testbed bed;
    UsbPrinterUnderTest printer{bed, make_of_printer()};
    auto const found = find_usb_printers();
    REQUIRE(found.size() == 1);
    CHECK(found[0].vendor == 0x0a5f);
    CHECK(found[0].device_id.find("ZD421") != std::string::npos);
    CHECK(found[0].serial == "Z1");
    PrinterUri const uri{.way = PrinterWay::usb,
                         .vendor = found[0].vendor,
                         .product = found[0].product,
                         .serial = found[0].serial};
    CHECK(read_printer_uri(uri.text()).has_value());
}

TEST_CASE("of two of one model the serial number tells them apart") {
    Testbed bed;
    GunMake second = make_of_printer();
    second.serial = "Z2";
    second.address = 3;
    second.port = "1-2";
    UsbPrinterUnderTest one{bed, make_of_printer()};
    UsbPrinterUnderTest two{bed, second};
    UsbPort port{0x0a5f, 0x0160, "Z2"};
    CHECK(send(port, label_of("K2"), StatusDialect::zpl_hs).result == SendResult::sent);
    CHECK(one.labels().empty());
    CHECK(two.labels().size() == 1);
    UsbPort nobody{0x0a5f, 0x0160, "Z3"};
    CHECK_FALSE(nobody.open(100ms));
}

TEST_CASE("a label goes over USB whole and once; the printer is asked before and after") {
    Testbed bed;
    UsbPrinterUnderTest printer{bed, make_of_printer()};
    UsbPort port{0x0a5f, 0x0160, {}};
    std::string const label = label_of("K1");
    SendEnd const end = send(port, label, StatusDialect::zpl_hs);
    CHECK(end.detail == "");
    REQUIRE(end.result == SendResult::sent);
    CHECK(end.bytes == label.size());
    CHECK(printer.labels() == std::vector{label});
    CHECK(printer.wire().claims() >= 1);
}

TEST_CASE("no paper is told by the printer itself, and the label comes out after the refill") {
    Testbed bed;
    UsbPrinterUnderTest printer{bed, make_of_printer()};
    printer.set_paper(false);
    UsbPort port{0x0a5f, 0x0160, {}};
    std::string reasons;
    SendEnd const end = send(port, label_of("K1"), StatusDialect::zpl_hs, [&](PrinterReasons why) {
        if (why.empty()) return;
        reasons = why.text();
        CHECK(printer.labels().empty());
        printer.set_paper(true);
    });
    CHECK(end.result == SendResult::sent);
    CHECK(reasons == "media-empty");
    CHECK(printer.labels().size() == 1);
}

TEST_CASE("a printer that cannot answer takes its label and says no more") {
    Testbed bed;
    UsbPrinterUnderTest printer{bed, make_of_printer(false)};
    UsbPort port{0x0a5f, 0x0160, {}};
    CHECK(send(port, label_of("K1"), StatusDialect::none).result == SendResult::sent);
    CHECK(printer.labels().size() == 1);
}

TEST_CASE("unplugged at any byte: unknown, never sent again, never claimed") {
    std::string const label = label_of("K1", 9'000);
    for (std::size_t const bytes : {1U, 50U, 4095U, 4096U, 4097U, 8192U, 9000U}) {
        CAPTURE(bytes);
        Testbed bed;
        UsbPrinterUnderTest printer{bed, make_of_printer(false)};
        printer.wire().fails_after(bytes);
        UsbPort port{0x0a5f, 0x0160, {}};
        SendEnd const end = send(port, label, StatusDialect::none);
        CHECK(end.result == SendResult::unknown);
        CHECK(end.bytes <= bytes);
        CHECK(printer.labels().empty());
    }
}

TEST_CASE("another driver holds it, or it is not there: not a byte is sent, and it is said") {
    Testbed bed;
    UsbPort nobody{0x1234, 0x0001, {}};
    CHECK_FALSE(nobody.open(100ms));
    UsbPrinterUnderTest printer{bed, make_of_printer()};
    printer.wire().refuse_claims(EBUSY);
    UsbPort port{0x0a5f, 0x0160, {}};
    CHECK_FALSE(port.open(100ms));
    CHECK(printer.wire().written().empty());
    printer.wire().refuse_claims(0);
    CHECK(port.open(100ms));
}

// Report 3: status, unit (2 = g), exponent, two bytes; a scale of usage page 8D says it by itself.
Report weighed(std::uint8_t status, unsigned grams) {
    return {3,
            status,
            2,
            0,
            static_cast<std::uint8_t>(grams & 0xFF),
            static_cast<std::uint8_t>(grams >> 8)};
}

TEST_CASE("a HID scale is read through its hidraw file: moving, at rest, silent") {
    constexpr std::uint8_t moving = 3;
    constexpr std::uint8_t stable = 4;
    std::string const script = std::filesystem::temp_directory_path() / "wms-hidraw.script";
    Testbed bed;
    std::string const file = bed.add_hidraw(script, {{300ms, weighed(moving, 700)},
                                                     {100ms, weighed(moving, 1200)},
                                                     {100ms, weighed(stable, 1234)},
                                                     {100ms, weighed(stable, 1234)}});
    ScaleProfiles const profiles = scale_profiles();
    auto const* const profile = profiles.find("hid-scale");
    REQUIRE(profile != nullptr);
    ScalePort port{file, *profile};
    auto const begun = std::chrono::steady_clock::now();
    bool moved = false;
    std::optional<std::int64_t> grams;
    while (!grams && std::chrono::steady_clock::now() - begun < 5s) {
        moved = moved || port.doubt() == WeightDoubt::moving;
        grams = port.grams();
        std::this_thread::sleep_for(5ms);
    }
    CHECK(moved);
    CHECK(grams == 1234);
    std::this_thread::sleep_for(1300ms);  // the script is at its end
    CHECK_FALSE(port.grams());
    CHECK(port.doubt() == WeightDoubt::silent);
    std::filesystem::remove(script);
}

TEST_SUITE_END();
