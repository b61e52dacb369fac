// SPDX-License-Identifier: Apache-2.0
#include "labels/text_parts.hpp"

#include "labels/privacy.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace wms::labels {
namespace {

struct FilterName {
    std::string_view name;
    Filter filter;
};
constexpr FilterName filter_names[] = {
    {"mask:name", Filter::mask_name},
    {"mask:phone6", Filter::mask_phone},
    {"mask:unit", Filter::mask_address},
    {"money", Filter::money},
    {"date", Filter::date},
    {"group4", Filter::group4},
    {"upper", Filter::upper},
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '.'; });
}

// "recipient.name|mask:name"
std::expected<Piece, std::string> parse_field(std::string_view text) {
    Piece piece;
    std::size_t bar = text.find('|');
    piece.field = text.substr(0, bar);
    if (!is_name(piece.field)) return std::unexpected("'" + piece.field + "' is no field's name");
    while (bar != text.npos) {
        text.remove_prefix(bar + 1);
        bar = text.find('|');
        std::string_view const name = text.substr(0, bar);
        auto const* const found = std::ranges::find(filter_names, name, &FilterName::name);
        if (found == std::end(filter_names))
            return std::unexpected("unknown filter '" + std::string{name} + "'");
        piece.filters.push_back(found->filter);
    }
    return piece;
}

std::string with_thousands(std::int64_t cents) {
    bool const negative = cents < 0;
    std::uint64_t const value =
        negative ? 0 - static_cast<std::uint64_t>(cents) : static_cast<std::uint64_t>(cents);
    std::string whole = std::to_string(value / 100);
    for (std::ptrdiff_t at = std::ssize(whole) - 3; at > 0; at -= 3)
        whole.insert(static_cast<std::size_t>(at), ",");
    return fmt::format("{}{}.{:02}", negative ? "-" : "", whole, value % 100);
}

bool looks_like_date(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00";
    if (text.size() < shape.size()) return false;
    for (std::size_t at = 0; at < shape.size(); ++at) {
        bool const fits = shape[at] == '0' ? is_digit(text[at]) : text[at] == shape[at];
        if (!fits) return false;
    }
    return true;
}

std::string grouped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at > 0 && at % 4 == 0) out += ' ';
        out += text[at];
    }
    return out;
}

std::expected<std::string, std::string> filtered(Filter filter, std::string const& value) {
    switch (filter) {
        case Filter::mask_name: return mask_name(value);
        case Filter::mask_phone: return mask_phone(value);
        case Filter::mask_address: return mask_address(value);
        case Filter::money: {
            auto const cents = hundredths(value);
            if (!cents) return std::unexpected("应为金额 · an amount is wanted: 12.50");
            return with_thousands(*cents);
        }
        case Filter::date:
            if (!looks_like_date(value))
                return std::unexpected("应为日期 · a date is wanted: 2026-11-24");
            return value.substr(0, 10);
        case Filter::group4:
            // bytes are grouped: only what a code can hold
            if (!std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7F; }))
                return std::unexpected(ascii_wanted);
            return grouped(value);
        case Filter::upper: {
            std::string upper = value;
            for (char& c : upper) {
                if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
            }
            return upper;
        }
    }
    return value;
}

}  // namespace

std::expected<Text, std::string> parse_text(std::string_view text) {
    Text pieces;
    std::string fixed;
    auto const keep_fixed = [&] {
        if (!fixed.empty()) pieces.push_back({.fixed = fixed, .field = {}, .filters = {}});
        fixed.clear();
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '{') {
            fixed += text[at];
            continue;
        }
        if (text.substr(at).starts_with("{{")) {
            fixed += text[at++];
            continue;
        }
        std::size_t const end = text.find('}', at);
        if (end == text.npos) return std::unexpected("'{' without '}'");
        auto piece = parse_field(text.substr(at + 1, end - at - 1));
        if (!piece) return std::unexpected(piece.error());
        keep_fixed();
        pieces.push_back(std::move(*piece));
        at = end;
    }
    keep_fixed();
    return pieces;
}

std::expected<Condition, std::string> parse_condition(std::string_view text) {
    Condition condition;
    std::size_t const at = text.find_first_of("=!<>", 1);
    condition.field = text.substr(0, at);
    if (condition.field.starts_with('!')) {
        condition.test = Condition::Test::absent;
        condition.field.erase(0, 1);
    }
    if (!is_name(condition.field))
        return std::unexpected("'" + condition.field + "' is no field's name");
    if (at == text.npos) return condition;
    if (condition.test == Condition::Test::absent) return std::unexpected("'!' and a comparison");
    std::string_view const rest = text.substr(at);
    using enum Condition::Test;
    if (rest.starts_with("==") || rest.starts_with("!=")) {
        condition.test = rest.starts_with('=') ? equal : different;
        condition.value = rest.substr(2);
        return condition;
    }
    condition.test = rest.starts_with('>') ? greater : less;
    condition.value = rest.substr(1);
    bool const compares = rest.starts_with('>') || rest.starts_with('<');
    if (!compares || !hundredths(condition.value))
        return std::unexpected("==, !=, > or < a number is wanted");
    return condition;
}

std::string_view Scope::value(std::string_view field) const {
    if (row_ != nullptr) {
        auto const found = row_->find(field);
        if (found != row_->end()) return found->second;
    }
    auto const found = label_.find(field);
    return found == label_.end() ? std::string_view{} : std::string_view{found->second};
}

Outcome<std::string> fill_text(Text const& text, Scope const& scope) {
    std::string filled;
    for (Piece const& piece : text) {
        filled += piece.fixed;
        if (piece.field.empty()) continue;
        std::string value{scope.value(piece.field)};
        if (value.empty()) continue;
        for (Filter const filter : piece.filters) {
            auto next = filtered(filter, value);
            if (!next)
                return std::unexpected(LabelError{
                    .fault = Fault::field_bad, .subject = piece.field, .detail = next.error()});
            value = std::move(*next);
        }
        filled += value;
    }
    return filled;
}

bool holds(Condition const& condition, Scope const& scope) {
    std::string_view const value = scope.value(condition.field);
    switch (condition.test) {
        case Condition::Test::present: return !value.empty();
        case Condition::Test::absent: return value.empty();
        case Condition::Test::equal: return value == condition.value;
        case Condition::Test::different: return value != condition.value;
        case Condition::Test::greater:
        case Condition::Test::less: {
            auto const left = hundredths(value);
            auto const right = hundredths(condition.value);
            if (!left || !right) return false;
            return condition.test == Condition::Test::greater ? *left > *right : *left < *right;
        }
    }
    return false;
}

std::optional<std::int64_t> hundredths(std::string_view number) {
    bool const negative = number.starts_with('-');
    if (negative) number.remove_prefix(1);
    std::size_t const point = number.find('.');
    std::string digits{number.substr(0, point)};
    std::string cents{point == number.npos ? std::string_view{} : number.substr(point + 1)};
    if (digits.empty() || digits.size() > 15 || cents.size() > 2) return std::nullopt;
    if (point != number.npos && cents.empty()) return std::nullopt;
    cents.resize(2, '0');
    digits += cents;
    if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return negative ? -value : value;
}

}  // namespace wms::labels
