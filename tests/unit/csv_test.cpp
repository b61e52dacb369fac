// SPDX-License-Identifier: Apache-2.0
#include "app/csv.hpp"

#include "support/gb18030.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {
using namespace wms;
using csv::Fault;

struct Seen {
    std::uint64_t line;
    Fault fault;
    std::vector<std::string> cells;
    friend bool operator==(Seen const&, Seen const&) = default;
};

std::vector<Seen> read_all(std::string_view bytes) {
    auto reader = csv::Reader::open(bytes);
    REQUIRE(reader.has_value());
    std::vector<Seen> all;
    csv::Record record;
    while (reader->next(record)) {
        auto const fields = record.fields();
        all.push_back({record.line, record.fault, {fields.begin(), fields.end()}});
        if (record.fault != Fault::none) all.back().cells.clear();
    }
    return all;
}

using namespace std::string_literals;

TEST_CASE("records are read as RFC 4180 writes them") {
    struct Row {
        std::string name;
        std::string bytes;
        std::vector<Seen> expected;
    };
    std::vector<Row> const rows{
        {"nothing", "", {}},
        {"only a BOM", "\xEF\xBB\xBF", {}},
        {"one cell", "a", {{1, Fault::none, {"a"}}}},
        {"LF", "a,b\n1,2\n", {{1, Fault::none, {"a", "b"}}, {2, Fault::none, {"1", "2"}}}},
        {"CRLF", "a,b\r\n1,2\r\n", {{1, Fault::none, {"a", "b"}}, {2, Fault::none, {"1", "2"}}}},
        {"no end of line at the end", "a\r\n1", {{1, Fault::none, {"a"}}, {2, Fault::none, {"1"}}}},
        {"CR at the very end", "\"a\"\r", {{1, Fault::none, {"a"}}}},
        {"BOM is no part of the first name", "\xEF\xBB\xBF\"a\"\n", {{1, Fault::none, {"a"}}}},
        {"empty cells", ",\n", {{1, Fault::none, {"", ""}}}},
        {"empty lines are skipped and counted",
         "\n\r\na\n\n\n1\n",
         {{3, Fault::none, {"a"}}, {6, Fault::none, {"1"}}}},
        {"an empty quoted cell is a row", "\"\"\n", {{1, Fault::none, {""}}}},
        {"leading zeros stay",
         "code\n007\n",
         {{1, Fault::none, {"code"}}, {2, Fault::none, {"007"}}}},
        {"blanks stay", "a \n b\n", {{1, Fault::none, {"a "}}, {2, Fault::none, {" b"}}}},
        {"doubled quotes", "\"a\"\"b\"\"\"\n", {{1, Fault::none, {"a\"b\""}}}},
        {"comma and line breaks inside a cell",
         "\"a,\r\nb\n\",c\nd,e\n",
         {{1, Fault::none, {"a,\r\nb\n", "c"}}, {4, Fault::none, {"d", "e"}}}},
        {"a lone CR is part of the cell", "a\rb\n", {{1, Fault::none, {"a\rb"}}}},
        {"Chinese",
         "名称\n白色灯笼\n",
         {{1, Fault::none, {"名称"}}, {2, Fault::none, {"白色灯笼"}}}},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.c_str()) {
            CHECK(read_all(row.bytes) == row.expected);
        }
    }
}

