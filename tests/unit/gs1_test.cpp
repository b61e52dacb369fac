// SPDX-License-Identifier: Apache-2.0
// The cases marked [G] are facts from GS1's syntax engine and dictionary tests (Apache-2.0).
#include "domain/gs1.hpp"

#include "domain/barcode.hpp"
#include "domain/gs1/ai_table.hpp"
#include "domain/gs1/lint.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <map>

namespace {
using namespace wms;
using gs1::Elements;
using gs1::Linter;

Day const today{20261124};

// "^" stands for GS, which no value may hold.
std::string with_gs(std::string text) {
    for (char& c : text) {
        if (c == '^') c = gs1::separator;
    }
    return text;
}

std::string parsed(std::string const& data) {
    auto const elements = gs1::parse_elements(with_gs(data));
    if (!elements) return std::string{name_of(elements.error().why)};
    return gs1::bracketed(*elements);
}

// A value of the component that passes all its linters.
std::string sample(gs1::Component const& component, std::size_t length) {
    std::map<Linter, std::string> const samples{
        {Linter::csumalpha, "1987654Ad4X4bL5ttr2310c2K"},
        {Linter::hasnondigit, "1987654Ad4X4bL5ttr2310c2K"},
        {Linter::hh, "23"},
        {Linter::hhmi, "2359"},
        {Linter::hyphen, "-"},
        {Linter::iban, "FR7630006000011234567890189"},
        {Linter::importeridx, "_"},
        {Linter::iso3166, "276"},
        {Linter::iso3166999, "999"},
        {Linter::iso3166alpha2, "DE"},
        {Linter::iso4217, "978"},
        {Linter::iso5218, "9"},
        {Linter::latitude, "1800000000"},
        {Linter::longitude, "3600000000"},
        {Linter::mediatype, "80"},
        {Linter::mi, "59"},
        {Linter::pieceoftotal, "0102"},
        {Linter::posinseqslash, "1/3"},
        {Linter::ss, "59"},
        {Linter::winding, "9"},
        {Linter::yesno, "1"},
        {Linter::yymmd0, "280200"},
        {Linter::yymmdd, "280229"},
        {Linter::yyyymmdd, "20000229"},
        {Linter::zero, "0"},
    };
    std::string value(length, '1');
    for (Linter const linter : component.linters) {
        if (linter == Linter::csum) value.back() = check_digit(value.substr(0, length - 1));
        auto const found = samples.find(linter);
        if (found != samples.end()) value = found->second;
    }
    return value;
}

enum class Size { shortest, longest };

std::string sample(gs1::AiRow const& row, Size size) {
    std::string value;
    for (gs1::Component const& component : gs1::components_of(row)) {
        if (component.optional && size == Size::shortest) break;
        bool const small = size == Size::shortest;
        std::size_t length = small ? component.length_min : component.length_max;
        // A company prefix has four digits, whatever the dictionary says of the length.
        for (Linter const linter : component.linters) {
            if (linter == Linter::gcppos1) length = std::max<std::size_t>(length, 4);
        }
        value += sample(component, length);
    }
    return value;
}

std::string ai_text(gs1::AiRow const& row, unsigned number) {
    return fmt::format("{:0{}}", number, row.ai_length);
}

template <class Check>
void for_each_ai(Check check) {
    for (gs1::AiRow const& row : gs1::ai_rows()) {
        for (unsigned number = row.first; number <= row.last; ++number)
            check(row, ai_text(row, number));
    }
}

TEST_CASE("every AI of the dictionary takes its shortest and its longest value") {
    std::size_t ais = 0;
    for_each_ai([&](gs1::AiRow const& row, std::string const& ai) {
        for (Size const size : {Size::shortest, Size::longest}) {
            std::string const value = sample(row, size);
            CAPTURE(ai);
            CAPTURE(value);
            CHECK(gs1::check_value(ai, value).has_value());
            std::string const next = ai == "99" ? "98" : "99";
            auto const elements = gs1::parse_elements(ai + value + gs1::separator + next + "END");
            CHECK(elements == Elements{{ai, value}, {next, "END"}});
        }
        ++ais;
    });
    CHECK(gs1::ai_rows().size() == 224);  // entries of this edition
    CHECK(ais > 400);
}

TEST_CASE("no AI takes an empty, a shorter, a longer or a foreign value") {
    for_each_ai([&](gs1::AiRow const& row, std::string const& ai) {
        CAPTURE(ai);
        auto const refused = [&](std::string const& value) {
            auto const checked = gs1::check_value(ai, value);
            return !checked && checked.error().subject.front() == "(" + ai + ") " + value;
        };
        CHECK(refused(""));
        std::size_t longest = 0;
        for (auto const& component : gs1::components_of(row)) longest += component.length_max;
        std::string value(longest + 1, '1');
        CHECK(refused(value));
        for (char const bad : {' ', '\x1d', '\0', '~', '\x80'}) {
            value = sample(row, Size::longest);
            value.back() = bad;
            CHECK(refused(value));
        }
        if (row.fixed_length == 0) return;
        value = sample(row, Size::longest);
        value.pop_back();
        CHECK(refused(value));
        CHECK_FALSE(gs1::parse_elements(ai + value).has_value());
        CHECK_FALSE(gs1::parse_elements(ai + value + gs1::separator + "99END").has_value());
    });
}

TEST_CASE("an AI that is not in the dictionary is refused") {
    for (int number = 0; number < 10'000; ++number) {
        std::string const data = fmt::format("{:04}1111111111111111111", number);
        gs1::AiRow const* row = gs1::find_ai(data);
        bool listed = false;
        for_each_ai([&](gs1::AiRow const& one, std::string const& ai) {
            if (data.starts_with(ai)) listed = listed || &one == row;
        });
        bool const named = row != nullptr;
        if (listed != named) FAIL_CHECK(data);
        if (!named) CHECK(parsed(data) == "malformed_code");
    }
    for (char const* data : {"", "0", "x1", "0x", "310", "31O0123456", "235"}) {
        CAPTURE(data);
        CHECK(parsed(data) == "malformed_code");
    }
}

TEST_CASE("elements are told apart by length and separator") {
    struct Row {
        char const* name;
        char const* data;
        char const* expected;
    };
    for (Row const& row : std::initializer_list<Row>{
             {"fixed, then variable", "011231231231233310ABC123^99TESTING",
              "(01)12312312312333(10)ABC123(99)TESTING"},
             {"GS after a fixed one", "0112345678901231^991234", "(01)12345678901231(99)1234"},
             {"GS at the end", "0112345678901231^", "(01)12345678901231"},
             {"GS at the end of a variable one", "242123456^", "(242)123456"},
             {"GS in front", "^991234", "(99)1234"},
             {"GS twice", "10A^^991", "malformed_code"},
             {"only GS", "^", "malformed_code"},
             {"short [G]", "011234567890123", "malformed_code"},
             {"short with GS [G]", "011234567890123^", "malformed_code"},
             {"the rest is no AI [G]", "01123456789012312", "malformed_code"},
             {"too long [G]", "2421234567", "malformed_code"},
             {"optional part [G]", "7007211225", "(7007)211225"},
             {"optional part there [G]", "7007211225211231", "(7007)211225211231"},
             {"half an optional part [G]", "700721122521", "malformed_code"},
             {"four parts, one short [G]", "80011234123451239^0112345678901231", "malformed_code"},
             {"empty last part [G]", "800302112345678900^10ABC123",
              "(8003)02112345678900(10)ABC123"},
             {"check digit inside [G]", "800302112345678901ABC", "bad_check_digit"},
             {"the same twice", "400ABC^99D^400ABC", "(400)ABC(99)D(400)ABC"},
             {"twice, another value [G]", "400ABC^99D^400XYZ", "malformed_code"},
             {"empty variable value", "10^17251231", "malformed_code"},
             {"AI without value", "10", "malformed_code"},
             {"wrong check digit", "0112345678901234", "bad_check_digit"},
             {"no date", "1120131310A", "bad_date"},
         }) {
        SUBCASE(row.name) {
            CHECK(parsed(row.data) == row.expected);
        }
    }
}

TEST_CASE("a refusal names the element and what is wrong") {
    struct Row {
        char const* data;
        Refusal refusal;
    };
    for (Row const& row : std::initializer_list<Row>{
             {"0109506000134353", {Why::bad_check_digit, {"(01) 09506000134353", "2"}}},
             {"8013"
              "1987654Ad4X4bL5ttr2310c2X",
              {Why::bad_check_digit, {"(8013) 1987654Ad4X4bL5ttr2310c2X", "2K"}}},
             {"17259931", {Why::bad_date, {"(17) 259931", "no date"}}},
             {"10^", {Why::malformed_code, {"(10) ", "no value"}}},
             {"10A B", {Why::malformed_code, {"(10) A B", "a character outside CSET 82"}}},
             {"37A", {Why::malformed_code, {"(37) A", "only digits are allowed"}}},
             {"8912", {Why::malformed_code, {"8912", "no known AI at its front"}}},
             {"10A^10B", {Why::malformed_code, {"(10) B", "was A before"}}},
             {"17251", {Why::malformed_code, {"(17) 251", "too short"}}},
             {"37123456789", {Why::malformed_code, {"(37) 123456789", "too long"}}},
         }) {
        CAPTURE(row.data);
        auto const elements = gs1::parse_elements(with_gs(row.data));
        REQUIRE_FALSE(elements.has_value());
        CHECK(elements.error() == row.refusal);
        CHECK(sentence(elements.error(), Language::en).find('?') == std::string::npos);
    }
}

TEST_CASE("each linter tells right from wrong") {
    struct Row {
        Linter linter;
        std::vector<char const*> right;
        std::vector<char const*> wrong;
    };
    for (Row const& row : std::initializer_list<Row>{
             {Linter::csum, {"09506000134352", "123456789012345675"}, {"09506000134353", "1"}},
             // [G]
             {Linter::csumalpha,
              {"22", "!22", "1987654Ad4X4bL5ttr2310c2K", "12345_ABCDEFGHIJKLMCP", "00000!HV",
               "12345_!\"%&'()*+,-./LC", "99999zzzzzzzzzzzzzzzzzzT2"},
              {"", "2", "33", "1987654Ad4X4bL5ttr2310cXK", "12345678901234567890123 T"}},
             {Linter::gcppos1, {"1234", "1234A"}, {"", "123", "12A4"}},
             {Linter::gcppos2, {"X1234", "X1234A"}, {"", "X", "X123", "X12A4"}},
             {Linter::hasnondigit, {"1A"}, {"11"}},
             {Linter::hh, {"00", "23"}, {"24", "99"}},
             {Linter::hhmi, {"0000", "2359"}, {"2400", "2360"}},
             {Linter::hyphen, {"-"}, {"X", "_"}},
             // [G]
             {Linter::iban,
              {"FR7630006000011234567890189", "GB98MIDL07009312345678",
               "MT90MALT011000012345MTLCAST001SABC"},
              {"BE71096123456760", "XX361234567890", "BE71", "LC14BOSLxx3456789012345678901230"}},
             {Linter::importeridx, {"-", "0", "Z", "_", "z"}, {"=", "+", "!", "AA"}},
             {Linter::iso3166, {"004", "276", "894"}, {"000", "999", "281"}},
             {Linter::iso3166999, {"276", "999"}, {"000", "998"}},
             {Linter::iso3166alpha2, {"AD", "DE", "ZW"}, {"AA", "de", "D ", "X1"}},
             {Linter::iso4217, {"008", "156", "978"}, {"000", "278", "998"}},
             {Linter::iso5218, {"0", "1", "2", "9"}, {"3", "8"}},
             {Linter::latitude, {"0000000000", "1800000000"}, {"1800000001", "9999999999"}},
             {Linter::longitude, {"0000000000", "3600000000"}, {"3600000001", "9999999999"}},
             {Linter::mediatype, {"01", "10", "80", "99"}, {"00", "11", "79"}},
             {Linter::mi, {"00", "59"}, {"60", "99"}},
             {Linter::nonzero, {"0001", "1000"}, {"0000"}},
             {Linter::nozeroprefix, {"0", "10"}, {"01", "00"}},
             {Linter::pcenc, {"plain", "a%2Fb", "%e4%BA%ac"}, {"%", "a%2", "%0g", "%%41"}},
             {Linter::pieceoftotal, {"0101", "0102", "9999"}, {"0001", "0100", "0302", "0000"}},
             {Linter::posinseqslash,
              {"1/1", "1/3", "9/9"},
              {"0/1", "1/0", "3/2", "1/", "/1", "123", "1//"}},
             {Linter::ss, {"00", "59"}, {"60"}},
             {Linter::winding, {"0", "1", "9"}, {"2", "8"}},
             {Linter::yesno, {"0", "1"}, {"2", "9"}},
             {Linter::yymmd0,
              {"260100", "260131", "280229", "000229", "990228"},
              {"260001", "261301", "260132", "270229", "260431"}},
             {Linter::yymmdd, {"260131", "280229"}, {"260100", "261301", "270229", "260631"}},
             {Linter::yyyymmdd, {"20000229", "19991231"}, {"19000229", "20261301", "20260100"}},
             {Linter::zero, {"0"}, {"1"}},
         }) {
        CAPTURE(std::string{boost::describe::enum_to_string(row.linter, "?")});
        for (char const* text : row.right) {
            CAPTURE(std::string{text});
            CHECK_FALSE(gs1::lint(row.linter, text).has_value());
        }
        for (char const* text : row.wrong) {
            CAPTURE(std::string{text});
            CHECK(gs1::lint(row.linter, text).has_value());
        }
    }
}

TEST_CASE("charsets are those of the General Specifications") {
    std::size_t cset82 = 0;
    std::size_t cset39 = 0;
    for (int byte = 0; byte < 256; ++byte) {
        std::string const text(1, static_cast<char>(byte));
        cset82 += gs1::is_in(gs1::Charset::cset82, text) ? 1U : 0U;
        cset39 += gs1::is_in(gs1::Charset::cset39, text) ? 1U : 0U;
    }
    CHECK(cset82 == 82);
    CHECK(cset39 == 39);
    CHECK(gs1::check_value("8010", "1234#/-A").has_value());
    CHECK_FALSE(gs1::check_value("8010", "1234a").has_value());
    CHECK(gs1::check_value("8030", "AZaz09-_==").has_value());
    CHECK_FALSE(gs1::check_value("8030", "ABC:123").has_value());
}

TEST_CASE("a date lies within fifty years of today") {
    struct Row {
        char const* yymmdd;
        int today;
        int expected;  // 0: no date
    };
    for (Row const& row : std::initializer_list<Row>{
             {"261124", 20261124, 20261124},
             {"761231", 20261124, 20761231},
             {"771231", 20261124, 19771231},
             {"991231", 20261124, 19991231},
             {"000101", 20261124, 20000101},
             {"491231", 20990101, 21491231},
             {"501231", 20990101, 20501231},
             {"000101", 20500101, 21000101},
             {"000101", 20490101, 20000101},
             {"510101", 20000101, 19510101},
             {"500101", 20000101, 20500101},
             {"280200", 20261124, 20280229},
             {"270200", 20261124, 20270228},
             {"260400", 20261124, 20260430},
             {"251200", 20261124, 20251231},
             {"280229", 20261124, 20280229},
             {"270229", 20261124, 0},
             {"000229", 20261124, 20000229},
             {"000229", 20601124, 0},
             {"000200", 20601124, 21000228},
             {"261301", 20261124, 0},
             {"260001", 20261124, 0},
             {"260132", 20261124, 0},
             {"26010", 20261124, 0},
             {"2601010", 20261124, 0},
             {"26O101", 20261124, 0},
             {"", 20261124, 0},
         }) {
        CAPTURE(std::string{row.yymmdd});
        CAPTURE(row.today);
        auto const date = gs1::date_of(row.yymmdd, Day{row.today});
        CHECK((date ? date->value() : 0) == row.expected);
        if (!date) CHECK(date.error().why == Why::bad_date);
    }
}

TEST_CASE("what people type in brackets is the same as what is scanned") {
    struct Row {
        char const* text;
        char const* expected;  // as scanned; empty: refused
    };
    for (Row const& row : std::initializer_list<Row>{
             {"(01)12345678901231(10)12345", "01123456789012311012345"},
             {"(01) 12345678901231 (10) 12345 ", "01123456789012311012345"},
             {"(10)12345(11)991225", "1012345^11991225"},
             {"(3900)12345(11)991225", "390012345^11991225"},
             {"(10)12345\\(11)991225", "1012345(11)991225"},  // [G]
             {"(10)12345(", "1012345("},
             {"(10)A(B)C", "10A(B)C"},
             {"(10)(11)98765", ""},  // [G] the following too
             {"(10)12345(11)", ""},
             {"(17)9(90)217", ""},
             {"(01)123456789012312(10)12345", ""},
             {"(89)1", ""},
             {"(012)1", ""},
             {"(01)12345678901234", ""},
             {"(10)A(10)B", ""},
             {"12345", ""},
             {"(1)12345", ""},
             {"(12345)12345", ""},
             {"(15", ""},
             {"(", ""},
         }) {
        CAPTURE(std::string{row.text});
        auto const elements = gs1::parse_bracketed(row.text);
        CHECK((elements ? gs1::element_string(*elements) : "") == with_gs(row.expected));
        if (!elements) continue;
        CHECK(gs1::parse_elements(with_gs(row.expected)) == elements);
        CHECK(gs1::parse_bracketed(gs1::bracketed(*elements)) == elements);
    }
}

TEST_CASE("AIs that exclude or need each other are told [G]") {
    struct Row {
        char const* text;
        bool exclusive;   // nothing stands there that must not
        bool associated;  // and nothing is missing
    };
    for (Row const& row : std::initializer_list<Row>{
             {"(01)12345678901231(10)A(17)260101", true, true},
             {"(01)12345678901231(02)12345678901231", false, false},
             {"(99)A(01)12345678901231(37)123", false, false},
             {"(01)12345678901231(255)5412345000150", false, false},
             {"(21)ABC123(235)XYZ", false, false},
             {"(3940)1234(3941)9999", false, false},
             {"(01)12345678901231(3102)000100(3103)001000", false, false},
             {"(01)12345678901231(3102)000100", true, true},
             {"(01)12345678901231(3102)000100(3102)000100", true, true},
             {"(3955)123456(3929)123", false, false},
             {"(02)12345678901231(37)123", true, false},
             {"(02)12345678901231(37)123(00)123456789012345675", true, true},
             {"(10)ABC", true, false},
             {"(21)ABC123", true, false},
             {"(21)ABC123(8006)123456789012310510", true, true},
             {"(01)12345678901231(250)ABC123", true, false},
             {"(01)12345678901231(21)XYZ999(250)ABC123", true, true},
             {"(01)12345678901231(3925)12599", true, false},
             {"(01)12345678901231(3925)12599(3295)654321", true, true},
             {"(400)ABC", true, true},
         }) {
        CAPTURE(std::string{row.text});
        auto const elements = gs1::parse_bracketed(row.text);
        REQUIRE(elements.has_value());
        CHECK(gs1::check_exclusions(*elements).has_value() == row.exclusive);
        CHECK(gs1::check_associations(*elements).has_value() == row.associated);
    }
}

TEST_CASE("a Digital Link holds the same elements [G]") {
    struct Row {
        char const* uri;
        char const* expected;  // "": refused; "-": an ordinary address
    };
    for (Row const& row : std::initializer_list<Row>{
             {"http://a/00/006141411234567890", "00006141411234567890"},
             {"HTTPS://a/00/006141411234567890", "00006141411234567890"},
             {"HtTp://a/b/00/006141411234567890", "-"},
             {"ftp://a/00/006141411234567890", "-"},
             {"https://00/006141411234567890", "-"},
             {"http:///00/006141411234567890", "-"},
             {"http://a", "-"},
             {"http://a/", "-"},
             {"http://a/b/", "-"},
             {"https://$a/00/006141411234567890", "-"},
             {"https://a?/00/006141411234567890", "-"},
             {"https://a/00/006141411234567890/", "-"},
             {"https://a/00/006141411234567890 ", "-"},
             {"https://[2001:db8::1]/01/12312312312333", "0112312312312333"},
             {"https://a:65535/01/12312312312333", "0112312312312333"},
             {"https://a/more/stem/00/006141411234567890", "00006141411234567890"},
             {"https://a/00/faux/00/006141411234567890", "00006141411234567890"},
             {"https://a/01/2112345678900", "0102112345678900"},
             {"https://a/01/416000336108", "0100416000336108"},
             {"https://a/01/02345673", "0100000002345673"},
             {"https://a/01/1234567", ""},
             {"https://a/01/12312312312334", ""},
             {"https://a/01/12312312312333/22/TEST/10/ABC/21/XYZ",
              "011231231231233322TEST^10ABC^21XYZ"},
             {"https://a/01/12312312312333/21/XYZ/10/ABC", ""},
             {"https://a/01/12312312312333/10/ABC/235/TEST", ""},
             {"https://a/01/12312312312333/10/", ""},
             {"https://a/253/1231231231232TEST56789012345678", ""},
             {"https://a/8018/123456789012345675/8019/123", "8018123456789012345675^8019123"},
             {"https://a/stem/401/12345678?99=ABC", "40112345678^99ABC"},
             {"https://a/01/12312312312333?99=", ""},
             {"https://a/01/12312312312333?99=ABC&999=faux", ""},
             {"https://a/01/12312312312333?&&&99=ABC&&&&&&98=XYZ&&&",
              "011231231231233399ABC^98XYZ"},
             {"https://a/01/12312312312333?single&unknown=666&99=ABC&=1", "011231231231233399ABC"},
             {"https://a/01/12312312312333/22/ABC%2d123?99=ABC&98=XYZ%2f987",
              "011231231231233322ABC-123^99ABC^98XYZ/987"},
             {"https://a/01/12312312312333/22/ABC+123", "011231231231233322ABC+123"},
             {"https://a/01/12312312312333?98=XYZ+987", ""},
             {"https://a/01/12312312312333?98=%00", ""},
             {"https://a/01/12312312312333?98=%1D", ""},
             {"https://a/01/12312312312333?98=50%25",
              "011231231231233398"
              "50%"},
             {"https://a/stem/00/006141411234567890?99=ABC#fragment", "0000614141123456789099ABC"},
             {"https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426",
              "010952012345678810ABC1^2112345^17180426"},
             {"https://example.com/8004/9520614141234567?01=9520123456788",
              "80049520614141234567^0109520123456788"},
             {"https://example.com/01/09520123456788?10=ABC123", ""},
             {"https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123",
              "0109520123456788235XYZ^10ABC123"},
             {"https://id.gs1.org/01/09520123456788?254=1", ""},
             {"https://id.gs1.org/01/09520123456788?01=09520123456788", ""},
             {"https://id.gs1.org/01/09520123456788?99=A&99=A", ""},
         }) {
        CAPTURE(std::string{row.uri});
        bool const ordinary = std::string_view{row.expected} == "-";
        CHECK(gs1::is_digital_link(row.uri) == !ordinary);
        auto const elements = gs1::parse_digital_link(row.uri);
        std::string const expected = ordinary ? "" : with_gs(row.expected);
        CHECK((elements ? gs1::element_string(*elements) : "") == expected);
    }
}

TEST_CASE("every primary key of the dictionary leads a Digital Link, its qualifiers in order") {
    struct Row {
        char const* path;
        char const* expected;  // "": refused
    };
    for (Row const& row : std::initializer_list<Row>{
             {"00/106141412345678908", "00106141412345678908"},
             {"01/12312312312333/22/A/10/B/21/C", "011231231231233322A^10B^21C"},
             {"01/12312312312333/10/B", "011231231231233310B"},
             {"01/12312312312333/22/A/21/C", "011231231231233322A^21C"},
             {"01/12312312312333/235/TP", "0112312312312333235TP"},
             {"01/12312312312333/10/B/22/A", ""},
             {"253/1231231231232DOC", "2531231231231232DOC"},
             {"255/1231231231232", "2551231231231232"},
             {"401/1234ABC", "4011234ABC"},
             {"402/12345678901234560", "40212345678901234560"},
             {"414/1231231231232/254/EXT", "4141231231231232254EXT"},
             {"414/1231231231232/7040/1ABC", "414123123123123270401ABC"},
             {"414/1231231231232/254/EXT/7040/1ABC", ""},  // the one or the other
             {"415/1231231231232/8020/REF", "41512312312312328020REF"},
             {"417/1231231231232/7040/1ABC", "417123123123123270401ABC"},
             {"8003/01231231231232SER", "800301231231231232SER"},
             {"8004/1234ABC/7040/1ABC", "80041234ABC^70401ABC"},
             {"8006/123123123123330102/22/A/10/B/21/C", "8006123123123123330102^22A^10B^21C"},
             {"8006/123123123123330302", ""},  // the third of two
             {"8010/1234ABC/8011/123", "80101234ABC^8011123"},
             {"8013/1987654Ad4X4bL5ttr2310c2K", "80131987654Ad4X4bL5ttr2310c2K"},
             {"8013/1987654Ad4X4bL5ttr2310c2L", ""},
             {"8017/123456789012345675/8019/1", "8017123456789012345675^80191"},
             {"8018/123456789012345675/8019/1", "8018123456789012345675^80191"},
             // no primary key
             {"10/LOT", ""},
             {"17/261231", ""},
             {"37/12", ""}}) {
        CAPTURE(std::string{row.path});
        auto const elements =
            gs1::parse_digital_link(std::string{"https://id.gs1.org/"} + row.path);
        CHECK((elements ? gs1::element_string(*elements) : "") == with_gs(row.expected));
    }
}

}  // namespace
