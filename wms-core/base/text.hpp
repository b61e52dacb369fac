// SPDX-License-Identifier: Apache-2.0
// Text as it comes from outside: checked for UTF-8, made visible for people, filled into sentences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wms {

// Valid UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);
// ASCII control characters and DEL.
[[nodiscard]] bool has_control(std::string_view text);
// Code points of valid UTF-8.
[[nodiscard]] std::size_t characters(std::string_view utf8);
// In valid UTF-8: what is not to be seen on paper (control characters, no-break and zero-width
// spaces, direction and byte order marks). In a code it makes two equal-looking codes differ.
[[nodiscard]] bool has_invisible(std::string_view utf8);
// In valid UTF-8: control characters and the marks that turn the direction of other text around.
// Arabic or Hebrew itself has none.
[[nodiscard]] bool has_disturbing(std::string_view utf8);
// For screens and logs: GS as ␝, other control characters as \x1B, bytes that are not UTF-8 as
// \xFF, cut after `length_max` bytes with "…".
[[nodiscard]] std::string visible(std::string_view raw, std::size_t length_max = 64);
// "{0}" … "{9}" replaced by the subject made visible; a missing one becomes "?".
[[nodiscard]] std::string fill_in(std::string_view sentence,
                                  std::vector<std::string> const& subject);
// ASCII only, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
// At least one, and nothing else.
[[nodiscard]] bool all_digits(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace wms
