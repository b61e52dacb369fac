// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace wms {
namespace {

// Length of the valid UTF-8 sequence at the front of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
    if (text.empty()) return 0;
    unsigned const lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!tail(1) || !tail(2)) return 0;
        bool const overlong = lead == 0xE0 && byte(1) < 0xA0;
        bool const surrogate = lead == 0xED && byte(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!tail(1) || !tail(2) || !tail(3)) return 0;
        bool const overlong = lead == 0xF0 && byte(1) < 0x90;
        bool const too_large = lead == 0xF4 && byte(1) > 0x8F;
        return overlong || too_large ? 0 : 4;
    }
    return 0;
}

// Calls `visit` with every code point of valid UTF-8 until it returns false.
template <class Visit>
void each_point(std::string_view utf8, Visit visit) {
    for (std::size_t i = 0; i < utf8.size();) {
        auto const lead = static_cast<unsigned char>(utf8[i]);
        std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
            point = (point << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
        if (!visit(point)) return;
        i += length;
    }
}

bool is_control(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

bool is_invisible(char32_t point) {
    bool const control = is_control(point) || point == 0xA0 || point == 0xAD;
    bool const space = (point >= 0x2000 && point <= 0x200F) || point == 0x3000;
    bool const mark = (point >= 0x2028 && point <= 0x202F) || (point >= 0x205F && point <= 0x206F);
    return control || space || mark || point == 0xFEFF || (point >= 0xFFF0 && point <= 0xFFFB);
}

bool turns_direction(char32_t point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        std::size_t const length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

bool has_control(std::string_view text) {
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) return true;
    }
    return false;
}

std::size_t characters(std::string_view utf8) {
    std::size_t count = 0;
    each_point(utf8, [&](char32_t) { return ++count != 0; });
    return count;
}

bool has_invisible(std::string_view utf8) {
    bool found = false;
    each_point(utf8, [&](char32_t point) { return !(found = is_invisible(point)); });
    return found;
}

bool has_disturbing(std::string_view utf8) {
    bool found = false;
    each_point(utf8, [&](char32_t point) {
        found = is_control(point) || turns_direction(point);
        return !found;
    });
    return found;
}

std::string visible(std::string_view raw, std::size_t length_max) {
    std::string shown;
    std::size_t at = 0;
    while (at < raw.size()) {
        if (at >= length_max) return shown + "…";
        std::size_t const length = sequence_length(raw.substr(at));
        auto const byte = static_cast<unsigned char>(raw[at]);
        if (byte == 0x1D) {
            shown += "␝";
        } else if (length == 0 || byte < 0x20 || byte == 0x7F) {
            shown += fmt::format("\\x{:02X}", byte);
        } else {
            shown += raw.substr(at, length);
        }
        at += length == 0 ? 1 : length;
    }
    return shown;
}

std::string fill_in(std::string_view sentence, std::vector<std::string> const& subject) {
    std::string filled;
    filled.reserve(sentence.size() + 32);
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        bool const slot = sentence[i] == '{' && i + 2 < sentence.size() && sentence[i + 2] == '}';
        if (!slot) {
            filled += sentence[i];
            continue;
        }
        auto const index = static_cast<std::size_t>(sentence[i + 1] - '0');
        filled += index < subject.size() ? visible(subject[index], 200) : "?";
        i += 2;
    }
    return filled;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

}  // namespace wms
