// SPDX-License-Identifier: Apache-2.0
// The rules behind a count, without its terminal (§4.11): what the books say, whether goods moved,
// what follows from a result, and the postings that settle an accepted one.
#pragma once

#include "domain/process/counting.hpp"

namespace wms::counting {

// Σ on_hand of the SKU at the location, over all statuses, lots and owners.
[[nodiscard]] std::int64_t book_stock(Read const& read, Count const& count);

// Its pieces are told apart: each is counted by its serial number.
[[nodiscard]] bool counts_serials(Read const& read, SkuId sku);
// The books have some of the SKU at the location.
[[nodiscard]] bool is_known_at(Read const& read, LocationId location, SkuId sku);

// Goods of this SKU came to or went from the location in an entry after `seq`. An entry that moved
// other goods there and this SKU elsewhere counts as well: it costs one more count, never a wrong
// posting.
[[nodiscard]] bool was_touched(Read const& read, Count const& count, std::uint64_t seq);
// The result under review is older than the last movement: it must be counted again.
[[nodiscard]] bool is_outdated(Read const& read, Count const& count);

[[nodiscard]] bool has_counted(Count const& count, OperatorId who);
// The last variance is worth more than the limit.
[[nodiscard]] bool needs_another_person(Read const& read, Count const& count);

// accepted, recount or to_review; `count` holds the rounds before this one.
[[nodiscard]] CountState judge(Read const& read, Count const& count, CountResult const& result);

// An accepted variance. Nobody approves one that is within the tolerance.
struct Verdict {
    std::int64_t variance = 0;
    std::string reason;
    OperatorId approver = {};
    std::vector<std::string> serials = {};  // that were there, of goods with serial numbers
};
// The postings of an accepted count: the variance against ADJUSTMENT, suspect goods first; what is
// left of them is sound again. Comes before the event that ends the count: promises taken back here
// must not come to lie on this very place again, and goods under count are not promised. Returns
// the owners of goods that became sound.
[[nodiscard]] std::vector<OwnerId> settle(Change& change, Count const& count,
                                          Verdict const& verdict);
// After that event: their waiting orders are tried again.
void offer(Change& change, Count const& count, std::vector<OwnerId> const& risen);
// Nobody counts here any more: orders that wait for the other goods of the location are tried again
// (§4.5, soft lock).
void offer_neighbours(Change& change, LocationId location, SkuId counted);

}  // namespace wms::counting
