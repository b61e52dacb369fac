// SPDX-License-Identifier: Apache-2.0
// The engine's promises without any fault: durable before answered, once per id, one writer,
// readers that see whole states.
#include "engine/engine.hpp"

#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

struct House {
    Place place{memory_folder()};
    Engine::Options options{.folder = place / "store", .mode = Engine::Mode::manual};
    std::unique_ptr<Engine> engine;
    std::vector<std::string> log;

    explicit House(Engine::Mode mode = Engine::Mode::manual) {
        open();
        furnish(*engine);
        if (mode == Engine::Mode::threaded) reopen(mode);
    }
    void open() {
        options.log = [this](std::string const& line) { log.push_back(line); };
        engine = std::make_unique<Engine>(options);
    }
    void reopen(Engine::Mode mode) {
        engine.reset();
        options.mode = mode;
        open();
    }
    template <class Change>
    void change_tables(Change change) {
        engine.reset();
        {
            store::Environment state{{.path = place / "store/state", .tables = tables::names}};
            Write write = state.begin_write();
            change(write);
            write.commit();
        }
        open();
    }
};

std::string failure_of(Engine::Options const& options) {
    try {
        Engine const engine{options};
    } catch (StoreFailure const& failure) {
        return failure.what();
    }
    return {};
}

// What lies in the house after each of device 1's commands.
std::vector<std::int64_t> pieces_after(std::uint64_t count) {
    House house;
    std::vector<std::int64_t> pieces{0};
    for (std::uint64_t n = 1; n <= count; ++n) {
        Outcome const outcome = house.engine->decide(envelope_of(1, n));
        bool const came = !outcome.refusal && n % 6 != 1 && n % 6 != 4 && n % 6 != 5;
        pieces.push_back(pieces.back() + (came ? pieces_of(1, n) : 0));
    }
    return pieces;
}

}  // namespace

TEST_SUITE_BEGIN("store");

TEST_CASE("whoever is answered finds his entry in the journal already") {
    House house{Engine::Mode::threaded};
    std::atomic<std::uint64_t> answered{0};
    std::atomic<std::uint64_t> missing{0};
    Engine& engine = *house.engine;  // the pointer is empty while the last replies come
    for (std::uint64_t n = 1; n <= 50; ++n) {
        for (std::uint64_t device = 1; device <= workload_devices; ++device) {
            engine.submit(envelope_of(device, n), [&, n](Outcome const& outcome) {
                store::Entry const entry = engine.journal().read(outcome.seq).entry;
                if (entry.device_seq != n) ++missing;
                ++answered;
            });
        }
    }
    house.engine.reset();
    CHECK(answered == 50 * workload_devices);
    CHECK(missing == 0);
}

TEST_CASE("commands that wait together share one commit") {
    House house;
    std::uint64_t const before = house.engine->figures().batches;
    for (std::uint64_t n = 1; n <= 300; ++n) house.engine->submit(envelope_of(1, n), {});
    while (house.engine->run_once()) {
    }
    CHECK(house.engine->figures().batches - before == 2);  // 256 at most in one
    CHECK(house.engine->durable_seq() == 301);
}

TEST_CASE("a repeated command is answered as the first time, in its batch and ever after") {
    House house;
    std::vector<Outcome> outcomes;
    auto const keep = [&](Outcome const& outcome) { outcomes.push_back(outcome); };
    for (std::uint64_t const n : {1U, 2U, 2U, 3U, 4U, 4U})
        house.engine->submit(envelope_of(1, n), keep);
    (void)house.engine->run_once();
    house.reopen(Engine::Mode::manual);
    for (std::uint64_t const n : {2U, 4U}) house.engine->submit(envelope_of(1, n), keep);
    (void)house.engine->run_once();
    REQUIRE(outcomes.size() == 8);
    CHECK(!outcomes[1].replayed);
    CHECK(!outcomes[4].replayed);
    REQUIRE(outcomes[4].refusal);
    for (auto const& [first, repeat] : {std::pair{1, 2}, {1, 6}, {4, 5}, {4, 7}}) {
        Outcome const& one = outcomes.at(static_cast<std::size_t>(first));
        Outcome const& two = outcomes.at(static_cast<std::size_t>(repeat));
        CHECK(two.replayed);
        CHECK(two.seq == one.seq);
        CHECK(two.tone == one.tone);
        CHECK(two.refusal.has_value() == one.refusal.has_value());
        if (one.refusal && two.refusal) CHECK(two.refusal->subject == one.refusal->subject);
    }
    CHECK(house.engine->durable_seq() == 5);
    CHECK(broken_promise(*house.engine, {}) == "");
}

TEST_CASE("an id that comes with another command is refused and changes nothing") {
    House house;
    (void)house.engine->decide(envelope_of(1, 1));
    (void)house.engine->decide(envelope_of(1, 2));
    Envelope other = envelope_of(1, 3);
    other.request = envelope_of(1, 2).request;
    Outcome const outcome = house.engine->decide(other);
    REQUIRE(outcome.refusal);
    CHECK(outcome.refusal->why == Why::event_reused);
    CHECK(house.engine->decide(envelope_of(1, 2)).replayed);  // the id keeps its first answer
    CHECK(house.engine->decide(envelope_of(1, 3)).seq != 0);
    CHECK(broken_promise(*house.engine, {}) == "");
}

