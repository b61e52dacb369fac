// SPDX-License-Identifier: Apache-2.0
// All guns of this machine: one thread that watches the sockets, opens what it may, and hands out
// what was read. Arrival comes from udev by way of libusb; where no udevd runs (containers), by
// looking into sysfs several times a second.
#pragma once

#include "devices/usb_gun.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace wms::devices {

struct GunStatus {
    std::string key;  // UsbDevice::key
    UsbDevice facts = {};
    std::optional<Mode> mode = {};
    std::string profile = {};  // of its maker; empty: nobody has described it
    bool registered = false;
    GunCondition condition = GunCondition::waiting;
    std::string problem = {};             // the last one, in words
    std::optional<Battery> battery = {};  // of a cordless gun that tells; as last told
    std::uint64_t scans = 0;
    std::uint64_t faults = 0;
    std::uint64_t plugged = 0;  // how many times it came
    std::string last_code = {};
    std::string last_symbology = {};
    Millis last_scan_at{0};  // of the system's clock, since 1970
};

struct GunScan {
    std::string key;
    std::uint64_t number = 0;  // of this gun since the program started, from 1
    Scan scan;
    std::chrono::steady_clock::time_point read_at;
};

// What the owner of the guns wants done with one of them.
struct Plan {
    ScannerSettings settings = {};
    bool trusted = false;     // a profile or a person says that it is a gun
    bool registered = false;  // a person says so: only then a keyboard is taken
    std::string profile = {};
    friend bool operator==(Plan const&, Plan const&) = default;
};

class UsbScanners {
public:
    // All are called on the event thread and must be quick.
    struct Options {
        std::function<Plan(UsbDevice const&)> plan_for = {};
        std::function<void(GunScan)> on_scan = {};
        std::function<void(GunStatus const&, ScanFault)> on_fault = {};
        std::function<void(GunStatus const&)> on_change = {};
        std::function<void(std::string const&)> log = {};
        std::optional<bool> udev = {};  // does a udevd announce devices? Empty: find out
    };
    // Throws std::runtime_error where USB cannot be used at all.
    explicit UsbScanners(Options options);
    UsbScanners(UsbScanners const&) = delete;
    UsbScanners& operator=(UsbScanners const&) = delete;
    ~UsbScanners();  // every gun is given back

    // From any thread.
    void give_feedback(std::string const& key, Feedback feedback);
    void plans_changed();  // asks plan_for again; a gun whose plan is the same is not disturbed
    [[nodiscard]] std::vector<GunStatus> statuses() const;

private:
    struct Context;
    struct Entry;
    void run();
    void turn();
    void post(std::function<void()> work);
    void do_posted();
    void wait(Millis timeout);
    void handle_events();
    void look();
    void look_for_new(UsbPlace const& place);
    void depart(Entry& entry);
    void forget_gone(std::vector<UsbPlace> const& places);
    void add_entry(UsbPlace const& place, Context& context, libusb_device* device);
    [[nodiscard]] Plan plan_for(UsbDevice const& device) const;
    void consider(Entry& entry, Millis now);
    void reap(Millis now);
    [[nodiscard]] UsbGun::Events events_of(Entry& entry);
    Context& add_context();
    void drop_idle_contexts();
    void close_all();
    void publish(GunStatus const& status);
    [[nodiscard]] Millis timeout() const;

    Options options_;
    bool has_udev_ = false;
    // What wakes the event thread up from another one.
    struct Bell {
        Bell();
        Bell(Bell const&) = delete;
        Bell& operator=(Bell const&) = delete;
        ~Bell();
        void ring() const;
        void silence() const;
        int file = -1;
    };
    Bell bell_;
    std::vector<std::unique_ptr<Context>> contexts_;
    std::vector<std::unique_ptr<Entry>> entries_;
    std::vector<libusb_device*> left_;  // noted in libusb's callback
    bool look_now_ = true;
    Millis next_look_{0};
    std::vector<std::pair<UsbPlace, Millis>> unseen_;  // in sysfs, but libusb does not know it yet

    mutable std::mutex mutex_;
    std::vector<std::function<void()>> posted_;
    std::vector<GunStatus> statuses_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace wms::devices
