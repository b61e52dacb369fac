// SPDX-License-Identifier: Apache-2.0
#include "server/request_head.hpp"

#include "base/text.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>

namespace wms::web {
namespace {

constexpr std::size_t headers_max = 64;
constexpr std::size_t target_max = 4096;
constexpr char group_separator = 0x1d;  // GS1 codes in a search carry it

// Headers that mean something only when they are there once.
constexpr std::array<std::string_view, 16> singles{"host",
                                                   "content-length",
                                                   "transfer-encoding",
                                                   "content-type",
                                                   "authorization",
                                                   "cookie",
                                                   "origin",
                                                   "x-csrf-token",
                                                   "idempotency-key",
                                                   "if-match",
                                                   "expect",
                                                   "upgrade",
                                                   "if-none-match",
                                                   "sec-websocket-key",
                                                   "sec-websocket-version",
                                                   "sec-fetch-site"};

using Refused = std::unexpected<HeadRefused>;

Refused refused(std::string_view code, std::uint16_t status = 400) {
    return Refused{HeadRefused{status, code}};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
// RFC 9110 tchar without '_', which some readers take for '-'.
bool is_token(char c) {
    return is_digit(c) || is_letter(c) ||
           std::string_view{"!#$%&'*+-.^`|~"}.find(c) != std::string_view::npos;
}
// Text of a target after decoding; GS is part of GS1 codes and may be searched for.
bool is_good_text(std::string text) {
    if (!is_utf8(text)) return false;
    std::erase(text, group_separator);
    return !has_control(text);
}

bool is_method(std::string_view name, Method& method) {
    constexpr std::array<std::pair<std::string_view, Method>, 6> methods{{
        {"GET", Method::get},
        {"HEAD", Method::head},
        {"POST", Method::post},
        {"PUT", Method::put},
        {"PATCH", Method::patch},
        {"DELETE", Method::delete_},
    }};
    for (auto const& [known, value] : methods) {
        if (known != name) continue;
        method = value;
        return true;
    }
    return false;
}

// Characters and escapes are checked by the parser; what is decoded is decoded once.
std::expected<void, HeadRefused> read_target(std::string_view target, Request& request) {
    namespace urls = boost::urls;
    auto const parsed = urls::parse_origin_form({target.data(), target.size()});
    if (!parsed) return refused("target_characters");
    std::string_view const path = target.substr(0, std::min(target.find('?'), target.size()));
    if (path.find("//") != std::string_view::npos) return refused("target_segments");
    for (std::string const& segment : parsed->segments()) {
        if (segment == "." || segment == "..") return refused("target_segments");
        // an escaped slash would make two segments of one for the next reader
        if (segment.find_first_of("/\\") != std::string::npos) return refused("target_segments");
        if (!is_good_text(segment) || has_control(segment)) return refused("target_escapes");
        request.path += '/';
        request.path += segment;
    }
    if (request.path.empty()) request.path = "/";
    urls::encoding_opts plus_is_space;
    plus_is_space.space_as_plus = true;
    for (auto const& pair : parsed->params(plus_is_space)) {
        if (!is_good_text(pair.key) || !is_good_text(pair.value)) return refused("target_escapes");
        request.query.push_back({pair.key, pair.value});
    }
    return {};
}

std::expected<void, HeadRefused> read_request_line(std::string_view line, Request& request) {
    std::size_t const first = line.find(' ');
    std::size_t const last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || first == 0)
        return refused("request_line");
    std::string_view const method = line.substr(0, first);
    std::string_view const target = line.substr(first + 1, last - first - 1);
    if (line.substr(last + 1) != "HTTP/1.1") return refused("version");
    if (!std::all_of(method.begin(), method.end(), is_token)) return refused("request_line");
    if (target.size() > target_max) return refused("target_too_long", 414);
    if (!target.starts_with('/')) return refused("target_form");
    if (auto read = read_target(target, request); !read) return read;
    if (!is_method(method, request.method)) return refused("method", 405);
    return {};
}

std::expected<void, HeadRefused> read_header(std::string_view line, Request& request) {
    if (line.starts_with(' ') || line.starts_with('\t')) return refused("folded_header");
    std::size_t const colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return refused("header_line");
    std::string_view const name = line.substr(0, colon);
    if (!std::all_of(name.begin(), name.end(), is_token)) return refused("header_name");
    std::string_view const value = trim(line.substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; }))
        return refused("header_value");
    bool const single = std::any_of(singles.begin(), singles.end(),
                                    [&](std::string_view each) { return same_name(each, name); });
    if (single && std::any_of(request.headers.begin(), request.headers.end(),
                              [&](Header const& other) { return same_name(other.name, name); }))
        return refused("header_twice");
    if (request.headers.size() == headers_max) return refused("too_many_headers", 431);
    request.headers.push_back({std::string{name}, std::string{value}});
    return {};
}

