// SPDX-License-Identifier: Apache-2.0
#include "server/answers.hpp"

#include "server/json_members.hpp"

#include "base/text.hpp"
#include "store/record.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

namespace wms::web {
namespace {

std::string group_name(Why why) {
    return boost::describe::enum_to_string(group_of(why), "internal");
}

bool names_object(Why why) {
    return why == Why::unknown_order || why == Why::unknown_object;
}
// Not about this command but about the whole server.
bool is_about_server(Why why) {
    return why == Why::readonly || why == Why::overloaded || why == Why::shutting_down;
}
bool clashes(Why why) {
    return why == Why::duplicate_code || why == Why::duplicate_order_changed;
}

bool has_etag(std::string_view list, std::string_view etag) {
    if (trim(list) == "*") return true;
    while (!list.empty()) {
        std::size_t const comma = list.find(',');
        std::string_view const one = trim(list.substr(0, comma));
        if (one == etag) return true;
        if (comma == list.npos) break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

struct JsonLook {
    std::size_t members = 0;
    bool has_zero = false;  // no code and no prose holds one, and a table's key must not
};
void look_over(boost::json::value const& value, JsonLook& look) {
    if (value.is_string())
        look.has_zero |= value.get_string().find('\0') != boost::json::string::npos;
    if (value.is_array())
        for (auto const& each : value.get_array()) look_over(each, look);
    if (!value.is_object()) return;
    look.members += value.get_object().size();
    for (auto const& member : value.get_object()) look_over(member.value(), look);
}

}  // namespace

std::string_view name_of(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::delete_: return "DELETE";
    }
    return "?";
}

Response json(std::uint16_t status, boost::json::value const& body) {
    return Response{.status = status, .body = boost::json::serialize(body)};
}

Response no_content() {
    return Response{.status = 204, .content_type = ""};
}

boost::json::object text_json(std::string_view en, std::string_view zh) {
    return {{"en", en}, {"zh", zh}};
}

Response problem(std::uint16_t status, std::string_view code, ProblemText text,
                 std::vector<std::string> const& params, Retry retry) {
    boost::json::object body{{"type", "about:blank"},
                             {"title", text.en},
                             {"status", status},
                             {"code", code},
                             {"params", to_json(params)},
                             {"retryable", retry == Retry::later},
                             {"text", text_json(text.en, text.zh)}};
    Response response = json(status, body);
    response.content_type = "application/problem+json";
    return response;
}

std::uint16_t status_of(Why why) {
    if (names_object(why)) return 404;
    if (clashes(why)) return 409;
    if (is_about_server(why)) return 503;
    switch (group_of(why)) {
        case Group::fix_scan: return 422;
        case Group::wait:
        case Group::stale: return 409;
        case Group::ask_supervisor: return 403;
        case Group::malformed: return 400;
        case Group::internal: return 500;
    }
    return 500;
}

Response problem(Refusal const& refusal) {
    bool const wait = group_of(refusal.why) == Group::wait;
    Response response = problem(status_of(refusal.why), name_of(refusal.why),
                                {sentence(refusal, Language::en), sentence(refusal, Language::zh)},
                                refusal.subject, wait ? Retry::later : Retry::pointless);
    if (is_about_server(refusal.why)) response.headers.push_back({"Retry-After", "1"});
    return response;
}

Response not_found() {
    return problem(404, "not_found", {"There is nothing here.", "这里什么也没有。"});
}

boost::json::object refusal_json(Refusal const& refusal) {
    return {{"code", name_of(refusal.why)},
            {"group", group_name(refusal.why)},
            {"params", to_json(refusal.subject)},
            {"text", text_json(sentence(refusal, Language::en), sentence(refusal, Language::zh))}};
}

Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr memory) {
    if (!is_utf8(text)) return refuse(Why::bad_encoding, "body");
    JsonCounts const written = counts_in(text);
    if (written.separators >= json_values_max)
        return refuse(Why::bad_field, "", fmt::format("more than {} values", json_values_max));
    boost::json::error_code error;
    boost::json::parse_options options;
    options.max_depth = json_depth_max;
    auto value = boost::json::parse(text, error, std::move(memory), options);
    if (error) return refuse(Why::bad_field, "", error.message());
    JsonLook look;
    look_over(value, look);
    // of two with one name the parser keeps the last
    if (look.members != written.members)
        return refuse(Why::bad_field, visible(repeated_member(text).value_or("")),
                      "a member twice");
    if (look.has_zero) return refuse(Why::bad_field, "", "a text with a zero character");
    return value;
}

std::string etag_of_bytes(std::string_view bytes) {
    store::Hash const hash = store::sha256(bytes);
    std::string_view const first{reinterpret_cast<char const*>(hash.data()), 8};
    return fmt::format("\"{}\"", to_hex(first));
}

Response with_etag(Request const& request, Response response, std::string etag) {
    bool const reads = request.method == Method::get || request.method == Method::head;
    if (reads && has_etag(request.header("If-None-Match"), etag))
        response = Response{.status = 304, .content_type = ""};
    response.headers.push_back({"ETag", std::move(etag)});
    return response;
}

std::optional<Response> check_if_match(Request const& request, std::string_view etag,
                                       LastChange const& changed) {
    std::string_view const wanted = request.header("If-Match");
    if (wanted.empty())
        return problem(
            428, "if_match_missing",
            {"Say which version you change (If-Match).", "请说明要修改的是哪个版本（If-Match）。"});
    if (has_etag(wanted, etag)) return std::nullopt;
    ProblemText text{"Changed meanwhile. Look again.", "内容已被修改，请重新查看。"};
    if (!changed.who.empty())
        text = {fmt::format("{} changed this meanwhile. Look again.", changed.who),
                fmt::format("{} 已修改此内容，请重新查看。", changed.who)};
    Response response =
        problem(412, name_of(Why::changed_elsewhere), std::move(text),
                {changed.who, changed.at == Instant{} ? std::string{} : to_text(changed.at)});
    response.headers.push_back({"ETag", std::string{etag}});
    return response;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Result<Page> page_of(Request const& request) {
    Page page{.after = std::string{request.parameter("after")}};
    if (page.after.size() > 200) return refuse(Why::bad_field, "after", "too long");
    std::string_view const limit = request.parameter("limit");
    if (limit.empty()) return page;
    auto const number = number_in(limit);
    if (!number || *number == 0 || *number > page_limit_max)
        return refuse(Why::bad_field, "limit", fmt::format("1 to {}", page_limit_max));
    page.limit = *number;
    return page;
}

Result<std::uint64_t> number_after(Page const& page) {
    if (page.after.empty()) return 0;
    auto const number = number_in(page.after);
    if (!number) return refuse(Why::bad_field, "after", "not a cursor of this list");
    return *number;
}

Response paged(boost::json::array items, std::optional<std::string> next) {
    boost::json::object body{{"items", std::move(items)}, {"next", nullptr}};
    if (next) body["next"] = *next;
    return json(200, std::move(body));  // a value takes the object over, else it would be a copy
}

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    int const length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<unsigned char const*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::optional<std::string> bytes_of_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t const padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bool const clean = text.substr(0, text.size() - padding)
                           .find_first_not_of(
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789+/") == text.npos;
    if (!clean) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    int const length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<unsigned char const*>(text.data()),
                                       static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

}  // namespace wms::web
