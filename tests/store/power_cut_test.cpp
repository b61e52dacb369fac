// SPDX-License-Identifier: Apache-2.0
// The power of the whole file system is cut (T2): a loop device with ext4, FS_IOC_SHUTDOWN. All
// that was not synced is gone. It does not reorder blocks. What was acknowledged before is
// promised.
#include "engine/verify.hpp"
#include "store/mounts.hpp"
#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wms::test {

TEST_SUITE_BEGIN("power");

TEST_CASE("a power cut of the whole file system loses no acknowledged scan") {
    std::string const obstacle = enter_private_mounts();
    if (!obstacle.empty()) {
        MESSAGE("skipped: power cuts cannot be tried here: ", obstacle);
        return;
    }
    std::uint64_t const cuts = times("WMS_POWER_CUTS", 20);
    constexpr std::uint64_t cuts_per_store = 10;
    Random random{11};
    std::uint64_t acknowledged = 0;
    Place const place;
    std::optional<Mount> disk;
    std::vector<Ack> promised;
    std::vector<std::uint64_t> next;
    for (std::uint64_t round = 0; round < cuts; ++round) {
        CAPTURE(round);
        if (round % cuts_per_store == 0) {
            disk.reset();
            disk.emplace(FileSystem::ext4, place / "disk", 64);
            promised.clear();
            next.assign(workload_devices, 1);
            Engine engine{{.folder = disk->path() + "/store", .mode = Engine::Mode::manual}};
            furnish(engine);
        }
        Child child{{"clients", disk->path() + "/store", fmt::format("{}", fmt::join(next, ","))}};
        child.listen(std::chrono::milliseconds{random.between(60, 310)});
        promised.insert(promised.end(), child.acks().begin(), child.acks().end());
        acknowledged += child.acks().size();
        disk->cut_power();
        child.kill();
        disk->mount_again();
        {
            Engine engine{{.folder = disk->path() + "/store", .mode = Engine::Mode::manual}};
            REQUIRE(broken_promise(engine, promised) == "");
            next = last_sent(engine);
        }
        for (std::uint64_t& n : next) n += 1;
        if (round % 5 == 4) {
            VerifyReport const report =
                verify({.folder = disk->path() + "/store", .scratch = place / "scratch"});
            CHECK_MESSAGE(is_sound(report), report.first_difference.value_or(""));
        }
    }
    MESSAGE(cuts, " power cuts, ", acknowledged, " commands acknowledged before them");
    CHECK(acknowledged > cuts);
}

TEST_SUITE_END();

}  // namespace wms::test
