// SPDX-License-Identifier: Apache-2.0
// The byte store: its flags, its map that grows, its readers that grow old, its folder.
#include "store/folder.hpp"
#include "store/lmdb.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;
using store::Environment;

constexpr std::string_view names[] = {"rows"};
constexpr store::TableRef rows{0};

std::string number_key(std::uint64_t number) {
    return fmt::format("{:08}", number);
}

void put_rows(Environment& environment, std::uint64_t first, std::uint64_t count) {
    auto write = environment.begin_write();
    for (std::uint64_t i = first; i < first + count; ++i)
        write.put(rows, number_key(i), std::string(300, 'v'));
    write.commit();
}

}  // namespace

TEST_SUITE_BEGIN("store");

TEST_CASE("a store runs with no flag that could lose an acknowledged scan") {
    Place const place{memory_folder()};
    Environment const environment{{.path = place.path(), .tables = names}};
    CHECK(environment.is_fully_durable());
}

TEST_CASE("a map of one megabyte grows while readers come and go") {
    Place const place{memory_folder()};
    Environment environment{{.path = place.path(), .tables = names, .map_bytes = 1 << 20}};
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> reads{0};
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!stop) {  // overlapping: there is hardly a moment without a reader
                auto const read = environment.snapshot();
                std::uint64_t const count = read.count(rows);
                if (count > 0) CHECK(read.find(rows, number_key(count - 1)).has_value());
                std::this_thread::sleep_for(1ms);
                ++reads;
            }
        });
    }
    for (std::uint64_t i = 0; i < 400; ++i) {
        environment.grow_if_needed();
        put_rows(environment, i * 50, 50);
    }
    stop = true;
    readers.clear();
    CHECK(environment.usage().map_bytes >= (8U << 20));
    CHECK(environment.snapshot().count(rows) == 20'000);
    CHECK(reads > 100);
}

TEST_CASE("a transaction that is larger than the map says so, and fits after growing") {
    Place const place{memory_folder()};
    Environment environment{{.path = place.path(), .tables = names, .map_bytes = 1 << 20}};
    put_rows(environment, 0, 10);
    CHECK_THROWS_AS(put_rows(environment, 10, 10'000), store::MapFull);
    CHECK(environment.snapshot().count(rows) == 10);
    for (int i = 0; i < 3; ++i) environment.grow();
    put_rows(environment, 10, 10'000);
    CHECK(environment.snapshot().count(rows) == 10'010);
}

TEST_CASE("a map cannot grow under a snapshot that never ends, and says that") {
    Place const place{memory_folder()};
    Environment environment{
        {.path = place.path(), .tables = names, .map_bytes = 1 << 20, .reader_age_max = 50ms}};
    auto const forgotten = environment.snapshot();
    CHECK_THROWS_AS(environment.grow(), StoreFailure);
    CHECK(forgotten.count(rows) == 0);
}

TEST_CASE("a snapshot that is kept too long is cut off and counted once") {
    Place const place{memory_folder()};
    Environment environment{{.path = place.path(), .tables = names, .reader_age_max = 30ms}};
    put_rows(environment, 0, 10);
    {
        auto const old = environment.snapshot();
        std::this_thread::sleep_for(40ms);
        auto const young = environment.snapshot();
        CHECK(environment.usage().readers == 2);
        CHECK(environment.usage().oldest_reader_ms >= 40);
        CHECK(environment.tend_readers() == 1);
        CHECK(environment.tend_readers() == 0);
        CHECK_THROWS_AS((void)old.find(rows, number_key(1)), store::SnapshotExpired);
        CHECK_THROWS_AS((store::Cursor{old, rows}), store::SnapshotExpired);
        CHECK(young.find(rows, number_key(1)).has_value());
    }
    CHECK(environment.usage().readers == 0);
}

TEST_CASE("a snapshot does not see what is written after it") {
    Place const place{memory_folder()};
    Environment environment{{.path = place.path(), .tables = names}};
    put_rows(environment, 0, 10);
    auto const before = environment.snapshot();
    put_rows(environment, 10, 10);
    CHECK(before.count(rows) == 10);
    CHECK(environment.snapshot().count(rows) == 20);
}

TEST_CASE("a forgotten write transaction leaves nothing behind") {
    Place const place{memory_folder()};
    Environment environment{{.path = place.path(), .tables = names}};
    {
        auto write = environment.begin_write();
        write.put(rows, "a", "1");
    }
    CHECK(environment.snapshot().count(rows) == 0);
}

TEST_CASE("a folder belongs to one process, and the sentence names it") {
    Place const place{memory_folder()};
    store::FolderLock const mine{place / "store"};
    std::string sentence;
    try {
        store::FolderLock const other{place / "store"};
    } catch (StoreFailure const& refusal) {
        sentence = refusal.what();
    }
    CHECK(sentence.ends_with(fmt::format("is in use by process {}", getpid())));
}

TEST_CASE("a data file that was cut off is refused with the page that is missing") {
    Place const place{memory_folder()};
    {
        put_rows(*std::make_unique<Environment>(
                     store::EnvironmentOptions{.path = place.path(), .tables = names}),
                 0, 5000);
    }
    std::string const file = place / "data.mdb";
    auto const whole = std::filesystem::file_size(file);
    for (std::uint64_t const tenths : {9U, 5U, 2U}) {
        CAPTURE(tenths);
        std::filesystem::resize_file(file, whole * tenths / 10);
        std::string sentence;
        try {
            Environment const environment{{.path = place.path(), .tables = names}};
        } catch (StoreFailure const& refusal) {
            sentence = refusal.what();
        }
        CHECK(sentence.find("is cut off") != std::string::npos);
        CHECK(std::filesystem::file_size(file) == whole * tenths / 10);  // as it was found
    }
}

TEST_CASE("only the owner may look into a store and into its copy") {
    namespace fs = std::filesystem;
    Place const place{memory_folder()};
    Environment environment{{.path = place / "store", .tables = names}};
    put_rows(environment, 0, 10);
    std::atomic<bool> started{false};
    environment.copy_to(place / "copy", started);
    CHECK(started);
    auto const others = fs::perms::group_all | fs::perms::others_all;
    for (char const* path : {"store", "store/data.mdb", "copy", "copy/data.mdb"}) {
        CAPTURE(std::string{path});
        CHECK((fs::status(place / path).permissions() & others) == fs::perms::none);
    }
    Environment copy{{.path = place / "copy", .tables = names}};
    CHECK(copy.snapshot().count(rows) == 10);
}

TEST_SUITE_END();

}  // namespace wms::test
