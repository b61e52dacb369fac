// SPDX-License-Identifier: Apache-2.0
// One sender as it must behave (§4.0.3): it numbers its commands, gives each an id for ever, keeps
// what was not answered and sends it again, in order, from the number the server asks for.
#pragma once

#include "engine/engine.hpp"

#include <deque>
#include <string>

namespace wms::simulation {

class Client {
public:
    enum class Kind : std::uint8_t { terminal, program };  // a program does not number

    Client(std::string code, DeviceId device, Kind kind)
        : code_{std::move(code)}, device_{device}, kind_{kind} {}

    // Puts it behind what waits already. `at` is this sender's own time.
    void ask(AnyCommand command, Instant at, OperatorId actor = {});
    // What is wrong with the answer for somebody who behaves, or nothing.
    [[nodiscard]] std::string hear(Envelope const& envelope, Outcome const& outcome);

    [[nodiscard]] std::deque<Envelope> const& waiting() const { return waiting_; }
    [[nodiscard]] Screen const& shown() const { return shown_; }
    [[nodiscard]] std::string const& code() const { return code_; }
    [[nodiscard]] DeviceId device() const { return device_; }
    [[nodiscard]] bool is_terminal() const { return kind_ == Kind::terminal; }
    // The next message to try: the oldest, or the one the server has asked for.
    [[nodiscard]] std::size_t due() const;

    std::string badge = {};  // of who usually works here
    Elapsed clock_error = {};

private:
    std::string code_;
    DeviceId device_;
    Kind kind_;
    std::deque<Envelope> waiting_;
    std::uint64_t expected_ = 0;  // the number asked for, 0 = the oldest
    std::uint64_t asked_ = 0;     // so far
    Screen shown_ = {};
};

}  // namespace wms::simulation
