// SPDX-License-Identifier: Apache-2.0
// What the server reads out of a scan, as JSON: for trying a scanner's set-up without a warehouse,
// and for comparing the parser with other ones.
#pragma once

#include "base/instant.hpp"

#include <iosfwd>
#include <string>
#include <string_view>

namespace wms {

// One scan as the gun sends it, symbology identifier first if there is one; "<GS>" stands for the
// separator 0x1D. Answer: {"raw","aim","kind","ais":[{"ai","value"}],"gtin","error"}, `error` null
// or {"code","message"}. `raw` is the line as given, bytes that are not UTF-8 shown as \xNN.
[[nodiscard]] std::string scan_parse_line(std::string_view line, Day today);

// One line of JSON per line read. 1 if the output fails; a refused scan is an answer, no failure.
[[nodiscard]] int scan_parse(std::istream& in, std::ostream& out, Day today);

}  // namespace wms
