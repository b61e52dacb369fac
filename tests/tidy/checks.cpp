// SPDX-License-Identifier: Apache-2.0
#include "tidy/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tidy {
namespace {

constexpr std::size_t columns_max = 100;
constexpr std::size_t header_lines_max = 300;
constexpr std::size_t source_lines_max = 800;
constexpr std::size_t test_lines_max = 1000;

// Folders and files as prefixes of a path; what is left out is empty.
using Places = std::array<std::string_view, 7>;

bool starts_with_one_of(std::string_view path, Places const& places) {
    return std::any_of(places.begin(), places.end(), [&](std::string_view place) {
        return !place.empty() && path.starts_with(place);
    });
}

enum class Where : std::uint8_t { everywhere, headers };

struct Ban {
    std::string_view word;
    Places in = {};
    Places except = {};
    std::string_view use = {};
    std::string_view because = {};
    Where where = Where::everywhere;
};

constexpr Places pure = {"wms-core/domain/", "wms-core/base/", "wms-core/planning/", "labels/"};
constexpr Places silent = {"wms-core/domain/", "wms-core/base/",   "wms-core/planning/",
                           "wms-core/store/",  "wms-core/engine/", "labels/"};
constexpr Places ours = {"wms-core/", "labels/", "devices/", "web-ui/", "tests/"};
constexpr Places domain = {"wms-core/domain/"};
constexpr Places random_allowed = {"wms-core/app/", "tests/support/random.hpp"};
// main reports what nobody expected; whoever else needs one is named here, with a reason.
constexpr Places catch_all_allowed = {"wms-core/app/main.cpp"};

constexpr Places pages = {"web-ui/app/src/"};

constexpr std::string_view no_clock = "time comes as a parameter, a replay must see the same one";
constexpr std::string_view no_chance = "a run must be repeatable from its seed";
constexpr std::string_view no_console = "only app talks to a console";
constexpr std::string_view no_markup = "a product's name could be markup, and would run";
constexpr std::string_view no_fractions = "the domain counts in whole base units, grams, pence";

constexpr Ban bans[] = {
    {"system_clock", pure, {}, "an Instant parameter (Change::now)", no_clock},
    {"steady_clock", pure, {}, "an Instant parameter (Change::now)", no_clock},
    {"high_resolution_clock", pure, {}, "an Instant parameter (Change::now)", no_clock},
    {"clock_gettime", pure, {}, "an Instant parameter (Change::now)", no_clock},
    {"gettimeofday", pure, {}, "an Instant parameter (Change::now)", no_clock},
    {"std::time(", pure, {}, "an Instant parameter (Change::now)", no_clock},
    {"random_device", ours, random_allowed, "a seeded generator handed in", no_chance},
    {"rand(", ours, random_allowed, "a seeded generator handed in", no_chance},
    {"srand(", ours, random_allowed, "a seeded generator handed in", no_chance},
    {"mt19937", pure, {}, "a counter in the state", no_chance},
    {"mt19937_64", pure, {}, "a counter in the state", no_chance},
    {"std::cout", silent, {}, "a returned value", no_console},
    {"std::cerr", silent, {}, "an exception or a Refusal", no_console},
    {"std::clog", silent, {}, "an exception or a Refusal", no_console},
    {"printf(", silent, {}, "fmt::format and a returned value", no_console},
    {"fmt::print", silent, {}, "a returned value", no_console},
    {"float", domain, {}, "Quantity, Weight, Length or Money", no_fractions},
    {"double", domain, {}, "Quantity, Weight, Length or Money", no_fractions},
    {"std::regex",
     ours,
     {},
     "a parse function in the .cpp",
     "it is slow to compile",
     Where::headers},
    {"<regex>", ours, {}, "a parse function in the .cpp", "it is slow to compile", Where::headers},
    {"<iostream>", ours, {}, "<iosfwd>", "it is slow to compile", Where::headers},
    {"catch (...)", ours, catch_all_allowed, "the exception's type",
     "what nobody expected must end the process, not vanish"},
    {"dangerouslySetInnerHTML", pages, {}, "text nodes or frame/drawing.tsx", no_markup},
    {"innerHTML", pages, {}, "text nodes or frame/drawing.tsx", no_markup},
    {"outerHTML", pages, {}, "text nodes or frame/drawing.tsx", no_markup},
    {"insertAdjacentHTML", pages, {}, "text nodes or frame/drawing.tsx", no_markup},
    {"assert(", ours, {}, "ensure(condition, \"sentence\")", "it stays on in release builds"},
};

void find_ban(SourceFile const& file, Ban const& ban, Findings& findings) {
    if (ban.where == Where::headers && !is_header(file)) return;
    if (!starts_with_one_of(file.path, ban.in)) return;
    if (starts_with_one_of(file.path, ban.except)) return;
    auto const& text = is_cpp(file) ? file.code : file.lines;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (find_word(text[at], ban.word) == std::string_view::npos) continue;
        findings.push_back(
            {file.path, at + 1,
             fmt::format("use {} instead of {}, because {}", ban.use, ban.word, ban.because)});
    }
}

