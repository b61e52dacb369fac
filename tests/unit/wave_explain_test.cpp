// SPDX-License-Identifier: Apache-2.0
// What a wave says of itself: classes, methods and reasons in both languages.
#include "planning/explain.hpp"

#include "base/text.hpp"
#include "planning/wave_plan.hpp"

#include <doctest/doctest.h>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <string>
#include <string_view>

namespace {
using namespace wms;
using namespace wms::planning;

TEST_CASE("every reason, class and method has its text in both languages") {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<ReasonCode>>([](auto row) {
        CAPTURE(std::string{row.name});
        std::string_view const en = sentence_of(row.value, Language::en);
        std::string_view const zh = sentence_of(row.value, Language::zh);
        REQUIRE_FALSE(en.empty());
        REQUIRE(zh != en);
        REQUIRE(is_utf8(zh));
        for (char const* place : {"{0}", "{1}", "{2}", "{3}"})
            REQUIRE((en.find(place) == en.npos) == (zh.find(place) == zh.npos));
    });
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<OrderClass>>([](auto row) {
        CHECK(class_name(row.value, Language::en) != class_name(row.value, Language::zh));
    });
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<PickMethod>>([](auto row) {
        CHECK(method_name(row.value, Language::en) != method_name(row.value, Language::zh));
    });
}

TEST_CASE("the classes have the names of the trade") {
    CHECK(class_name(OrderClass::single_unit, Language::zh) == "单品单件");
    CHECK(class_name(OrderClass::single_sku, Language::zh) == "单品多件");
    CHECK(class_name(OrderClass::multi, Language::zh) == "多品");
    CHECK(class_name(OrderClass::same, Language::zh) == "同款");
    CHECK(class_name(OrderClass::bulk, Language::zh) == "大宗");
}

TEST_CASE("a reason fills its values in") {
    Reason const reason{ReasonCode::release_size, {"12", "10"}};
    CHECK(explain(reason, Language::en) == "release: 12 pieces, at least 10 needed");
    CHECK(explain(reason, Language::zh) == "释放：已有 12 件，最少 10 件");
}

}  // namespace
