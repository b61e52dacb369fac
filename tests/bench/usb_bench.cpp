// SPDX-License-Identifier: Apache-2.0
// From a gun's report to engine::submit through the real libusb, guns emulated below it; 64 of them
// at once. Beside each figure stands what a bare libusb loop needs for the same reports in the same
// run, because the emulation costs more than a kernel's USB does. Run under umockdev-wrapper, as
// ./dev bench does: a program of its own, because umockdev is nothing to ship.
#include "app/bench/bench_house.hpp"
#include "app/bench/random.hpp"
#include "app/gun_book.hpp"
#include "app/scan_desk.hpp"
#include "base/ensure.hpp"
#include "bench/local_usbfs.hpp"
#include "devices/emulated_gun.hpp"

#include <fmt/format.h>
#include <libusb-1.0/libusb.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <cstdio>
#include <fstream>
#include <map>
#include <thread>

namespace {
using namespace wms;
using namespace wms::app;
using namespace wms::bench;
using namespace wms::test;
using namespace std::chrono_literals;

constexpr std::size_t guns_at_once = 64;
constexpr int first_address = 2;
constexpr auto patience = 10s;
// A gun in a person's hand is slower, and one that is faster is set aside as one that babbles.
constexpr auto between_scans = 25ms;
// The same code once more within the debounce would be no confirmation.
constexpr auto between_rounds = 400ms;

enum class Usbfs : std::uint8_t { umockdev, local };

GunMake make_of(std::size_t number, Usbfs usbfs) {
    GunMake make{.serial = fmt::format("B{}", number),
                 .address = first_address + static_cast<int>(number)};
    make.port = fmt::format("1-{}", number + 1);
    make.own_ioctls = usbfs == Usbfs::local;
    make.report_descriptor = honeywell_descriptor();
    make.descriptors = hid_descriptors(make, false, true);
    return make;
}
std::string key_of(std::size_t number) {
    return fmt::format("0c2e:0b67#B{}", number);
}

Testbed& bed() {
    static Testbed testbed;
    return testbed;
}

// The guns of one measurement. One of them goes through umockdev, which the aim is about; umockdev
// does not hold 64.
class Guns {
public:
    Guns(std::size_t count, Usbfs usbfs) {
        for (std::size_t i = 0; i < count; ++i) {
            GunMake const make = make_of(i, usbfs);
            guns_.push_back(std::make_unique<EmulatedGun>(bed(), make));
            guns_.back()->plug_in();
            if (usbfs == Usbfs::local) wires_.push_back(std::make_unique<LocalWire>(make));
        }
    }
    void report(std::size_t gun, Report const& bytes) {
        if (wires_.empty())
            guns_.at(gun)->report(bytes);
        else
            wires_.at(gun)->report(bytes);
    }
    [[nodiscard]] std::vector<Clock::time_point> take_handed_over(std::size_t gun) {
        return wires_.empty() ? guns_.at(gun)->take_handed_over()
                              : wires_.at(gun)->take_handed_over();
    }
    [[nodiscard]] std::size_t count() const { return guns_.size(); }

private:
    std::vector<std::unique_ptr<EmulatedGun>> guns_;
    std::vector<std::unique_ptr<LocalWire>> wires_;
};

// When something of a gun arrived: the n-th of each gun, noted on another thread.
class Arrivals {
public:
    explicit Arrivals(std::size_t guns) : times_(guns) {}
    void note(std::size_t gun) {
        auto const now = Clock::now();
        std::lock_guard const lock{mutex_};
        times_.at(gun).push_back(now);
        arrived_.notify_all();
    }
    [[nodiscard]] Clock::time_point wait(std::size_t gun, std::size_t number) {
        std::unique_lock lock{mutex_};
        bool const there =
            arrived_.wait_for(lock, patience, [&] { return times_.at(gun).size() > number; });
        ensure(there, "no scan is lost");
        return times_.at(gun).at(number);
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::vector<Clock::time_point>> times_;
};

// What anybody's program has to do: two reads in flight of each gun, the time noted when one came.
class BareReader {
public:
    explicit BareReader(std::size_t guns) : arrivals{guns} {
        ensure(libusb_init(&context_) == 0, "libusb starts");
        libusb_device** list = nullptr;
        auto const count = libusb_get_device_list(context_, &list);
        for (ssize_t i = 0; i < count; ++i) {
            auto const number = libusb_get_device_address(list[i]) - first_address;
            if (number >= 0 && static_cast<std::size_t>(number) < guns)
                open(list[i], static_cast<std::size_t>(number));
        }
        libusb_free_device_list(list, 1);
        ensure(handles_.size() == guns, "every gun is opened");
        thread_ = std::thread{[this] {
            while (!stopping_ || flying_ > 0) {
                timeval step{0, 100'000};
                libusb_handle_events_timeout_completed(context_, &step, nullptr);
            }
        }};
    }
    BareReader(BareReader const&) = delete;
    BareReader& operator=(BareReader const&) = delete;
    ~BareReader() {
        stopping_ = true;
        for (auto const& each : reads_) libusb_cancel_transfer(each->raw);
        thread_.join();
        for (auto const& each : reads_) libusb_free_transfer(each->raw);
        for (libusb_device_handle* const each : handles_) {
            libusb_release_interface(each, 0);
            libusb_close(each);
        }
        libusb_exit(context_);
    }

private:
    struct InFlight {
        BareReader* reader = nullptr;
        std::size_t gun = 0;
        libusb_transfer* raw = nullptr;
        std::array<unsigned char, 64> buffer{};
    };
    void open(libusb_device* device, std::size_t number) {
        libusb_device_handle* handle = nullptr;
        ensure(libusb_open(device, &handle) == 0, "the gun opens");
        handles_.push_back(handle);
        libusb_set_auto_detach_kernel_driver(handle, 1);
        ensure(libusb_claim_interface(handle, 0) == 0, "the gun is claimed");
        for (int i = 0; i < 2; ++i) {
            reads_.push_back(std::make_unique<InFlight>());
            InFlight& read = *reads_.back();
            read.reader = this;
            read.gun = number;
            read.raw = libusb_alloc_transfer(0);
            libusb_fill_interrupt_transfer(read.raw, handle, 0x81, read.buffer.data(),
                                           static_cast<int>(read.buffer.size()), &on_done, &read,
                                           0);
            ensure(libusb_submit_transfer(read.raw) == 0, "a read is asked for");
            ++flying_;
        }
    }
    static void on_done(libusb_transfer* raw) {
        auto& read = *static_cast<InFlight*>(raw->user_data);
        if (raw->status == LIBUSB_TRANSFER_COMPLETED) {
            if (raw->actual_length > 0) read.reader->arrivals.note(read.gun);
            if (!read.reader->stopping_ && libusb_submit_transfer(raw) == 0) return;
        }
        --read.reader->flying_;
    }

    libusb_context* context_ = nullptr;
    std::vector<libusb_device_handle*> handles_;
    std::vector<std::unique_ptr<InFlight>> reads_;
    std::atomic<int> flying_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;

public:
    Arrivals arrivals;
};

// The pickers' guns, each bound to its picker's terminal before the desk starts.
class Desk {
public:
    Desk(House& house, std::size_t guns) : arrivals{guns} {
        auto const bound = GunBook{house.folder()}.change([&](GunList& list) -> Result<> {
            for (std::size_t i = 0; i < guns; ++i)
                list.guns.push_back({.key = key_of(i),
                                     .device = fmt::format("HT-{}", i),
                                     .layout = "us",
                                     .model = {},
                                     .at = {}});
            return {};
        });
        ensure(bound.has_value(), "the guns are bound");
        for (std::size_t i = 0; i < guns; ++i) numbers_.emplace(key_of(i), i);
        desk_.emplace(house.engine(),
                      ScanDesk::Options{
                          .data = house.folder(),
                          .udev = true,
                          .log = {},
                          .submitted = [this](std::string const& gun, std::chrono::microseconds) {
                              arrivals.note(numbers_.at(gun));
                          }});
        auto const until = Clock::now() + patience;
        while (ready() < guns) {
            ensure(Clock::now() < until, "every gun becomes ready");
            std::this_thread::sleep_for(10ms);
        }
    }

