// SPDX-License-Identifier: Apache-2.0
// Described values as JSON text without a tree in between: for what is sent by the thousand. The
// text means what to_json() says (json.hpp).
#pragma once

#include "base/json.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace wms {

// In quotes; what JSON wants escaped is escaped.
inline void add_json_text(std::string& json, std::string_view text) {
    json += '"';
    std::size_t plain = 0;  // where what is not yet written begins
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        json.append(text, plain, at - plain);
        plain = at + 1;
        json += '\\';
        if (byte >= 0x20) {
            json += text[at];
        } else {
            json += "u00";
            json += "0123456789abcdef"[byte >> 4];
            json += "0123456789abcdef"[byte & 15];
        }
    }
    json.append(text, plain, text.size() - plain);
    json += '"';
}

inline void add_json_number(std::string& json, auto number) {
    std::array<char, 24> digits;  // NOLINT(*-member-init): written before it is read
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    json.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// [a,b,…]: `add` writes one.
void add_json_list(std::string& json, auto const& list, auto const& add) {
    json += '[';
    bool first = true;
    for (auto const& one : list) {
        if (!std::exchange(first, false)) json += ',';
        add(one);
    }
    json += ']';
}

template <class T>
void add_json(std::string& json, T const& value) {
    if constexpr (std::is_same_v<T, bool>) {
        json += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        add_json_number(json, value);
    } else if constexpr (std::is_same_v<T, Why>) {
        add_json_text(json, name_of(value));
    } else if constexpr (std::is_enum_v<T>) {
        add_json_text(json, boost::describe::enum_to_string(value, "?"));
    } else if constexpr (Wrapped<T>) {
        add_json(json, value.value());
    } else if constexpr (std::is_same_v<T, std::string>) {
        add_json_text(json, value);
    } else if constexpr (is_optional<T>) {
        if (value) return add_json(json, *value);
        json += "null";
    } else if constexpr (is_vector<T>) {
        add_json_list(json, value, [&](auto const& one) { add_json(json, one); });
    } else {
        static_assert(Described<T>, "what else there is goes through to_json");
        char before = '{';
        for_each_field<T>([&](auto field) {
            json += std::exchange(before, ',');
            add_json_text(json, field.name);
            json += ':';
            add_json(json, value.*field.pointer);
        });
        json += '}';
    }
}

}  // namespace wms
