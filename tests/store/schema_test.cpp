// SPDX-License-Identifier: Apache-2.0
// The tables' version: newer is refused, older is brought up step by step or made again.
#include "engine/schema.hpp"

#include "engine/verify.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>

namespace wms::test {
namespace {

void note(Write& write, std::string const& step) {
    auto const before = tables::meta.find(write, "steps");
    tables::meta.put(write, "steps", {(before ? before->text : "") + step});
}
constexpr Migration sample_steps[] = {
    {.from = 3, .what = "third", .change = [](Write& write) { note(write, "c"); }},
    {.from = 1, .what = "first", .change = [](Write& write) { note(write, "a"); }},
    {.from = 2, .what = "second", .change = [](Write& write) { note(write, "b"); }},
    {.from = 4, .what = "only from the journal", .change = nullptr},
};

struct Tables {
    Place place{memory_folder()};
    store::Environment environment{{.path = place.path(), .tables = tables::names}};
    Write write = environment.begin_write();
    [[nodiscard]] std::string steps() const {
        auto const steps = tables::meta.find(write, "steps");
        return steps ? steps->text : "";
    }
};

void set_stored_schema(std::string const& folder, std::uint32_t version) {
    store::Environment state{{.path = folder + "/state", .tables = tables::names}};
    Write write = state.begin_write();
    set_schema(write, version);
    write.commit();
}

void make_store(std::string const& folder) {
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    furnish(engine);
    for (std::uint64_t n = 1; n <= 20; ++n) (void)engine.decide(envelope_of(1, n));
}

}  // namespace

TEST_SUITE_BEGIN("store");

TEST_CASE("tables of an older schema are brought up in order, whatever the order of the list") {
    Tables tables;
    set_schema(tables.write, 1);
    CHECK(migrate(tables.write, sample_steps, 4) == Migrated::in_place);
    CHECK(tables.steps() == "abc");
    CHECK(schema_of(tables.write) == 4);
    CHECK(migrate(tables.write, sample_steps, 4) == Migrated::nothing_to_do);
    CHECK(tables.steps() == "abc");
}

TEST_CASE("a step that is only possible from the journal, or missing, asks for a rebuild") {
    Tables tables;
    set_schema(tables.write, 4);
    CHECK(migrate(tables.write, sample_steps, 5) == Migrated::rebuild);
    set_schema(tables.write, 0);
    CHECK(migrate(tables.write, sample_steps, 2) == Migrated::rebuild);
}

TEST_CASE("empty tables get the program's own schema") {
    Tables tables;
    CHECK(migrate(tables.write, sample_steps, 4) == Migrated::nothing_to_do);
    CHECK(schema_of(tables.write) == 4);
}

TEST_CASE("a store of a newer schema is refused with a sentence and left as it is") {
    Place const place{memory_folder()};
    make_store(place / "store");
    set_stored_schema(place / "store", schema_version + 1);
    for (int i = 0; i < 2; ++i) {
        std::string sentence;
        try {
            Engine const engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
        } catch (StoreFailure const& refusal) {
            sentence = refusal.what();
        }
        CHECK(sentence.find("use the newer program") != std::string::npos);
    }
    CHECK(verify({.folder = place / "store", .scratch = place / "scratch"}).first_difference);
    set_stored_schema(place / "store", schema_version);
    CHECK(is_sound(verify({.folder = place / "store", .scratch = place / "scratch"})));
}

TEST_CASE("tables of an unknown old schema are made again from the journal") {
    Place const place{memory_folder()};
    make_store(place / "store");
    set_stored_schema(place / "store", 0);
    {
        Engine engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
        CHECK(engine.figures().tail_applied == 21);
        CHECK(broken_promise(engine, {}) == "");
    }
    CHECK(is_sound(verify({.folder = place / "store", .scratch = place / "scratch"})));
}

TEST_CASE("tables whose rows have grown since are made again from the journal") {
    Place const place{memory_folder()};
    make_store(place / "store");
    set_stored_schema(place / "store", 4);
    {
        Engine engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
        CHECK(engine.figures().tail_applied == 21);
    }
    CHECK(is_sound(verify({.folder = place / "store", .scratch = place / "scratch"})));
}

TEST_CASE("rules and print jobs without their last field are written anew, without a rebuild") {
    Place const place{memory_folder()};
    make_store(place / "store");
    {
        Engine engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
        Rules rules{};
        rules.wave_orders_max = 7;
        REQUIRE(!engine
                     .decide({.device = {},
                              .captured_at = {},
                              .command = ChangeRules{WarehouseId{1}, rules}})
                     .refusal);
    }
    {
        store::Environment state{{.path = place / "store/state", .tables = tables::names}};
        Write write = state.begin_write();
        std::string old = to_bytes(tables::rules.at(write, WarehouseId{1}));
        Rules zeros{};
        zeros.weight_tolerance_percent = zeros.weight_tolerance_g = 0;
        zeros.carton_fill_percent = zeros.parcel_weight_max_g = 0;
        std::size_t const longer = to_bytes(Rules{}).size() - to_bytes(zeros).size();
        old.resize(old.size() - longer - 5);  // the list that was not there, the numbers after it
        write.put(tables::ref("rules"), store::key_bytes(WarehouseId{1}).view(), old);
        std::vector<std::pair<PrintJobId, std::string>> jobs;
        tables::print_jobs.scan_all(write, [&](PrintJobId id, PrintJob const& job) {
            jobs.emplace_back(id, to_bytes(job));
            jobs.back().second.pop_back();  // an empty text
            return true;
        });
        for (auto const& [id, bytes] : jobs)
            write.put(tables::ref("print_jobs"), store::key_bytes(id).view(), bytes);
        set_schema(write, 5);
        write.commit();
    }
    {
        Engine const engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
        CHECK(engine.figures().tail_applied == 0);
    }
    CHECK(is_sound(verify({.folder = place / "store", .scratch = place / "scratch"})));
}

TEST_CASE("sessions without their last field are written anew, without a rebuild") {
    Place const place{memory_folder()};
    make_store(place / "store");
    {
        store::Environment state{{.path = place / "store/state", .tables = tables::names}};
        Write write = state.begin_write();
        std::vector<std::pair<OperatorId, std::string>> sessions;
        tables::sessions.scan_all(write, [&](OperatorId who, Session const& session) {
            sessions.emplace_back(who, to_bytes(session));
            sessions.back().second.pop_back();  // nobody took a round over
            return true;
        });
        REQUIRE(!sessions.empty());
        for (auto const& [who, bytes] : sessions)
            write.put(tables::ref("sessions"), store::key_bytes(who).view(), bytes);
        set_schema(write, 7);
        write.commit();
    }
    {
        Engine const engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
        CHECK(engine.figures().tail_applied == 0);
    }
    CHECK(is_sound(verify({.folder = place / "store", .scratch = place / "scratch"})));
}

TEST_CASE("tables that are ahead of their journal are made again from it") {
    Place const place{memory_folder()};
    make_store(place / "store");
    {
        store::Environment journal{
            {.path = place / "store/journal", .tables = std::array{std::string_view{"entries"}}}};
        Write write = journal.begin_write();
        for (std::uint64_t seq = 15; seq <= 21; ++seq) write.erase({0}, store::journal_key(seq));
        write.commit();
    }
    Engine engine{{.folder = place / "store", .mode = Engine::Mode::manual}};
    CHECK(engine.durable_seq() == 14);
    CHECK(engine.figures().tail_applied == 14);
    CHECK(broken_promise(engine, {}) == "");
}

TEST_SUITE_END();

}  // namespace wms::test
