// SPDX-License-Identifier: Apache-2.0
// The shape of the table of Application Identifiers. Its rows are made at build time by
// generate_ai_table.cpp from gs1-syntax-dictionary.txt; nobody types an AI into the source.
#pragma once

#include <boost/describe/enum.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace wms::gs1 {

enum class Charset : std::uint8_t { digits, cset82, cset39, cset64 };  // N, X, Y, Z

// Named as in the dictionary. What each one checks stands in lint.cpp, in the same order.
enum class Linter : std::uint8_t {
    none,
    couponcode,
    couponposoffer,
    csum,
    csumalpha,
    gcppos1,
    gcppos2,
    hasnondigit,
    hh,
    hhmi,
    hyphen,
    iban,
    importeridx,
    iso3166,
    iso3166999,
    iso3166alpha2,
    iso4217,
    iso5218,
    latitude,
    longitude,
    mediatype,
    mi,
    nonzero,
    nozeroprefix,
    packagetype,
    pcenc,
    pieceoftotal,
    posinseqslash,
    ss,
    winding,
    yesno,
    yymmd0,
    yymmdd,
    yyyymmdd,
    zero,
};
BOOST_DESCRIBE_ENUM(Linter, none, couponcode, couponposoffer, csum, csumalpha, gcppos1, gcppos2,
                    hasnondigit, hh, hhmi, hyphen, iban, importeridx, iso3166, iso3166999,
                    iso3166alpha2, iso4217, iso5218, latitude, longitude, mediatype, mi, nonzero,
                    nozeroprefix, packagetype, pcenc, pieceoftotal, posinseqslash, ss, winding,
                    yesno, yymmd0, yymmdd, yyyymmdd, zero)

// A value is its components one after the other; only the last one varies in length.
struct Component {
    Charset charset;
    std::uint8_t length_min;
    std::uint8_t length_max;
    bool optional;
    std::array<Linter, 3> linters;
};

struct AiRow {
    std::uint16_t first;  // 3100 … 3105 is one row
    std::uint16_t last;
    std::uint8_t ai_length;     // digits of the AI: 2, 3 or 4
    std::uint8_t fixed_length;  // of the value if no separator follows, else 0
    bool link_attribute;        // may stand in the query of a Digital Link
    bool link_key;              // may begin one
    std::uint16_t component_begin;
    std::uint16_t component_count;
    // As in the dictionary: "01+21,02" = one of the groups; several requirements joined by ';'.
    std::string_view required;
    std::string_view excluded;         // "255,394n"
    std::string_view link_qualifiers;  // "22,10,21|235": ordered sequences to choose from
    std::string_view title;
};

// The AIs that begin with the same two digits have the same number of digits.
struct AiPrefix {
    std::uint8_t ai_length;  // 0: no AI begins so
    std::uint16_t row_begin;
    std::uint16_t row_end;
};

[[nodiscard]] std::span<AiRow const> ai_rows();
[[nodiscard]] std::span<AiPrefix const, 100> ai_prefixes();
[[nodiscard]] std::span<Component const> components_of(AiRow const& row);

// The row of the AI that `data` begins with, or null.
[[nodiscard]] AiRow const* find_ai(std::string_view data);
// The row of exactly this AI, or null.
[[nodiscard]] AiRow const* find_exact_ai(std::string_view ai);

}  // namespace wms::gs1
