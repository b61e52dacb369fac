// SPDX-License-Identifier: Apache-2.0
#include "domain/barcode.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms;

Day const today{20261124};

std::string with_gs(std::string text) {
    for (char& c : text) {
        if (c == '^') c = gs1::separator;
    }
    return text;
}

TEST_CASE("check digits are those of GS1") {
    CHECK(check_digit("950600013435") == '2');
    CHECK(check_digit("09506000134352001") == '7');
    CHECK(check_digit("03600029145") == '2');
    CHECK(check_digit("9638507") == '4');
    CHECK(check_digit("10614141234567890") == '8');
    CHECK(check_digit("") == '0');
    // A single wrong digit is always found.
    std::string const good = "2401234567890";
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>('0' + (bad[at] - '0' + 1) % 10);
        CHECK(check_digit(bad) != check_digit(good));
    }
}

TEST_CASE("a GTIN is fourteen digits whatever is printed") {
    struct Row {
        char const* printed;
        char const* expected;
    };
    for (Row const& row : std::initializer_list<Row>{{"96385074", "00000096385074"},
                                                     {"036000291452", "00036000291452"},
                                                     {"9506000134352", "09506000134352"},
                                                     {"09506000134352", "09506000134352"}}) {
        CAPTURE(std::string{row.printed});
        auto const gtin = Gtin::parse(row.printed);
        REQUIRE(gtin.has_value());
        CHECK(gtin->digits() == row.expected);
    }
    CHECK(Gtin::parse("9506000134353").error() ==
          Refusal{Why::bad_check_digit, {"9506000134353", "2"}});
    for (char const* text :
         {"", "9506000134", "95060001343520", "950600013435X", "095060001343520"})
        CHECK_FALSE(Gtin::parse(text).has_value());
    CHECK(Gtin::parse("9506000134352") == Gtin::parse("09506000134352"));
}

TEST_CASE("numbers made up by a shop are known as such") {
    auto const is_internal = [](char const* digits) {
        auto const gtin = Gtin::parse(digits);
        REQUIRE(gtin.has_value());
        return gtin->is_store_internal();
    };
    CHECK(is_internal("2112345678900"));
    CHECK(is_internal("0212345678909"));
    CHECK(is_internal("02345673"));
    CHECK_FALSE(is_internal("9506000134352"));
    CHECK_FALSE(is_internal("036000291452"));
    CHECK_FALSE(is_internal("96385074"));
}

TEST_CASE("UPC-E has eight digits and becomes UPC-A") {
    struct Row {
        char const* printed;
        char const* expected;
    };
    for (Row const& row : std::initializer_list<Row>{{"04252614", "00042100005264"},
                                                     {"01234505", "00012000003455"},
                                                     {"01234531", "00012300000451"},
                                                     {"01234543", "00012340000053"},
                                                     {"01234558", "00012345000058"}}) {
        CAPTURE(std::string{row.printed});
        auto const gtin = Gtin::parse_upc_e(row.printed);
        REQUIRE(gtin.has_value());
        CHECK(gtin->digits() == row.expected);
        auto const scan = parse_scan(std::string{"]E0"} + row.printed, today);
        REQUIRE(scan.has_value());
        CHECK(scan->gtin->digits() == row.expected);
    }
    CHECK(Gtin::parse_upc_e("04252615").error().why == Why::bad_check_digit);
    for (char const* text : {"425261", "0425261", "24252614", "0425261X", ""})
        CHECK(Gtin::parse_upc_e(text).error().why == Why::malformed_code);
}

TEST_CASE("an SSCC has eighteen digits") {
    CHECK(Sscc::parse("106141412345678908").has_value());
    CHECK(Sscc::parse("006141411234567890").has_value());
    CHECK(Sscc::parse("106141412345678907").error() ==
          Refusal{Why::bad_check_digit, {"106141412345678907", "8"}});
    CHECK(Sscc::parse("10614141234567890").error().why == Why::malformed_code);
}

struct Case {
    char const* name;
    std::string raw;  // "^" for GS
    ScanKind kind;
    char const* aim;
    char const* data;
    char const* elements;
    char const* gtin;
    bool guessed;
};

