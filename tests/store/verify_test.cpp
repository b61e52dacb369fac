// SPDX-License-Identifier: Apache-2.0
// Damage is found and named (T7, T31); backups come back (T9).
#include "engine/verify.hpp"

#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

namespace wms::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t entries_made = 301;

// A store with a few hundred entries, closed.
struct Store {
    Place place{memory_folder()};
    JournalHead head;

    Store() {
        Engine engine{{.folder = folder(), .mode = Engine::Mode::manual}};
        furnish(engine);
        for (std::uint64_t n = 1; n <= 50; ++n) {
            for (std::uint64_t device = 1; device <= workload_devices; ++device)
                (void)engine.decide(envelope_of(device, n));
            engine.flush();
        }
        head = {engine.durable_seq(), engine.journal().last_hash()};
    }
    [[nodiscard]] std::string folder() const { return place / "store"; }
    [[nodiscard]] VerifyRequest request() const {
        return {.folder = folder(),
                .scratch = place / "scratch",
                .noted = head,
                .time_max = std::chrono::seconds{20}};
    }
    [[nodiscard]] std::string difference() const {
        return verify(request()).first_difference.value_or("");
    }
    // Changes the bytes of the journal or of the tables behind LMDB's checks.
    void change(char const* part, std::span<std::string_view const> names,
                std::function<void(Write&)> const& how) const {
        store::Environment environment{{.path = folder() + "/" + part, .tables = names}};
        Write write = environment.begin_write();
        how(write);
        write.commit();
    }
    void change_journal(std::function<void(Write&)> const& how) const {
        constexpr std::string_view names[] = {"entries"};
        change("journal", names, how);
    }
    void change_state(std::function<void(Write&)> const& how) const {
        change("state", tables::names, how);
    }
};

constexpr store::TableRef journal_entries{0};

std::string record(Read const& read, std::uint64_t seq) {
    return std::string{read.find(journal_entries, store::journal_key(seq)).value()};
}