TEST_CASE("a gap in a device's numbers is sent back with the number that is wanted") {
    House house;
    (void)house.engine->decide(envelope_of(1, 1));
    Outcome const outcome = house.engine->decide(envelope_of(1, 3));
    REQUIRE(outcome.refusal);
    CHECK(outcome.refusal->why == Why::seq_gap);
    CHECK(outcome.refusal->subject == std::vector<std::string>{"3", "2"});
    CHECK(!house.engine->decide(envelope_of(1, 2)).refusal);
    CHECK(house.engine->decide(envelope_of(1, 3)).seq != 0);
}

TEST_CASE("a command that throws is refused alone, on record, and the next ones go on") {
    House house;
    for (std::uint64_t n = 1; n <= 2; ++n) (void)house.engine->decide(envelope_of(1, n));
    // A task that is not there: a broken row, as no command could make it.
    house.change_tables([](Write& write) {
        tables::sessions.update(write, OperatorId{1}, [](Session& session) {
            session.process = Process::picking;
            session.step = Step::scan_location;
            session.batch = BatchId{999};
            session.task = TaskId{999};
        });
    });
    Envelope scan = envelope_of(1, 3);
    scan.command = ScanCode{.raw = "A-1"};
    std::vector<Outcome> outcomes;
    auto const keep = [&](Outcome const& outcome) { outcomes.push_back(outcome); };
    for (std::uint64_t n = 1; n <= 3; ++n) house.engine->submit(envelope_of(2, n), keep);
    house.engine->submit(scan, keep);
    for (std::uint64_t n = 4; n <= 6; ++n) house.engine->submit(envelope_of(2, n), keep);
    house.engine->submit(scan, keep);
    (void)house.engine->run_once();
    REQUIRE(outcomes.size() == 8);
    for (std::size_t const i : {3U, 7U}) {
        REQUIRE(outcomes[i].refusal);
        CHECK(outcomes[i].refusal->why == Why::internal);
        CHECK(outcomes[i].seq == outcomes[3].seq);
    }
    CHECK(outcomes[7].replayed);
    for (std::size_t const i : {0U, 1U, 2U, 4U, 5U, 6U}) CHECK(outcomes[i].seq != 0);
    CHECK(!outcomes[1].refusal);  // goods that came in before it in the same batch are there
    CHECK(broken_promise(*house.engine, {}) == "");
    CHECK(house.log.size() >= 1);
}

TEST_CASE("a command that throws first of all, with nothing open, is refused alone as well") {
    House house;
    house.change_tables([](Write& write) {
        Session session{.device = DeviceId{1}, .process = Process::picking};
        session.step = Step::scan_location;
        session.task = TaskId{999};
        tables::sessions.put(write, OperatorId{1}, session);
        tables::devices.update(write, DeviceId{1},
                               [](Device& device) { device.actor = OperatorId{1}; });
    });
    Envelope scan = envelope_of(1, 1);
    scan.command = ScanCode{.raw = "A-1"};
    Outcome const outcome = house.engine->decide(scan);
    REQUIRE(outcome.refusal);
    CHECK(outcome.refusal->why == Why::internal);
    CHECK(house.engine->decide(envelope_of(2, 1)).seq != 0);
}

TEST_CASE("a device whose row cannot be read is refused, the others work on") {
    House house;
    house.change_tables([](Write& write) {
        store::TableRef const devices = tables::ref("devices");
        write.put(devices, store::key_bytes(DeviceId{1}).view(), "\xff\xff\xff");
    });
    Outcome const outcome = house.engine->decide(envelope_of(1, 1));
    REQUIRE(outcome.refusal);
    CHECK(outcome.refusal->why == Why::internal);
    CHECK(outcome.seq == 0);
    CHECK(house.engine->decide(envelope_of(2, 1)).seq != 0);
}

