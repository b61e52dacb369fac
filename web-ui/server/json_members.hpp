// SPDX-License-Identifier: Apache-2.0
// A JSON object that names a member twice means two things: parsers differ in which one they take,
// and so would the programs on the way. It is refused.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wms::web {

// The first member that one object of `text` has twice. Nothing if there is none or if `text` is no
// JSON, which the parser that comes after tells better.
[[nodiscard]] std::optional<std::string> repeated_member(std::string_view text);

// What stands between the texts of a JSON text, counted without reading it. Of text that is no JSON
// the numbers mean nothing.
struct JsonCounts {
    std::size_t separators =
        0;                    // commas: a bound on its values before a parser makes room for them
    std::size_t members = 0;  // of all its objects, those named twice counted twice
};
[[nodiscard]] JsonCounts counts_in(std::string_view text);

}  // namespace wms::web
