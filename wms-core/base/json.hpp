// SPDX-License-Identifier: Apache-2.0
// Described structs to JSON and back, from the same description as the bytes. Reading is strict: an
// unknown or ill-typed field is refused with its path, because it comes from outside and stops at
// the edge.
#pragma once

#include "base/bytes.hpp"
#include "base/refusal.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <string>

namespace wms {

template <class T>
[[nodiscard]] boost::json::value to_json(T const& value) {
    auto const text = [](std::string_view bytes) {
        return boost::json::value(boost::json::string(bytes));
    };
    if constexpr (std::is_same_v<T, bool> || std::is_integral_v<T>) {
        return value;
    } else if constexpr (std::is_same_v<T, Why>) {
        return text(name_of(value));
    } else if constexpr (std::is_enum_v<T>) {
        return text(boost::describe::enum_to_string(value, "?"));
    } else if constexpr (Wrapped<T>) {
        return value.value();
    } else if constexpr (std::is_same_v<T, std::string>) {
        return text(value);
    } else if constexpr (is_byte_array<T>) {
        std::string hex;
        for (std::uint8_t const byte : value) {
            hex += "0123456789abcdef"[byte >> 4];
            hex += "0123456789abcdef"[byte & 15];
        }
        return text(hex);
    } else if constexpr (Hidden<T>) {
        return text("***");
    } else if constexpr (is_optional<T>) {
        return value ? to_json(*value) : boost::json::value{nullptr};
    } else if constexpr (is_vector<T>) {
        boost::json::array list;
        list.reserve(value.size());
        for (auto const& item : value) list.push_back(to_json(item));
        return list;
    } else {
        boost::json::object object;
        object.reserve(field_count<T>);
        for_each_field<T>(
            [&](auto field) { object.emplace(field.name, to_json(value.*field.pointer)); });
        return object;
    }
}

template <class T>
[[nodiscard]] Result<> from_json(boost::json::value const& json, T& value, std::string const& path);

template <class T>
[[nodiscard]] Result<> list_from_json(boost::json::value const& json, std::vector<T>& list,
                                      std::string const& path) {
    if (!json.is_array()) return refuse(Why::bad_field, path, "a list is wanted");
    list.clear();
    for (auto const& item : json.get_array()) {
        std::string const place = path + "/" + std::to_string(list.size());
        auto const read = from_json(item, list.emplace_back(), place);
        if (!read) return read;
    }
    return {};
}

template <Described T>
[[nodiscard]] Result<> object_from_json(boost::json::value const& json, T& value,
                                        std::string const& path) {
    if (!json.is_object()) return refuse(Why::bad_field, path, "an object is wanted");
    std::size_t known = 0;
    Result<> result{};
    for_each_field<T>([&](auto field) {
        auto const* member = json.get_object().if_contains(field.name);
        if (member == nullptr) return;
        ++known;
        if (result) result = from_json(*member, value.*field.pointer, path + "/" + field.name);
    });
    if (result && known != json.get_object().size()) {
        for (auto const& member : json.get_object()) {
            bool found = false;
            for_each_field<T>([&](auto field) { found = found || member.key() == field.name; });
            if (!found)
                return refuse(Why::bad_field, path + "/" + std::string{member.key()},
                              "unknown field");
        }
    }
    return result;
}

template <class T>
[[nodiscard]] Result<> from_json(boost::json::value const& json, T& value,
                                 std::string const& path) {
    if constexpr (std::is_same_v<T, bool>) {
        if (!json.is_bool()) return refuse(Why::bad_field, path, "true or false is wanted");
        value = json.get_bool();
    } else if constexpr (std::is_enum_v<T>) {
        bool const known =
            json.is_string() && boost::describe::enum_from_string(json.get_string().c_str(), value);
        if (!known) return refuse(Why::bad_field, path, "not one of the known names");
    } else if constexpr (std::is_integral_v<T>) {
        boost::json::error_code error;
        value = json.to_number<T>(error);
        if (error) return refuse(Why::bad_field, path, "a whole number in range is wanted");
    } else if constexpr (Wrapped<T>) {
        typename T::rep number{};
        auto const read = from_json(json, number, path);
        if (!read) return read;
        if constexpr (Counted<T>) {
            if (number < 0) return refuse(Why::bad_field, path, "must not be negative");
        }
        value = T::from_value(number);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!json.is_string()) return refuse(Why::bad_field, path, "a text is wanted");
        value = json.get_string();
    } else if constexpr (is_optional<T>) {
        value.reset();
        if (!json.is_null()) return from_json(json, value.emplace(), path);
    } else if constexpr (is_vector<T>) {
        return list_from_json(json, value, path);
    } else if constexpr (is_byte_array<T> || Hidden<T>) {
        return refuse(Why::bad_field, path, "is made by the server");
    } else {
        return object_from_json(json, value, path);
    }
    return {};
}

}  // namespace wms
