// SPDX-License-Identifier: Apache-2.0
// One bit per dot, 1 = black, rows of whole bytes, the leftmost dot in the highest bit: the form in
// which most printer languages take it. Bits behind the last dot of a row are always 0.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wms::labels {

// In dots, from the top left corner.
struct Area {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    friend bool operator==(Area const&, Area const&) = default;
};

class Bitmap {
public:
    Bitmap() = default;
    Bitmap(unsigned width, unsigned height);

    [[nodiscard]] unsigned width() const { return width_; }
    [[nodiscard]] unsigned height() const { return height_; }
    [[nodiscard]] unsigned row_bytes() const { return (width_ + 7) / 8; }
    [[nodiscard]] std::span<std::uint8_t const> row(unsigned y) const {
        return {bytes_.data() + std::size_t{y} * row_bytes(), row_bytes()};
    }
    [[nodiscard]] std::span<std::uint8_t> row(unsigned y) {
        return {bytes_.data() + std::size_t{y} * row_bytes(), row_bytes()};
    }
    [[nodiscard]] std::vector<std::uint8_t> const& bytes() const { return bytes_; }

    // Outside of the bitmap everything is white, and setting there does nothing.
    [[nodiscard]] bool black(int x, int y) const;
    void set(int x, int y, bool black);
    void fill(Area area, bool black);

    [[nodiscard]] std::uint64_t black_dots() const;
    // The smallest area that holds all black dots; empty when there are none.
    [[nodiscard]] Area ink() const;
    // A copy moved by whole dots on a sheet of the given size; what falls off is lost.
    [[nodiscard]] Bitmap moved(int dx, int dy, unsigned width, unsigned height) const;
    [[nodiscard]] Bitmap turned_around() const;  // by half a turn

    friend bool operator==(Bitmap const&, Bitmap const&) = default;

private:
    unsigned width_ = 0;
    unsigned height_ = 0;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace wms::labels
