// SPDX-License-Identifier: Apache-2.0
#include "domain/process/directing.hpp"

#include "domain/field.hpp"
#include "domain/process/administration.hpp"
#include "domain/process/picking_round.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

Result<> guard_addressee(Read const& read, SendMessage const& command) {
    bool const both = command.who && command.device;
    bool const none = !command.who && !command.device;
    if (both || none) return refuse(Why::bad_field, "to", "a person or a terminal is wanted");
    if (command.who && !tables::operators.contains(read, command.who))
        return refuse(Why::unknown_object, "operator", fmt::format("{}", command.who.value()));
    if (command.device && !tables::devices.contains(read, command.device))
        return refuse(Why::unknown_object, "device", fmt::format("{}", command.device.value()));
    return {};
}

Result<> guard_picker(Read const& read, OperatorId id) {
    if (!id) return {};
    auto const who = tables::operators.find(read, id);
    if (!who) return refuse(Why::unknown_object, "operator", fmt::format("{}", id.value()));
    if (who->blocked) return refuse(Why::operator_blocked, who->badge);
    if (!has_role(*who, Role::picker)) return refuse(Why::role_missing, who->name, "picker");
    return {};
}

// Nothing is in a tote yet: at once, and to choose other work.
void send_home(Change& change, OperatorId loser, BatchId batch) {
    auto session = tables::sessions.find(change.tables(), loser);
    bool const at_it = session && session->process == Process::picking && session->batch == batch;
    if (!at_it) return;
    session->process = Process::home;
    session->step = Step::choose;
    session->step_no += 1;
    session->batch = {};
    session->task = {};
    change.post(SessionChanged{loser, *session});
}

// Before the first of those that wait: whoever gets it, gets it next.
std::int64_t first_place(Read const& read, Batch const& batch) {
    std::int64_t first = batch.urgency;
    tables::batches.scan_index<0>(read, batch.warehouse,
                                  [&](tables::OpenBatchKey const& key, BatchId) {
                                      first = std::min(first, key.urgency - 1);
                                      return false;
                                  });
    return first;
}

}  // namespace

Result<Done> handle(Change& change, SendMessage const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_addressee(change.tables(), command); !guard)
        return std::unexpected(guard.error());
    if (command.text.empty()) return refuse(Why::missing_field, "text");
    if (auto const guard = check_prose("text", command.text, message_characters_max); !guard)
        return std::unexpected(guard.error());
    return Done{Tone::ok};
}

Result<Done> handle(Change&, ConfirmMessage const& command) {
    return Done{Tone::ok, command.message};
}

Result<Done> handle(Change& change, ReassignRound const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const found = tables::batches.find(read, command.batch);
    if (!found)
        return refuse(Why::unknown_object, "round", fmt::format("{}", command.batch.value()));
    Batch batch = *found;
    bool const over = batch.state >= BatchState::done || batch.claim.actor == command.to;
    if (over) return refuse(Why::already_done, tables::waves.at(read, batch.wave).code);
    if (auto const guard = guard_picker(read, command.to); !guard)
        return std::unexpected(guard.error());
    if (batch.container) {
        picking::tell_loser(change, batch.claim.actor, command.batch, batch.container);
    } else {
        send_home(change, batch.claim.actor, command.batch);
    }
    batch.claim = {};
    if (command.to) batch.claim = {command.to, {}, change.now() + claim_lease};
    batch.state = batch.container || command.to ? BatchState::claimed : BatchState::open;
    if (command.to) batch.urgency = first_place(read, batch);
    change.post(BatchChanged{command.batch, batch});
    return Done{Tone::ok, command.batch.value()};
}

Result<Done> handle(Change& change, DismissCode const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    if (command.raw.empty()) return refuse(Why::missing_field, "code");
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    return Done{Tone::ok};
}

}  // namespace wms
