// SPDX-License-Identifier: Apache-2.0
// Linearizability of the stock at one place under 64 clients (T15).
#include "simulation/linear.hpp"
#include "simulation/shelf_clients.hpp"
#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

namespace wms::simulation {
namespace {

Operation change(What what, std::uint64_t called, std::uint64_t returned, std::int64_t pieces = 1) {
    return {.what = what, .called = called, .returned = returned, .pieces = pieces};
}

Operation seen(std::uint64_t called, std::uint64_t returned, std::int64_t on_hand,
               std::int64_t promised = 0, Kept kept = Kept::no) {
    return {.what = What::read,
            .called = called,
            .returned = returned,
            .on_hand = on_hand,
            .promised = promised,
            .kept = kept};
}

// All orders that keep to the times, one after another.
bool brute_force(std::vector<Operation> const& history, Shelf const& begin) {
    std::vector<std::size_t> order(history.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
        Shelf shelf = begin;
        bool fits = true;
        for (std::size_t i = 0; i < order.size() && fits; ++i) {
            for (std::size_t k = i + 1; k < order.size(); ++k)
                fits = fits && history[order[k]].returned >= history[order[i]].called;
            fits = fits && shelf.apply(history[order[i]], pieces_promised);
        }
        if (fits) return true;
    } while (std::ranges::next_permutation(order).found);
    return false;
}

Operation any_operation(test::Random& random) {
    constexpr What kinds[] = {What::put, What::pick, What::promise, What::cancel, What::read};
    std::uint64_t const called = random.below(20) + 1;
    return {.what = kinds[random.below(5)],
            .called = called,
            .returned = called + 1 + random.below(8),
            .pieces = random.between(1, 2),
            .promise = random.below(2),
            .on_hand = random.between(3, 7),
            .promised = random.between(0, 5),
            .kept = static_cast<Kept>(random.below(3))};
}

}  // namespace

TEST_SUITE_BEGIN("linear");

TEST_CASE("the checker tells what can have happened from what cannot") {
    struct Row {
        std::string_view name;
        bool possible;
        std::vector<Operation> history;
    };
    Row const rows[] = {
        {"one after another", true, {change(What::put, 1, 2), seen(3, 4, 11)}},
        {"a read that overlaps a put sees it", true, {change(What::put, 1, 5), seen(2, 3, 11)}},
        {"or does not", true, {change(What::put, 1, 5), seen(2, 3, 10)}},
        {"a read after a put must see it", false, {change(What::put, 1, 2), seen(3, 4, 10)}},
        {"a put is not seen before it is called", false, {seen(1, 2, 11), change(What::put, 3, 4)}},
        {"what was seen once stays seen",
         false,
         {change(What::put, 1, 9), seen(2, 3, 11), seen(4, 5, 10)}},
        {"two readers who disagree about two puts",
         false,
         {change(What::put, 1, 9, 1), change(What::put, 1, 9, 2), seen(2, 4, 11), seen(2, 4, 12)}},
        {"a put nobody heard of may have happened",
         true,
         {change(What::put, 1, not_returned), seen(3, 4, 11)}},
        {"or not", true, {change(What::put, 1, not_returned), seen(3, 4, 10)}},
        {"a promise that was not kept though there was enough",
         false,
         {{.what = What::promise, .called = 1, .returned = 2}, seen(3, 4, 10)}},
        {"a promise and its cancellation",
         true,
         {{.what = What::promise, .called = 1, .returned = 2},
          seen(3, 4, 10, 3, Kept::yes),
          {.what = What::cancel, .called = 5, .returned = 6},
          seen(7, 8, 10, 0, Kept::cancelled)}},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            Verdict const verdict = linearize(row.history, {.on_hand = 10}, pieces_promised);
            CHECK(verdict.decided);
            CHECK(verdict.linearizable == row.possible);
        }
    }
}

TEST_CASE("the checker agrees with trying every order") {
    test::Random random{4711};
    int possible = 0;
    constexpr int histories = 3000;
    for (int i = 0; i < histories; ++i) {
        std::vector<Operation> history;
        for (std::uint64_t n = random.below(4) + 3; n > 0; --n)
            history.push_back(any_operation(random));
        Shelf const begin{.on_hand = 5, .promised = 2};
        bool const expected = brute_force(history, begin);
        possible += expected ? 1 : 0;
        CAPTURE(text_of(history));
        REQUIRE(linearize(history, begin, pieces_promised).linearizable == expected);
    }
    CHECK(possible > histories / 50);
    CHECK(possible < histories);
}

TEST_CASE("64 clients at one shelf: every history could have happened one after another") {
    std::uint64_t const histories = test::times("WMS_HISTORIES", 50);
    test::Place const place{test::memory_folder()};
    std::string const furnished = place / "furnished";
    furnish_shelf(furnished);
    std::uint64_t kills = 0;
    std::uint64_t operations = 0;
    std::uint64_t overlapping = 0;
    for (std::uint64_t seed = 1; seed <= histories; ++seed) {
        CAPTURE(seed);
        std::string const folder = place / "store";
        Witness const run = witness(furnished, folder, seed, seed % 3);
        REQUIRE(run.failure == "");
        Verdict const verdict = linearize(run.history, run.begin, pieces_promised);
        CHECK(verdict.decided);
        CHECK_MESSAGE(verdict.linearizable, text_of(run.history));
        kills += run.kills;
        operations += run.history.size();
        for (Operation const& one : run.history) {
            overlapping += static_cast<std::uint64_t>(
                std::ranges::count_if(run.history, [&](Operation const& other) {
                    return other.called < one.returned && one.called < other.called;
                }));
        }
        std::filesystem::remove_all(folder);
    }
    MESSAGE(histories, " histories, ", operations, " operations, ", overlapping / operations,
            " others begun during one, ", kills, " kills");
    CHECK(operations / histories >= 200);
    CHECK(overlapping > operations);
    if (histories >= 10) CHECK(kills > 0);
}

TEST_SUITE_END();

}  // namespace wms::simulation
