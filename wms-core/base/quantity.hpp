// SPDX-License-Identifier: Apache-2.0
// Counted and measured things as integers with a unit: no floating point in the domain (§4.0.1).
#pragma once

#include "base/ensure.hpp"

#include <compare>
#include <cstdint>

namespace wms {

// A non-negative whole number of one unit. Arithmetic is checked: going below zero or above the
// range is a broken invariant, because every guard has to come before the arithmetic.
template <class Unit>
class Amount {
public:
    using rep = std::int64_t;

    constexpr Amount() = default;
    explicit constexpr Amount(rep count) : value_{count} {
        ensure(count >= 0, "an amount is never negative");
    }

    [[nodiscard]] constexpr rep value() const { return value_; }
    [[nodiscard]] static constexpr Amount from_value(rep count) { return Amount{count}; }
    [[nodiscard]] constexpr bool is_zero() const { return value_ == 0; }

    constexpr Amount& operator+=(Amount other) {
        rep sum = 0;
        ensure(!__builtin_add_overflow(value_, other.value_, &sum), "amount overflow");
        value_ = sum;
        return *this;
    }
    constexpr Amount& operator-=(Amount other) {
        ensure(other.value_ <= value_, "amount would become negative");
        value_ -= other.value_;
        return *this;
    }
    constexpr Amount& operator*=(rep factor) {
        rep product = 0;
        ensure(factor >= 0 && !__builtin_mul_overflow(value_, factor, &product), "amount overflow");
        value_ = product;
        return *this;
    }
    friend constexpr Amount operator+(Amount a, Amount b) { return a += b; }
    friend constexpr Amount operator-(Amount a, Amount b) { return a -= b; }
    friend constexpr Amount operator*(Amount a, rep factor) { return a *= factor; }
    friend constexpr auto operator<=>(Amount const&, Amount const&) = default;

private:
    rep value_ = 0;
};

using Quantity = Amount<struct BaseUnit>;  // base units: pieces, or grams for catch-weight
using Weight = Amount<struct Gram>;
using Length = Amount<struct Millimetre>;
using Money = Amount<struct MinorUnit>;  // pence, fen

// One movement never carries more than this: a typing slip is refused, not posted.
inline constexpr Quantity quantity_max{1'000'000'000};
inline constexpr Money money_max{1'000'000'000'000};

consteval Quantity operator""_ea(unsigned long long count) {
    return Quantity{static_cast<std::int64_t>(count)};
}

}  // namespace wms
