// SPDX-License-Identifier: Apache-2.0
// Signing in and choosing work.
//
// A worker scans the badge; if the same person was at work on another terminal, the session moves
// here and goes on at the same step ("you were here", §4.0.8). Home offers what the roles allow;
// scanning a tote or a location there jumps straight into the matching work. The badge again signs
// out, unless goods are in hand.
#pragma once

#include "domain/terminal.hpp"

namespace wms::sign_in {

// Nobody is signed in at this device yet.
[[nodiscard]] Result<Done> sign_in(Change& change, Scanned const& scanned);
// This person is at this device; badge and PIN have been checked.
void enter_checked(Change& change, OperatorId who, DeviceId device);
// !LOCK: the place in the work stays, the next badge goes on there.
[[nodiscard]] Result<Done> lock(Change& change);
// !LANG: the other language, or the one named.
[[nodiscard]] Result<Done> change_language(Change& change, std::string const& wanted);
[[nodiscard]] Result<Done> on_scan(Change& change, Session const& session, Scanned const& scanned);
[[nodiscard]] Result<Done> on_press(Change& change, Session const& session,
                                    PressButton const& command);
void draw(Read const& read, Session const& session, Screen& screen);

}  // namespace wms::sign_in

namespace wms {

// The operator is at `device` from now on, and nowhere else.
struct SignedIn {
    static constexpr std::uint16_t tag = 20;
    OperatorId who;
    DeviceId device;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (who, device))
void apply(Write& write, SignedIn const& event, EntryHeader const& header);

struct SignedOut {
    static constexpr std::uint16_t tag = 21;
    OperatorId who;
    DeviceId device;
};
BOOST_DESCRIBE_STRUCT(SignedOut, (), (who, device))
void apply(Write& write, SignedOut const& event, EntryHeader const& header);

}  // namespace wms
