// SPDX-License-Identifier: Apache-2.0
#include "server/intake_problem.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>

namespace wms::web {
namespace {

struct Mender {
    std::string_view who;
    std::string_view en;
    std::string_view zh;
};
constexpr Mender sender{"sender", "Whoever sent the order corrects it and sends it again.",
                        "请订单发送方更正后重新发送。"};
constexpr Mender skus{"admin", "An admin adds the SKU (SKUs page or import); then send it again.",
                      "请管理员新增商品（商品页或导入），然后重新发送。"};
constexpr Mender master{"admin", "An admin adds it to the master data; then send it again.",
                        "请管理员补充主数据，然后重新发送。"};
constexpr Mender lead{"lead",
                      "It is being worked on: a lead cancels it first, or it stays as it is.",
                      "订单已在作业中：须由主管先取消，否则保持原样。"};
constexpr Mender later{"sender", "Nobody need do anything: send it again a little later.",
                       "无需处理：请稍后重新发送。"};

std::string subject_of(Refusal const& refusal, std::size_t at) {
    return at < refusal.subject.size() ? refusal.subject[at] : std::string{};
}

std::string text_of(boost::json::value const& line, std::string_view name) {
    auto const* const object = line.if_object();
    auto const* const value = object == nullptr ? nullptr : object->if_contains(name);
    if (value == nullptr) return {};
    if (value->is_string()) return visible(std::string_view{value->get_string()});
    return boost::json::serialize(*value);
}

// The first line whose member is this text: the core looks at them in order.
std::string line_field(std::string_view body, std::string_view name, std::string_view text) {
    boost::json::error_code error;
    auto const order = boost::json::parse(body, error);
    if (error || !order.is_object()) return "/lines";
    auto const* const lines = order.get_object().if_contains("lines");
    if (lines == nullptr || !lines->is_array()) return "/lines";
    auto const& all = lines->get_array();
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (text_of(all[at], name) == text) return fmt::format("/lines/{}/{}", at, name);
    }
    return "/lines";
}

// The core names its fields without their place in the body.
std::string pointer_of(std::string const& field) {
    if (field.starts_with('/')) return field;
    constexpr std::string_view of_recipient[] = {"name", "phone", "address", "country"};
    bool const inside = std::ranges::find(of_recipient, field) != std::end(of_recipient);
    return (inside ? "/recipient/" : "/") + field;
}

struct Place {
    std::string field;
    Mender mender;
};

Place place_of(Refusal const& refusal, std::string_view body) {
    std::string const first = subject_of(refusal, 0);
    switch (refusal.why) {
        case Why::unknown_sku: return {line_field(body, "sku", first), skus};
        case Why::bad_quantity: return {line_field(body, "quantity", first), sender};
        case Why::too_many_lines: return {"/lines", sender};
        case Why::duplicate_order_changed: return {"/external_id", lead};
        case Why::unknown_object:
            if (first == "lot") return {line_field(body, "lot", subject_of(refusal, 1)), sender};
            return {pointer_of(first), master};
        case Why::missing_field:
        case Why::bad_field: return {pointer_of(first), sender};
        default: break;  // about the server or the call, not about a field
    }
    bool const passes = status_of(refusal.why) == 503 || group_of(refusal.why) == Group::wait;
    return {"", passes ? later : sender};
}

}  // namespace

Response intake_problem(Refusal const& refusal, std::string_view body) {
    Response response = problem(refusal);
    auto told = boost::json::parse(response.body).as_object();
    Place const place = place_of(refusal, body);
    told["field"] = place.field;
    told["mend"] = {{"who", place.mender.who},
                    {"text", text_json(place.mender.en, place.mender.zh)}};
    response.body = boost::json::serialize(told);
    return response;
}

}  // namespace wms::web
