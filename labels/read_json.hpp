// SPDX-License-Identifier: Apache-2.0
// JSON text to values, with the offset of what is wrong; depth is bounded.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace wms::labels {

struct ParsedJson {
    std::optional<boost::json::value> value;
    std::size_t offset = 0;  // of the problem
    std::string problem;
};
[[nodiscard]] ParsedJson parse_json(std::string_view text);

}  // namespace wms::labels
