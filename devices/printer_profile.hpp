// SPDX-License-Identifier: Apache-2.0
// What a model of printer is and how it behaves: a file of firmware-profiles/printers.
#pragma once

#include "devices/printer_status.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wms::devices {

enum class PrintLanguage : std::uint8_t { zpl, tspl, cpcl, epl2, escpos, pwg, pdf };
BOOST_DESCRIBE_ENUM(PrintLanguage, zpl, tspl, cpcl, epl2, escpos, pwg, pdf)

struct Range {
    std::int32_t normal = 0;
    std::int32_t least = 0;
    std::int32_t most = 0;
    friend bool operator==(Range const&, Range const&) = default;
};

struct PrinterProfile {
    std::string id;
    PrintLanguage language = PrintLanguage::zpl;
    double dots_per_mm = 8;
    std::uint32_t width_dots = 832;
    StatusDialect status = StatusDialect::none;
    Range speed = {};
    Range darkness = {};
    bool z64 = true;
    bool inverted = false;
    friend bool operator==(PrinterProfile const&, PrinterProfile const&) = default;
};

}  // namespace wms::devices
