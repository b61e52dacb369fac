// SPDX-License-Identifier: Apache-2.0
#include "devices/usb_scanners.hpp"

#include <fmt/format.h>
#include <libusb-1.0/libusb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace wms::devices {
namespace {

constexpr Millis look_every{2000};  // a safety net beside udev
constexpr Millis look_every_without_udev{300};
constexpr Millis udev_patience{700};  // what udev has not announced by then, it never will
constexpr Millis wait_max{1000};
constexpr Millis close_patience{3000};
constexpr Millis open_again_after[] = {Millis{50},   Millis{200},    Millis{600},
                                       Millis{2000}, Millis{10'000}, Millis{30'000}};
constexpr std::size_t contexts_max = 16;
constexpr std::size_t statuses_max = 256;

Millis now_of(std::chrono::steady_clock::time_point at) {
    return std::chrono::duration_cast<Millis>(at.time_since_epoch());
}
Millis steady_now() {
    return now_of(std::chrono::steady_clock::now());
}

bool udevd_runs() {
    return ::access("/run/udev/control", F_OK) == 0;
}

// A keyboard may be the person's only one; an unknown serial device may be a scale.
bool may_open(std::optional<Mode> mode, Plan const& plan) {
    if (mode == Mode::keyboard) return plan.registered;
    if (mode == Mode::cdc) return plan.trusted || plan.registered;
    return true;
}

}  // namespace

struct UsbScanners::Context {
    UsbScanners* owner = nullptr;
    libusb_context* raw = nullptr;
    bool listens = false;

    // In libusb's event handling: only notes.
    static int on_plug(libusb_context*, libusb_device* device, libusb_hotplug_event event,
                       void* user) {
        auto* const owner = static_cast<Context*>(user)->owner;
        if (event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT) owner->left_.push_back(device);
        owner->look_now_ = true;
        return 0;
    }
};

struct UsbScanners::Entry {
    UsbPlace place;
    Context* context = nullptr;
    libusb_device* device = nullptr;
    bool present = true;
    GunStatus status;
    std::unique_ptr<UsbGun> gun;
    std::size_t attempts = 0;
    std::optional<Millis> open_at;
    std::optional<Plan> plan;

    ~Entry() {
        gun.reset();
        libusb_unref_device(device);
    }
};

UsbScanners::UsbScanners(Options options) : options_{std::move(options)} {
    has_udev_ = options_.udev.value_or(udevd_runs());
    add_context();
    thread_ = std::thread{[this] { run(); }};
}

UsbScanners::~UsbScanners() {
    stopping_ = true;
    post([] {});
    thread_.join();
}

UsbScanners::Bell::Bell() : file{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
    if (file < 0) throw std::runtime_error("no eventfd for the scanners");
}
UsbScanners::Bell::~Bell() {
    ::close(file);
}
void UsbScanners::Bell::ring() const {
    std::uint64_t const one = 1;
    (void)!::write(file, &one, sizeof one);
}
void UsbScanners::Bell::silence() const {
    std::uint64_t count = 0;
    (void)!::read(file, &count, sizeof count);
}

UsbScanners::Context& UsbScanners::add_context() {
    auto context = std::make_unique<Context>();
    context->owner = this;
    if (int const code = libusb_init(&context->raw); code != 0)
        throw std::runtime_error(fmt::format("USB cannot be used: {}", libusb_strerror(code)));
    if (options_.udev.value_or(true) && libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0) {
        int const code = libusb_hotplug_register_callback(
            context->raw, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
            LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
            &Context::on_plug, context.get(), nullptr);
        context->listens = code == 0;
    }
    contexts_.push_back(std::move(context));
    return *contexts_.back();
}

void UsbScanners::post(std::function<void()> work) {
    {
        std::lock_guard const lock{mutex_};
        posted_.push_back(std::move(work));
    }
    bell_.ring();
}

