// SPDX-License-Identifier: Apache-2.0
// The small warehouse a scenario plays in: an engine on a folder of its own, terminals that behave
// as real ones do (they number their commands, send the screen they were made on and show what
// comes back) and a clock that only the scenario moves.
#pragma once

#include "engine/engine.hpp"
#include "scenarios/words.hpp"

#include <map>
#include <memory>

namespace wms::scenario {

// Something to scan with: one device and what it knows.
struct Terminal {
    DeviceId device;
    std::uint64_t sent = 0;  // device_seq of the last decided command
    Screen screen = {};
    std::uint64_t token_before = 0;  // of the screen before this one
    Envelope last = {};
    Outcome answer = {};
};

class World {
public:
    World();
    World(World const&) = delete;
    World& operator=(World const&) = delete;
    ~World();

    // --- time
    void pass(Elapsed time) { now_ = now_ + time; }
    void set_time(Instant at) { now_ = at; }
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] Instant midnight() const { return wms::midnight(day_of(now_, 0)); }

    // --- commands; the answer stays to be asked for
    Outcome const& office(AnyCommand const& command);
    Outcome const& send(Terminal& from, AnyCommand const& command, Elapsed after_last = {});
    Outcome const& send_again(Terminal& from, AnyCommand const& command);
    void lose_a_number(Terminal& from) { ++from.sent; }
    [[nodiscard]] Outcome const& answer() const { return answer_; }
    // A refusal that no line has asked for is a failure of the line that got it.
    [[nodiscard]] bool has_open_refusal() const { return open_refusal_; }
    void settle_refusal() { open_refusal_ = false; }

    // --- people and terminals, by the names of the scenario
    void add_person(std::string const& name);
    [[nodiscard]] bool is_person(std::string const& name) const { return people_.contains(name); }
    void sign_in(std::string const& name, std::string const& device);
    [[nodiscard]] Terminal& terminal_of(std::string const& name);  // a person's, or by its code
    [[nodiscard]] static std::string badge_of(std::string const& name);

    // --- what is in the tables now
    [[nodiscard]] Read read();
    [[nodiscard]] std::uint64_t last_seq() const { return engine_->durable_seq(); }
    [[nodiscard]] Engine& engine() { return *engine_; }
    // Says what is wrong with the state or with the command just decided, or nothing.
    [[nodiscard]] std::string fault();
    // Applies the journal to an empty store: the first difference, or nothing.
    [[nodiscard]] std::string difference_after_replay();
    void reopen();
    // How many steps of pickers went as the round ahead of the step had said.
    [[nodiscard]] std::uint64_t steps_foreseen() const { return foreseen_; }

private:
    Envelope envelope(AnyCommand const& command);
    Outcome const& note(Outcome outcome);
    void push_screens();
    [[nodiscard]] std::optional<Screen> foreseen(Terminal const& from, AnyCommand const& command);
    void compare_with(Screen const& expected);
    void open();
    void furnish();

    std::string folder_;
    Instant now_;
    std::unique_ptr<Engine> engine_;
    std::map<std::string, std::string> people_;  // name → code of the device they are at
    std::map<std::string, Terminal> terminals_;  // code → terminal
    std::vector<std::string> log_;
    Outcome answer_ = {};
    bool open_refusal_ = false;
    std::string surprise_;  // a picker's screen that was not the one the round ahead had said
    std::uint64_t foreseen_ = 0;
    std::uint64_t requests_ = 0;
};

}  // namespace wms::scenario
