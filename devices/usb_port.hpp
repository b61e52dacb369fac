// SPDX-License-Identifier: Apache-2.0
// A printer of the USB printer class (interface class 7), by libusb.
#pragma once

#include "devices/printer_port.hpp"

#include <memory>
#include <vector>

namespace wms::devices {

class UsbPort final : public PrinterPort {
public:
    // An empty serial number takes the first of this make.
    UsbPort(std::uint16_t vendor, std::uint16_t product, std::string serial);
    ~UsbPort() override;

    [[nodiscard]] bool open(Patience patience) override;
    [[nodiscard]] PortMoved write(std::string_view bytes, Patience patience) override;
    [[nodiscard]] PortMoved read(std::span<char> into, Patience patience) override;
    [[nodiscard]] bool finish(Patience) override { return is_open(); }
    [[nodiscard]] std::size_t under_way() const override { return 0; }
    void close() override;
    [[nodiscard]] bool is_open() const override;
    [[nodiscard]] std::string problem() const override { return problem_; }

private:
    struct Device;
    [[nodiscard]] PortMoved ended(int error, int moved);

    std::uint16_t vendor_;
    std::uint16_t product_;
    std::string serial_;
    std::unique_ptr<Device> device_;
    std::string problem_;
};

// A USB printer that is plugged in.
struct UsbPrinter {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string serial = {};
    std::string device_id = {};  // IEEE 1284: "MFG:Zebra;CMD:ZPL;MDL:ZD421;"
};
[[nodiscard]] std::vector<UsbPrinter> find_usb_printers();

}  // namespace wms::devices
