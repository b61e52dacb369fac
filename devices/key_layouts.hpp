// SPDX-License-Identifier: Apache-2.0
// What a key means in each layout. The tables are made by generate_key_layouts.cpp from Debian's
// xkb data when the program is built.
#pragma once

#include "devices/scanner_settings.hpp"

namespace wms::devices {

enum class Level : std::uint8_t { plain, shift, alt_gr, shift_alt_gr };

struct KeyMeaning {
    std::uint8_t usage = 0;  // of HID page 07
    Level level = Level::plain;
    char32_t character = 0;
    char32_t combining = 0;  // of a dead key: the accent it puts on the next letter
};

// Sorted by usage and level.
[[nodiscard]] std::span<KeyMeaning const> keys_of(Layout layout);
[[nodiscard]] KeyMeaning const* meaning_of(Layout layout, std::uint8_t usage, Level level);
[[nodiscard]] std::string_view name_of(Layout layout);
[[nodiscard]] std::optional<Layout> layout_by_name(std::string_view name);

}  // namespace wms::devices
