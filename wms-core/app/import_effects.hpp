// SPDX-License-Identifier: Apache-2.0
// What an import does to each row's object: the dry run tells it before anything is written (A5).
#pragma once

#include "app/import_files.hpp"
#include "domain/tables.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace wms::import_files {

// keep: what the row says is there already. add: stock on top of what lies there. Two for orders
// that are refused: a SKU nobody knows, or a number that was taken for another order.
enum class Effect : std::uint8_t { create, change, keep, add, cancel, unknown_sku, differs };
BOOST_DESCRIBE_ENUM(Effect, create, change, keep, add, cancel, unknown_sku, differs)

struct RowEffect {
    std::string file;
    std::uint64_t line = 0;
    std::string code;  // of what the row is about
    Effect effect = Effect::keep;
    std::vector<CellChange> changes = {};
};
struct FileEffects {
    std::string file;
    std::uint64_t rows = 0;
    std::uint64_t created = 0;
    std::uint64_t changed = 0;
    std::uint64_t kept = 0;     // rows that change nothing
    std::uint64_t refused = 0;  // orders that are not taken
};
struct Effects {
    std::vector<FileEffects> files = {};
    std::vector<RowEffect> list = {};  // without those that are kept, the first `list_max`
    std::uint64_t count = 0;           // of all of these
};

// Of files without a problem. Columns the warehouse does not keep are not compared.
[[nodiscard]] Effects effects_of(Read const& read, ImportSet const& set, std::size_t list_max);

}  // namespace wms::import_files
