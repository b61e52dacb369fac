// SPDX-License-Identifier: Apache-2.0
// Every *.scenario beside this file, three ways: plainly, with the store closed and opened again
// before every line, and with the journal applied to an empty store at the end.
#include "scenarios/play.hpp"
#include "scenarios/verbs.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace {
using namespace wms;
using namespace wms::scenario;

Scenario load(std::filesystem::path const& path) {
    Scenario scenario{.path = path.string(), .name = path.stem().string(), .lines = {}};
    std::ifstream file{path};
    std::string text;
    for (int number = 1; std::getline(file, text); ++number) {
        if (text.starts_with("# name: ")) scenario.name = text.substr(8);
        if (!Words{text}.done()) scenario.lines.push_back({number, text});
    }
    return scenario;
}

std::vector<Scenario> load_all() {
    std::vector<Scenario> all;
    for (auto const& entry : std::filesystem::directory_iterator{WMS_SCENARIOS}) {
        if (entry.path().extension() == ".scenario") all.push_back(load(entry.path()));
    }
    std::ranges::sort(all, {}, &Scenario::name);
    return all;
}

void run_verb(World& world, std::string const& name, Words& words) {
    if (world.is_person(name)) {
        std::string const does = words.take("what " + name + " does");
        for (PersonVerb const& verb : person_verbs()) {
            if (verb.name == does) return verb.run(world, name, words);
        }
        throw Mismatch{"nobody " + does};
    }
    for (auto const& table : {setup_verbs(), office_verbs(), outside_verbs(), check_verbs()}) {
        for (Verb const& verb : table) {
            if (verb.name == name) return verb.run(world, words);
        }
    }
    throw Mismatch{"there is no verb or person " + name};
}

std::string answer_text(World const& world) {
    auto const& refusal = world.answer().refusal;
    if (!refusal) return "accepted";
    return fmt::format("{}: {}", name_of(refusal->why), sentence(*refusal, Language::en));
}

void run_line(World& world, Line const& line) {
    Words words{line.text};
    std::string const name = words.take("a verb");
    if (world.has_open_refusal() && name != "refused")
        throw Mismatch{"the line before was refused: " + answer_text(world)};
    world.pass(1_s);
    run_verb(world, name, words);
    words.end();
    std::string const fault = world.fault();
    if (!fault.empty()) throw Mismatch{fault};
}

enum class Way : std::uint8_t { plain, reopen, replay };
constexpr std::pair<Way, std::string_view> ways[] = {
    {Way::plain, "plain"}, {Way::reopen, "reopen"}, {Way::replay, "replay"}};

void run_lines(World& world, Scenario const& scenario, Way way, Line& at) {
    for (Line const& line : scenario.lines) {
        at = line;
        if (way == Way::reopen) world.reopen();
        run_line(world, line);
    }
    if (world.has_open_refusal()) throw Mismatch{"the line was refused: " + answer_text(world)};
    std::string const difference = way == Way::replay ? world.difference_after_replay() : "";
    if (!difference.empty()) throw Mismatch{difference};
}

void run(Scenario const& scenario, Way way) {
    Line at{};
    try {
        World world;
        run_lines(world, scenario, way, at);
    } catch (std::exception const& error) {
        std::string const text = fmt::format("{}\n  {}", at.text, error.what());
        ADD_FAIL_CHECK_AT(scenario.path.c_str(), at.number, text);
    }
}

TEST_CASE("scenarios") {
    REQUIRE(!all_scenarios().empty());
    for (Scenario const& scenario : all_scenarios()) {
        for (auto const& [way, word] : ways) {
            SUBCASE(fmt::format("{} ({})", scenario.name, word).c_str()) {
                run(scenario, way);
            }
        }
    }
}

// U19: what a terminal shows without network is what the server would have shown (World::send
// compares every step of a picker with it).
TEST_CASE("pickers' steps go as the round ahead had said") {
    std::uint64_t foreseen = 0;
    for (Scenario const& scenario : all_scenarios()) {
        bool const picks = scenario.path.find("/pick_") != std::string::npos ||
                           scenario.path.find("/cluster_") != std::string::npos;
        if (!picks) continue;
        World world;
        Line at{};
        run_lines(world, scenario, Way::plain, at);
        foreseen += world.steps_foreseen();
    }
    MESSAGE("steps foreseen: " << foreseen);
    CHECK(foreseen > 100);
}

TEST_CASE("a line is words, quoted texts and commas") {
    Words words{"order SO-1  SKU-1 2, \"two words\" a,b # a remark"};
    for (char const* const wanted : {"order", "SO-1", "SKU-1", "2", ",", "two words", "a,b"})
        CHECK(words.take("a word") == wanted);
    CHECK(words.done());
}

TEST_CASE("a scenario that expects the wrong thing fails") {
    struct Row {
        std::string_view name;
        std::vector<std::string> lines;
    };
    Row const rows[] = {
        {"wrong stock", {"stock A-01 X 5", "stock_is A-01 X available 4"}},
        {"a refusal nobody asked for", {"order SO-1 NO-SUCH 1", "stock A-01 X 5"}},
        {"a refusal that did not come", {"stock A-01 X 5", "refused wrong_kind"}},
        {"another refusal", {"order SO-1 NO-SUCH 1", "refused wrong_kind"}},
        {"an unknown verb", {"stok A-01 X 5"}},
        {"words too many", {"stock_is P-01 X available 0 5"}},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            World world;
            auto const play = [&] {
                for (std::string const& line : row.lines) run_line(world, {1, line});
            };
            CHECK_THROWS_AS(play(), Mismatch);
        }
    }
}

}  // namespace

namespace wms::scenario {

std::vector<Scenario> const& all_scenarios() {
    static std::vector<Scenario> const all = load_all();
    return all;
}

void play(World& world, Scenario const& scenario) {
    Line at{};
    run_lines(world, scenario, Way::plain, at);
}

}  // namespace wms::scenario