void UsbScanners::do_posted() {
    std::vector<std::function<void()>> work;
    {
        std::lock_guard const lock{mutex_};
        work.swap(posted_);
    }
    for (auto const& each : work) each();
}

void UsbScanners::give_feedback(std::string const& key, Feedback feedback) {
    post([this, key, feedback] {
        for (auto const& entry : entries_) {
            if (entry->gun && entry->present && entry->status.key == key)
                entry->gun->give_feedback(feedback, steady_now());
        }
    });
}

void UsbScanners::plans_changed() {
    post([this] {
        for (auto const& entry : entries_) {
            if (!entry->present || entry->status.facts.is_hub()) continue;
            Plan const plan = plan_for(entry->status.facts);
            if (entry->plan == plan) continue;
            bool const goes_on = entry->gun && entry->plan &&
                                 entry->plan->settings == plan.settings &&
                                 may_open(entry->gun->mode(), plan);
            entry->plan = plan;
            entry->status.registered = plan.registered;
            if (goes_on) {
                publish(entry->status);
                continue;
            }
            entry->attempts = 0;
            if (entry->gun)
                entry->gun->close();  // it starts again with its new settings
            else
                entry->open_at = steady_now();
        }
    });
}

std::vector<GunStatus> UsbScanners::statuses() const {
    std::lock_guard const lock{mutex_};
    return statuses_;
}

void UsbScanners::publish(GunStatus const& status) {
    {
        std::lock_guard const lock{mutex_};
        auto const known = std::find_if(statuses_.begin(), statuses_.end(),
                                        [&](auto const& each) { return each.key == status.key; });
        if (known != statuses_.end())
            *known = status;
        else if (statuses_.size() < statuses_max)
            statuses_.push_back(status);
    }
    if (options_.on_change) options_.on_change(status);
}

void UsbScanners::run() {
    while (!stopping_) turn();
    close_all();
}

void UsbScanners::turn() {
    wait(timeout());
    handle_events();
    do_posted();
    Millis const now = steady_now();
    // what was read before it left counts: it came first
    for (auto const& entry : entries_) {
        if (entry->gun) entry->gun->step(now);
    }
    for (libusb_device* const device : std::exchange(left_, {})) {
        for (auto const& entry : entries_) {
            if (entry->device == device) depart(*entry);
        }
    }
    for (auto const& entry : entries_) {
        if (entry->gun) entry->gun->step(now);
    }
    reap(now);
    if (std::exchange(look_now_, false) || now >= next_look_) {
        look();
        next_look_ = now + (has_udev_ ? look_every : look_every_without_udev);
    }
    for (auto const& entry : entries_) {
        if (entry->open_at && now >= *entry->open_at) consider(*entry, now);
    }
}

Millis UsbScanners::timeout() const {
    Millis const now = steady_now();
    Millis first = std::min(now + wait_max, next_look_);
    if (look_now_) first = now;
    for (auto const& entry : entries_) {
        if (entry->open_at) first = std::min(first, *entry->open_at);
        if (!entry->gun) continue;
        if (auto const due = entry->gun->due()) first = std::min(first, *due);
    }
    return std::max(Millis{0}, first - now);
}

void UsbScanners::wait(Millis timeout) {
    std::vector<pollfd> wanted{{bell_.file, POLLIN, 0}};
    for (auto const& context : contexts_) {
        libusb_pollfd const** const list = libusb_get_pollfds(context->raw);
        if (list == nullptr) continue;
        for (libusb_pollfd const** each = list; *each != nullptr; ++each)
            wanted.push_back({(*each)->fd, (*each)->events, 0});
        libusb_free_pollfds(list);
    }
    ::poll(wanted.data(), wanted.size(), static_cast<int>(timeout.count()));
    bell_.silence();
}

void UsbScanners::handle_events() {
    for (auto const& context : contexts_) {
        timeval none{};
        libusb_handle_events_timeout_completed(context->raw, &none, nullptr);
    }
}

