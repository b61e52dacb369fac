// SPDX-License-Identifier: Apache-2.0
#include "domain/outbox.hpp"

#include "base/text.hpp"
#include "domain/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

constexpr std::size_t error_length_max = 200;

std::optional<Effect> pending(Read const& read, EffectId id) {
    auto const effect = tables::outbox.find(read, id);
    return effect && effect->state == EffectState::pending ? effect : std::nullopt;
}

ProblemKind problem_of(EffectKind kind) {
    return kind == EffectKind::request_waybill ? ProblemKind::waybill
           : kind == EffectKind::print         ? ProblemKind::print
                                               : ProblemKind::device_fault;
}

}  // namespace

Elapsed back_off(std::uint32_t attempts) {
    std::uint32_t const doublings = std::min(attempts == 0 ? 0 : attempts - 1, 16U);
    return std::min(Elapsed{back_off_first.value() << doublings}, back_off_max);
}

EffectId add_effect(Change& change, NewEffect effect) {
    EffectId const id = change.next<EffectId>(tables::Counter::effect);
    change.post(EffectAdded{id, Effect{.kind = effect.kind,
                                       .key = std::move(effect.key),
                                       .lane = std::move(effect.lane),
                                       .object = effect.object,
                                       .not_before = std::max(effect.not_before, change.now())}});
    return id;
}

void finish_effect(Change& change, EffectId effect) {
    if (pending(change.tables(), effect)) change.post(EffectDone{effect});
}

void retry_effect(Change& change, EffectId id, std::string const& error) {
    auto const effect = pending(change.tables(), id);
    if (!effect) return;
    std::uint32_t const attempts = effect->attempts + 1;
    change.post(EffectRetried{id, attempts, change.now() + back_off(attempts),
                              visible(error, error_length_max)});
    if (attempts != attempts_before_problem) return;
    raise_problem(change, problem_of(effect->kind), {Phrase::problem_of, {effect->lane, error}});
}

void retry_effect_now(Change& change, EffectId id) {
    auto const effect = pending(change.tables(), id);
    if (effect) change.post(EffectRetried{id, effect->attempts, change.now(), effect->last_error});
}

void abandon_effect(Change& change, EffectId effect, std::string const& error) {
    if (pending(change.tables(), effect))
        change.post(EffectAbandoned{effect, visible(error, error_length_max)});
}

Result<Done> handle(Change& change, EffectPerformed const& command) {
    if (!tables::outbox.contains(change.tables(), command.effect))
        return refuse(Why::unknown_object, "effect", fmt::format("{}", command.effect.value()));
    finish_effect(change, command.effect);
    return Done{Tone::tick};
}

Result<Done> handle(Change& change, EffectFailed const& command) {
    if (!tables::outbox.contains(change.tables(), command.effect))
        return refuse(Why::unknown_object, "effect", fmt::format("{}", command.effect.value()));
    retry_effect(change, command.effect, command.error);
    return Done{Tone::tick};
}

void apply(Write& write, EffectAdded const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::effect, event.id.value());
    tables::outbox.put(write, event.id, event.row);
}

void apply(Write& write, EffectDone const& event, EntryHeader const&) {
    tables::outbox.update(write, event.id,
                          [](Effect& effect) { effect.state = EffectState::done; });
}

void apply(Write& write, EffectRetried const& event, EntryHeader const&) {
    tables::outbox.update(write, event.id, [&](Effect& effect) {
        effect.attempts = event.attempts;
        effect.not_before = event.not_before;
        effect.last_error = event.error;
    });
}

void apply(Write& write, EffectAbandoned const& event, EntryHeader const&) {
    tables::outbox.update(write, event.id, [&](Effect& effect) {
        effect.state = EffectState::failed;
        effect.last_error = event.error;
    });
}

}  // namespace wms
