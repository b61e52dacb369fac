// SPDX-License-Identifier: Apache-2.0
// The guard against whatever bytes come: what it lets through is framed once and climbs nowhere.
#include "server/request_head.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    using wms::web::HeadEnd;
    HeadEnd const end = wms::web::find_head_end(bytes, 0);
    // the same in two pieces
    HeadEnd const half = wms::web::find_head_end(bytes.substr(0, size / 2), 0);
    if (half.state == HeadEnd::State::unfinished) {
        HeadEnd const rest = wms::web::find_head_end(bytes, size / 2);
        if (rest.state != end.state || rest.size != end.size) std::abort();
    }
    if (end.state != HeadEnd::State::whole) return 0;
    auto const head = wms::web::read_head(bytes.substr(0, end.size));
    if (!head) return 0;
    if (head->chunked && head->content_length > 0) std::abort();
    auto const& path = head->request.path;
    if (!path.starts_with('/') || (path + "/").find("/../") != std::string::npos) std::abort();
    if (!wms::web::read_host(head->request.header("Host"))) std::abort();
    return 0;
}
