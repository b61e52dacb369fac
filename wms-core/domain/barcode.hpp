// SPDX-License-Identifier: Apache-2.0
// Placeholder until the GS1 branch is merged: same interface, plain codes only.
#pragma once
#include <optional>
#include "base/instant.hpp"
#include "base/refusal.hpp"
namespace wms {
enum class ScanKind : std::uint8_t { text, gs1, gtin, sscc, digital_link, command };
class Gtin {
public:
    explicit Gtin(std::string d) : d_{std::move(d)} {}
    [[nodiscard]] std::string_view digits() const { return d_; }

private:
    std::string d_;
};
struct ParsedScan {
    std::string raw;
    std::string aim;
    std::string data;
    ScanKind kind = ScanKind::text;
    std::optional<Gtin> gtin;
    std::string lot;
    std::string serial;
    Day expiry;
    std::int64_t count = 0;
    bool guessed = false;
};
Result<ParsedScan> parse_scan(std::string_view raw, Day today);
}  // namespace wms
