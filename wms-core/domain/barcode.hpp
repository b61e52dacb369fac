// SPDX-License-Identifier: Apache-2.0
// What a barcode says, before any table is asked (§4.0.4 steps 1 and 2): the one entry for every
// scan, whatever device it came from, and the two numbers that are checked types. What the code
// means in this warehouse is scan.hpp's matter.
#pragma once

#include "base/instant.hpp"
#include "base/refusal.hpp"
#include "domain/gs1.hpp"

#include <boost/describe/enum.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wms {

// The check digit that belongs behind these digits (mod 10, weights 3 and 1 from the right).
[[nodiscard]] char check_digit(std::string_view digits);

// Trade item number, always 14 digits with the right check digit.
class Gtin {
public:
    // 8, 12, 13 or 14 digits as printed.
    [[nodiscard]] static Result<Gtin> parse(std::string_view digits);
    // UPC-E: the number system digit (0 or 1), six digits, the check digit. Six digits alone are
    // no UPC-E: the gun must send all eight.
    [[nodiscard]] static Result<Gtin> parse_upc_e(std::string_view digits);

    [[nodiscard]] std::string_view digits() const { return {digits_.data(), digits_.size()}; }
    // A number the shop made up itself (EAN-13 from 02 and 20–29, UPC-A from 2, EAN-8 from 0 and
    // 2): the same one may mean other goods elsewhere.
    [[nodiscard]] bool is_store_internal() const;
    friend auto operator<=>(Gtin const&, Gtin const&) = default;

private:
    Gtin() = default;
    std::array<char, 14> digits_{};
};

// Number of a logistic unit, 18 digits with the right check digit.
class Sscc {
public:
    [[nodiscard]] static Result<Sscc> parse(std::string_view digits);
    [[nodiscard]] std::string_view digits() const { return {digits_.data(), digits_.size()}; }
    friend auto operator<=>(Sscc const&, Sscc const&) = default;

private:
    Sscc() = default;
    std::array<char, 18> digits_{};
};

enum class ScanKind : std::uint8_t { text, gs1, gtin, sscc, digital_link, command };
BOOST_DESCRIBE_ENUM(ScanKind, text, gs1, gtin, sscc, digital_link, command)

inline constexpr std::size_t scan_length_max = 256;  // bytes, AIM identifier included

struct ParsedScan {
    std::string raw;
    std::string aim;   // symbology identifier "]C1", or empty
    std::string data;  // without the identifier and the trailing CR, LF, TAB; GS kept
    ScanKind kind = ScanKind::text;
    gs1::Elements elements = {};
    std::optional<Gtin> gtin =
        {};  // also of (01); the contents (02) of a pallet are not what it is
    std::optional<Sscc> sscc = {};  // also of (00)
    std::string lot = {};           // (10)
    std::string serial = {};        // (21)
    Day expiry = {};                // (17), else (7003), else best before (15)
    std::int64_t count = 0;         // (30), else (37); 0 = absent
    bool guessed = false;           // the kind follows from the data alone: it may be plain text
};

// Refuses only what is no sound code: code_too_long, malformed_code, bad_check_digit, bad_date,
// contradicting_elements, bad_quantity.
[[nodiscard]] Result<ParsedScan> parse_scan(std::string_view raw, Day today);

// The parts of a scan before its content is looked at.
struct ScanFrame {
    std::string_view aim;
    std::string_view data;
};
[[nodiscard]] ScanFrame frame_of(std::string_view raw);
// What the frame claims to be; a damaged one still claims it.
[[nodiscard]] ScanKind claimed_kind(ScanFrame const& frame);

}  // namespace wms
