// SPDX-License-Identifier: Apache-2.0
#include "app/scan_desk.hpp"

#include "devices/key_layouts.hpp"
#include "devices/scanner_plan.hpp"
#include "domain/process/housekeeping.hpp"
#include "domain/scan.hpp"
#include "domain/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <random>

namespace wms::app {
namespace {

using devices::Feedback;
using devices::ScanFault;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto look_every = 500ms;
constexpr auto try_again_after = 200ms;
constexpr auto stop_patience = 5s;
// A person does not scan so far ahead of the screen; a belt that does must be told.
constexpr std::size_t waiting_max = 64;
// Between two keys of the slowest gun on a busy machine: while nothing else is known about it, and
// for a gun that ends its scans itself, whose rest then never came. Only a gun that sends no end of
// scan makes a person wait for it, once, while it is registered.
constexpr devices::Millis slowest_gun{2000};
constexpr std::size_t lanes_max = 1024;  // serial numbers are the guns' own invention

// UUIDv7. The gun's own number stands in the twelve bits that RFC 9562 leaves to counters.
store::EventKey event_key(Instant at, std::uint64_t number) {
    store::EventKey key = event_key_at(at);
    thread_local std::random_device random;
    for (std::size_t i = 8; i < key.size(); i += 4) {
        std::uint32_t const bits = random();
        std::memcpy(key.data() + i, &bits, 4);
    }
    key[6] = static_cast<std::uint8_t>(0x70 | (number >> 8 & 0x0F));
    key[7] = static_cast<std::uint8_t>(number & 0xFF);
    key[8] = static_cast<std::uint8_t>((key[8] & 0x3F) | 0x80);
    return key;
}

std::string_view name_of(ScanFault fault) {
    switch (fault) {
        case ScanFault::incomplete: return "incomplete";
        case ScanFault::too_long: return "too_long";
        case ScanFault::nonsense: return "nonsense";
    }
    return "?";
}

// A serial number is the gun's own invention: printable, but no end of a label.
std::string label_of(std::string const& text) {
    std::string escaped;
    for (char const c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

Candidate const* badge_in(Scanned const& scanned) {
    for (Candidate const& each : scanned.candidates) {
        if (each.kind == Kind::badge) return &each;
    }
    return nullptr;
}

// Keys or bytes one after the other, where only a suffix or silence ends a scan.
bool is_stream(std::optional<devices::Mode> mode) {
    return mode == devices::Mode::keyboard || mode == devices::Mode::cdc;
}

bool is_line_end(char c) {
    return c == '\r' || c == '\n' || c == '\t';
}

// CR, LF or TAB, whichever it sends: its first scan tells.
void accept_any_end(devices::Framing& framing) {
    if (std::ranges::all_of(framing.suffix, is_line_end)) framing.suffix = "\r\n\t";
}

// What it was seen to send, besides what its profile says: somebody may set it up anew.
void end_by(std::string const& suffix, devices::Framing& framing) {
    bool const known = std::ranges::all_of(suffix, is_line_end) &&
                       std::ranges::all_of(framing.suffix, is_line_end);
    if (!known) return;
    for (char const c : suffix) {
        if (framing.suffix.find(c) == std::string::npos) framing.suffix += c;
    }
}

// A gun's own sign for GS, "<GS>" or "|", takes its place. What may as well be data never does: a
// "9" is what Ctrl+] of another layout looks like.
bool may_stand_for_gs(std::string const& text) {
    constexpr std::string_view not_in_gs1 = "#$@[]\\^`{|}~";
    return text.size() >= 3 || text.find_first_of(not_in_gs1) != std::string::npos;
}

bool is_over(std::string const& until, Instant now) {
    auto const end = parse_instant(until);
    return !end || now > *end;
}

}  // namespace

ScanDesk::ScanDesk(Engine& engine, Options options)
    : engine_{engine},
      options_{std::move(options)},
      book_{options_.data},
      profiles_{devices::scanner_profiles(options_.profiles)} {
    for (auto const& problem : profiles_.problems)
        say("profile", {}, sentence(problem, Language::en));
    look_into_book();
    scanners_ = std::make_unique<devices::UsbScanners>(devices::UsbScanners::Options{
        .plan_for = [this](devices::UsbDevice const& device) { return plan_for(device); },
        .on_scan =
            [this](devices::GunScan scan) {
                std::lock_guard const lock{mutex_};
                arrived_.push_back(std::move(scan));
                woken_.notify_one();
            },
        .on_fault =
            [this](devices::GunStatus const& status, ScanFault fault) {
                std::lock_guard const lock{mutex_};
                missed_.push_back({status.key, fault});
                woken_.notify_one();
            },
        .on_change = {},
        .log = [this](std::string const& line) { say("gun", {}, line); },
        .udev = options_.udev});
    thread_ = std::thread{[this] { run(); }};
}

ScanDesk::~ScanDesk() {
    auto const until = Clock::now() + stop_patience;
    {
        std::unique_lock lock{mutex_};
        woken_.wait_until(lock, until, [this] {
            return arrived_.empty() && std::ranges::all_of(lanes_, [](auto const& each) {
                       return each.second.waiting.empty();
                   });
        });
        stopping_ = true;
        woken_.notify_all();
    }
    thread_.join();
    scanners_.reset();
    // replies that are still under way find the desk alive
    std::unique_lock lock{mutex_};
    woken_.wait(lock, [this] { return answers_awaited_ == 0; });
}

void ScanDesk::say(std::string const& event, std::string const& gun,
                   std::string const& what) const {
    if (options_.log) options_.log(event, gun, what);
}

devices::Plan ScanDesk::plan_for(devices::UsbDevice const& device) const {
    devices::Plan plan = devices::plan_by_profile(profiles_.list, device);
    std::string const key = device.key();
    std::lock_guard const lock{mutex_};
    RegisteredGun const* const gun = gun_by_key(list_, key);
    bool const named = list_.asked && list_.asked->gun == key;
    plan.registered = gun != nullptr || named;
    plan.trusted = plan.trusted || plan.registered;
    plan.settings.finding_layout = named;
    if (named) plan.settings.framing.idle = std::max(plan.settings.framing.idle, slowest_gun);
    if (named) accept_any_end(plan.settings.framing);
    if (gun == nullptr) return plan;
    if (auto const layout = devices::layout_by_name(gun->layout)) plan.settings.layout = *layout;
    if (gun->ends_scans) {
        end_by(gun->suffix, plan.settings.framing);
        // while it is registered anew, its suffix may be gone
        plan.settings.framing.suffix_required = !named;
        plan.settings.framing.idle = slowest_gun;
    } else if (gun->idle_ms > 0) {
        plan.settings.framing.idle =
            std::clamp(devices::Millis{gun->idle_ms}, plan.settings.framing.idle, slowest_gun);
    }
    if (gun->aim_prefix) plan.settings.aim = devices::AimPlace::prefix;
    if (!gun->calibration.prefix.empty()) plan.settings.framing.prefix = gun->calibration.prefix;
    if (gun->calibration.gs == devices::GsForm::f8) plan.settings.gs = "F8";
    if (may_stand_for_gs(gun->calibration.gs_text)) plan.settings.gs = gun->calibration.gs_text;
    // the keyboard's suffix comes along in framed reports, too
    if (gun->calibration.framed && !gun->calibration.suffix.empty()) {
        plan.settings.framing.suffix = gun->calibration.suffix;
        plan.settings.strip_suffix = true;
    }
    return plan;
}

void ScanDesk::run() {
    auto next_look = Clock::now();
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        auto const has_work = [this] {
            return stopping_ || !arrived_.empty() || !decided_.empty() || !missed_.empty();
        };
        auto until = next_look;
        for (auto const& [key, lane] : lanes_) {
            if (!lane.waiting.empty() && !lane.with_engine)
                until = std::min(until, lane.not_before);
        }
        woken_.wait_until(lock, until, has_work);
        auto arrived = std::exchange(arrived_, {});
        auto const replies = std::exchange(decided_, {});
        auto const missed = std::exchange(missed_, {});
        lock.unlock();
        for (Decided const& each : replies) decided(each);
        for (devices::GunScan& each : arrived) take(std::move(each));
        for (Missed const& each : missed) complain(each);
        if (Clock::now() >= next_look) {
            look_into_book();
            next_look = Clock::now() + look_every;
        }
        lock.lock();
        for (auto& [key, lane] : lanes_) {
            if (!lane.with_engine && !lane.waiting.empty() && Clock::now() >= lane.not_before)
                submit_next(key, lane);
        }
        woken_.notify_all();  // the end may wait for the lanes
    }
}

// Another process may have registered a gun, or somebody edited the file.
void ScanDesk::look_into_book() {
    std::int64_t const stamp = book_.stamp();
    {
        std::lock_guard const lock{mutex_};
        bool const asked_is_over = list_.asked && is_over(list_.asked->until, engine_.now());
        if (asked_is_over) list_.asked.reset();
        if (stamp == book_stamp_ && !asked_is_over) return;
        if (stamp == book_stamp_) {
            if (scanners_) scanners_->plans_changed();
            return;
        }
        book_stamp_ = stamp;
    }
    auto list = book_.read();
    if (!list) return say("guns_file", {}, sentence(list.error(), Language::en));
    if (list->asked && is_over(list->asked->until, engine_.now())) list->asked.reset();
    {
        std::lock_guard const lock{mutex_};
        list_ = std::move(*list);
    }
    if (scanners_) scanners_->plans_changed();
}

std::optional<DeviceId> ScanDesk::device_of(std::string const& code) {
    if (auto const known = device_ids_.find(code); known != device_ids_.end()) return known->second;
    auto const id = device_by_code(engine_.read(), code);
    if (id) device_ids_.emplace(code, *id);
    return id;
}

void ScanDesk::refuse_scan(std::string const& key, std::string const& verdict) {
    {
        std::lock_guard const lock{mutex_};
        bool const room = lanes_.size() < lanes_max || lanes_.contains(key);
        if (room) lanes_[key].verdict = verdict;
        ++verdicts_[verdict];
    }
    scanners_->give_feedback(key, Feedback::bad);
    say("scan_refused", key, verdict);
}

void ScanDesk::take(devices::GunScan scan) {
    if (registers(scan) || calibrates(scan)) return;
    std::string code;
    {
        std::lock_guard const lock{mutex_};
        if (RegisteredGun const* const gun = gun_by_key(list_, scan.key)) code = gun->device;
    }
    if (code.empty()) return refuse_scan(scan.key, "not_registered");
    auto const device = device_of(code);
    if (!device) return refuse_scan(scan.key, "unknown_device");
    std::string raw = scan.scan.aim + scan.scan.data;
    if (auto const verdict = forbidden_badge(*device, raw)) return refuse_scan(scan.key, *verdict);
    auto const ago =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - scan.read_at);
    Instant const now = engine_.now() - Elapsed{ago.count()};
    // Not numbered: the terminal's page numbers its own, and the gun shares the terminal with it.
    Envelope envelope{.device = *device,
                      .request = event_key(now, scan.number),
                      .device_seq = 0,
                      .captured_at = now,
                      .command = ScanCode{.raw = std::move(raw)}};
    enqueue(scan, std::move(envelope));
}

void ScanDesk::enqueue(devices::GunScan const& scan, Envelope envelope) {
    std::unique_lock lock{mutex_};
    Lane& lane = lanes_[scan.key];
    if (lane.waiting.size() >= waiting_max) {
        lock.unlock();
        return refuse_scan(scan.key, "overrun");
    }
    lane.waiting.push_back({.envelope = std::move(envelope), .read_at = scan.read_at});
    if (lane.with_engine || lane.waiting.size() > 1) return;
    submit_next(scan.key, lane);
}

// Heard at the gun: what it read did not arrive.
void ScanDesk::complain(Missed const& missed) {
    {
        std::lock_guard const lock{mutex_};
        ++faults_[missed.fault];
    }
    scanners_->give_feedback(missed.key, Feedback::bad);
    say("fault", missed.key, std::string{name_of(missed.fault)});
}

// As on a terminal's page: who has a PIN signs in there, and a terminal is not taken over from
// whoever works on it by holding a card in front of the gun. Approvals are the exception.
std::optional<std::string> ScanDesk::forbidden_badge(DeviceId device,
                                                     std::string const& raw) const {
    if (raw.find("U-") == raw.npos) return std::nullopt;
    Read const read = engine_.read();
    Instant const now = engine_.now();
    auto const scanned = resolve(read, raw, day_of(now, 0));
    Candidate const* const badge = scanned ? badge_in(*scanned) : nullptr;
    auto const row = tables::devices.find(read, device);
    if (badge == nullptr || !row) return std::nullopt;
    auto const session = tables::sessions.find(read, row->actor);
    if (!session) {
        bool const has_pin = tables::credentials.find(read, OperatorId{badge->id}).has_value();
        return has_pin ? std::optional<std::string>{"pin_wanted"} : std::nullopt;
    }
    bool const asked =
        session->approval && !session->approval->approver && now <= session->approval->until;
    if (asked || OperatorId{badge->id} == row->actor) return std::nullopt;
    return "hand_over";
}

// With the lock held.
void ScanDesk::submit_next(std::string const& key, Lane& lane) {
    lane.with_engine = true;
    ++answers_awaited_;
    Waiting& first = lane.waiting.front();
    engine_.submit(first.envelope, [this, key](Outcome outcome) {
        std::lock_guard const lock{mutex_};
        --answers_awaited_;
        decided_.push_back({key, std::move(outcome)});
        woken_.notify_all();
    });
    if (std::exchange(first.submitted, true) || !options_.submitted) return;
    auto const since = Clock::now() - first.read_at;
    options_.submitted(key, std::chrono::duration_cast<std::chrono::microseconds>(since));
}

void ScanDesk::decided(Decided const& decided) {
    Outcome const& outcome = decided.outcome;
    std::string verdict = "accepted";
    if (outcome.refusal) verdict = name_of(outcome.refusal->why);
    {
        std::lock_guard const lock{mutex_};
        Lane& lane = lanes_[decided.key];
        // not before: the scan is at the head of its lane until here and would be sent once more,
        // and its second answer would take the next one away
        lane.with_engine = false;
        ++verdicts_[verdict];
        if (outcome.seq == 0) {  // not decided: the same event once more
            lane.not_before = Clock::now() + try_again_after;
            return;
        }
        lane.verdict = verdict;
        if (!lane.waiting.empty()) lane.waiting.pop_front();
        lane.not_before = {};
    }
    if (outcome.refusal) scanners_->give_feedback(decided.key, Feedback::bad);
}

devices::GunStatus ScanDesk::status_of(std::string const& key) const {
    for (devices::GunStatus& each : scanners_->statuses()) {
        if (each.key == key) return std::move(each);
    }
    return {};
}

bool ScanDesk::registers(devices::GunScan const& scan) {
    std::optional<AskedRegistration> asked;
    devices::Layout read_as = devices::Layout::us;
    {
        std::lock_guard const lock{mutex_};
        asked = list_.asked;
        RegisteredGun const* const gun = gun_by_key(list_, scan.key);
        if (gun != nullptr)
            read_as = devices::layout_by_name(gun->layout).value_or(devices::Layout::us);
    }
    if (!asked || is_over(asked->until, engine_.now())) return false;
    if (!asked->gun.empty() && asked->gun != scan.key) return false;
    auto const read = match_code(asked->code, scan.scan.data, read_as);
    if (!read) return false;
    auto const bound = bind(scan, *asked, *read);
    scanners_->give_feedback(scan.key, bound ? Feedback::good : Feedback::bad);
    if (bound)
        say("registered", scan.key, asked->device);
    else
        say("not_registered", scan.key, sentence(bound.error(), Language::en));
    look_into_book();
    return true;
}

// The calibration code of a set-up sheet, read by a gun that somebody registered: how it sends is
// noted, and what should be changed on it is told on the page.
bool ScanDesk::calibrates(devices::GunScan const& scan) {
    if (!devices::may_be_calibration(scan.scan.data)) return false;  // what every scan of goods is
    auto const status = status_of(scan.key);
    devices::Mode const mode = status.mode.value_or(devices::Mode::hid_pos);
    devices::Layout read_as = devices::Layout::us;
    {
        std::lock_guard const lock{mutex_};
        RegisteredGun const* const gun = gun_by_key(list_, scan.key);
        if (gun == nullptr) return false;
        read_as = devices::layout_by_name(gun->layout).value_or(read_as);
    }
    auto const result = devices::calibrate(calibration_readings(scan.scan, mode, read_as));
    if (!result.calibration) {
        // a code of goods may look like it; only its whole beginning is nobody else's
        if (result.fault != devices::CalibrationFault::cut_off) return false;
        refuse_scan(scan.key, "not_calibrated");
        say("not_calibrated", scan.key, devices::sentence(result.fault, Language::en));
        return true;
    }
    auto const noted = book_.change([&](GunList& list) -> Result<> {
        for (RegisteredGun& each : list.guns) {
            if (each.key != scan.key) continue;
            each.calibration = *result.calibration;
            each.calibration.framed = !is_stream(mode);
            each.calibrated_at = to_text(engine_.now());
            if (mode == devices::Mode::keyboard) each.layout = each.calibration.layout;
            each.aim_prefix = is_stream(mode) && !each.calibration.aim.empty();
            each.ends_scans = is_stream(mode) && !each.calibration.suffix.empty();
            each.suffix = each.ends_scans ? each.calibration.suffix : std::string{};
        }
        return {};
    });
    scanners_->give_feedback(scan.key, noted ? Feedback::good : Feedback::bad);
    if (noted)
        say("calibrated", scan.key, "");
    else
        say("not_calibrated", scan.key, sentence(noted.error(), Language::en));
    look_into_book();
    return true;
}

Result<> ScanDesk::bind(devices::GunScan const& scan, AskedRegistration const& asked,
                        CodeRead const& read) {
    std::string const& key = scan.key;
    bool const known = device_of(asked.device).has_value();
    auto const statuses = scanners_->statuses();
    auto const here = [&](std::string const& gun) {
        return std::ranges::any_of(statuses, [&](devices::GunStatus const& each) {
            return each.key == gun && each.condition != devices::GunCondition::gone;
        });
    };
    return book_.change([&](GunList& list) -> Result<> {
        if (!list.asked || list.asked->code != asked.code) return refuse(Why::stale, "the code");
        if (!known) {
            list.asked->problem = fmt::format("there is no device {}", asked.device);
            return {};
        }
        // the broken gun that this one replaces lies on the table: its registration goes with it
        std::erase_if(list.guns, [&](RegisteredGun const& each) {
            return each.key == key || (each.device == asked.device && !here(each.key));
        });
        auto const status = status_of(key);
        RegisteredGun gun{.key = key,
                          .device = asked.device,
                          .layout = std::string{devices::name_of(read.layout)},
                          .aim_prefix = read.aim_prefix,
                          .idle_ms = 4 * scan.scan.slowest.count(),
                          .ends_scans = is_stream(status.mode) && !scan.scan.ended_by_time,
                          .suffix = is_stream(status.mode) ? scan.scan.end : std::string{},
                          .model = status.facts.model,
                          .at = to_text(engine_.now())};
        list.guns.push_back(std::move(gun));
        list.asked.reset();
        return {};
    });
}

Result<AskedRegistration> ScanDesk::ask(std::string const& device, std::string const& gun) {
    if (!device_by_code(engine_.read_at(engine_.durable_seq()), device))
        return refuse(Why::unknown_device, device);
    auto asked = book_.ask(device, gun, engine_.now());
    if (asked) look_into_book();
    return asked;
}

Result<> ScanDesk::forget(std::string const& key) {
    auto const done = book_.change([&](GunList& list) -> Result<> {
        auto const count =
            std::erase_if(list.guns, [&](RegisteredGun const& each) { return each.key == key; });
        return count == 0 ? refuse(Why::unknown_object, "gun", key) : Result<>{};
    });
    if (done) look_into_book();
    return done;
}

void ScanDesk::beep(std::string const& key, Feedback feedback) {
    scanners_->give_feedback(key, feedback);
}

std::vector<GunOnDesk> ScanDesk::guns() const {
    auto const statuses = scanners_->statuses();
    std::lock_guard const lock{mutex_};
    std::vector<GunOnDesk> rows;
    for (devices::GunStatus const& each : statuses) {
        GunOnDesk row{.gun = each, .plugged_in = each.condition != devices::GunCondition::gone};
        if (auto const lane = lanes_.find(each.key); lane != lanes_.end())
            row.verdict = lane->second.verdict;
        if (RegisteredGun const* const gun = gun_by_key(list_, each.key)) {
            row.device = gun->device;
            row.calibrated_at = gun->calibrated_at;
            row.calibration = gun->calibration;
        }
        rows.push_back(std::move(row));
    }
    for (RegisteredGun const& each : list_.guns) {
        bool const seen = std::ranges::any_of(
            statuses, [&](devices::GunStatus const& status) { return status.key == each.key; });
        if (seen) continue;
        GunOnDesk row{.device = each.device, .plugged_in = false};
        row.gun.key = each.key;
        row.gun.facts.model = each.model;
        row.gun.condition = devices::GunCondition::gone;
        row.gun.registered = true;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string ScanDesk::figures() const {
    auto const statuses = scanners_->statuses();
    std::map<std::string_view, std::uint64_t> conditions;
    std::string text;
    constexpr std::string_view names[] = {"waiting",  "opening", "ready", "recovering",
                                          "isolated", "refused", "gone"};
    for (devices::GunStatus const& each : statuses)
        ++conditions[names[static_cast<std::size_t>(each.condition)]];
    text += "# HELP wms_guns USB scanners by condition\n# TYPE wms_guns gauge\n";
    for (std::string_view const name : names)
        text += fmt::format("wms_guns{{condition=\"{}\"}} {}\n", name, conditions[name]);
    std::lock_guard const lock{mutex_};
    text +=
        "# HELP wms_gun_scans_total Scans of USB scanners by verdict\n"
        "# TYPE wms_gun_scans_total counter\n";
    for (auto const& [verdict, count] : verdicts_)
        text += fmt::format("wms_gun_scans_total{{verdict=\"{}\"}} {}\n", verdict, count);
    text +=
        "# HELP wms_gun_faults_total Scans that did not arrive whole\n"
        "# TYPE wms_gun_faults_total counter\n";
    for (auto const& [fault, count] : faults_)
        text += fmt::format("wms_gun_faults_total{{fault=\"{}\"}} {}\n", name_of(fault), count);
    text +=
        "# HELP wms_gun_battery_percent Charge of cordless guns that tell it\n"
        "# TYPE wms_gun_battery_percent gauge\n";
    for (devices::GunStatus const& each : statuses) {
        if (each.battery)
            text += fmt::format("wms_gun_battery_percent{{gun=\"{}\"}} {}\n", label_of(each.key),
                                each.battery->percent);
    }
    return text;
}

}  // namespace wms::app
