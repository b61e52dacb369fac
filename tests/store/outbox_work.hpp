// SPDX-License-Identifier: Apache-2.0
// Work for the outbox: parcels whose waybill has to be asked for, at two carriers.
#pragma once

#include "engine/outbox_workers.hpp"

#include <string>

namespace wms::test {

inline constexpr std::uint64_t parcels_to_ask_for = 40;

// Makes the store: carriers A and B, a parcel of theirs in turn whose first request was refused.
void make_parcels(std::string const& folder);
// A new request for its number, as an effect in the lane of its carrier.
[[nodiscard]] Outcome ask_again(Engine& engine, std::uint64_t parcel);

// "carrier/A" for odd numbers, "carrier/B" for even ones.
[[nodiscard]] std::string lane_of(std::uint64_t parcel);
// The carrier's answer; the same key always has the same number.
[[nodiscard]] OutboxWorkers::Reports issued(Effect const& effect);
// Writes each key into the file when it is performed, then answers.
[[nodiscard]] OutboxWorkers::Options noting_in(std::string const& file);

}  // namespace wms::test
