// SPDX-License-Identifier: Apache-2.0
#include "domain/problem.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

constexpr std::size_t code_bytes_max = 40;

}  // namespace

ProblemId raise_problem(Change& change, ProblemKind kind, std::string const& subject) {
    ProblemId const id = change.next<ProblemId>(tables::Counter::problem);
    change.post(ProblemRaised{
        id, Problem{.kind = kind, .since = change.now(), .subject = visible(subject, 200)}});
    return id;
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
    row.subject = fmt::format("{} at {}: {}{}", sku_name(read, found.sku),
                              name_of(read, holder::at(found.location)), row.quantity.value(),
                              found.remark.empty() ? "" : ", " + found.remark);
    change.post(ProblemRaised{id, row});
}

// Whatever stands in it is shown, not refused: this is the last that is heard of the step.
Result<Done> handle(Change& change, ReportUntaken const& command) {
    if (command.step.empty()) return refuse(Why::missing_field, "step");
    std::string const who =
        change.actor() ? operator_name(change.tables(), change.actor()) : std::string{"?"};
    std::string subject = fmt::format("{}, {}", visible(command.device, code_bytes_max), who);
    if (command.captured_at != Instant{})
        subject += fmt::format(", {}", to_text(command.captured_at));
    subject += fmt::format(": {}: {} ({})", visible(command.step), visible(command.reason),
                           visible(command.code, code_bytes_max));
    ProblemId const id = raise_problem(change, ProblemKind::device_fault, subject);
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
