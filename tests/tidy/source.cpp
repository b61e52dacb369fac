// SPDX-License-Identifier: Apache-2.0
#include "tidy/source.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tidy {
namespace fs = std::filesystem;
namespace {

// Only their owners read these: other people's words, and bytes that are not text.
constexpr std::array<std::string_view, 5> skipped_folders{
    "build", "data", "tests/data", "tests/fuzz/corpus", "web-ui/dist",
};
constexpr std::array<std::string_view, 18> text_endings{
    ".cpp", ".hpp", ".h",   ".ipp",  ".md",  ".txt", ".cmake", ".json", ".ts",
    ".tsx", ".js",  ".css", ".html", ".yml", ".sh",  ".py",    ".yaml", ".scenario",
};
constexpr std::array<std::string_view, 3> text_names{"dev", ".ci/run", ".clang-tidy"};

bool is_skipped(std::string_view path) {
    std::string_view const name = name_of(path);
    bool const hidden = name.starts_with('.') && path != ".ci";
    return hidden || name == "node_modules" || name == "__pycache__" ||
           std::find(skipped_folders.begin(), skipped_folders.end(), path) != skipped_folders.end();
}

bool is_text(std::string_view path) {
    if (std::find(text_names.begin(), text_names.end(), path) != text_names.end()) return true;
    return std::any_of(text_endings.begin(), text_endings.end(),
                       [&](std::string_view ending) { return path.ends_with(ending); });
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        std::size_t const end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// Walks over C++ text and copies it, blanks in place of what is not code.
class Blanker {
public:
    explicit Blanker(std::string_view text) : text_{text} {}

    std::string run() {
        while (at_ < text_.size()) {
            if (text_.substr(at_).starts_with("//")) {
                blank_until("\n");
            } else if (text_.substr(at_).starts_with("/*")) {
                blank_until("*/");
                blank(std::min<std::size_t>(2, text_.size() - at_));
            } else if (text_[at_] == '"') {
                literal();
            } else if (text_[at_] == '\'' && !is_digit_separator()) {
                quoted('\'');
            } else {
                keep();
            }
        }
        return std::move(out_);
    }

private:
    void keep() { out_ += text_[at_++]; }
    void blank(std::size_t count) {
        for (; count > 0; --count, ++at_) out_ += text_[at_] == '\n' ? '\n' : ' ';
    }
    void blank_until(std::string_view end) {
        blank(std::min(text_.find(end, at_), text_.size()) - at_);
    }
    bool is_digit_separator() const { return at_ > 0 && is_word_char(text_[at_ - 1]); }
    bool is_raw() const { return at_ > 0 && text_[at_ - 1] == 'R'; }

    void literal() {
        if (!is_raw()) {
            quoted('"');
            return;
        }
        std::size_t const open = std::min(text_.find('(', at_), text_.size());
        std::string const close = ")" + std::string{text_.substr(at_ + 1, open - at_ - 1)} + "\"";
        keep();
        std::size_t const end = std::min(text_.find(close, at_), text_.size());
        blank(std::min(end + close.size() - 1, text_.size()) - at_);
        if (at_ < text_.size()) keep();
    }
    void quoted(char quote) {
        keep();
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
            bool const escape = text_[at_] == '\\' && at_ + 1 < text_.size();
            blank(escape ? 2 : 1);
        }
        if (at_ < text_.size()) keep();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_ = {};
};

}  // namespace

Tree read_tree(std::string const& root) {
    Tree tree;
    auto entry = fs::recursive_directory_iterator{root};
    for (; entry != fs::recursive_directory_iterator{}; ++entry) {
        std::string const path = entry->path().lexically_relative(root).generic_string();
        if (entry->is_directory()) {
            if (is_skipped(path)) entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file() || !is_text(path)) continue;
        std::ifstream in{entry->path(), std::ios::binary};
        std::string const text{std::istreambuf_iterator<char>{in}, {}};
        tree.push_back(make_file(path, text));
    }
    std::sort(tree.begin(), tree.end(),
              [](SourceFile const& a, SourceFile const& b) { return a.path < b.path; });
    return tree;
}

SourceFile make_file(std::string path, std::string_view text) {
    SourceFile file{.path = std::move(path), .lines = split_lines(text), .code = {}};
    if (is_cpp(file)) file.code = split_lines(blank_literals(text));
    return file;
}

std::string blank_literals(std::string_view text) {
    return Blanker{text}.run();
}

bool is_header(SourceFile const& file) {
    return file.path.ends_with(".hpp");
}
bool is_cpp(SourceFile const& file) {
    return is_header(file) || file.path.ends_with(".cpp");
}
bool is_script(SourceFile const& file) {
    return file.path.ends_with(".py") || file.path.ends_with(".sh") ||
           (!file.lines.empty() && file.lines.front().starts_with("#!"));
}
bool is_typescript(SourceFile const& file) {
    return file.path.ends_with(".ts") || file.path.ends_with(".tsx");
}
bool is_test(SourceFile const& file) {
    return file.path.starts_with("tests/");
}

bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t find_word(std::string_view line, std::string_view word, std::size_t from) {
    for (auto at = line.find(word, from); at != line.npos; at = line.find(word, at + 1)) {
        std::size_t const end = at + word.size();
        bool const starts = at == 0 || !is_word_char(word.front()) || !is_word_char(line[at - 1]);
        bool const ends =
            end == line.size() || !is_word_char(word.back()) || !is_word_char(line[end]);
        if (starts && ends) return at;
    }
    return std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    std::size_t const start = text.find_first_not_of(" \t\r\n");
    if (start == text.npos) return {};
    return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

std::string_view folder_of(std::string_view path) {
    std::size_t const slash = path.rfind('/');
    return slash == path.npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
    std::size_t const slash = path.rfind('/');
    return slash == path.npos ? path : path.substr(slash + 1);
}

std::size_t columns(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

}  // namespace tidy
