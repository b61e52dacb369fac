// SPDX-License-Identifier: Apache-2.0
#include "devices/gun_reports.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::test {

Report bytes_of(std::string const& hex) {
    Report bytes;
    std::string digits;
    for (char const c : hex) {
        if (c == ' ' || c == '\n') continue;
        digits += c;
        if (digits.size() < 2) continue;
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits, nullptr, 16)));
        digits.clear();
    }
    return bytes;
}

std::string hex_of(Report const& bytes) {
    std::string text;
    for (std::uint8_t const byte : bytes) text += fmt::format("{:02X}", byte);
    return text;
}

namespace {

std::string device_descriptor(GunMake const& make) {
    return fmt::format("12010002000000 40 {:02x}{:02x} {:02x}{:02x} 0001 01 02 03 01",
                       make.vendor & 0xFF, make.vendor >> 8, make.product & 0xFF,
                       make.product >> 8);
}

}  // namespace

Report hid_descriptors(GunMake const& make, bool keyboard, bool out) {
    auto const length = make.report_descriptor.size();
    std::string const in_packet = keyboard ? "0800" : "4000";
    std::string text = device_descriptor(make);
    text += fmt::format("0902 {:02x}00 01 01 00 80 32", out ? 41 : 34);
    text += fmt::format("0904 00 00 {} 03 {} 00", out ? "02" : "01", keyboard ? "0101" : "0000");
    text += fmt::format("0921 1101 00 01 22 {:02x}{:02x}", length & 0xFF, length >> 8);
    text += "0705 81 03" + in_packet + "01";
    if (out) text += "0705 01 03 4000 01";
    return bytes_of(text);
}

Report doubled_descriptors(GunMake const& make) {
    auto const length = make.report_descriptor.size();
    return bytes_of(device_descriptor(make) + "0902 3B00 02 01 00 80 32" +
                    "0904 00 00 01 03 01 01 00"
                    "0921 1101 00 01 22 3F00"
                    "0705 81 03 0800 01"
                    "0904 01 00 01 03 00 00 00" +
                    fmt::format("0921 1101 00 01 22 {:02x}{:02x}", length & 0xFF, length >> 8) +
                    "0705 82 03 4000 01");
}

Report cdc_descriptors(GunMake const& make) {
    return bytes_of(device_descriptor(make) +
                    "0902 3000 02 01 00 80 32"
                    "0904 00 00 01 02 02 01 00"
                    "0705 83 03 0800 0A"
                    "0904 01 00 02 0A 00 00 00"
                    "0705 82 02 4000 00"
                    "0705 02 02 4000 00");
}

Report printer_descriptors(GunMake const& make, bool answers) {
    return bytes_of(device_descriptor(make) +
                    (answers ? "0902 2000 01 01 00 C0 32 0904 00 00 02 07 01 02 00"
                               "0705 02 02 4000 00 0705 81 02 4000 00"
                             : "0902 1900 01 01 00 C0 32 0904 00 00 01 07 01 01 00"
                               "0705 02 02 4000 00"));
}

Report honeywell_descriptor() {
    return bytes_of(
        "05 8c 09 02 a1 01 09 12 a1 02 85 02 15 00 26 ff 00 75 08 95 01 05 01 09 3b 81 02"
        "95 03 05 8c 09 fb 09 fc 09 fd 81 02 95 38 09 fe 82 02 01"
        "06 66 ff 95 02 09 04 09 00 81 02 05 8c 25 01 75 01 95 08 09 ff 81 02 c0"
        "09 14 a1 02 85 04 15 00 25 01 75 01 95 08"
        "09 00 09 5f 09 60 09 00 09 00 09 85 09 86 91 86 c0"
        "06 66 ff 75 08 26 ff 00 09 03 a1 02 85 fe 95 01 09 03 b2 82 01 c0"
        "09 01 a1 02 85 fd 95 01 09 21 91 02 95 3e 09 22 92 82 01 c0 c0");
}

std::vector<Report> honeywell_reports(std::string const& aim, std::string const& text) {
    constexpr std::size_t room = 56;
    std::vector<Report> reports;
    std::size_t at = 0;
    do {
        std::size_t const length = std::min(room, text.size() - at);
        Report report(64, 0);
        report[0] = 2;
        report[1] = static_cast<std::uint8_t>(length);
        std::copy_n(aim.begin(), std::min<std::size_t>(3, aim.size()), report.begin() + 2);
        std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), length, report.begin() + 5);
        at += length;
        report[63] = at < text.size() ? 1 : 0;
        reports.push_back(std::move(report));
    } while (at < text.size());
    return reports;
}

Report boot_keyboard_descriptor() {
    return bytes_of(
        "05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 03"
        "95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 03"
        "95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 c0");
}

Report ibm_descriptor() {
    return bytes_of(
        "06 45 ff 0a 00 4b a1 01 0a 01 4b a1 02 15 00 26 ff 00 75 08 95 40 0a 01 4b 81 02 c0"
        "0a 02 4b a1 02 95 0b 0a 02 4b 91 02 c0 c0");
}

Report cradle_battery_descriptor() {
    return bytes_of(
        "05 8c 09 05 a1 01 85 07 05 06 09 20 15 00 25 64 75 08 95 01 b1 02"
        "05 85 09 44 25 01 75 01 b1 02 95 07 b1 03 c0");
}

}  // namespace wms::test
