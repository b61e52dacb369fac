// SPDX-License-Identifier: Apache-2.0
#include "scenarios/words.hpp"

#include <fmt/format.h>

#include <charconv>

namespace wms::scenario {
namespace {

std::int64_t number_in(std::string_view text, std::string_view what) {
    std::int64_t number = 0;
    char const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) throw Mismatch{fmt::format("{} is no {}", text, what)};
    return number;
}

std::string with_separators(std::string word) {
    constexpr std::string_view name = "{GS}";
    for (std::size_t at = word.find(name); at != std::string::npos; at = word.find(name))
        word.replace(at, name.size(), "\x1d");
    return word;
}

}  // namespace

Words::Words(std::string_view line) {
    constexpr std::string_view blanks = " \t\r";
    std::size_t at = line.find_first_not_of(blanks);
    while (at != std::string_view::npos && line[at] != '#') {
        bool const quoted = line[at] == '"';
        std::size_t const start = quoted ? at + 1 : at;
        std::size_t const stop = std::min(
            quoted ? line.find('"', start) : line.find_first_of(blanks, start), line.size());
        std::string_view word = line.substr(start, stop - start);
        bool const comma = !quoted && word.size() > 1 && word.ends_with(',');
        if (comma) word.remove_suffix(1);
        words_.push_back(with_separators(std::string{word}));
        if (comma) words_.emplace_back(",");
        at = stop == line.size() ? stop : line.find_first_not_of(blanks, stop + (quoted ? 1U : 0U));
        if (at == line.size()) break;
    }
}

bool Words::skip(std::string_view word) {
    if (!at(word)) return false;
    ++next_;
    return true;
}

void Words::require(std::string_view word) {
    std::string const got = take(word);
    if (got != word) throw Mismatch{fmt::format("the line wants '{}', not '{}'", word, got)};
}

std::string Words::take(std::string_view what) {
    if (done()) throw Mismatch{fmt::format("the line lacks {}", what)};
    return words_[next_++];
}

std::int64_t Words::number(std::string_view what) {
    return number_in(take(what), what);
}

Day Words::day() {
    std::string const text = take("a day");
    auto const day = parse_day(text);
    if (!day) throw Mismatch{text + " is no day"};
    return *day;
}

Elapsed Words::span() {
    std::string const text = take("a time span");
    struct Unit {
        std::string_view name;
        std::int64_t milliseconds;
    };
    static constexpr Unit units[] = {{"ms", 1}, {"min", 60'000}, {"s", 1000}, {"h", 3'600'000}};
    for (Unit const& unit : units) {
        if (!text.ends_with(unit.name)) continue;
        std::string_view const digits =
            std::string_view{text}.substr(0, text.size() - unit.name.size());
        return Elapsed{number_in(digits, "time span") * unit.milliseconds};
    }
    throw Mismatch{text + " is no time span"};
}

std::vector<std::string> Words::list() {
    std::string const text = take("a list");
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (start <= text.size()) {
        std::size_t const comma = std::min(text.find(',', start), text.size());
        parts.push_back(text.substr(start, comma - start));
        start = comma + 1;
    }
    return parts;
}

void Words::end() const {
    if (!done()) throw Mismatch{fmt::format("the line does not end before '{}'", words_[next_])};
}

Instant time_of_day(std::string_view text, Instant midnight) {
    if (text.size() != 5 && text.size() != 8)
        throw Mismatch{std::string{text} + " is no time of day"};
    std::int64_t seconds = number_in(text.substr(0, 2), "hour") * 3600;
    seconds += number_in(text.substr(3, 2), "minute") * 60;
    if (text.size() == 8) seconds += number_in(text.substr(6, 2), "second");
    return midnight + Elapsed{seconds * 1000};
}

}  // namespace wms::scenario
