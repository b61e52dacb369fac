// SPDX-License-Identifier: Apache-2.0
// A gun without hardware: umockdev redirects sysfs, udev's events and the ioctls of usbfs, and this
// handler answers them. The program under test uses the real libusb. Run under umockdev-wrapper.
#pragma once

#include "devices/gun_reports.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wms::test {

struct ControlSeen {
    std::uint8_t type = 0;
    std::uint8_t request = 0;
    std::uint16_t value = 0;
    Report data = {};
};

struct HidrawReport {
    std::chrono::milliseconds after{0};  // the one before
    Report bytes;
};

class Testbed {
public:
    Testbed();
    ~Testbed();
    // A HID device of the kernel's own driver that reports by itself; its file. `script_file` is
    // written for umockdev.
    [[nodiscard]] std::string add_hidraw(std::string const& script_file,
                                         std::vector<HidrawReport> const& reports);
    struct Parts;
    [[nodiscard]] Parts& parts() { return *parts_; }

private:
    std::unique_ptr<Parts> parts_;
};

class EmulatedGun {
public:
    EmulatedGun(Testbed& testbed, GunMake make);
    EmulatedGun(EmulatedGun const&) = delete;
    EmulatedGun& operator=(EmulatedGun const&) = delete;
    ~EmulatedGun();

    void plug_in();
    // What libusb sees first: reads end with the code, or the event that it left.
    enum class Order { reads_first, event_first };
    void unplug(int code, Order order);
    // Replies to reads, in this order.
    void report(Report const& bytes);
    // Only for reads of this endpoint; what nobody reads stays.
    void report_at(std::uint8_t endpoint, Report const& bytes);
    [[nodiscard]] std::size_t unread_at(std::uint8_t endpoint) const;
    void fail_reads(int code, int count);  // -EPIPE …: so many reads end with it
    // Settings from now on.
    void refuse_claims(int code);        // 0: none
    void answer_controls(bool answers);  // false: they never end
    void stall_controls(bool stalls);
    // Answers GET_REPORT: kind << 8 | id, as in the request.
    void hold_report(std::uint16_t value, Report const& bytes);
    // What it reads after something was written to it (a printer's answers). Called under a lock.
    void answer_writes(std::function<std::vector<Report>(Report const&)> answers);
    // Of a printer: GET_DEVICE_ID's text.
    void name_itself(std::string device_id);
    // It takes so many bytes more; then the cable is out.
    void fails_after(std::size_t bytes);

    [[nodiscard]] std::vector<ControlSeen> controls() const;
    [[nodiscard]] std::vector<Report> written() const;
    [[nodiscard]] int claims() const;
    [[nodiscard]] int halts_cleared() const;
    [[nodiscard]] int reads_waiting() const;
    [[nodiscard]] bool is_read_out() const;  // every report of report() has been fetched
    // When each read that brought a report was handed to the program's libusb; taken by the call.
    [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> take_handed_over();

    struct Parts;

private:
    Testbed& testbed_;
    GunMake make_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace wms::test
