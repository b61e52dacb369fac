// SPDX-License-Identifier: Apache-2.0
// The workers of the outbox: performed once at a time, again under the same key after whatever went
// wrong, and a lane that hangs holds nobody else up.
#include "engine/outbox_workers.hpp"

#include "store/outbox_work.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

// A carrier that does what it is told and remembers what it was asked.
class Carrier {
public:
    enum class Mood : std::uint8_t { answers, throws, says_nothing, hangs };

    std::function<OutboxWorkers::Attempt(Read const&, EffectId, Effect const&)> performer() {
        return [this](Read const&, EffectId, Effect const& effect) {
            return [this, effect] { return serve(effect); };
        };
    }
    void be(std::string const& lane, Mood mood) {
        std::lock_guard const lock{mutex_};
        moods_[lane] = mood;
        changed_.notify_all();
    }
    std::vector<std::string> asked() {
        std::lock_guard const lock{mutex_};
        return asked_;
    }
    std::size_t at_a_time_max() {
        std::lock_guard const lock{mutex_};
        return at_a_time_max_;
    }

private:
    OutboxWorkers::Reports serve(Effect const& effect) {
        std::unique_lock lock{mutex_};
        asked_.push_back(effect.key);
        at_a_time_max_ = std::max(at_a_time_max_, ++inside_[effect.lane]);
        Mood const mood = moods_[effect.lane];
        changed_.wait(lock, [&] { return moods_[effect.lane] != Mood::hangs; });
        --inside_[effect.lane];
        if (mood == Mood::throws) throw std::runtime_error{"the line is dead"};
        if (mood == Mood::says_nothing) return {};
        return issued(effect);
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Mood> moods_;
    std::map<std::string, std::size_t> inside_;
    std::size_t at_a_time_max_ = 0;
    std::vector<std::string> asked_;
};

struct Bureau {
    Place place{memory_folder()};
    std::shared_ptr<Carrier> carrier = std::make_shared<Carrier>();
    std::shared_ptr<std::atomic<std::int64_t>> time =
        std::make_shared<std::atomic<std::int64_t>>(1'760'000'000'000);
    std::unique_ptr<Engine> engine;
    std::unique_ptr<OutboxWorkers> workers;