void check(Case const& row) {
    auto const scan = parse_scan(with_gs(row.raw), today);
    REQUIRE(scan.has_value());
    CHECK(scan->raw == with_gs(row.raw));
    CHECK(scan->kind == row.kind);
    CHECK(scan->aim == row.aim);
    CHECK(scan->data == with_gs(row.data));
    CHECK(gs1::bracketed(scan->elements) == row.elements);
    CHECK((scan->gtin ? std::string{scan->gtin->digits()} : "") == row.gtin);
    CHECK(scan->guessed == row.guessed);
}

TEST_CASE("a scan says what it is") {
    using enum ScanKind;
    for (Case const& row : std::initializer_list<Case>{
             {"GS1-128", "]C1011231231231233310ABC123^99TEST\r\n", gs1, "]C1",
              "011231231231233310ABC123^99TEST", "(01)12312312312333(10)ABC123(99)TEST",
              "12312312312333", false},
             {"DataMatrix", "]d2011231231231233310AB", gs1, "]d2", "011231231231233310AB",
              "(01)12312312312333(10)AB", "12312312312333", false},
             {"QR", "]Q310AB", gs1, "]Q3", "10AB", "(10)AB", "", false},
             {"DataBar", "]e00112312312312333", gs1, "]e0", "0112312312312333",
              "(01)12312312312333", "12312312312333", false},
             {"DotCode", "]J110AB", gs1, "]J1", "10AB", "(10)AB", "", false},
             {"Aztec", "]z110AB", gs1, "]z1", "10AB", "(10)AB", "", false},
             {"separator without identifier", "10AB^17261231", gs1, "", "10AB^17261231",
              "(10)AB(17)261231", "", true},
             {"leading separator", "^10AB", gs1, "", "^10AB", "(10)AB", "", true},
             {"separator under a plain identifier", "]C010AB^17261231", gs1, "]C0", "10AB^17261231",
              "(10)AB(17)261231", "", true},
             {"typed", "(01)12312312312333(10)AB", gs1, "", "(01)12312312312333(10)AB",
              "(01)12312312312333(10)AB", "12312312312333", true},
             {"brackets in a printed code", "]C0(10)AB", text, "]C0", "(10)AB", "", "", false},
             {"no separator needed", "011231231231233310AB", gs1, "", "011231231231233310AB",
              "(01)12312312312333(10)AB", "12312312312333", true},
             {"like an item, but not to the end", "0112312312312333ZZ", text, "",
              "0112312312312333ZZ", "", "", false},
             {"like an item, wrong check digit", "0112312312312334", text, "", "0112312312312334",
              "", "", false},
             {"pallet without identifier", "00106141412345678908", gs1, "", "00106141412345678908",
              "(00)106141412345678908", "", true}}) {
        SUBCASE(row.name) {
            if (std::string_view{row.raw}.starts_with("^XA")) {
                CHECK(parse_scan(row.raw, today)->kind == text);
            } else {
                check(row);
            }
        }
    }
}

