// SPDX-License-Identifier: Apache-2.0
#include "app/retail_convert.hpp"

#include "app/csv.hpp"
#include "app/import_files.hpp"
#include "app/retail_hall.hpp"
#include "app/retail_orders.hpp"
#include "base/bytes.hpp"
#include "base/ensure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <unordered_map>

namespace wms::retail {
namespace {

using import_files::BarcodeRow;
using import_files::ExpiryMode;
using import_files::LotMode;
using import_files::PackLevel;
using import_files::ShelfRow;
using import_files::SkuRow;
using import_files::StockRow;

constexpr std::int64_t first_days = 14;
constexpr std::int64_t dozen = 12;
constexpr std::int64_t reserve_from_pieces = 48;
constexpr std::int32_t shelf_life_days = 365;
constexpr std::size_t ambiguous_codes_wanted = 2;
constexpr std::int64_t hour_ms = 3'600'000;

std::int64_t up_to_dozens(std::int64_t pieces) {
    return (std::max<std::int64_t>(pieces, 1) + dozen - 1) / dozen * dozen;
}

bool has_lots(std::string_view sku) {
    return draw("lots", sku, 33) == 0;
}

Day day_after(Day day, std::int64_t days) {
    return day_from_epoch(days_since_epoch(day) + days);
}

Instant at_hour(Day day, std::int64_t hour) {
    return midnight(day) + Elapsed{hour * hour_ms};
}

// How one SKU is kept.
struct Plan {
    std::string sku;
    std::int64_t sale_lines = 0;
    Day launch;                // its stock is there from this day on
    std::int64_t demand = 0;   // of its first days
    std::int64_t in_face = 0;  // books
    std::int64_t in_reserve = 0;
    std::vector<std::string> bins = {};  // one or two
    std::string reserve = {};
};

// Before the first day of the period everything known by then is in place; an SKU that is first
// sold later comes in on that morning.
Plan plan_of(std::string const& sku, SkuFacts const& facts, Period period) {
    Plan plan{.sku = sku, .sale_lines = facts.sale_lines, .launch = period.from};
    Day const start_end = day_after(period.from, first_days - 1);
    if (!facts.pieces_by_day.empty() && facts.pieces_by_day.begin()->first > start_end) {
        plan.launch = facts.pieces_by_day.begin()->first;
    }
    Day const end = day_after(plan.launch, first_days - 1);
    for (auto const& [day, pieces] : facts.pieces_by_day) {
        if (day <= end) plan.demand += pieces;
    }
    bool const too_little = draw("too little", sku, 50) == 0 && plan.demand >= 2;
    plan.in_face = too_little ? plan.demand / 2 : up_to_dozens(plan.demand);
    if (!too_little && plan.demand >= reserve_from_pieces) {
        plan.in_reserve = up_to_dozens(plan.demand / 2);
    }
    bool const two_bins = draw("two bins", sku, 10) == 0 && plan.in_face >= 2 * dozen;
    plan.bins.resize(two_bins ? 2 : 1);
    return plan;
}

// Most sale lines first; the code decides between equals.
std::vector<Plan> plans_by_frequency(Source const& source, Period period) {
    std::vector<Plan> plans;
    plans.reserve(source.skus.size());
    for (auto const& [sku, facts] : source.skus) plans.push_back(plan_of(sku, facts, period));
    std::ranges::sort(plans, {}, [](Plan const& plan) {
        return std::pair{-plan.sale_lines, std::string_view{plan.sku}};
    });
    return plans;
}

// The second bin of an SKU is the next free one, right beside the first.
Hall slot(std::vector<Plan>& plans) {
    std::size_t const fast_skus = (plans.size() + 4) / 5;
    HallNeeds needs{};
    for (std::size_t i = 0; i < plans.size(); ++i) {
        (i < fast_skus ? needs.fast : needs.slow) += plans[i].bins.size();
        if (plans[i].in_reserve > 0) ++needs.reserve;
    }
    Hall hall = build_hall(needs);
    std::size_t fast = 0;
    std::size_t slow = 0;
    std::size_t reserve = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        for (std::string& bin : plans[i].bins) {
            bin = i < fast_skus ? hall.fast[fast++] : hall.slow[slow++];
        }
        if (plans[i].in_reserve > 0) plans[i].reserve = hall.reserve[reserve++];
    }
    return hall;
}

// Goods of an SKU with lots: the lot is named after the day it was made.
struct Arrival {
    Instant received_at;
    Day made;
};

StockRow stock_row(std::string const& location, std::string const& sku, std::int64_t pieces,
                   Arrival arrival) {
    StockRow row{.location = location,
                 .sku = sku,
                 .quantity = Quantity{pieces},
                 .received_at = arrival.received_at};
    if (has_lots(sku)) {
        row.lot = fmt::format("L{}", arrival.made.value());
        row.expiry = day_after(arrival.made, shelf_life_days);
    }
    return row;
}

// An older and a younger lot in the same place, so that first-expired-first-out has a choice.
void put(std::vector<StockRow>& rows, std::string const& location, std::string const& sku,
         std::int64_t pieces, Day received) {
    Instant const at = at_hour(received, 8);
    std::int64_t const older = has_lots(sku) ? pieces / 2 : 0;
    if (older > 0) rows.push_back(stock_row(location, sku, older, {at, day_after(received, -200)}));
    rows.push_back(stock_row(location, sku, pieces - older, {at, day_after(received, -60)}));
}

void put_all(std::vector<StockRow>& rows, Plan const& plan, Day received) {
    std::int64_t const second = plan.bins.size() == 2 ? plan.in_face / 2 : 0;
    put(rows, plan.bins.front(), plan.sku, plan.in_face - second, received);
    if (second > 0) put(rows, plan.bins.back(), plan.sku, second, received);
    if (plan.in_reserve > 0) put(rows, plan.reserve, plan.sku, plan.in_reserve, received);
}

std::vector<StockRow> opening_stock(std::vector<Plan> const& plans, Period period) {
    std::vector<StockRow> rows;
    for (Plan const& plan : plans) {
        if (plan.launch != period.from) continue;
        auto const age = static_cast<std::int64_t>(draw("age", plan.sku, 30));
        put_all(rows, plan, day_after(period.from, -1 - age));
    }
    return rows;
}

// What the trading day before sold comes back in the morning, so the books start every day as high
// as the first; and what is sold for the first time comes in.
std::vector<StockRow> deliveries_of(std::vector<Plan> const& plans, Source const& source, Day day,
                                    Day before) {
    std::vector<StockRow> rows;
    for (Plan const& plan : plans) {
        auto const& sold = source.skus.at(plan.sku).pieces_by_day;
        if (plan.launch == day) {
            put_all(rows, plan, day);
        } else if (auto const found = sold.find(before); found != sold.end()) {
            rows.push_back(stock_row(plan.bins.front(), plan.sku, found->second,
                                     {at_hour(day, 6), day_after(day, -20)}));
        }
    }
    return rows;
}

// Less on the shelf than in the books: a third of these bins is empty, the others are half full.
std::vector<ShelfRow> wrong_shelves(std::vector<Plan> const& plans,
                                    std::vector<StockRow> const& stock) {
    std::set<std::string_view> faces;
    for (Plan const& plan : plans) faces.insert(plan.bins.begin(), plan.bins.end());
    std::vector<ShelfRow> rows;
    std::size_t i = 0;
    while (i < stock.size()) {
        StockRow const& first = stock[i];
        std::int64_t books = 0;
        for (; i < stock.size() && stock[i].location == first.location; ++i) {
            books += stock[i].quantity.value();
        }
        if (!faces.contains(first.location) || draw("shelf", first.location, 50) != 0) continue;
        std::int64_t const left = draw("empty", first.location, 3) == 0 ? 0 : books / 2;
        rows.push_back({first.location, first.sku, Quantity{left}});
    }
    return rows;
}

SkuRow sku_row(std::string const& sku, SkuFacts const& facts) {
    auto const between = [&](std::string_view what, std::int64_t low, std::int64_t high) {
        auto const steps = static_cast<std::uint64_t>(high - low + 1);
        return low + static_cast<std::int64_t>(draw(what, sku, steps));
    };
    SkuRow row{.code = sku,
               .name_en = facts.description.empty() ? "SKU " + sku : facts.description,
               .weight_g = Weight{between("weight", 50, 2000)},
               .length_mm = Length{between("length", 60, 350)},
               .width_mm = Length{between("width", 40, 250)},
               .height_mm = Length{between("height", 10, 180)},
               .unit_price_minor = Money{facts.price_minor}};
    if (has_lots(sku)) {
        row.lot_mode = LotMode::optional;
        row.expiry_mode = ExpiryMode::best_before;
        row.shelf_life_days = shelf_life_days;
    }
    return row;
}

std::string label_number(std::string const& sku) {
    std::string number = ean13_of(sku).value_or("");
    ensure(!number.empty(), "only goods are SKUs");
    return number;
}

// Colours and sizes of one design share the first five characters; the two designs that sell most
// have the same number printed on all of theirs. A scan of it must ask which one it is.
std::vector<BarcodeRow> ambiguous_barcodes(std::vector<Plan> const& plans) {
    std::vector<std::string> designs;  // in the order of the best seller
    std::unordered_map<std::string, std::vector<std::string>> skus_of;
    for (Plan const& plan : plans) {
        std::string const design = plan.sku.substr(0, 5);
        if (!std::ranges::all_of(design, [](char c) { return c >= '0' && c <= '9'; })) continue;
        auto& skus = skus_of[design];
        if (skus.empty()) designs.push_back(design);
        skus.push_back(plan.sku);
    }
    std::vector<BarcodeRow> rows;
    std::size_t used = 0;
    for (std::string const& design : designs) {
        if (used == ambiguous_codes_wanted) break;
        auto const& skus = skus_of.at(design);
        if (skus.size() < 2) continue;
        ++used;
        std::string const code = with_prefix(label_number(design), "29");
        for (std::string const& sku : skus) rows.push_back({.code = code, .sku = sku});
    }
    return rows;
}

std::vector<BarcodeRow> barcodes_of(Source const& source, std::vector<Plan> const& plans) {
    std::vector<BarcodeRow> rows;
    for (auto const& [sku, facts] : source.skus) {
        std::string const ean13 = label_number(sku);
        rows.push_back({.code = ean13, .sku = sku});
        if (draw("second barcode", sku, 25) == 0) {
            rows.push_back({.code = with_prefix(ean13, "28"), .sku = sku});
        }
        if (draw("case", sku, 10) == 0) {
            rows.push_back({case_code_of(ean13), sku, PackLevel::case_, Quantity{dozen}});
        }
    }
    auto const ambiguous = ambiguous_barcodes(plans);
    rows.insert(rows.end(), ambiguous.begin(), ambiguous.end());
    return rows;
}

std::span<Invoice const> of_day(std::vector<Invoice> const& invoices, Day day) {
    auto const [first, last] = std::ranges::equal_range(
        invoices, day, {}, [](Invoice const& invoice) { return day_of(invoice.at, 0); });
    return {first, last};
}

std::vector<RetailDay> days_of(Source const& source, std::vector<Plan> const& plans,
                               Period period) {
    std::set<Day> trading;
    for (Invoice const& sale : source.sales) trading.insert(day_of(sale.at, 0));
    for (Invoice const& credit : source.credits) trading.insert(day_of(credit.at, 0));
    std::vector<RetailDay> days;
    Day before{};
    for (Day const day : trading) {
        auto const sales = of_day(source.sales, day);
        days.push_back({.day = day,
                        .orders = orders_of(sales),
                        .cancellations = cancellations_of(of_day(source.credits, day), sales)});
        if (day != period.from) {
            days.back().deliveries = deliveries_of(plans, source, day, before);
        }
        before = day;
    }
    return days;
}

std::int64_t count_of(std::size_t size) {
    return static_cast<std::int64_t>(size);
}

Report report_of(RetailSet const& set, Source const& source, std::vector<Plan> const& plans) {
    Report report{.tally = source.tally,
                  .orders = count_of(source.sales.size()),
                  .cancellations = count_of(source.credits.size()),
                  .skus = count_of(set.skus.size()),
                  .bins_with_less = count_of(set.shelf.size())};
    for (RetailDay const& day : set.days) {
        for (auto const& row : day.orders) report.order_pieces += row.quantity.value();
        report.cancellation_lines_matched += std::ranges::count_if(
            day.cancellations, [](auto const& row) { return !row.order_external_id.empty(); });
    }
    for (Plan const& plan : plans) {
        report.skus_with_too_little += plan.in_face < plan.demand ? 1 : 0;
        report.skus_with_lots += has_lots(plan.sku) ? 1 : 0;
    }
    std::set<std::string_view> ambiguous;
    for (auto const& row : set.barcodes) {
        if (row.code.starts_with("29")) ambiguous.insert(row.code);
    }
    report.ambiguous_codes = count_of(ambiguous.size());
    return report;
}

void print(Report const& report, std::ostream& out) {
    for_each_field<Report>([&](auto field) {
        auto const& value = report.*field.pointer;
        if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(value)>>) {
            out << field.name << ' ' << value << '\n';
        }
    });
    for_each_field<Tally>([&](auto field) {
        auto const& value = report.tally.*field.pointer;
        if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(value)>>) {
            out << field.name << ' ' << value << '\n';
        }
    });
    for (CodeCount const& skipped : report.tally.not_goods) {
        out << "not goods: " << skipped.code << ' ' << skipped.lines << '\n';
    }
}