TEST_CASE("a fault names its line and the reading goes on") {
    struct Row {
        std::string name;
        std::string bytes;
        std::vector<Seen> expected;
    };
    std::vector<Row> const rows{
        {"quote inside a plain cell",
         "a\nx\"y\nb\n",
         {{1, Fault::none, {"a"}}, {2, Fault::stray_quote, {}}, {3, Fault::none, {"b"}}}},
        {"text behind the closing quote",
         "a\n\"x\"y,\"\nb\n",
         {{1, Fault::none, {"a"}}, {2, Fault::stray_quote, {}}, {3, Fault::none, {"b"}}}},
        {"blank before a quote",
         "a\n \"x\"\nb\n",
         {{1, Fault::none, {"a"}}, {2, Fault::stray_quote, {}}, {3, Fault::none, {"b"}}}},
        {"CR without LF behind the closing quote",
         "a\n\"x\"\ry\nb\n",
         {{1, Fault::none, {"a"}}, {2, Fault::stray_quote, {}}, {3, Fault::none, {"b"}}}},
        {"quote never closed",
         "a\n\"x\nb\nc\n",
         {{1, Fault::none, {"a"}},
          {2, Fault::unterminated_quote, {}},
          {3, Fault::none, {"b"}},
          {4, Fault::none, {"c"}}}},
        {"only a quote", "\"", {{1, Fault::unterminated_quote, {}}}},
        {"NUL in a plain cell",
         "a\nx\0y\nb\n"s,
         {{1, Fault::none, {"a"}}, {2, Fault::nul_byte, {}}, {3, Fault::none, {"b"}}}},
        {"NUL in a quoted cell",
         "a\n\"x\0y\"\nb\n"s,
         {{1, Fault::none, {"a"}}, {2, Fault::nul_byte, {}}, {3, Fault::none, {"b"}}}},
        {"too few and too many columns",
         "a,b\n1\n1,2,3\n1,2\n",
         {{1, Fault::none, {"a", "b"}},
          {2, Fault::wrong_column_count, {}},
          {3, Fault::wrong_column_count, {}},
          {4, Fault::none, {"1", "2"}}}},
        {"plain cell too long",
         "a\n" + std::string(csv::field_bytes_max + 1, 'x') + "\nb\n",
         {{1, Fault::none, {"a"}}, {2, Fault::field_too_long, {}}, {3, Fault::none, {"b"}}}},
        {"quoted cell too long",
         "a\n\"" + std::string(csv::field_bytes_max + 1, 'x') + "\"\nb\n",
         {{1, Fault::none, {"a"}}, {2, Fault::field_too_long, {}}, {3, Fault::none, {"b"}}}},
        {"too many columns",
         std::string(csv::columns_max, ',') + "\nb\n",
         {{1, Fault::too_many_columns, {}}, {2, Fault::none, {"b"}}}},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.c_str()) {
            CHECK(read_all(row.bytes) == row.expected);
        }
    }
}

TEST_CASE("cells and rows of exactly the limit are read") {
    std::string const cell(csv::field_bytes_max, 'x');
    CHECK(read_all(cell)[0].cells[0].size() == csv::field_bytes_max);
    CHECK(read_all("\"" + cell + "\"")[0].cells[0].size() == csv::field_bytes_max);
    CHECK(read_all(std::string(csv::columns_max - 1, ','))[0].cells.size() == csv::columns_max);
    std::string row = cell;
    for (int i = 0; i < 4; ++i) row += "," + cell;
    auto const seen = read_all(row + "\na\n");
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].fault == Fault::record_too_long);
    CHECK(seen[1] == Seen{2, Fault::none, {"a"}});
}

TEST_CASE("the reading ends after too many faults") {
    std::string bytes;
    for (std::uint64_t i = 0; i < csv::faults_max + 5; ++i) bytes += "x\"\n";
    auto const seen = read_all(bytes);
    REQUIRE(seen.size() == csv::faults_max + 1);
    CHECK(seen.back().fault == Fault::too_many_faults);
}

TEST_CASE("hostile quotes cost time in proportion to the file") {
    // Each line opens a quote that is not closed within the longest cell.
    std::string bytes;
    while (bytes.size() < 8'000'000) bytes += "\"\"\"\"\"\"\"\"\"\"\"\"\"\n\"\"\"x";
    auto const start = std::chrono::steady_clock::now();
    CHECK_FALSE(read_all(bytes).empty());
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20});
}

TEST_CASE("GB18030 reads like the same text in UTF-8") {
    std::string const utf8 = "名称,说明\n白色灯笼,\"含\"\"引号\"\"，\n换行\"\n镕𠮷,€ß\n";
    std::string const gb18030 = test::to_gb18030(utf8);
    REQUIRE(gb18030 != utf8);
    CHECK(csv::detect_encoding(gb18030) == csv::Encoding::gb18030);
    CHECK(read_all(gb18030) == read_all(utf8));
    CHECK(read_all(test::to_gb18030("\xEF\xBB\xBF" + utf8)) == read_all(utf8));
}

