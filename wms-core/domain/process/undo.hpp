// SPDX-License-Identifier: Apache-2.0
// UNDO: the last scan of the same person at the same work is taken back (§4.6 over-scan). The
// ledger keeps both rows: the reversing one names the original (§4.0.2). Only what nothing depends
// on yet goes back: the goods lie where that scan put them, and their orders still want them.
#pragma once

#include "domain/change.hpp"
#include "domain/screen.hpp"

namespace wms {

// A scan that moved more promises than this cannot be taken back: it would make every session row
// of the day long.
inline constexpr std::size_t undo_parts_max = 50;

[[nodiscard]] Quantity quantity_of(LastMove const& last);
// What the button takes back, for the screen (U12): a pick or a packed piece; what is only in the
// hand.
[[nodiscard]] ScreenLine told(Read const& read, LastMove const& last);
[[nodiscard]] ScreenLine told_in_hand(Read const& read, SkuId sku, Quantity quantity);
// Not longer ago than a minute (U12).
[[nodiscard]] Result<> guard_recent(Change const& change, LastMove const& last);
// All of it lies where it was put, for orders that are not cancelled.
[[nodiscard]] Result<> guard_untouched(Read const& read, LastMove const& last);
// The reversing rows, and the promises back to where they were.
void move_back(Change& change, LastMove const& last);

}  // namespace wms
