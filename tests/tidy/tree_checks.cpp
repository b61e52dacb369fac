// SPDX-License-Identifier: Apache-2.0
#include "tidy/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace tidy {
namespace {

struct Level {
    std::string_view folder;
    int number;
};
// A file includes its own level or lower.
constexpr Level levels[] = {
    {"wms-core/base/", 0},   {"wms-core/store/", 1},
    {"wms-core/domain/", 2}, {"wms-core/planning/", 2},
    {"labels/", 2},          {"wms-core/engine/", 3},
    {"devices/", 4},         {"web-ui/", 5},
    {"wms-core/app/", 6},    {"tests/", 7},
};
// They meet in app and nowhere else.
constexpr std::string_view strangers[] = {"devices/", "web-ui/", "labels/"};

Level const* level_of(std::string_view path) {
    auto const* const found = std::find_if(std::begin(levels), std::end(levels), [&](Level level) {
        return path.starts_with(level.folder);
    });
    return found == std::end(levels) ? nullptr : found;
}

bool is_stranger(std::string_view folder) {
    return std::find(std::begin(strangers), std::end(strangers), folder) != std::end(strangers);
}

using Paths = std::set<std::string, std::less<>>;

Paths paths_of(Tree const& tree) {
    Paths paths;
    for (SourceFile const& file : tree) paths.insert(file.path);
    return paths;
}

// The text between the quotes of #include "…"; nothing for other lines.
std::optional<std::string_view> quoted_include(SourceFile const& file, std::size_t at) {
    std::string_view const code = trimmed(file.code[at]);
    if (!code.starts_with("#include \"")) return std::nullopt;
    std::string_view const line = file.lines[at];
    std::size_t const open = line.find('"') + 1;
    return line.substr(open, line.find('"', open) - open);
}

std::optional<std::string> resolve(Paths const& paths, SourceFile const& file,
                                   std::string_view include) {
    for (std::string_view const root : {"wms-core/", "", "tests/", "web-ui/"}) {
        auto const found = paths.find(std::string{root} + std::string{include});
        if (found != paths.end()) return *found;
    }
    auto const beside = paths.find(fmt::format("{}/{}", folder_of(file.path), include));
    if (beside != paths.end()) return *beside;
    return std::nullopt;
}

std::optional<std::string> wrong_edge(std::string_view from, std::string_view to) {
    Level const* const mine = level_of(from);
    Level const* const theirs = level_of(to);
    if (mine == nullptr || theirs == nullptr)
        return "give this folder a level in tests/tidy/tree_checks.cpp, because each has one";
    if (theirs->number > mine->number)
        return fmt::format(
            "use a function handed in instead of {}, because level {} does not know "
            "level {}",
            to, mine->number, theirs->number);
    bool const both = is_stranger(mine->folder) && is_stranger(theirs->folder);
    if (both && mine->folder != theirs->folder)
        return fmt::format(
            "use a plain value handed over by app instead of {}, because {} and {} "
            "do not know each other",
            to, mine->folder, theirs->folder);
    return std::nullopt;
}

Paths words_of(SourceFile const& file) {
    Paths words;
    for (std::string const& line : file.lines) {
        std::string_view const text = std::string_view{line}.substr(0, line.find('#'));
        std::size_t start = 0;
        while ((start = text.find_first_not_of(" \t()\"", start)) != text.npos) {
            std::size_t const end = std::min(text.find_first_of(" \t()\"", start), text.size());
            words.emplace(text.substr(start, end - start));
            start = end;
        }
    }
    return words;
}

// The CMakeLists.txt beside a file or in the nearest folder above it.
SourceFile const* lists_for(Tree const& tree, std::string_view path) {
    for (std::string_view folder = folder_of(path);; folder = folder_of(folder)) {
        std::string const wanted =
            folder.empty() ? "CMakeLists.txt" : fmt::format("{}/CMakeLists.txt", folder);
        for (SourceFile const& file : tree) {
            if (file.path == wanted) return &file;
        }
        if (folder.empty()) return nullptr;
    }
}

void check_order(SourceFile const& lists, Findings& findings) {
    std::string_view before;
    for (std::size_t at = 0; at < lists.lines.size(); ++at) {
        std::string_view const entry = trimmed(lists.lines[at]);
        bool const source = entry.ends_with(".cpp") || entry.ends_with(".hpp");
        if (!source || entry.find(' ') != entry.npos) {
            before = {};
            continue;
        }
        if (entry < before) {
            findings.push_back({lists.path, at + 1,
                                fmt::format("put {} before {}, because sources are listed "
                                            "alphabetically",
                                            entry, before)});
        }
        before = entry;
    }
}

}  // namespace

