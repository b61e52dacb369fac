// SPDX-License-Identifier: Apache-2.0
#include "base/refusal.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms;

TEST_CASE("every refusal has a group, a tone and a sentence in both languages") {
    REQUIRE(all_refusals().size() > 60);
    for (Why const why : all_refusals()) {
        CAPTURE(static_cast<int>(why));
        Refusal const refusal{why, {"A", "B", "C"}};
        CHECK(sentence(refusal, Language::en).size() > 10);
        CHECK(sentence(refusal, Language::zh).size() > 10);
        CHECK(sentence(refusal, Language::zh).find('?') == std::string::npos);
        CHECK(name_of(why).size() > 3);
        CHECK((group_of(why) == Group::internal) == (why == Why::internal));
    }
    CHECK(external_code(Why::wrong_location) == "E_WRONG_LOCATION");
}

TEST_CASE("hostile text is shown, never obeyed") {
    CHECK(visible("01\x1d"
                  "10") == "01␝10");
    CHECK(visible("a\x1b[2J\n") == "a\\x1B[2J\\x0A");
    CHECK(visible("\xff\xc0\x80") == "\\xFF\\xC0\\x80");
    CHECK(visible(std::string(4096, 'A'), 8) == "AAAAAAAA…");
    CHECK(fill_in("{0} and {1}", {"{1}"}) == "{1} and ?");
}

TEST_CASE("UTF-8 is checked strictly") {
    CHECK(is_utf8("货位 A-01"));
    CHECK_FALSE(is_utf8("\xed\xa0\x80"));
    CHECK_FALSE(is_utf8("\xe0\x80\x80"));
    CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));
    CHECK_FALSE(is_utf8("abc\xe4"));
}

}  // namespace
