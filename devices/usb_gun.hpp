// SPDX-License-Identifier: Apache-2.0
// One opened gun: claims its interface, wakes it up, keeps reads in flight, decodes, recovers, and
// closes in the one order libusb allows (cancel, wait for the callbacks, free, release, close).
// Everything is asynchronous and happens on the event thread; libusb 1.0.26 has a race between
// synchronous transfers and the events of another thread, which this design cannot meet.
#pragma once

#include "devices/battery.hpp"
#include "devices/usb_facts.hpp"

#include <deque>
#include <functional>

struct libusb_context;
struct libusb_device;
struct libusb_device_handle;
struct libusb_transfer;

namespace wms::devices {

enum class Feedback : std::uint8_t { good, bad };

enum class GunCondition : std::uint8_t {
    waiting,  // not ours: nobody registered it, or it is no scanner as far as it says
    opening,  // claimed, being woken up
    ready,
    recovering,  // a transfer failed, it is tried again
    isolated,    // fails again and again: left alone for a while
    refused,     // cannot be opened: permission, another program
    gone
};

class UsbGun {
public:
    struct Events {
        std::function<void(Scan)> scan;
        std::function<void(ScanFault)> fault;
        std::function<void(GunCondition, std::string)> condition;
        std::function<void(Battery)> battery = {};
    };
    UsbGun(libusb_device* device, UsbDevice const& facts, Approach approach,
           ScannerSettings settings, Events events);
    UsbGun(UsbGun const&) = delete;
    UsbGun& operator=(UsbGun const&) = delete;
    ~UsbGun();  // closed() before, or what is in flight stays behind and is reported

    void open(Millis now);
    // After libusb has handled its events, and when due() has come.
    void step(Millis now);
    [[nodiscard]] std::optional<Millis> due() const;

    void give_feedback(Feedback feedback, Millis now);
    void device_left();
    void close();
    // Nothing is in flight any more and the device is given back.
    [[nodiscard]] bool closed() const { return phase_ == Phase::closed; }
    [[nodiscard]] GunCondition condition() const { return condition_; }
    [[nodiscard]] std::optional<Mode> mode() const { return approach_.mode; }

private:
    enum class Phase : std::uint8_t { fresh, open, closing, closed };
    enum class Purpose : std::uint8_t { read, control, write };
    struct Transfer {
        libusb_transfer* raw = nullptr;
        UsbGun* gun = nullptr;
        Purpose purpose = Purpose::read;
        std::vector<std::uint8_t> buffer;
        bool flying = false;
        bool parked = false;  // waits for its next try
    };
    // One request of the wake-up or a beep; what it brings goes to `then`.
    struct Request {
        std::uint8_t type = 0;
        std::uint8_t request = 0;
        std::uint16_t value = 0;
        std::uint16_t index = 0;
        std::string data = {};
        std::uint16_t answer_bytes = 0;
        bool required = false;
        Millis not_before{0};
        std::function<void(Bytes)> then = {};
    };

    static void on_done(libusb_transfer* raw);
    [[nodiscard]] std::string claim();
    void start(Millis now);
    void start_reading();
    void queue_wake_up();
    void queue_hid_wake_up();
    [[nodiscard]] bool use_descriptor(Bytes descriptor);
    [[nodiscard]] std::optional<Millis> battery_due() const;
    void ask_battery(Millis now);
    void take_battery(Bytes report);
    void queue_set_report(std::uint8_t kind, std::string report, Millis not_before);
    void send_next_request(Millis now);
    void write(std::string const& bytes);
    void submit(Transfer& transfer);
    void finished(Transfer& transfer, Millis now);
    void read_finished(Transfer& transfer, Millis now);
    void control_finished(Transfer& transfer);
    void deliver(Decoded&& decoded, Millis now);
    void failed(Transfer& transfer, std::string_view what, Millis now);
    void retry(Millis now);
    void settle(Millis now);
    void isolate(std::string why);
    void abandon();
    void give_back();
    void set_condition(GunCondition condition, std::string why);
    [[nodiscard]] bool anything_flying() const;
    [[nodiscard]] UsbInterface const& interface() const;

    libusb_device* device_;
    libusb_device_handle* handle_ = nullptr;
    UsbDevice facts_;
    Approach approach_;
    ScannerSettings settings_;
    Events events_;
    Phase phase_ = Phase::fresh;
    GunCondition condition_ = GunCondition::opening;
    std::unique_ptr<Decoder> decoder_;
    std::function<std::optional<std::string>(bool good)> beep_;
    std::vector<std::unique_ptr<Transfer>> transfers_;
    std::deque<Transfer*> done_;
    std::deque<Request> requests_;
    std::optional<Request> asked_;
    std::vector<std::uint8_t> claimed_;
    std::optional<Millis> retry_at_;
    std::optional<Millis> calm_at_;
    std::optional<BatteryPlaces> battery_;
    std::optional<Battery> charge_;
    std::optional<Millis> ask_battery_at_;
    unsigned battery_silence_ = 0;   // times in a row that it did not answer
    unsigned failures_ = 0;          // in a row
    std::deque<Millis> complaints_;  // failures and nonsense of the last seconds
    std::deque<Millis> recent_scans_;
};

}  // namespace wms::devices
