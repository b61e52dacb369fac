// SPDX-License-Identifier: Apache-2.0
// Where in a JSON text something stands. Boost.JSON reads the text and forgets the places; this
// finds them again when there is something to complain about.
#pragma once

#include <cstdint>
#include <string_view>

namespace wms::labels {

struct TextPlace {
    std::uint32_t line = 1;
    std::uint32_t column = 1;  // in characters
};

[[nodiscard]] TextPlace place_of(std::string_view text, std::size_t offset);
// `path` is a JSON pointer without escapes (/variants/0/items/3/box); the text is valid JSON. The
// place of the value; when it is not there, of the deepest value on the way that is.
[[nodiscard]] std::size_t offset_of(std::string_view json, std::string_view path);

}  // namespace wms::labels
