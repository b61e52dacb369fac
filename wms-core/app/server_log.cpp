// SPDX-License-Identifier: Apache-2.0
#include "app/server_log.hpp"

#include "base/text.hpp"

#include <fmt/chrono.h>
#include <boost/json.hpp>

#include <chrono>
#include <cstdio>

namespace wms::app {

void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    constexpr std::string_view names[] = {"info", "warning", "error"};
    auto const now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    boost::json::object line;
    line["time"] = fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(now));
    line["level"] = names[static_cast<unsigned>(level)];
    line["event"] = event;
    for (LogField const& field : fields) {
        boost::json::value made = field.value;
        if (auto* const text = made.if_string()) *text = visible(std::string_view{*text}, 300);
        line[field.name] = std::move(made);
    }
    // one write, so that lines of two threads do not mix
    std::string const text = boost::json::serialize(line) + '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace wms::app
