// SPDX-License-Identifier: Apache-2.0
// The guard: the bytes of a request's head, read strictly, before Beast sees them. What two readers
// of HTTP could understand in two ways is refused here (reliability §3.7): a request that is framed
// twice, a name that is folded, a target that climbs. Pure functions on bytes; no socket, no Beast.
#pragma once

#include "server/http.hpp"

#include <cstddef>
#include <expected>
#include <string_view>

namespace wms::web {

struct HeadRefused {
    std::uint16_t status = 400;
    std::string_view code;  // stable, for the answer and the log: "two_lengths"
};

// How far the head is there. `refused` as soon as a byte is seen that no head may hold, so that
// nobody waits ten seconds for the end of a line that cannot end.
struct HeadEnd {
    enum class State : std::uint8_t { unfinished, whole, refused };
    State state = State::unfinished;
    std::size_t size = 0;  // with the empty line
};
// `seen` bytes were looked at by an earlier call.
[[nodiscard]] HeadEnd find_head_end(std::string_view bytes, std::size_t seen);

struct RequestHead {
    Request request;  // without body, peer, secure
    std::uint64_t content_length = 0;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;
    bool upgrade = false;   // to a WebSocket, with a good key
    std::string host = {};  // lower case, without port
};
[[nodiscard]] std::expected<RequestHead, HeadRefused> read_head(std::string_view bytes);

// The parts, for whoever meets them elsewhere.
struct HostAndPort {
    std::string host;  // lower case, an IPv6 address without its brackets
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<HostAndPort> read_host(std::string_view text);

// What is refused before anybody looks at it reads as every other refusal does (RFC 9457).
[[nodiscard]] Response refusal_of(std::uint16_t status, std::string_view code);

// Whether a browser sent this from a page of ours (reliability §3.3). Programs send neither Origin
// nor Sec-Fetch-Site.
[[nodiscard]] bool from_our_page(Request const& request);

}  // namespace wms::web
