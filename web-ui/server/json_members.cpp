// SPDX-License-Identifier: Apache-2.0
#include "server/json_members.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace wms::web {
namespace {

// Boost.JSON's own parser, told only about names.
struct Members {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    std::vector<std::string> names;  // of all objects that are open, one object behind the other
    std::vector<std::size_t> open;   // where the names of each begin
    std::string name;
    std::optional<std::string> repeated;

    bool on_object_begin(boost::json::error_code&) {
        open.push_back(names.size());
        return true;
    }
    bool on_object_end(std::size_t, boost::json::error_code& error) {
        auto const first = names.begin() + static_cast<std::ptrdiff_t>(open.back());
        std::sort(first, names.end());
        auto const twice = std::adjacent_find(first, names.end());
        if (twice != names.end()) {
            repeated = *twice;
            error = boost::json::error::extra_data;  // any: it ends the parsing
            return false;
        }
        names.erase(first, names.end());
        open.pop_back();
        return true;
    }
    bool on_key_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
        name.append(part.data(), part.size());
        return true;
    }
    bool on_key(boost::json::string_view last, std::size_t, boost::json::error_code&) {
        name.append(last.data(), last.size());
        names.push_back(std::exchange(name, {}));
        return true;
    }
    bool on_document_begin(boost::json::error_code&) { return true; }
    bool on_document_end(boost::json::error_code&) { return true; }
    bool on_array_begin(boost::json::error_code&) { return true; }
    bool on_array_end(std::size_t, boost::json::error_code&) { return true; }
    bool on_string_part(boost::json::string_view, std::size_t, boost::json::error_code&) {
        return true;
    }
    bool on_string(boost::json::string_view, std::size_t, boost::json::error_code&) { return true; }
    bool on_number_part(boost::json::string_view, boost::json::error_code&) { return true; }
    bool on_int64(std::int64_t, boost::json::string_view, boost::json::error_code&) { return true; }
    bool on_uint64(std::uint64_t, boost::json::string_view, boost::json::error_code&) {
        return true;
    }
    bool on_double(double, boost::json::string_view, boost::json::error_code&) { return true; }
    bool on_bool(bool, boost::json::error_code&) { return true; }
    bool on_null(boost::json::error_code&) { return true; }
    bool on_comment_part(boost::json::string_view, boost::json::error_code&) { return true; }
    bool on_comment(boost::json::string_view, boost::json::error_code&) { return true; }
};

}  // namespace

std::optional<std::string> repeated_member(std::string_view text) {
    boost::json::basic_parser<Members> parser{boost::json::parse_options{}};
    boost::json::error_code error;
    parser.write_some(false, text.data(), text.size(), error);
    return parser.handler().repeated;
}

JsonCounts counts_in(std::string_view text) {
    JsonCounts counts;
    bool inside = false;  // a text
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        if (inside && c == '\\') ++at;
        if (c == '"') inside = !inside;
        if (inside) continue;
        counts.separators += c == ',';
        counts.members += c == ':';
    }
    return counts;
}

}  // namespace wms::web
