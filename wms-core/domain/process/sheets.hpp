// SPDX-License-Identifier: Apache-2.0
// What is printed besides the labels of parcels: office paper (交接单, delivery note, pick list,
// count sheet) and the labels of locations, many at once.
//
// Both are jobs of the print journal with a key of their own, so that they are sent once and what
// breaks is `unknown` like a waybill. Nobody scans a sheet back: it ends when the printer has it.
// Wanted again it is a new copy; a copy of which nothing was sent yet is given up for it.
#pragma once

#include "domain/change.hpp"

namespace wms {

// A sheet of an order (delivery note), a manifest, a wave (a pick list for each of its batches) or
// a warehouse (count sheet). By a lead or who works at the dispatcher's desk.
struct PrintSheet {
    static constexpr std::uint16_t tag = 250;
    PrintKind kind = PrintKind::manifest;
    std::uint64_t object = 0;
    std::string printer = {};  // empty = the house's own for sheets
};
BOOST_DESCRIBE_STRUCT(PrintSheet, (), (kind, object, printer))
[[nodiscard]] Result<Done> handle(Change& change, PrintSheet const& command);

struct LocationRange {
    std::string first = {};      // a location's code; empty = from the beginning
    std::string last = {};       // inclusive; empty = to the end
    std::string warehouse = {};  // code; empty = all
};
BOOST_DESCRIBE_STRUCT(LocationRange, (), (first, last, warehouse))

// The labels of all locations of the range, in the order they stand in. The answer's object is the
// run: the first of its jobs.
struct PrintLocations {
    static constexpr std::uint16_t tag = 251;
    LocationRange range;
    std::string printer;
};
BOOST_DESCRIBE_STRUCT(PrintLocations, (), (range, printer))
[[nodiscard]] Result<Done> handle(Change& change, PrintLocations const& command);

// A further copy of a sheet or a location's label, on the same printer.
struct PrintAgain {
    static constexpr std::uint16_t tag = 253;
    PrintJobId job;
};
BOOST_DESCRIBE_STRUCT(PrintAgain, (), (job))
[[nodiscard]] Result<Done> handle(Change& change, PrintAgain const& command);

// A label or sheet with a design and values of somebody's own, both in a file under its SHA-256
// (`wms labels print`). The key is the person's name for this one label: asked for again under the
// same key it is the job that is there already, whatever became of it, and nothing is printed. The
// same key for something else is refused (duplicate_code).
struct PrintCustom {
    static constexpr std::uint16_t tag = 254;
    std::string key;
    std::string printer;
    std::string request_sha256;  // 64 hex digits
};
BOOST_DESCRIBE_STRUCT(PrintCustom, (), (key, printer, request_sha256))
[[nodiscard]] Result<Done> handle(Change& change, PrintCustom const& command);

// What was not begun yet is not printed any more.
struct StopPrintRun {
    static constexpr std::uint16_t tag = 252;
    PrintJobId run;
};
BOOST_DESCRIBE_STRUCT(StopPrintRun, (), (run))
[[nodiscard]] Result<Done> handle(Change& change, StopPrintRun const& command);

namespace sheets {

inline constexpr std::size_t run_max = 2000;  // labels

// The printer that takes the house's sheets; empty = there is none.
[[nodiscard]] std::string house_printer(Read const& read);
// What a process prints by itself: nothing in a house without a printer for sheets.
void print_if_wanted(Change& change, PrintKind kind, std::uint64_t object);

// Numbers in codes count as numbers (A-2 before A-10).
[[nodiscard]] bool comes_before(std::string_view code, std::string_view other);
// Of the range, ordered as they stand on the rack.
[[nodiscard]] std::vector<LocationId> locations_in(Read const& read, LocationRange const& range);

struct RunFigures {
    std::uint64_t labels = 0;
    std::uint64_t sent = 0;
    std::uint64_t waiting = 0;
    std::uint64_t stopped = 0;
    std::vector<PrintJobId> stuck = {};  // failed or unknown: a person looks
    PrintJobId next = {};                // the first that waits
};
// Nothing when it is no run.
[[nodiscard]] std::optional<RunFigures> figures_of(Read const& read, PrintJobId run);

}  // namespace sheets
}  // namespace wms
