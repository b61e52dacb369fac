// SPDX-License-Identifier: Apache-2.0
#include "devices/usb_facts.hpp"

#include "devices/hid_pos.hpp"
#include "devices/ibm_scanner.hpp"
#include "devices/keyboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace wms::devices {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view sysfs_devices = "/sys/bus/usb/devices";
constexpr std::size_t file_bytes_max = 65536;
constexpr std::uint8_t device_descriptor = 1, configuration_descriptor = 2,
                       interface_descriptor = 4, endpoint_descriptor = 5, hid_descriptor = 0x21;

std::uint16_t word(Bytes bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}

void add_endpoint(UsbInterface& interface, Bytes item) {
    if (item.size() < 7) return;
    Endpoint const endpoint{.address = item[2],
                            .packet_bytes = static_cast<std::uint16_t>(word(item, 4) & 0x7FF)};
    std::uint8_t const kind = item[3] & 3;
    if (kind < 2 || endpoint.packet_bytes == 0) return;  // control, isochronous: no scanner's
    auto& wanted = (endpoint.address & 0x80) != 0 ? interface.in : interface.out;
    if (!wanted) wanted = endpoint;
}

std::string file_text(fs::path const& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text;
    for (char c = 0; text.size() < file_bytes_max && file.get(c);) text += c;
    return text;
}

// A line that the device wrote: what is no printable ASCII is no name.
std::string name_in(fs::path const& path) {
    std::string text = file_text(path);
    std::erase_if(text, [](char c) { return c < ' ' || c > '~'; });
    while (text.ends_with(' ')) text.pop_back();
    return text.substr(0, 126);
}

std::uint8_t number_in(fs::path const& path) {
    std::string const text = file_text(path);
    std::uint8_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<std::uint8_t> report_descriptor_of(std::string const& device, std::uint8_t interface) {
    std::string const folder = fmt::format("{}/{}:1.{}", sysfs_devices, device, interface);
    std::error_code gone;
    for (fs::directory_iterator it{folder, gone}, end; !gone && it != end; it.increment(gone)) {
        std::string const text = file_text(it->path() / "report_descriptor");
        if (!text.empty()) return {text.begin(), text.end()};
    }
    return {};
}

bool has_driver(std::string const& device, std::uint8_t interface) {
    std::error_code problem;
    return fs::is_symlink(fmt::format("{}/{}:1.{}/driver", sysfs_devices, device, interface),
                          problem);
}

// What an interface is for; nothing: no scanner's. An Approach without mode is a HID interface
// that the kernel has told nothing about.
std::optional<Approach> approach_by(UsbDevice const& facts, UsbInterface const& interface) {
    Approach approach{.interface = interface.number,
                      .report_descriptor = interface.report_descriptor,
                      .has_driver = interface.has_driver};
    if (!interface.in) return std::nullopt;
    if (interface.usb_class == 0x0A) {
        approach.mode = Mode::cdc;
        for (UsbInterface const& each : facts.interfaces) {
            bool const control = each.usb_class == 2 && each.subclass == 2;
            if (control && each.number <= interface.number)
                approach.control_interface = each.number;
        }
        return approach.control_interface && interface.out ? std::optional{approach} : std::nullopt;
    }
    if (!interface.is_hid()) return std::nullopt;
    if (interface.is_boot_keyboard()) approach.mode = Mode::keyboard;
    if (approach.report_descriptor.empty()) return approach;
    auto const reports = hid::parse_reports(approach.report_descriptor);
    if (!reports) return approach.mode ? std::optional{approach} : std::nullopt;
    if (auto const mode = mode_of(*reports)) approach.mode = mode;
    return approach.mode ? std::optional{approach} : std::nullopt;
}

int rank_of(Approach const& approach) {
    if (!approach.mode) return 3;
    switch (*approach.mode) {
        case Mode::hid_pos: return 0;
        case Mode::cdc: return 1;
        case Mode::ibm: return 2;
        case Mode::keyboard: return 4;
    }
    return 5;
}

}  // namespace