    Arrivals arrivals;

private:
    [[nodiscard]] std::size_t ready() const {
        std::size_t count = 0;
        for (GunOnDesk const& each : desk_->guns())
            count += each.gun.condition == devices::GunCondition::ready;
        return count;
    }
    std::map<std::string, std::size_t> numbers_;
    std::optional<ScanDesk> desk_;
};

struct Latency {
    Times from_report;  // the gun has it
    Times beyond;       // libusb was handed it: what the transfer costs is out
};

Report report_of(std::string const& text) {
    return honeywell_reports("]E0", text).front();
}

// One gun, one scan after another.
Latency one_by_one(Guns& guns, Arrivals& arrivals, std::string const& text, std::size_t count,
                   std::function<void()> const& settle) {
    Latency latency;
    Random random{1};
    (void)guns.take_handed_over(0);
    for (std::size_t i = 0; i < count; ++i) {
        auto const sent = Clock::now();
        guns.report(0, report_of(text));
        auto const arrived = arrivals.wait(0, i);
        auto const handed = guns.take_handed_over(0);
        latency.from_report.add(arrived - sent);
        latency.beyond.add(arrived - handed.at(0));
        settle();
        // at no fixed point of anybody's polling
        std::this_thread::sleep_for(between_scans + std::chrono::microseconds{random.below(2000)});
    }
    return latency;
}

struct Rounds {
    Latency each;
    Times whole;  // until the last of a round was there
};
// All guns at the same moment, again and again. `after` sees each round to its end.
Rounds all_at_once(Guns& guns, Arrivals& arrivals, House& house, std::size_t rounds,
                   std::function<void(std::uint64_t seq)> const& after) {
    Rounds result;
    for (std::size_t round = 0; round < rounds; ++round) {
        std::uint64_t const before = house.engine().durable_seq();
        std::vector<Clock::time_point> sent(guns.count());
        for (std::size_t i = 0; i < guns.count(); ++i) (void)guns.take_handed_over(i);
        auto const began = Clock::now();
        for (std::size_t i = 0; i < guns.count(); ++i) {
            sent[i] = Clock::now();
            guns.report(i, report_of(house.pickers()[i].item));
        }
        for (std::size_t i = 0; i < guns.count(); ++i) {
            auto const arrived = arrivals.wait(i, round);
            result.each.from_report.add(arrived - sent[i]);
            result.each.beyond.add(arrived - guns.take_handed_over(i).at(0));
        }
        after(before + guns.count());
        result.whole.add(Clock::now() - began);
        std::this_thread::sleep_for(between_rounds);
    }
    return result;
}

void wait_durable(Engine& engine, std::uint64_t seq) {
    auto const until = Clock::now() + patience;
    while (engine.durable_seq() < seq) {
        ensure(Clock::now() < until, "every scan becomes durable");
        std::this_thread::sleep_for(100us);
    }
}

std::int64_t picked(House& house) {
    Read const read = house.engine().read_at(house.engine().durable_seq());
    std::int64_t count = 0;
    for (Picker const& each : house.pickers()) {
        OperatorId const who = tables::devices.at(read, each.device).actor;
        count += tables::tasks.at(read, tables::sessions.at(read, who).task).done.value();
    }
    return count;
}

struct Given {
    std::string json;
    std::string folder = "/var/tmp";
    bool add = false;
    bool quick = false;
};

class UsbBench {
public:
    explicit UsbBench(Given given) : given_{std::move(given)} {}

