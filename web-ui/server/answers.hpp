// SPDX-License-Identifier: Apache-2.0
// How an answer looks, whatever the route: JSON, problem+json with a stable code (RFC 9457), ETag
// and If-Match, pages with a cursor (interfaces §4.1). And the strict way in for JSON bodies.
#pragma once

#include "server/http.hpp"

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/refusal.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::web {

[[nodiscard]] std::string_view name_of(Method method);

// --- answers

[[nodiscard]] Response json(std::uint16_t status, boost::json::value const& body);
template <class T>
[[nodiscard]] Response json_of(std::uint16_t status, T const& row) {
    return json(status, to_json(row));
}
[[nodiscard]] Response no_content();

enum class Retry : std::uint8_t { pointless, later };
struct ProblemText {
    std::string en;
    std::string zh;
};
// `code` is stable and what programs look at; `params` fill the translation.
[[nodiscard]] Response problem(std::uint16_t status, std::string_view code, ProblemText text,
                               std::vector<std::string> const& params = {},
                               Retry retry = Retry::pointless);
// The HTTP status follows from the refusal's group; an unknown object is 404.
[[nodiscard]] std::uint16_t status_of(Why why);
[[nodiscard]] Response problem(Refusal const& refusal);
[[nodiscard]] Response not_found();
// {code, group, params, text:{en,zh}}: how a refusal is shown inside a 200 (terminals).
[[nodiscard]] boost::json::object refusal_json(Refusal const& refusal);
// {"en": …, "zh": …}
[[nodiscard]] boost::json::object text_json(std::string_view en, std::string_view zh);

// --- JSON bodies: UTF-8, at most 32 deep, no unknown field, no zero character in a text

inline constexpr std::size_t json_depth_max = 32;
inline constexpr std::size_t json_values_max = 100'000;
// Refuses with bad_field and the place.
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text,
                                                    boost::json::storage_ptr memory = {});
template <class T>
[[nodiscard]] Result<T> struct_from_json(std::string_view text) {
    // all of it goes at once when it has been read
    std::array<unsigned char, 4096> room{};
    boost::json::monotonic_resource memory{room.data(), room.size()};
    auto const parsed = parse_json(text, &memory);
    if (!parsed) return std::unexpected(parsed.error());
    T value{};
    if (auto const read = from_json(*parsed, value, ""); !read)
        return std::unexpected(read.error());
    return value;
}

// What is not sent stays as it is: the row as JSON with the sent fields over it, read strictly.
// `path` is where `sent` stands in the body.
template <class T>
[[nodiscard]] Result<T> laid_over(T const& present, boost::json::value const& sent,
                                  std::string const& path) {
    if (!sent.is_object())
        return refuse(Why::bad_field, path.empty() ? "/" : path, "an object is wanted");
    boost::json::value all = to_json(present);
    for (auto const& member : sent.get_object()) all.as_object()[member.key()] = member.value();
    T value{};
    if (auto const read = from_json(all, value, path); !read) return std::unexpected(read.error());
    return value;
}

// --- ETag: the first 16 hex digits of the hash of the row's bytes, quoted

[[nodiscard]] std::string etag_of_bytes(std::string_view bytes);
template <class T>
[[nodiscard]] std::string etag_of(T const& row) {
    std::string bytes;
    ByteWriter writer{bytes};
    encode(writer, row);
    return etag_of_bytes(bytes);
}
// Adds the ETag; a GET whose If-None-Match names it becomes 304.
[[nodiscard]] Response with_etag(Request const& request, Response response, std::string etag);
// Whether an edit may go on: If-Match must name the present version. `changed` says who changed it
// last and when, for the 412. A missing header is 428.
struct LastChange {
    std::string who;
    Instant at;
};
[[nodiscard]] std::optional<Response> check_if_match(Request const& request, std::string_view etag,
                                                     LastChange const& changed);

// --- pages: ?after=<cursor>&limit=<n>

inline constexpr std::size_t page_limit_max = 200;
struct Page {
    std::string after;  // empty = from the start
    std::size_t limit = 50;
};
[[nodiscard]] Result<Page> page_of(Request const& request);
// The cursor as the number it is for most lists; 0 = from the start.
[[nodiscard]] Result<std::uint64_t> number_after(Page const& page);
// {items, next}
[[nodiscard]] Response paged(boost::json::array items, std::optional<std::string> next);

// A whole number without sign, all of the text.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view text);

// --- base64 (RFC 4648 §4)

[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::optional<std::string> bytes_of_base64(std::string_view text);

}  // namespace wms::web
