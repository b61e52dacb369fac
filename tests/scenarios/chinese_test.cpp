// SPDX-License-Identifier: Apache-2.0
// What people read in Chinese holds no English word: every refusal and every problem that the
// scenarios bring about. Codes and names of the scenario itself are data and stand as they are.
#include "domain/problem.hpp"
#include "scenarios/play.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace {
using namespace wms;
using namespace wms::scenario;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The runs of letters in a text, of two letters at least.
std::set<std::string> words_in(std::string const& text) {
    std::set<std::string> words;
    std::string word;
    for (char const c : text + ' ') {
        if (is_letter(c)) {
            word += c;
            continue;
        }
        if (word.size() > 1) words.insert(word);
        word.clear();
    }
    return words;
}

bool is_lower(std::string const& word) {
    return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

// Codes are written in capitals, people by their names.
std::set<std::string> data_of(World& world, Scenario const& scenario) {
    std::set<std::string> data{"PIN", "ACK", "LANG", "UTF", "LP", "PC", "SF"};
    for (Line const& line : scenario.lines) {
        for (std::string const& word : words_in(line.text))
            if (!is_lower(word)) data.insert(word);
    }
    tables::operators.scan_all(world.read(), [&](OperatorId, Operator const& who) {
        data.merge(words_in(who.name));
        data.merge(words_in(who.badge));
        return true;
    });
    return data;
}

std::vector<std::string> texts_of(World& world) {
    std::vector<std::string> texts;
    for (store::SealedEntry const& sealed : world.engine().entries_since(0, world.last_seq())) {
        store::Entry const& entry = sealed.entry;
        if (entry.refused == 0) continue;
        texts.push_back(sentence({static_cast<Why>(entry.refused), entry.subject}, Language::zh));
    }
    tables::problems.scan_all(world.read(), [&](ProblemId, Problem const& problem) {
        texts.push_back(problem_text(problem, Language::zh));
        return true;
    });
    return texts;
}

TEST_CASE("no English word stands in a Chinese sentence of the scenarios") {
    std::size_t looked_at = 0;
    for (Scenario const& scenario : all_scenarios()) {
        World world;
        play(world, scenario);
        std::set<std::string> const data = data_of(world, scenario);
        for (std::string const& text : texts_of(world)) {
            ++looked_at;
            for (std::string const& word : words_in(text))
                CHECK_MESSAGE(data.contains(word),
                              fmt::format("{}: “{}” in: {}", scenario.name, word, text));
        }
    }
    CHECK(looked_at > 100);
}

}  // namespace