    void run() {
        measure_one();
        measure_many();
    }
    [[nodiscard]] Figures const& figures() const { return figures_; }

private:
    [[nodiscard]] std::size_t work(std::size_t full) const {
        return given_.quick ? full / 5 : full;
    }

    void keep(std::string const& name, Times& times) {
        figures_.set(name + "_p50_us", times.us_at(0.5));
        figures_.set(name + "_p99_us", times.us_at(0.99));
    }

    void measure_one() {
        std::size_t const count = work(1000);
        Guns guns{1, Usbfs::umockdev};
        House house{given_.folder};
        house.set_up_pickers(1);
        std::string const item = house.pickers()[0].item;
        Latency bare;
        {
            BareReader reader{1};
            bare = one_by_one(guns, reader.arrivals, item, count, [] {});
        }
        Desk desk{house, 1};
        std::uint64_t durable = house.engine().durable_seq();
        Latency ours = one_by_one(guns, desk.arrivals, item, count,
                                  [&] { wait_durable(house.engine(), ++durable); });
        keep("usb_bare", bare.from_report);
        keep("usb_submit", ours.from_report);
        keep("usb_beyond", ours.beyond);
        double const over = ours.from_report.us_at(0.5) / bare.from_report.us_at(0.5);
        figures_.set("usb_submit_over_bare", over);
        fmt::print(
            "one gun, {} scans: report to a bare libusb loop p50 {:.0f} us, p99 {:.0f} us; to "
            "engine::submit p50 {:.0f} us = {:.2f} bare, p99 {:.0f} us; beyond the transfer p50 "
            "{:.0f} us, p99 {:.0f} us (aim 2000)\n",
            count, bare.from_report.us_at(0.5), bare.from_report.us_at(0.99),
            ours.from_report.us_at(0.5), over, ours.from_report.us_at(0.99), ours.beyond.us_at(0.5),
            ours.beyond.us_at(0.99));
    }

