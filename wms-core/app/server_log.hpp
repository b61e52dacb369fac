// SPDX-License-Identifier: Apache-2.0
// One JSON line per event on stderr, for journald. No names, phones or tokens; control characters
// are escaped, so that whatever somebody sends stays one record (reliability §3.18).
#pragma once

#include <boost/json/value.hpp>

#include <initializer_list>
#include <string_view>

namespace wms::app {

enum class LogLevel : unsigned char { info, warning, error };
struct LogField {
    std::string_view name;
    boost::json::value value;
    // By parentheses: braces would make a list of one.
    template <class T>
    LogField(std::string_view field, T const& content) : name{field}, value(content) {}
};
void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace wms::app
