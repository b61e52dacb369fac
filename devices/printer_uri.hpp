// SPDX-License-Identifier: Apache-2.0
// Where a printer is, as people write it down:
//   tcp://192.0.2.10:9100       raw port; the port may be left out
//   usb://0a5f:0164/SERIAL      USB printer class; the serial number may be left out
//   cups://QUEUE                a plain CUPS queue: CUPS says what it knows, which is little
//   wmslabel://QUEUE            a CUPS queue whose backend is ours: it asks the printer and us
//   office://QUEUE              a CUPS queue for sheets of paper (IPP Everywhere)
#pragma once

#include "devices/printer_port.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wms::devices {

enum class PrinterWay : std::uint8_t { tcp, usb, cups, wmslabel, office };

struct PrinterUri {
    PrinterWay way = PrinterWay::tcp;
    std::string host = {};  // or the queue
    std::uint16_t port = 9100;
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string serial = {};

    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool is_queue() const { return way != PrinterWay::tcp && way != PrinterWay::usb; }
};
[[nodiscard]] std::optional<PrinterUri> read_printer_uri(std::string_view text);

// Of a printer that we talk to ourselves; nothing for a queue.
[[nodiscard]] std::unique_ptr<PrinterPort> port_to(PrinterUri const& uri);

}  // namespace wms::devices
