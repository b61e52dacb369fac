// SPDX-License-Identifier: Apache-2.0
// What every terminal sends and gets: a scan or a button, and the screen that follows from the
// session. Common rules first (acknowledgement, debounce, stale step, approval badge), then the
// process the session is in.
#pragma once

#include "domain/scan.hpp"
#include "domain/screen.hpp"

namespace wms {

// How a code came in, for the audit: a gun or what types like one, the terminal's camera, a
// person's keys, the clipboard, or a hint of the demonstration that was tapped.
enum class ScanVia : std::uint8_t { gun = 0, camera = 1, typed = 2, paste = 3, hint = 4 };
BOOST_DESCRIBE_ENUM(ScanVia, gun, camera, typed, paste, hint)

struct ScanCode {
    static constexpr std::uint16_t tag = 10;
    std::string raw;  // as the scanner sent it, AIM identifier in front if it sends one
    std::uint64_t step_token = 0;  // the screen it was scanned on; 0 = not checked
    bool typed = false;
    bool offline = false;  // captured while the server could not be reached
    ScanVia via = ScanVia::gun;
};
BOOST_DESCRIBE_STRUCT(ScanCode, (), (raw, step_token, typed, offline, via))
[[nodiscard]] Result<Done> handle(Change& change, ScanCode const& command);

struct PressButton {
    static constexpr std::uint16_t tag = 11;
    Button button = Button::done;
    std::string argument;  // a quantity, a reason, a weight
    std::uint64_t step_token = 0;
    bool offline = false;
    bool measured = false;  // a weight as the station's scale said it; nobody typed it
};
BOOST_DESCRIBE_STRUCT(PressButton, (), (button, argument, step_token, offline, measured))
[[nodiscard]] Result<Done> handle(Change& change, PressButton const& command);

// A lead's approval on this terminal: the badge was scanned here, the PIN was proved to the server
// (§4.0.8). The core never sees a PIN.
struct GrantApproval {
    static constexpr std::uint16_t tag = 249;
    OperatorId approver;
};
BOOST_DESCRIBE_STRUCT(GrantApproval, (), (approver))
[[nodiscard]] Result<Done> handle(Change& change, GrantApproval const& command);

// The session of one operator, whole: it is small and every screen follows from it.
struct SessionChanged {
    static constexpr std::uint16_t tag = 12;
    OperatorId who;
    Session session;
};
BOOST_DESCRIBE_STRUCT(SessionChanged, (), (who, session))
void apply(Write& write, SessionChanged const& event, EntryHeader const& header);

// A second trigger within the debounce: nothing happens, but it is on record (§4.0.8
// DUP_SUPPRESSED).
struct DuplicateSuppressed {
    static constexpr std::uint16_t tag = 13;
    DeviceId device;
};
BOOST_DESCRIBE_STRUCT(DuplicateSuppressed, (), (device))
void apply(Write& write, DuplicateSuppressed const& event, EntryHeader const& header);

// Posts the session with `step` as the next question. The step token changes when the question
// does.
void go_to(Change& change, Session session, Step step);
// Posts the session as it is: the same question goes on (a count went up).
void stay(Change& change, Session const& session);

// The lead who approved this very action here within the last minute. Otherwise refuses with
// need_approval; the refusal itself opens the request that the lead's badge answers (§4.0.8). go_to
// uses the grant up.
[[nodiscard]] Result<OperatorId> approval_for(Change const& change, Session const& session,
                                              std::string const& action, std::uint64_t object);

// The very next scan repeats, within half a minute and byte for byte, the one that was asked about
// with `code` (U11).
[[nodiscard]] bool confirms(Change const& change, Session const& session, std::string const& code);

// What an entry's outcome itself changes: request table, device sequence, a stop to acknowledge, an
// approval asked for. Part of the replay like any event.
void record_outcome(Write& write, store::Entry const& entry);

[[nodiscard]] Screen draw(Read const& read, DeviceId device);

}  // namespace wms
