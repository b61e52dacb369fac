// SPDX-License-Identifier: Apache-2.0
// Import files: bytes in, checked rows or a list of problems out. Nothing is posted here, so
// reading a file is its dry run; whether all rows are taken or none is the caller's decision
// (`clean`). Formats: import.md.
#pragma once

#include "app/csv.hpp"
#include "app/import_rows.hpp"
#include "base/refusal.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::import_files {

enum class Reason : std::uint8_t {
    // the file as text
    bad_encoding,
    unterminated_quote,
    stray_quote,
    nul_byte,
    field_too_long,
    record_too_long,
    too_many_columns,
    wrong_column_count,
    too_many_records,
    too_many_faults,
    // the header
    no_header,
    missing_column,
    unknown_column,
    repeated_column,
    // one cell
    missing_value,
    not_a_number,
    out_of_range,
    not_a_choice,
    bad_code,
    bad_order_number,
    bad_text,
    bad_day,
    bad_instant,
    bad_check_digits,
    bad_country,
    // one row
    each_is_one,
    serial_is_one,
    expiry_needs_lot,
    // several rows
    repeated_row,
    differs_from_row,
    // several files
    unknown_sku,
    unknown_location,
    unknown_cart,
    lot_missing,
    lot_unwanted,
    serial_missing,
    serial_unwanted,
    expiry_missing,
    expiry_unwanted,
};
BOOST_DESCRIBE_ENUM(Reason, bad_encoding, unterminated_quote, stray_quote, nul_byte, field_too_long,
                    record_too_long, too_many_columns, wrong_column_count, too_many_records,
                    too_many_faults, no_header, missing_column, unknown_column, repeated_column,
                    missing_value, not_a_number, out_of_range, not_a_choice, bad_code,
                    bad_order_number, bad_text, bad_day, bad_instant, bad_check_digits, bad_country,
                    each_is_one, serial_is_one, expiry_needs_lot, repeated_row, differs_from_row,
                    unknown_sku, unknown_location, unknown_cart, lot_missing, lot_unwanted,
                    serial_missing, serial_unwanted, expiry_missing, expiry_unwanted)

struct Problem {
    std::string file;
    std::uint64_t line = 0;  // physical line on which the record starts, from 1
    std::string column;      // its name; its number where there is no name
    std::string value;       // as it stood there, made visible
    Reason reason;
    std::string detail = {};  // the range, the choices, the other line
    friend bool operator==(Problem const&, Problem const&) = default;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (file, line, column, value, reason, detail))

// "stock.csv, line 3, column quantity: …"
[[nodiscard]] std::string sentence(Problem const& problem, Language language);

inline constexpr std::size_t problems_max = 10'000;

// All are counted, the first problems_max are kept.
struct Problems {
    std::vector<Problem> list = {};
    std::uint64_t count = 0;

    void add(Problem problem) {
        if (count++ < problems_max) list.push_back(std::move(problem));
    }
    [[nodiscard]] bool empty() const { return count == 0; }
};
BOOST_DESCRIBE_STRUCT(Problems, (), (list, count))

// With a problem anywhere the rows are for looking up codes only: a cell that could not be read has
// its field's default.
template <class Row>
struct ImportFile {
    std::string file = {};
    std::vector<Row> rows = {};
    std::vector<std::uint32_t> lines = {};  // where each row starts
    Problems problems = {};

    [[nodiscard]] bool clean() const { return problems.empty(); }
};

[[nodiscard]] ImportFile<SkuRow> read_skus(std::string_view bytes, std::string_view file);
[[nodiscard]] ImportFile<BarcodeRow> read_barcodes(std::string_view bytes, std::string_view file);
[[nodiscard]] ImportFile<LocationRow> read_locations(std::string_view bytes, std::string_view file);
[[nodiscard]] ImportFile<ContainerRow> read_containers(std::string_view bytes,
                                                       std::string_view file);
[[nodiscard]] ImportFile<StockRow> read_stock(std::string_view bytes, std::string_view file);
[[nodiscard]] ImportFile<OrderRow> read_orders(std::string_view bytes, std::string_view file);
[[nodiscard]] ImportFile<CancellationRow> read_cancellations(std::string_view bytes,
                                                             std::string_view file);
[[nodiscard]] ImportFile<ShelfRow> read_shelf(std::string_view bytes, std::string_view file);

// The same columns the other way round, header first; reading it again gives equal rows. For every
// row type above.
template <class Row>
[[nodiscard]] std::string to_csv(std::vector<Row> const& rows, csv::Style style);

// The columns in which two rows differ, as their cells stand in a file.
struct CellChange {
    std::string column;
    std::string before;
    std::string after;
    friend bool operator==(CellChange const&, CellChange const&) = default;
};
template <class Row>
[[nodiscard]] std::vector<CellChange> changes_between(Row const& before, Row const& after);

// Files that are imported together. What is not imported stays empty.
struct ImportSet {
    ImportFile<SkuRow> skus = {};
    ImportFile<BarcodeRow> barcodes = {};
    ImportFile<LocationRow> locations = {};
    ImportFile<ContainerRow> containers = {};
    ImportFile<StockRow> stock = {};
    ImportFile<OrderRow> orders = {};
    ImportFile<CancellationRow> cancellations = {};
};

enum class CodeKind : std::uint8_t { sku, location, cart };
// Is this code in the warehouse already?
using IsKnown = std::function<bool(CodeKind, std::string_view)>;

// Barcodes, stock and bins must name SKUs, locations and carts of the set or of the warehouse, and
// stock must suit the modes of the set's SKUs. Orders and cancellations are not checked: an unknown
// SKU there refuses one order, not the file.
[[nodiscard]] Problems check_references(ImportSet const& set, IsKnown const& is_known);

}  // namespace wms::import_files
