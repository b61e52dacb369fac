// SPDX-License-Identifier: Apache-2.0
#include "app/day_floor.hpp"

#include <algorithm>

namespace wms {

void DayFloor::set_up(import_files::ImportSet const& set,
                      std::vector<import_files::ShelfRow> const& shelf) {
    for (import_files::LocationRow const& row : set.locations.rows) {
        planning::Point const at{static_cast<std::int32_t>(row.x_mm.value()),
                                 static_cast<std::int32_t>(row.y_mm.value())};
        points_[row.code] = at;
        layout_.depth_mm = std::max(layout_.depth_mm, at.y_mm);
    }
    std::map<std::string, int> uses;
    for (import_files::BarcodeRow const& row : set.barcodes.rows) ++uses[row.code];
    for (import_files::BarcodeRow const& row : set.barcodes.rows) {
        if (row.level == import_files::PackLevel::each && uses[row.code] == 1)
            barcodes_.try_emplace(row.sku, row.code);
    }
    deliver(set.stock.rows);
    for (import_files::ShelfRow const& row : shelf)
        shelves_[row.location][row.sku] = row.on_shelf.value();
}

void DayFloor::deliver(std::vector<import_files::StockRow> const& rows) {
    for (import_files::StockRow const& row : rows)
        shelves_[row.location][row.sku] += row.quantity.value();
}

std::string DayFloor::barcode(std::string const& sku) const {
    auto const found = barcodes_.find(sku);
    return found == barcodes_.end() ? sku : found->second;
}

planning::Point DayFloor::point(std::string const& location) const {
    auto const found = points_.find(location);
    return found == points_.end() ? planning::Point{} : found->second;
}

std::int64_t DayFloor::walk_mm(std::string const& from, std::string const& to) const {
    return planning::leg_mm(point(from), point(to), layout_);
}

}  // namespace wms
