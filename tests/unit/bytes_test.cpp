// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/quantity.hpp"
#include "domain/screen.hpp"

#include <doctest/doctest.h>
#include <boost/describe/class.hpp>

#include <limits>

namespace {

struct Inner {
    std::string name;
    std::int64_t delta = 0;
    friend bool operator==(Inner const&, Inner const&) = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, delta))

struct Old {
    wms::SkuId sku;
    std::vector<Inner> parts;
};
BOOST_DESCRIBE_STRUCT(Old, (), (sku, parts))

struct Grown {
    wms::SkuId sku;
    std::vector<Inner> parts;
    std::optional<wms::Quantity> weight = {};
    std::array<std::uint8_t, 4> mark = {7, 7, 7, 7};
    bool flag = true;
    wms::Group group = wms::Group::wait;
    friend bool operator==(Grown const&, Grown const&) = default;
};
BOOST_DESCRIBE_STRUCT(Grown, (), (sku, parts, weight, mark, flag, group))

struct Differences {
    std::int64_t weight = 0;
};
BOOST_DESCRIBE_STRUCT(Differences, (), (weight))

struct Amounts {
    wms::Quantity weight;
};
BOOST_DESCRIBE_STRUCT(Amounts, (), (weight))

using namespace wms;

TEST_CASE("a described struct comes back from its bytes") {
    Grown const value{
        .sku = SkuId{300},
        .parts = {{"a", -1}, {std::string(200, 'x'), std::numeric_limits<std::int64_t>::min()}},
        .weight = 12_ea,
        .mark = {1, 2, 3, 255},
        .flag = false,
        .group = Group::stale};
    CHECK(from_bytes<Grown>(to_bytes(value)) == value);
}

TEST_CASE("fields added later take their defaults from an old record") {
    Old const old{.sku = SkuId{5}, .parts = {{"p", 9}}};
    Grown const grown = from_bytes<Grown>(to_bytes(old));
    CHECK(grown == Grown{.sku = SkuId{5}, .parts = {{"p", 9}}});
}

TEST_CASE("an old reader skips fields it does not know") {
    Grown const grown{.sku = SkuId{5}, .parts = {{"p", 9}}, .weight = 3_ea};
    CHECK(from_bytes<Old>(to_bytes(grown)).parts.at(0).delta == 9);
}

TEST_CASE("a truncated record is refused at every length or reads as an older one") {
    std::string const bytes =
        to_bytes(Grown{.sku = SkuId{70'000}, .parts = {{"abc", 1}}, .weight = 1_ea});
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        try {
            Grown const read = from_bytes<Grown>(std::string_view{bytes}.substr(0, length));
            CHECK(read.parts.size() <= 1);
        } catch (DecodeError const&) {
            CHECK(length > 0);
        }
    }
}

TEST_CASE("a list longer than its record is refused before memory is taken") {
    std::string const bytes{"\x01\xff\xff\xff\xff\x0f", 6};
    CHECK_THROWS_AS((void)from_bytes<Old>(bytes), DecodeError);
}

TEST_CASE("a negative amount in a record is refused as damaged") {
    CHECK(from_bytes<Amounts>(to_bytes(Differences{.weight = 3})).weight == 3_ea);
    CHECK_THROWS_AS((void)from_bytes<Amounts>(to_bytes(Differences{.weight = -3})), DecodeError);
}

TEST_CASE("JSON goes out and comes in from the same description") {
    Grown const value{.sku = SkuId{3}, .parts = {{"a", -1}}, .weight = 12_ea};
    auto json = to_json(value);
    CHECK(json.at("group").as_string() == "wait");
    json.as_object().erase("mark");
    Grown read{};
    CHECK(from_json(json, read, ""));
    CHECK(read == value);
}

TEST_CASE("JSON as text means what JSON as a value says") {
    std::string every;
    for (int byte = 0; byte < 0x80; ++byte) every += static_cast<char>(byte);
    Screen screen{.ask_about = {every, "仓库 \"A\\B\"", ""},
                  .accepts = {Kind::sku, Kind::location},
                  .buttons = {Button::short_},
                  .done = -1,
                  .lines = {{.label = Phrase::moved_into, .values = {"2", "a\nb"}}, {}}};
    screen.step_token = std::numeric_limits<std::uint64_t>::max();
    std::string json;
    add_json(json, screen);
    CHECK(boost::json::parse(json) == to_json(screen));

    std::string text;
    add_json(text, std::vector{std::optional{Why::wrong_kind}, std::optional<Why>{}});
    CHECK(text == R"(["wrong_kind",null])");
}

TEST_CASE("JSON that does not fit is refused with its path") {
    struct Row {
        std::string_view name, text, path;
    };
    static constexpr Row rows[] = {
        {"unknown field", R"({"sku":1,"colour":2})", "/colour"},
        {"nested type", R"({"parts":[{"name":"a"},{"name":7}]})", "/parts/1/name"},
        {"negative amount", R"({"weight":-1})", "/weight"},
        {"float", R"({"sku":1.5})", "/sku"},
        {"bad enum", R"({"group":"never"})", "/group"},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            Grown read{};
            auto const result = from_json(
                boost::json::parse(boost::json::string_view{row.text.data(), row.text.size()}),
                read, "");
            REQUIRE_FALSE(result);
            CHECK(result.error().subject.at(0) == row.path);
        }
    }
}

}  // namespace
