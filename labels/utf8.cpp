// SPDX-License-Identifier: Apache-2.0
#include "labels/utf8.hpp"

#include "base/text.hpp"

namespace wms::labels {

std::u32string code_points(std::string_view text) {
    std::u32string letters;
    letters.reserve(text.size());
    while (!text.empty()) {
        auto const first = static_cast<unsigned char>(text[0]);
        std::size_t const length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (!is_utf8(text.substr(0, length))) {
            letters += U'\uFFFD';
            text.remove_prefix(1);
            continue;
        }
        char32_t letter = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t at = 1; at < length; ++at)
            letter = letter << 6 | (static_cast<unsigned char>(text[at]) & 0x3FU);
        letters += letter;
        text.remove_prefix(length);
    }
    return letters;
}

std::string utf8(std::u32string_view letters) {
    std::string text;
    auto const add = [&](char32_t bits) { text += static_cast<char>(bits); };
    for (char32_t const letter : letters) {
        if (letter < 0x80) {
            add(letter);
            continue;
        }
        int const more = letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
        constexpr char32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
        add(lead[more] | letter >> (6 * more));
        for (int at = more - 1; at >= 0; --at) add(0x80U | (letter >> (6 * at) & 0x3FU));
    }
    return text;
}

}  // namespace wms::labels