// A literal or a word that cannot be broken is nobody's fault: outside the literals there is only
// punctuation, or a comment is one long word (an address).
bool is_unbreakable(SourceFile const& file, std::size_t at) {
    std::string_view const line = trimmed(file.lines[at]);
    std::size_t const last_space = line.rfind(' ');
    if (line.starts_with("//") || line.starts_with("#")) return last_space <= 3;
    if (!is_cpp(file)) return last_space == line.npos;
    std::string_view const code = trimmed(file.code[at]);
    return std::count_if(code.begin(), code.end(), is_word_char) <= 2;
}

// One list each, read from top to bottom: in two files they would be searched in both.
constexpr std::string_view registers[] = {"wms-core/domain/tables.hpp"};

std::size_t lines_max(SourceFile const& file) {
    bool const is_register =
        std::find(std::begin(registers), std::end(registers), file.path) != std::end(registers);
    if (is_register) return source_lines_max;
    if (is_header(file)) return header_lines_max;
    return is_test(file) ? test_lines_max : source_lines_max;
}

bool has_code(SourceFile const& file) {
    return is_cpp(file) || is_script(file) || is_typescript(file);
}

// "# name: text" with a text, in the lines before the first verb.
bool has_head(SourceFile const& file, std::string_view key) {
    for (std::string const& line : file.lines) {
        if (!line.starts_with('#')) return false;
        std::string_view const entry = trimmed(std::string_view{line}.substr(1));
        if (entry.starts_with(key) && entry.size() > key.size()) return true;
    }
    return false;
}

// Put together here, so that this file does not hold what it looks for.
std::string word(std::string_view first, std::string_view second) {
    return std::string{first} + std::string{second};
}

}  // namespace

std::vector<Check> all_checks() {
    return {
        {"levels of #include", check_levels},
        {"own header first", check_own_header},
        {"LMDB in one place", check_lmdb},
        {"Beast in the transport", check_beast},
        {"line length", check_line_length},
        {"function length", check_function_length},
        {"file length", check_file_length},
        {"nesting", check_nesting},
        {"banned words", check_banned_words},
        {"unfinished work", check_unfinished},
        {"sources in CMakeLists.txt", check_cmake_lists},
        {"heads of scenarios", check_scenario_head},
        {"Markdown titles", check_markdown_title},
        {"a README in each folder", check_readmes},
        {"private places", check_private_places},
        {"heads of source files", check_head_of_file},
    };
}

Findings check_line_length(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        if (!has_code(file) && !file.path.ends_with("CMakeLists.txt")) continue;
        for (std::size_t at = 0; at < file.lines.size(); ++at) {
            std::size_t const width = columns(file.lines[at]);
            if (width <= columns_max || is_unbreakable(file, at)) continue;
            findings.push_back({file.path, at + 1,
                                fmt::format("break this line of {} columns, because two files "
                                            "must fit side by side ({} at most)",
                                            width, columns_max)});
        }
    }
    return findings;
}

Findings check_file_length(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        if (!has_code(file) || file.lines.size() <= lines_max(file)) continue;
        findings.push_back({file.path, file.lines.size(),
                            fmt::format("split this file of {} lines, because a file is one "
                                        "concept ({} lines at most)",
                                        file.lines.size(), lines_max(file))});
    }
    return findings;
}

Findings check_banned_words(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        for (Ban const& ban : bans) find_ban(file, ban, findings);
    }
    return findings;
}

