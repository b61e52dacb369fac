// SPDX-License-Identifier: Apache-2.0
// T17, the guns on a wire: thousands of scans of several guns at once, cables pulled in mid-scan, a
// gun that types a key every 2 ms, suffixes that do not come, a gun that sends on two channels and
// one that sends twice, a serial line. Every code that reaches the journal is a whole one; every
// one that does not was told: a fault that is counted, and a beep where the gun can.
// WMS_SCANS sets how many; ./dev soak scan plays 10,000.
#include "app/bench/bench_house.hpp"
#include "app/gun_book.hpp"
#include "app/scan_desk.hpp"
#include "devices/emulated_gun.hpp"
#include "devices/key_layouts.hpp"
#include "domain/registry.hpp"
#include "domain/tables.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <pty.h>
#include <unistd.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

namespace {
using namespace wms;
using namespace wms::app;
using namespace wms::test;
using namespace std::chrono_literals;
using devices::GunCondition;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t seed = 17;
constexpr auto patience = 30s;
constexpr auto past_the_debounce = 320ms;
constexpr std::size_t undecided_max = 16;

// The one bed of the program.
Testbed& bed() {
    static Testbed testbed;
    return testbed;
}

bool wait_for(std::function<bool()> const& holds) {
    auto const until = Clock::now() + patience;
    while (!holds()) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

// What reached the journal, by terminal, read as it grows.
class Record {
public:
    struct Line {
        std::string raw;
        bool refused = false;
    };
    explicit Record(Engine& engine) : engine_{engine}, seq_{engine.durable_seq()} {}
    void read_on() {
        std::lock_guard const lock{mutex_};
        constexpr std::size_t portion = 1000;
        for (auto const& each : engine_.entries_since(seq_, portion)) {
            seq_ = each.entry.seq;
            if (each.entry.request == store::EventKey{}) continue;
            auto const body =
                boost::json::parse(command_json(each.entry.command_tag, each.entry.command));
            auto const* const raw = body.as_object().if_contains("raw");
            if (raw == nullptr) continue;
            lines_[each.entry.device].push_back(
                {std::string{raw->as_string()}, each.entry.refused != 0});
        }
    }
    [[nodiscard]] std::vector<Line> of(DeviceId device) const {
        std::lock_guard const lock{mutex_};
        auto const found = lines_.find(device);
        return found == lines_.end() ? std::vector<Line>{} : found->second;
    }
    [[nodiscard]] std::size_t count_of(DeviceId device) const {
        std::lock_guard const lock{mutex_};
        auto const found = lines_.find(device);
        return found == lines_.end() ? 0 : found->second.size();
    }

private:
    Engine& engine_;
    std::uint64_t seq_;
    mutable std::mutex mutex_;
    std::map<DeviceId, std::vector<Line>> lines_;
};

struct Floor {
    bench::House house{"/var/tmp"};
    std::optional<Record> record;
    std::optional<ScanDesk> desk;

    explicit Floor(std::vector<RegisteredGun> const& guns) {
        house.set_up_pickers(guns.size());
        record.emplace(house.engine());
        REQUIRE(GunBook{house.folder()}
                    .change([&](GunList& list) -> Result<> {
                        list.guns = guns;
                        return {};
                    })
                    .has_value());
        desk.emplace(
            house.engine(),
            ScanDesk::Options{.data = house.folder(),
                              .udev = true,
                              .log = [this](std::string const& event, std::string const& gun,
                                            std::string const& what) {
                                  std::lock_guard const lock{mutex};
                                  said.push_back(fmt::format("{} {}: {}", event, gun, what));
                              }});
    }
    // What the desk told of a gun last, for whoever reads a failure.
    [[nodiscard]] std::string last_said(std::string const& key) const {
        constexpr std::size_t lines_max = 12;
        std::lock_guard const lock{mutex};
        std::string text;
        std::size_t lines = 0;
        for (auto each = said.rbegin(); each != said.rend() && lines < lines_max; ++each) {
            if (each->find(key) == std::string::npos) continue;
            text = *each + "\n" + text;
            ++lines;
        }
        return text;
    }
    mutable std::mutex mutex;
    std::vector<std::string> said;
    [[nodiscard]] devices::GunStatus status(std::string const& key) const {
        for (GunOnDesk& each : desk->guns()) {
            if (each.gun.key == key) return each.gun;
        }
        return {};
    }
    [[nodiscard]] bool wait(std::string const& key, GunCondition condition) const {
        return wait_for([&] { return status(key).condition == condition; });
    }
    [[nodiscard]] std::int64_t picked(std::size_t picker) {
        Read const read = house.engine().read_at(house.engine().durable_seq());
        OperatorId const who = tables::devices.at(read, house.pickers()[picker].device).actor;
        return tables::tasks.at(read, tables::sessions.at(read, who).task).done.value();
    }
};

// One gun in somebody's hand, on a thread of its own: what it sends, and what must come of it.
class Hand {
public:
    Hand(std::string name, GunMake make, bool types)
        : name_{std::move(name)}, make_{std::move(make)}, types_{types}, gun_{bed(), make_} {
        gun_.plug_in();
    }
    Hand(Hand const&) = delete;
    Hand& operator=(Hand const&) = delete;
    virtual ~Hand() = default;

    [[nodiscard]] std::string key() const {
        return fmt::format("{:04x}:{:04x}#{}", make_.vendor, make_.product, make_.serial);
    }
    [[nodiscard]] RegisteredGun registration(std::size_t number) const {
        RegisteredGun gun{.key = key(),
                          .device = fmt::format("HT-{}", number),
                          .layout = "us",
                          .ends_scans = types_,
                          .suffix = types_ ? "\r" : "",
                          .model = {},
                          .at = {}};
        return gun;
    }
    void start(Floor& floor, std::size_t number, std::size_t scans) {
        floor_ = &floor;
        number_ = number;
        device_ = floor.house.pickers()[number].device;
        random_ = Random{seed + number};
        thread_ = std::thread{[this, scans] {
            for (std::size_t i = 0; i < scans && stuck_.empty(); ++i) one(i);
            drain();
        }};
    }
    void join() { thread_.join(); }
    virtual void check();

    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] std::size_t sent() const { return sent_; }
    [[nodiscard]] std::size_t cut() const { return cut_; }
    [[nodiscard]] std::size_t merged() const { return merged_.size(); }
    [[nodiscard]] std::size_t endless() const { return endless_; }

protected:
    virtual void one(std::size_t n) = 0;
    // Whole codes are unlike each other's beginnings: the number is always as long.
    [[nodiscard]] std::string code(std::size_t n, std::size_t length) {
        std::string text = fmt::format("{}{:06}", name_, n);
        while (text.size() < length) text += static_cast<char>('0' + random_.below(10));
        return text;
    }
    void expect(std::string raw) {
        ++sent_;
        whole_.insert(std::move(raw));
    }
    // Not further ahead of the engine than a person would be.
    void drain(std::size_t undecided = 0) {
        auto const want = whole_.size() + merged_.size() + twice_;
        await("every report is fetched", [&] { return gun_.is_read_out(); });
        await("the journal has what was scanned",
              [&] { return floor_->record->count_of(device_) + undecided >= want; });
    }
    // The first thing that did not happen in time; nothing more is scanned then.
    void await(char const* what, std::function<bool()> const& holds) {
        if (stuck_.empty() && !wait_for(holds)) stuck_ = what;
    }
    // What is under way is lost, and the next scan is read.
    void pull_and_put_back() {
        ++sent_;
        ++cut_;
        await("the reports before the cut are fetched", [&] { return gun_.is_read_out(); });
        constexpr int codes[] = {-ENODEV, -ESHUTDOWN, -EPROTO};
        gun_.unplug(codes[random_.below(3)], random_.below(2) == 0
                                                 ? EmulatedGun::Order::reads_first
                                                 : EmulatedGun::Order::event_first);
        auto const is = [&](GunCondition wanted) {
            return floor_->status(key()).condition == wanted;
        };
        await("it is known to be gone", [&] { return is(GunCondition::gone); });
        gun_.plug_in();
        await("it is ready again", [&] { return is(GunCondition::ready); });
    }
    // What happens to the n-th scan: each mishap once at the beginning, later by chance.
    [[nodiscard]] std::uint64_t kind_of(std::size_t n) {
        constexpr std::size_t mishaps = 8;
        return n < mishaps ? n : random_.below(200);
    }
    void pause(std::chrono::milliseconds time) {
        std::this_thread::sleep_for(time + std::chrono::microseconds{random_.below(3000)});
    }

    std::string name_;
    GunMake make_;
    bool types_;
    EmulatedGun gun_;
    Floor* floor_ = nullptr;
    std::size_t number_ = 0;
    DeviceId device_;
    Random random_{seed};
    std::set<std::string> whole_;   // must be in the journal, each once
    std::set<std::string> merged_;  // two codes without an end between: there, and refused
    std::size_t sent_ = 0;
    std::size_t cut_ = 0;      // must be told as a fault, each
    std::size_t endless_ = 0;  // likewise: the suffix did not come
    std::size_t twice_ = 0;
    std::string stuck_;
    std::thread thread_;
};

void Hand::check() {
    CAPTURE(name_);
    CHECK(stuck_ == "");
    std::multiset<std::string> seen;
    std::size_t strangers = 0;
    for (Record::Line const& each : floor_->record->of(device_)) {
        seen.insert(each.raw);
        bool const merged = merged_.contains(each.raw);
        if (merged) CHECK(each.refused);
        if (merged || whole_.contains(each.raw)) continue;
        ++strangers;
        CAPTURE(each.raw);
        CHECK_MESSAGE(false, "a code that nobody scanned: a part of one, or two in one");
    }
    CHECK(strangers == 0);
    std::string const last_said = floor_->last_said(key());
    CAPTURE(last_said);
    std::size_t doubled = 0;
    for (std::set<std::string> const* const list : {&whole_, &merged_}) {
        for (std::string const& each : *list) {
            CHECK_MESSAGE(seen.contains(each), "lost in silence: " << each);
            doubled += seen.count(each) > 1;
        }
    }
    CHECK(doubled == 0);
    CHECK(floor_->status(key()).faults == cut_ + endless_);
}

GunMake make_of_pos(std::string const& serial, int address) {
    GunMake make{.serial = serial, .address = address};
    make.port = fmt::format("1-{}", address);
    make.report_descriptor = honeywell_descriptor();
    make.descriptors = hid_descriptors(make, false, true);
    return make;
}

// HID POS, one to three reports a code; every refused code is heard at the gun.
class PosHand : public Hand {
public:
    PosHand(std::string name, int address) : Hand{name, make_of_pos(name, address), false} {}

private:
    void one(std::size_t n) override {
        std::string const text = code(n, 8 + random_.below(150));
        auto const reports = honeywell_reports("]C0", text);
        bool const cuts = reports.size() > 1 && random_.below(12) == 0;
        if (cuts) {
            drain();
            wait_beeps();
            for (std::size_t i = 0; i + 1 < reports.size(); ++i) gun_.report(reports[i]);
            return pull_and_put_back();
        }
        for (Report const& each : reports) gun_.report(each);
        expect("]C0" + text);
        drain(undecided_max);
        pause(22ms);
    }
    // None of the codes is known here: each is answered with the error beep.
    void wait_beeps() {
        await("each refused code was answered with a beep",
              [&] { return gun_.written().size() >= whole_.size(); });
    }
    void check() override {
        Hand::check();
        wait_beeps();
        auto const written = gun_.written();
        // that a scan was cut is heard, too, when the gun is back before it is said
        CHECK(written.size() >= whole_.size());
        CHECK(written.size() <= whole_.size() + cut_);
        CHECK(std::ranges::all_of(written,
                                  [](Report const& each) { return each == Report{4, 0x20}; }));
    }
};

// A gun whose firmware sends on both of its channels: HID POS, and the keyboard that the kernel
// has. Its reports there are nobody's scan.
class DoubledHand : public Hand {
public:
    DoubledHand(std::string name, int address) : Hand{name, make(name, address), false} {}

private:
    static constexpr std::uint8_t keyboard = 0x81, pos = 0x82;
    static GunMake make(std::string const& serial, int address) {
        GunMake make{.product = 0x0b61, .serial = serial, .address = address};
        make.port = fmt::format("1-{}", address);
        make.report_descriptor = honeywell_descriptor();
        make.interface = 1;
        make.descriptors = doubled_descriptors(make);
        return make;
    }
    void one(std::size_t n) override {
        std::string const text = code(n, 8 + random_.below(40));
        for (Report const& each : honeywell_reports("]C0", text)) gun_.report_at(pos, each);
        gun_.report_at(keyboard, {0, 0, 0x14, 0, 0, 0, 0, 0});
        gun_.report_at(keyboard, Report(8, 0));
        expect("]C0" + text);
        drain(undecided_max);
        pause(25ms);
    }
    void check() override {
        Hand::check();
        CHECK(gun_.unread_at(keyboard) == 2 * sent_);
        CHECK(gun_.claims() == 1);
    }
};

// Sends each scan twice, a few milliseconds apart: one piece is picked. Its codes are goods.
class StutteringHand : public Hand {
public:
    StutteringHand(std::string name, int address) : Hand{name, make_of_pos(name, address), false} {}

private:
    void one(std::size_t) override {
        if (sent_ == 0) before_ = floor_->picked(number_);
        auto const report = honeywell_reports("]E0", floor_->house.pickers()[number_].item)[0];
        gun_.report(report);
        pause(3ms);
        gun_.report(report);
        ++sent_;
        twice_ += 2;
        drain();
        pause(past_the_debounce);
    }
    void check() override {
        CAPTURE(name_);
        CHECK(stuck_ == "");
        CHECK(floor_->picked(number_) - before_ == static_cast<std::int64_t>(sent_));
        CHECK(floor_->status(key()).faults == 0);
    }
    std::int64_t before_ = 0;
};

// Types a key every 2 ms, Enter behind; sometimes without.
class TypingHand : public Hand {
public:
    TypingHand(std::string name, int address) : Hand{name, make(name, address), true} {}

private:
    static GunMake make(std::string const& serial, int address) {
        GunMake make{.vendor = 0x05fe, .product = 0x1010, .serial = serial, .address = address};
        make.port = fmt::format("1-{}", address);
        make.report_descriptor = boot_keyboard_descriptor();
        make.descriptors = hid_descriptors(make, true, false);
        return make;
    }
    void tap(std::uint8_t modifiers, std::uint8_t usage) {
        gun_.report({modifiers, 0, usage, 0, 0, 0, 0, 0});
        std::this_thread::sleep_for(1ms);
        gun_.report(Report(8, 0));
        std::this_thread::sleep_for(1ms);
    }
    void type(std::string_view text) {
        for (char const c : text) {
            for (auto const& each : devices::keys_of(devices::Layout::us)) {
                if (each.character != static_cast<char32_t>(c)) continue;
                tap(each.level == devices::Level::shift ? 0x02 : 0, each.usage);
                break;
            }
        }
    }
    void enter() { tap(0, 0x28); }
    void one(std::size_t n) override {
        std::string const text = code(n, 8 + random_.below(10));
        switch (kind_of(n)) {
            case 0:  // no suffix, and nothing after it
                drain();
                type(text);
                ++sent_;
                ++endless_;
                await("the missing suffix is told",
                      [&] { return floor_->status(key()).faults == cut_ + endless_; });
                return;
            case 1:
            case 2: {  // no suffix, and the next scan at once
                std::string const next = code(n, 9) + "N";
                type(text);
                type(next);
                enter();
                sent_ += 2;
                merged_.insert(text + next);
                break;
            }
            case 3:
            case 4:
            case 5:
            case 6:
            case 7:
                drain();
                type(text.substr(0, 1 + random_.below(text.size() - 1)));
                return pull_and_put_back();
            default:
                type(text);
                enter();
                expect(text);
        }
        drain(undecided_max);
        pause(3ms);
    }
};

// A serial line: its bytes reach the gun's own USB end as the kernel's line hands them over.
class SerialHand : public Hand {
public:
    SerialHand(std::string name, int address) : Hand{name, make(name, address), true} {
        termios raw{};
        ::cfmakeraw(&raw);
        raw.c_cflag = CS8 | CREAD | CLOCAL;
        raw.c_cc[VMIN] = 1;
        REQUIRE(::openpty(&far_, &near_, nullptr, &raw, nullptr) == 0);
        line_ = std::thread{[this] {
            std::array<std::uint8_t, 64> bytes{};
            while (true) {
                auto const count = ::read(near_, bytes.data(), bytes.size());
                if (count <= 0) return;
                Report const report(bytes.begin(), bytes.begin() + count);
                if (report.back() == hang_up) return;
                gun_.report(report);
                carried_ += static_cast<std::size_t>(count);
            }
        }};
    }
    ~SerialHand() override {
        put(std::string_view{&hang_up, 1});
        line_.join();
        ::close(far_);
        ::close(near_);
    }

private:
    static constexpr char hang_up = '\x04';
    static GunMake make(std::string const& serial, int address) {
        GunMake make{.vendor = 0x1eab, .product = 0x1306, .serial = serial, .address = address};
        make.port = fmt::format("1-{}", address);
        make.descriptors = cdc_descriptors(make);
        return make;
    }
    void put(std::string_view text) {
        put_ += text.size();
        bool const written =
            ::write(far_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        if (!written) stuck_ = "the line takes bytes";
    }
    void arrive() {
        await("the line carries them", [&] { return carried_ == put_; });
    }
    // In pieces, as a slow line has them.
    void send(std::string_view text) {
        while (!text.empty()) {
            std::size_t const piece = 1 + random_.below(text.size());
            put(text.substr(0, piece));
            text.remove_prefix(piece);
            if (random_.below(3) == 0) std::this_thread::sleep_for(1ms);
        }
    }
    void one(std::size_t n) override {
        std::string const text = code(n, 8 + random_.below(60));
        switch (kind_of(n)) {
            case 0:
                drain();
                send(text);
                ++sent_;
                ++endless_;
                await("the missing suffix is told",
                      [&] { return floor_->status(key()).faults == cut_ + endless_; });
                return;
            case 1: {
                std::string const next = code(n, 9) + "N";
                send(text + next + "\r\n");
                sent_ += 2;
                merged_.insert(text + next);
                break;
            }
            case 2:
            case 3:
            case 4:
            case 5:
                arrive();
                drain();
                send(text.substr(0, 1 + random_.below(text.size() - 1)));
                arrive();
                return pull_and_put_back();
            default: send(text + (random_.below(2) == 0 ? "\r" : "\r\n")); expect(text);
        }
        arrive();
        drain(undecided_max);
        pause(22ms);
    }
    int far_ = -1;
    int near_ = -1;
    std::size_t put_ = 0;
    std::atomic<std::size_t> carried_{0};
    std::thread line_;
};

std::size_t scans_wanted() {
    char const* const wanted = std::getenv("WMS_SCANS");
    return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 500;
}

}  // namespace

TEST_CASE("T17: of thousands of scans no part is taken for a code and none is lost in silence") {
    struct Share {
        std::unique_ptr<Hand> hand;
        std::size_t percent;
    };
    std::vector<Share> hands;
    hands.push_back({std::make_unique<PosHand>("A", 2), 27});
    hands.push_back({std::make_unique<PosHand>("B", 3), 20});
    hands.push_back({std::make_unique<TypingHand>("K", 4), 20});
    hands.push_back({std::make_unique<SerialHand>("S", 5), 20});
    hands.push_back({std::make_unique<DoubledHand>("D", 6), 10});
    hands.push_back({std::make_unique<StutteringHand>("R", 7), 3});
    std::vector<RegisteredGun> guns;
    for (std::size_t i = 0; i < hands.size(); ++i) guns.push_back(hands[i].hand->registration(i));
    Floor floor{guns};
    for (RegisteredGun const& each : guns) REQUIRE(floor.wait(each.key, GunCondition::ready));

    std::atomic<bool> over{false};
    std::thread reader{[&] {
        while (!over) {
            floor.record->read_on();
            std::this_thread::sleep_for(5ms);
        }
    }};
    std::size_t const wanted = scans_wanted();
    for (std::size_t i = 0; i < hands.size(); ++i)
        hands[i].hand->start(floor, i, wanted * hands[i].percent / 100);
    for (Share const& each : hands) each.hand->join();
    std::this_thread::sleep_for(100ms);  // what should not come has had its time
    over = true;
    reader.join();
    floor.record->read_on();
    std::size_t sent = 0;
    for (Share const& each : hands) {
        Hand& hand = *each.hand;
        hand.check();
        sent += hand.sent();
        MESSAGE(hand.name() << ": " << hand.sent() << " scans, " << hand.cut() << " cut off, "
                            << hand.endless() << " without end, " << hand.merged()
                            << " times two in one (refused)");
    }
    MESSAGE(sent << " scans in all");
    CHECK(sent >= wanted);
}
