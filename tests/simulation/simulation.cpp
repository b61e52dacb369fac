// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulation.hpp"

#include "engine/clock.hpp"
#include "engine/verify.hpp"
#include "simulation/house.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace wms::simulation {
namespace {

namespace fs = std::filesystem;

constexpr Instant first_morning{1'767'600'000'000};  // 2026-01-05
constexpr Instant year_2038{2'147'483'640'000};
constexpr std::size_t trace_max = 60;
constexpr std::uint64_t messages_kept = 200;

Habits habits_of(Faults const& faults) {
    return {.wrong = faults.people, .hostile = faults.people / 3, .leaves = faults.people / 6};
}

Mishaps mishaps_of(Faults const& faults) {
    return {.silent = faults.carrier, .refuses = faults.carrier / 3, .printer = faults.printer};
}

std::string what(AnyCommand const& command) {
    if (auto const* scan = std::get_if<ScanCode>(&command))
        return fmt::format("scans '{}' token {}", scan->raw.substr(0, 40), scan->step_token);
    if (auto const* press = std::get_if<PressButton>(&command))
        return fmt::format("presses {} '{}' token {}",
                           boost::describe::enum_to_string(press->button, "?"),
                           press->argument.substr(0, 40), press->step_token);
    return command_json(tag_of(command), bytes_of(command)).substr(0, 300);
}

std::string text_of(Outcome const& outcome) {
    if (!outcome.refusal)
        return fmt::format("entry {}, {}, object {}{}", outcome.seq,
                           boost::describe::enum_to_string(outcome.tone, "?"), outcome.object,
                           outcome.replayed ? ", again" : "");
    return fmt::format("entry {}, {} [{}]{}", outcome.seq, name_of(outcome.refusal->why),
                       fmt::join(outcome.refusal->subject, ", "),
                       outcome.replayed ? ", again" : "");
}

std::string text_of(Screen const& screen) {
    std::string text = fmt::format("{}/{} {}", boost::describe::enum_to_string(screen.process, "?"),
                                   boost::describe::enum_to_string(screen.step, "?"),
                                   fmt::join(screen.ask_about, ","));
    for (ScreenLine const& line : screen.lines)
        text += fmt::format(" {}={}", boost::describe::enum_to_string(line.label, "?"),
                            fmt::join(line.values, ","));
    return fmt::format("{} {}/{}", text, screen.done, screen.need);
}

}  // namespace

Faults draw_faults(test::Random& random) {
    auto const rate = [&](std::uint64_t most) {
        bool const off = random.below(100) < 35;
        return off ? 0 : random.below(most) + 1;
    };
    return {.request_lost = rate(100),
            .reply_lost = rate(150),
            .duplicated = rate(150),
            .reordered = rate(200),
            .late = rate(80),
            .id_misused = rate(20),
            .hasty = rate(200),
            .restart = rate(25),
            .crash = rate(40),
            .disk_error = rate(15),
            .disk_full = rate(25),
            .clock_jump = rate(20),
            .wrong_clock = rate(400),
            .people = rate(200),
            .carrier = rate(300),
            .printer = rate(300),
            .small_map = rate(500)};
}

Run simulate(Plan const& plan) {
    Simulation simulation{plan};
    return simulation.run();
}

Simulation::Simulation(Plan const& plan)
    : plan_{plan},
      random_{plan.seed * 0x9E3779B97F4A7C15U + 1},
      faults_{draw_faults(random_)},
      place_{plan.base + fmt::format("/seed-{}", plan.seed)},
      wall_{first_morning},
      outside_{random_, mishaps_of(faults_)},
      people_{random_, habits_of(faults_), books_} {
    fs::create_directories(place_);
    folder_ = place_ + "/store-0";
}

Simulation::~Simulation() {
    engine_.reset();
    std::error_code ignored;
    fs::remove_all(place_, ignored);
}

