// SPDX-License-Identifier: Apache-2.0
// A gun without hardware: umockdev redirects sysfs, udev's events and the ioctls of usbfs, and this
// handler answers them. The program under test uses the real libusb. Run under umockdev-wrapper.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wms::test {

using Report = std::vector<std::uint8_t>;

// "05 8c 09 02" as bytes; blanks do not count.
[[nodiscard]] Report bytes_of(std::string const& hex);
[[nodiscard]] std::string hex_of(Report const& bytes);

struct GunMake {
    std::uint16_t vendor = 0x0c2e;
    std::uint16_t product = 0x0b67;
    std::string serial = "SN1";
    std::string model = "Test gun";
    int bus = 1;
    int address = 2;
    std::string port = "1-1";
    Report descriptors = {};        // device and configuration, as in sysfs
    Report report_descriptor = {};  // of interface 0
    bool kernel_knows = true;       // usbhid is bound and shows the report descriptor in sysfs
};

struct ControlSeen {
    std::uint8_t type = 0;
    std::uint8_t request = 0;
    std::uint16_t value = 0;
    Report data = {};
};

class Testbed {
public:
    Testbed();
    ~Testbed();
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
    void fail_reads(int code, int count);  // -EPIPE …: so many reads end with it
    // Settings from now on.
    void refuse_claims(int code);        // 0: none
    void answer_controls(bool answers);  // false: they never end
    void stall_controls(bool stalls);

    [[nodiscard]] std::vector<ControlSeen> controls() const;
    [[nodiscard]] std::vector<Report> written() const;
    [[nodiscard]] int claims() const;
    [[nodiscard]] int halts_cleared() const;
    [[nodiscard]] int reads_waiting() const;
    [[nodiscard]] bool is_read_out() const;  // every report has been fetched

    struct Parts;

private:
    Testbed& testbed_;
    GunMake make_;
    std::unique_ptr<Parts> parts_;
};

// Descriptors of guns with one interface: an interrupt IN and, if wanted, OUT endpoint.
[[nodiscard]] Report hid_descriptors(GunMake const& make, bool keyboard, bool out);
[[nodiscard]] Report cdc_descriptors(GunMake const& make);

// Honeywell's report descriptor and its reports (scanners.md, section 1).
[[nodiscard]] Report honeywell_descriptor();
[[nodiscard]] std::vector<Report> honeywell_reports(std::string const& aim,
                                                    std::string const& text);
[[nodiscard]] Report boot_keyboard_descriptor();
[[nodiscard]] Report ibm_descriptor();

}  // namespace wms::test
