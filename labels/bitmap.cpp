// SPDX-License-Identifier: Apache-2.0
#include "labels/bitmap.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace wms::labels {

Bitmap::Bitmap(unsigned width, unsigned height)
    : width_{width}, height_{height}, bytes_(std::size_t{(width + 7) / 8} * height) {}

bool Bitmap::black(int x, int y) const {
    if (x < 0 || y < 0 || x >= static_cast<int>(width_) || y >= static_cast<int>(height_))
        return false;
    auto const bits = row(static_cast<unsigned>(y));
    return ((bits[static_cast<unsigned>(x) / 8] >> (7 - x % 8)) & 1) != 0;
}

void Bitmap::set(int x, int y, bool black) {
    if (x < 0 || y < 0 || x >= static_cast<int>(width_) || y >= static_cast<int>(height_)) return;
    std::uint8_t& byte = row(static_cast<unsigned>(y))[static_cast<unsigned>(x) / 8];
    auto const bit = static_cast<std::uint8_t>(0x80U >> (x % 8));
    byte = static_cast<std::uint8_t>(black ? byte | bit : byte & ~bit);
}

void Bitmap::fill(Area area, bool black) {
    int const left = std::max(area.x, 0);
    int const right = std::min(area.x + area.width, static_cast<int>(width_));
    int const top = std::max(area.y, 0);
    int const bottom = std::min(area.y + area.height, static_cast<int>(height_));
    for (int y = top; y < bottom; ++y) {
        auto const bits = row(static_cast<unsigned>(y));
        for (int x = left; x < right;) {
            int const in_byte = x % 8;
            int const count = std::min(8 - in_byte, right - x);
            auto const mask =
                static_cast<std::uint8_t>(((0xFFU << (8 - count)) & 0xFFU) >> in_byte);
            std::uint8_t& byte = bits[static_cast<unsigned>(x) / 8];
            byte = static_cast<std::uint8_t>(black ? byte | mask : byte & ~mask);
            x += count;
        }
    }
}

std::uint64_t Bitmap::black_dots() const {
    std::uint64_t count = 0;
    std::size_t at = 0;
    for (; at + 8 <= bytes_.size(); at += 8) {
        std::uint64_t dots = 0;
        std::memcpy(&dots, bytes_.data() + at, sizeof dots);
        count += static_cast<unsigned>(std::popcount(dots));
    }
    for (; at < bytes_.size(); ++at) count += static_cast<unsigned>(std::popcount(bytes_[at]));
    return count;
}

Area Bitmap::ink() const {
    int left = static_cast<int>(width_);
    int right = 0;
    int top = static_cast<int>(height_);
    int bottom = 0;
    for (unsigned y = 0; y < height_; ++y) {
        auto const bits = row(y);
        for (unsigned at = 0; at < bits.size(); ++at) {
            if (bits[at] == 0) continue;
            int const first = static_cast<int>(at * 8) + std::countl_zero(bits[at]);
            int const last = static_cast<int>(at * 8) + 7 - std::countr_zero(bits[at]);
            left = std::min(left, first);
            right = std::max(right, last + 1);
            top = std::min(top, static_cast<int>(y));
            bottom = static_cast<int>(y) + 1;
        }
    }
    if (right == 0) return {};
    return {.x = left, .y = top, .width = right - left, .height = bottom - top};
}

Bitmap Bitmap::moved(int dx, int dy, unsigned width, unsigned height) const {
    Bitmap sheet{width, height};
    for (unsigned y = 0; y < height; ++y) {
        int const from_y = static_cast<int>(y) - dy;
        if (from_y < 0 || from_y >= static_cast<int>(height_)) continue;
        auto const from = row(static_cast<unsigned>(from_y));
        if (dx == 0) {
            auto const to = sheet.row(y);
            std::copy_n(from.begin(), std::min(from.size(), to.size()), to.begin());
            for (unsigned x = width; x < sheet.row_bytes() * 8; ++x)
                to[x / 8] = static_cast<std::uint8_t>(to[x / 8] & ~(0x80U >> (x % 8)));
            continue;
        }
        for (unsigned x = 0; x < width_; ++x) {
            if (((from[x / 8] >> (7 - x % 8)) & 1) != 0)
                sheet.set(static_cast<int>(x) + dx, static_cast<int>(y), true);
        }
    }
    return sheet;
}

Bitmap Bitmap::turned_around() const {
    Bitmap sheet{width_, height_};
    for (unsigned y = 0; y < height_; ++y) {
        auto const from = row(y);
        for (unsigned x = 0; x < width_; ++x) {
            if (((from[x / 8] >> (7 - x % 8)) & 1) != 0)
                sheet.set(static_cast<int>(width_ - 1 - x), static_cast<int>(height_ - 1 - y),
                          true);
        }
    }
    return sheet;
}

}  // namespace wms::labels
