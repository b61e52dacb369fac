// SPDX-License-Identifier: Apache-2.0
// L4: everything that waits for a person, in one queue, each with its one next step: problems,
// counts and adjustments in review, waybills without an answer, labels nobody proved, codes nobody
// knows.
#pragma once

#include "server/views/activity.hpp"

#include <boost/json.hpp>

namespace wms::web::views {

// A row's number tells what it is: the object's own number and its kind.
enum class ExceptionOf : std::uint8_t {
    problem = 0,
    count = 1,
    parcel = 2,
    print_job = 3,
    adjustment = 4,
    pool = 5,
    unknown_code = 6
};
struct ExceptionRef {
    ExceptionOf of = ExceptionOf::problem;
    std::uint64_t id = 0;
};
[[nodiscard]] constexpr std::uint64_t exception_id(ExceptionRef ref) {
    return ref.id * 8 + static_cast<std::uint64_t>(ref.of);
}
[[nodiscard]] constexpr ExceptionRef exception_ref(std::uint64_t id) {
    return {static_cast<ExceptionOf>(id % 8), id / 8};
}

inline constexpr std::size_t exceptions_max = 500;  // oldest first

// The newest of the problems that are open; there is no index of them.
[[nodiscard]] std::vector<std::pair<ProblemId, Problem>> open_problems(Read const& read);

[[nodiscard]] boost::json::object exceptions(Read const& read, Activity const& activity,
                                             Instant at);
// For L1: how many, how old.
[[nodiscard]] boost::json::object exception_counts(Read const& read, Activity const& activity,
                                                   Instant at);

}  // namespace wms::web::views
