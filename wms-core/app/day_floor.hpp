// SPDX-License-Identifier: Apache-2.0
// The physical warehouse of a simulated day: what really lies on the shelves and in the totes,
// where people stand, which labels came out of which printer. Virtual workers see only this and
// their screens, never the tables; so what the system believes and what is there can differ, as in
// a real house.
#pragma once

#include "app/import_files.hpp"
#include "planning/walk.hpp"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace wms {

class DayFloor {
public:
    using Pieces = std::map<std::string, std::int64_t>;  // SKU code → pieces

    void set_up(import_files::ImportSet const& set,
                std::vector<import_files::ShelfRow> const& shelf);
    void deliver(std::vector<import_files::StockRow> const& rows);

    Pieces& shelf(std::string const& location) { return shelves_[location]; }
    Pieces& container(std::string const& code) { return containers_[code]; }
    // Lots of the pieces in a container, where the goods have lots.
    std::deque<std::string>& lots(std::string const& container, std::string const& sku) {
        return lots_[{container, sku}];
    }
    // It is empty: season after season it is used for other goods.
    void clear_container(std::string const& code) {
        containers_.erase(code);
        auto const first = lots_.lower_bound({code, {}});
        auto last = first;
        while (last != lots_.end() && last->first.first == code) ++last;
        lots_.erase(first, last);
    }
    // A label that scans as this SKU and no other; the code itself if it has none.
    [[nodiscard]] std::string barcode(std::string const& sku) const;
    [[nodiscard]] planning::Point point(std::string const& location) const;
    [[nodiscard]] std::int64_t walk_mm(std::string const& from, std::string const& to) const;

    std::deque<std::string> free_totes;
    std::deque<std::string> free_carts;
    std::map<std::string, int> bins_to_pack;  // cart → bins with goods; at none it is free again
    std::map<std::string, std::deque<std::string>>
        at_station;                                         // station → totes and cart bins to pack
    std::map<std::string, std::deque<std::string>> labels;  // station → labels that came out
    std::vector<std::string> missing_labels;  // parcels (PC-17) whose label never came out
    std::deque<std::string> outbound;         // labelled parcels on the way to the carriers

private:
    std::map<std::string, Pieces> shelves_;
    std::map<std::string, Pieces> containers_;
    std::map<std::pair<std::string, std::string>, std::deque<std::string>> lots_;
    std::map<std::string, std::string> barcodes_;
    std::map<std::string, planning::Point> points_;
    planning::Layout layout_{};
};

}  // namespace wms
