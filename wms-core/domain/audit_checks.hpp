// SPDX-License-Identifier: Apache-2.0
// The parts of the audit. Each part makes its passes and reports under the names of the checks.
#pragma once

#include "domain/audit.hpp"
#include "domain/tables.hpp"

#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace wms::auditing {

inline constexpr auto names = std::to_array<std::string_view>({
    "I1",          // all holders of a SKU sum to 0; the ledger adds up to the quants
    "I2",          // no negative stock on a real holder
    "I3",          // promises on a quant ≤ on_hand, and counted right on it
    "I4",          // picked goods are in a container or parcel
    "I5",          // a serial is one piece at one place
    "I6",          // an order's quantities and counters add up
    "I7",          // one order per container
    "I8",          // no AVAILABLE stock where the zone forbids it
    "I9",          // one waybill number, one parcel
    "I10",         // an EMPTY container is empty
    "sku_stock",   // what order promising reads equals the rows it sums up
    "tasks",       // what a task still has to fetch is promised to somebody
    "open_tasks",  // waves and batches know how many tasks are left
    "manifests",   // a manifest knows its parcels
    "references",  // what a row names is there
    "indexes",     // each row has its index entries, each entry its row
});

class Findings {
public:
    void add(std::string_view check, std::string what);
    [[nodiscard]] std::vector<Finding> take();

private:
    static constexpr std::size_t kept_max = 100;  // of one check
    std::vector<Finding> kept_;
    std::array<std::size_t, names.size()> counts_{};
};

// Live promises of one order line, by how far the goods are.
struct LinePromises {
    std::int64_t reserved = 0;  // not yet picked
    std::int64_t picked = 0;    // picked or sorted
    std::int64_t packed = 0;
    [[nodiscard]] std::int64_t all() const { return reserved + picked + packed; }
};

using SkuTriple = std::tuple<WarehouseId, OwnerId, SkuId>;

// What one part learns on its pass and another compares with.
struct Facts {
    std::map<SkuTriple, SkuStock> skus;  // recomputed
    std::map<std::pair<OrderId, std::uint32_t>, LinePromises> lines;
    std::unordered_map<TaskId, std::int64_t> to_fetch;  // promised to a task, not yet picked
};

// In this order: a part reads the facts of those before it. (Stock last of the facts: it compares
// the sums.)
void check_allocations(Read const& read, Findings& findings, Facts& facts);
void check_orders(Read const& read, Findings& findings, Facts& facts);
void check_stock(Read const& read, Findings& findings, Facts& facts);
void check_waybills(Read const& read, Findings& findings);
void check_tasks(Read const& read, Findings& findings, Facts& facts);
void check_manifests(Read const& read, Findings& findings);
void check_references(Read const& read, Findings& findings);
void check_indexes(Read const& read, Findings& findings);

// "X (X) available at A-01"
[[nodiscard]] std::string describe(Read const& read, QuantKey const& key);

}  // namespace wms::auditing