Result<RetailSet> convert_argument(std::string const& source, Period period) {
    if (source == "-") return convert(std::cin, period);
    std::ifstream file{source, std::ios::binary};
    return convert(file, period);
}

// Stops one piece after the limit, so that too much can be told from enough.
std::string read_all(std::istream& source) {
    std::string bytes;
    std::array<char, 65'536> piece{};
    while (source && bytes.size() <= csv::file_bytes_max) {
        source.read(piece.data(), piece.size());
        bytes.append(piece.data(), static_cast<std::size_t>(source.gcount()));
    }
    return bytes;
}

bool write(NamedFile const& file, std::filesystem::path const& folder) {
    std::filesystem::path const path = folder / file.path;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) return false;
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << file.bytes;
    out.close();
    return out.good();
}

}  // namespace

Result<RetailSet> convert(std::istream& source, Period period) {
    std::string const bytes = read_all(source);
    if (bytes.size() > csv::file_bytes_max) {
        return refuse(Why::bad_field, "source", "longer than 1 GB");
    }
    auto const read = read_source(bytes, period);
    if (!read) return std::unexpected{read.error()};
    std::vector<Plan> plans = plans_by_frequency(*read, period);
    RetailSet set;
    set.locations = slot(plans).locations;
    for (auto const& [sku, facts] : read->skus) set.skus.push_back(sku_row(sku, facts));
    set.barcodes = barcodes_of(*read, plans);
    set.stock = opening_stock(plans, period);
    set.shelf = wrong_shelves(plans, set.stock);
    set.days = days_of(*read, plans, period);
    set.report = report_of(set, *read, plans);
    return set;
}

