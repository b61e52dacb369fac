// SPDX-License-Identifier: Apache-2.0
// Guns as bytes: their descriptors, their reports.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wms::test {

using Report = std::vector<std::uint8_t>;

// "05 8c 09 02" as bytes; blanks do not count.
[[nodiscard]] Report bytes_of(std::string const& hex);
[[nodiscard]] std::string hex_of(Report const& bytes);

struct GunMake {
    std::uint16_t vendor = 0x0c2e;
    std::uint16_t product = 0x0b67;
    std::string serial = "SN1";
    std::string model = "Test gun";
    int bus = 1;
    int address = 2;
    std::string port = "1-1";
    Report descriptors = {};        // device and configuration, as in sysfs
    Report report_descriptor = {};  // of the interface that scans
    int interface = 0;              // which one that is
    bool kernel_knows = true;       // usbhid is bound and shows the report descriptor in sysfs
    bool own_ioctls = false;        // somebody else answers what libusb asks of its node
};

// Descriptors of guns with one interface: an interrupt IN and, if wanted, OUT endpoint.
[[nodiscard]] Report hid_descriptors(GunMake const& make, bool keyboard, bool out);
[[nodiscard]] Report cdc_descriptors(GunMake const& make);
// Two channels: a boot keyboard (interface 0, endpoint 81) beside HID POS (1, 82).
[[nodiscard]] Report doubled_descriptors(GunMake const& make);

// A printer of the printer class: bulk OUT, and bulk IN where it can answer.
[[nodiscard]] Report printer_descriptors(GunMake const& make, bool answers);

// Honeywell's report descriptor and its reports (scanners.md, section 1).
[[nodiscard]] Report honeywell_descriptor();
[[nodiscard]] std::vector<Report> honeywell_reports(std::string const& aim,
                                                    std::string const& text);
[[nodiscard]] Report boot_keyboard_descriptor();
[[nodiscard]] Report ibm_descriptor();
// A cradle's second collection: feature report 7, Battery Strength 0…100 and a bit for charging.
[[nodiscard]] Report cradle_battery_descriptor();

}  // namespace wms::test
