// SPDX-License-Identifier: Apache-2.0
// The outbox: what the outside world has to do. An effect is added by the same command that makes
// it necessary, handed to the worker of its lane once the journal is durable, and performed under
// one key for ever: an attempt that is repeated after a crash or a timeout carries the same key
// (architecture §1.4).
#pragma once

#include "domain/change.hpp"

namespace wms {

inline constexpr Elapsed back_off_first = 5_s;
inline constexpr Elapsed back_off_max = 5_min;
inline constexpr std::uint32_t attempts_before_problem = 5;  // then a lead should know

// 5 s, 10 s, 20 s … 5 min: no chance in it, lanes have one worker each.
[[nodiscard]] Elapsed back_off(std::uint32_t attempts);

struct NewEffect {
    EffectKind kind = EffectKind::print;
    std::string key;
    std::string lane;
    std::uint64_t object = 0;
    Instant not_before = {};
};
EffectId add_effect(Change& change, NewEffect effect);
// These three do nothing when the effect is not pending (or there is none): answers come twice.
void finish_effect(Change& change, EffectId effect);
void retry_effect(Change& change, EffectId effect, std::string const& error);
void retry_effect_now(Change& change, EffectId effect);
void abandon_effect(Change& change, EffectId effect, std::string const& error);

// The worker has performed it; for effects that have no answer of their own.
struct EffectPerformed {
    static constexpr std::uint16_t tag = 50;
    EffectId effect;
};
BOOST_DESCRIBE_STRUCT(EffectPerformed, (), (effect))
[[nodiscard]] Result<Done> handle(Change& change, EffectPerformed const& command);

// The worker could not: nothing reached the other side, the same key is tried again later.
struct EffectFailed {
    static constexpr std::uint16_t tag = 51;
    EffectId effect;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(EffectFailed, (), (effect, error))
[[nodiscard]] Result<Done> handle(Change& change, EffectFailed const& command);

struct EffectAdded {
    static constexpr std::uint16_t tag = 100;
    EffectId id;
    Effect row;
};
struct EffectDone {
    static constexpr std::uint16_t tag = 101;
    EffectId id;
};
struct EffectRetried {
    static constexpr std::uint16_t tag = 102;
    EffectId id;
    std::uint32_t attempts = 0;
    Instant not_before;
    std::string error;
};
struct EffectAbandoned {
    static constexpr std::uint16_t tag = 103;
    EffectId id;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(EffectAdded, (), (id, row))
BOOST_DESCRIBE_STRUCT(EffectDone, (), (id))
BOOST_DESCRIBE_STRUCT(EffectRetried, (), (id, attempts, not_before, error))
BOOST_DESCRIBE_STRUCT(EffectAbandoned, (), (id, error))
void apply(Write& write, EffectAdded const& event, EntryHeader const& header);
void apply(Write& write, EffectDone const& event, EntryHeader const& header);
void apply(Write& write, EffectRetried const& event, EntryHeader const& header);
void apply(Write& write, EffectAbandoned const& event, EntryHeader const& header);

}  // namespace wms
