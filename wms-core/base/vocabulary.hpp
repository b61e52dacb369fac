// SPDX-License-Identifier: Apache-2.0
// The words that stand in stored texts as codes ("picker", "bin_empty", "an empty tote"): each in
// both languages. A code is what is stored and what a program reads; a person reads its word.
#pragma once

#include "base/refusal.hpp"

#include <string>
#include <string_view>

namespace wms {

struct Term {
    std::string_view en;
    std::string_view zh;
};

// Null for what is no code of ours: a name, a number, somebody else's text.
[[nodiscard]] Term const* find_term(std::string_view code);

// The word of a code; of "a, b" each word; "9 pieces" with its number; "text (remark)" with the
// remark's word. What is not known is its own word.
[[nodiscard]] std::string in_words(std::string_view code, Language language);

}  // namespace wms
