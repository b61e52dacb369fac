// SPDX-License-Identifier: Apache-2.0
// The house's printers, by name. A station names its printer and its backup; either may be a pool.
// What a printer is and how it is reached is the print desk's business: here these are words.
#pragma once

#include "domain/change.hpp"

namespace wms::printers {

// The printer itself; of a pool the member with the fewest labels before it, blocked ones last.
// A name nobody has defined is its own.
[[nodiscard]] std::string least_busy(Read const& read, std::string const& name);
// Labels that are not sent yet, or are on their way.
[[nodiscard]] std::size_t waiting_at(Read const& read, std::string const& printer);

}  // namespace wms::printers

namespace wms {

// A new one or another setting of it. By an admin, or by the program itself (`wms printers add`).
struct DefinePrinter {
    static constexpr std::uint16_t tag = 140;
    Printer row;
};
BOOST_DESCRIBE_STRUCT(DefinePrinter, (), (row))
[[nodiscard]] Result<Done> handle(Change& change, DefinePrinter const& command);

// Not while labels wait for it.
struct RemovePrinter {
    static constexpr std::uint16_t tag = 141;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(RemovePrinter, (), (name))
[[nodiscard]] Result<Done> handle(Change& change, RemovePrinter const& command);

struct PrinterDefined {
    static constexpr std::uint16_t tag = 82;
    Printer row;
};
struct PrinterRemoved {
    static constexpr std::uint16_t tag = 83;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PrinterDefined, (), (row))
BOOST_DESCRIBE_STRUCT(PrinterRemoved, (), (name))
void apply(Write& write, PrinterDefined const& event, EntryHeader const& header);
void apply(Write& write, PrinterRemoved const& event, EntryHeader const& header);

}  // namespace wms
