// SPDX-License-Identifier: Apache-2.0
#include "app/location_labels.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace wms {
namespace {

// The digits in front, without zeros before them.
std::string_view take_number(std::string_view& text) {
    std::size_t const end = std::min(text.find_first_not_of("0123456789"), text.size());
    std::string_view number = text.substr(0, end);
    text.remove_prefix(end);
    number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
    return number;
}

}  // namespace

bool comes_before(std::string_view code, std::string_view other) {
    std::string_view const whole_code = code;
    std::string_view const whole_other = other;
    while (!code.empty() && !other.empty()) {
        if (is_digit(code[0]) && is_digit(other[0])) {
            std::string_view const mine = take_number(code);
            std::string_view const theirs = take_number(other);
            if (mine.size() != theirs.size()) return mine.size() < theirs.size();
            if (mine != theirs) return mine < theirs;
            continue;
        }
        if (code[0] != other[0]) return code[0] < other[0];
        code.remove_prefix(1);
        other.remove_prefix(1);
    }
    if (code.empty() != other.empty()) return code.empty();
    return whole_code < whole_other;  // 01 and 1
}

std::vector<labels::Fields> location_values(Read const& read, LocationRange const& range) {
    std::vector<labels::Fields> found;
    tables::locations.scan_all(read, [&](LocationId, Location const& location) {
        bool const before = !range.first.empty() && comes_before(location.code, range.first);
        bool const behind = !range.last.empty() && comes_before(range.last, location.code);
        if (before || behind) return true;
        if (!range.warehouse.empty() &&
            tables::warehouses.at(read, location.warehouse).code != range.warehouse)
            return true;
        Zone const zone = tables::zones.find(read, location.zone).value_or(Zone{});
        found.push_back({{"code", location.code},
                         {"label", "L-" + location.code},
                         {"check_digits", location.check_digits},
                         {"zone", zone.code}});
        return true;
    });
    std::ranges::sort(found, [](labels::Fields const& a, labels::Fields const& b) {
        return comes_before(a.at("code"), b.at("code"));
    });
    return found;
}

}  // namespace wms
