// SPDX-License-Identifier: Apache-2.0
#include "base/refusal.hpp"
#include "base/text.hpp"
#include "base/vocabulary.hpp"
#include "domain/process/picking.hpp"

#include <doctest/doctest.h>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>

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

bool has_ascii_letter(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

template <class Enum>
void check_words() {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([](auto entry) {
        std::string const code = entry.name;
        CAPTURE(code);
        CHECK_FALSE(has_ascii_letter(in_words(code, Language::zh)));
    });
}

TEST_CASE("what a sentence names by a code is said in its language") {
    check_words<Role>();
    check_words<Button>();
    check_words<Kind>();
    check_words<ParcelState>();
    check_words<WaybillState>();
    check_words<PrintState>();
    check_words<Hold>();
    check_words<picking::ShortReason>();
    struct Row {
        Refusal refusal;
        std::string_view en;
        std::string_view zh;
    };
    Row const rows[] = {
        {{Why::role_missing, {"Anna", "packer"}},
         "Anna may not do this: the role packer is missing. Ask the lead.",
         "Anna 没有权限：缺少角色 打包员。请联系主管。"},
        {{Why::container_in_use, {"T-1", "goods"}},
         "T-1 still holds goods: goods. Take an empty one.",
         "T-1 仍有货：货物。请换一个空的。"},
        {{Why::container_in_use, {"T-1", "SO-7"}},
         "T-1 still holds goods: SO-7. Take an empty one.",
         "T-1 仍有货：SO-7。请换一个空的。"},
        {{Why::wrong_kind, {"T-1", "container", "sku"}},
         "You scanned T-1 (tote or cart). Wanted here: item.",
         "T-1 是周转箱或拣货车，请扫商品。"},
        {{Why::reason_missing, {"bin_empty, damaged"}},
         "Give a reason: Nothing there, Damaged.",
         "请选择原因：货位是空的、商品破损。"},
        {{Why::bad_field, {"name", "A\x01 (control characters)"}},
         "name is not valid: A\\x01 (control characters).",
         "名称 无效：A\\x01（含控制字符）。"},
        {{Why::bad_field, {"code", "XX (longer than 40 characters)"}},
         "code is not valid: XX (longer than 40 characters).",
         "编码 无效：XX（超过 40 个字符）。"},
        {{Why::duplicate_code, {"A", "#7"}},  // a sign that stands for numbers elsewhere
         "A is already used by #7.",
         "A 已被 #7 使用。"},
        {{Why::wrong_sku, {"lead", "picker"}},  // goods may have any name
         "This is lead. Take picker.",
         "这是 lead，请拿 picker。"},
    };
    for (Row const& row : rows) {
        CHECK(sentence(row.refusal, Language::en) == row.en);
        CHECK(sentence(row.refusal, Language::zh) == row.zh);
    }
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
