// SPDX-License-Identifier: Apache-2.0
#include "server/http.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace wms::web {
bool same_name(std::string_view one, std::string_view other) {
    auto const lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view Request::header(std::string_view name) const {
    for (Header const& each : headers) {
        if (same_name(each.name, name)) return each.value;
    }
    return {};
}

std::string_view Request::parameter(std::string_view name) const {
    for (Parameter const& each : query) {
        if (each.name == name) return each.value;
    }
    return {};
}

std::string_view Request::cookie(std::string_view name) const {
    std::string_view rest = header("Cookie");
    while (!rest.empty()) {
        std::size_t const end = std::min(rest.find(';'), rest.size());
        std::string_view const pair = trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        std::size_t const equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return pair.substr(equals + 1);
    }
    return {};
}

}  // namespace wms::web
