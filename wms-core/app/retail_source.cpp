// SPDX-License-Identifier: Apache-2.0
#include "app/retail_source.hpp"

#include "app/csv.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

namespace wms::retail {
namespace {

constexpr std::array<std::string_view, 8> header{"InvoiceNo",  "StockCode",   "Description",
                                                 "Quantity",   "InvoiceDate", "UnitPrice",
                                                 "CustomerID", "Country"};
enum Column : std::size_t {
    invoice_no,
    stock_code,
    description,
    quantity,
    invoice_date,
    unit_price,
    customer_id,
    country,
};

struct SourceLine {
    std::string invoice;
    std::string sku;
    std::string description;
    std::int64_t pieces = 0;
    Instant at;
    std::int64_t price_minor = 0;
    std::string customer;
    std::string country;
};

bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}
bool all_letters(std::string_view text) {
    return std::ranges::all_of(text, is_letter);
}

// Letters as a number to the base 27, A = 1, so that "no letter" differs from every letter.
std::int64_t letters_number(std::string_view letters, std::size_t places) {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < places; ++i) {
        number = number * 27 + (i < letters.size() ? letters[i] - 'A' + 1 : 0);
    }
    return number;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// "2.55" → 255; a third decimal is cut (there are two such lines, both of no value).
std::optional<std::int64_t> minor_units(std::string_view text) {
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    std::size_t const dot = std::min(text.find('.'), text.size());
    auto const whole = whole_number(text.substr(0, dot));
    std::string decimals{dot < text.size() ? text.substr(dot + 1, 2) : ""};
    decimals.resize(2, '0');
    auto const cents = whole_number(decimals);
    if (!whole || !cents || *whole > 1'000'000'000) return std::nullopt;
    std::int64_t const value = *whole * 100 + *cents;
    return negative ? -value : value;
}

// Nothing for a line outside the period.
Result<std::optional<SourceLine>> parse_line(csv::Record const& record, Period period) {
    auto const wrong = [&](Column column) {
        return refuse(Why::bad_field, fmt::format("line {}, {}", record.line, header[column]),
                      visible(record.cells[column]));
    };
    auto const at = parse_instant(record.cells[invoice_date]);
    if (!at) return wrong(invoice_date);
    Day const day = day_of(*at, 0);
    if (day < period.from || day > period.to) return std::nullopt;
    auto const pieces = whole_number(record.cells[quantity]);
    if (!pieces || *pieces < -1'000'000'000 || *pieces > 1'000'000'000) return wrong(quantity);
    auto const price = minor_units(record.cells[unit_price]);
    if (!price) return wrong(unit_price);
    // Customer numbers went through a spreadsheet: 17850.0
    std::string_view customer = record.cells[customer_id];
    if (customer.ends_with(".0")) customer.remove_suffix(2);
    return SourceLine{.invoice = record.cells[invoice_no],
                      .sku = sku_of(record.cells[stock_code]),
                      .description = std::string{trim(record.cells[description])},
                      .pieces = *pieces,
                      .at = *at,
                      .price_minor = *price,
                      .customer = std::string{customer},
                      .country = record.cells[country]};
}

enum class Sort : std::uint8_t { sale, credit, adjustment, no_goods };

Sort sort_of(SourceLine const& line) {
    if (!ean13_of(line.sku)) return Sort::no_goods;
    std::string_view const number = line.invoice;
    if (number.starts_with('C') && all_digits(number.substr(1)) && line.pieces < 0) {
        return Sort::credit;
    }
    bool const sale = all_digits(number) && line.pieces > 0 && line.price_minor > 0;
    return sale ? Sort::sale : Sort::adjustment;
}

class Collector {
public:
    void add(SourceLine const& line) {
        Tally& tally = source_.tally;
        ++tally.lines_read;
        switch (sort_of(line)) {
            case Sort::no_goods: ++not_goods_[line.sku]; break;
            case Sort::adjustment: ++tally.adjustment_lines; break;
            case Sort::sale:
                ++(add_to(source_.sales, line) ? tally.sale_lines : tally.merged_lines);
                note(line, 1);
                break;
            case Sort::credit:
                ++(add_to(source_.credits, line) ? tally.credit_lines : tally.merged_credit_lines);
                note(line, 0);
                break;
        }
    }

    Source finish() {
        for (auto const& [code, lines] : not_goods_) {
            source_.tally.not_goods.push_back({code, lines});
        }
        auto const by_time = [](Invoice const& invoice) {
            return std::pair{invoice.at, std::string_view{invoice.number}};
        };
        std::ranges::sort(source_.sales, {}, by_time);
        std::ranges::sort(source_.credits, {}, by_time);
        return std::move(source_);
    }

private:
    // True for a new line, false if the SKU was in the invoice before. The time of the first line
    // is the invoice's (38 of them run over a minute's end).
    bool add_to(std::vector<Invoice>& invoices, SourceLine const& line) {
        auto const [at, is_new] = invoice_.try_emplace(line.invoice, invoices.size());
        if (is_new) invoices.push_back({line.invoice, line.at, line.customer, line.country});
        auto& lines = invoices[at->second].lines;
        std::int64_t const pieces = std::abs(line.pieces);
        auto const same = std::ranges::find(lines, line.sku, &InvoiceLine::sku);
        if (same != lines.end()) {
            same->pieces += pieces;
            return false;
        }
        lines.push_back({line.sku, pieces});
        return true;
    }

    void note(SourceLine const& line, std::int64_t sale_lines) {
        SkuFacts& facts = source_.skus[line.sku];
        if (facts.description.empty()) facts.description = line.description;
        if (facts.price_minor == 0) facts.price_minor = std::max<std::int64_t>(line.price_minor, 0);
        facts.sale_lines += sale_lines;
        if (sale_lines > 0) facts.pieces_by_day[day_of(line.at, 0)] += line.pieces;
    }

    Source source_;
    std::unordered_map<std::string, std::size_t> invoice_;
    std::map<std::string, std::int64_t> not_goods_;
};

}  // namespace

Result<Source> read_source(std::string_view bytes, Period period) {
    auto reader = csv::Reader::open(bytes);
    if (!reader) return std::unexpected{csv::to_refusal(reader.error())};
    csv::Record record;
    bool const titled = reader->next(record) && record.fault == csv::Fault::none &&
                        std::ranges::equal(record.fields(), header);
    if (!titled) return refuse(Why::bad_field, "line 1", "not the header of Online Retail");
    Collector collector;
    while (reader->next(record)) {
        if (record.fault != csv::Fault::none) {
            return refuse(Why::bad_field, fmt::format("line {}", record.line), "broken row");
        }
        auto const line = parse_line(record, period);
        if (!line) return std::unexpected{line.error()};
        std::optional<SourceLine> const& wanted = *line;
        if (wanted) collector.add(*wanted);
    }
    return collector.finish();
}

std::string sku_of(std::string_view stock_code) {
    std::string sku{trim(stock_code)};
    for (char& c : sku) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return sku;
}

char check_digit(std::string_view digits) {
    int sum = 0;
    int weight = 3;
    for (std::size_t i = digits.size(); i-- > 0; weight = 4 - weight) {
        sum += (digits[i] - '0') * weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::optional<std::string> ean13_of(std::string_view sku) {
    std::string digits;
    if (sku.size() >= 5 && sku.size() <= 7 && all_digits(sku.substr(0, 5)) &&
        all_letters(sku.substr(5))) {
        digits = fmt::format("20{}{:03}00", sku.substr(0, 5), letters_number(sku.substr(5), 2));
    } else if (sku.starts_with("DCGS") && sku.size() >= 8 && sku.size() <= 9 &&
               all_digits(sku.substr(4, 4)) && all_letters(sku.substr(8))) {
        digits = fmt::format("21{}{:02}0000", sku.substr(4, 4), letters_number(sku.substr(8), 1));
    } else if (sku.starts_with("DCGS") && sku.size() >= 5 && sku.size() <= 10 &&
               all_letters(sku.substr(4))) {
        digits = fmt::format("22{:010}", letters_number(sku.substr(4), 6));
    } else {
        return std::nullopt;
    }
    return digits + check_digit(digits);
}

std::string with_prefix(std::string_view ean13, std::string_view prefix) {
    std::string digits = std::string{prefix} + std::string{ean13.substr(2, 10)};
    return digits + check_digit(digits);
}

std::string case_code_of(std::string_view ean13) {
    std::string digits = "1" + std::string{ean13.substr(0, 12)};
    return digits + check_digit(digits);
}

}  // namespace wms::retail
