// SPDX-License-Identifier: Apache-2.0
// Time of day and elapsed time are different types. UTC milliseconds; a warehouse has an offset for
// cut-offs. Nothing here reads a clock: the engine stamps each command and the stamp is stored with
// the entry.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wms {

class Elapsed {
public:
    using rep = std::int64_t;
    constexpr Elapsed() = default;
    explicit constexpr Elapsed(rep milliseconds) : value_{milliseconds} {}
    [[nodiscard]] constexpr rep value() const { return value_; }
    [[nodiscard]] static constexpr Elapsed from_value(rep ms) { return Elapsed{ms}; }
    friend constexpr auto operator<=>(Elapsed const&, Elapsed const&) = default;

private:
    rep value_ = 0;
};

consteval Elapsed operator""_ms(unsigned long long n) {
    return Elapsed{static_cast<std::int64_t>(n)};
}
consteval Elapsed operator""_s(unsigned long long n) {
    return Elapsed{static_cast<std::int64_t>(n) * 1000};
}
consteval Elapsed operator""_min(unsigned long long n) {
    return Elapsed{static_cast<std::int64_t>(n) * 60'000};
}

class Instant {
public:
    using rep = std::int64_t;
    constexpr Instant() = default;
    explicit constexpr Instant(rep milliseconds) : value_{milliseconds} {}
    [[nodiscard]] constexpr rep value() const { return value_; }  // ms since 1970-01-01 UTC
    [[nodiscard]] static constexpr Instant from_value(rep ms) { return Instant{ms}; }
    friend constexpr auto operator<=>(Instant const&, Instant const&) = default;
    friend constexpr Elapsed operator-(Instant a, Instant b) {
        return Elapsed{a.value_ - b.value_};
    }
    friend constexpr Instant operator+(Instant a, Elapsed b) {
        return Instant{a.value_ + b.value()};
    }
    friend constexpr Instant operator-(Instant a, Elapsed b) {
        return Instant{a.value_ - b.value()};
    }

private:
    rep value_ = 0;
};

// A calendar day as yyyymmdd; 0 = absent. Comparing the numbers compares the days.
class Day {
public:
    using rep = std::int32_t;
    constexpr Day() = default;
    explicit constexpr Day(rep yyyymmdd) : value_{yyyymmdd} {}
    [[nodiscard]] constexpr rep value() const { return value_; }
    [[nodiscard]] static constexpr Day from_value(rep yyyymmdd) { return Day{yyyymmdd}; }
    [[nodiscard]] explicit constexpr operator bool() const { return value_ != 0; }
    [[nodiscard]] constexpr int year() const { return value_ / 10000; }
    [[nodiscard]] constexpr int month() const { return value_ / 100 % 100; }
    [[nodiscard]] constexpr int day() const { return value_ % 100; }
    friend constexpr auto operator<=>(Day const&, Day const&) = default;

private:
    rep value_ = 0;
};

[[nodiscard]] int days_in_month(int year, int month);
// A real calendar day between 1900 and 2199, else nothing.
[[nodiscard]] std::optional<Day> make_day(int year, int month, int day);
[[nodiscard]] std::int64_t days_since_epoch(Day day);
[[nodiscard]] Day day_from_epoch(std::int64_t days);
// The day in which `at` falls for a place `utc_offset_min` minutes east of UTC.
[[nodiscard]] Day day_of(Instant at, int utc_offset_min);
[[nodiscard]] Instant midnight(Day day);

// "2010-12-09"; and "2010-12-09T08:34:00.000Z" for instants.
[[nodiscard]] std::string to_text(Day day);
[[nodiscard]] std::string to_text(Instant at);
// "2010-12-09"
[[nodiscard]] std::optional<Day> parse_day(std::string_view text);
// "2010-12-09 08:34:00" or "2010-12-09T08:34:00[.mmm][Z]", read as UTC.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);

}  // namespace wms
