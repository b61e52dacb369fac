// SPDX-License-Identifier: Apache-2.0
#include "app/scan_parse.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <sstream>

namespace {
using namespace wms;

Day const today{20261124};

TEST_CASE("one scan gives one line of JSON with exactly these keys") {
    CHECK(scan_parse_line("]d2011231231231233310AB<GS>17270200", today) ==
          R"({"raw":"]d2011231231231233310AB<GS>17270200","aim":"]d2","kind":"gs1",)"
          R"("ais":[{"ai":"01","value":"12312312312333"},{"ai":"10","value":"AB"},)"
          R"({"ai":"17","value":"270200"}],"gtin":"12312312312333","error":null})");
    CHECK(scan_parse_line("]E09506000134353", today) ==
          R"({"raw":"]E09506000134353","aim":"]E0","kind":"gtin","ais":[],"gtin":null,)"
          R"("error":{"code":"E_BAD_CHECK_DIGIT","message":)"
          R"("The check digit of 9506000134353 is wrong (should be 2). Scan it again."}})");
    CHECK(scan_parse_line("L-A-01", today) ==
          R"({"raw":"L-A-01","aim":"","kind":"text","ais":[],"gtin":null,"error":null})");
}

TEST_CASE("a refused scan keeps the kind its frame claims") {
    struct Row {
        std::string line;
        char const* kind;
        char const* code;
    };
    for (Row const& row : std::initializer_list<Row>{
             {"]C110", "gs1", "E_MALFORMED_CODE"},
             {"]C117261331", "gs1", "E_BAD_DATE"},
             {"A<GS>B", "gs1", "E_MALFORMED_CODE"},
             {"https://a/01/1", "digital_link", "E_MALFORMED_CODE"},
             {"]E4", "gtin", "E_MALFORMED_CODE"},
             {"", "unknown", "E_MALFORMED_CODE"},
             {"\x1b[2J", "unknown", "E_MALFORMED_CODE"},
             {"caf\xe9", "unknown", "E_MALFORMED_CODE"},
             {std::string(4096, 'x'), "unknown", "E_CODE_TOO_LONG"},
         }) {
        CAPTURE(row.line);
        std::string const answer = scan_parse_line(row.line, today);
        CHECK(answer.find('\n') == std::string::npos);
        auto const json = boost::json::parse(answer).as_object();
        CHECK(json.size() == 6);
        CHECK(json.at("kind").as_string() == row.kind);
        CHECK(json.at("ais").as_array().empty());
        CHECK(json.at("gtin").is_null());
        CHECK(json.at("error").at("code").as_string() == row.code);
        CHECK_FALSE(json.at("error").at("message").as_string().empty());
    }
}

TEST_CASE("the message says what is wrong with the element") {
    auto const json = boost::json::parse(scan_parse_line("]C110A B", today));
    CHECK(json.at("error").at("message").as_string() ==
          "Damaged or foreign code: (10) A B. Scan another label on the item. "
          "(a character outside CSET 82)");
    auto const bytes = boost::json::parse(scan_parse_line("caf\xe9", today));
    CHECK(bytes.at("raw").as_string() == "caf\\xE9");
}

TEST_CASE("every line is answered in its order") {
    std::istringstream in{"]E09506000134352\n\n]C110AB\r\nlast"};
    std::ostringstream out;
    CHECK(scan_parse(in, out, today) == 0);
    std::istringstream answers{out.str()};
    std::vector<std::string> kinds;
    for (std::string line; std::getline(answers, line);)
        kinds.emplace_back(boost::json::parse(line).at("kind").as_string());
    CHECK(kinds == std::vector<std::string>{"gtin", "unknown", "gs1", "text"});
    out.setstate(std::ios::badbit);
    std::istringstream again{"x\n"};
    CHECK(scan_parse(again, out, today) == 1);
}

}  // namespace
