// SPDX-License-Identifier: Apache-2.0
// The demo day in a running engine: a guest who follows the hints, virtual people beside him, and
// a restart in between.
#include "app/demo.hpp"
#include "domain/audit.hpp"
#include "domain/registry.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <boost/describe/enum_from_string.hpp>

#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

struct DemoServer {
    std::string folder;
    std::shared_ptr<SandboxWorld> world = SandboxWorld::make();
    Engine engine{{.folder = folder}};
    OutboxWorkers workers{engine, {.performers = world->performers()}};
    DemoDay demo{engine, world, {.folder = WMS_TEST_DATA "/sample-day"}};

    template <class Condition>
    bool within(std::chrono::seconds patience, Condition condition) {
        auto const deadline = std::chrono::steady_clock::now() + patience;
        while (!condition(engine.read_at(engine.durable_seq()))) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(20ms);
        }
        return true;
    }
};

std::size_t picks(Read const& read) {
    std::size_t done = 0;
    tables::tasks.scan_all(read, [&](TaskId, Task const& task) {
        done += !task.done.is_zero();
        return true;
    });
    return done;
}

// Does the first right thing on the list, like a guest who taps it.
class FollowsHints {
public:
    FollowsHints(DemoServer& server, std::string device)
        : server_{server}, device_{std::move(device)} {}

    Outcome scan(std::string const& code) { return send(ScanCode{.raw = code}); }
    Outcome next() {
        for (web::DemoHint const& hint : server_.demo.port().hints(device_)) {
            if (!hint.right) continue;
            if (!hint.code.empty()) return scan(hint.code);
            Button button{};
            REQUIRE(boost::describe::enum_from_string(hint.button.c_str(), button));
            return send(PressButton{.button = button, .argument = hint.argument});
        }
        FAIL("no hint on this screen");
        return {};
    }

private:
    Outcome send(AnyCommand command) {
        std::this_thread::sleep_for(310ms);  // a person; and the debounce
        auto const id = device_by_code(server_.engine.read(), device_);
        Outcome const outcome =
            server_.engine
                .submit({.device = id.value(),
                         .request = {static_cast<std::uint8_t>(++sent_), device_.back() == '1'},
                         .device_seq = sent_,
                         .captured_at = server_.engine.now(),
                         .command = std::move(command)})
                .get();
        (void)server_.engine.read_at(outcome.seq);
        return outcome;
    }
    DemoServer& server_;
    std::string device_;
    std::uint64_t sent_ = 0;
};

}  // namespace

TEST_SUITE_BEGIN("demo");

TEST_CASE("a guest who follows the hints picks, while virtual people work beside him") {
    Place const place{memory_folder()};
    DemoServer server{.folder = place / "store"};
    REQUIRE(server.demo.open());
    CHECK(server.demo.port().status().orders_come > 0);
    FollowsHints guest{server, "H-01"};
    REQUIRE(!guest.scan("U-ANNA").refusal);
    for (int i = 0; i < 4; ++i) {
        Outcome const outcome = guest.next();
        if (outcome.refusal) CAPTURE(sentence(*outcome.refusal, Language::en));
        REQUIRE(!outcome.refusal);
    }
    CHECK(picks(server.engine.read_at(server.engine.durable_seq())) == 1);
    REQUIRE(server.demo.port().set(true, 120));
    CHECK(server.within(20s, [](Read const& read) { return picks(read) > 10; }));
    REQUIRE(server.demo.port().set(false, 120));
    CHECK(audit(server.engine.read_at(server.engine.durable_seq())).empty());
}

TEST_CASE("the day goes on after a restart") {
    Place const place{memory_folder()};
    std::size_t before = 0;
    {
        DemoServer server{.folder = place / "store"};
        REQUIRE(server.demo.open());
        REQUIRE(server.demo.port().set(true, 120));
        REQUIRE(server.within(20s, [](Read const& read) { return picks(read) > 3; }));
        REQUIRE(server.demo.port().set(false, 120));
        before = picks(server.engine.read_at(server.engine.durable_seq()));
    }
    DemoServer server{.folder = place / "store"};
    REQUIRE(server.demo.open());
    CHECK(server.demo.port().status().orders_come > 0);
    REQUIRE(server.demo.port().set(true, 120));
    CHECK(server.within(20s, [&](Read const& read) { return picks(read) > before + 5; }));
}

TEST_CASE("a speed that makes no sense is refused") {
    Place const place{memory_folder()};
    DemoServer server{.folder = place / "store"};
    CHECK(server.demo.port().set(true, 0).error().why == Why::bad_field);
    CHECK(server.demo.port().set(true, 121).error().why == Why::bad_field);
}

TEST_SUITE_END();

}  // namespace wms::test