void Simulation::fail(std::string const& failure) {
    if (run_.failure.empty()) run_.failure = failure;
    note("FAILED: " + failure);
}

void Simulation::note(std::string const& line) {
    if (!plan_.traced) return;
    run_.trace.push_back(fmt::format("step {}: {}", run_.step, line));
    if (run_.trace.size() > trace_max) run_.trace.erase(run_.trace.begin());
}

Run Simulation::run() {
    open();
    furnish();
    for (run_.step = 1; run_.step <= plan_.steps && run_.failure.empty(); ++run_.step) step();
    if (run_.failure.empty()) drain();
    if (run_.failure.empty()) verify_store();
    run_.entries = promises_.entries();
    run_.replayed = promises_.replayed();
    run_.totals = books_.totals();
    run_.injected.carrier_silent = outside_.figures().carrier_silent;
    run_.injected.carrier_refused = outside_.figures().carrier_refused;
    run_.injected.printer_faults = outside_.figures().printer_faults;
    return run_;
}

// --- the server

void Simulation::open() {
    auto const clock = std::make_shared<SteadyClock>(
        [this] { return wall_; },
        [this]() -> std::chrono::nanoseconds { return std::chrono::milliseconds{monotonic_ms_}; });
    // The tables are committed when this run says so, not when the machine's clock does.
    engine_ = std::make_unique<Engine>(Engine::Options{
        .folder = folder_,
        .mode = Engine::Mode::manual,
        .clock = [clock](Envelope const&, Instant floor) { return clock->now(floor); },
        .batch_max = random_.below(3) == 0 ? 2U : 256U,
        .state_commit_after = std::chrono::hours{24},
        .state_commit_changes = random_.below(2) == 0 ? 300U : 1'000'000U,
        .map_bytes = std::uint64_t{1} << (faults_.small_map > 0 ? 19 : 26),
        .log = [this](std::string const& line) { log_.push_back(line); }});
    outside_.restart_workers();
}

void Simulation::close() {
    engine_.reset();
}

void Simulation::restart() {
    ++run_.injected.restarts;
    note("the server is stopped and started");
    close();
    open();
    if (auto const wrong = promises_.still_there(engine_->journal()); !wrong.empty()) fail(wrong);
}

// The files as a killed process leaves them: what was committed is there, the open tables are not.
void Simulation::crash() {
    note("the server is killed and started");
    std::string const next = fmt::format("{}/store-{}", place_, ++folders_);
    for (char const* part : {"/journal", "/state"}) {
        fs::create_directories(next + part);
        fs::copy_file(folder_ + part + "/data.mdb", next + part + "/data.mdb");
    }
    close();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    folder_ = next;
    open();
    if (auto const wrong = promises_.still_there(engine_->journal()); !wrong.empty()) fail(wrong);
}

void Simulation::furnish() {
    Envelope const envelope{.device = {}, .captured_at = wall_, .command = house::master_data()};
    Outcome const outcome = engine_->decide(envelope);
    ensure(!outcome.refusal, "the house is furnished");
    Read const& read = now_in_tables();
    for (Workplace const& place : house::workplaces()) {
        DeviceId const device = device_by_code(read, place.device).value();
        clients_.emplace_back(place.device, device, Client::Kind::terminal);
        Client& client = clients_.back();
        client.badge = place.badge;
        if (!often(faults_.wrong_clock)) continue;
        Instant const shown = often(500) ? Instant{1000} : year_2038;
        client.clock_error = shown - wall_;
    }
    for (char const* const code : {house::office, house::machine})
        clients_.emplace_back(code, device_by_code(read, code).value(), Client::Kind::program);
    lead_ = operator_by_badge(read, house::lead_badge).value();
    packer_ = operator_by_badge(read, "U-ANN").value();
    Client& office = clients_[house::workplaces().size()];
    for (int i = 0; i < 6; ++i) office.ask(delivery(), wall_, lead_);
    for (int i = 0; i < 4; ++i) office.ask(new_order(), wall_, lead_);
    observe({}, {});
    check();
}