    void measure_many() {
        std::size_t const rounds = work(50);
        Guns guns{guns_at_once, Usbfs::local};
        House house{given_.folder};
        house.set_up_pickers(guns_at_once);
        Rounds bare;
        {
            BareReader reader{guns_at_once};
            bare = all_at_once(guns, reader.arrivals, house, rounds, [](std::uint64_t) {});
        }
        Times engine_alone = without_guns(house, rounds);
        std::int64_t const before = picked(house);
        Desk desk{house, guns_at_once};
        Rounds ours = all_at_once(guns, desk.arrivals, house, rounds,
                                  [&](std::uint64_t seq) { wait_durable(house.engine(), seq); });
        auto const confirmed = static_cast<std::size_t>(picked(house) - before);
        ensure(confirmed == rounds * guns_at_once, "each scan confirmed one piece");
        keep("usb_64_bare", bare.each.from_report);
        keep("usb_64_submit", ours.each.from_report);
        keep("usb_64_beyond", ours.each.beyond);
        figures_.set("usb_64_round_p50_ms", ours.whole.ms_at(0.5));
        figures_.set("usb_64_round_p99_ms", ours.whole.ms_at(0.99));
        figures_.set("usb_64_engine_alone_p50_ms", engine_alone.ms_at(0.5));
        double const per_s = guns_at_once * 1e3 / ours.whole.ms_at(0.5);
        figures_.set("usb_64_scans_per_s", per_s);
        double const over = ours.each.from_report.us_at(0.99) / bare.each.from_report.us_at(0.99);
        figures_.set("usb_64_submit_over_bare", over);
        fmt::print(
            "{} guns at the same moment, {} rounds: to a bare libusb loop p99 {:.1f} ms; to "
            "engine::submit p50 {:.1f} ms, p99 {:.1f} ms = {:.2f} bare; beyond the transfer p99 "
            "{:.1f} ms\n",
            guns_at_once, rounds, bare.each.from_report.ms_at(0.99),
            ours.each.from_report.ms_at(0.5), ours.each.from_report.ms_at(0.99), over,
            ours.each.beyond.ms_at(0.99));
        fmt::print(
            "  all {} confirmed and durable after p50 {:.1f} ms, p99 {:.1f} ms ({:.0f} scans/s; "
            "the "
            "engine without guns {:.1f} ms); {} scans, none lost, none double\n",
            guns_at_once, ours.whole.ms_at(0.5), ours.whole.ms_at(0.99), per_s,
            engine_alone.ms_at(0.5), confirmed);
    }

    // The same confirmations handed to the engine by a loop.
    static Times without_guns(House& house, std::size_t rounds) {
        Times times;
        for (std::size_t round = 0; round < rounds; ++round) {
            std::uint64_t const before = house.engine().durable_seq();
            auto const began = Clock::now();
            for (Picker& each : house.pickers())
                house.engine().submit(house.confirmation(each), [](Outcome const&) {});
            wait_durable(house.engine(), before + house.pickers().size());
            times.add(Clock::now() - began);
        }
        return times;
    }

    Given given_;
    Figures figures_;
};

// Beside the figures of `wms bench` where they are to stand in one file.
void write_json(Figures const& figures, Given const& given) {
    boost::json::object all;
    if (std::ifstream file{given.json}; given.add && file) {
        std::string const text{std::istreambuf_iterator<char>{file}, {}};
        all = boost::json::parse(text).as_object();
    }
    for (auto const& [name, value] : figures.all()) all[name] = value;
    std::ofstream file{given.json};
    char const* separator = "{\n";
    for (auto const& [name, value] : all) {
        file << separator
             << fmt::format("  \"{}\": {:.6g}", std::string_view{name}, value.to_number<double>());
        separator = ",\n";
    }
    file << "\n}\n";
    file.close();
    ensure(!file.fail(), "the figures are written");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Measure scanners through libusb on emulated guns; prints numbers, checks that "
        "no scan is lost"};
    Given given;
    app.add_option("--json", given.json, "Write the figures to this file, too");
    app.add_option("--folder", given.folder, "A folder on the disk to be measured");
    app.add_flag("--add", given.add, "Add them to what is in that file");
    app.add_flag("--quick", given.quick, "A fifth of the work");
    CLI11_PARSE(app, argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    UsbBench bench{given};
    bench.run();
    if (!given.json.empty()) write_json(bench.figures(), given);
    return 0;
}
