// SPDX-License-Identifier: Apache-2.0
// One JSON line per event on stderr, for journald. No names, phones or tokens; control characters
// are escaped, so that whatever somebody sends stays one record (reliability §3.18).
#pragma once

#include <boost/json/value.hpp>

#include <initializer_list>
#include <string_view>
#include <utility>

namespace wms::app {

enum class LogLevel : unsigned char { info, warning, error };
using LogField = std::pair<std::string_view, boost::json::value>;
void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace wms::app
