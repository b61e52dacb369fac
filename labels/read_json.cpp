// SPDX-License-Identifier: Apache-2.0
#include "labels/read_json.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

namespace wms::labels {

ParsedJson parse_json(std::string_view text) {
    if (!is_utf8(text)) return {.value = {}, .offset = 0, .problem = "not UTF-8"};
    boost::json::parse_options options;
    options.max_depth = 16;
    boost::json::stream_parser parser{{}, options};
    boost::json::error_code error;
    std::size_t const taken = parser.write_some(text.data(), text.size(), error);
    if (!error && taken < text.size()) {
        std::size_t const rest = text.find_first_not_of(" \t\r\n", taken);
        if (rest != text.npos)
            return {.value = {}, .offset = rest, .problem = "something behind the end"};
    }
    if (!error) parser.finish(error);
    if (error) return {.value = {}, .offset = taken, .problem = error.message()};
    return {.value = parser.release(), .offset = 0, .problem = {}};
}

}  // namespace wms::labels