std::vector<NamedFile> to_files(RetailSet const& set, Period period) {
    constexpr csv::Style style{csv::Bom::without, csv::LineEnd::lf};
    std::vector<NamedFile> files{{"skus.csv", to_csv(set.skus, style)},
                                 {"barcodes.csv", to_csv(set.barcodes, style)},
                                 {"locations.csv", to_csv(set.locations, style)},
                                 {"stock.csv", to_csv(set.stock, style)},
                                 {"shelf.csv", to_csv(set.shelf, style)}};
    bool const one_day = period.from == period.to;
    for (RetailDay const& day : set.days) {
        std::string const folder = one_day ? "" : to_text(day.day) + "/";
        files.push_back({folder + "orders.csv", to_csv(day.orders, style)});
        files.push_back({folder + "cancellations.csv", to_csv(day.cancellations, style)});
        if (!one_day) files.push_back({folder + "stock.csv", to_csv(day.deliveries, style)});
    }
    return files;
}

int convert_retail(ConvertArguments const& arguments, std::ostream& messages,
                   std::ostream& errors) {
    if (arguments.source != "-" && !std::filesystem::is_regular_file(arguments.source)) {
        errors << arguments.source << ": no such file\n";
        return 2;
    }
    auto const set = convert_argument(arguments.source, arguments.period);
    if (!set) {
        errors << arguments.source << ": " << sentence(set.error(), Language::en) << '\n';
        return 1;
    }
    for (NamedFile const& file : to_files(*set, arguments.period)) {
        if (write(file, arguments.out_folder)) continue;
        errors << arguments.out_folder << '/' << file.path << ": cannot be written\n";
        return 2;
    }
    print(set->report, messages);
    return 0;
}

}  // namespace wms::retail
