// SPDX-License-Identifier: Apache-2.0
// Printers that announce themselves (mDNS, DNS-SD): from the name CUPS lists to an address that
// bytes can be sent to. Asked of the machine's Avahi, each time on a thread of its own that may be
// left behind: an Avahi that hangs or is not there is a reason, never a wait without end.
#pragma once

#include "devices/printer_port.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::devices {

// dnssd://ZDesigner%20ZD421._pdl-datastream._tcp.local/ in its parts, unescaped.
struct DnssdName {
    std::string instance;  // "ZDesigner ZD421": UTF-8, dots and blanks as people wrote them
    std::string type;      // "_pdl-datastream._tcp"
    std::string domain;    // "local"
    friend bool operator==(DnssdName const&, DnssdName const&) = default;
};
// Nothing when it is no such URI or one of its parts is missing.
[[nodiscard]] std::optional<DnssdName> read_dnssd_uri(std::string_view uri);

// The service of printers that take raw bytes on a port, "AppSocket" or "JetDirect".
inline constexpr std::string_view raw_port_service = "_pdl-datastream._tcp";

struct MdnsPlace {
    std::string address;  // IPv4, else IPv6 that is not of one link only
    std::uint16_t port = 0;
    // What it says about itself: "MFG:Zebra;MDL:ZD421;CMD:ZPL;", from usb_MFG and the like, and its
    // model as people read it (ty). CUPS lists both only if it had heard them in time.
    std::string device_id = {};
    std::string model = {};
};
enum class MdnsFault : std::uint8_t {
    no_service,   // no Avahi on this machine, or it does not answer
    no_answer,    // announced, but its address is not answered for
    no_raw_port,  // it announces other services only (IPP, LPD)
};
// As people are told it: mdns-down, mdns-no-answer, mdns-no-raw-port.
[[nodiscard]] std::string_view keyword(MdnsFault fault);

// The raw port of each of these printers, in their order, whichever of its services is named: CUPS
// lists only one service of a printer, LPD before the raw port. Takes no longer than `patience`
// and half a second.
using MdnsAnswer = std::expected<MdnsPlace, MdnsFault>;
[[nodiscard]] std::vector<MdnsAnswer> find_raw_ports(std::vector<DnssdName> const& names,
                                                     Patience patience);

}  // namespace wms::devices
