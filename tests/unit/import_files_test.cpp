// SPDX-License-Identifier: Apache-2.0
#include "app/import_files.hpp"

#include "base/json.hpp"
#include "support/gb18030.hpp"
#include "support/slowness.hpp"

#include <doctest/doctest.h>
#include <boost/describe/enum_to_string.hpp>

#include <chrono>
#include <set>

namespace {
using namespace wms;
using namespace wms::import_files;
using namespace std::string_literals;

constexpr csv::Style bare{csv::Bom::without, csv::LineEnd::lf};

std::string what(Problem const& problem) {
    return std::to_string(problem.line) + " " + problem.column + " " +
           boost::describe::enum_to_string(problem.reason, "?");
}

std::vector<std::string> what(Problems const& problems) {
    std::vector<std::string> all;
    all.reserve(problems.list.size());
    for (Problem const& problem : problems.list) all.push_back(what(problem));
    return all;
}

using Reports = std::vector<std::string>;

struct Case {
    std::string name;
    std::string bytes;
    Reports expected;
};

template <class Read>
void check_all(std::vector<Case> const& cases, Read read) {
    for (Case const& row : cases) {
        SUBCASE(row.name.c_str()) {
            auto const file = read(row.bytes, "file.csv");
            CHECK(what(file.problems) == row.expected);
            CHECK(file.rows.size() == file.lines.size());
            for (Problem const& problem : file.problems.list) {
                for (Language const language : {Language::en, Language::zh}) {
                    std::string const text = sentence(problem, language);
                    CAPTURE(text);
                    CHECK(text.find("file.csv") == 0);
                    CHECK(text.find(std::to_string(problem.line)) != std::string::npos);
                    CHECK(text.find(problem.column) != std::string::npos);
                    CHECK(text.find('?') == std::string::npos);
                }
            }
        }
    }
}

TEST_CASE("the file itself and its header are checked first") {
    check_all({{"empty", "", {"1 1 no_header"}},
               {"only the header", "code,name_en\n", {}},
               {"columns in any order", "name_en,code\nLantern,1\n", {}},
               {"column missing", "code\n1\n", {"1 name_en missing_column"}},
               {"unknown column", "code,name_en,colour\n1,a,red\n", {"1 colour unknown_column"}},
               {"nameless column", "code,name_en,\n1,a,\n", {"1  unknown_column"}},
               {"column twice", "code,name_en,code\n1,a,2\n", {"1 code repeated_column"}},
               {"not text", "code,name_en\n1,\xFF\n", {"2 1 bad_encoding"}},
               {"broken header", "code,\"name_en\n1,a\n", {"1 2 unterminated_quote"}},
               {"row too short", "code,name_en\n1\n2,b\n", {"2 1 wrong_column_count"}},
               {"broken rows",
                "code,name_en\n1,a\"\n\"2\"x,b\n3,\0\n4,d\n"s,
                {"2 name_en stray_quote", "3 code stray_quote", "4 name_en nul_byte"}}},
              read_skus);
}

TEST_CASE("every cell of an SKU is checked") {
    auto const with = [](std::string const& column, std::string const& cell) {
        return "code,name_en," + column + "\nX,x," + cell + "\n";
    };
    check_all(
        {{"no code", "code,name_en\n,x\n", {"2 code missing_value"}},
         {"no name", "code,name_en\nX,\n", {"2 name_en missing_value"}},
         {"code of 40 characters", "code,name_en\n" + std::string(40, 'x') + ",x\n", {}},
         {"code of 41", "code,name_en\n" + std::string(41, 'x') + ",x\n", {"2 code bad_code"}},
         {"Chinese code of 40",
          "code,name_en\n" +
              [] {
                  std::string code;
                  for (int i = 0; i < 40; ++i) code += "灯";
                  return code;
              }() +
              ",x\n",
          {}},
         {"control character",
          "code,name_en\nA\x07"
          "B,x\n",
          {"2 code bad_code"}},
         {"zero-width space", "code,name_en\nA\u200BB,x\n", {"2 code bad_code"}},
         {"right-to-left mark", "code,name_en\nA\u202EB,x\n", {"2 code bad_code"}},
         {"same code", "code,name_en\nA,x\nB,x\nA,y\n", {"4 code repeated_row"}},
         {"case counts", "code,name_en\nA,x\na,y\n", {}},
         {"weight empty", with("weight_g", ""), {}},
         {"weight negative", with("weight_g", "-1"), {"2 weight_g out_of_range"}},
         {"weight a fraction", with("weight_g", "1.5"), {"2 weight_g not_a_number"}},
         {"weight in words", with("weight_g", "heavy"), {"2 weight_g not_a_number"}},
         {"unknown lot mode", with("lot_mode", "maybe"), {"2 lot_mode not_a_choice"}},
         {"lot mode in capitals", with("lot_mode", "None"), {"2 lot_mode not_a_choice"}},
         {"expiry without lots", with("expiry_mode", "use_by"), {"2 expiry_mode expiry_needs_lot"}},
         {"name too long",
          "code,name_en\nA," + std::string(201, 'x') + "\n",
          {"2 name_en bad_text"}}},
        read_skus);
}

TEST_CASE("barcodes may share a code but not repeat a row") {
    check_all({{"two SKUs, one code", "code,sku\n1,A\n1,B\n", {}},
               {"one SKU, two codes", "code,sku\n1,A\n2,A\n", {}},
               {"the same twice", "code,sku\n1,A\n1,A\n", {"3 code repeated_row"}},
               {"a case", "code,sku,level,factor\n1,A,case,12\n", {}},
               {"the enumerator's name is no choice",
                "code,sku,level,factor\n1,A,case_,1\n",
                {"2 level not_a_choice"}},
               {"each of twelve", "code,sku,level,factor\n1,A,each,12\n", {"2 factor each_is_one"}},
               {"factor 0", "code,sku,level,factor\n1,A,case,0\n", {"2 factor out_of_range"}},
               {"two factors for one level",
                "code,sku,level,factor\n1,A,case,12\n2,A,case,24\n3,B,case,24\n",
                {"3 factor differs_from_row"}}},
              read_barcodes);
}

TEST_CASE("locations have a type, a place and two digits") {
    std::string const header = "code,zone,type,pick_sequence,check_digits\n";
    check_all({{"good", header + "A-1,A,pick,10,07\nR,R,return,0,\n", {}},
               {"one digit", header + "A-1,A,pick,10,7\n", {"2 check_digits bad_check_digits"}},
               {"letters", header + "A-1,A,pick,10,a7\n", {"2 check_digits bad_check_digits"}},
               {"no such type", header + "A-1,A,shelf,10,07\n", {"2 type not_a_choice"}},
               {"same code", header + "A,A,pick,1,\nA,B,pick,2,\n", {"3 code repeated_row"}}},
              read_locations);
}

TEST_CASE("containers have a type; a cart's bin names its cart") {
    std::string const header = "code,type,cart\n";
    check_all({{"good", header + "T-1,tote,\nC-1,cart,\nC-1-1,cart_bin,C-1\n", {}},
               {"no such type", header + "T-1,bucket,\n", {"2 type not_a_choice"}},
               {"a bin of no cart", header + "C-1-1,cart_bin,\n", {"2 cart missing_value"}},
               {"same code", header + "T-1,tote,\nT-1,tote,\n", {"3 code repeated_row"}}},
              read_containers);
    ImportSet set;
    set.containers = read_containers(
        header + "C-1,cart,\nC-1-1,cart_bin,C-1\nC-0-1,cart_bin,C-0\nC-9-1,cart_bin,C-9\n",
        "c.csv");
    auto const problems = check_references(set, [](CodeKind kind, std::string_view code) {
        return kind == CodeKind::cart && code == "C-0";
    });
    CHECK(what(problems) == Reports{"5 cart unknown_cart"});
    CHECK(sentence(problems.list[0], Language::en) ==
          "c.csv, line 5, column cart: there is no cart \"C-9\"");
}

TEST_CASE("stock is counted in whole positive pieces") {
    std::string const header = "location,sku,quantity,lot,expiry,serial\n";
    check_all(
        {{"one", header + "A,S,1,,,\n", {}},
         {"a thousand million", header + "A,S,1000000000,,,\n", {}},
         {"one more", header + "A,S,1000000001,,,\n", {"2 quantity out_of_range"}},
         {"zero", header + "A,S,0,,,\n", {"2 quantity out_of_range"}},
         {"negative", header + "A,S,-3,,,\n", {"2 quantity out_of_range"}},
         {"guarded negative", header + "A,S,'-3,,,\n", {"2 quantity out_of_range"}},
         {"beyond 64 bits", header + "A,S,99999999999999999999,,,\n", {"2 quantity out_of_range"}},
         {"with a thousands separator", header + "A,S,\"1,000\",,,\n", {"2 quantity not_a_number"}},
         {"hexadecimal", header + "A,S,0x10,,,\n", {"2 quantity not_a_number"}},
         {"a plus sign", header + "A,S,+3,,,\n", {"2 quantity not_a_number"}},
         {"empty", header + "A,S,,,,\n", {"2 quantity missing_value"}},
         {"not a day", header + "A,S,1,L,2011-02-29,\n", {"2 expiry bad_day"}},
         {"expiry without a lot", header + "A,S,1,,2011-02-28,\n", {"2 expiry expiry_needs_lot"}},
         {"two pieces of a serial", header + "A,S,2,,,N1\n", {"2 quantity serial_is_one"}},
         {"a serial twice", header + "A,S,1,,,N1\nB,S,1,,,N1\n", {"3 serial repeated_row"}},
         {"a serial of another SKU", header + "A,S,1,,,N1\nB,T,1,,,N1\n", {}},
         {"a quant twice", header + "A,S,1,,,\nA,S,2,,,\n", {"3 sku repeated_row"}},
         {"two lots", header + "A,S,1,L1,,\nA,S,2,L2,,\n", {}},
         {"a lot with two expiries",
          header + "A,S,1,L,2011-02-28,\nB,S,2,L,2011-03-01,\n",
          {"3 expiry differs_from_row"}},
         {"several problems in a row",
          header + ",,0,,x,\n",
          {"2 location missing_value", "2 sku missing_value", "2 quantity out_of_range",
           "2 expiry bad_day"}}},
        read_stock);
}

std::string order(std::string const& changed_column, std::string const& cell) {
    std::vector<std::pair<std::string, std::string>> cells{
        {"channel", "web"},       {"external_id", "1"}, {"placed_at", "2010-12-09T08:34:00Z"},
        {"carrier", "PARCEL-UK"}, {"name", "Ann"},      {"address", "\"1 High St\nSampleton\""},
        {"country", "GB"},        {"sku", "S"},         {"quantity", "1"},
        {"line_no", ""},          {"priority", ""},     {"short_policy", ""},
        {"ship_by", ""}};
    std::string row;
    for (auto const& [column, value] : cells) {
        row += (row.empty() ? "" : ",") + (column == changed_column ? cell : value);
    }
    return row + "\n";
}

std::string const order_header =
    "channel,external_id,placed_at,carrier,name,address,country,sku,quantity,line_no,priority,"
    "short_policy,ship_by\n";

TEST_CASE("order lines are one order as long as they agree") {
    check_all(
        {{"two lines", order_header + order("", "") + order("sku", "T"), {}},
         {"the same SKU on two lines", order_header + order("", "") + order("", ""), {}},
         {"the same line number",
          order_header + order("line_no", "1") + order("line_no", "1"),
          {"4 line_no repeated_row"}},
         {"two names",
          order_header + order("", "") + order("name", "Bob"),
          {"4 name differs_from_row"}},
         {"no time", order_header + order("placed_at", "2010-12-09"), {"2 placed_at bad_instant"}},
         {"no such hour",
          order_header + order("ship_by", "2010-12-09 24:00:00"),
          {"2 ship_by bad_instant"}},
         {"priority 10", order_header + order("priority", "10"), {"2 priority out_of_range"}},
         {"policy", order_header + order("short_policy", "drop"), {"2 short_policy not_a_choice"}},
         {"country in words",
          order_header + order("country", "England"),
          {"2 country bad_country"}},
         {"control character in the name",
          order_header + order("name", "An\x1Bn"),
          {"2 name bad_text"}},
         {"no address", order_header + order("address", ""), {"2 address missing_value"}}},
        read_orders);
}

TEST_CASE("lines without a number are numbered within their order") {
    auto const orders = read_orders(
        order_header + order("", "") + order("external_id", "2") + order("sku", "T"), "o");
    REQUIRE(orders.clean());
    CHECK(orders.rows[0].line_no == 1);
    CHECK(orders.rows[1].line_no == 1);
    CHECK(orders.rows[2].line_no == 2);
    CHECK(orders.rows[0].address == "1 High St\nSampleton");
    CHECK(orders.rows[0].priority == 5);
    CHECK(orders.rows[0].short_policy == ShortPolicy::ship_short);
    CHECK(orders.lines == std::vector<std::uint32_t>{2, 4, 6});
}

TEST_CASE("cash, sort code and remark of an order are read; a file without them has no column") {
    std::string const header =
        "channel,external_id,placed_at,carrier,name,address,country,sku,quantity,cod_minor,"
        "sort_code,bag_place,remark\n";
    std::string const row = "web,1,2010-12-09T08:34:00Z,SF,王小明,\"杭州市文三路 1 号\",CN,S,1,";
    auto const orders = read_orders(header + row + "12850,571-W3-018,杭州,送货上门\n", "o");
    REQUIRE(orders.clean());
    CHECK(orders.rows[0].cod_minor == Money{12'850});
    CHECK(orders.rows[0].sort_code == "571-W3-018");
    CHECK(orders.rows[0].bag_place == "杭州");
    CHECK(orders.rows[0].remark == "送货上门");
    CHECK(read_orders(to_csv(orders.rows, {}), "o").rows == orders.rows);
    auto plain = orders.rows;
    plain[0].cod_minor = {};
    plain[0].sort_code = plain[0].bag_place = plain[0].remark = {};
    std::string const written = to_csv(plain, {});
    CHECK(written.find("cod_minor") == std::string::npos);
    CHECK(written.find("remark") == std::string::npos);
    CHECK(read_orders(written, "o").rows == plain);
    check_all({{"negative cash", header + row + "-1,,,\n", {"2 cod_minor out_of_range"}},
               {"cash in words", header + row + "ten,,,\n", {"2 cod_minor not_a_number"}},
               {"a long sort code",
                header + row + ",12345678901234567890123456789012345678901,,\n",
                {"2 sort_code bad_text"}}},
              read_orders);
}

TEST_CASE("cancellations and shelves are checked") {
    SUBCASE("cancellations") {
        std::string const header = "channel,external_id,at,sku,quantity\n";
        std::string const good = "web,C1,2010-12-09T08:34:00Z,S,1\n";
        check_all({{"good", header + good, {}},
                   {"twice", header + good + good, {"3 sku repeated_row"}},
                   {"nothing",
                    header + "web,C1,2010-12-09T08:34:00Z,S,0\n",
                    {"2 quantity out_of_range"}}},
                  read_cancellations);
    }
    SUBCASE("shelves") {
        check_all({{"empty shelf", "location,sku,on_shelf\nA,S,0\n", {}},
                   {"twice", "location,sku,on_shelf\nA,S,0\nA,S,1\n", {"3 sku repeated_row"}}},
                  read_shelf);
    }
}

TEST_CASE("a file from a spreadsheet in China reads the same") {
    std::string const utf8 = "code,name_en,name_zh\n00123,Lantern,白色金属灯笼\n";
    auto const expected = read_skus(utf8, "s");
    REQUIRE(expected.clean());
    CHECK(expected.rows[0].code == "00123");
    CHECK(read_skus(test::to_gb18030(utf8), "s").rows == expected.rows);
    CHECK(read_skus(to_csv(expected.rows, {}), "s").rows == expected.rows);
}

TEST_CASE("written rows read back equal, whatever stands in them") {
    std::vector<OrderRow> const rows{{.channel = "web",
                                      .external_id = "-1",
                                      .placed_at = Instant{1'291'883'640'000},
                                      .paid_at = Instant{1'291'883'640'001},
                                      .priority = 0,
                                      .carrier = "@x",
                                      .ship_by = std::nullopt,
                                      .name = "=cmd|' /C calc'!A0",
                                      .phone = "+44 20 7946 0000",
                                      .address = "'=1 \"High\" St,\r\nSampleton",
                                      .country = "GB",
                                      .short_policy = ShortPolicy::ship_complete,
                                      .sku = "'+",
                                      .quantity = 7_ea,
                                      .line_no = 3}};
    for (csv::Style const style : {csv::Style{}, bare}) {
        std::string const bytes = to_csv(rows, style);
        auto const read = read_orders(bytes, "o");
        CHECK(what(read.problems) == Reports{});
        CHECK(read.rows == rows);
    }
    std::vector<LocationRow> const places{
        {.code = "A", .zone = "A", .type = LocationType::return_, .mixing = Mixing::one_lot}};
    CHECK(to_csv(places, bare).find(",return,") != std::string::npos);
    CHECK(read_locations(to_csv(places, bare), "l").rows == places);
}

TEST_CASE("references are looked up in the set and in the warehouse") {
    ImportSet set;
    set.skus = read_skus(
        "code,name_en,lot_mode,expiry_mode,serial_mode\n"
        "PLAIN,x,none,none,none\nLOT,x,required,use_by,none\nSERIAL,x,none,none,both\n",
        "skus.csv");
    set.locations = read_locations("code,zone,type,pick_sequence\nA-1,A,pick,1\n", "l.csv");
    set.barcodes = read_barcodes("code,sku\n1,PLAIN\n2,OLD\n3,NEW\n", "b.csv");
    std::string const header = "location,sku,quantity,lot,expiry,serial\n";
    set.stock = read_stock(header +
                               "A-1,PLAIN,1,,,\nA-0,OLD,1,,,\nA-2,NEW,1,,,\nA-1,LOT,1,,,\n"
                               "A-1,LOT,1,L,,\nA-1,SERIAL,1,,,\nA-1,PLAIN,1,L,2011-01-01,N\n",
                           "stock.csv");
    REQUIRE(set.skus.clean());
    REQUIRE(set.barcodes.clean());
    REQUIRE(set.stock.clean());
    auto const problems = check_references(set, [](CodeKind kind, std::string_view code) {
        return kind == CodeKind::sku ? code == "OLD" : code == "A-0";
    });
    CHECK(what(problems) ==
          Reports{"4 sku unknown_sku", "4 sku unknown_sku", "4 location unknown_location",
                  "5 lot lot_missing", "6 expiry expiry_missing", "7 serial serial_missing",
                  "8 lot lot_unwanted", "8 serial serial_unwanted", "8 expiry expiry_unwanted"});
    CHECK(problems.list[0].file == "b.csv");
    CHECK(sentence(problems.list[1], Language::en) ==
          "stock.csv, line 4, column sku: there is no SKU \"NEW\"");
    CHECK(sentence(problems.list[1], Language::zh) == "stock.csv，第 4 行，sku 列：没有商品“NEW”");
}

TEST_CASE("all problems are counted, the first ten thousand kept") {
    std::string bytes = "location,sku,quantity\n";
    for (int i = 0; i < 12'000; ++i) bytes += "A," + std::to_string(i) + ",0\n";
    auto const stock = read_stock(bytes, "s");
    CHECK(stock.problems.count == 12'000);
    CHECK(stock.problems.list.size() == problems_max);
    CHECK(stock.problems.list.back().line == 10'001);
}

TEST_CASE("what stands in a hostile cell is shown harmlessly and short") {
    auto const skus =
        read_skus("code,name_en\n\"a\x1B[2J\n" + std::string(500, 'b') + "\",x\n", "s");
    REQUIRE(what(skus.problems) == Reports{"2 code bad_code"});
    CHECK(skus.problems.list[0].value.find('\x1B') == std::string::npos);
    CHECK(skus.problems.list[0].value.size() < 100);
}

TEST_CASE("problems go out as JSON with the reason's name") {
    auto const skus = read_skus("code,name_en\n,x\n", "s");
    auto const json = to_json(skus.problems.list.at(0));
    CHECK(json.at("reason").as_string() == "missing_value");
    CHECK(json.at("line").to_number<int>() == 2);
}

// A tenth where nothing is optimised, to keep the debug run short.
#ifdef __OPTIMIZE__
constexpr std::uint32_t many_rows = 1'000'000;
#else
constexpr std::uint32_t many_rows = 100'000;
#endif

TEST_CASE("a million stock rows are checked in seconds") {
    std::string bytes = "location,sku,quantity\n";
    for (std::uint32_t i = 0; i < many_rows; ++i) {
        bytes += "A-" + std::to_string(i % 5000) + "," + std::to_string(i) + ",12\n";
    }
    bytes += "A-0,0,1\n";
    auto const start = std::chrono::steady_clock::now();
    auto const stock = read_stock(bytes, "s");
    auto const took = std::chrono::steady_clock::now() - start;
    CHECK(stock.rows.size() == many_rows + 1);
    CHECK(what(stock.problems) == Reports{std::to_string(many_rows + 2) + " sku repeated_row"});
    CHECK(stock.problems.list.at(0).detail == "2");
    CHECK(took < wms::test::slowness * std::chrono::seconds{10});
}

}  // namespace
