// SPDX-License-Identifier: Apache-2.0
// A JSON object that names a member twice means two things: parsers differ in which one they take,
// and so would the programs on the way. It is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wms::web {

// The first member that one object of `text` has twice. Nothing if there is none or if `text` is no
// JSON, which the parser that comes after tells better.
[[nodiscard]] std::optional<std::string> repeated_member(std::string_view text);

// Whether there are more values in it than that, told before a parser makes room for them: a comma
// takes a byte, a value thirty. Text that is no JSON gives any answer.
[[nodiscard]] bool has_more_values(std::string_view text, std::size_t values_max);

}  // namespace wms::web
