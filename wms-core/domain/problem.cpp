// SPDX-License-Identifier: Apache-2.0
#include "domain/problem.hpp"

#include "base/text.hpp"

namespace wms {

ProblemId raise_problem(Change& change, ProblemKind kind, std::string const& subject) {
    ProblemId const id = change.next<ProblemId>(tables::Counter::problem);
    change.post(ProblemRaised{
        id, Problem{.kind = kind, .since = change.now(), .subject = visible(subject, 200)}});
    return id;
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
