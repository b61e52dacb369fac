// SPDX-License-Identifier: Apache-2.0
#include "planning/explain.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <iterator>
#include <ranges>

namespace wms::planning {
namespace {

template <class Code>
struct Row {
    Code code;
    std::string_view en;
    std::string_view zh;
};

constexpr Row<ReasonCode> reason_rows[] = {
    {ReasonCode::class_custom, "own rule \"{0}\" matches these orders", "命中自定义规则“{0}”"},
    {ReasonCode::class_bulk_quantity, "bulk: an order has {0} pieces or more",
     "大宗：订单件数达到 {0} 件"},
    {ReasonCode::class_bulk_weight, "bulk: an order weighs {0} g or more",
     "大宗：订单重量达到 {0} 克"},
    {ReasonCode::class_same, "{0} orders have exactly the same contents (at least {1} needed)",
     "同款：{0} 个订单内容完全相同（至少 {1} 个）"},
    {ReasonCode::class_single_unit, "each of the {0} orders is one piece of one SKU",
     "单品单件：{0} 个订单各只有一个商品一件"},
    {ReasonCode::class_single_sku, "each of the {0} orders is several pieces of one SKU",
     "单品多件：{0} 个订单各为同一商品多件"},
    {ReasonCode::class_multi, "orders of two or more SKUs: {0} orders",
     "多品：{0} 个订单含两种以上商品"},
    {ReasonCode::special_urgent, "special stream: urgent", "特殊订单：加急"},
    {ReasonCode::special_oversize, "special stream: oversize", "特殊订单：超大件"},
    {ReasonCode::special_overweight, "special stream: overweight", "特殊订单：超重"},
    {ReasonCode::special_dangerous, "special stream: dangerous goods", "特殊订单：危险品"},
    {ReasonCode::special_ship_alone, "special stream: must ship alone", "特殊订单：须单独发货"},
    {ReasonCode::special_appointment, "special stream: delivery by appointment",
     "特殊订单：预约配送"},
    {ReasonCode::partition,
     "one carrier {0}, service \"{1}\", pickup {2}, temperature zone \"{3}\"",
     "同一承运商 {0}、服务“{1}”、揽收时间 {2}、温区“{3}”"},
    {ReasonCode::own_wave, "{0} pieces of one SKU in equal orders: a wave of their own from {1} up",
     "同一商品相同订单共 {0} 件，达到 {1} 件单独成波"},
    {ReasonCode::mixed_wave, "mixed wave of {0} different order contents, {1} pieces",
     "混合波次：{0} 种订单内容，共 {1} 件"},
    {ReasonCode::seeded, "starts from order {0}, which has the least time left ({1} min)",
     "以剩余时间最少的订单 {0} 为种子（剩余 {1} 分钟）"},
    {ReasonCode::shared_stops, "orders share locations: {0} stops instead of {1}",
     "订单共用库位：停靠 {0} 次而非 {1} 次"},
    {ReasonCode::limit_orders, "no more orders: the limit is {0} orders",
     "不再加单：上限 {0} 个订单"},
    {ReasonCode::limit_pieces, "no more orders: the limit is {0} pieces", "不再加单：上限 {0} 件"},
    {ReasonCode::limit_slots, "no more orders: {0} slots or bins are taken",
     "不再加单：{0} 个格口已用完"},
    {ReasonCode::over_limit_alone, "{0} pieces exceed the limit of {1}: the order goes alone",
     "{0} 件超过上限 {1} 件：该订单单独成波"},
    {ReasonCode::alone, "the order is not to be mixed with others", "该订单不与其他订单合并"},
    {ReasonCode::method_total_pick, "picked together, no sorting, packed by item scan",
     "总拣，无需分拣，扫描商品打包"},
    {ReasonCode::method_cluster, "sorted while picking: {0} orders fit {1} cart bins, small pieces",
     "边拣边分：{0} 个订单可放入 {1} 个车格，商品较小"},
    {ReasonCode::method_put_wall, "picked together, then sorted at the put wall: {0} of {1} slots",
     "先拣后分：总拣后上播种墙，占用 {0}/{1} 个格口"},
    {ReasonCode::method_discrete_bulky, "order by order: the goods are too bulky to sort",
     "按单拣选：货物大或重，不宜分拣"},
    {ReasonCode::method_discrete_few, "order by order: only {0} order", "按单拣选：仅 {0} 个订单"},
    {ReasonCode::method_discrete_special, "order by order: special stream", "按单拣选：特殊订单"},
    {ReasonCode::walk_saved, "predicted walk {0} m instead of {1} m order by order",
     "预计行走 {0} 米，按单拣选需 {1} 米"},
    {ReasonCode::zones_parallel, "{0} zones are picked in parallel and merged",
     "跨 {0} 个拣货区并行拣选后合并"},
    {ReasonCode::release_size, "release: {0} pieces, at least {1} needed",
     "释放：已有 {0} 件，最少 {1} 件"},
    {ReasonCode::release_full, "release: the wave is full", "释放：波次已满"},
    {ReasonCode::release_waited, "release: an order has waited {0} min, at most {1} allowed",
     "释放：订单已等待 {0} 分钟，最长 {1} 分钟"},
    {ReasonCode::release_slack, "release: {0} min left before pickup, threshold {1} min",
     "释放：距揽收剩余 {0} 分钟，阈值 {1} 分钟"},
    {ReasonCode::release_remainder, "release: remainders are released small ({0} pieces)",
     "释放：零头直接释放（{0} 件）"},
    {ReasonCode::release_special, "release: the special stream does not wait",
     "释放：特殊订单不等待"},
    {ReasonCode::wait_for_more, "waits: {0} pieces, at least {1} needed",
     "等待：现有 {0} 件，最少 {1} 件"},
    {ReasonCode::no_lines, "left out: the order has no lines", "未入波：订单无明细"},
    {ReasonCode::no_quantity, "left out: SKU {0} has no quantity", "未入波：商品 {0} 数量为零"},
    {ReasonCode::no_location, "left out: SKU {0} has no pick location",
     "未入波：商品 {0} 无拣货库位"},
    {ReasonCode::no_pickup, "left out: the carrier's pickup time is not known",
     "未入波：承运商揽收时间未知"},
    {ReasonCode::duplicate_order, "left out: the order was given more than once",
     "未入波：订单重复出现"},
    {ReasonCode::merges_into_next,
     "left out: {0} pieces are fewer than {1}, they join the next run's wave",
     "未入波：{0} 件少于 {1} 件，并入下一波次"},
};

constexpr Row<OrderClass> class_rows[] = {
    {OrderClass::special, "special", "特殊"},
    {OrderClass::custom, "own rule", "自定义"},
    {OrderClass::bulk, "bulk", "大宗"},
    {OrderClass::same, "same contents", "同款"},
    {OrderClass::single_unit, "single unit", "单品单件"},
    {OrderClass::single_sku, "single SKU, several units", "单品多件"},
    {OrderClass::multi, "several SKUs", "多品"},
};

constexpr Row<PickMethod> method_rows[] = {
    {PickMethod::total_pick, "total pick", "总拣"},
    {PickMethod::cluster, "cluster pick", "边拣边分"},
    {PickMethod::put_wall, "total pick and put wall", "先拣后分（播种墙）"},
    {PickMethod::discrete, "order by order", "按单拣选"},
};

template <class Code, std::size_t n>
std::string_view text_of(Row<Code> const (&rows)[n], Code code, Language language) {
    auto const row = std::ranges::find(rows, code, &Row<Code>::code);
    ensure(row != std::end(rows), "every code has its texts");
    return language == Language::zh ? row->zh : row->en;
}

}  // namespace

std::string explain(Reason const& reason, Language language) {
    return fill_in(sentence_of(reason.code, language), reason.values);
}

std::string to_line(Reason const& reason) {
    std::string line = boost::describe::enum_to_string(reason.code, "?");
    for (std::string value : reason.values) {
        std::ranges::replace(value, '\t', ' ');
        line += '\t' + value;
    }
    return line;
}

std::optional<Reason> reason_from_line(std::string_view line) {
    std::vector<std::string> parts;
    for (auto const part : std::views::split(line, '\t'))
        parts.emplace_back(part.begin(), part.end());
    Reason reason{};
    if (parts.empty() || !boost::describe::enum_from_string(parts.front().c_str(), reason.code))
        return std::nullopt;
    reason.values.assign(parts.begin() + 1, parts.end());
    return reason;
}

std::string_view sentence_of(ReasonCode code, Language language) {
    return text_of(reason_rows, code, language);
}

std::string_view class_name(OrderClass cls, Language language) {
    return text_of(class_rows, cls, language);
}

std::string_view method_name(PickMethod method, Language language) {
    return text_of(method_rows, method, language);
}

}  // namespace wms::planning
