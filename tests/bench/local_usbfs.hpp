// SPDX-License-Identifier: Apache-2.0
// Guns whose usbfs is answered within the program: umockdev holds fifty open devices at most, and
// each of its answers goes through a socket. Sysfs and udev's events stay umockdev's; what libusb
// asks of the nodes reaches this file first, because a program's own open() and ioctl() stand
// before all libraries'. A node can be polled as the kernel's: writable when there is something to
// reap.
#pragma once

#include "devices/gun_reports.hpp"

#include <chrono>
#include <memory>

namespace wms::test {

class LocalWire {
public:
    explicit LocalWire(GunMake const& make);
    LocalWire(LocalWire const&) = delete;
    LocalWire& operator=(LocalWire const&) = delete;
    ~LocalWire();

    void report(Report const& bytes);
    // When libusb was handed each read that brought a report; taken by the call.
    [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> take_handed_over();

    struct Parts;

private:
    std::shared_ptr<Parts> parts_;
};

}  // namespace wms::test
