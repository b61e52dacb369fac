// SPDX-License-Identifier: Apache-2.0
// Build step: reads gs1-syntax-dictionary.txt and writes the table of Application Identifiers as
// C++. A line it does not fully understand stops the build with its number: a new edition of the
// dictionary must not lose a rule in silence.
//
//   generate_ai_table gs1-syntax-dictionary.txt ai_table.cpp
#include "domain/gs1/ai_table.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {
using namespace wms::gs1;

struct Parsed {
    std::string first, last;
    bool fixed = false;
    bool link_attribute = false;
    bool link_key = false;
    std::vector<std::string> components;  // as C++ text
    std::size_t length_min = 0;
    std::size_t length_max = 0;
    bool optional_seen = false;
    bool variable_seen = false;
    std::string required, excluded, link_qualifiers, title;
};

[[noreturn]] void fail(std::string const& what) {
    throw std::runtime_error{what};
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string> split(std::string const& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream{text};
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
}

void read_ais(std::string const& token, Parsed& row) {
    auto const dash = token.find('-');
    row.first = token.substr(0, dash);
    row.last = dash == std::string::npos ? row.first : token.substr(dash + 1);
    bool const sound = all_digits(row.first) && all_digits(row.last) && row.first.size() >= 2 &&
                       row.first.size() <= 4 && row.first.size() == row.last.size() &&
                       row.first <= row.last;
    if (!sound) fail("not an AI or a range of AIs: " + token);
}

void read_flags(std::string const& token, Parsed& row) {
    for (char const flag : token) {
        if (flag == '*') {
            row.fixed = true;
        } else if (flag == '?') {
            row.link_attribute = true;
        } else {
            fail("unknown flag: " + token);
        }
    }
}

std::string linter_name(std::string const& name) {
    Linter linter{};
    if (name == "none" || !boost::describe::enum_from_string(name.c_str(), linter))
        fail("unknown linter: " + name);
    return "Linter::" + name;
}

std::string charset_of(char type) {
    switch (type) {
        case 'N': return "Charset::digits";
        case 'X': return "Charset::cset82";
        case 'Y': return "Charset::cset39";
        case 'Z': return "Charset::cset64";
        default: fail(std::string{"unknown component type: "} + type);
    }
}

// "N6,yymmd0", "X..20", "[N4],hhmi"
void read_component(std::string const& token, Parsed& row) {
    auto parts = split(token, ',');
    std::string body = parts.front();
    bool const optional = body.front() == '[';
    if (optional) {
        if (body.back() != ']') fail("bracket not closed: " + token);
        body = body.substr(1, body.size() - 2);
    }
    if (body.size() < 2) fail("component without length: " + token);
    std::string const charset = charset_of(body.front());
    bool const variable = body.substr(1).starts_with("..");
    std::string const length = body.substr(variable ? 3 : 1);
    if (!all_digits(length) || length.size() > 2) fail("bad length: " + token);
    auto const max = static_cast<std::size_t>(std::stoul(length));
    if (max == 0) fail("bad length: " + token);
    if (row.variable_seen) fail("only the last component may vary in length: " + token);
    if (row.optional_seen && !optional) fail("mandatory after optional: " + token);
    std::size_t const min = variable ? 1 : max;
    if (parts.size() > 4) fail("more linters than the table holds: " + token);
    parts.resize(4);
    std::string linters;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        linters += parts[i].empty() ? "Linter::none" : linter_name(parts[i]);
        if (i + 1 < parts.size()) linters += ", ";
    }
    row.components.push_back(
        fmt::format("{{{}, {}, {}, {}, {{{}}}}}", charset, min, max, optional, linters));
    row.variable_seen = row.variable_seen || variable;
    row.optional_seen = row.optional_seen || optional;
    row.length_min += optional ? 0 : min;
    row.length_max += max;
}

// "01+21", "35nn": digits, then n for any digit.
void check_pattern(std::string const& pattern) {
    auto const wild = pattern.find('n');
    bool const sound =
        all_digits(std::string_view{pattern}.substr(0, wild)) && pattern.size() >= 2 &&
        pattern.size() <= 4 &&
        (wild == std::string::npos || pattern.find_first_not_of('n', wild) == std::string::npos);
    if (!sound) fail("not an AI pattern: " + pattern);
}

void check_patterns(std::string list, std::string_view separators) {
    for (char& c : list) {
        if (separators.find(c) != std::string_view::npos) c = ' ';
    }
    if (list.empty()) fail("empty list of AIs");
    for (std::string const& pattern : split(list, ' ')) check_pattern(pattern);
}

void append(std::string& to, char joint, std::string const& value) {
    if (!to.empty()) to += joint;
    to += value;
}

void read_attribute(std::string const& token, Parsed& row) {
    auto const equal = token.find('=');
    std::string const key = token.substr(0, equal);
    std::string const value = equal == std::string::npos ? "" : token.substr(equal + 1);
    if (key == "req") {
        check_patterns(value, ",+");
        append(row.required, ';', value);
    } else if (key == "ex") {
        check_patterns(value, ",");
        append(row.excluded, ',', value);
    } else if (key == "dlpkey") {
        row.link_key = true;
        if (value.empty()) return;
        check_patterns(value, ",|");
        append(row.link_qualifiers, '|', value);
    } else {
        fail("unknown attribute: " + token);
    }
}