    Bureau() {
        make_parcels(place / "store");
        open();
    }
    ~Bureau() { close(); }
    void open() {
        engine = std::make_unique<Engine>(Engine::Options{
            .folder = place / "store", .clock = [time = time](Envelope const&, Instant floor) {
                return std::max(Instant{time->load()}, floor);
            }});
    }
    void start() {
        workers = std::make_unique<OutboxWorkers>(
            *engine, OutboxWorkers::Options{
                         .performers = {{EffectKind::request_waybill, carrier->performer()}}});
    }
    void close() {
        workers.reset();
        engine.reset();
    }
    // The clock goes on, and somebody does something, so that it is noticed.
    void wait(Elapsed elapsed) {
        *time += elapsed.value();
        (void)engine->submit({.device = {}, .captured_at = {}, .command = Tick{}}).get();
    }
    Effect effect(std::uint64_t id) const {
        return tables::outbox.at(engine->read_at(engine->durable_seq()), EffectId{id});
    }
    std::string waybill(std::uint64_t parcel) const {
        return tables::parcels.at(engine->read_at(engine->durable_seq()), ParcelId{parcel}).waybill;
    }
    bool has_waybills(std::uint64_t first, std::uint64_t step) const {
        for (std::uint64_t i = first; i <= parcels_to_ask_for; i += step) {
            if (waybill(i).empty()) return false;
        }
        return true;
    }
};

template <class Condition>
bool soon(Condition condition) {
    auto const deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

}  // namespace

TEST_SUITE_BEGIN("outbox");

TEST_CASE("every effect is performed once, one at a time in its lane") {
    Bureau bureau;
    bureau.start();
    for (std::uint64_t i = 1; i <= parcels_to_ask_for; ++i)
        REQUIRE(!ask_again(*bureau.engine, i).refusal);
    REQUIRE(soon([&] { return bureau.has_waybills(1, 1); }));
    auto keys = bureau.carrier->asked();
    CHECK(keys.size() == parcels_to_ask_for);
    CHECK(std::set(keys.begin(), keys.end()).size() == parcels_to_ask_for);
    CHECK(bureau.carrier->at_a_time_max() == 1);
    CHECK(bureau.waybill(3) == "N-3#2");
    // Its label is to be printed; nobody here can, so that stays pending.
    CHECK(bureau.workers->figures().performed == parcels_to_ask_for);
}

TEST_CASE("what throws is tried again after the back-off, under the same key") {
    Bureau bureau;
    bureau.carrier->be("carrier/A", Carrier::Mood::throws);
    bureau.start();
    REQUIRE(!ask_again(*bureau.engine, 1).refusal);
    REQUIRE(soon([&] { return bureau.effect(1).attempts == 1; }));
    CHECK(bureau.effect(1).last_error == "the line is dead");
    bureau.wait(Elapsed{back_off_first.value() - 1});
    std::this_thread::sleep_for(50ms);
    CHECK(bureau.carrier->asked().size() == 1);
    bureau.wait(1_ms);
    REQUIRE(soon([&] { return bureau.effect(1).attempts == 2; }));
    bureau.carrier->be("carrier/A", Carrier::Mood::answers);
    bureau.wait(back_off(2));
    REQUIRE(soon([&] { return !bureau.waybill(1).empty(); }));
    CHECK(bureau.carrier->asked() == std::vector<std::string>{"1#2", "1#2", "1#2"});
    CHECK(bureau.workers->figures().failed == 2);
}

TEST_CASE("a report that does not settle the effect counts as a failure") {
    Bureau bureau;
    bureau.carrier->be("carrier/A", Carrier::Mood::says_nothing);
    bureau.start();
    REQUIRE(!ask_again(*bureau.engine, 1).refusal);
    REQUIRE(soon([&] { return bureau.effect(1).attempts == 1; }));
    CHECK(bureau.carrier->asked().size() == 1);
    bureau.wait(back_off(1));
    REQUIRE(soon([&] { return bureau.effect(1).attempts == 2; }));
    CHECK(bureau.carrier->asked().size() == 2);
}

TEST_CASE("the lane wakes by itself when the back-off is over") {
    Bureau bureau;
    bureau.carrier->be("carrier/A", Carrier::Mood::throws);
    bureau.start();
    REQUIRE(!ask_again(*bureau.engine, 1).refusal);
    REQUIRE(soon([&] { return bureau.effect(1).attempts == 1; }));
    bureau.carrier->be("carrier/A", Carrier::Mood::answers);
    *bureau.time += back_off_first.value() - 30;  // and nobody does anything
    bureau.workers.reset();
    bureau.start();  // sleeps for 30 ms by a clock that has stopped, and again, until it goes on
    std::this_thread::sleep_for(100ms);
    CHECK(bureau.carrier->asked().size() == 1);
    *bureau.time += 30;
    CHECK(soon([&] { return bureau.carrier->asked().size() == 2; }));
}

TEST_CASE("a restart performs what is pending under the same key") {
    Bureau bureau;
    SUBCASE("what failed before") {
        bureau.carrier->be("carrier/A", Carrier::Mood::throws);
        bureau.start();
        REQUIRE(!ask_again(*bureau.engine, 1).refusal);
        REQUIRE(soon([&] { return bureau.effect(1).attempts == 1; }));
        bureau.carrier->be("carrier/A", Carrier::Mood::answers);
    }
    SUBCASE("what nobody has begun") {
        REQUIRE(!ask_again(*bureau.engine, 1).refusal);
    }
    bureau.close();
    *bureau.time += back_off_max.value();
    bureau.open();
    bureau.start();
    REQUIRE(soon([&] { return !bureau.waybill(1).empty(); }));
    auto const asked = bureau.carrier->asked();
    CHECK(std::ranges::count(asked, "1#2") == static_cast<std::ptrdiff_t>(asked.size()));
}

TEST_CASE("a lane that hangs holds nobody up, and is left behind when the program ends") {
    Bureau bureau;
    bureau.carrier->be("carrier/A", Carrier::Mood::hangs);
    bureau.start();
    for (std::uint64_t i = 1; i <= parcels_to_ask_for; ++i)
        REQUIRE(!ask_again(*bureau.engine, i).refusal);
    REQUIRE(soon([&] { return bureau.has_waybills(2, 2); }));
    CHECK(bureau.waybill(1).empty());
    CHECK(soon([&] { return bureau.workers->figures().under_way == 1; }));
    auto const since = std::chrono::steady_clock::now();
    CHECK_FALSE(bureau.workers->stop(100ms));
    CHECK(std::chrono::steady_clock::now() - since < 5s);
    std::size_t const before = bureau.carrier->asked().size();
    bureau.carrier->be("carrier/A", Carrier::Mood::answers);  // too late: nobody listens any more
    std::this_thread::sleep_for(50ms);
    CHECK(bureau.waybill(1).empty());
    bureau.start();
    REQUIRE(soon([&] { return bureau.has_waybills(1, 2); }));
    auto const asked = bureau.carrier->asked();
    CHECK(std::ranges::count(asked, "1#2") == 2);
    CHECK(asked.size() == before + parcels_to_ask_for / 2);
}

TEST_CASE("stopping waits for who is about to answer") {
    Bureau bureau;
    bureau.carrier->be("carrier/A", Carrier::Mood::hangs);
    bureau.start();
    REQUIRE(!ask_again(*bureau.engine, 1).refusal);
    REQUIRE(soon([&] { return bureau.carrier->asked().size() == 1; }));
    std::thread late{[&] {
        std::this_thread::sleep_for(50ms);
        bureau.carrier->be("carrier/A", Carrier::Mood::answers);
    }};
    CHECK(bureau.workers->stop(10s));
    late.join();
    CHECK(bureau.waybill(1) == "N-1#2");
}

TEST_CASE("killed between doing and telling, it is done again under the same key") {
    std::uint64_t const kills = std::max<std::uint64_t>(times("WMS_KILLS", 8) / 2, 1);
    std::uint64_t repeated = 0;
    for (std::uint64_t round = 0; round < kills; ++round) {
        Place const place{memory_folder()};
        make_parcels(place / "store");
        {
            Child child{{"outbox", place / "store", place / "notes"}};
            child.listen(std::chrono::milliseconds{5 + round * 7 % 60});
            child.kill();
        }
        Engine engine{{.folder = place / "store"}};
        OutboxWorkers const workers{engine, noting_in(place / "notes")};
        for (std::uint64_t i = 1; i <= parcels_to_ask_for; ++i) (void)ask_again(engine, i);
        REQUIRE(soon([&] {
            Read const read = engine.read_at(engine.durable_seq());
            return tables::waybills.count(read) == parcels_to_ask_for;
        }));
        std::multiset<std::string> keys;
        std::ifstream notes{place / "notes"};
        for (std::string key; std::getline(notes, key);) keys.insert(key);
        for (std::uint64_t i = 1; i <= parcels_to_ask_for; ++i) {
            std::string const key = fmt::format("{}#2", i);
            CHECK(keys.count(key) >= 1);
            CHECK(keys.count(key) <= 2);
            repeated += keys.count(key) - 1;
            keys.erase(key);
        }
        CHECK(keys.empty());  // no parcel was ever asked for under another key
    }
    MESSAGE(repeated << " requests were repeated");
}

TEST_SUITE_END();

}  // namespace wms::test