TEST_CASE("a code of a retail item, a pallet or an address says what it is") {
    using enum ScanKind;
    for (Case const& row : std::initializer_list<Case>{
             {"EAN-13", "]E09506000134352\n", gtin, "]E0", "9506000134352", "", "09506000134352",
              false},
             {"UPC-A", "]E0036000291452", gtin, "]E0", "036000291452", "", "00036000291452", false},
             {"EAN-8", "]E496385074", gtin, "]E4", "96385074", "", "00000096385074", false},
             {"EAN-13 with add-on", "]E3950600013435212345", gtin, "]E3", "950600013435212345", "",
              "09506000134352", false},
             {"UPC-A with add-on", "]E303600029145212", gtin, "]E3", "03600029145212", "",
              "00036000291452", false},
             {"composite", "]E02112345678900|]e099COMPOSITE^98XYZ", gtin, "]E0",
              "2112345678900|]e099COMPOSITE^98XYZ", "(99)COMPOSITE(98)XYZ", "02112345678900",
              false},
             {"ITF-14", "]I112312312312333", gtin, "]I1", "12312312312333", "", "12312312312333",
              true},
             {"ITF with six digits", "]I0123456", text, "]I0", "123456", "", "", false},
             {"EAN-13 guessed", "9506000134352", gtin, "", "9506000134352", "", "09506000134352",
              true},
             {"EAN-8 guessed", "96385074", gtin, "", "96385074", "", "00000096385074", true},
             {"UPC-E guessed", "04252614", gtin, "", "04252614", "", "00042100005264", true},
             {"order number of 13 digits", "9506000134353", text, "", "9506000134353", "", "",
              false},
             {"13 digits in Code 128", "]C09506000134352", text, "]C0", "9506000134352", "", "",
              false},
             {"six digits", "425261", text, "", "425261", "", "", false},
             {"SSCC guessed", "106141412345678908", sscc, "", "106141412345678908", "", "", true},
             {"18 digits", "106141412345678907", text, "", "106141412345678907", "", "", false},
             {"Digital Link", "]Q1https://example.com/01/12312312312333?99=TEST", digital_link,
              "]Q1", "https://example.com/01/12312312312333?99=TEST", "(01)12312312312333(99)TEST",
              "12312312312333", false},
             {"an address", "]Q1https://example.com/help", text, "]Q1", "https://example.com/help",
              "", "", false},
             {"command", "!QTY12\r", command, "", "!QTY12", "", "", false},
             {"command in Code 128", "]C0!UNDO", command, "]C0", "!UNDO", "", "", false},
             {"printer command with !", "! U1 setvar", text, "", "! U1 setvar", "", "", false},
             {"printer command", "^XA^XZ", text, "", "^XA^XZ", "", "", false},
             {"own label", "L-A-01-02-3\t", text, "", "L-A-01-02-3", "", "", false},
             {"Chinese", "]Q2货位 A-01", text, "]Q2", "货位 A-01", "", "", false},
             {"bracket, but no identifier", "]?1ABC", text, "", "]?1ABC", "", "", false},
             {"unknown modifier", "]C9ABC", text, "", "]C9ABC", "", "", false},
             {"maker's own", "]X0978", text, "]X0", "978", "", "", false},
             {"add-on alone", "]E112", text, "]E1", "12", "", "", false},
         }) {
        SUBCASE(row.name) {
            if (std::string_view{row.raw}.starts_with("^XA")) {
                CHECK(parse_scan(row.raw, today)->kind == text);
            } else {
                check(row);
            }
        }
    }
}

TEST_CASE("what makers do differently says the same") {
    using enum ScanKind;
    for (Case const& row : std::initializer_list<Case>{
             // scanners.md §7: UPC-A and UPC-E under ]E0 with 12, 8 or 13 digits
             {"UPC-A as EAN-13", "]E00036000291452", gtin, "]E0", "0036000291452", "",
              "00036000291452", false},
             {"UPC-E as EAN-13", "]E00042100005264", gtin, "]E0", "0042100005264", "",
              "00042100005264", false},
             {"UPC-E as it is", "]E004252614", gtin, "]E0", "04252614", "", "00042100005264",
              false},
             // Zebra's meanings of ]X
             {"]X9 EAN-13", "]X99506000134352", gtin, "]X9", "9506000134352", "", "09506000134352",
              true},
             {"]XC EAN-8", "]XC96385074", gtin, "]XC", "96385074", "", "00000096385074", true},
             {"]Xg UPC-A", "]Xg036000291452", gtin, "]Xg", "036000291452", "", "00036000291452",
              true},
             // both an EAN-8 and a UPC-E by its check digits: the identifier decides
             {"]Xk UPC-E", "]Xk01234565", gtin, "]Xk", "01234565", "", "00012345000065", true},
             {"]Xr DataBar", "]Xr0112312312312333", gs1, "]Xr", "0112312312312333",
              "(01)12312312312333", "12312312312333", true},
             {"]Xt DataBar expanded", "]Xt10AB^17261231", gs1, "]Xt", "10AB^17261231",
              "(10)AB(17)261231", "", true},
             {"]X0 of an ISBN", "]X09780804816632", gtin, "]X0", "9780804816632", "",
              "09780804816632", true},
             {"]X9 that does not fit", "]X9HELLO", text, "]X9", "HELLO", "", "", false},
             {"]X0 of anything", "]X0L-A-01", text, "]X0", "L-A-01", "", "", false},
             // DataBar without its AI
             {"bare GTIN under ]e0", "]e009506000134352", gs1, "]e0", "09506000134352",
              "(01)09506000134352", "09506000134352", false},
             // a carton whose last digit the gun keeps
             {"ITF-14 stripped", "]I31231231231233", gtin, "]I3", "1231231231233", "",
              "12312312312333", true},
             {"ITF checked, not a carton", "]I30536119", text, "]I3", "0536119", "", "", false}}) {
        SUBCASE(row.name) {
            check(row);
        }
    }
}

