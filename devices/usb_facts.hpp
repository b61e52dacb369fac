// SPDX-License-Identifier: Apache-2.0
// What is plugged in: read from sysfs, without opening the device and without a single transfer. So
// looking at a gun takes nothing away from whoever uses it.
#pragma once

#include "devices/hid_descriptor.hpp"
#include "devices/scanner_settings.hpp"

namespace wms::devices {

struct Endpoint {
    std::uint8_t address = 0;
    std::uint16_t packet_bytes = 0;
    friend bool operator==(Endpoint const&, Endpoint const&) = default;
};

struct UsbInterface {
    std::uint8_t number = 0;
    std::uint8_t usb_class = 0;
    std::uint8_t subclass = 0;
    std::uint8_t protocol = 0;
    std::uint16_t report_descriptor_bytes = 0;
    std::optional<Endpoint> in = {};
    std::optional<Endpoint> out = {};
    bool has_driver = false;                           // the kernel works with it
    std::vector<std::uint8_t> report_descriptor = {};  // where the kernel has read it already
    [[nodiscard]] bool is_hid() const { return usb_class == 3; }
    [[nodiscard]] bool is_boot_keyboard() const {
        return is_hid() && subclass == 1 && protocol == 1;
    }
};

struct UsbDevice {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::uint8_t usb_class = 0;
    std::uint8_t bus = 0;
    std::uint8_t address = 0;
    std::string port = {};   // "1-1.2"
    std::string maker = {};  // as the device calls itself
    std::string model = {};
    std::string serial = {};
    std::vector<UsbInterface> interfaces = {};

    // The same gun again after a re-plug: by its serial number, else by the socket it is in.
    [[nodiscard]] std::string key() const;
    [[nodiscard]] bool is_hub() const { return usb_class == 9; }
};

inline constexpr std::size_t interfaces_max = 32;

// Device and first configuration descriptor, one after the other, as the kernel gives them. False
// where they contradict themselves. Only the first setting of each interface counts.
[[nodiscard]] bool parse_usb_descriptors(Bytes bytes, UsbDevice& facts);

struct UsbPlace {
    std::string name = {};  // "1-1.2", the folder in sysfs
    std::uint8_t bus = 0;
    std::uint8_t address = 0;
    friend bool operator==(UsbPlace const&, UsbPlace const&) = default;
};
[[nodiscard]] std::vector<UsbPlace> plugged_in();
// Nothing: it has gone meanwhile.
[[nodiscard]] std::optional<UsbDevice> facts_of(UsbPlace const& place);

// How to talk to it. Preferred: framed reports, then bytes as they are, then keys.
struct Approach {
    std::optional<Mode> mode = {};  // nothing: the report descriptor must be fetched first
    std::uint8_t interface = 0;
    std::optional<std::uint8_t> control_interface = {};  // CDC
    std::vector<std::uint8_t> report_descriptor = {};
    bool has_driver = false;
};
// Nothing: no scanner as far as the descriptors say, or not in the wanted mode.
[[nodiscard]] std::optional<Approach> approach_for(UsbDevice const& facts,
                                                   std::optional<Mode> wanted);
// The mode that a report descriptor speaks of.
[[nodiscard]] std::optional<Mode> mode_of(hid::Reports const& reports);
[[nodiscard]] bool is_table_top(hid::Reports const& reports);

}  // namespace wms::devices
