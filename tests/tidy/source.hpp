// SPDX-License-Identifier: Apache-2.0
// The source tree as the tidy checks see it: every text file by its path from the root, line by
// line, for C++ also with comments and the insides of literals blanked, so that a word in a
// sentence is never taken for code. Knows nothing about the rules.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct SourceFile {
    std::string path;                // "wms-core/base/id.hpp"
    std::vector<std::string> lines;  // as written
    std::vector<std::string> code;   // C++ only: comments and insides of literals are blanks
};
using Tree = std::vector<SourceFile>;

// Every text file that belongs to the project: no build folder, no data, nothing hidden but .ci.
[[nodiscard]] Tree read_tree(std::string const& root);
[[nodiscard]] SourceFile make_file(std::string path, std::string_view text);
[[nodiscard]] std::string blank_literals(std::string_view text);

[[nodiscard]] bool is_cpp(SourceFile const& file);     // .cpp or .hpp
[[nodiscard]] bool is_header(SourceFile const& file);  // .hpp
[[nodiscard]] bool is_script(SourceFile const& file);  // starts with "#!", or .py, .sh
[[nodiscard]] bool is_typescript(SourceFile const& file);
[[nodiscard]] bool is_test(SourceFile const& file);

[[nodiscard]] bool is_word_char(char c);
// `word` in `line` not as a part of a longer word; npos when it is not there.
[[nodiscard]] std::size_t find_word(std::string_view line, std::string_view word,
                                    std::size_t from = 0);
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string_view folder_of(std::string_view path);  // without the last '/'
[[nodiscard]] std::string_view name_of(std::string_view path);
// Columns as an editor counts them: code points, not bytes.
[[nodiscard]] std::size_t columns(std::string_view line);

}  // namespace tidy