TEST_CASE("every carrier of GS1 elements is known by its identifier") {
    using enum ScanKind;
    for (char const* const aim : {"]C1", "]J1", "]K1", "]Q3", "]Q4", "]d2", "]d5", "]e0", "]e1",
                                  "]e2", "]h2", "]z1", "]z4", "]z7"}) {
        CAPTURE(std::string{aim});
        check({aim, std::string{aim} + "0112312312312333" + "10AB", gs1, aim,
               "011231231231233310AB", "(01)12312312312333(10)AB", "12312312312333", false});
    }
    // FNC1 second is another industry's, and plain symbols are plain
    for (char const* const aim : {"]C2", "]Q5", "]d3", "]z2", "]C0", "]Q1", "]d1", "]z0", "]L2"}) {
        CAPTURE(std::string{aim});
        check({aim, std::string{aim} + "0112312312312333" + "10AB", text, aim,
               "011231231231233310AB", "", "", false});
    }
}

TEST_CASE("composite symbols come as one scan or as two") {
    using enum ScanKind;
    for (Case const& row : std::initializer_list<Case>{
             {"EAN-13 and its component", "]E09506000134352|]e010AB^17261231", gtin, "]E0",
              "9506000134352|]e010AB^17261231", "(10)AB(17)261231", "09506000134352", false},
             {"UPC-A", "]E0036000291452|]e010AB", gtin, "]E0", "036000291452|]e010AB", "(10)AB",
              "00036000291452", false},
             {"EAN-8", "]E496385074|]e010AB", gtin, "]E4", "96385074|]e010AB", "(10)AB",
              "00000096385074", false},
             {"GS1-128 and its large component", "]C10112312312312333|]e110AB^21X", gs1, "]C1",
              "0112312312312333|]e110AB^21X", "(01)12312312312333(10)AB(21)X", "12312312312333",
              false},
             {"DataBar, open element first",
              "]e00112312312312333"
              "10AB|]e017261231",
              gs1, "]e0", "011231231231233310AB|]e017261231", "(01)12312312312333(10)AB(17)261231",
              "12312312312333", false},
             {"the component alone", "]e110AB^17261231", gs1, "]e1", "10AB^17261231",
              "(10)AB(17)261231", "", false}}) {
        SUBCASE(row.name) {
            check(row);
        }
    }
    CHECK(parse_scan("]E09506000134352|]e017269931", today).error().why == Why::bad_date);
    CHECK(parse_scan("]E09506000134352|]e2", today).error().why == Why::malformed_code);
    CHECK(parse_scan("]C10112312312312333|]e10112312312312340", today).error().why ==
          Why::malformed_code);
}

TEST_CASE("escapes of the ECI protocol are taken out where the identifier says so") {
    using enum ScanKind;
    for (Case const& row : std::initializer_list<Case>{
             {"UTF-8 named", "]Q2\\000026仓库", text, "]Q2", "仓库", "", "", false},
             {"a doubled backslash", "]d4A\\\\B", text, "]d4", "A\\B", "", "", false},
             {"GS1 under ECI", "]Q4\\00002610AB", gs1, "]Q4", "10AB", "(10)AB", "", false},
             {"Digital Link under ECI", "]Q2\\000026https://id.gs1.org/01/12312312312333",
              digital_link, "]Q2", "https://id.gs1.org/01/12312312312333", "(01)12312312312333",
              "12312312312333", false},
             {"no ECI, no escape", "]Q1A\\000026B", text, "]Q1", "A\\000026B", "", "", false},
             {"cut off", "]Q2A\\00002", text, "]Q2", "A\\00002", "", "", false}}) {
        SUBCASE(row.name) {
            check(row);
        }
    }
}

