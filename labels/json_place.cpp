// SPDX-License-Identifier: Apache-2.0
#include "labels/json_place.hpp"

#include <charconv>

namespace wms::labels {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::size_t skip_blanks(std::string_view json, std::size_t at) {
    while (at < json.size() && blanks.find(json[at]) != blanks.npos) ++at;
    return at;
}

// Behind the string that starts at `at`.
std::size_t skip_string(std::string_view json, std::size_t at) {
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return at + 1;
}

std::size_t skip_value(std::string_view json, std::size_t at) {
    int depth = 0;
    while (at < json.size()) {
        char const c = json[at];
        if (c == '"') {
            at = skip_string(json, at);
            if (depth == 0) return at;
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        bool const closes = c == '}' || c == ']';
        if (depth == 0 && (closes || c == ',')) return at;
        ++at;
        if (closes && --depth == 0) return at;
    }
    return at;
}

// The value of a member or element of the container at `at`; npos when there is none.
std::size_t child_of(std::string_view json, std::size_t at, std::string_view name) {
    bool const is_list = at < json.size() && json[at] == '[';
    std::size_t index = 0;
    std::size_t wanted = 0;
    std::from_chars(name.data(), name.data() + name.size(), wanted);
    at = skip_blanks(json, at + 1);
    while (at < json.size() && json[at] != '}' && json[at] != ']') {
        std::string_view key;
        if (!is_list) {
            std::size_t const end = skip_string(json, at);
            key = json.substr(at + 1, end - at - 2);
            at = skip_blanks(json, skip_blanks(json, end) + 1);
        }
        if (is_list ? index == wanted : key == name) return at;
        ++index;
        at = skip_blanks(json, skip_value(json, at));
        if (at < json.size() && json[at] == ',') at = skip_blanks(json, at + 1);
    }
    return std::string_view::npos;
}

}  // namespace

TextPlace place_of(std::string_view text, std::size_t offset) {
    TextPlace place;
    for (char const c : text.substr(0, offset)) {
        if (c == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80) {
            ++place.column;
        }
    }
    return place;
}

std::size_t offset_of(std::string_view json, std::string_view path) {
    std::size_t at = skip_blanks(json, 0);
    while (!path.empty()) {
        path.remove_prefix(1);
        std::string_view const name = path.substr(0, path.find('/'));
        path.remove_prefix(name.size());
        if (at >= json.size() || (json[at] != '{' && json[at] != '[')) return at;
        std::size_t const child = child_of(json, at, name);
        if (child == std::string_view::npos) return at;
        at = child;
    }
    return at;
}

}  // namespace wms::labels
