// SPDX-License-Identifier: Apache-2.0
// kill -9 at any moment (T1, T9). A process kill is not a power cut: what was written stays.
#include "engine/schema.hpp"
#include "engine/verify.hpp"
#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

namespace wms::test {
namespace {

namespace fs = std::filesystem;

std::string list_of(std::vector<std::uint64_t> const& last_sent) {
    std::vector<std::uint64_t> next;
    for (std::uint64_t const last : last_sent) next.push_back(last + 1);
    return fmt::format("{}", fmt::join(next, ","));
}

// The commands after the last answer each device has heard: the lost replies are asked for again.
std::vector<std::uint64_t> heard(std::vector<Ack> const& acks) {
    std::vector<std::uint64_t> last(workload_devices, 0);
    for (Ack const& ack : acks) {
        if (ack.device > 0) last[ack.device - 1] = std::max(last[ack.device - 1], ack.n);
    }
    return last;
}

struct Reopened {
    std::string broken;
    std::chrono::milliseconds time{};
    std::uint64_t tail = 0;
};

Reopened reopen(std::string const& folder, std::vector<Ack> const& acks) {
    auto const start = std::chrono::steady_clock::now();
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    auto const time = std::chrono::steady_clock::now() - start;
    return {broken_promise(engine, acks),
            std::chrono::duration_cast<std::chrono::milliseconds>(time),
            engine.figures().tail_applied};
}

void begin(std::string const& folder) {
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    furnish(engine);
}

void set_stored_schema(std::string const& folder, std::uint32_t version) {
    store::Environment state{{.path = folder + "/state", .tables = tables::names}};
    Write write = state.begin_write();
    set_schema(write, version);
    write.commit();
}

void must_be_sound(std::string const& folder) {
    VerifyReport const report = verify({.folder = folder, .scratch = folder + ".scratch"});
    CHECK_MESSAGE(is_sound(report), report.first_difference.value_or(""));
}

}  // namespace

TEST_SUITE_BEGIN("kill");

TEST_CASE("kill -9 at any moment loses no acknowledged scan and doubles none") {
    std::uint64_t const kills = times("WMS_KILLS", 200);
    constexpr std::uint64_t kills_per_store = 20;
    Random random{20'260'101};
    std::uint64_t acknowledged = 0;
    std::uint64_t tails = 0;
    std::chrono::milliseconds slowest{};
    std::optional<Place> place;
    std::vector<Ack> acks;
    for (std::uint64_t round = 0; round < kills; ++round) {
        if (round % kills_per_store == 0) {
            // Every other store on a real disk, where a kill falls into a sync.
            place.emplace(round / kills_per_store % 2 == 0 ? memory_folder()
                                                           : fs::temp_directory_path());
            begin(*place / "store");
            acks.clear();
        }
        CAPTURE(round);
        Child child{{"clients", *place / "store", list_of(heard(acks))}};
        child.listen(std::chrono::milliseconds{random.between(5, 120)});
        child.kill();
        acks.insert(acks.end(), child.acks().begin(), child.acks().end());
        Reopened const reopened = reopen(*place / "store", acks);
        REQUIRE(reopened.broken == "");
        acknowledged += child.acks().size();
        tails += reopened.tail > 0 ? 1 : 0;
        slowest = std::max(slowest, reopened.time);
        if (round % kills_per_store == kills_per_store - 1) must_be_sound(*place / "store");
    }
    MESSAGE(kills, " kills, ", acknowledged, " commands acknowledged, ", tails,
            " restarts with a tail to apply, slowest restart ", slowest.count(), " ms");
    CHECK(acknowledged > kills);
    CHECK(tails > 0);
    CHECK(slowest < std::chrono::milliseconds{2000});
}

TEST_CASE("kill -9 during a backup leaves a whole backup or none") {
    std::uint64_t const kills = std::max<std::uint64_t>(times("WMS_KILLS", 200) / 20, 1);
    Random random{7};
    std::uint64_t whole = 0;
    std::uint64_t broken_off = 0;
    for (std::uint64_t round = 0; round < kills; ++round) {
        CAPTURE(round);
        Place const place{fs::temp_directory_path()};
        begin(place / "store");
        Child child{{"backups", place / "store", "1,1,1", place / "backups"}};
        child.listen(std::chrono::milliseconds{random.between(60, 500)});
        child.kill();
        std::vector<Ack> acks = child.acks();
        std::erase_if(acks, [](Ack const& ack) { return ack.device == 0; });  // backups done
        REQUIRE(reopen(place / "store", acks).broken == "");
        if (!fs::exists(place / "backups")) continue;
        for (fs::directory_entry const& backup : fs::directory_iterator{place / "backups"}) {
            bool const unfinished = backup.path().extension() == ".part";
            (unfinished ? broken_off : whole) += 1;
            if (unfinished) continue;
            std::string const target = place / "restored" + backup.path().filename().string();
            Restored const restored = restore(backup.path().string(), target);
            CHECK(restored.entries > 0);
            CHECK(reopen(target, {}).broken == "");
        }
    }
    MESSAGE(whole, " whole backups, ", broken_off, " broken off");
    CHECK(whole > 0);
}

TEST_CASE("kill -9 during a restore leaves no target, and the next restore works") {
    Place const place;
    begin(place / "store");
    {
        Engine engine{{.folder = place / "store"}};
        for (std::uint64_t n = 1; n <= 200; ++n) (void)engine.submit(envelope_of(1, n)).get();
        engine.backup(place / "backup");
    }
    Random random{3};
    for (int round = 0; round < 10; ++round) {
        Child child{{"restore", place / "backup", place / "target"}};
        child.listen(std::chrono::milliseconds{random.between(1, 100)});
        child.kill();
        if (!fs::exists(place / "target")) continue;
        CHECK(reopen(place / "target", {}).broken == "");
        fs::remove_all(place / "target");
    }
    CHECK(restore(place / "backup", place / "target").entries == 201);
    CHECK(reopen(place / "target", {}).broken == "");
}

TEST_CASE("kill -9 during an upgrade of the tables: the next start finishes it") {
    std::uint64_t const kills = std::max<std::uint64_t>(times("WMS_KILLS", 200) / 20, 1);
    Place const place{fs::temp_directory_path()};
    begin(place / "store");
    std::vector<Ack> acks;
    {
        Engine engine{{.folder = place / "store"}};
        for (std::uint64_t n = 1; n <= 1000; ++n)
            acks.push_back({1, n, engine.submit(envelope_of(1, n)).get().seq});
    }
    Random random{11};
    std::uint64_t cut_short = 0;
    for (std::uint64_t round = 0; round < kills; ++round) {
        CAPTURE(round);
        set_stored_schema(place / "store", 0);  // no step leads on: made again from the journal
        Child child{{"clients", place / "store", list_of(heard(acks))}};
        child.listen(std::chrono::milliseconds{random.between(1, 40)});
        child.kill();
        acks.insert(acks.end(), child.acks().begin(), child.acks().end());
        Reopened const reopened = reopen(place / "store", acks);
        REQUIRE(reopened.broken == "");
        cut_short += reopened.tail > 0 ? 1 : 0;
    }
    must_be_sound(place / "store");
    MESSAGE(kills, " kills, ", cut_short, " times the next start had something left to do");
    CHECK(cut_short > 0);
}

TEST_SUITE_END();

}  // namespace wms::test