TEST_CASE("what is neither encoding is refused with its line") {
    struct Row {
        std::string name;
        std::string bytes;
        std::uint64_t line;
    };
    std::vector<Row> const rows{
        {"a byte no encoding has", "a\nb\n\xFFz\n", 3},
        {"BOM says UTF-8 and it is not",
         "\xEF\xBB\xBF"
         "a\n\xB0\xD7\n",
         2},
        {"GB18030 cut inside a character", test::to_gb18030("名\n称\n") + "\xB0", 3},
        {"UTF-8 cut inside a character", "名称\n白色灯笼\n白\xE7\x81", 3},
        {"UTF-16",
         "\xFF\xFE"
         "a\0"s,
         1},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.c_str()) {
            auto const encoding = csv::detect_encoding(row.bytes);
            REQUIRE_FALSE(encoding.has_value());
            CHECK(encoding.error().line == row.line);
            CHECK(csv::to_refusal(encoding.error()).why == Why::bad_encoding);
            CHECK_FALSE(csv::Reader::open(row.bytes).has_value());
        }
    }
}

std::string written(std::vector<std::string> const& cells, csv::Style style) {
    std::string out;
    csv::Writer writer{out, style};
    writer.row(cells);
    return out;
}

TEST_CASE("written cells are quoted where needed and never formulas") {
    struct Row {
        std::string name;
        std::string cell;
        std::string_view expected;
    };
    std::vector<Row> const rows{
        {"plain", "a b", "a b\n"},
        {"empty", "", "\"\"\n"},
        {"comma", "a,b", "\"a,b\"\n"},
        {"quote", "a\"b", "\"a\"\"b\"\n"},
        {"line break", "a\nb", "\"a\nb\"\n"},
        {"formula", "=1+1", "'=1+1\n"},
        {"plus", "+44", "'+44\n"},
        {"minus", "-1", "'-1\n"},
        {"at", "@SUM(A1)", "'@SUM(A1)\n"},
        {"tab", "\t=1", "'\t=1\n"},
        {"formula with a comma", "=A1,B1", "\"'=A1,B1\"\n"},
        {"line break in front", "\n=1", "\"'\n=1\"\n"},
        {"apostrophe before a formula", "'=1", "''=1\n"},
        {"apostrophe before text", "'t Hooft", "'t Hooft\n"},
        {"minus inside", "A-1", "A-1\n"},
    };
    for (Row const& row : rows) {
        SUBCASE(row.name.c_str()) {
            std::string const bytes = written({row.cell}, {csv::Bom::without, csv::LineEnd::lf});
            CHECK(bytes == row.expected);
            auto const seen = read_all(bytes);
            REQUIRE(seen.size() == 1);
            CHECK(csv::without_guard(seen[0].cells.at(0)) == row.cell);
        }
    }
}

TEST_CASE("people get a BOM and CRLF") {
    CHECK(written({"a", "名"}, {}) ==
          "\xEF\xBB\xBF"
          "a,名\r\n");
}

TEST_CASE("a file is mapped, and what is no file is an error") {
    std::string const path =
        std::filesystem::temp_directory_path() / ("wms-csv-" + std::to_string(getpid()));
    CHECK_FALSE(csv::MappedFile::open(path).has_value());
    CHECK_FALSE(csv::MappedFile::open("/").has_value());
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    REQUIRE(file != nullptr);
    CHECK(csv::MappedFile::open(path).value().bytes().empty());
    std::fputs("a,b\n", file);
    std::fclose(file);
    CHECK(csv::MappedFile::open(path).value().bytes() == "a,b\n");
    std::remove(path.c_str());
}

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// A tenth where nothing is optimised, to keep the debug run short.
#ifdef __OPTIMIZE__
constexpr std::uint64_t many_rows = 1'000'000;
#else
constexpr std::uint64_t many_rows = 100'000;
#endif

TEST_CASE("a million rows are read in seconds and one record of memory") {
    std::string bytes = "location,sku,quantity,note\n";
    for (std::uint64_t i = 0; i < many_rows; ++i) {
        bytes += "A-01-01-1," + std::to_string(i) + ",12,\"a \"\"quoted\"\" note\"\n";
    }
    auto reader = csv::Reader::open(bytes);
    REQUIRE(reader.has_value());
    long const before = peak_kib();
    auto const start = std::chrono::steady_clock::now();
    csv::Record record;
    std::uint64_t count = 0;
    while (reader->next(record)) ++count;
    auto const took = std::chrono::steady_clock::now() - start;
    CHECK(count == many_rows + 1);
    CHECK(record.line == many_rows + 2);
    CHECK(peak_kib() - before < 4096);
    CHECK(took < std::chrono::seconds{5});
}

}  // namespace
