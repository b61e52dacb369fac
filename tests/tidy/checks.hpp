// SPDX-License-Identifier: Apache-2.0
// The rules of the source tree, each a function from the tree to what is wrong with it. A finding
// is a command to whoever reads it: "use X, because Y". Adding a rule: one function, one row in
// all_checks(), one bad example in tidy_test.cpp.
#pragma once

#include "tidy/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct Finding {
    std::string path;
    std::size_t line;  // from 1
    std::string text;
};
using Findings = std::vector<Finding>;

struct Check {
    std::string_view name;
    Findings (*run)(Tree const&);
};
[[nodiscard]] std::vector<Check> all_checks();

// Single files: checks.cpp
[[nodiscard]] Findings check_line_length(Tree const& tree);
[[nodiscard]] Findings check_file_length(Tree const& tree);
[[nodiscard]] Findings check_banned_words(Tree const& tree);
[[nodiscard]] Findings check_unfinished(Tree const& tree);
[[nodiscard]] Findings check_head_of_file(Tree const& tree);
[[nodiscard]] Findings check_scenario_head(Tree const& tree);
[[nodiscard]] Findings check_markdown_title(Tree const& tree);
[[nodiscard]] Findings check_private_places(Tree const& tree);
// Shape of functions: functions.cpp
[[nodiscard]] Findings check_function_length(Tree const& tree);
[[nodiscard]] Findings check_nesting(Tree const& tree);
// Files among each other: tree_checks.cpp
[[nodiscard]] Findings check_levels(Tree const& tree);
[[nodiscard]] Findings check_own_header(Tree const& tree);
[[nodiscard]] Findings check_lmdb(Tree const& tree);
[[nodiscard]] Findings check_beast(Tree const& tree);
[[nodiscard]] Findings check_cmake_lists(Tree const& tree);
[[nodiscard]] Findings check_readmes(Tree const& tree);

}  // namespace tidy
