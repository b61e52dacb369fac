// SPDX-License-Identifier: Apache-2.0
#include "labels/privacy.hpp"

#include "labels/text_parts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace wms::labels;

namespace {

struct Row {
    std::string_view name;
    std::string (*mask)(std::string_view);
    std::string_view given;
    std::string_view wanted;
};
constexpr Row rows[] = {
    {"two letters", mask_name, "张三", "张*"},
    {"three letters", mask_name, "王小明", "王**"},
    {"four letters", mask_name, "欧阳娜娜", "欧**"},
    {"one letter", mask_name, "王", "*"},
    {"Latin", mask_name, "John Smith", "J** S**"},
    {"two initials", mask_name, "A B", "A *"},
    {"nothing", mask_name, "", ""},
    {"mobile", mask_phone, "13812345678", "138******78"},
    {"landline", mask_phone, "0571-88886666", "057*-******66"},
    {"with country", mask_phone, "+86 138 1234 5678", "+86 1** **** **78"},
    {"short", mask_phone, "95338", "*****"},
    {"building, unit, room", mask_address, "杭州市西湖区文三路100号华星大厦3幢2单元501室",
     "杭州市西湖区文三路100号华星大厦**幢**单元**室"},
    {"joined numbers at the end", mask_address, "杭州市文三路100号花园3-2-501",
     "杭州市文三路100号花园**"},
    {"Chinese numerals", mask_address, "文三路12号三单元", "文三路12号**单元"},
    {"building in the yard", mask_address, "创业园3号楼5层", "创业园**号楼**层"},
    {"house number only", mask_address, "文三路100号", "文三路100号"},
    {"English", mask_address, "12 High Street, Apt 5B, Town", "12 High Street, Apt **, Town"},
    {"with a hash", mask_address, "12 High Street #501", "12 High Street #**"},
};

std::ptrdiff_t digits(std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

TEST_CASE("names, phones and addresses are hidden as GB/T 41833 asks") {
    for (Row const& row : rows) {
        CAPTURE(row.name);
        CHECK(row.mask(row.given) == row.wanted);
    }
}

TEST_CASE("of a phone at least six digits are hidden, whatever its length") {
    std::string phone;
    for (int length = 0; length <= 18; ++length) {
        std::ptrdiff_t const shown = digits(mask_phone(phone));
        CHECK(length - shown >= std::min(length, 6));
        phone += static_cast<char>('0' + length % 10);
    }
}

TEST_CASE("filters") {
    Fields const fields{
        {"a", "1234567.5"}, {"d", "2026-11-24T10:00:00Z"}, {"w", "sf1234567"}, {"bad", "x"}};
    Scope const scope{fields};
    auto const filled = [&](std::string_view text) {
        auto const parsed = parse_text(text);
        REQUIRE(parsed);
        auto const value = fill_text(*parsed, scope);
        return value ? *value : "!" + value.error().subject;
    };
    CHECK(filled("¥{a|money}") == "¥1,234,567.50");
    CHECK(filled("{d|date}") == "2026-11-24");
    CHECK(filled("{w|upper|group4}") == "SF12 3456 7");
    CHECK(filled("{{{w}") == "{sf1234567");
    CHECK(filled("{nothing|money}").empty());
    CHECK(filled("{bad|money}") == "!bad");
    CHECK(filled("{bad|date}") == "!bad");
}

TEST_CASE("conditions") {
    Fields const fields{{"cod", "0.01"}, {"kind", "pallet"}, {"empty", ""}};
    Scope const scope{fields};
    auto const is = [&](std::string_view text) {
        auto const parsed = parse_condition(text);
        REQUIRE(parsed);
        return holds(*parsed, scope);
    };
    CHECK(is("cod>0"));
    CHECK_FALSE(is("cod>1"));
    CHECK(is("cod<0.02"));
    CHECK_FALSE(is("kind>0"));
    CHECK(is("kind==pallet"));
    CHECK(is("kind!=carton"));
    CHECK(is("kind"));
    CHECK_FALSE(is("empty"));
    CHECK(is("!empty"));
    CHECK(is("!nothing"));
}
