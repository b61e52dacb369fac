// SPDX-License-Identifier: Apache-2.0
// A made-up hall for real orders: racks of aisles, bays and levels, and the places around them. The
// same counts always give the same hall.
#pragma once

#include "app/import_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wms::retail {

// Which of n: the same for the same words on every machine (FNV-1a, mixed).
[[nodiscard]] std::uint64_t draw(std::string_view purpose, std::string_view word, std::uint64_t n);

struct HallNeeds {
    std::size_t fast;     // bins in zone A
    std::size_t slow;     // bins in zone B
    std::size_t reserve;  // pallet places in zone R
};

struct Hall {
    std::vector<import_files::LocationRow> locations;  // in the order of the file
    std::vector<std::string> fast;                     // nearest to the packing tables first
    std::vector<std::string> slow;
    std::vector<std::string> reserve;
};

[[nodiscard]] Hall build_hall(HallNeeds needs);

}  // namespace wms::retail
