// SPDX-License-Identifier: Apache-2.0
// Carrier and printer behind the workers: from the request to the label that comes out.
#include "app/sandbox_world.hpp"

#include "store/outbox_work.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

struct Server {
    std::string folder;
    std::shared_ptr<SandboxWorld> world = SandboxWorld::make();
    std::shared_ptr<std::atomic<std::int64_t>> time =
        std::make_shared<std::atomic<std::int64_t>>(1'760'000'000'000);
    Engine engine{{.folder = folder, .clock = [time = time](Envelope const&, Instant floor) {
                       return std::max(Instant{time->load()}, floor);
                   }}};
    OutboxWorkers workers{engine, {.performers = world->performers()}};

    Parcel parcel(std::uint64_t id) {
        return tables::parcels.at(engine.read_at(engine.durable_seq()), ParcelId{id});
    }
    PrintState label_of(std::uint64_t id) {
        Read const read = engine.read_at(engine.durable_seq());
        auto const job =
            tables::print_jobs.find(read, tables::parcels.at(read, ParcelId{id}).print_job);
        return job ? job->state : PrintState::created;
    }
    bool has_label(std::uint64_t id, PrintState state) {
        auto const deadline = std::chrono::steady_clock::now() + 20s;
        while (label_of(id) != state) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(2ms);
        }
        return true;
    }
};

}  // namespace

TEST_SUITE_BEGIN("outbox");

TEST_CASE("a number is issued, its label comes out once, and a restart goes on counting") {
    Place const place{memory_folder()};
    make_parcels(place / "store");
    std::string first;
    {
        Server server{.folder = place / "store"};
        REQUIRE(!ask_again(server.engine, 1).refusal);
        REQUIRE(server.has_label(1, PrintState::device_done));
        first = server.parcel(1).waybill;
        auto const labels = server.world->printed("P-1");
        REQUIRE(labels.size() == 1);
        CHECK(labels.front().document == first);
    }
    Server server{.folder = place / "store"};
    REQUIRE(!ask_again(server.engine, 3).refusal);
    REQUIRE(server.has_label(3, PrintState::device_done));
    CHECK(server.parcel(3).waybill > first);
    CHECK(server.world->printed("P-1").size() == 1);
}

TEST_CASE("a carrier that did not answer is asked what became of the key") {
    Place const place{memory_folder()};
    make_parcels(place / "store");
    Server server{.folder = place / "store"};
    server.world->expect(lane_of(1), SandboxCarrier::Mishap::time_out_after);
    REQUIRE(!ask_again(server.engine, 1).refusal);
    for (int i = 0; i < 5000 && server.parcel(1).waybill_state != WaybillState::unknown; ++i)
        std::this_thread::sleep_for(2ms);
    REQUIRE(server.parcel(1).waybill_state == WaybillState::unknown);
    *server.time += back_off(1).value();
    REQUIRE(
        !server.engine.submit({.device = {}, .captured_at = {}, .command = Tick{}}).get().refusal);
    REQUIRE(server.has_label(1, PrintState::device_done));
    CHECK(SandboxCarrier::serial_of("A", server.parcel(1).waybill) == 1);
}

TEST_CASE("a printer without paper has the job: it is not sent again, it comes out later") {
    Place const place{memory_folder()};
    make_parcels(place / "store");
    Server server{.folder = place / "store"};
    (void)server.world->set_fault("P-1", devices::Fault::out_of_paper);
    REQUIRE(!ask_again(server.engine, 1).refusal);
    REQUIRE(server.has_label(1, PrintState::held_printer));
    CHECK(server.world->printed("P-1").empty());
    for (AnyCommand& said : server.world->set_fault("P-1", devices::Fault::none))
        (void)server.engine.submit({.device = {}, .captured_at = {}, .command = std::move(said)});
    REQUIRE(server.has_label(1, PrintState::device_done));
    CHECK(server.world->printed("P-1").size() == 1);
}

TEST_SUITE_END();

}  // namespace wms::test
