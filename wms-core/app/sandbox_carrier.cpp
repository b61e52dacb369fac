// SPDX-License-Identifier: Apache-2.0
#include "app/sandbox_carrier.hpp"

#include <fmt/format.h>

#include <charconv>

namespace wms {
namespace {

constexpr std::size_t serial_digits = 10;

}  // namespace

char waybill_check_digit(std::string_view digits) {
    int sum = 0;
    int weight = 3;
    for (std::size_t i = digits.size(); i-- > 0;) {
        sum += (digits[i] - '0') * weight;
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string sandbox_sort_code(std::string_view address) {
    if (address.empty()) return {};
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
    for (char const each : address)
        hash = (hash ^ static_cast<unsigned char>(each)) * 1099511628211ULL;
    return fmt::format("{:03}-{}{}-{:03}", hash % 900 + 100,
                       static_cast<char>('A' + hash / 1000 % 26), hash / 30'000 % 10,
                       hash / 1'000'000 % 1000);
}

void SandboxCarrier::expect(Mishap mishap, std::string const& code) {
    mishaps_.push_back({mishap, code});
}

SandboxCarrier::Answer SandboxCarrier::issue(std::string const& key, std::string_view address) {
    auto const planned = next_mishap();
    if (!planned)
        return {.outcome = Outcome::issued,
                .number = number_for(key),
                .sort_code = sandbox_sort_code(address)};
    switch (planned->mishap) {
        case Mishap::time_out_before: return {.outcome = Outcome::no_answer};
        case Mishap::time_out_after: number_for(key); return {.outcome = Outcome::no_answer};
        case Mishap::refuse: return {.outcome = Outcome::refused, .code = planned->code};
    }
    return {};
}

SandboxCarrier::Answer SandboxCarrier::query(std::string const& key, std::string_view address) {
    if (next_mishap()) return {.outcome = Outcome::no_answer};
    auto const known = issued_.find(key);
    if (known == issued_.end()) return {.outcome = Outcome::none_found};
    return {.outcome = Outcome::issued,
            .number = known->second,
            .sort_code = sandbox_sort_code(address)};
}

std::vector<std::string> SandboxCarrier::reserve(std::size_t count) {
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(next_number());
    return numbers;
}

std::optional<SandboxCarrier::Planned> SandboxCarrier::next_mishap() {
    if (mishaps_.empty()) return std::nullopt;
    Planned const first = mishaps_.front();
    mishaps_.erase(mishaps_.begin());
    return first;
}

std::string SandboxCarrier::next_number() {
    std::string const digits = fmt::format("{:0{}}", ++last_, serial_digits);
    return prefix_ + digits + waybill_check_digit(digits);
}

std::uint64_t SandboxCarrier::serial_of(std::string_view prefix, std::string_view number) {
    if (number.size() != prefix.size() + serial_digits + 1 || !number.starts_with(prefix)) return 0;
    std::string_view const digits = number.substr(prefix.size(), serial_digits);
    std::uint64_t serial = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), serial);
    return error == std::errc{} && end == digits.data() + digits.size() ? serial : 0;
}

std::string const& SandboxCarrier::number_for(std::string const& key) {
    auto const known = issued_.find(key);
    if (known != issued_.end()) return known->second;
    return issued_.emplace(key, next_number()).first->second;
}

}  // namespace wms
