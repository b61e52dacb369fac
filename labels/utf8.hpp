// SPDX-License-Identifier: Apache-2.0
// Between UTF-8 and code points, for text that is asked letter by letter.
#pragma once

#include <string>
#include <string_view>

namespace wms::labels {

// What is not UTF-8 becomes U+FFFD, byte by byte.
[[nodiscard]] std::u32string code_points(std::string_view text);
[[nodiscard]] std::string utf8(std::u32string_view letters);

}  // namespace wms::labels
