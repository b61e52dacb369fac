// SPDX-License-Identifier: Apache-2.0
// Keys that sort like their values, and the indexes a table keeps by itself.
#include "store/table.hpp"
#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

namespace wms::test {
namespace {

struct PlaceKey {
    std::string zone;
    std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(PlaceKey, (), (zone, number))
struct Zone {
    std::string zone;
};
BOOST_DESCRIBE_STRUCT(Zone, (), (zone))
struct Thing {
    std::int64_t urgency = 0;
    bool open = false;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (urgency, open))

constexpr std::string_view names[] = {"things", "things_open"};
constexpr auto things = store::table_of<PlaceKey, Thing>(
    store::TableRef{0},
    store::index_on<std::int64_t>(store::TableRef{1}, [](PlaceKey const&, Thing const& thing) {
        return thing.open ? std::optional{thing.urgency} : std::nullopt;
    }));

template <class T>
bool sorts_alike(T const& a, T const& b) {
    std::string const left{store::key_bytes(a).view()};
    std::string const right{store::key_bytes(b).view()};
    return (a < b) == (left < right) && (a == b) == (left == right);
}

template <class T>
T back(T const& value) {
    std::string const bytes{store::key_bytes(value).view()};
    store::KeyReader reader{bytes};
    T read{};
    store::decode_key(reader, read);
    return read;
}

struct House {
    Place place{memory_folder()};
    store::Environment environment{{.path = place.path(), .tables = names}};
    store::Write write = environment.begin_write();

    [[nodiscard]] std::vector<std::int64_t> open_urgencies() const {
        std::vector<std::int64_t> found;
        things.scan_index_from<0>(write, std::numeric_limits<std::int64_t>::min(),
                                  [&](std::int64_t urgency, PlaceKey const&) {
                                      found.push_back(urgency);
                                      return true;
                                  });
        return found;
    }
};

}  // namespace

TEST_SUITE_BEGIN("store");

TEST_CASE("the bytes of a key sort like its values and read back") {
    Random random{5};
    constexpr std::uint64_t edges[] = {0, 1, 127, 128, 255, 256, 65'535, 65'536, 1ULL << 32, ~0ULL};
    std::vector<std::uint64_t> numbers{std::begin(edges), std::end(edges)};
    for (int i = 0; i < 200; ++i) numbers.push_back(random.next() >> random.below(64));
    for (std::uint64_t const a : numbers) {
        CHECK(back(a) == a);
        CHECK(back(static_cast<std::int64_t>(a)) == static_cast<std::int64_t>(a));
        for (std::uint64_t const b : numbers) {
            CHECK(sorts_alike(a, b));
            CHECK(sorts_alike(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b)));
        }
    }
    std::string const texts[] = {"", "A", "A-01", "A-01-1", "A-02", "B", "\x7f", "\xe4\xbb\x93"};
    for (std::string const& a : texts) {
        CHECK(back(a) == a);
        for (std::string const& b : texts) CHECK(sorts_alike(a, b));
    }
}

TEST_CASE("a key keeps out what would break its order") {
    CHECK_THROWS_AS((void)store::key_bytes(std::string{"a\0b", 3}), BrokenInvariant);
    CHECK_THROWS_AS((void)store::key_bytes(std::string(600, 'a')), BrokenInvariant);
    store::KeyReader reader{std::string_view{"\x09", 1}};
    CHECK_THROWS_AS((void)reader.number(), DecodeError);
}

TEST_CASE("an index follows its table through put, change and erase") {
    House house;
    things.put(house.write, {"A", 1}, {.urgency = 5, .open = true});
    things.put(house.write, {"A", 2}, {.urgency = -3, .open = true});
    things.put(house.write, {"B", 1}, {.urgency = 1, .open = false});
    CHECK(house.open_urgencies() == std::vector<std::int64_t>{-3, 5});
    things.update(house.write, {"B", 1}, [](Thing& thing) { thing.open = true; });
    CHECK(house.open_urgencies() == std::vector<std::int64_t>{-3, 1, 5});
    things.update(house.write, {"A", 1}, [](Thing& thing) { thing.urgency = 9; });
    CHECK(house.open_urgencies() == std::vector<std::int64_t>{-3, 1, 9});
    things.erase(house.write, {"A", 2});
    things.erase(house.write, {"A", 7});
    CHECK(house.open_urgencies() == std::vector<std::int64_t>{1, 9});
    CHECK(things.count(house.write) == 2);
}

TEST_CASE("after any changes an index holds exactly what its table says") {
    House house;
    Random random{17};
    for (int i = 0; i < 3000; ++i) {
        PlaceKey const key{std::string(1, static_cast<char>('A' + random.below(3))),
                           random.below(40)};
        if (random.below(4) == 0) {
            things.erase(house.write, key);
        } else {
            things.put(house.write, key,
                       {.urgency = random.between(-4, 4), .open = random.below(2) == 0});
        }
    }
    std::uint64_t indexes = 0;
    things.sum_indexes(house.write, [&](store::TableRef, store::IndexSum const& wanted,
                                        store::IndexSum const& stored) {
        CHECK(wanted == stored);
        CHECK(stored.entries > 0);
        ++indexes;
    });
    CHECK(indexes == 1);
}

TEST_CASE("a scan by the first fields of a key finds these rows only, in order") {
    House house;
    for (std::uint64_t const number : {300U, 2U, 1U})
        things.put(house.write, {"A", number}, {.urgency = 0, .open = false});
    things.put(house.write, {"AB", 1}, {.urgency = 0, .open = false});
    things.put(house.write, {"B", 1}, {.urgency = 0, .open = false});
    std::vector<std::uint64_t> found;
    auto const collect = [&](PlaceKey const& key, Thing const&) {
        found.push_back(key.number);
        return true;
    };
    things.scan(house.write, Zone{"A"}, collect);
    CHECK(found == std::vector<std::uint64_t>{1, 2, 300});
    found.clear();
    things.scan_from(house.write, Zone{"A"}, {"A", 2}, collect);
    CHECK(found == std::vector<std::uint64_t>{2, 300});
    found.clear();
    things.scan_all(house.write, [&](PlaceKey const& key, Thing const& thing) {
        return collect(key, thing) && found.size() < 4;
    });
    CHECK(found == std::vector<std::uint64_t>{1, 2, 300, 1});
}

TEST_CASE("a row that must be there and is not is a broken invariant") {
    House const house;
    CHECK_THROWS_AS((void)things.at(house.write, {"Z", 1}), BrokenInvariant);
    CHECK(!things.find(house.write, {"Z", 1}));
}

TEST_SUITE_END();

}  // namespace wms::test
