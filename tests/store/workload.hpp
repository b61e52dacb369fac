// SPDX-License-Identifier: Apache-2.0
// The work that fault tests run: a few handhelds that sign in and out, receive goods, scan wrongly
// and acknowledge. What device d sends as its n-th command follows from (d, n) alone, so whoever
// looks at a journal afterwards knows what must be in it, and a lost reply is asked for again by
// sending the same once more.
#pragma once

#include "engine/engine.hpp"

#include <string>
#include <vector>

namespace wms::test {

inline constexpr std::uint64_t workload_devices = 6;

// Master data through the engine: warehouse, locations A-1 … A-4, SKUs G-1 … G-3, people, handhelds
// 1 … workload_devices.
void furnish(Engine& engine);
// The n-th command of a device, n from 1.
[[nodiscard]] Envelope envelope_of(std::uint64_t device, std::uint64_t n);
// The pieces it brings in when it is accepted.
[[nodiscard]] std::int64_t pieces_of(std::uint64_t device, std::uint64_t n);

// Pieces that lie in the house.
[[nodiscard]] std::int64_t pieces_in(Read const& read);

// What somebody was told: the answer to the n-th command of `device` stands in entry `seq`.
struct Ack {
    std::uint64_t device = 0;
    std::uint64_t n = 0;
    std::uint64_t seq = 0;
};

// Everything promised is in the store, once; the journal has no gap and its chain holds; stock is
// what the journal's accepted commands brought. The sentence that says what is wrong, or nothing.
[[nodiscard]] std::string broken_promise(Engine& engine, std::vector<Ack> const& acks);
// The last command of each device that is in the journal.
[[nodiscard]] std::vector<std::uint64_t> last_sent(Engine& engine);

}  // namespace wms::test
