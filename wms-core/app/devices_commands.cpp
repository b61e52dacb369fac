// SPDX-License-Identifier: Apache-2.0
#include "app/devices_commands.hpp"

#include "app/gun_book.hpp"
#include "app/local_authority.hpp"
#include "app/scan_desk.hpp"
#include "base/text.hpp"
#include "devices/scanner_plan.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <memory>

namespace wms::app {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Given {
    std::string profiles;
    std::string gun;
    std::string device;
    unsigned seconds = 0;  // 0: until Ctrl+C
};

std::string_view words_of(std::optional<devices::Mode> mode) {
    if (!mode) return "?";
    switch (*mode) {
        case devices::Mode::hid_pos: return "HID POS";
        case devices::Mode::ibm: return "IBM";
        case devices::Mode::cdc: return "CDC";
        case devices::Mode::keyboard: return "keyboard";
    }
    return "?";
}

std::string_view words_of(devices::GunCondition condition) {
    switch (condition) {
        case devices::GunCondition::waiting: return "not registered";
        case devices::GunCondition::opening: return "opening";
        case devices::GunCondition::ready: return "ready";
        case devices::GunCondition::recovering: return "recovering";
        case devices::GunCondition::isolated: return "set aside";
        case devices::GunCondition::refused: return "refused";
        case devices::GunCondition::gone: return "gone";
    }
    return "?";
}

int refused(Refusal const& refusal) {
    fmt::print(stderr, "wms: {}\n", sentence(refusal, Language::en));
    return 1;
}

Instant machine_now() {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

// Ctrl+C or the end of the time; false then.
class Patience {
public:
    explicit Patience(unsigned seconds)
        : until_{seconds == 0 ? Clock::time_point::max()
                              : Clock::now() + std::chrono::seconds{seconds}} {
        sigemptyset(&wanted_);
        sigaddset(&wanted_, SIGINT);
        sigaddset(&wanted_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &wanted_, nullptr);
    }
    [[nodiscard]] bool pause() const {
        timespec const step{0, 100'000'000};
        return sigtimedwait(&wanted_, nullptr, &step) < 0 && Clock::now() < until_;
    }

private:
    Clock::time_point until_;
    sigset_t wanted_{};
};

// --- list

// What the gun's calibration code told, and what should be changed on it, below its line.
void print_calibration(RegisteredGun const* gun) {
    if (gun == nullptr || gun->calibrated_at.empty()) return;
    for (Language const language : {Language::en, Language::zh}) {
        fmt::print("    {}\n", visible(devices::summary(gun->calibration, language), 200));
        for (std::string const& each : devices::advice(gun->calibration, language))
            fmt::print("    ! {}\n", each);
    }
}

int list(std::string const& data, Given const& given) {
    auto const profiles = devices::scanner_profiles(given.profiles);
    for (auto const& problem : profiles.problems)
        fmt::print(stderr, "wms: {}\n", sentence(problem, Language::en));
    auto const book = GunBook{data}.read();
    if (!book) return refused(book.error());
    fmt::print("{:<28} {:<10} {:<28} {:<18} {}\n", "gun", "mode", "name", "profile", "bound to");
    std::size_t shown = 0;
    std::vector<std::string> there;
    for (auto const& place : devices::plugged_in()) {
        auto const facts = devices::facts_of(place);
        if (!facts || facts->is_hub()) continue;
        auto const plan = devices::plan_by_profile(profiles.list, *facts);
        auto const approach = devices::approach_for(*facts, plan.settings.mode);
        auto const* const gun = gun_by_key(*book, facts->key());
        if (!approach && gun == nullptr) continue;
        there.push_back(facts->key());
        ++shown;
        fmt::print("{:<28} {:<10} {:<28} {:<18} {}\n", facts->key(),
                   words_of(approach ? approach->mode : std::nullopt), visible(facts->model, 26),
                   plan.profile.empty() ? "-" : plan.profile, gun == nullptr ? "-" : gun->device);
        print_calibration(gun);
    }
    for (RegisteredGun const& each : book->guns) {
        if (std::find(there.begin(), there.end(), each.key) != there.end()) continue;
        fmt::print("{:<28} {:<10} {:<28} {:<18} {}\n", visible(each.key, 64), "unplugged",
                   visible(each.model, 26), "-", visible(each.device, 32));
        print_calibration(&each);
    }
    if (shown == 0)
        fmt::print("No scanner is plugged in that USB shows as one. · 未发现 USB 扫描枪。\n");
    return 0;
}

// --- watch and test

void print_scan(devices::GunScan const& scan) {
    fmt::print("{}  {}{}  {}{}\n", scan.key, scan.scan.aim, visible(scan.scan.data, 400),
               scan.scan.symbology.empty() ? "unknown symbology" : scan.scan.symbology,
               scan.scan.certainty == devices::Certainty::guessed ? " (guessed)" : "");
    std::fflush(stdout);
}

// Reads the guns itself: a running server has them already, and then it is said.
int watch(Given const& given, bool one_gun) {
    auto const profiles = devices::scanner_profiles(given.profiles);
    Patience const patience{given.seconds};
    std::atomic<std::uint64_t> scans{0};
    auto const wanted = [&](std::string const& key) { return !one_gun || key == given.gun; };
    devices::UsbScanners* reader = nullptr;
    std::mutex mutex;
    devices::UsbScanners scanners{
        {.plan_for =
             [&](devices::UsbDevice const& device) {
                 devices::Plan plan = devices::plan_by_profile(profiles.list, device);
                 // a person named it on the command line
                 if (one_gun && device.key() == given.gun) plan.trusted = plan.registered = true;
                 return plan;
             },
         .on_scan =
             [&](devices::GunScan scan) {
                 if (!wanted(scan.key)) return;
                 ++scans;
                 std::lock_guard const lock{mutex};
                 print_scan(scan);
                 if (one_gun && reader != nullptr)
                     reader->give_feedback(scan.key, devices::Feedback::good);
             },
         .on_fault =
             [&](devices::GunStatus const& status, devices::ScanFault fault) {
                 if (wanted(status.key))
                     fmt::print("{}  a scan did not arrive whole ({})\n", status.key,
                                fault == devices::ScanFault::too_long ? "too long" : "cut off");
             },
         .on_change =
             [&](devices::GunStatus const& status) {
                 if (!wanted(status.key) || status.condition == devices::GunCondition::ready)
                     return;
                 fmt::print("{}  {}  {}\n", status.key, words_of(status.condition),
                            visible(status.problem, 200));
             },
         .log = {},
         .udev = {}}};
    {
        std::lock_guard const lock{mutex};
        reader = &scanners;
    }
    fmt::print("Scan now; Ctrl+C ends. · 请扫描；按 Ctrl+C 结束。\n");
    std::fflush(stdout);
    while (patience.pause()) {
    }
    return scans > 0 || !one_gun ? 0 : 1;
}

// --- register

void show_code(AskedRegistration const& asked) {
    fmt::print(
        "Scan this with the new gun, within three minutes · 请在三分钟内用新扫描枪扫描此码\n\n{}\n"
        "{}\n{}  ->  {}\n",
        qr_text(asked.code), code128_text(asked.code), asked.code, visible(asked.device, 32));
    std::fflush(stdout);
}

// Whoever reads the guns (the server, or this command) writes the book; here it is waited for.
int wait_for_gun(GunBook const& book, AskedRegistration const& asked, Patience const& patience) {
    while (patience.pause()) {
        auto const list = book.read();
        if (!list) return refused(list.error());
        if (list->asked && list->asked->code == asked.code) {
            if (list->asked->problem.empty()) continue;
            fmt::print(stderr, "wms: {}\n", visible(list->asked->problem, 200));
            return 1;
        }
        for (RegisteredGun const& each : list->guns) {
            if (each.device != asked.device || each.at.empty()) continue;
            fmt::print("{} ({}) now belongs to {} · 已绑定；layout {}\n", each.key,
                       visible(each.model, 40), each.device, each.layout);
        }
        return 0;
    }
    fmt::print(stderr, "wms: no gun has read the code · 没有扫描枪读到此码\n");
    return 1;
}

int register_gun(std::string const& data, Given const& given) {
    Patience const patience{given.seconds == 0 ? 180 : given.seconds};
    GunBook const book{data};
    std::unique_ptr<Engine> engine;
    std::unique_ptr<ScanDesk> desk;
    try {
        engine = std::make_unique<Engine>(Engine::Options{.folder = data});
    } catch (StoreFailure const&) {
        // a server has the store, and the guns with it: it will read the code
    }
    Result<AskedRegistration> asked = refuse(Why::stale);
    if (engine) {
        desk = std::make_unique<ScanDesk>(
            *engine, ScanDesk::Options{.data = data, .profiles = given.profiles});
        asked = desk->ask(given.device, given.gun);
    } else {
        asked = book.ask(given.device, given.gun, machine_now());
    }
    if (!asked) return refused(asked.error());
    show_code(*asked);
    return wait_for_gun(book, *asked, patience);
}

int forget_gun(std::string const& data, Given const& given) {
    auto const done = GunBook{data}.change([&](GunList& guns) -> Result<> {
        auto const count = std::erase_if(
            guns.guns, [&](RegisteredGun const& each) { return each.key == given.gun; });
        return count == 0 ? refuse(Why::unknown_object, "gun", given.gun) : Result<>{};
    });
    if (!done) return refused(done.error());
    fmt::print("{} belongs to no terminal any more · 已解除绑定\n", given.gun);
    return 0;
}

}  // namespace

void add_devices_commands(CLI::App& devices, std::string const& data,
                          std::function<void(std::function<int()>)> const& choose) {
    auto const given = std::make_shared<Given>();
    devices.add_option("--profiles", given->profiles, "Folder of scanner profiles of your own");

    devices.add_subcommand("list", "What is plugged in, as what, and bound to which terminal")
        ->callback([=, &data] { choose([=, &data] { return list(data, *given); }); });

    CLI::App* const watch_cmd =
        devices.add_subcommand("watch", "Print every scan of every gun; no server may run");
    watch_cmd->add_option("--seconds", given->seconds, "Stop after so long");
    watch_cmd->callback([=] { choose([=] { return watch(*given, false); }); });

    CLI::App* const test_cmd =
        devices.add_subcommand("test", "Read one gun, keyboards too, and beep back at each scan");
    test_cmd->add_option("gun", given->gun, "As `wms devices list` names it")->required();
    test_cmd->add_option("--seconds", given->seconds, "Stop after so long");
    test_cmd->callback([=] { choose([=] { return watch(*given, true); }); });

    CLI::App* const register_cmd = devices.add_subcommand(
        "register", "Show a code; the gun that reads it belongs to the terminal or station");
    register_cmd->add_option("device", given->device, "Code of the terminal or station")
        ->required();
    register_cmd->add_option("--gun", given->gun,
                             "Name it: needed for guns that type, and for unknown serial ones");
    register_cmd->add_option("--seconds", given->seconds, "Stop waiting after so long");
    register_cmd->callback(
        [=, &data] { choose([=, &data] { return register_gun(data, *given); }); });

    CLI::App* const forget_cmd = devices.add_subcommand("forget", "Undo a registration");
    forget_cmd->add_option("gun", given->gun, "As `wms devices list` names it")->required();
    forget_cmd->callback([=, &data] { choose([=, &data] { return forget_gun(data, *given); }); });
}

}  // namespace wms::app