bool has_header(Request const& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](Header const& each) { return same_name(each.name, name); });
}

std::expected<void, HeadRefused> read_framing(RequestHead& head) {
    Request const& request = head.request;
    bool const has_length = has_header(request, "Content-Length");
    bool const has_coding = has_header(request, "Transfer-Encoding");
    if (has_length && has_coding) return refused("framed_twice");
    if (has_coding) {
        if (!same_name(request.header("Transfer-Encoding"), "chunked"))
            return refused("transfer_encoding");
        head.chunked = true;
    }
    if (has_length) {
        std::string_view const digits = request.header("Content-Length");
        bool const good = !digits.empty() && digits.size() <= 18 &&
                          std::all_of(digits.begin(), digits.end(), is_digit) &&
                          (digits.size() == 1 || digits[0] != '0');
        if (!good) return refused("content_length");
        for (char const digit : digits)
            head.content_length =
                head.content_length * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    bool const bodiless = request.method == Method::get || request.method == Method::head;
    if (bodiless && (head.chunked || head.content_length > 0)) return refused("body_unexpected");
    if (has_header(request, "Content-Encoding") &&
        !same_name(request.header("Content-Encoding"), "identity"))
        return refused("content_encoding", 415);
    if (has_header(request, "Expect")) {
        if (!same_name(request.header("Expect"), "100-continue")) return refused("expect");
        head.expects_continue = head.chunked || head.content_length > 0;
    }
    return {};
}

// Several headers and lists of words count as one list.
bool connection_says(Request const& request, std::string_view word) {
    for (Header const& each : request.headers) {
        if (!same_name(each.name, "Connection")) continue;
        std::string_view rest = each.value;
        while (!rest.empty()) {
            std::size_t const end = std::min(rest.find(','), rest.size());
            if (same_name(trim(rest.substr(0, end)), word)) return true;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return false;
}

std::expected<void, HeadRefused> read_connection(RequestHead& head) {
    Request const& request = head.request;
    head.keep_alive = !connection_says(request, "close");
    if (!has_header(request, "Upgrade")) return {};
    if (!same_name(request.header("Upgrade"), "websocket")) return refused("upgrade");
    std::string_view const key = request.header("Sec-WebSocket-Key");
    bool const good_key = key.size() == 24 && key.ends_with("==") &&
                          std::all_of(key.begin(), key.end() - 2, [](char c) {
                              return is_digit(c) || is_letter(c) || c == '+' || c == '/';
                          });
    bool const good = request.method == Method::get && connection_says(request, "upgrade") &&
                      request.header("Sec-WebSocket-Version") == "13" && good_key;
    if (!good) return refused("upgrade");
    head.upgrade = true;
    return {};
}

// No quotes and no backslashes: they go into JSON as they are.
struct Sentence {
    std::string_view en, zh;
};
Sentence sentence_for(std::uint16_t status) {
    switch (status) {
        case 401: return {"Sign in first.", "请先登录。"};
        case 403:
            return {"This came from a page of another address. Open this server's own page.",
                    "请求来自其他网站的页面，请打开本服务器的页面。"};
        case 413:
            return {"That is larger than this server takes. Send it in smaller parts.",
                    "内容太大，服务器不接收，请分批发送。"};
        case 421:
            return {"This server does not know itself by that address. An admin can add it.",
                    "服务器不认识此地址，请管理员添加。"};
        case 500:
            return {"Something went wrong here. Tell an admin.", "服务器出错，请联系管理员。"};
        case 503:
            return {"The server did not answer in time. Try again.", "服务器未及时应答，请重试。"};
        default:
            return {"This request is not sound, nothing of it was read.",
                    "请求格式不正确，未被处理。"};
    }
}

}  // namespace

HeadEnd find_head_end(std::string_view bytes, std::size_t seen) {
    for (std::size_t at = seen == 0 ? 0 : seen - 1; at < bytes.size(); ++at) {
        char const c = bytes[at];
        if (c == '\r') {
            if (at + 1 < bytes.size() && bytes[at + 1] != '\n')
                return {.state = HeadEnd::State::refused};
        } else if (c == '\n') {
            if (at < 2 || bytes[at - 1] != '\r') return {.state = HeadEnd::State::refused};
            if (bytes[at - 2] == '\n') return {.state = HeadEnd::State::whole, .size = at + 1};
        } else if (is_control(c) && c != '\t') {
            return {.state = HeadEnd::State::refused};
        }
    }
    return {};
}

std::expected<RequestHead, HeadRefused> read_head(std::string_view bytes) {
    HeadEnd const end = find_head_end(bytes, 0);
    if (end.state != HeadEnd::State::whole || end.size != bytes.size()) return refused("bytes");
    RequestHead head;
    bool first = true;
    while (bytes.size() > 2) {
        std::size_t const line_end = bytes.find("\r\n");
        std::string_view const line = bytes.substr(0, line_end);
        bytes.remove_prefix(line_end + 2);
        auto const read =
            first ? read_request_line(line, head.request) : read_header(line, head.request);
        if (!read) return std::unexpected(read.error());
        first = false;
    }
    if (!has_header(head.request, "Host")) return refused("no_host");
    auto host = read_host(head.request.header("Host"));
    if (!host) return refused("host");
    head.host = std::move(host->host);
    if (auto const read = read_framing(head); !read) return std::unexpected(read.error());
    if (auto const read = read_connection(head); !read) return std::unexpected(read.error());
    return head;
}

std::optional<HostAndPort> read_host(std::string_view text) {
    HostAndPort result;
    if (text.starts_with('[')) {
        std::size_t const end = text.find(']');
        if (end == std::string_view::npos || end < 3) return std::nullopt;
        result.host = text.substr(1, end - 1);
        if (!std::all_of(result.host.begin(), result.host.end(),
                         [](char c) { return is_hex(c) || c == ':' || c == '.'; }))
            return std::nullopt;
        text.remove_prefix(end + 1);
    } else {
        std::size_t const end = std::min(text.find(':'), text.size());
        result.host = text.substr(0, end);
        if (result.host.empty() || result.host.size() > 253 ||
            !std::all_of(result.host.begin(), result.host.end(), [](char c) {
                return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_';
            }))
            return std::nullopt;
        text.remove_prefix(end);
    }
    for (char& c : result.host) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (text.empty()) return result;
    std::string_view const digits = text.substr(1);
    if (text[0] != ':' || digits.empty() || digits.size() > 5 ||
        !std::all_of(digits.begin(), digits.end(), is_digit))
        return std::nullopt;
    unsigned port = 0;
    for (char const digit : digits) port = port * 10 + static_cast<unsigned>(digit - '0');
    if (port > 65535) return std::nullopt;
    result.port = static_cast<std::uint16_t>(port);
    return result;
}

Response refusal_of(std::uint16_t status, std::string_view code) {
    Sentence const text = sentence_for(status);
    std::string body = R"({"type":"about:blank","title":")";
    body.append(text.en).append(R"(","status":)").append(std::to_string(status));
    body.append(R"(,"code":")").append(code).append(R"(","params":[],"retryable":false)");
    body.append(R"(,"text":{"en":")").append(text.en).append(R"(","zh":")").append(text.zh);
    body.append(R"("}})");
    return {.status = status,
            .content_type = "application/problem+json",
            .headers = {},
            .body = std::move(body)};
}

bool from_our_page(Request const& request) {
    std::string_view const site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    std::string_view origin = request.header("Origin");
    if (origin.empty()) return true;
    std::string_view const scheme = request.secure ? "https://" : "http://";
    if (!origin.starts_with(scheme)) return false;
    origin.remove_prefix(scheme.size());
    return same_name(origin, request.header("Host"));
}

}  // namespace wms::web
