// SPDX-License-Identifier: Apache-2.0
// Invoices as the orders and cancellations a shop would send.
#pragma once

#include "app/import_rows.hpp"
#include "app/retail_source.hpp"

#include <span>
#include <vector>

namespace wms::retail {

inline constexpr std::int64_t freight_above_pieces = 500;

[[nodiscard]] std::vector<import_files::OrderRow> orders_of(std::span<Invoice const> sales);

// `sales` are those of the same day.
[[nodiscard]] std::vector<import_files::CancellationRow> cancellations_of(
    std::span<Invoice const> credits, std::span<Invoice const> sales);

}  // namespace wms::retail