void check_whole(Parsed const& row) {
    if (row.components.empty()) fail("no component");
    if (row.fixed && row.length_min != row.length_max) fail("fixed length, but it varies");
    if (row.length_max > 99) fail("value longer than any barcode holds");
}

Parsed read_line(std::string const& line) {
    Parsed row;
    auto const title = line.find('#');
    if (title != std::string::npos) {
        auto const start = line.find_first_not_of(' ', title + 1);
        if (start != std::string::npos) row.title = line.substr(start);
    }
    std::istringstream tokens{line.substr(0, title)};
    std::string token;
    tokens >> token;
    read_ais(token, row);
    bool attributes = false;
    for (bool flags_allowed = true; tokens >> token; flags_allowed = false) {
        bool const component =
            token.front() == '[' ||
            (std::string_view{"NXYZ"}.find(token.front()) != std::string_view::npos);
        bool const attribute = token.front() >= 'a' && token.front() <= 'z';
        if (component && !attributes) {
            read_component(token, row);
        } else if (attribute) {
            attributes = true;
            read_attribute(token, row);
        } else if (flags_allowed) {
            read_flags(token, row);
        } else {
            fail("not understood: " + token);
        }
    }
    check_whole(row);
    return row;
}

std::string quoted(std::string const& text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

class Table {
public:
    void add(Parsed const& row) {
        if (!last_ai_.empty() && row.first <= last_ai_) fail("not in ascending order");
        last_ai_ = row.last;
        std::size_t const first_prefix = std::stoul(row.first.substr(0, 2));
        std::size_t const last_prefix = std::stoul(row.last.substr(0, 2));
        for (std::size_t p = first_prefix; p <= last_prefix; ++p) add_prefix(p, row.first.size());
        rows_ += fmt::format("    {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}},\n",
                             std::stoul(row.first), std::stoul(row.last), row.first.size(),
                             row.fixed ? row.length_max : 0, row.link_attribute, row.link_key,
                             component_count_, row.components.size(), quoted(row.required),
                             quoted(row.excluded), quoted(row.link_qualifiers), quoted(row.title));
        for (std::string const& component : row.components) {
            components_ += "    " + component + ",\n";
        }
        component_count_ += row.components.size();
        ++row_count_;
    }

    [[nodiscard]] std::string text() const {
        std::string prefixes;
        for (AiPrefix const& p : prefixes_) {
            prefixes += fmt::format("    {{{}, {}, {}}},\n", p.ai_length, p.row_begin, p.row_end);
        }
        return fmt::format(
            "// Made at build time by generate_ai_table from gs1-syntax-dictionary.txt.\n"
            "#include \"domain/gs1/ai_table.hpp\"\n\n"
            "namespace wms::gs1 {{\nnamespace {{\n\n"
            "constexpr std::array<Component, {}> components{{{{\n{}}}}};\n\n"
            "constexpr std::array<AiRow, {}> rows{{{{\n{}}}}};\n\n"
            "constexpr std::array<AiPrefix, 100> prefixes{{{{\n{}}}}};\n\n"
            "}}  // namespace\n\n"
            "std::span<AiRow const> ai_rows() {{\n    return rows;\n}}\n\n"
            "std::span<AiPrefix const, 100> ai_prefixes() {{\n    return prefixes;\n}}\n\n"
            "std::span<Component const> components_of(AiRow const& row) {{\n"
            "    return std::span{{components}}.subspan(row.component_begin, "
            "row.component_count);\n}}\n\n"
            "}}  // namespace wms::gs1\n",
            component_count_, components_, row_count_, rows_, prefixes);
    }

private:
    void add_prefix(std::size_t number, std::size_t ai_length) {
        AiPrefix& prefix = prefixes_.at(number);
        bool const fresh = prefix.ai_length == 0;
        // The lookup reads two digits and knows how many the AI has.
        if (!fresh && prefix.ai_length != ai_length)
            fail("AIs of different lengths begin with the same two digits");
        if (!fresh && prefix.row_end != row_count_) fail("AIs of one prefix are not together");
        prefix.ai_length = static_cast<std::uint8_t>(ai_length);
        if (fresh) prefix.row_begin = static_cast<std::uint16_t>(row_count_);
        prefix.row_end = static_cast<std::uint16_t>(row_count_ + 1);
    }

    std::string last_ai_, rows_, components_;
    std::array<AiPrefix, 100> prefixes_{};
    std::size_t row_count_ = 0;
    std::size_t component_count_ = 0;
};

int generate(std::string const& dictionary, std::string const& output) {
    std::ifstream in{dictionary};
    Table table;
    std::size_t number = 0;
    std::size_t entries = 0;
    try {
        for (std::string line; std::getline(in, line);) {
            ++number;
            auto const first = line.find_first_not_of(" \t\r");
            if (first == std::string::npos || line[first] == '#') continue;
            table.add(read_line(line));
            ++entries;
        }
        if (entries == 0) fail("no entry found");
    } catch (std::exception const& problem) {
        throw std::runtime_error{fmt::format("{}:{}: {}", dictionary, number, problem.what())};
    }
    std::ofstream out{output, std::ios::binary};
    out << table.text();
    out.close();
    if (out) return 0;
    throw std::runtime_error{output + ": cannot be written"};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        throw std::runtime_error{"usage: generate_ai_table gs1-syntax-dictionary.txt ai_table.cpp"};
    }
    return generate(argv[1], argv[2]);
}
