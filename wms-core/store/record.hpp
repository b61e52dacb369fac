// SPDX-License-Identifier: Apache-2.0
// One journal entry and its bytes.
//
//   [32 bytes SHA-256 of (previous entry's hash, body)] [body = the fields of Entry,
//   base/bytes.hpp]
//
// The journal is numbered without gaps from 1, appended in order, never changed: entry n proves all
// entries before it. `events` holds (tag, length, bytes) one after another; the store does not look
// inside.
#pragma once

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/refusal.hpp"

#include <boost/describe/class.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wms::store {

using Hash = std::array<std::uint8_t, 32>;
using EventKey = std::array<std::uint8_t, 16>;  // the client's event id (UUIDv7)

inline constexpr std::uint32_t entry_format = 1;

struct Entry {
    std::uint32_t format = entry_format;
    std::uint64_t site = 0;
    WarehouseId warehouse;
    std::uint64_t seq = 0;
    Instant at;           // stamped by the engine, never decreasing
    Instant captured_at;  // the terminal's own time of the scan
    OperatorId actor;
    DeviceId device;
    EventKey request{};  // all zero for commands the system gives itself
    std::uint64_t device_seq = 0;
    Hash body_hash{};  // of the command as sent: the same id with another body is `event_reused`
    std::uint16_t command_tag = 0;
    std::string command;
    std::uint16_t refused = 0;  // 0 = accepted, else the number of Why
    std::vector<std::string> subject;
    Tone tone = Tone::ok;      // of the answer, so that a repeated request hears the same
    std::uint64_t object = 0;  // what an accepted command made: an order, a wave …
    std::string events;
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (format, site, warehouse, seq, at, captured_at, actor, device, request,
                       device_seq, body_hash, command_tag, command, refused, subject, tone, object,
                       events))

[[nodiscard]] Hash sha256(std::string_view first, std::string_view second = {});
// Appends hash and body to `out`; returns the hash.
Hash seal(Entry const& entry, Hash const& previous, std::string& out);

struct SealedEntry {
    Entry entry;
    Hash hash;
};
// Throws DecodeError when the bytes are not an entry.
[[nodiscard]] SealedEntry unseal(std::string_view record);
// The hash the record's body must have after `previous`.
[[nodiscard]] bool is_sealed_after(std::string_view record, Hash const& previous);

}  // namespace wms::store
