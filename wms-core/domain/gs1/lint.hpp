// SPDX-License-Identifier: Apache-2.0
// The content checks the dictionary names for a component of a value ("linters").
#pragma once

#include "base/refusal.hpp"
#include "domain/gs1/ai_table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wms::gs1 {

struct Fault {
    Why why;
    std::string detail;  // the right check digit, or what is wrong
};

[[nodiscard]] bool is_in(Charset charset, std::string_view text);
// `text` has the charset and the length of its component already.
[[nodiscard]] std::optional<Fault> lint(Linter linter, std::string_view text);

}  // namespace wms::gs1
