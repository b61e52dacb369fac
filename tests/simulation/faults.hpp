// SPDX-License-Identifier: Apache-2.0
// What goes wrong in one run. Each seed has some kinds of fault switched off (swarm testing): a
// fault that always happens hides what only appears without it.
#pragma once

#include "support/random.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>

namespace wms::simulation {

struct Faults {  // in thousandths, of a message or of a step
    std::uint64_t request_lost = 0;
    std::uint64_t reply_lost = 0;
    std::uint64_t duplicated = 0;  // twice at once
    std::uint64_t reordered = 0;   // a later one goes first
    std::uint64_t late = 0;        // an old message comes in again
    std::uint64_t id_misused = 0;  // an old id with other content
    std::uint64_t hasty = 0;       // the next command before the last was answered
    std::uint64_t restart = 0;
    std::uint64_t crash = 0;
    std::uint64_t disk_error = 0;  // EIO
    std::uint64_t disk_full = 0;   // ENOSPC
    std::uint64_t clock_jump = 0;
    std::uint64_t wrong_clock = 0;  // of a terminal, from the beginning
    std::uint64_t people = 0;       // how often they do something wrong
    std::uint64_t carrier = 0;
    std::uint64_t printer = 0;
    std::uint64_t small_map = 0;  // the store has to grow
};
BOOST_DESCRIBE_STRUCT(Faults, (),
                      (request_lost, reply_lost, duplicated, reordered, late, id_misused, hasty,
                       restart, crash, disk_error, disk_full, clock_jump, wrong_clock, people,
                       carrier, printer, small_map))

[[nodiscard]] Faults draw_faults(test::Random& random);

// How often each has happened, over all runs.
struct Injected {
    std::uint64_t requests_lost = 0, replies_lost = 0, duplicated = 0, reordered = 0, late = 0,
                  ids_misused = 0, restarts = 0, crashes = 0, disk_errors = 0, disk_full = 0,
                  clock_jumps = 0, carrier_silent = 0, carrier_refused = 0, printer_faults = 0;
};
BOOST_DESCRIBE_STRUCT(Injected, (),
                      (requests_lost, replies_lost, duplicated, reordered, late, ids_misused,
                       restarts, crashes, disk_errors, disk_full, clock_jumps, carrier_silent,
                       carrier_refused, printer_faults))

}  // namespace wms::simulation
