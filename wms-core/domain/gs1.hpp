// SPDX-License-Identifier: Apache-2.0
// GS1 data: element strings as scanners send them, the bracketed form people type, and Digital Link
// URIs, all read into the same elements (§4.0.4 step 2). Pure functions over the table made from
// GS1's syntax dictionary; which barcode is GS1 at all is decided in barcode.hpp.
//
// A refusal names the element: subject {0} is "(17) 259931", {1} the right check digit or what is
// wrong.
#pragma once

#include "base/instant.hpp"
#include "base/refusal.hpp"

#include <boost/describe/class.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wms::gs1 {

// FNC1 between elements, as it arrives.
inline constexpr char separator = '\x1D';

struct Element {
    std::string ai;
    std::string value;
    friend bool operator==(Element const&, Element const&) = default;
};
BOOST_DESCRIBE_STRUCT(Element, (), (ai, value))
using Elements = std::vector<Element>;

// One GS before the first element, after one of fixed length and at the end is tolerated. The same
// AI twice must have the same value.
[[nodiscard]] Result<Elements> parse_elements(std::string_view data);

// "(01)09506000134352(10)AB": blanks around values are dropped, "\(" is a bracket in a value.
[[nodiscard]] Result<Elements> parse_bracketed(std::string_view text);
// "(" two to four digits ")" at the front.
[[nodiscard]] bool is_bracketed(std::string_view text);

// http or https, any domain; the last primary key in the path begins the data. Elements in the
// order of the URI: key, qualifiers, then the attributes of the query.
[[nodiscard]] Result<Elements> parse_digital_link(std::string_view uri);
// False for every other URI: an ordinary address is no damaged GS1 code.
[[nodiscard]] bool is_digital_link(std::string_view uri);

// The checks of one value, without its neighbours.
[[nodiscard]] Result<> check_value(std::string_view ai, std::string_view value);

// AIs that must not stand together ("ex" of the dictionary): contradicting_elements names both.
// Elements of one symbol are on one thing, so a scan is refused for it.
[[nodiscard]] Result<> check_exclusions(std::span<Element const> elements);
// That, and the AIs that need another one ("req"). The dictionary asks this of all symbols on an
// item together: lot and expiry may come in a symbol of their own (§4.0.4 step 5), so only a caller
// who holds the whole label asks.
[[nodiscard]] Result<> check_associations(std::span<Element const> elements);

// "00" as the day is the last of the month. The century is the one that brings the year closest
// to today: 51 years ahead is the past, 50 years back the future.
[[nodiscard]] Result<Day> date_of(std::string_view yymmdd, Day today);

// The value of the AI, or empty (no value is empty).
[[nodiscard]] std::string_view value_of(std::span<Element const> elements, std::string_view ai);
// Back to the scanned form, with separators only where they are needed.
[[nodiscard]] std::string element_string(std::span<Element const> elements);
// "(01)09506000134352(10)AB", for people.
[[nodiscard]] std::string bracketed(std::span<Element const> elements);

}  // namespace wms::gs1
