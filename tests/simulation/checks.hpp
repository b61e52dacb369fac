// SPDX-License-Identifier: Apache-2.0
// The tables held against the simulation's own books, after every step.
#pragma once

#include "domain/audit.hpp"
#include "simulation/books.hpp"
#include "simulation/outside.hpp"

#include <map>
#include <string>

namespace wms::simulation {

class Checks {
public:
    // The first thing that is wrong, or nothing.
    [[nodiscard]] std::string look(Read const& read, Books const& books, Outside const& outside);
    // The ledger as it grows: numbered without gaps, and its sums are the quants.
    [[nodiscard]] std::string add_ledger(store::Entry const& entry);

private:
    [[nodiscard]] std::string look_at_ledger(Read const& read) const;
    [[nodiscard]] std::string look_at_orders(Read const& read, Books const& books);
    [[nodiscard]] std::string look_at_parcels(Read const& read, Books const& books,
                                              Outside const& outside);

    LedgerSums ledger_;
    std::uint64_t ledger_rows_ = 0;
    std::map<std::string, std::uint64_t> number_of_;  // waybill → parcel
    std::map<std::uint64_t, OrderState> ended_;       // an order that is over stays so
};

}  // namespace wms::simulation