void UsbScanners::look() {
    auto const places = plugged_in();
    forget_gone(places);
    std::erase_if(unseen_, [&](auto const& each) {
        return std::find(places.begin(), places.end(), each.first) == places.end();
    });
    for (UsbPlace const& place : places) {
        bool const known = std::any_of(entries_.begin(), entries_.end(), [&](auto const& entry) {
            return entry->present && entry->place == place;
        });
        if (!known) look_for_new(place);
    }
    drop_idle_contexts();
}

// libusb's list follows udev: what udev does not announce, only a fresh context finds.
void UsbScanners::look_for_new(UsbPlace const& place) {
    auto const in_context = [&](Context& context) {
        libusb_device** list = nullptr;
        auto const count = libusb_get_device_list(context.raw, &list);
        bool found = false;
        for (ssize_t i = 0; i < count && !found; ++i) {
            libusb_device* const device = list[i];
            bool const same = libusb_get_bus_number(device) == place.bus &&
                              libusb_get_device_address(device) == place.address;
            bool const old = std::any_of(entries_.begin(), entries_.end(), [&](auto const& entry) {
                return entry->device == device;
            });
            if (!same || old) continue;
            add_entry(place, context, device);
            found = true;
        }
        if (count >= 0) libusb_free_device_list(list, 1);
        return found;
    };
    auto const waiting = std::find_if(unseen_.begin(), unseen_.end(),
                                      [&](auto const& each) { return each.first == place; });
    if (in_context(*contexts_.back())) {
        if (waiting != unseen_.end()) unseen_.erase(waiting);
        return;
    }
    Millis const now = steady_now();
    if (waiting == unseen_.end()) {
        unseen_.emplace_back(place, now);
        if (has_udev_) return;
    } else if (has_udev_ && now < waiting->second + udev_patience) {
        return;
    }
    if (contexts_.size() >= contexts_max) return;
    try {
        in_context(add_context());
    } catch (std::runtime_error const& problem) {
        if (options_.log) options_.log(problem.what());
    }
}

void UsbScanners::add_entry(UsbPlace const& place, Context& context, libusb_device* device) {
    auto const facts = facts_of(place);
    if (!facts) return;
    auto entry = std::make_unique<Entry>();
    entry->place = place;
    entry->context = &context;
    entry->device = libusb_ref_device(device);
    entry->status.key = facts->key();
    std::uint64_t plugged = 1;
    for (GunStatus const& each : statuses()) {
        if (each.key != entry->status.key) continue;
        entry->status = each;  // it was here before: it goes on counting
        plugged += each.plugged;
    }
    entry->status.plugged = plugged;
    entry->status.facts = *facts;
    entry->status.condition = GunCondition::waiting;
    entry->status.problem.clear();
    entry->status.battery.reset();
    if (!facts->is_hub()) entry->open_at = steady_now();
    entries_.push_back(std::move(entry));
}

Plan UsbScanners::plan_for(UsbDevice const& device) const {
    return options_.plan_for ? options_.plan_for(device) : Plan{};
}

void UsbScanners::consider(Entry& entry, Millis now) {
    entry.open_at.reset();
    if (!entry.present || entry.gun) return;
    UsbDevice const& facts = entry.status.facts;
    entry.plan = plan_for(facts);
    Plan const& plan = *entry.plan;
    auto approach = approach_for(facts, plan.settings.mode);
    if (!approach) return;
    entry.status.mode = approach->mode;
    entry.status.profile = plan.profile;
    entry.status.registered = plan.registered;
    bool const may =
        approach->mode ? may_open(approach->mode, plan) : plan.trusted || !approach->has_driver;
    if (!may) return publish(entry.status);
    entry.gun = std::make_unique<UsbGun>(entry.device, facts, std::move(*approach), plan.settings,
                                         events_of(entry));
    entry.status.condition = GunCondition::opening;
    entry.gun->open(now);
    entry.gun->step(now);
}

