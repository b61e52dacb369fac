// SPDX-License-Identifier: Apache-2.0
// A full disk (T6): postings are refused with a sentence, reading goes on, and work goes on when
// there is room again. Nothing that was accepted is lost.
#include "engine/verify.hpp"
#include "store/mounts.hpp"
#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>

#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

struct Sender {
    Engine& engine;
    std::uint64_t n = 1;
    std::vector<Ack> acks = {};

    // The next command, once. Whether it was decided.
    bool send() {
        Outcome const outcome = engine.submit(envelope_of(1, n)).get();
        if (outcome.seq != 0) acks.push_back({1, n++, outcome.seq});
        if (outcome.seq == 0) {
            CHECK(outcome.refusal->why == Why::readonly);
            CHECK(sentence(*outcome.refusal, Language::en).size() > 20);
        }
        return outcome.seq != 0;
    }
    bool send_until_refused() {
        for (int i = 0; i < 20'000; ++i) {
            if (!send()) return true;
        }
        return false;
    }
};

void one_full_disk(Sender& sender, Mount const& disk, std::uint64_t left) {
    disk.fill_up(left);
    REQUIRE(sender.send_until_refused());
    std::int64_t const pieces = pieces_in(sender.engine.read());
    for (int i = 0; i < 200; ++i) {
        bool const refused = !sender.send();
        if (i % 50 == 0) std::this_thread::sleep_for(30ms);  // the tables try to commit meanwhile
        if (refused) CHECK(pieces_in(sender.engine.read()) >= pieces);
    }
    auto const freed = std::chrono::steady_clock::now();
    disk.make_room();
    while (!sender.send()) {
        std::this_thread::sleep_for(5ms);
        REQUIRE(std::chrono::steady_clock::now() - freed < 1s);
    }
    // The tables catch up as well: what was just accepted can be read.
    Read const read = sender.engine.read_at(sender.acks.back().seq);
    CHECK(tables::devices.at(read, DeviceId{1}).last_seq == sender.acks.back().n);
    CHECK(std::chrono::steady_clock::now() - freed < 2s);
}

void fill_again_and_again(FileSystem kind, std::uint64_t rounds, std::uint64_t seed) {
    Place const place;
    Mount const disk{kind, place / "disk", 24};
    std::string const folder = disk.path() + "/store";
    {
        Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
        furnish(engine);
    }
    Random random{seed};
    std::vector<Ack> acks;
    {
        Engine engine{{.folder = folder, .state_commit_after = 20ms}};
        Sender sender{engine};
        for (std::uint64_t round = 0; round < rounds; ++round) {
            CAPTURE(round);
            one_full_disk(sender, disk, random.below(400'000));
        }
        acks = sender.acks;
    }
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    CHECK(broken_promise(engine, acks) == "");
    MESSAGE(rounds, " full disks, ", acks.size(), " commands accepted between them");
}

}  // namespace

TEST_SUITE_BEGIN("full");

TEST_CASE(
    "a full disk refuses postings with a sentence, keeps reading, goes on when there is room") {
    std::string const obstacle = enter_private_mounts();
    if (!obstacle.empty()) {
        MESSAGE("skipped: no disk can be filled here: ", obstacle);
        return;
    }
    std::uint64_t const rounds = times("WMS_FULL_DISKS", 3);
    SUBCASE("tmpfs") {
        fill_again_and_again(FileSystem::tmpfs, rounds, 1);
    }
    SUBCASE("ext4") {
        fill_again_and_again(FileSystem::ext4, rounds, 2);
    }
}

TEST_CASE("a store on a full disk opens and can be read") {
    std::string const obstacle = enter_private_mounts();
    if (!obstacle.empty()) {
        MESSAGE("skipped: no disk can be filled here: ", obstacle);
        return;
    }
    Place const place;
    Mount const disk{FileSystem::ext4, place / "disk", 24};
    std::string const folder = disk.path() + "/store";
    {
        Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
        furnish(engine);
    }
    std::vector<Ack> acks;
    {
        Child child{{"clients", folder, "1,1"}};
        child.listen(150ms);
        disk.fill_up(0);
        child.listen(200ms);
        child.kill();
        acks = child.acks();
    }
    Engine engine{{.folder = folder}};
    CHECK(pieces_in(engine.read()) > 0);
    std::vector<Read> readers;
    for (int i = 0; i < 300; ++i) readers.push_back(engine.read());  // pages of the lock file too
    readers.clear();
    // There may be pages left that were free before.
    Outcome const full = engine.submit(envelope_of(3, 1)).get();
    CHECK((full.seq != 0 || full.refusal->why == Why::readonly));
    disk.make_room();
    std::this_thread::sleep_for(200ms);
    CHECK(engine.submit(envelope_of(3, 1)).get().seq != 0);
    CHECK(broken_promise(engine, acks) == "");
}

TEST_SUITE_END();

}  // namespace wms::test
