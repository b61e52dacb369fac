// SPDX-License-Identifier: Apache-2.0
// Where the guns meet the warehouse: a scan of a registered gun becomes the command that a scan on
// its terminal would be. Each gun's scans are decided one after another, each sent until it is
// decided, so that none is lost and none counts twice.
#pragma once

#include "app/gun_book.hpp"
#include "devices/scanner_profile.hpp"
#include "devices/usb_scanners.hpp"

#include "engine/engine.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <map>

namespace wms::app {

struct GunOnDesk {
    devices::GunStatus gun = {};
    std::string device = {};   // what it is bound to; empty: nobody registered it
    std::string verdict = {};  // of its last scan: "accepted", a refusal's code, "not_registered"
    bool plugged_in = true;
    std::string calibrated_at = {};  // empty: never
    devices::Calibration calibration = {};
};

class ScanDesk {
public:
    struct Options {
        std::string data;               // the store's folder, where guns.json is
        std::string profiles = {};      // a folder of profiles beside the shipped ones
        std::optional<bool> udev = {};  // as devices::UsbScanners::Options
        std::function<void(std::string const& event, std::string const& gun,
                           std::string const& what)>
            log = {};
        // Each scan once, when it is handed to the engine; quick, the desk's lock is held.
        std::function<void(std::string const& gun, std::chrono::microseconds since_read)>
            submitted = {};
    };
    ScanDesk(Engine& engine, Options options);
    ScanDesk(ScanDesk const&) = delete;
    ScanDesk& operator=(ScanDesk const&) = delete;
    ~ScanDesk();  // what was read is decided first, within seconds

    // All from any thread.
    [[nodiscard]] std::vector<GunOnDesk> guns() const;
    [[nodiscard]] Result<AskedRegistration> ask(std::string const& device, std::string const& gun);
    [[nodiscard]] Result<> forget(std::string const& key);
    void beep(std::string const& key, devices::Feedback feedback);
    // As Prometheus text.
    [[nodiscard]] std::string figures() const;

private:
    // The scans of one gun that are not decided yet; the first is with the engine.
    struct Waiting {
        Envelope envelope;
        std::chrono::steady_clock::time_point read_at;
        bool submitted = false;
    };
    struct Lane {
        std::deque<Waiting> waiting;
        bool with_engine = false;
        std::chrono::steady_clock::time_point not_before{};
        std::string verdict;
    };
    struct Missed {
        std::string key;
        devices::ScanFault fault;
    };
    struct Decided {
        std::string key;
        Outcome outcome;
    };
    devices::Plan plan_for(devices::UsbDevice const& device) const;
    void run();
    void look_into_book();
    void take(devices::GunScan scan);
    void enqueue(devices::GunScan const& scan, Envelope envelope);
    void complain(Missed const& missed);
    [[nodiscard]] bool registers(devices::GunScan const& scan);
    [[nodiscard]] devices::GunStatus status_of(std::string const& key) const;
    [[nodiscard]] bool calibrates(devices::GunScan const& scan);
    [[nodiscard]] Result<> bind(devices::GunScan const& scan, AskedRegistration const& asked,
                                CodeRead const& read);
    [[nodiscard]] std::optional<std::string> forbidden_badge(DeviceId device,
                                                             std::string const& raw) const;
    [[nodiscard]] std::optional<DeviceId> device_of(std::string const& code);
    void submit_next(std::string const& key, Lane& lane);
    void decided(Decided const& decided);
    void refuse_scan(std::string const& key, std::string const& verdict);
    void say(std::string const& event, std::string const& gun, std::string const& what) const;

    Engine& engine_;
    Options options_;
    GunBook book_;
    devices::ScannerProfiles profiles_;

    mutable std::mutex mutex_;
    std::condition_variable woken_;
    GunList list_;
    std::deque<devices::GunScan> arrived_;
    std::deque<Missed> missed_;
    std::deque<Decided> decided_;
    std::map<std::string, Lane> lanes_;
    std::size_t answers_awaited_ = 0;  // of the engine, by all lanes
    std::map<std::string, std::uint64_t> verdicts_;
    std::map<devices::ScanFault, std::uint64_t> faults_;
    std::map<std::string, DeviceId> device_ids_;
    std::int64_t book_stamp_ = -1;
    bool stopping_ = false;
    std::unique_ptr<devices::UsbScanners> scanners_;
    std::thread thread_;
};

}  // namespace wms::app