Findings check_levels(Tree const& tree) {
    Findings findings;
    Paths const paths = paths_of(tree);
    for (SourceFile const& file : tree) {
        for (std::size_t at = 0; at < file.code.size(); ++at) {
            auto const include = quoted_include(file, at);
            if (!include) continue;
            auto const target = resolve(paths, file, *include);
            if (!target) {
                findings.push_back({file.path, at + 1,
                                    fmt::format("use <{}> or mend the path, because no file of "
                                                "ours has it",
                                                *include)});
                continue;
            }
            auto const wrong = wrong_edge(file.path, *target);
            if (wrong) findings.push_back({file.path, at + 1, *wrong});
        }
    }
    return findings;
}

Findings check_own_header(Tree const& tree) {
    Findings findings;
    Paths const paths = paths_of(tree);
    for (SourceFile const& file : tree) {
        if (!file.path.ends_with(".cpp")) continue;
        std::string const header = file.path.substr(0, file.path.size() - 3) + "hpp";
        if (!paths.contains(header)) continue;
        auto const first = std::ranges::find_if(
            file.code, [](std::string const& line) { return line.starts_with("#include"); });
        if (first == file.code.end()) continue;
        auto const at = static_cast<std::size_t>(first - file.code.begin());
        auto const include = quoted_include(file, at);
        if (include && resolve(paths, file, *include) == header) continue;
        findings.push_back(
            {file.path, at + 1,
             fmt::format("include {} first, because that proves that it stands alone",
                         name_of(header))});
    }
    return findings;
}

Findings check_lmdb(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        // The bare loop is what the store is measured against.
        bool const allowed = file.path.starts_with("wms-core/store/lmdb.") ||
                             file.path.find("/bare_loop.") != std::string::npos;
        if (allowed) continue;
        for (std::size_t at = 0; at < file.code.size(); ++at) {
            std::string_view const line = file.code[at];
            bool const found = line.find("mdb_") != line.npos || line.find("MDB_") != line.npos ||
                               line.find("<lmdb.h>") != line.npos;
            if (!found) continue;
            findings.push_back({file.path, at + 1,
                                "use store/lmdb.hpp, because only that pair of files knows LMDB"});
        }
    }
    return findings;
}

Findings check_beast(Tree const& tree) {
    constexpr std::size_t files_max = 2;
    Findings findings;
    std::size_t files = 0;
    for (SourceFile const& file : tree) {
        for (std::size_t at = 0; at < file.code.size(); ++at) {
            std::string_view const line = file.code[at];
            bool const found = line.find("<boost/beast") != line.npos;
            if (!found) continue;
            bool const transport = file.path.starts_with("web-ui/server/") && !is_header(file);
            bool const client = is_test(file) && !is_header(file);
            bool const yardstick = file.path == "wms-core/app/bench/bare_echo.cpp";
            if (transport) ++files;
            if (client || yardstick || (transport && files <= files_max)) break;
            findings.push_back({file.path, at + 1,
                                "use web-ui/server's own header, because Beast costs 15 s a file "
                                "and stays in two transport .cpp files"});
            break;
        }
    }
    return findings;
}

Findings check_cmake_lists(Tree const& tree) {
    Findings findings;
    for (SourceFile const& file : tree) {
        if (file.path.ends_with("CMakeLists.txt")) check_order(file, findings);
        // headers of tests are found by their includes; the others are also compiled alone
        if (!is_cpp(file) || (is_header(file) && is_test(file))) continue;
        SourceFile const* const lists = lists_for(tree, file.path);
        if (lists == nullptr) {
            findings.push_back({file.path, 1, "add a CMakeLists.txt, because nothing builds this"});
            continue;
        }
        std::size_t const folder = folder_of(lists->path).size();
        std::string const entry = file.path.substr(folder == 0 ? 0 : folder + 1);
        if (words_of(*lists).contains(entry)) continue;
        findings.push_back(
            {file.path, 1,
             fmt::format("add {} to {}, because nothing builds it otherwise", entry, lists->path)});
    }
    return findings;
}

// Folders at the top and the ones in wms-core; decisions speak for themselves, and what only holds
// a CMakeLists.txt has nothing to explain.
Findings check_readmes(Tree const& tree) {
    Paths folders;
    for (SourceFile const& file : tree) {
        std::size_t const first = file.path.find('/');
        if (first == std::string::npos || file.path.starts_with('.')) continue;
        std::size_t const second = file.path.find('/', first + 1);
        bool const core = file.path.starts_with("wms-core/");
        if (core && second == std::string::npos) continue;
        folders.insert(file.path.substr(0, core ? second : first));
    }
    folders.erase("wms-core/decisions");
    Findings findings;
    Paths const paths = paths_of(tree);
    for (std::string const& folder : folders) {
        std::string const readme = folder + "/README.md";
        if (paths.contains(readme)) continue;
        findings.push_back({readme, 1,
                            "write this file (purpose, what it must not know), because a newcomer "
                            "opens the folder first"});
    }
    return findings;
}

}  // namespace tidy
