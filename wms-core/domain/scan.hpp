// SPDX-License-Identifier: Apache-2.0
// Scan resolution (§4.0.4): one function for all screens. First everything a code may mean is
// collected, then the step keeps what it accepts; several meanings are never chosen between in
// silence.
#pragma once

#include "domain/barcode.hpp"
#include "domain/change.hpp"
#include "domain/screen.hpp"

#include <initializer_list>

namespace wms {

struct Candidate {
    Kind kind = Kind::sku;
    std::uint64_t id = 0;  // of the kind's table
    std::string name;      // for screens
    Quantity factor{1};    // base units in one scan (case barcode, AI 30/37)
};

struct Scanned {
    ParsedScan parsed;
    std::vector<Candidate> candidates;
    bool typed = false;
};

// Own prefixes: L- location, T- and C- containers, S- station, U- badge, O- order, B- carton, !
// command. Refuses only what is no code at all (malformed_code, code_too_long, bad_check_digit …).
[[nodiscard]] Result<Scanned> resolve(Read const& read, std::string_view raw, Day today);

// The one candidate of an accepted kind, or unknown_barcode, wrong_kind, ambiguous.
// `expected` (an id of the first accepted kind, 0 = none) settles an ambiguity when it is among
// them.
[[nodiscard]] Result<Candidate> choose(Scanned const& scanned, std::initializer_list<Kind> accepted,
                                       std::uint64_t expected);

// Typed where the location's label is torn (A8). Refused when digits were typed that are no code
// and not the location's.
[[nodiscard]] bool are_check_digits(Location const& wanted, Scanned const& scanned);
[[nodiscard]] Result<> guard_check_digits(Location const& wanted, Scanned const& scanned);

// The code as a person may read it: never control characters.
[[nodiscard]] std::string shown(Scanned const& scanned);

// The stored form of a barcode: a GTIN's 14 digits, else the text itself.
[[nodiscard]] std::string barcode_text(ParsedScan const& parsed);

}  // namespace wms