TEST_CASE("what is no sound code is refused") {
    struct Row {
        char const* name;
        std::string raw;
        Why why;
    };
    using enum Why;
    for (Row const& row : std::initializer_list<Row>{
             {"nothing", "", malformed_code},
             {"only an end", "\r\n", malformed_code},
             {"only blanks", "   ", malformed_code},
             {"only an identifier", "]C0", malformed_code},
             {"only a GS1 identifier", "]d2\r", malformed_code},
             {"escape", "\x1b[2J", malformed_code},
             {"null byte", std::string("AB\0CD", 5), malformed_code},
             {"delete", "AB\x7f", malformed_code},
             {"line end inside", "AB\nCD", malformed_code},
             {"printer escape", "\x1b@\x1dV0", malformed_code},
             {"STX command", "\x02L\r", malformed_code},
             {"cut UTF-8", "AB\xe4", malformed_code},
             {"overlong UTF-8", "\xc0\x80", malformed_code},
             {"surrogate", "\xed\xa0\x80", malformed_code},
             {"4 KB", std::string(4096, 'A'), code_too_long},
             {"257 bytes", std::string(257, '1'), code_too_long},
             {"separator in text", "ABC^DEF", malformed_code},
             {"only a separator", "^", malformed_code},
             {"separator in a command", "!UNDO^", malformed_code},
             {"typed with a wrong check digit", "(01)12312312312334", bad_check_digit},
             {"typed, unknown AI", "(89)123", malformed_code},
             {"EAN-13 misread", "]E09506000134353", bad_check_digit},
             {"EAN-8 misread", "]E496385075", bad_check_digit},
             {"UPC-E misread", "]E004252615", bad_check_digit},
             {"EAN short", "]E0123456789", malformed_code},
             {"EAN long", "]E012345678901234", malformed_code},
             {"EAN with letters", "]E01234ABC890123", malformed_code},
             {"EAN-8 long", "]E4123456789", malformed_code},
             {"composite damaged", "]E02112345678900|]e017261331", bad_date},
             {"GS1 unknown AI", "]d28912", malformed_code},
             {"GS1 wrong check digit", "]C10112312312312334", bad_check_digit},
             {"GS1 no date", "]C1011231231231233317270229", bad_date},
             {"GS1 not ASCII", "]C110货", malformed_code},
             {"two items in one", "]C101123123123123330212312312312333", contradicting_elements},
             {"link misread", "https://a/01/12312312312334", bad_check_digit},
         }) {
        SUBCASE(row.name) {
            auto const scan = parse_scan(with_gs(row.raw), today);
            REQUIRE_FALSE(scan.has_value());
            CHECK(scan.error().why == row.why);
            CHECK(sentence(scan.error(), Language::en).find('\x1b') == std::string::npos);
        }
    }
    CHECK(parse_scan(std::string(256, '1'), today).has_value());
    CHECK(parse_scan(std::string(257, '1'), today).error().subject ==
          std::vector<std::string>{"257", "256"});
}

TEST_CASE("the parts a step asks for are at hand") {
    auto const scan = [](std::string const& raw) {
        return parse_scan(with_gs(raw), today).value();
    };
    SUBCASE("item") {
        auto const item = scan("]d20112312312312333172702003012^10LOT-7^21S1");
        CHECK(item.lot == "LOT-7");
        CHECK(item.serial == "S1");
        CHECK(item.expiry == Day{20270228});
        CHECK(item.count == 12);
        CHECK_FALSE(item.sscc.has_value());
    }
    SUBCASE("pallet: its contents are not what it is") {
        auto const pallet = scan(
            "]C1001061414123456789080212312312312333"
            "3748");
        REQUIRE(pallet.sscc.has_value());
        CHECK(pallet.sscc->digits() == "106141412345678908");
        CHECK_FALSE(pallet.gtin.has_value());
        CHECK(gs1::value_of(pallet.elements, "02") == "12312312312333");
        CHECK(pallet.count == 48);
    }
    SUBCASE("dates") {
        CHECK(scan("]C115270131").expiry == Day{20270131});
        CHECK(scan("]C1151701311727020110A").expiry == Day{20270201});
        CHECK(scan("]C170032703151200").expiry == Day{20270315});
        CHECK_FALSE(scan("]C110A").expiry);
    }
    SUBCASE("a leap day that is none in its century") {
        auto const late = parse_scan("]C117000229", Day{20601124});
        REQUIRE_FALSE(late.has_value());
        CHECK(late.error() == Refusal{Why::bad_date, {"(17) 000229"}});
    }
}

}  // namespace
