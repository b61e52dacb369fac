// SPDX-License-Identifier: Apache-2.0
#include "labels/privacy.hpp"

#include "labels/utf8.hpp"

#include <algorithm>

namespace wms::labels {
namespace {

bool is_ascii_alnum(char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// 〇一二三…十百, and the full-width digits and letters a phone's keyboard makes
bool is_number_sign(char32_t c) {
    constexpr std::u32string_view chinese = U"〇零一二三四五六七八九十百";
    return is_ascii_alnum(c) || chinese.find(c) != chinese.npos || (c >= 0xFF10 && c <= 0xFF19) ||
           (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
}

bool joins_numbers(char32_t c) {
    constexpr std::u32string_view joints = U"-#－—–_/.·、";
    return joints.find(c) != joints.npos;
}

bool is_blank(char32_t c) {
    return c == ' ' || c == 0x3000 || c == ',' || c == 0xFF0C || c == ')' || c == 0xFF09;
}

bool is_chinese(char32_t c) {
    return c >= 0x3400 && c <= 0x9FFF;
}

// What stands behind a number and makes it a unit's or a room's. "号楼" before "号": 100号 is the
// house, 3号楼 the building in the yard.
bool names_unit(std::u32string_view rest) {
    constexpr std::u32string_view words[] = {U"单元", U"号楼", U"号室", U"号房", U"栋", U"幢",
                                             U"座",   U"层",   U"楼",   U"室",   U"房", U"户"};
    return std::ranges::any_of(words,
                               [&](std::u32string_view word) { return rest.starts_with(word); });
}

// "Apt 5B", "room 501"
bool announces_unit(std::u32string_view before) {
    constexpr std::u32string_view words[] = {U"apt",   U"apartment", U"unit", U"room", U"rm",
                                             U"suite", U"ste",       U"flat", U"floor"};
    while (!before.empty() && (is_blank(before.back()) || before.back() == '.'))
        before.remove_suffix(1);
    std::u32string lower{before};
    for (char32_t& c : lower) {
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    }
    return std::ranges::any_of(words, [&](std::u32string_view word) {
        if (!lower.ends_with(word)) return false;
        return lower.size() == word.size() ||
               !is_ascii_alnum(lower[lower.size() - word.size() - 1]);
    });
}

// A number of a Chinese address that nothing follows is the room: …花园3-2-501
bool is_last_number(std::u32string_view rest) {
    return std::ranges::all_of(rest, [](char32_t c) { return is_blank(c) || joins_numbers(c); });
}

}  // namespace

std::string mask_name(std::string_view name) {
    std::u32string const letters = code_points(name);
    std::u32string out;
    bool first = true;  // of a word
    int hidden = 0;
    bool const one_letter = letters.size() == 1;
    for (char32_t const c : letters) {
        if (c == ' ') {
            out += c;
            first = true;
            hidden = 0;
        } else if (first && !one_letter) {
            out += c;
            first = false;
        } else if (++hidden <= 2) {  // how long the name is, is nobody's business either
            out += '*';
        }
    }
    // "A B" would be shown whole
    if (out.find('*') == out.npos && !out.empty()) out.back() = '*';
    return utf8(out);
}

std::string mask_phone(std::string_view phone) {
    constexpr std::ptrdiff_t hidden_min = 6;
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::ptrdiff_t const digits = std::ranges::count_if(phone, is_digit);
    std::ptrdiff_t const shown = std::clamp<std::ptrdiff_t>(digits - hidden_min, 0, 5);
    std::ptrdiff_t const at_end = std::min<std::ptrdiff_t>(shown / 2, 2);
    std::ptrdiff_t const at_start = shown - at_end;
    std::string out;
    std::ptrdiff_t at = 0;
    for (char const c : phone) {
        if (!is_digit(c)) {
            out += c;
            continue;
        }
        out += at < at_start || at >= digits - at_end ? c : '*';
        ++at;
    }
    return out;
}

std::string mask_address(std::string_view address) {
    std::u32string const letters = code_points(address);
    std::u32string_view const view{letters};
    bool const chinese = std::ranges::any_of(letters, is_chinese);
    std::u32string out;
    std::size_t at = 0;
    while (at < letters.size()) {
        if (!is_number_sign(letters[at])) {
            out += letters[at++];
            continue;
        }
        std::size_t end = at;
        while (end < letters.size() && (is_number_sign(letters[end]) ||
                                        (joins_numbers(letters[end]) && end + 1 < letters.size() &&
                                         is_number_sign(letters[end + 1]))))
            ++end;
        std::u32string_view const rest = view.substr(end);
        bool const hides = names_unit(rest) || announces_unit(view.substr(0, at)) ||
                           (chinese && is_last_number(rest)) || (at > 0 && letters[at - 1] == '#');
        if (hides) {
            out += U"**";
        } else {
            out += view.substr(at, end - at);
        }
        at = end;
    }
    return utf8(out);
}

}  // namespace wms::labels
