// SPDX-License-Identifier: Apache-2.0
#include "domain/problem.hpp"

#include "base/text.hpp"
#include "base/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wms {
namespace {

constexpr std::size_t code_bytes_max = 40;
constexpr std::size_t text_length_max = 200;

void tell(Problem& row, ProblemText const& text) {
    row.told = text.phrase;
    for (std::string const& each : text.about) row.about.push_back(visible(each, text_length_max));
    row.subject = visible(text_of(row.told, Language::en, row.about), text_length_max);
}

ProblemId raise(Change& change, Problem const& row) {
    ProblemId const id = change.next<ProblemId>(tables::Counter::problem);
    change.post(ProblemRaised{id, row});
    return id;
}

// Device, person and number, then the refusal: its code's number and its subject.
std::vector<std::string> with_sentence(std::vector<std::string> const& about, Language language) {
    constexpr std::size_t before = 3;
    if (about.size() <= before) return about;
    std::uint16_t number = 0;
    std::string const& digits = about[before];
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    auto const from = about.begin();
    Refusal const refusal{static_cast<Why>(number), {from + before + 1, about.end()}};
    std::vector<std::string> said{from, from + before};
    said.push_back(sentence(refusal, language));
    return said;
}

}  // namespace

ProblemId raise_problem(Change& change, ProblemKind kind, ProblemText const& text) {
    return raise_problem(change, Problem{.kind = kind, .since = {}, .subject = {}}, text);
}

ProblemId raise_problem(Change& change, Problem row, ProblemText const& text) {
    row.since = change.now();
    tell(row, text);
    return raise(change, row);
}

ProblemId raise_refused_offline(Change& change, std::vector<std::string> who,
                                Refusal const& refusal) {
    who.push_back(fmt::format("{}", static_cast<std::uint16_t>(refusal.why)));
    for (std::string const& each : refusal.subject) who.push_back(visible(each, text_length_max));
    Problem row{.kind = ProblemKind::offline_refused, .since = change.now(), .subject = {}};
    row.told = Phrase::problem_offline;
    row.about = std::move(who);
    row.subject = visible(problem_text(row, Language::en), text_length_max);
    return raise(change, row);
}

std::string problem_text(Problem const& problem, Language language) {
    if (problem.told == Phrase::none) return problem.subject;
    if (problem.told == Phrase::problem_offline)
        return text_of(problem.told, language, with_sentence(problem.about, language));
    std::vector<std::string> about = problem.about;
    // what it is about comes first; the words for it stand last
    if (about.size() > 1) about.back() = in_words(about.back(), language);
    return text_of(problem.told, language, about);
}

void report_found_stock(Change& change, FoundStock const& found) {
    Read const& read = change.tables();
    Problem row{.kind = ProblemKind::found_stock,
                .since = change.now(),
                .subject = {},
                .location = found.location,
                .sku = found.sku,
                .quantity = found.quantity};
    ProblemId id = change.next<ProblemId>(tables::Counter::problem);
    tables::problems.scan_all(read, [&](ProblemId known, Problem const& old) {
        bool const same =
            old.open && old.kind == row.kind && old.location == row.location && old.sku == row.sku;
        if (!same) return true;
        id = known;
        row.since = old.since;
        row.quantity = std::max(old.quantity, row.quantity);
        return false;
    });
    ProblemText text{.phrase = Phrase::problem_found,
                     .about = {sku_name(read, found.sku), name_of(read, holder::at(found.location)),
                               fmt::format("{}", row.quantity.value())}};
    if (!found.remark.empty()) {
        text.phrase = Phrase::problem_found_more;
        text.about.push_back(found.remark);
    }
    tell(row, text);
    change.post(ProblemRaised{id, row});
}

// Whatever stands in it is shown, not refused: this is the last that is heard of the step.
Result<Done> handle(Change& change, ReportUntaken const& command) {
    if (command.step.empty()) return refuse(Why::missing_field, "step");
    std::string const who =
        change.actor() ? operator_name(change.tables(), change.actor()) : std::string{"?"};
    std::string what = fmt::format("{}, {}", visible(command.device, code_bytes_max), who);
    if (command.captured_at != Instant{}) what += fmt::format(", {}", to_text(command.captured_at));
    what += fmt::format(": {}", visible(command.step));
    std::string const why =
        fmt::format("{} ({})", visible(command.reason), visible(command.code, code_bytes_max));
    ProblemId const id =
        raise_problem(change, ProblemKind::device_fault, {Phrase::problem_of, {what, why}});
    return Done{Tone::ok, id.value()};
}

void close_problem(Change& change, ProblemId problem) {
    auto const row = tables::problems.find(change.tables(), problem);
    if (row && row->open) change.post(ProblemClosed{problem});
}

void apply(Write& write, ProblemRaised const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::problem, event.id.value());
    tables::problems.put(write, event.id, event.row);
}

void apply(Write& write, ProblemClosed const& event, EntryHeader const&) {
    tables::problems.update(write, event.id, [](Problem& problem) { problem.open = false; });
}

}  // namespace wms
