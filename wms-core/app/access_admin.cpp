// SPDX-License-Identifier: Apache-2.0
#include "app/access_admin.hpp"

#include "engine/engine.hpp"
#include "server/secrets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>

namespace wms::app {
namespace {

Engine::Options options_of(AccessPlace const& place) {
    return {.folder = place.data, .mode = Engine::Mode::manual};
}

int end_of(Outcome const& outcome) {
    if (!outcome.refusal) return 0;
    fmt::print(stderr, "wms: {}\n", sentence(*outcome.refusal, Language::en));
    return 1;
}

Outcome decide(Engine& engine, AnyCommand command) {
    return engine.decide({.device = {}, .captured_at = {}, .command = std::move(command)});
}

bool has_admin(Read const& read) {
    bool found = false;
    tables::operators.scan_all(read, [&](OperatorId, Operator const& row) {
        found = has_role(row, Role::admin);
        return !found;
    });
    return found;
}

}  // namespace

int set_pin(AccessPlace const& place, std::string const& badge) {
    std::string pin;
    std::getline(std::cin, pin);
    web::Secrets const secrets{place.secrets.empty() ? place.data + "/secrets" : place.secrets};
    Engine engine{options_of(place)};
    auto const known = operator_by_badge(engine.read(), badge);
    if (!known && has_admin(engine.read()))
        return end_of({.refusal = Refusal{Why::unknown_actor, {badge}}});
    // A house without an admin: whoever works at the machine itself makes the first one.
    Operator const row = known ? tables::operators.at(engine.read(), *known)
                               : Operator{.badge = badge, .name = "Admin", .roles = {Role::admin}};
    if (auto const guard = web::check_pin({}, row, pin); !guard)
        return end_of({.refusal = guard.error()});
    OperatorId who = known.value_or(OperatorId{});
    if (!known) {
        Outcome const made = decide(engine, DefineOperator{{}, row});
        if (made.refusal) return end_of(made);
        who = OperatorId{made.object};
    }
    return end_of(decide(engine, SetPin{who, secrets.hash_pin(pin)}));
}

int add_key(AccessPlace const& place, std::string const& name,
            std::vector<std::string> const& scopes) {
    Engine engine{options_of(place)};
    std::string const key = "wms_" + web::random_token();
    int const end = end_of(decide(engine, AddMachineKey{name, store::sha256(key), scopes}));
    if (end == 0) fmt::print("{}\n", key);
    return end;
}

int list_keys(AccessPlace const& place) {
    Engine engine{options_of(place)};
    tables::machine_keys.scan_all(engine.read(), [&](KeyId, MachineKey const& key) {
        fmt::print("{:20} {} {}\n", key.name, key.revoked ? "revoked" : "valid  ",
                   fmt::join(key.scopes, " "));
        return true;
    });
    return 0;
}

int revoke_key(AccessPlace const& place, std::string const& name) {
    Engine engine{options_of(place)};
    KeyId found{};
    tables::machine_keys.scan_all(engine.read(), [&](KeyId id, MachineKey const& key) {
        if (key.name == name && !key.revoked) found = id;
        return true;
    });
    if (!found) return end_of({.refusal = Refusal{Why::unknown_object, {"key", name}}});
    return end_of(decide(engine, RevokeMachineKey{found}));
}

}  // namespace wms::app