std::string bytes_of_file(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class Flipper {
public:
    explicit Flipper(std::string const& path)
        : file_{open(path.c_str(), O_RDWR | O_CLOEXEC)}, bytes_{bytes_of_file(path)} {}
    Flipper(Flipper const&) = delete;
    Flipper& operator=(Flipper const&) = delete;
    ~Flipper() { close(file_); }
    // Twice is not at all.
    void flip(std::size_t at, unsigned bit) {
        bytes_.at(at) = static_cast<char>(bytes_.at(at) ^ (1 << bit));
        REQUIRE(pwrite(file_, bytes_.data() + at, 1, static_cast<off_t>(at)) == 1);
    }
    void restore(std::string const& bytes) {
        REQUIRE(pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
        bytes_ = bytes;
    }
    // Every copy of these bytes: pages that were written anew keep older ones behind.
    [[nodiscard]] std::vector<std::size_t> places_of(std::string const& wanted) const {
        std::vector<std::size_t> places;
        for (std::size_t at = bytes_.find(wanted); at != std::string::npos;
             at = bytes_.find(wanted, at + 1))
            places.push_back(at);
        return places;
    }
    [[nodiscard]] std::string const& bytes() const { return bytes_; }

private:
    int file_;
    std::string bytes_;
};

std::vector<std::string> records_of(Store const& store) {
    std::vector<std::string> records;
    store::Journal journal{store.folder() + "/journal", 1 << 26};
    journal.replay_raw(1, [&](std::uint64_t, std::string_view bytes) {
        records.emplace_back(bytes);
        return true;
    });
    return records;
}

// Reads every table; used only on stores that verify has called sound.
std::string all_rows(Store const& store) {
    std::string rows;
    store::Environment state{{.path = store.folder() + "/state", .tables = tables::names}};
    auto const read = state.snapshot();
    for (std::uint16_t number = 0; number < tables::names.size(); ++number) {
        store::Cursor cursor{read, {number}};
        for (bool more = cursor.seek({}); more; more = cursor.next())
            rows += fmt::format("{} {} {}\n", number, cursor.key(), cursor.value());
    }
    return rows;
}

}  // namespace

TEST_SUITE_BEGIN("verify");

TEST_CASE("a store that nobody touched is sound, here and in a child process") {
    Store const store;
    for (VerifyReport const& report : {verify(store.request()), verify_in_child(store.request())}) {
        CHECK(report.first_difference.value_or("") == "");
        CHECK(report.findings.empty());
        CHECK(report.entries == entries_made);
        CHECK(report.tables == tables::names.size());
        CHECK(report.rows > 300);
        CHECK(report.head.seq == store.head.seq);
        CHECK(report.head.hash == store.head.hash);
    }
    CHECK(!fs::exists(store.place / "scratch"));
}

TEST_CASE("a store that is in use, or not there, is not verified") {
    Store const store;
    {
        Engine const engine{{.folder = store.folder(), .mode = Engine::Mode::manual}};
        CHECK_THROWS_AS((void)verify(store.request()), StoreFailure);
    }
    VerifyRequest request = store.request();
    request.folder = store.place / "elsewhere";
    CHECK_THROWS_AS((void)verify(request), StoreFailure);
    request.folder = store.folder();
    request.scratch = store.folder();
    CHECK_THROWS_AS((void)verify(request), StoreFailure);
}

TEST_CASE("an entry that was taken out, moved, cut off or written anew is named") {
    Store const store;
    SUBCASE("taken out") {
        store.change_journal(
            [](Write& write) { write.erase(journal_entries, store::journal_key(100)); });
        CHECK(store.difference() == "journal entry 100 is missing");
    }
    SUBCASE("the first one taken out") {
        store.change_journal(
            [](Write& write) { write.erase(journal_entries, store::journal_key(1)); });
        CHECK(store.difference() == "journal entry 1 is missing");
    }
    SUBCASE("two exchanged") {
        store.change_journal([](Write& write) {
            std::string const one = record(write, 100);
            std::string const two = record(write, 101);
            write.put(journal_entries, store::journal_key(100), two);
            write.put(journal_entries, store::journal_key(101), one);
        });
        CHECK(store.difference() == "journal entry 100 is not what was sealed");
    }
    SUBCASE("the end cut off") {
        store.change_journal([](Write& write) {
            for (std::uint64_t seq = 290; seq <= entries_made; ++seq)
                write.erase(journal_entries, store::journal_key(seq));
        });
        CHECK(
            store.difference() ==
            fmt::format("the journal ends with entry 289, but entry {} was noted: its tail is cut",
                        entries_made));
        VerifyRequest unnoted = store.request();
        unnoted.noted.reset();
        CHECK(verify(unnoted).first_difference.value_or("") ==
              fmt::format("the tables have entry {}, the journal ends with 289", entries_made));
    }
    SUBCASE("the end written anew, with a chain that holds") {
        store.change_journal([](Write& write) {
            store::Hash previous = store::unseal(record(write, 289)).hash;
            for (std::uint64_t seq = 290; seq <= entries_made; ++seq) {
                store::Entry entry = store::unseal(record(write, seq)).entry;
                entry.actor = OperatorId{2};
                std::string sealed;
                previous = store::seal(entry, previous, sealed);
                write.put(journal_entries, store::journal_key(seq), sealed);
            }
        });
        CHECK(store.difference() ==
              fmt::format("journal entry {} is not the one that was noted", entries_made));
    }
    SUBCASE("one put in before the first") {
        store.change_journal([](Write& write) {
            std::string const one = record(write, 1);
            write.put(journal_entries, store::journal_key(0), one);
        });
        CHECK(store.difference().starts_with("the journal holds"));
    }
}

TEST_CASE("a row that is not what the journal says is named with its table") {
    Store const store;
    store::TableRef const quants = tables::ref("quants");
    auto const first_key = [&](Write const& write) {
        store::Cursor cursor{write, quants};
        REQUIRE(cursor.seek({}));
        return std::string{cursor.key()};
    };
    SUBCASE("changed") {
        store.change_state([&](Write& write) {
            std::string const key = first_key(write);
            std::string value{write.find(quants, key).value()};
            value.back() = static_cast<char>(value.back() ^ 1);
            write.put(quants, key, value);
        });
        CHECK(store.difference().starts_with("table quants, row "));
        CHECK(store.difference().ends_with(": differs from the journal"));
    }
    SUBCASE("taken out") {
        store.change_state([&](Write& write) { write.erase(quants, first_key(write)); });
        CHECK(store.difference().ends_with(": missing"));
    }
    SUBCASE("put in") {
        store.change_state([&](Write& write) { write.put(quants, "\x09zz", "1"); });
        CHECK(store.difference() == "table quants, row \\x09zz: not in the journal");
    }
    SUBCASE("in an index") {
        store.change_state([&](Write& write) { write.clear(tables::ref("skus_by_code")); });
        CHECK(store.difference().starts_with("table skus_by_code, row G-1"));
    }
}

TEST_CASE("every flipped bit of a journal record is found and names its entry") {
    Store const store;
    std::vector<std::string> const records = records_of(store);
    REQUIRE(records.size() == entries_made);
    Flipper file{store.folder() + "/journal/data.mdb"};
    Random random{31};
    std::uint64_t const flips = times("WMS_FLIPS", 1500);
    for (std::uint64_t i = 0; i < flips; ++i) {
        std::uint64_t const seq = random.below(records.size()) + 1;
        std::string const& bytes = records.at(seq - 1);
        std::size_t const byte = random.below(bytes.size());
        unsigned const bit = static_cast<unsigned>(random.below(8));
        std::vector<std::size_t> const places = file.places_of(bytes);
        REQUIRE(!places.empty());
        for (std::size_t const place : places) file.flip(place + byte, bit);
        CAPTURE(seq);
        CAPTURE(byte);
        std::string const difference = store.difference();
        // The head is read first of all, when the journal is opened.
        bool const named = difference.find(fmt::format("{}", seq)) != std::string::npos;
        CHECK_MESSAGE(named, difference);
        for (std::size_t const place : places) file.flip(place + byte, bit);
    }
    CHECK(store.difference() == "");
    MESSAGE(flips, " flipped bits in journal records, each found");
}

TEST_CASE("a bit flipped anywhere is found or harmless, and never shows a wrong table as sound") {
    Store const store;
    std::string const rows = all_rows(store);
    std::uint64_t const flips = std::max<std::uint64_t>(times("WMS_FLIPS", 1500) / 10, 1);
    std::uint64_t harmless = 0;
    std::uint64_t died = 0;
    Random random{32};
    for (char const* part : {"/state/data.mdb", "/journal/data.mdb"}) {
        Flipper file{store.folder() + part};
        std::string const original = file.bytes();
        for (std::uint64_t i = 0; i < flips / 2; ++i) {
            std::size_t const at = random.below(original.size());
            file.flip(at, static_cast<unsigned>(random.below(8)));
            CAPTURE(std::string{part});
            CAPTURE(at);
            VerifyReport const report = verify_in_child(store.request());
            if (is_sound(report)) {
                ++harmless;
                CHECK(all_rows(store) == rows);
            } else if (report.first_difference->find("cannot be read") != std::string::npos) {
                ++died;
            }
            file.restore(original);
        }
    }
    CHECK(store.difference() == "");
    MESSAGE(flips, " flipped bits anywhere: ", harmless, " harmless, ", died,
            " made the reader die, the rest were named");
    CHECK(harmless < flips);
}

TEST_CASE("a damaged store is refused with the place when it is opened") {
    Store const store;
    auto const refusal = [&] {
        try {
            Engine const engine{{.folder = store.folder(), .mode = Engine::Mode::manual}};
        } catch (StoreFailure const& failure) {
            return std::string{failure.what()};
        }
        return std::string{};
    };
    SUBCASE("the journal cut in half") {
        std::string const file = store.folder() + "/journal/data.mdb";
        fs::resize_file(file, fs::file_size(file) / 2);
        CHECK(refusal().find("journal/data.mdb is cut off") != std::string::npos);
        CHECK(verify_in_child(store.request()).first_difference);
    }
    SUBCASE("the tables cut in half") {
        std::string const file = store.folder() + "/state/data.mdb";
        fs::resize_file(file, fs::file_size(file) / 2);
        CHECK(refusal().find("state/data.mdb is cut off") != std::string::npos);
        CHECK(verify_in_child(store.request()).first_difference);
    }
    SUBCASE("an entry of the tail is damaged") {
        store.change_journal([](Write& write) {
            std::string bytes = record(write, 200);
            bytes[60] = static_cast<char>(bytes[60] ^ 4);
            write.put(journal_entries, store::journal_key(200), bytes);
        });
        fs::remove_all(store.folder() + "/state");  // the whole journal is the tail
        CHECK(refusal().find("journal entry 200 is not what was sealed") != std::string::npos);
    }
    SUBCASE("not a store at all") {
        std::ofstream{store.folder() + "/journal/data.mdb"} << std::string(100'000, 'x');
        CHECK(refusal() != "");
        CHECK(verify_in_child(store.request()).first_difference);
    }
}

TEST_CASE("a backup made at work is restored, verified and complete") {
    Store const store;
    Engine engine{{.folder = store.folder()}};
    std::atomic<bool> stop{false};
    std::jthread const client{[&] {
        for (std::uint64_t n = 51; !stop; ++n) (void)engine.submit(envelope_of(1, n)).get();
    }};
    std::vector<std::uint64_t> at_least;
    for (int i = 0; i < 3; ++i) {
        at_least.push_back(engine.durable_seq());
        engine.backup(store.place / fmt::format("backup-{}", i).c_str());
    }
    stop = true;
    for (int i = 0; i < 3; ++i) {
        std::string const target = store.place / fmt::format("restored-{}", i).c_str();
        Restored const restored =
            restore(store.place / fmt::format("backup-{}", i).c_str(), target);
        CHECK(restored.entries >= at_least.at(static_cast<std::size_t>(i)));
        CHECK(restored.rows > 300);
        Engine again{{.folder = target, .mode = Engine::Mode::manual}};
        CHECK(broken_promise(again, {}) == "");
    }
}

TEST_CASE("a backup goes into an empty folder, and one that fails does not stop the engine") {
    Store const store;
    Engine engine{{.folder = store.folder()}};
    fs::create_directories(store.place / "taken/by");
    CHECK_THROWS_AS(engine.backup(store.place / "taken"), StoreFailure);
    std::ofstream{store.place / "file"} << "x";
    CHECK_THROWS(engine.backup(store.place / "file/below"));
    CHECK(engine.submit(envelope_of(1, 51)).get().seq != 0);
    engine.backup(store.place / "free");
    CHECK(fs::exists(store.place / "free/journal/data.mdb"));
}

TEST_CASE("a restore refuses a target that is not empty and a backup that is not sound") {
    Store const store;
    CHECK_THROWS_AS(restore(store.place / "nothing", store.place / "target"), StoreFailure);
    fs::create_directories(store.place / "taken/by");
    CHECK_THROWS_AS(restore(store.folder(), store.place / "taken"), StoreFailure);
    store.change_state([&](Write& write) { write.clear(tables::ref("quants")); });
    CHECK_THROWS_AS(restore(store.folder(), store.place / "target"), StoreFailure);
    CHECK(!fs::exists(store.place / "target"));
    CHECK(!fs::exists(store.place / "target.part"));
}

TEST_SUITE_END();

}  // namespace wms::test
