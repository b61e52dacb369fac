// SPDX-License-Identifier: Apache-2.0
// Codes out of a photograph somebody sends, without trusting it: a child process of the same
// program decodes it under limits of memory and time. Whatever happens to the child, here it is a
// reading or one of the faults below.
#pragma once

#include "base/refusal.hpp"
#include "devices/picture_passes.hpp"

#include <optional>

namespace wms::devices {

enum class ReadFault : std::uint8_t {
    unknown_format,  // no PNG, JPEG, WebP
    too_large,
    damaged,
    crashed,   // the child died
    too_slow,  // the child was ended
    no_child,  // it could not be started
};

struct PictureReading {
    std::optional<ReadFault> fault;
    std::size_t width = 0;
    std::size_t height = 0;
    PictureCodes found;
};

struct PictureReaderOptions {
    // Program and arguments; the program calls picture_child() and ends.
    std::vector<std::string> child;
    std::chrono::milliseconds time_max{10000};  // from start to end
};

[[nodiscard]] PictureReading read_picture(std::span<std::uint8_t const> bytes,
                                          PictureReaderOptions const& options);

// What to tell the person with the camera; empty if codes were found.
[[nodiscard]] std::string sentence(PictureReading const& reading, Language language);

// The child's whole life: limits, picture from standard input, answer to standard output.
[[nodiscard]] int picture_child(std::chrono::milliseconds budget);

// The child's answer; a fault for one that is none.
[[nodiscard]] PictureReading reading_of(std::string_view answer);
[[nodiscard]] std::string answer_of(PictureReading const& reading);

}  // namespace wms::devices
