// SPDX-License-Identifier: Apache-2.0
// From the public UCI Online Retail set (Chen 2015, CC BY 4.0) to a warehouse of ours: SKUs,
// barcodes, a hall, opening stock, and for each day its orders, cancellations and deliveries. Real
// are the goods, the orders, their times, quantities and cancellations; made up are the hall, the
// stock, weights, lots, names and addresses. No clock and no chance: the same input gives the same
// bytes.
//
// Rules (import.md has them with the reasons):
//  - a stock code in capitals is the SKU; codes ean13_of() does not know are no goods (POST, DOT,
//    M, D, C2, BANK CHARGES, AMAZONFEE, gift vouchers …), counted and reported;
//  - a line of a numbered invoice with positive quantity and price is a sale, the same SKU twice in
//    an invoice is one order line; every other line of a numbered invoice is an adjustment;
//  - an invoice C… is a cancellation, of the latest order of the same customer on that day before
//    it that has the SKU, else of an unknown one;
//  - more than 500 pieces go by FREIGHT, the rest by PARCEL-UK, PARCEL-EU, PARCEL-WORLD; cut-off
//    18:00, what is placed later ships by 18:00 of the next day;
//  - zone A takes the fifth of the SKUs with the most sale lines, nearest to packing first;
//  - stock: the demand of the first 14 days (of the SKU, if it appears later), up to whole dozens;
//    an SKU of 48 pieces or more has half as much again in reserve, one in ten lies in two bins,
//    one in fifty has only half of the demand; every later day brings what the day before sold;
//  - one bin in fifty holds less than the books say (shelf.csv); one SKU in 33 has lots.
#pragma once

#include "app/import_rows.hpp"
#include "app/retail_source.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace wms::retail {

struct RetailDay {
    Day day;
    std::vector<import_files::OrderRow> orders = {};
    std::vector<import_files::CancellationRow> cancellations = {};
    std::vector<import_files::StockRow> deliveries = {};
};

struct Report {
    Tally tally = {};
    std::int64_t orders = 0;
    std::int64_t order_pieces = 0;
    std::int64_t cancellations = 0;  // invoices
    std::int64_t cancellation_lines_matched = 0;
    std::int64_t skus = 0;
    std::int64_t skus_with_too_little = 0;
    std::int64_t skus_with_lots = 0;
    std::int64_t ambiguous_codes = 0;
    std::int64_t bins_with_less = 0;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (tally, orders, order_pieces, cancellations, cancellation_lines_matched, skus,
                       skus_with_too_little, skus_with_lots, ambiguous_codes, bins_with_less))

struct RetailSet {
    std::vector<import_files::SkuRow> skus = {};
    std::vector<import_files::BarcodeRow> barcodes = {};
    std::vector<import_files::LocationRow> locations = {};
    std::vector<import_files::StockRow> stock = {};
    std::vector<import_files::ShelfRow> shelf = {};
    std::vector<RetailDay> days = {};  // days without a sale or a cancellation are missing
    Report report = {};
};

[[nodiscard]] Result<RetailSet> convert(std::istream& source, Period period);

struct NamedFile {
    std::string path;  // "skus.csv", "2010-12-09/orders.csv"
    std::string bytes;
};

// One day: everything side by side. Several days: orders.csv, cancellations.csv and stock.csv (the
// deliveries of that morning) in a folder per day, the rest in common.
[[nodiscard]] std::vector<NamedFile> to_files(RetailSet const& set, Period period);

struct ConvertArguments {
    std::string source;  // "-": standard input
    Period period;
    std::string out_folder;  // made if it is not there
};

// `wms convert-retail`: writes the files and prints the report. 0: done, 1: refused, 2: files could
// not be read or written; the sentence is on `errors`.
[[nodiscard]] int convert_retail(ConvertArguments const& arguments, std::ostream& messages,
                                 std::ostream& errors);

}  // namespace wms::retail
