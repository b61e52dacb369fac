// SPDX-License-Identifier: Apache-2.0
// What waits for a person: the lead's list. A problem changes nothing in the warehouse; it says
// that something will not go on by itself.
#pragma once

#include "domain/change.hpp"

namespace wms {

// `subject` names what it is about, shown as it is.
ProblemId raise_problem(Change& change, ProblemKind kind, std::string const& subject);
void close_problem(Change& change, ProblemId problem);

struct ProblemRaised {
    static constexpr std::uint16_t tag = 105;
    ProblemId id;
    Problem row;
};
struct ProblemClosed {
    static constexpr std::uint16_t tag = 106;
    ProblemId id;
};
BOOST_DESCRIBE_STRUCT(ProblemRaised, (), (id, row))
BOOST_DESCRIBE_STRUCT(ProblemClosed, (), (id))
void apply(Write& write, ProblemRaised const& event, EntryHeader const& header);
void apply(Write& write, ProblemClosed const& event, EntryHeader const& header);

}  // namespace wms
