// SPDX-License-Identifier: Apache-2.0
// The HID report descriptor (USB HID 1.11, 6.2.2): which bits of which report mean what. A device
// writes it, so it is hostile input: every size is bounded.
#pragma once

#include "devices/scan.hpp"

#include <expected>

namespace wms::devices::hid {

enum class Kind : std::uint8_t { input, output, feature };

// Page in the upper 16 bits, id in the lower.
using Usage = std::uint32_t;
[[nodiscard]] constexpr Usage usage(std::uint16_t page, std::uint16_t id) {
    return (Usage{page} << 16) | id;
}

// `count` elements of `bits` bits each, one after another.
struct Field {
    Kind kind = Kind::input;
    std::uint8_t report_id = 0;  // 0: reports have no id byte
    std::uint32_t offset = 0;    // in bits, from the first byte after the id
    std::uint32_t bits = 0;
    std::uint32_t count = 0;
    bool is_array = false;  // an element holds the number of a usage
    bool is_padding = false;
    Usage application = 0;   // of the outermost collection
    std::int32_t least = 0;  // what the values are between
    std::int32_t most = 0;
    std::vector<Usage> usages = {};  // of the elements; the last one repeats
    [[nodiscard]] Usage usage_of(std::uint32_t element) const;
};

struct Reports {
    std::vector<Field> fields;
    std::vector<Usage> applications;
    bool numbered = false;
    // Bytes of one report, with its id byte.
    [[nodiscard]] std::size_t bytes_of(Kind kind, std::uint8_t report_id) const;
};

inline constexpr std::size_t descriptor_bytes_max = 4096;

// Or what is wrong with it, in a few words for the log.
[[nodiscard]] std::expected<Reports, std::string_view> parse_reports(Bytes descriptor);

// Where one usage stands: bit and byte from the start of the report, id byte counted.
struct Place {
    std::uint8_t report_id = 0;
    std::uint32_t bit = 0;
    std::uint32_t bits = 0;   // of one element
    std::uint32_t count = 0;  // elements of this usage from here on
    std::int32_t least = 0;   // what its values are between
    std::int32_t most = 0;
    [[nodiscard]] std::size_t byte() const { return bit / 8; }
    [[nodiscard]] bool is_bytes() const { return bits == 8 && bit % 8 == 0; }
    friend bool operator==(Place const&, Place const&) = default;
};
[[nodiscard]] std::optional<Place> find_usage(Reports const& reports, Kind kind, Usage usage);

}  // namespace wms::devices::hid
