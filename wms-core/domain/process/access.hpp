// SPDX-License-Identifier: Apache-2.0
// Who may come in from outside: PINs, sessions of browsers, keys of machines, terminals.
//
// A worker scans the badge and, where one is set, types the PIN; a browser then holds a token that
// is bound to this person and this device. Leaving the terminal, coming up at another one, a new
// PIN or other roles end it. The core keeps no secret: of a PIN it knows a slow hash that is
// worthless without the pepper outside the store, of a token its hash.
#pragma once

#include "domain/terminal.hpp"

namespace wms {

inline constexpr Elapsed web_session_max = Elapsed{12LL * 3'600'000};
inline constexpr std::size_t key_scopes_max = 40;

// Makes a terminal known. Known with the same kind and station, nothing happens.
struct DefineDevice {
    static constexpr std::uint16_t tag = 110;
    std::string code;
    DeviceKind kind = DeviceKind::handheld;
    std::string station = {};  // code; of a station's terminal
};
BOOST_DESCRIBE_STRUCT(DefineDevice, (), (code, kind, station))
[[nodiscard]] Result<Done> handle(Change& change, DefineDevice const& command);

// An empty hash takes the PIN away. An admin may, a lead for people who only work on the floor,
// everybody for themselves.
struct SetPin {
    static constexpr std::uint16_t tag = 111;
    OperatorId who;
    Secret hash = {};
};
BOOST_DESCRIBE_STRUCT(SetPin, (), (who, hash))
[[nodiscard]] Result<Done> handle(Change& change, SetPin const& command);

// This person is at this device from now on, in the browser that holds the token. Badge and PIN
// have been checked.
struct OpenWebSession {
    static constexpr std::uint16_t tag = 112;
    store::Hash token{};  // of the token
    OperatorId who;
    DeviceId device;
    Instant ends_at;
};
BOOST_DESCRIBE_STRUCT(OpenWebSession, (), (token, who, device, ends_at))
[[nodiscard]] Result<Done> handle(Change& change, OpenWebSession const& command);

struct CloseWebSession {
    static constexpr std::uint16_t tag = 113;
    store::Hash token{};
};
BOOST_DESCRIBE_STRUCT(CloseWebSession, (), (token))
[[nodiscard]] Result<Done> handle(Change& change, CloseWebSession const& command);

// A program that calls the API; it gets a device of its own, so that the journal names it.
struct AddMachineKey {
    static constexpr std::uint16_t tag = 114;
    std::string name;
    store::Hash hash{};
    std::vector<std::string> scopes;  // "orders:write"
};
BOOST_DESCRIBE_STRUCT(AddMachineKey, (), (name, hash, scopes))
[[nodiscard]] Result<Done> handle(Change& change, AddMachineKey const& command);

struct RevokeMachineKey {
    static constexpr std::uint16_t tag = 115;
    KeyId key;
};
BOOST_DESCRIBE_STRUCT(RevokeMachineKey, (), (key))
[[nodiscard]] Result<Done> handle(Change& change, RevokeMachineKey const& command);

struct OperatorPinSet {
    static constexpr std::uint16_t tag = 210;
    OperatorId who;
    Credential row;  // without hash: taken away
};
BOOST_DESCRIBE_STRUCT(OperatorPinSet, (), (who, row))
void apply(Write& write, OperatorPinSet const& event, EntryHeader const& header);

struct WebSessionOpened {
    static constexpr std::uint16_t tag = 211;
    store::Hash token{};
    WebSession row;
};
BOOST_DESCRIBE_STRUCT(WebSessionOpened, (), (token, row))
void apply(Write& write, WebSessionOpened const& event, EntryHeader const& header);

struct WebSessionClosed {
    static constexpr std::uint16_t tag = 212;
    store::Hash token{};
};
BOOST_DESCRIBE_STRUCT(WebSessionClosed, (), (token))
void apply(Write& write, WebSessionClosed const& event, EntryHeader const& header);

struct MachineKeyAdded {
    static constexpr std::uint16_t tag = 213;
    KeyId id;
    MachineKey row;
};
BOOST_DESCRIBE_STRUCT(MachineKeyAdded, (), (id, row))
void apply(Write& write, MachineKeyAdded const& event, EntryHeader const& header);

struct MachineKeyRevoked {
    static constexpr std::uint16_t tag = 214;
    KeyId id;
};
BOOST_DESCRIBE_STRUCT(MachineKeyRevoked, (), (id))
void apply(Write& write, MachineKeyRevoked const& event, EntryHeader const& header);

namespace access_rights {

// Leads and admins may not come in by badge alone.
[[nodiscard]] bool needs_pin(Read const& read, OperatorId who);
// For apply functions: nobody goes on at this device, or as this person, with an old token.
void end_sessions_at(Write& write, DeviceId device);
void end_sessions_of(Write& write, OperatorId who);
// Sessions whose time is over; called every tick.
void close_expired(Change& change);

}  // namespace access_rights

}  // namespace wms
