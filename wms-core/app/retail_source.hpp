// SPDX-License-Identifier: Apache-2.0
// The public UCI Online Retail file as invoices: what was sold, what was taken back, and what is no
// goods at all. Knows the source's habits, nothing of our files.
#pragma once

#include "base/instant.hpp"
#include "base/refusal.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::retail {

// Both days belong to it.
struct Period {
    Day from;
    Day to;
};

struct InvoiceLine {
    std::string sku;
    std::int64_t pieces = 0;
};

struct Invoice {
    std::string number;
    Instant at;
    std::string customer;  // "17850", empty: not told
    std::string country;   // as the source spells it
    std::vector<InvoiceLine> lines = {};
};

struct SkuFacts {
    std::string description = {};
    std::int64_t price_minor = 0;
    std::int64_t sale_lines = 0;
    std::map<Day, std::int64_t> pieces_by_day = {};
};

struct CodeCount {
    std::string code;
    std::int64_t lines = 0;
    friend bool operator==(CodeCount const&, CodeCount const&) = default;
};
BOOST_DESCRIBE_STRUCT(CodeCount, (), (code, lines))

// Every line of the period is counted exactly once: lines_read = sale_lines + merged_lines +
// credit_lines + merged_credit_lines + adjustment_lines + Σ not_goods.
struct Tally {
    std::int64_t lines_read = 0;
    std::int64_t sale_lines = 0;
    std::int64_t merged_lines = 0;  // the same SKU again in its invoice
    std::int64_t credit_lines = 0;
    std::int64_t merged_credit_lines = 0;
    std::int64_t adjustment_lines = 0;  // no positive quantity or price, or no invoice number
    std::vector<CodeCount> not_goods = {};
};
BOOST_DESCRIBE_STRUCT(Tally, (),
                      (lines_read, sale_lines, merged_lines, credit_lines, merged_credit_lines,
                       adjustment_lines, not_goods))

struct Source {
    std::vector<Invoice> sales = {};    // by time
    std::vector<Invoice> credits = {};  // by time
    std::map<std::string, SkuFacts> skus = {};
    Tally tally = {};
};

// `bytes` is the source as CSV; lines outside the period are skipped. A line that is not as
// published is refused with its number.
[[nodiscard]] Result<Source> read_source(std::string_view bytes, Period period);

// The source writes 85123A and 85123a for the same goods.
[[nodiscard]] std::string sku_of(std::string_view stock_code);

// The number an SKU's label carries, an EAN-13 from the range GS1 leaves to each company (prefix 20
// to 29), or nothing if the stock code stands for no goods (POST, DOT, M, gift vouchers …):
//   ddddd, ddddda, dddddab      20 ddddd nnn 00    nnn = 27·a + b, A = 1 … Z = 26, none = 0
//   DCGSdddd, DCGSdddda         21 dddd nn 0000    nn = a
//   DCGS and 1 to 6 letters     22 nnnnnnnnnn      the letters as a number to the base 27
// Each rule can be read backwards, so two SKUs never share a number.
[[nodiscard]] std::optional<std::string> ean13_of(std::string_view sku);
// Another number for the same goods: the first two digits replaced.
[[nodiscard]] std::string with_prefix(std::string_view ean13, std::string_view prefix);
// A case of it: GTIN-14 with indicator 1.
[[nodiscard]] std::string case_code_of(std::string_view ean13);
// GS1 modulo 10 over the digits before it.
[[nodiscard]] char check_digit(std::string_view digits);

}  // namespace wms::retail
