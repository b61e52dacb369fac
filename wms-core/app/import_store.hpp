// SPDX-License-Identifier: Apache-2.0
// From checked import rows to commands: the set-up and the opening stock as one command each (all
// or nothing), orders and cancellations one by one, each idempotent by its own number.
#pragma once

#include "app/import_files.hpp"
#include "engine/engine.hpp"

#include <map>
#include <string>
#include <vector>

namespace wms {

// The files of a folder that are there, read and checked against each other and the warehouse.
struct ImportFolder {
    import_files::ImportSet set;
    import_files::ImportFile<import_files::ShelfRow> shelf;
    import_files::Problems problems;  // of all files and between them
    std::vector<std::string> files;   // that were found
    store::Hash stock_content = {};   // of stock.csv: its rows are posted once
};
[[nodiscard]] ImportFolder read_import_folder(std::string const& folder, Engine& engine);
// The same with the files' bytes by name, as a page sends them; names it does not know are not
// read.
[[nodiscard]] ImportFolder read_import_texts(std::map<std::string, std::string> const& texts,
                                             Engine& engine);

// Zones, carriers and owners are made from the rows that name them; the warehouse is W1 if none is
// there.
[[nodiscard]] ImportMasterData master_data_of(import_files::ImportSet const& set);
[[nodiscard]] ImportStock stock_of(std::vector<import_files::StockRow> const& rows,
                                   std::string const& reason);
[[nodiscard]] std::vector<PlaceOrder> orders_of(std::vector<import_files::OrderRow> const& rows);

// The device that imports are journalled under.
inline constexpr char const* importer_code = "IMPORT";

// An event id made of a text: importing the same file twice is the same request twice.
[[nodiscard]] store::EventKey event_key_of(std::string_view text, Instant at);

[[nodiscard]] store::EventKey order_event(PlaceOrder const& order);

struct ImportReport {
    std::size_t skus = 0, barcodes = 0, locations = 0, containers = 0, stock_rows = 0, orders = 0,
                order_lines = 0, orders_refused = 0, cancellations = 0, cancellations_done = 0;
};
// Throws nothing of its own; a refusal of a whole command is returned. `actor`: who imports, if it
// is a person.
[[nodiscard]] Result<ImportReport> import_into(Engine& engine, ImportFolder const& folder,
                                               OperatorId actor = {});

}  // namespace wms
