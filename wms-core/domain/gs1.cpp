// SPDX-License-Identifier: Apache-2.0
#include "domain/gs1.hpp"

#include "base/text.hpp"
#include "domain/gs1/ai_table.hpp"
#include "domain/gs1/lint.hpp"

#include <algorithm>
#include <cstddef>

namespace wms::gs1 {
namespace {

std::string shown(Element const& element) {
    std::string text{"("};
    return text.append(element.ai).append(") ").append(element.value);
}

std::unexpected<Refusal> refuse_value(Why why, std::string_view ai, std::string_view value,
                                      std::string_view detail) {
    std::string shown;
    shown.append("(").append(ai).append(") ").append(value);
    return refuse(why, std::move(shown), detail);
}

std::unexpected<Refusal> refuse_text(std::string_view text, std::string_view detail) {
    return refuse(Why::malformed_code, text, detail);
}

std::string_view charset_fault(Charset charset) {
    switch (charset) {
        case Charset::digits: return "only digits are allowed";
        case Charset::cset82: return "a character outside CSET 82";
        case Charset::cset39: return "a character outside CSET 39";
        case Charset::cset64: return "a character outside CSET 64";
    }
    return "";
}

std::optional<Fault> component_fault(Component const& component, std::string_view text) {
    if (text.size() < component.length_min) return Fault{Why::malformed_code, "too short"};
    if (!is_in(component.charset, text))
        return Fault{Why::malformed_code, std::string{charset_fault(component.charset)}};
    for (Linter const linter : component.linters) {
        if (linter == Linter::none) break;
        if (auto fault = lint(linter, text)) return fault;
    }
    return std::nullopt;
}

std::optional<Fault> value_fault(AiRow const& row, std::string_view value) {
    if (value.empty()) return Fault{Why::malformed_code, "no value"};
    std::string_view rest = value;
    for (Component const& component : components_of(row)) {
        if (rest.empty() && component.optional) break;
        auto const length = std::min<std::size_t>(component.length_max, rest.size());
        if (auto fault = component_fault(component, rest.substr(0, length))) return fault;
        rest.remove_prefix(length);
    }
    if (!rest.empty()) return Fault{Why::malformed_code, "too long"};
    return std::nullopt;
}

// Adds a sound element that does not contradict an earlier one.
Result<> add(Elements& elements, AiRow const& row, std::string_view ai, std::string_view value) {
    if (auto const fault = value_fault(row, value))
        return refuse_value(fault->why, ai, value, fault->detail);
    for (Element const& earlier : elements) {
        if (earlier.ai == ai && earlier.value != value)
            return refuse_value(Why::malformed_code, ai, value, "was " + earlier.value + " before");
    }
    elements.push_back({std::string{ai}, std::string{value}});
    return {};
}

// "394n" fits 3940 … 3949.
bool fits(std::string_view pattern, std::string_view ai) {
    return ai.starts_with(pattern.substr(0, pattern.find('n')));
}

bool has(std::span<Element const> elements, std::string_view pattern) {
    return std::ranges::any_of(elements, [&](Element const& e) { return fits(pattern, e.ai); });
}

// Calls `visit` with each part until it returns false.
template <class Visit>
void each_part(std::string_view list, char joint, Visit visit) {
    while (!list.empty()) {
        auto const end = std::min(list.find(joint), list.size());
        if (!visit(list.substr(0, end))) return;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

// "01+21,02": one group, all of it.
bool is_satisfied(std::span<Element const> elements, std::string_view groups) {
    bool satisfied = false;
    each_part(groups, ',', [&](std::string_view group) {
        bool whole = true;
        each_part(group, '+', [&](std::string_view ai) { return whole = has(elements, ai); });
        satisfied = whole;
        return !satisfied;
    });
    return satisfied;
}

// "(" digits ")": how many characters, 0 if there is no AI in brackets here.
std::size_t bracket_length(std::string_view text) {
    if (!text.starts_with('(')) return 0;
    std::size_t end = 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    bool const closed = end < text.size() && text[end] == ')';
    return closed && end >= 3 && end <= 5 ? end + 1 : 0;
}

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// The value up to the next AI in brackets; `text` loses it.
std::string take_bracketed_value(std::string_view& text) {
    std::string value;
    while (!text.empty() && bracket_length(text) == 0) {
        bool const escaped = text.starts_with("\\(");
        if (escaped) text.remove_prefix(1);
        value += text.front();
        text.remove_prefix(1);
    }
    return std::string{without_blanks(value)};
}

}  // namespace

AiRow const* find_exact_ai(std::string_view ai) {
    AiRow const* row = find_ai(ai);
    return row != nullptr && row->ai_length == ai.size() ? row : nullptr;
}

AiRow const* find_ai(std::string_view data) {
    if (data.size() < 2 || !is_digit(data[0]) || !is_digit(data[1])) return nullptr;
    auto const prefix_number = static_cast<std::size_t>((data[0] - '0') * 10 + (data[1] - '0'));
    AiPrefix const& prefix = ai_prefixes()[prefix_number];
    if (prefix.ai_length == 0 || data.size() < prefix.ai_length) return nullptr;
    unsigned number = 0;
    for (char const c : data.substr(0, prefix.ai_length)) {
        if (!is_digit(c)) return nullptr;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    auto const rows =
        ai_rows().subspan(prefix.row_begin, static_cast<std::size_t>(prefix.row_end) -
                                                static_cast<std::size_t>(prefix.row_begin));
    auto const row = std::ranges::lower_bound(rows, number, {}, &AiRow::last);
    return row != rows.end() && row->first <= number ? &*row : nullptr;
}

Result<Elements> parse_elements(std::string_view data) {
    std::string_view rest = data;
    if (rest.starts_with(separator)) rest.remove_prefix(1);
    if (rest.empty()) return refuse_text(data, "no GS1 element");
    Elements elements;
    elements.reserve(4);
    while (!rest.empty()) {
        AiRow const* row = find_ai(rest);
        if (row == nullptr) return refuse_text(rest, "no known AI at its front");
        std::string_view const ai = rest.substr(0, row->ai_length);
        rest.remove_prefix(ai.size());
        std::string_view value = rest.substr(0, rest.find(separator));
        if (row->fixed_length != 0) value = value.substr(0, row->fixed_length);
        auto const added = add(elements, *row, ai, value);
        if (!added) return std::unexpected(added.error());
        rest.remove_prefix(value.size());
        if (rest.starts_with(separator)) rest.remove_prefix(1);
    }
    return elements;
}

bool is_bracketed(std::string_view text) {
    return bracket_length(text) != 0;
}

Result<Elements> parse_bracketed(std::string_view text) {
    if (!is_bracketed(text)) return refuse_text(text, "no AI in brackets at its front");
    Elements elements;
    std::string_view rest = text;
    while (!rest.empty()) {
        auto const length = bracket_length(rest);
        std::string_view const ai = rest.substr(1, length - 2);
        AiRow const* row = find_exact_ai(ai);
        if (row == nullptr) return refuse_text(rest, "no known AI at its front");
        rest.remove_prefix(length);
        auto const added = add(elements, *row, ai, take_bracketed_value(rest));
        if (!added) return std::unexpected(added.error());
    }
    return elements;
}

Result<> check_value(std::string_view ai, std::string_view value) {
    AiRow const* row = find_exact_ai(ai);
    if (row == nullptr) return refuse_value(Why::malformed_code, ai, value, "no known AI");
    if (auto const fault = value_fault(*row, value))
        return refuse_value(fault->why, ai, value, fault->detail);
    return {};
}

Result<> check_exclusions(std::span<Element const> elements) {
    for (Element const& element : elements) {
        AiRow const* row = find_exact_ai(element.ai);
        if (row == nullptr) continue;
        Element const* offender = nullptr;
        each_part(row->excluded, ',', [&](std::string_view pattern) {
            for (Element const& other : elements) {
                // A pattern may fit the AI itself: two different weights contradict, one does not.
                if (fits(pattern, other.ai) && other.ai != element.ai) offender = &other;
            }
            return offender == nullptr;
        });
        if (offender != nullptr)
            return refuse(Why::contradicting_elements, shown(element), shown(*offender));
    }
    return {};
}

Result<> check_associations(std::span<Element const> elements) {
    auto const exclusions = check_exclusions(elements);
    if (!exclusions) return exclusions;
    for (Element const& element : elements) {
        AiRow const* row = find_exact_ai(element.ai);
        if (row == nullptr) continue;
        std::string_view missing;
        each_part(row->required, ';', [&](std::string_view groups) {
            if (!is_satisfied(elements, groups)) missing = groups;
            return missing.empty();
        });
        if (!missing.empty())
            return refuse_value(Why::malformed_code, element.ai, element.value,
                                "needs " + std::string{missing});
    }
    return {};
}

Result<Day> date_of(std::string_view yymmdd, Day today) {
    auto const pair = [&](std::size_t at) {
        return (yymmdd[at] - '0') * 10 + (yymmdd[at + 1] - '0');
    };
    if (yymmdd.size() != 6 || !is_in(Charset::digits, yymmdd)) return refuse(Why::bad_date, yymmdd);
    int const ahead = pair(0) - today.year() % 100;
    int century = today.year() / 100;
    if (ahead >= 51) --century;
    if (ahead <= -50) ++century;
    int const year = century * 100 + pair(0);
    int const month = pair(2);
    if (month < 1 || month > 12) return refuse(Why::bad_date, yymmdd);
    int const day = pair(4) == 0 ? days_in_month(year, month) : pair(4);
    auto const date = make_day(year, month, day);
    if (!date) return refuse(Why::bad_date, yymmdd);
    return *date;
}

std::string_view value_of(std::span<Element const> elements, std::string_view ai) {
    auto const found = std::ranges::find(elements, ai, &Element::ai);
    return found == elements.end() ? std::string_view{} : std::string_view{found->value};
}

std::string element_string(std::span<Element const> elements) {
    std::string data;
    for (Element const& element : elements) {
        data.append(element.ai).append(element.value);
        AiRow const* row = find_ai(element.ai);
        bool const open = row == nullptr || row->fixed_length == 0;
        if (open && &element != &elements.back()) data += separator;
    }
    return data;
}

std::string bracketed(std::span<Element const> elements) {
    std::string text;
    for (Element const& element : elements) {
        text.append("(").append(element.ai).append(")");
        for (std::size_t at = 0; at < element.value.size(); ++at) {
            if (is_bracketed(std::string_view{element.value}.substr(at))) text += '\\';
            text += element.value[at];
        }
    }
    return text;
}

}  // namespace wms::gs1