Findings check_unfinished(Tree const& tree) {
    static std::string const marks[] = {word("FIX", "ME"), word("TO", "DO"), word("XX", "X")};
    Findings findings;
    for (SourceFile const& file : tree) {
        for (std::size_t at = 0; at < file.lines.size(); ++at) {
            for (std::string const& mark : marks) {
                if (find_word(file.lines[at], mark) == std::string_view::npos) continue;
                findings.push_back({file.path, at + 1,
                                    fmt::format("finish it or say what is missing in a sentence, "
                                                "because {} is never read again",
                                                mark)});
            }
        }
    }
    return findings;
}

Findings check_head_of_file(Tree const& tree) {
    static constexpr std::string_view licence = "SPDX-License-Identifier: Apache-2.0";
    Findings findings;
    for (SourceFile const& file : tree) {
        if (!has_code(file)) continue;
        bool const interpreted = !file.lines.empty() && file.lines.front().starts_with("#!");
        std::size_t const first = interpreted ? 1 : 0;
        if (file.lines.size() <= first || !file.lines[first].ends_with(licence)) {
            findings.push_back({file.path, first + 1,
                                fmt::format("start with the comment {}, because every source file "
                                            "says its licence",
                                            licence)});
        }
        if (!is_header(file)) continue;
        if (file.lines.size() < 2 || !file.lines[1].starts_with("//")) {
            findings.push_back({file.path, 2,
                                "say in a comment what this header is for, because the reader "
                                "starts here"});
        }
        if (std::find(file.code.begin(), file.code.end(), "#pragma once") == file.code.end()) {
            findings.push_back(
                {file.path, 1, "add #pragma once, because headers are included twice"});
        }
    }
    return findings;
}

Findings check_scenario_head(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        if (!file.path.ends_with(".scenario")) continue;
        for (std::string_view const key : {"name:", "rule:"}) {
            if (has_head(file, key)) continue;
            findings.push_back({file.path, 1,
                                fmt::format("start with \"# {} …\", because a failure is reported "
                                            "by its name and its rule",
                                            key)});
        }
    }
    return findings;
}

Findings check_markdown_title(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        if (!file.path.ends_with(".md")) continue;
        std::size_t titles = 0;
        bool fenced = false;
        for (std::string const& line : file.lines) {
            if (trimmed(line).starts_with("```")) fenced = !fenced;
            if (!fenced && line.starts_with("# ")) ++titles;
        }
        if (titles == 1) continue;
        findings.push_back({file.path, 1,
                            fmt::format("use exactly one \"# title\", because a document has one "
                                        "subject (found {})",
                                        titles)});
    }
    return findings;
}

Findings check_private_places(Tree const& tree) {
    static std::string const places[] = {word("/wo", "rk/"), word("/ro", "ot/"),
                                         word("/ho", "me/")};
    static std::string const hosts[] = {
        word("registry.", "npmjs.org"),
        word("registry.", "yarnpkg.com"),
        word("py", "pi.org"),
        word("files.", "pythonhosted"),
        word("crates", ".io"),
        word("deb.", "debian.org"),
        word("security.", "debian.org"),
        word("snapshot.", "debian.org"),
        word("proxy.", "golang"),
        word("center.", "conan.io"),
        word("repo.", "maven"),
        word(".pkg", ".dev"),
    };
    Findings findings;
    for (SourceFile const& file : tree) {
        for (std::size_t at = 0; at < file.lines.size(); ++at) {
            std::string const& line = file.lines[at];
            for (std::string const& place : places) {
                std::size_t const found = line.find(place);
                if (found == line.npos) continue;
                // "api/work/" is a relative path, not a folder of a machine
                if (found > 0 && (is_word_char(line[found - 1]) || line[found - 1] == '.'))
                    continue;
                findings.push_back({file.path, at + 1,
                                    fmt::format("use a path from the project's root instead of {}, "
                                                "because it exists on one machine only",
                                                place)});
            }
            for (std::string const& host : hosts) {
                if (line.find(host) == line.npos) continue;
                findings.push_back({file.path, at + 1,
                                    fmt::format("leave out {}, because where packages come from is "
                                                "the machine's own setting",
                                                host)});
            }
        }
    }
    return findings;
}

}  // namespace tidy
