// SPDX-License-Identifier: Apache-2.0
#include "devices/usb_facts.hpp"

#include "devices/gun_reports.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;
using namespace wms::test;

UsbDevice facts_in(Report const& descriptors) {
    UsbDevice facts;
    REQUIRE(parse_usb_descriptors(descriptors, facts));
    return facts;
}

}  // namespace

TEST_CASE("descriptors say what there is, and how to talk to it") {
    GunMake make{.vendor = 0x1eab, .product = 0x1306};
    UsbDevice const serial = facts_in(cdc_descriptors(make));
    CHECK(serial.vendor == 0x1eab);
    CHECK(serial.interfaces.size() == 2);
    auto const approach = approach_for(serial, std::nullopt);
    REQUIRE(approach.has_value());
    CHECK(approach->mode == Mode::cdc);
    CHECK(approach->interface == 1);
    CHECK(approach->control_interface == 0);

    make.report_descriptor = honeywell_descriptor();
    UsbDevice hid = facts_in(hid_descriptors(make, false, true));
    CHECK(hid.interfaces[0].report_descriptor_bytes == 144);
    CHECK(hid.interfaces[0].in == Endpoint{0x81, 64});
    CHECK(hid.interfaces[0].out == Endpoint{0x01, 64});
    CHECK_FALSE(approach_for(hid, std::nullopt)->mode.has_value());  // not described yet
    hid.interfaces[0].report_descriptor = make.report_descriptor;
    CHECK(approach_for(hid, std::nullopt)->mode == Mode::hid_pos);
    CHECK_FALSE(approach_for(hid, Mode::ibm).has_value());
}

TEST_CASE("of a composite gun the framed interface is preferred to the keyboard") {
    UsbDevice facts;
    facts.interfaces = {{.number = 0,
                         .usb_class = 3,
                         .subclass = 1,
                         .protocol = 1,
                         .in = Endpoint{0x81, 8},
                         .report_descriptor = boot_keyboard_descriptor()},
                        {.number = 1,
                         .usb_class = 3,
                         .in = Endpoint{0x82, 64},
                         .report_descriptor = honeywell_descriptor()}};
    CHECK(approach_for(facts, std::nullopt)->interface == 1);
    CHECK(approach_for(facts, Mode::keyboard)->interface == 0);
    facts.interfaces.pop_back();
    CHECK(approach_for(facts, std::nullopt)->mode == Mode::keyboard);
}

TEST_CASE("descriptors that are cut off or endless are refused") {
    GunMake const make{};
    Report const good = cdc_descriptors(make);
    for (std::size_t length = 0; length < good.size(); ++length) {
        UsbDevice facts;
        CAPTURE(length);
        (void)parse_usb_descriptors(Bytes{good}.first(length), facts);
        CHECK(facts.interfaces.size() <= 2);
    }
    UsbDevice facts;
    CHECK_FALSE(parse_usb_descriptors(Report{0, 0, 0, 0}, facts));
    Report many = bytes_of("09 02 00 00 01 01 00 80 32");
    for (int i = 0; i < 100; ++i) {
        Report const one = bytes_of("09 04 00 00 00 03 00 00 00");
        many.insert(many.end(), one.begin(), one.end());
    }
    CHECK_FALSE(parse_usb_descriptors(many, facts));
}

TEST_CASE("a gun is the same again by its serial number, else by its socket") {
    UsbDevice facts{.vendor = 0x0c2e, .product = 0x0b67, .port = "1-1.2", .serial = "S9"};
    CHECK(facts.key() == "0c2e:0b67#S9");
    facts.serial.clear();
    CHECK(facts.key() == "0c2e:0b67@1-1.2");
}
