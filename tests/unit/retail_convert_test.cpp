// SPDX-License-Identifier: Apache-2.0
#include "app/retail_convert.hpp"

#include "app/import_files.hpp"
#include "app/retail_hall.hpp"

#include <doctest/doctest.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

namespace {
using namespace wms;
using namespace wms::retail;
namespace files = wms::import_files;

constexpr Period sample_day{Day{20101209}, Day{20101209}};
constexpr Period one_month{Day{20101201}, Day{20101231}};
std::string const header =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

std::string read_file(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// Empty if zstd is not installed.
std::string const& whole_source() {
    static std::string const source = [] {
        std::string text;
        std::string const command = "zstd -dc '" WMS_TEST_DATA
                                    "/retail/online-retail-2010-12..2011-08.csv.zst' 2>/dev/null";
        std::unique_ptr<FILE, int (*)(FILE*)> const pipe{popen(command.c_str(), "r"), pclose};
        std::array<char, 65'536> piece{};
        while (pipe) {
            std::size_t const count = fread(piece.data(), 1, piece.size(), pipe.get());
            if (count == 0) break;
            text.append(piece.data(), count);
        }
        return text;
    }();
    return source;
}

RetailSet converted(std::string const& lines, Period period) {
    std::istringstream source{lines};
    auto set = convert(source, period);
    REQUIRE(set.has_value());
    return std::move(*set);
}

TEST_CASE("stock codes become numbers that can be read backwards") {
    struct Row {
        std::string_view code;
        std::string_view expected;  // empty: no goods
    };
    // The numbers come from a script that follows the rule in the header, not from this code.
    constexpr Row rows[] = {
        {"22423", "2022423000007"},
        {"85123A", "2085123027002"},
        {"15056BL", "2015056066007"},
        {"DCGS0076", "2100760000000"},
        {"DCGS0066P", "2100661600002"},
        {"DCGSSBOY", "2202740055854"},
        {"POST", ""},
        {"DOT", ""},
        {"M", ""},
        {"D", ""},
        {"C2", ""},
        {"BANK CHARGES", ""},
        {"AMAZONFEE", ""},
        {"GIFT_0001_40", ""},
        {"PADS", ""},
        {"CRUK", ""},
        {"S", ""},
        {"B", ""},
        {"", ""},
        {"1234", ""},
        {"123456", ""},
        {"12345ABC", ""},
        {"12345a", ""},
        {"DCGS", ""},
        {"DCGSABCDEFG", ""},
        {"DCGS00761", ""},
    };
    for (Row const& row : rows) {
        CAPTURE(row.code);
        CHECK(ean13_of(row.code).value_or("") == row.expected);
    }
    CHECK(check_digit("400638133393") == '1');
    CHECK(check_digit("629104150021") == '3');
}

TEST_CASE("lines are sorted into sales, cancellations, adjustments and what is no goods") {
    std::string const lines = header +
                              "100,22423,CAKE STAND,2,2010-12-09 08:00:00,12.75,17850.0,EIRE\n"
                              "100,85123a,HEART,6,2010-12-09 08:00:00,2.55,17850.0,EIRE\n"
                              "100,85123A,HEART,4,2010-12-09 08:01:00,2.55,17850.0,EIRE\n"
                              "100,POST,POSTAGE,1,2010-12-09 08:00:00,18,17850.0,EIRE\n"
                              "101,22423,,-5,2010-12-09 09:00:00,0,,United Kingdom\n"
                              "102,22423,CAKE STAND,501,2010-12-09 18:00:00,12.7,,Japan\n"
                              "103,22423,CAKE STAND,1,2010-12-10 08:00:00,12.7,1,Japan\n"
                              "A104,22423,Adjust,1,2010-12-09 09:00:00,5,,United Kingdom\n"
                              "C105,22423,CAKE STAND,-1,2010-12-09 10:00:00,12.75,17850.0,EIRE\n"
                              "C106,22423,CAKE STAND,-1,2010-12-09 07:00:00,12.75,17850.0,EIRE\n"
                              "C107,22423,CAKE STAND,-1,2010-12-09 19:00:00,12.75,,EIRE\n"
                              "C107,M,Manual,-1,2010-12-09 19:00:00,12.75,,EIRE\n";
    RetailSet const set = converted(lines, sample_day);
    Tally const& tally = set.report.tally;
    CHECK(tally.lines_read == 11);
    CHECK(tally.sale_lines == 3);
    CHECK(tally.merged_lines == 1);
    CHECK(tally.credit_lines == 3);
    CHECK(tally.adjustment_lines == 2);
    CHECK(tally.not_goods == std::vector<CodeCount>{{"M", 1}, {"POST", 1}});
    REQUIRE(set.days.size() == 1);
    auto const& orders = set.days[0].orders;
    REQUIRE(orders.size() == 3);
    CHECK(orders[1].sku == "85123A");
    CHECK(orders[1].quantity == 10_ea);
    CHECK(orders[1].line_no == 2);
    CHECK(orders[0].name == "Customer 17850");
    CHECK(orders[0].country == "IE");
    CHECK(orders[0].carrier == "PARCEL-EU");
    CHECK(to_text(*orders[0].ship_by) == "2010-12-09T18:00:00.000Z");
    CHECK(orders[2].name == "Guest 102");
    CHECK(orders[2].carrier == "FREIGHT");
    CHECK(to_text(*orders[2].ship_by) == "2010-12-10T18:00:00.000Z");
    auto const& cancellations = set.days[0].cancellations;
    REQUIRE(cancellations.size() == 3);
    CHECK(cancellations[0].external_id == "C106");
    CHECK(cancellations[0].order_external_id.empty());
    CHECK(cancellations[1].external_id == "C105");
    CHECK(cancellations[1].order_external_id == "100");
    CHECK(cancellations[2].order_external_id.empty());
    CHECK(cancellations[2].customer.empty());
    REQUIRE(set.skus.size() == 2);
    CHECK(set.skus[0].unit_price_minor == Money{1275});
}

TEST_CASE("a source that is not as published is refused with its line") {
    struct Row {
        std::string name;
        std::string lines;
        std::string_view place;
    };
    std::vector<Row> const rows{
        {"other header", "a,b\n", "line 1"},
        {"empty", "", "line 1"},
        {"quantity", header + "1,22423,x,two,2010-12-09 08:00:00,1,,EIRE\n", "line 2, Quantity"},
        {"huge quantity", header + "1,22423,x,9999999999,2010-12-09 08:00:00,1,,EIRE\n",
         "line 2, Quantity"},
        {"date", header + "1,22423,x,2,9.12.2010,1,,EIRE\n", "line 2, InvoiceDate"},
        {"price", header + "1,22423,x,2,2010-12-09 08:00:00,1e5,,EIRE\n", "line 2, UnitPrice"},
        {"columns", header + "1,22423\n", "line 2"},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.c_str()) {
            std::istringstream source{row.lines};
            auto const set = convert(source, sample_day);
            REQUIRE_FALSE(set.has_value());
            CHECK(set.error().why == Why::bad_field);
            CHECK(set.error().subject.at(0) == row.place);
        }
    }
}

TEST_CASE("the hall is walked as a serpentine and the nearest bins come first") {
    Hall const hall = build_hall({.fast = 90, .slow = 10, .reserve = 1});
    CHECK(hall.fast.size() == 160);
    CHECK(hall.slow.size() == 80);
    CHECK(hall.fast.front() == "A-01-01-2");
    std::map<std::string, files::LocationRow> by_code;
    for (auto const& row : hall.locations) by_code.emplace(row.code, row);
    CHECK(by_code.size() == hall.locations.size());
    auto const sequence = [&](char const* code) { return by_code.at(code).pick_sequence; };
    CHECK(sequence("A-01-01-1") < sequence("A-01-02-1"));
    CHECK(sequence("A-01-20-4") < sequence("A-02-20-1"));
    CHECK(sequence("A-02-20-1") < sequence("A-02-01-1"));
    CHECK(sequence("A-02-01-4") < sequence("B-01-01-1"));
    auto const walk = [&](std::string const& code) {
        return by_code.at(code).x_mm.value() + by_code.at(code).y_mm.value();
    };
    CHECK(std::ranges::is_sorted(hall.fast, {}, walk));
}

template <class Row, class Read>
files::ImportFile<Row> read_part(std::map<std::string, std::string> const& parts,
                                 std::string const& name, Read read) {
    auto file = read(parts.at(name), name);
    for (auto const& problem : file.problems.list) FAIL_CHECK(sentence(problem, Language::en));
    return file;
}

files::ImportSet import_all(std::map<std::string, std::string> const& parts) {
    files::ImportSet set;
    set.skus = read_part<files::SkuRow>(parts, "skus.csv", files::read_skus);
    set.barcodes = read_part<files::BarcodeRow>(parts, "barcodes.csv", files::read_barcodes);
    set.locations = read_part<files::LocationRow>(parts, "locations.csv", files::read_locations);
    set.stock = read_part<files::StockRow>(parts, "stock.csv", files::read_stock);
    auto const nothing_known = [](files::CodeKind, std::string_view) { return false; };
    for (auto const& problem : check_references(set, nothing_known).list) {
        FAIL_CHECK(sentence(problem, Language::en));
    }
    return set;
}

TEST_CASE("the committed sample day is read without a problem") {
    std::map<std::string, std::string> parts;
    for (char const* name : {"skus.csv", "barcodes.csv", "locations.csv", "stock.csv", "shelf.csv",
                             "orders.csv", "cancellations.csv"}) {
        parts[name] = read_file(std::string{WMS_TEST_DATA "/sample-day/"} + name);
    }
    files::ImportSet const set = import_all(parts);
    auto const orders = read_part<files::OrderRow>(parts, "orders.csv", files::read_orders);
    auto const cancellations =
        read_part<files::CancellationRow>(parts, "cancellations.csv", files::read_cancellations);
    auto const shelf = read_part<files::ShelfRow>(parts, "shelf.csv", files::read_shelf);
    std::set<std::string> skus;
    for (auto const& row : set.skus.rows) skus.insert(row.code);
    std::map<std::string, std::int64_t> demand;
    for (auto const& row : orders.rows) demand[row.sku] += row.quantity.value();
    std::map<std::string, std::int64_t> books;
    std::map<std::string, std::int64_t> bins;
    for (auto const& row : set.stock.rows) {
        books[row.sku] += row.quantity.value();
        bins[row.location] += row.quantity.value();
    }
    std::int64_t waiting = 0;
    for (auto const& [sku, pieces] : demand) {
        CHECK(skus.contains(sku));
        waiting += books[sku] < pieces ? 1 : 0;
    }
    for (auto const& row : cancellations.rows) CHECK(skus.contains(row.sku));
    for (auto const& row : shelf.rows) CHECK(row.on_shelf.value() < bins.at(row.location));
    CHECK(waiting > 0);
    CHECK(waiting * 20 < static_cast<std::int64_t>(demand.size()));
    std::map<std::string, std::int64_t> skus_of_code;
    for (auto const& row : set.barcodes.rows) {
        CHECK(row.code.back() == check_digit(row.code.substr(0, row.code.size() - 1)));
        ++skus_of_code[row.code];
    }
    CHECK(std::ranges::count_if(skus_of_code, [](auto const& c) { return c.second > 1; }) == 2);
}

TEST_CASE("the committed sample day is what the converter makes of the source") {
    if (whole_source().empty()) {
        MESSAGE("skipped: zstd is not installed");
        return;
    }
    RetailSet const set = converted(whole_source(), sample_day);
    for (NamedFile const& file : to_files(set, sample_day)) {
        CAPTURE(file.path);
        CHECK((file.bytes == read_file(WMS_TEST_DATA "/sample-day/" + file.path)));
    }
    Tally const& tally = set.report.tally;
    std::int64_t counted = tally.sale_lines + tally.merged_lines + tally.credit_lines +
                           tally.merged_credit_lines + tally.adjustment_lines;
    for (CodeCount const& skipped : tally.not_goods) counted += skipped.lines;
    CHECK(counted == tally.lines_read);
}

TEST_CASE("no two stock codes of the whole source share a number") {
    if (whole_source().empty()) {
        MESSAGE("skipped: zstd is not installed");
        return;
    }
    auto reader = csv::Reader::open(whole_source());
    REQUIRE(reader.has_value());
    std::map<std::string, std::string> sku_of_number;
    std::set<std::string> skus;
    csv::Record record;
    REQUIRE(reader->next(record));
    while (reader->next(record)) {
        std::string const sku = sku_of(record.cells[1]);
        if (!skus.insert(sku).second) continue;
        auto const ean13 = ean13_of(sku);
        if (!ean13) continue;
        CHECK(ean13->size() == 13);
        auto const [at, is_new] = sku_of_number.try_emplace(*ean13, sku);
        CHECK_MESSAGE(is_new, sku << " and " << at->second);
    }
    CHECK(sku_of_number.size() > 3000);
}

TEST_CASE("over several days the books start each day as high as the first") {
    if (whole_source().empty()) {
        MESSAGE("skipped: zstd is not installed");
        return;
    }
    RetailSet const set = converted(whole_source(), one_month);
    REQUIRE(set.days.size() > 15);
    std::set<std::string> locations;
    for (auto const& row : set.locations) locations.insert(row.code);
    std::map<std::string, std::int64_t> books;
    for (auto const& row : set.stock) books[row.sku] += row.quantity.value();
    std::map<std::string, std::int64_t> const opening = books;
    for (RetailDay const& day : set.days) {
        auto const read = files::read_stock(
            to_csv(day.deliveries, {csv::Bom::without, csv::LineEnd::lf}), "stock.csv");
        CHECK(read.clean());
        for (auto const& row : day.deliveries) {
            CHECK(locations.contains(row.location));
            books[row.sku] += row.quantity.value();
        }
        for (auto const& [sku, pieces] : opening) {
            if (books[sku] != pieces) FAIL_CHECK(to_text(day.day) << ' ' << sku);
        }
        for (auto const& row : day.orders) books[row.sku] -= row.quantity.value();
    }
}

TEST_CASE("the command writes the files and says what it cannot do") {
    std::filesystem::path const folder =
        std::filesystem::temp_directory_path() / ("wms-retail-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::string const source = (folder / "in.csv").string();
    std::string const line = ",22423,CAKE STAND,2,2010-12-09 08:00:00,12.75,17850.0,EIRE\n";
    std::ofstream{source} << header << "100" << line;
    std::ostringstream messages;
    std::ostringstream errors;
    CHECK(convert_retail({source, sample_day, (folder / "out").string()}, messages, errors) == 0);
    CHECK(messages.str().find("orders 1\n") != std::string::npos);
    CHECK(read_file((folder / "out/stock.csv").string()).find("22423,12,") != std::string::npos);
    CHECK(convert_retail({source, {Day{20101208}, Day{20101209}}, (folder / "range").string()},
                         messages, errors) == 0);
    CHECK(std::filesystem::exists(folder / "range/2010-12-09/orders.csv"));
    CHECK(errors.str().empty());
    CHECK(convert_retail({"/nowhere.csv", sample_day, folder.string()}, messages, errors) == 2);
    std::ofstream{source} << "nonsense\n";
    CHECK(convert_retail({source, sample_day, folder.string()}, messages, errors) == 1);
    CHECK(errors.str().find("line 1") != std::string::npos);
    std::filesystem::remove_all(folder);
}

}  // namespace