void Simulation::pass_time() {
    std::int64_t const ms = often(20)    ? random_.between(60'000, 900'000)
                            : often(100) ? random_.between(0, 200)
                                         : random_.between(200, 15'000);
    monotonic_ms_ += ms;
    wall_ = wall_ + Elapsed{ms};
}

void Simulation::jump_clock() {
    ++run_.injected.clock_jumps;
    constexpr std::int64_t hour = 3'600'000;
    switch (random_.below(5)) {
        case 0: wall_ = wall_ - Elapsed{hour}; break;
        case 1: wall_ = wall_ + Elapsed{24 * hour}; break;
        case 2: wall_ = Instant{1}; break;
        case 3: wall_ = year_2038; break;
        default: wall_ = first_morning + Elapsed{random_.between(0, 24) * hour}; break;
    }
    note(fmt::format("the clock says {}", to_text(wall_)));
}

// --- one step

void Simulation::step() {
    disk_disturbed_ = false;
    pass_time();
    break_something();
    if (!run_.failure.empty()) return;
    std::uint64_t const turn = random_.below(100);
    if (turn < 70) {
        people_work();
    } else if (turn < 88) {
        office_works();
    } else {
        outside_works();
    }
    check();
}

void Simulation::break_something() {
    if (often(faults_.clock_jump)) jump_clock();
    if (often(faults_.restart)) restart();
    if (often(faults_.crash)) {
        ++run_.injected.crashes;
        crash();
    }
    if (often(30)) engine_->flush();
}

void Simulation::people_work() {
    std::vector<Message> messages;
    std::size_t const terminals = house::workplaces().size();
    std::uint64_t const active = often(300) ? random_.below(4) + 1 : 1;
    std::size_t const first = random_.below(terminals);
    for (std::uint64_t i = 0; i < active; ++i) {
        Client& client = clients_[(first + i) % terminals];
        bool const free =
            client.waiting().empty() || (often(faults_.hasty) && client.waiting().size() < 4);
        if (free) {
            auto command = people_.act(client.badge, client.shown());
            if (command) client.ask(std::move(*command), wall_ + client.clock_error);
        }
        send_some(client, messages);
    }
    add_old_message(messages);
    deliver(messages);
}

void Simulation::office_works() {
    std::vector<Message> messages;
    Client& office = clients_[house::workplaces().size()];
    if (auto command = office_command()) office.ask(std::move(*command), wall_, lead_);
    send_some(office, messages);
    add_old_message(messages);
    deliver(messages);
}

void Simulation::outside_works() {
    Client& machine = clients_.back();
    if (often(300)) outside_.tend_printers();
    for (AnyCommand& report : outside_.perform_due(now_in_tables(), engine_->journal().last_at()))
        machine.ask(std::move(report), wall_);
    for (std::string const& label : outside_.take_labels()) people_.see_label(label);
    std::vector<Message> messages;
    for (int i = 0; i < 4; ++i) send_some(machine, messages);
    if (often(400))
        messages.push_back(
            {nullptr,
             Envelope{.device = {}, .captured_at = wall_, .command = Tick{.number = ++ticks_}}});
    deliver(messages);
}

// --- messages

void Simulation::send_some(Client& client, std::vector<Message>& messages) {
    if (client.waiting().empty()) return;
    std::size_t index = client.due();
    if (client.waiting().size() > 1 && often(faults_.reordered)) {
        ++run_.injected.reordered;
        index = random_.below(client.waiting().size());
    }
    Envelope const& envelope = client.waiting()[index];
    bool const there = std::ranges::any_of(messages, [&](Message const& message) {
        return message.from == &client && message.envelope.request == envelope.request;
    });
    if (there) return;  // one message of it at a time, besides what the network doubles
    if (often(faults_.request_lost)) {
        ++run_.injected.requests_lost;
        note(fmt::format("{}: a request is lost", client.code()));
        return;
    }
    messages.push_back({&client, envelope});
    if (!often(faults_.duplicated)) return;
    ++run_.injected.duplicated;
    messages.push_back({&client, envelope});
}

void Simulation::add_old_message(std::vector<Message>& messages) {
    if (old_.empty()) return;
    Message old = old_[random_.below(old_.size())];
    // Two new ones of a terminal in one batch: the second's screen would not be known.
    bool const decided = promises_.is_decided(old.envelope);
    if (!decided && old.from->is_terminal()) return;
    if (often(faults_.late)) {
        ++run_.injected.late;
        messages.push_back(old);
    }
    bool const own = std::ranges::any_of(
        messages, [&](Message const& message) { return message.from == old.from; });
    if (own || !decided || !often(faults_.id_misused)) return;
    ++run_.injected.ids_misused;
    old.envelope.command = ScanCode{.raw = fmt::format("MISUSE-{}", run_.step)};
    messages.push_back(old);
}

void Simulation::deliver(std::vector<Message> const& messages) {
    if (messages.empty()) return;
    for (Message const& message : messages) {
        promises_.sent(message.envelope);
        remember_before(message);
    }
    std::vector<Answer> answers;
    if (!hand_in(messages, answers)) often(500) ? crash() : restart();
    observe(messages, answers);
    hear(messages, answers);
    for (Message const& message : messages) {
        if (message.from != nullptr) old_.push_back(message);
    }
    if (old_.size() > messages_kept) old_.erase(old_.begin());
}

// False when the store has failed: whoever waits for an answer gets none.
bool Simulation::hand_in(std::vector<Message> const& messages, std::vector<Answer>& answers) {
    std::optional<FailingDisk> disk;
    bool const broken = often(faults_.disk_error);
    bool const full = !broken && often(faults_.disk_full);
    if (broken || full)
        disk.emplace(folder_, static_cast<long>(random_.below(7) + 1), broken ? EIO : ENOSPC);
    bool sound = true;
    try {
        for (std::size_t i = 0; i < messages.size(); ++i) {
            engine_->submit(messages[i].envelope, [&answers, i](Outcome outcome) {
                answers.push_back({i, std::move(outcome)});
            });
        }
        while (engine_->run_once()) {
        }
        if (often(100)) engine_->flush();
    } catch (StoreFailure const& failure) {
        note(fmt::format("the store has failed: {}", failure.what()));
        sound = false;
    }
    disk_disturbed_ = disk && FailingDisk::has_failed();
    if (disk_disturbed_) ++(broken ? run_.injected.disk_errors : run_.injected.disk_full);
    if (!sound && !disk_disturbed_) fail("the store has failed on a sound disk");
    return sound;
}

// A terminal's screen decides what its scan means; a message that is decided already means nothing.
void Simulation::remember_before(Message const& message) {
    if (message.from == nullptr || !message.from->is_terminal()) return;
    if (promises_.is_decided(message.envelope)) return;
    before_[{message.envelope.device, message.envelope.request}] =
        draw(now_in_tables(), message.envelope.device);
}

void Simulation::observe(std::vector<Message> const& messages, std::vector<Answer> const& answers) {
    for (std::string const& line : log_) {
        if (line.find("threw") != line.npos) fail(line);
    }
    engine_->journal().replay(promises_.entries() + 1, [&](store::SealedEntry const& sealed) {
        if (auto const wrong = promises_.entered(sealed); !wrong.empty()) fail(wrong);
        if (auto const wrong = checks_.add_ledger(sealed.entry); !wrong.empty()) fail(wrong);
        learn(sealed.entry, messages, answers);
        return true;
    });
    for (Answer const& answer : answers) {
        Message const& message = messages[answer.message];
        trace_answer(message, answer.outcome);
        auto const wrong = promises_.told(message.envelope, answer.outcome);
        if (!wrong.empty()) fail(wrong);
    }
    promises_.settle();
}

void Simulation::learn(store::Entry const& entry, std::vector<Message> const& messages,
                       std::vector<Answer> const& answers) {
    Deed deed{.command = command_from_bytes(entry.command_tag, entry.command),
              .refused = entry.refused != 0,
              .tone = entry.tone,
              .object = entry.object};
    auto const before = before_.find({entry.device, entry.request});
    if (before != before_.end()) {
        deed.before = before->second;
        deed.after = draw(now_in_tables(), entry.device);
        before_.erase(before);
    }
    for (Answer const& answer : answers) {
        bool const own = messages[answer.message].envelope.request == entry.request;
        if (own && answer.outcome.seq == entry.seq) deed.after = answer.outcome.screen;
    }
    books_.learn(deed);
}

void Simulation::hear(std::vector<Message> const& messages, std::vector<Answer> const& answers) {
    for (Answer const& answer : answers) {
        Message const& message = messages[answer.message];
        if (message.from == nullptr) continue;
        if (often(faults_.reply_lost)) {
            ++run_.injected.replies_lost;
            note(fmt::format("{}: a reply is lost", message.from->code()));
            continue;
        }
        bool const misuse =
            answer.outcome.refusal && answer.outcome.refusal->why == Why::event_reused;
        if (misuse) continue;
        auto const wrong = message.from->hear(message.envelope, answer.outcome);
        if (!wrong.empty()) fail(wrong);
    }
}

void Simulation::trace_answer(Message const& message, Outcome const& outcome) {
    if (!plan_.traced) return;
    std::string const who = message.from == nullptr ? "system" : message.from->code();
    note(fmt::format("{} #{} {} -> {}", who, message.envelope.device_seq,
                     what(message.envelope.command), text_of(outcome)));
    if (message.from != nullptr && message.from->is_terminal())
        note("    " + text_of(outcome.screen));
}

// --- the end of a day, and what must hold after every step

// Nothing fails any more: everything that was sent is decided and heard.
void Simulation::drain() {
    faults_ = {};
    outside_.mend();
    for (int round = 0; round < 2000 && run_.failure.empty(); ++round) {
        std::vector<Message> messages;
        pass_time();
        for (Client& client : clients_) send_some(client, messages);
        if (messages.empty()) break;
        deliver(messages);
    }
    check();
    if (!run_.failure.empty()) return;
    if (auto const wrong = promises_.all_told(); !wrong.empty()) return fail(wrong);
    restart();
    check();
}

void Simulation::check() {
    if (!run_.failure.empty()) return;
    for (std::string const& line : log_) {
        bool const harmless = disk_disturbed_ && line.find("threw") == line.npos;
        if (!harmless) return fail("the server says: " + line);
    }
    log_.clear();
    if (auto const wrong = checks_.look(now_in_tables(), books_, outside_); !wrong.empty())
        return fail(wrong);
    for (Client const& client : clients_) {
        Device const device = tables::devices.at(now_in_tables(), client.device());
        if (device.last_seq != promises_.last_of(client.device()))
            return fail(fmt::format("{} is at number {}, it sent {}", client.code(),
                                    device.last_seq, promises_.last_of(client.device())));
    }
}

void Simulation::verify_store() {
    tables::orders.scan_all(now_in_tables(), [&](OrderId, Order const& order) {
        run_.shipped_orders += order.state == OrderState::shipped ? 1 : 0;
        return true;
    });
    std::uint64_t const entries = engine_->durable_seq();
    if (entries != promises_.entries()) return fail("the journal has grown by itself");
    close();
    VerifyReport const report = verify({.folder = folder_, .scratch = place_ + "/scratch"});
    if (report.first_difference) fail(*report.first_difference);
    for (std::string const& finding : report.findings) fail(finding);
}

}  // namespace wms::simulation
