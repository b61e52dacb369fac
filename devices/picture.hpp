// SPDX-License-Identifier: Apache-2.0
// A photograph as grey dots, out of PNG, JPEG or WebP bytes. Whoever sends a picture may send
// anything, so it is only ever called in the child process of picture_reader.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>
#include <vector>

namespace wms::devices {

inline constexpr std::size_t picture_bytes_max = 32UL * 1024 * 1024;
inline constexpr std::size_t picture_dots_max = 64UL * 1000 * 1000;

struct Picture {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> grey;  // row by row, 0 is black
};

enum class PictureFault : std::uint8_t { unknown_format, too_large, damaged };

[[nodiscard]] std::expected<Picture, PictureFault> decode_picture(
    std::span<std::uint8_t const> bytes);

// Average of what falls together; only ever smaller.
[[nodiscard]] Picture shrunk(Picture const& picture, std::size_t width, std::size_t height);
// Dots between dots by their neighbours.
[[nodiscard]] Picture enlarged(Picture const& picture, std::size_t factor);
// Turned clockwise around its middle; what comes from outside is white.
[[nodiscard]] Picture turned(Picture const& picture, double degrees);
// The edges of what a lens or a hand has blurred, stronger.
[[nodiscard]] Picture sharpened(Picture const& picture);

}  // namespace wms::devices