UsbGun::Events UsbScanners::events_of(Entry& entry) {
    return {.scan =
                [this, &entry](Scan scan) {
                    GunStatus& status = entry.status;
                    ++status.scans;
                    entry.attempts = 0;
                    status.problem.clear();
                    status.last_code = scan.data.substr(0, 128);
                    status.last_symbology = scan.symbology;
                    status.last_scan_at = std::chrono::duration_cast<Millis>(
                        std::chrono::system_clock::now().time_since_epoch());
                    publish(status);
                    if (options_.on_scan)
                        options_.on_scan({status.key, status.scans, std::move(scan),
                                          std::chrono::steady_clock::now()});
                },
            .fault =
                [this, &entry](ScanFault fault) {
                    ++entry.status.faults;
                    publish(entry.status);
                    if (options_.on_fault) options_.on_fault(entry.status, fault);
                },
            .condition =
                [this, &entry](GunCondition condition, std::string why) {
                    GunStatus& status = entry.status;
                    status.condition = condition;
                    if (entry.gun) status.mode = entry.gun->mode();
                    if (!why.empty()) {
                        status.problem = why;
                        if (options_.log)
                            options_.log(fmt::format("scanner {} ({}): {}", status.key,
                                                     status.facts.model, why));
                    }
                    publish(status);
                },
            .battery =
                [this, &entry](Battery battery) {
                    entry.status.battery = battery;
                    publish(entry.status);
                }};
}

// Guns that are closed: gone with their device, or tried again later.
void UsbScanners::reap(Millis now) {
    for (auto const& entry : entries_) {
        if (!entry->gun || !entry->gun->closed()) continue;
        entry->gun.reset();
        if (!entry->present) continue;
        std::size_t const last = std::size(open_again_after) - 1;
        entry->open_at = now + open_again_after[std::min(entry->attempts++, last)];
    }
    std::erase_if(entries_, [](auto const& entry) { return !entry->present && !entry->gun; });
}

void UsbScanners::forget_gone(std::vector<UsbPlace> const& places) {
    for (auto const& entry : entries_) {
        bool const there = std::find(places.begin(), places.end(), entry->place) != places.end();
        if (!there) depart(*entry);
    }
}

void UsbScanners::depart(Entry& entry) {
    if (!entry.present) return;
    entry.present = false;
    if (entry.gun && entry.gun->condition() != GunCondition::gone) entry.gun->device_left();
    entry.status.condition = GunCondition::gone;
    entry.status.battery.reset();
    if (entry.status.mode) publish(entry.status);
}

void UsbScanners::drop_idle_contexts() {
    for (std::size_t i = 0; i + 1 < contexts_.size();) {
        Context* const context = contexts_[i].get();
        bool const used = std::any_of(entries_.begin(), entries_.end(),
                                      [&](auto const& entry) { return entry->context == context; });
        if (used) {
            ++i;
            continue;
        }
        libusb_exit(context->raw);
        contexts_.erase(contexts_.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void UsbScanners::close_all() {
    for (auto const& entry : entries_) {
        if (entry->gun) entry->gun->close();
    }
    Millis const patience = steady_now() + close_patience;
    auto const open = [&] {
        return std::any_of(entries_.begin(), entries_.end(),
                           [](auto const& entry) { return entry->gun && !entry->gun->closed(); });
    };
    while (open() && steady_now() < patience) {
        for (auto const& entry : entries_) {
            if (entry->gun) entry->gun->step(steady_now());
        }
        if (!open()) break;
        wait(Millis{20});
        handle_events();
    }
    if (open()) {
        // its transfers never came back; what libusb holds of them stays with the process
        if (options_.log) options_.log("a scanner's transfers did not come back at the end");
        for (auto& entry : entries_) (void)entry.release();
        return;
    }
    entries_.clear();
    for (auto const& context : contexts_) libusb_exit(context->raw);
    contexts_.clear();
}

}  // namespace wms::devices
