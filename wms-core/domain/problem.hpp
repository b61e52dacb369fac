// SPDX-License-Identifier: Apache-2.0
// What waits for a person: the lead's list. A problem changes nothing in the warehouse; it says
// that something will not go on by itself.
#pragma once

#include "domain/change.hpp"

namespace wms {

// What a problem is about: a phrase and what fills it, data as it is and words as their codes.
struct ProblemText {
    Phrase phrase = Phrase::problem_of;
    std::vector<std::string> about;
};
ProblemId raise_problem(Change& change, ProblemKind kind, ProblemText const& text);
// With what it is about besides: kind and the rest are given, time and text are filled in.
ProblemId raise_problem(Change& change, Problem row, ProblemText const& text);
// A command that was done without network and is refused now; `who` are device, person and number.
ProblemId raise_refused_offline(Change& change, std::vector<std::string> who,
                                Refusal const& refusal);
// For a person; a row of an earlier program has one text for both languages.
[[nodiscard]] std::string problem_text(Problem const& problem, Language language);
// Goods that lie where the books have none of them: one row for each place and SKU, with the most
// pieces that were seen in one go. `remark` says more, if there is more to say.
struct FoundStock {
    LocationId location;
    SkuId sku;
    Quantity quantity;
    std::string remark = {};
};
void report_found_stock(Change& change, FoundStock const& found);
void close_problem(Change& change, ProblemId problem);

// A step of a terminal that the server can never take as it was sent: it happened all the same, so
// a lead hears of it. The terminal says so itself, in words.
struct ReportUntaken {
    static constexpr std::uint16_t tag = 146;
    std::string device;  // where it was done
    Instant captured_at = {};
    std::string step;  // what was scanned or pressed
    std::string code;  // why it cannot be taken
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReportUntaken, (), (device, captured_at, step, code, reason))
[[nodiscard]] Result<Done> handle(Change& change, ReportUntaken const& command);

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
