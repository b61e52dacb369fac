// SPDX-License-Identifier: Apache-2.0
// From what USB shows of a device to a profile and a mode. Pure; nothing is opened here. Where a
// table of ids and the interface descriptors disagree, the descriptors are believed: firmware
// changes, tables age.
#pragma once

#include "devices/scanner_profile.hpp"

namespace wms::devices {

struct InterfaceFacts {
    std::uint8_t interface_class = 0;
    std::uint8_t subclass = 0;
    std::uint8_t protocol = 0;
    // Top-level collection of the HID report descriptor; 0 where none was read.
    std::uint16_t usage_page = 0;
    std::uint16_t usage = 0;
};

struct UsbFacts {
    std::uint16_t vid = 0;
    std::uint16_t pid = 0;
    std::string product;
    std::vector<InterfaceFacts> interfaces;  // in the order of the descriptor
};

// How sure the match is, surest first.
enum class MatchBy : std::uint8_t { pair, model_rule, maker_rule, maker, product, interface };
BOOST_DESCRIBE_ENUM(MatchBy, pair, model_rule, maker_rule, maker, product, interface)

struct ScannerMatch {
    ScannerProfile const* profile = nullptr;
    ScannerMode const* mode = nullptr;
    MatchRule const* rule = nullptr;
    MatchBy by = MatchBy::interface;
    std::optional<std::size_t> interface;  // the one to read; none without facts about them
    // Keyboards, serial devices of unknown makers and shared ids are only opened after a person
    // registered them.
    bool needs_registration = true;
};

[[nodiscard]] bool drives(ScannerDriver driver, InterfaceFacts const& facts);
// The driver an interface asks for, by the order of preference; `none` for one that is no
// scanner's.
[[nodiscard]] ScannerDriver driver_of(InterfaceFacts const& facts);

[[nodiscard]] std::optional<ScannerMatch> match_scanner(std::span<ScannerProfile const> profiles,
                                                        UsbFacts const& facts);

}  // namespace wms::devices
