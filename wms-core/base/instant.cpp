// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace wms {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int number = 0;
    for (char const c : text.substr(at, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

int days_in_month(int year, int month) {
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2 && leap) return 29;
    return days.at(static_cast<std::size_t>(month - 1));
}

std::optional<Day> make_day(int year, int month, int day) {
    if (year < 1900 || year > 2199 || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > days_in_month(year, month)) return std::nullopt;
    return Day{year * 10000 + month * 100 + day};
}

// Days-from-civil over 400-year eras of the proleptic Gregorian calendar (H. Hinnant's public
// algorithm).
std::int64_t days_since_epoch(Day day) {
    std::int64_t const y = day.year() - (day.month() <= 2 ? 1 : 0);
    std::int64_t const era = (y >= 0 ? y : y - 399) / 400;
    std::int64_t const year_of_era = y - era * 400;
    std::int64_t const month_from_march = (day.month() + 9) % 12;
    std::int64_t const day_of_year = (153 * month_from_march + 2) / 5 + day.day() - 1;
    std::int64_t const day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

Day day_from_epoch(std::int64_t days) {
    days += 719'468;
    std::int64_t const era = (days >= 0 ? days : days - 146'096) / 146'097;
    std::int64_t const day_of_era = days - era * 146'097;
    std::int64_t const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    std::int64_t const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    std::int64_t const month_from_march = (5 * day_of_year + 2) / 153;
    std::int64_t const day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    std::int64_t const month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    std::int64_t const year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return Day{static_cast<Day::rep>(year * 10000 + month * 100 + day)};
}

Day day_of(Instant at, int utc_offset_min) {
    std::int64_t const local = at.value() + std::int64_t{utc_offset_min} * 60'000;
    std::int64_t const floor =
        local >= 0 ? local / ms_per_day : -((-local + ms_per_day - 1) / ms_per_day);
    return day_from_epoch(floor);
}

Instant midnight(Day day) {
    return Instant{days_since_epoch(day) * ms_per_day};
}

std::string to_text(Day day) {
    if (!day) return {};
    return fmt::format("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
}

std::string to_text(Instant at) {
    Day const day = day_of(at, 0);
    std::int64_t const rest = at.value() - midnight(day).value();
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_text(day), rest / 3'600'000,
                       rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = digits(text, 0, 4);
    auto const month = digits(text, 5, 2);
    auto const day = digits(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    return make_day(*year, *month, *day);
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.ends_with('Z')) text.remove_suffix(1);
    if (text.size() != 19 && text.size() != 23) return std::nullopt;
    auto const day = parse_day(text.substr(0, 10));
    auto const hour = digits(text, 11, 2);
    auto const minute = digits(text, 14, 2);
    auto const second = digits(text, 17, 2);
    bool const marks = (text[10] == ' ' || text[10] == 'T') && text[13] == ':' && text[16] == ':';
    if (!day || !hour || !minute || !second || !marks) return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    std::int64_t millis = 0;
    if (text.size() == 23) {
        auto const fraction = digits(text, 20, 3);
        if (!fraction || text[19] != '.') return std::nullopt;
        millis = *fraction;
    }
    std::int64_t const seconds = *hour * 3600 + *minute * 60 + *second;
    return Instant{midnight(*day).value() + seconds * 1000 + millis};
}

}  // namespace wms
