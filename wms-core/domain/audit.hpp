// SPDX-License-Identifier: Apache-2.0
// The invariants I1–I10 (§4.0.5) and what else must always be true of the tables, checked over a
// whole store: after every step in tests, nightly and after a restore by `wms verify`. The audit
// only reads the tables; that the ledger adds up to them is LedgerSums, fed from the journal.
//
// A finding is a fault of ours or a damaged store, never of the people on the floor.
#pragma once

#include "domain/stock.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wms {

struct Finding {
    std::string check;  // one of audit_names()
    std::string what;
    friend bool operator==(Finding const&, Finding const&) = default;
};

// Empty when all is well. A few passes over each table, no search per row in the large ones; of one
// check, the first hundred findings and how many more there are.
[[nodiscard]] std::vector<Finding> audit(Read const& read);
[[nodiscard]] std::vector<std::string_view> audit_names();

// I1: Σ ledger = on_hand for every quant.
class LedgerSums {
public:
    void add(StockPosted const& posted);
    // The postings among the events of one journal entry.
    void add_events(std::string_view events);
    [[nodiscard]] std::vector<Finding> compare(Read const& read) const;

private:
    std::unordered_map<std::string, std::int64_t> sums_;  // by the bytes of the quant key
};

}  // namespace wms
