// SPDX-License-Identifier: Apache-2.0
// Finds functions by counting braces. What a brace opens is told by the words before it (its
// head); that is enough for formatted code and far less than a parser.
#include "tidy/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tidy {
namespace {

constexpr std::size_t function_lines_max = 70;
constexpr std::size_t nesting_max = 3;

struct Function {
    std::size_t first_line = 0;
    std::size_t last_line = 0;
    std::size_t nesting = 0;       // the deepest if, for, while, switch, try inside another
    std::size_t nesting_line = 0;  // where the limit was first passed
};

enum class Opens : std::uint8_t { scope, function, control, other };

struct Brace {
    Opens kind;
    std::size_t first_line;
    int parentheses;  // how many were open before it
};

bool has_word(std::string_view text, std::string_view word) {
    return find_word(text, word) != std::string_view::npos;
}

bool is_control(std::string_view head) {
    static constexpr std::array<std::string_view, 4> with_condition{"if", "for", "while", "switch"};
    static constexpr std::array<std::string_view, 3> bare{"else", "do", "try"};
    bool const conditional =
        std::any_of(with_condition.begin(), with_condition.end(),
                    [&](std::string_view word) { return has_word(head, word); });
    if (conditional || has_word(head, "catch")) return head.ends_with(')') || head.ends_with(']');
    return std::any_of(bare.begin(), bare.end(),
                       [&](std::string_view word) { return head.ends_with(word); });
}

// At namespace or class scope.
Opens opened_by(std::string_view head) {
    if (head.ends_with('=') || head.ends_with(',')) return Opens::other;
    if (head.find(')') != head.npos) return Opens::function;
    for (std::string_view const word : {"namespace", "extern", "class", "struct", "union"}) {
        if (has_word(head, word)) return Opens::scope;
    }
    return Opens::other;
}

class Scanner {
public:
    explicit Scanner(SourceFile const& file) : file_{file} {}

    std::vector<Function> run() {
        bool continued = false;  // a preprocessor line that ends in a backslash
        for (line_ = 0; line_ < file_.code.size(); ++line_) {
            std::string_view const text = file_.code[line_];
            bool const directive = continued || trimmed(text).starts_with('#');
            continued = directive && text.ends_with('\\');
            if (directive) continue;
            for (at_ = 0; at_ < text.size(); ++at_) step(text[at_]);
            end_of_line();
        }
        return std::move(functions_);
    }

private:
    void step(char c) {
        if (c == '{') {
            open();
        } else if (c == '}') {
            close();
        } else if (c == '(') {
            if (parentheses_++ == 0) add(c);
        } else if (c == ')') {
            if (--parentheses_ == 0) add(c);
        } else if (parentheses_ > 0) {
            return;
        } else if (c == ';') {
            head_.clear();
        } else {
            add(c);
        }
    }
    void add(char c) {
        if (head_.empty()) {
            if (c == ' ') return;
            head_line_ = line_;
        }
        head_ += c;
    }
    // "private:" and a macro on a line of its own are not part of what comes next.
    void end_of_line() {
        if (in_function_ || parentheses_ > 0) return;
        std::string_view const head = trimmed(head_);
        bool const label = head == "public:" || head == "private:" || head == "protected:";
        bool const macro =
            head.ends_with("()") && std::none_of(head.begin(), head.end() - 2, [](char c) {
                return !is_word_char(c) || (c >= 'a' && c <= 'z');
            });
        if (label || (macro && !next_is("{") && !next_is(":"))) {
            head_.clear();
        } else {
            add(' ');
        }
    }

    void open() {
        std::string_view const head = trimmed(head_);
        Opens kind = Opens::other;
        if (in_function_) {
            if (parentheses_ == 0 && is_control(head)) kind = Opens::control;
        } else if (parentheses_ == 0) {
            kind = opened_by(head);
        }
        if (kind == Opens::function) {
            in_function_ = true;
            now_ = {.first_line = head_line_ + 1};
        }
        if (kind == Opens::control) note_nesting();
        braces_.push_back({kind, head_.empty() ? line_ : head_line_, parentheses_});
        parentheses_ = 0;
        head_.clear();
    }
    void note_nesting() {
        auto const inside = static_cast<std::size_t>(std::count_if(
            braces_.begin(), braces_.end(), [](Brace b) { return b.kind == Opens::control; }));
        now_.nesting = std::max(now_.nesting, inside + 1);
        if (inside + 1 > nesting_max && now_.nesting_line == 0) now_.nesting_line = line_ + 1;
    }

    void close() {
        if (braces_.empty()) return;
        Brace const brace = braces_.back();
        braces_.pop_back();
        parentheses_ = brace.parentheses;
        head_.clear();
        if (brace.kind != Opens::function) return;
        in_function_ = false;
        if (next_is(",") || next_is("{")) {  // "Name(…) : member_{1}, other_{2} {" goes on
            head_ = "()";
            head_line_ = brace.first_line;
            return;
        }
        now_.last_line = line_ + 1;
        functions_.push_back(now_);
    }
    // The next character that is code, on this line or a later one.
    bool next_is(std::string_view wanted) const {
        std::string_view rest = trimmed(std::string_view{file_.code[line_]}.substr(
            std::min(at_ + 1, file_.code[line_].size())));
        for (std::size_t next = line_ + 1; rest.empty() && next < file_.code.size(); ++next)
            rest = trimmed(file_.code[next]);
        return rest.starts_with(wanted);
    }

    SourceFile const& file_;
    std::vector<Function> functions_ = {};
    std::vector<Brace> braces_ = {};
    Function now_ = {};
    bool in_function_ = false;
    int parentheses_ = 0;
    std::string head_ = {};  // what stands before the next brace, insides of parentheses left out
    std::size_t head_line_ = 0;
    std::size_t line_ = 0;
    std::size_t at_ = 0;
};

}  // namespace

Findings check_function_length(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        for (Function const& function : Scanner{file}.run()) {
            std::size_t const length = function.last_line - function.first_line + 1;
            if (length <= function_lines_max) continue;
            findings.push_back({file.path, function.first_line,
                                fmt::format("split this function of {} lines, because it must fit "
                                            "on a screen ({} at most)",
                                            length, function_lines_max)});
        }
    }
    return findings;
}

Findings check_nesting(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        for (Function const& function : Scanner{file}.run()) {
            if (function.nesting <= nesting_max) continue;
            findings.push_back({file.path, function.nesting_line,
                                fmt::format("use an early return or a function of its own, because "
                                            "nobody follows {} levels ({} at most)",
                                            function.nesting, nesting_max)});
        }
    }
    return findings;
}

}  // namespace tidy
