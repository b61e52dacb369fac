// SPDX-License-Identifier: Apache-2.0
// Hard allocation onto quants (§4.5): which goods an order line gets, and why. One Allocator serves
// one command: it loads the candidates of a SKU once and keeps account of what it has given away.
#pragma once

#include "domain/change.hpp"

#include <map>

namespace wms {

struct Choice {
    QuantKey quant;
    Quantity quantity;
    std::int64_t pick_sequence = 0;
    AllocationRule rule = AllocationRule::only_choice;
    std::vector<RejectedQuant> rejected = {};
};

// Why nothing may be promised or picked on this quant now (§4.5 (a)), or nothing.
[[nodiscard]] std::optional<Rejection> rejection_of(Read const& read, QuantKey const& key,
                                                    Instant now);

class Allocator {
public:
    Allocator(Read const& read, WarehouseId warehouse, Instant now);

    // Up to `wanted` pieces in the order of §4.5 (a)–(h). What is returned counts as given.
    [[nodiscard]] std::vector<Choice> take(OwnerId owner, SkuId sku, LotId requested,
                                           Quantity wanted);
    // A choice that is not used after all.
    void give_back(Choice const& choice);

private:
    struct Candidate {
        QuantKey key;
        Quantity free;
        Day expiry;
        Day received;
        std::int64_t sequence = 0;
        PickRule pick_rule = PickRule::small_remainder_first;
    };
    struct Candidates {
        std::vector<Candidate> fitting;  // best first
        std::vector<RejectedQuant> rejected;
    };
    Candidates& candidates(OwnerId owner, SkuId sku);
    void consider(Candidates& into, QuantKey const& key, Quant const& quant);
    Read const& read_;
    WarehouseId warehouse_;
    Instant now_;
    std::map<std::pair<OwnerId, SkuId>, Candidates> known_;
};

// ATP of a SKU: available − hard − soft (§4.5.1).
[[nodiscard]] std::int64_t available_to_promise(Read const& read, SkuKey const& key);

// Orders that wait for this SKU, most urgent first, are approved as far as stock goes (§4.15
// WAIT_STOCK).
void stock_became_available(Change& change, SkuKey const& key);
void stock_became_available(Change& change, std::vector<SkuId> skus);

}  // namespace wms
