// SPDX-License-Identifier: Apache-2.0
#include "server/http.hpp"

#include <algorithm>

namespace wms::web {

bool same_name(std::string_view a, std::string_view b) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::header(std::string_view name) const {
    for (Header const& header : headers) {
        if (same_name(header.name, name)) return header.value;
    }
    return {};
}

std::string_view Request::parameter(std::string_view name) const {
    for (Parameter const& parameter : query) {
        if (parameter.name == name) return parameter.value;
    }
    return {};
}

std::string_view Request::cookie(std::string_view name) const {
    std::string_view rest = header("Cookie");
    while (!rest.empty()) {
        std::size_t const end = std::min(rest.find(';'), rest.size());
        std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        std::size_t const equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
    return {};
}

}  // namespace wms::web
