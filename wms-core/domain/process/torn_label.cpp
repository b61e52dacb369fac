// SPDX-License-Identifier: Apache-2.0
#include "domain/process/torn_label.hpp"

#include "domain/problem.hpp"

namespace wms {
namespace {

constexpr char const* torn = "label_torn";  // the action a lead approves

bool is_asked_for(Read const& read, LocationId location) {
    bool asked = false;
    tables::problems.scan_all(read, [&](ProblemId, Problem const& row) {
        asked = row.open && row.kind == ProblemKind::label_torn && row.location == location;
        return !asked;
    });
    return asked;
}

}  // namespace

Result<> guard_torn_label(Change& change, Session const& session, LocationId location) {
    auto const lead = approval_for(change, session, torn, location.value());
    if (!lead) return std::unexpected(lead.error());
    Read const& read = change.tables();
    if (is_asked_for(read, location)) return {};
    Problem row{.kind = ProblemKind::label_torn,
                .since = change.now(),
                .subject = {},
                .location = location,
                .told = Phrase::problem_label_torn,
                .about = {name_of(read, holder::at(location)), operator_name(read, *lead)}};
    row.subject = problem_text(row, Language::en);
    change.post(ProblemRaised{change.next<ProblemId>(tables::Counter::problem), row});
    return {};
}

bool is_torn_approved(Session const& session) {
    auto const& approval = session.approval;
    bool const here = session.step == Step::scan_location && approval.has_value();
    return here && approval->action == torn && approval->approver;
}

}  // namespace wms