TEST_CASE("every snapshot is the state after some entry, never between two") {
    constexpr std::uint64_t count = 600;
    std::vector<std::int64_t> const expected = pieces_after(count);
    House house{Engine::Mode::threaded};
    house.options.state_commit_after = 1ms;
    house.reopen(Engine::Mode::threaded);
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> wrong{0};
    std::atomic<std::uint64_t> states{0};
    std::jthread const reader{[&] {
        std::uint64_t last = 0;
        while (!stop) {
            Read const read = house.engine->read();
            std::uint64_t const n = tables::devices.at(read, DeviceId{1}).last_seq;
            if (n < last || pieces_in(read) != expected.at(n)) ++wrong;
            states += n != last ? 1 : 0;
            last = n;
        }
    }};
    // On a busy machine the reader may not get a turn between two commands: he is waited for now
    // and then, so that he has looked at several states whatever else runs.
    auto const deadline = std::chrono::steady_clock::now() + 20s;
    for (std::uint64_t n = 1; n <= count; ++n) {
        std::uint64_t const seen = states;
        (void)house.engine->submit(envelope_of(1, n)).get();
        while (n % 60 == 0 && states == seen && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
    }
    stop = true;
    CHECK(wrong == 0);
    CHECK(states > 5);
}

TEST_CASE("who asks for an entry gets tables that contain it, and does not wait for one to come") {
    House house{Engine::Mode::threaded};
    for (std::uint64_t n = 1; n <= 20; ++n) {
        Outcome const outcome = house.engine->submit(envelope_of(1, n)).get();
        Read const read = house.engine->read_at(outcome.seq);
        CHECK(tables::devices.at(read, DeviceId{1}).last_seq == n);
    }
    auto const start = std::chrono::steady_clock::now();
    (void)house.engine->read_at(1'000'000);
    CHECK(std::chrono::steady_clock::now() - start < 1s);
}

TEST_CASE("subscribers hear of each durable entry and can read what is new") {
    House house;
    std::vector<std::uint64_t> heard;
    std::uint64_t const subscription =
        house.engine->subscribe([&](std::uint64_t last) { heard.push_back(last); });
    (void)house.engine->decide(envelope_of(1, 1));
    (void)house.engine->decide(envelope_of(1, 2));
    house.engine->unsubscribe(subscription);
    (void)house.engine->decide(envelope_of(1, 3));
    CHECK(heard == std::vector<std::uint64_t>{2, 3});
    auto const entries = house.engine->entries_since(1, 2);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].entry.seq == 2);
    CHECK(entries[1].entry.seq == 3);
    CHECK(house.engine->entries_since(1, 100).size() == 3);
    CHECK(house.engine->entries_since(4, 100).empty());
}

TEST_CASE("a full queue refuses at once and takes the same command later") {
    House house;
    house.options.queue_max = 10;
    house.reopen(Engine::Mode::manual);
    std::vector<Outcome> outcomes;
    auto const keep = [&](Outcome const& outcome) { outcomes.push_back(outcome); };
    for (std::uint64_t n = 1; n <= 11; ++n) house.engine->submit(envelope_of(1, n), keep);
    REQUIRE(outcomes.size() == 1);
    REQUIRE(outcomes[0].refusal);
    CHECK(outcomes[0].refusal->why == Why::overloaded);
    CHECK(outcomes[0].seq == 0);
    (void)house.engine->run_once();
    CHECK(outcomes.size() == 11);
    CHECK(house.engine->decide(envelope_of(1, 11)).seq != 0);
    CHECK(broken_promise(*house.engine, {}) == "");
}

TEST_CASE("a second engine on the same folder is refused, in this process and in another") {
    House house;
    std::string const sentence = failure_of(house.options);
    CHECK(sentence.find("in use by process") != std::string::npos);
    Child other{{"clients", house.place / "store", "1"}};
    CHECK(other.wait() == 4);
    CHECK(house.engine->decide(envelope_of(1, 1)).seq != 0);
    house.engine.reset();
    CHECK(failure_of(house.options) == "");
}

TEST_CASE("an engine with maps of one megabyte takes a large import and much work") {
    House house;
    house.engine.reset();
    house.options.folder = house.place / "small";
    house.options.map_bytes = 1 << 20;
    house.open();
    furnish(*house.engine);
    ImportMasterData import{};
    for (int i = 0; i < 6000; ++i) {
        SkuRow row{.sku = {}};
        row.sku.code = fmt::format("BIG-{}", i);
        row.sku.name_en = std::string(200, 'n');
        import.skus.push_back(row);
    }
    CHECK(!house.engine->decide({.device = {}, .captured_at = {}, .command = import}).refusal);
    house.reopen(Engine::Mode::threaded);
    for (std::uint64_t n = 1; n <= 400; ++n) {
        for (std::uint64_t device = 1; device <= workload_devices; ++device)
            house.engine->submit(envelope_of(device, n), {});
    }
    house.reopen(Engine::Mode::manual);
    CHECK(house.engine->durable_seq() == 2 + 400 * workload_devices);
    CHECK(broken_promise(*house.engine, {}) == "");
}

TEST_CASE("an engine that is closed without a commit of its tables applies the tail") {
    House house;
    house.options.state_commit_after = 1h;
    house.reopen(Engine::Mode::manual);
    for (std::uint64_t n = 1; n <= 40; ++n) (void)house.engine->decide(envelope_of(1, n));
    // A copy of the folder while it is open stands for the moment of a crash.
    std::filesystem::copy(house.place / "store", house.place / "crashed",
                          std::filesystem::copy_options::recursive);
    Engine crashed{{.folder = house.place / "crashed", .mode = Engine::Mode::manual}};
    CHECK(crashed.figures().tail_applied == 40);
    CHECK(broken_promise(crashed, {}) == "");
}

TEST_SUITE_END();

}  // namespace wms::test
