// SPDX-License-Identifier: Apache-2.0
#include "domain/process/access.hpp"

#include "domain/field.hpp"
#include "domain/process/setup.hpp"
#include "domain/process/sign_in.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

constexpr std::size_t closed_max = 100;  // per tick

bool has_screen(DeviceKind kind) {
    return kind == DeviceKind::handheld || kind == DeviceKind::station;
}

bool is_scope(std::string const& scope) {
    std::size_t const colon = scope.find(':');
    if (colon == 0 || colon == scope.npos || scope.size() > 40) return false;
    std::string_view const right = std::string_view{scope}.substr(colon + 1);
    bool const lower = std::all_of(scope.begin(), scope.begin() + static_cast<long>(colon),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    return lower && (right == "read" || right == "write");
}

// The system itself (no actor) sets the first PIN of all.
Result<> guard_may_set_pin(Change const& change, OperatorId who) {
    OperatorId const actor = change.actor();
    if (!actor || actor == who) return {};
    Operator const me = tables::operators.at(change.tables(), actor);
    Operator const them = tables::operators.at(change.tables(), who);
    bool const floor = !has_role(them, Role::lead) && !has_role(them, Role::system);
    if (has_role(me, Role::admin) || (floor && has_role(me, Role::lead))) return {};
    return refuse(Why::role_missing, me.name, floor ? "lead" : "admin");
}

Result<> guard_admin(Change const& change) {
    if (!change.actor()) return {};
    Operator const me = tables::operators.at(change.tables(), change.actor());
    if (has_role(me, Role::admin)) return {};
    return refuse(Why::role_missing, me.name, "admin");
}

DeviceId device_for_key(Change& change, std::string const& name) {
    std::string const code = "K-" + name;
    if (auto const known = device_by_code(change.tables(), code)) return *known;
    DeviceId const id = change.next<DeviceId>(tables::Counter::device);
    change.post(DeviceDefined{id, Device{.code = code, .kind = DeviceKind::machine}});
    return id;
}

}  // namespace

Result<Done> handle(Change& change, DefineDevice const& command) {
    if (auto const guard = check_code("code", command.code); !guard)
        return std::unexpected(guard.error());
    if (command.kind == DeviceKind::machine)
        return refuse(Why::bad_field, "kind", "a machine gets its device with its key");
    StationId station{};
    if (!command.station.empty()) {
        auto const found = station_by_code(change.tables(), command.station);
        if (!found) return refuse(Why::unknown_object, "station", command.station);
        station = *found;
    }
    if (command.kind == DeviceKind::station && !station)
        return refuse(Why::missing_field, "station");
    auto const known = device_by_code(change.tables(), command.code);
    Device row = known ? tables::devices.at(change.tables(), *known) : Device{};
    if (known && row.kind == command.kind && row.station == station)
        return Done{Tone::ok, known->value()};
    if (known && row.kind == DeviceKind::machine) return refuse(Why::duplicate_code, command.code);
    // Somebody works there: what the terminal is does not change under their hands.
    if (known && row.actor) return refuse(Why::changed_elsewhere, command.code);
    row.code = command.code;
    row.kind = command.kind;
    row.station = station;
    DeviceId const id = known ? *known : change.next<DeviceId>(tables::Counter::device);
    change.post(DeviceDefined{id, row});
    return Done{Tone::ok, id.value()};
}

Result<Done> handle(Change& change, SetPin const& command) {
    if (!tables::operators.contains(change.tables(), command.who))
        return refuse(Why::unknown_actor, fmt::format("{}", command.who.value()));
    if (command.hash.bytes.size() > 400) return refuse(Why::bad_field, "hash", "too long");
    if (auto const guard = guard_may_set_pin(change, command.who); !guard)
        return std::unexpected(guard.error());
    change.post(OperatorPinSet{command.who, Credential{command.hash, change.now()}});
    return Done{Tone::ok, command.who.value()};
}

Result<Done> handle(Change& change, OpenWebSession const& command) {
    auto const who = tables::operators.find(change.tables(), command.who);
    if (!who) return refuse(Why::unknown_actor, fmt::format("{}", command.who.value()));
    if (who->blocked) return refuse(Why::operator_blocked, who->badge);
    auto const device = tables::devices.find(change.tables(), command.device);
    if (!device || device->kind == DeviceKind::machine)
        return refuse(Why::unknown_device, fmt::format("{}", command.device.value()));
    bool const lasts =
        command.ends_at > change.now() && command.ends_at <= change.now() + web_session_max;
    if (!lasts) return refuse(Why::bad_field, "ends_at", "within twelve hours");
    if (tables::web_sessions.contains(change.tables(), command.token))
        return refuse(Why::already_done, "token");
    if (has_screen(device->kind)) sign_in::enter_checked(change, command.who, command.device);
    change.post(WebSessionOpened{
        command.token, WebSession{command.who, command.device, change.now(), command.ends_at}});
    return Done{Tone::step_complete, command.who.value()};
}