std::string UsbDevice::key() const {
    if (serial.empty()) return fmt::format("{:04x}:{:04x}@{}", vendor, product, port);
    return fmt::format("{:04x}:{:04x}#{}", vendor, product, serial);
}

bool parse_usb_descriptors(Bytes bytes, UsbDevice& facts) {
    UsbInterface* current = nullptr;
    bool skipping = false;  // another setting of the same interface
    int configurations = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t const length = bytes[at];
        if (length < 2 || at + length > bytes.size()) return false;
        Bytes const item = bytes.subspan(at, length);
        at += length;
        if (item[1] == device_descriptor && length >= 18) {
            facts.usb_class = item[4];
            facts.vendor = word(item, 8);
            facts.product = word(item, 10);
        } else if (item[1] == configuration_descriptor && ++configurations > 1) {
            break;
        } else if (item[1] == interface_descriptor && length >= 9) {
            skipping = item[3] != 0;
            if (skipping) continue;
            if (facts.interfaces.size() == interfaces_max) return false;
            facts.interfaces.push_back({.number = item[2],
                                        .usb_class = item[5],
                                        .subclass = item[6],
                                        .protocol = item[7]});
            current = &facts.interfaces.back();
        } else if (current != nullptr && !skipping && item[1] == endpoint_descriptor) {
            add_endpoint(*current, item);
        } else if (current != nullptr && !skipping && item[1] == hid_descriptor && length >= 9) {
            current->report_descriptor_bytes = word(item, 7);
        }
    }
    return configurations > 0;
}

std::vector<UsbPlace> plugged_in() {
    std::vector<UsbPlace> places;
    std::error_code gone;
    for (fs::directory_iterator it{sysfs_devices, gone}, end; !gone && it != end;
         it.increment(gone)) {
        std::string const name = it->path().filename().string();
        bool const device = name.find(':') == name.npos && name.find('-') != name.npos;
        if (!device) continue;  // an interface, a root hub
        UsbPlace place{.name = name,
                       .bus = number_in(it->path() / "busnum"),
                       .address = number_in(it->path() / "devnum")};
        if (place.address != 0) places.push_back(std::move(place));
    }
    return places;
}

std::optional<UsbDevice> facts_of(UsbPlace const& place) {
    fs::path const folder = fs::path{sysfs_devices} / place.name;
    std::string const bytes = file_text(folder / "descriptors");
    UsbDevice facts{.bus = place.bus, .address = place.address, .port = place.name};
    std::vector<std::uint8_t> const descriptors{bytes.begin(), bytes.end()};
    if (!parse_usb_descriptors(descriptors, facts)) return std::nullopt;
    facts.maker = name_in(folder / "manufacturer");
    facts.model = name_in(folder / "product");
    facts.serial = name_in(folder / "serial");
    for (UsbInterface& each : facts.interfaces) {
        each.has_driver = has_driver(place.name, each.number);
        if (each.is_hid()) each.report_descriptor = report_descriptor_of(place.name, each.number);
    }
    return facts;
}

std::optional<Mode> mode_of(hid::Reports const& reports) {
    if (hid_pos_places(reports)) return Mode::hid_pos;
    for (hid::Usage const each : reports.applications) {
        if (each == ibm_hand_held || each == ibm_table_top) return Mode::ibm;
    }
    if (keyboard_places(reports)) return Mode::keyboard;
    return std::nullopt;
}

bool is_table_top(hid::Reports const& reports) {
    auto const& all = reports.applications;
    return std::find(all.begin(), all.end(), ibm_table_top) != all.end();
}

std::optional<Approach> approach_for(UsbDevice const& facts, std::optional<Mode> wanted) {
    std::optional<Approach> best;
    for (UsbInterface const& interface : facts.interfaces) {
        auto const found = approach_by(facts, interface);
        if (!found) continue;
        // unknown yet: it may turn out to be what is wanted
        if (wanted && found->mode && *found->mode != *wanted) continue;
        if (!best || rank_of(*found) < rank_of(*best)) best = found;
    }
    return best;
}

}  // namespace wms::devices