Result<Done> handle(Change& change, CloseWebSession const& command) {
    auto const session = tables::web_sessions.find(change.tables(), command.token);
    if (!session) return Done{Tone::ok};
    Device const device = tables::devices.at(change.tables(), session->device);
    change.post(WebSessionClosed{command.token});
    if (device.actor == session->who) change.post(SignedOut{session->who, session->device});
    return Done{Tone::ok};
}

Result<Done> handle(Change& change, AddMachineKey const& command) {
    if (auto const guard = check_code("name", command.name); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_admin(change); !guard) return std::unexpected(guard.error());
    if (command.name.size() > code_characters_max - 2)
        return refuse(Why::bad_field, "name", "too long");
    if (command.scopes.empty()) return refuse(Why::missing_field, "scopes");
    if (command.scopes.size() > key_scopes_max)
        return refuse(Why::too_many_lines, "scopes", fmt::format("{}", command.scopes.size()),
                      fmt::format("{}", key_scopes_max));
    for (std::string const& scope : command.scopes) {
        if (!is_scope(scope)) return refuse(Why::bad_field, "scopes", scope);
    }
    bool used = false;
    tables::machine_keys.scan_all(change.tables(), [&](KeyId, MachineKey const& key) {
        used = (key.name == command.name && !key.revoked) || key.hash == command.hash;
        return !used;
    });
    if (used) return refuse(Why::duplicate_code, command.name);
    DeviceId const device = device_for_key(change, command.name);
    KeyId const id = change.next<KeyId>(tables::Counter::machine_key);
    change.post(MachineKeyAdded{id, MachineKey{.name = command.name,
                                               .hash = command.hash,
                                               .scopes = command.scopes,
                                               .device = device,
                                               .made_by = change.actor(),
                                               .made_at = change.now()}});
    return Done{Tone::ok, id.value()};
}

Result<Done> handle(Change& change, RevokeMachineKey const& command) {
    if (auto const guard = guard_admin(change); !guard) return std::unexpected(guard.error());
    auto const key = tables::machine_keys.find(change.tables(), command.key);
    if (!key) return refuse(Why::unknown_object, "key", fmt::format("{}", command.key.value()));
    if (!key->revoked) change.post(MachineKeyRevoked{command.key});
    return Done{Tone::ok, command.key.value()};
}

void apply(Write& write, OperatorPinSet const& event, EntryHeader const&) {
    if (event.row.hash.bytes.empty()) {
        tables::credentials.erase(write, event.who);
    } else {
        tables::credentials.put(write, event.who, event.row);
    }
    access_rights::end_sessions_of(write, event.who);
}
void apply(Write& write, WebSessionOpened const& event, EntryHeader const&) {
    access_rights::end_sessions_at(write, event.row.device);
    tables::web_sessions.put(write, event.token, event.row);
}
void apply(Write& write, WebSessionClosed const& event, EntryHeader const&) {
    tables::web_sessions.erase(write, event.token);
}
void apply(Write& write, MachineKeyAdded const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::machine_key, event.id.value());
    tables::machine_keys.put(write, event.id, event.row);
}
void apply(Write& write, MachineKeyRevoked const& event, EntryHeader const&) {
    tables::machine_keys.update(write, event.id, [](MachineKey& key) { key.revoked = true; });
}

namespace access_rights {
namespace {

void erase_all(Write& write, std::vector<store::Hash> const& tokens) {
    for (store::Hash const& token : tokens) tables::web_sessions.erase(write, token);
}

}  // namespace

bool needs_pin(Read const& read, OperatorId who) {
    auto const row = tables::operators.find(read, who);
    bool const trusted = row && (has_role(*row, Role::lead) || has_role(*row, Role::admin));
    return trusted || tables::credentials.contains(read, who);
}

void end_sessions_at(Write& write, DeviceId device) {
    std::vector<store::Hash> tokens;
    tables::web_sessions.scan_index<tables::web_sessions_by_device>(
        write, device, [&](DeviceId, store::Hash const& token) {
            tokens.push_back(token);
            return true;
        });
    erase_all(write, tokens);
}

void end_sessions_of(Write& write, OperatorId who) {
    std::vector<store::Hash> tokens;
    tables::web_sessions.scan_index<tables::web_sessions_by_operator>(
        write, who, [&](OperatorId, store::Hash const& token) {
            tokens.push_back(token);
            return true;
        });
    erase_all(write, tokens);
}

void close_expired(Change& change) {
    std::vector<store::Hash> over;
    tables::web_sessions.scan_all(change.tables(),
                                  [&](store::Hash const& token, WebSession const& session) {
                                      if (session.ends_at <= change.now()) over.push_back(token);
                                      return over.size() < closed_max;
                                  });
    for (store::Hash const& token : over) {
        WebSession const session = tables::web_sessions.at(change.tables(), token);
        Device const device = tables::devices.at(change.tables(), session.device);
        change.post(WebSessionClosed{token});
        if (device.actor == session.who) change.post(SignedOut{session.who, session.device});
    }
}

}  // namespace access_rights

}  // namespace wms
