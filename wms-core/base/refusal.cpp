// SPDX-License-Identifier: Apache-2.0
#include "base/refusal.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"
#include "base/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wms {
namespace {

struct Row {
    Why why;
    Tone tone;
    std::string_view en;
    std::string_view zh;
    std::string_view name;
};

// Boost.Describe stops at 52 enumerators, so the name is read from the compiler's own spelling of
// the value.
template <Why why>
consteval std::string_view enumerator() {
    std::string_view const spelling = __PRETTY_FUNCTION__;
    std::size_t const start = spelling.rfind("Why::");
    if (start == std::string_view::npos || spelling.substr(start).starts_with("Why::)")) return {};
    std::string_view const name = spelling.substr(start + 5);
    return name.substr(0, name.find_first_of(";]"));
}

// A variable each: clang counts the steps of one evaluation, and a thousand at once are too many.
template <Why why>
constexpr bool is_enumerator = !enumerator<why>().empty();

template <std::size_t... numbers>
consteval std::array<bool, sizeof...(numbers)> find_enumerators(std::index_sequence<numbers...>) {
    return {is_enumerator<static_cast<Why>(numbers)>...};
}
constexpr auto enumerators = find_enumerators(std::make_index_sequence<1000>{});

template <Why why>
consteval Row row(Tone tone, std::string_view en, std::string_view zh) {
    return {why, tone, en, zh, enumerator<why>()};
}

// {0} is what was scanned or asked, {1} what is wanted. "What you scanned – what is wanted – what
// to do."
constexpr auto rows = std::to_array<Row>({
    row<Why::unknown_barcode>(Tone::error,
                              "Not known: {0}. Scan another label on the item, or ask the lead.",
                              "无法识别：{0}。请换一个条码，或联系主管。"),
    row<Why::wrong_kind>(Tone::error, "You scanned {0} ({1}). Wanted here: {2}.",
                         "{0} 是{1}，请扫{2}。"),
    row<Why::ambiguous>(Tone::attention, "{0} may mean: {1}. Choose one, or scan another label.",
                        "{0} 可能是：{1}。请选择，或换一个条码。"),
    row<Why::wrong_sku>(Tone::stop, "This is {0}. Take {1}.", "这是 {0}，请拿 {1}。"),
    row<Why::wrong_lot>(Tone::stop, "This is lot {0}. Take lot {1}.",
                        "这是批次 {0}，请拿批次 {1}。"),
    row<Why::wrong_location>(Tone::error, "You scanned {0}. Go to {1}.",
                             "你扫的是 {0}，请到 {1}。"),
    row<Why::wrong_container>(Tone::error, "You scanned {0}. Use {1}.", "你扫的是 {0}，请用 {1}。"),
    row<Why::wrong_order>(Tone::stop, "{0} belongs to another order. Wanted here: {1}.",
                          "{0} 属于其他订单，此处需要：{1}。"),
    row<Why::wrong_serial>(Tone::stop, "Serial {0} is not the one wanted: {1}.",
                           "序列号 {0} 不符，应为 {1}。"),
    row<Why::wrong_label>(
        Tone::stop,
        "STOP. This label belongs to {0}. Take it off, then scan the label printed now for {1}.",
        "停！这张面单属于 {0}。请揭下，改扫 {1} 刚打印的面单。"),
    row<Why::wrong_carrier>(
        Tone::error, "{0} goes with {1}, this is the manifest of {2}. Put it in the other cage.",
        "{0} 走 {1}，这里是 {2} 的交接单。请放到对应笼车。"),
    row<Why::over>(Tone::error, "Already {0} of {0}. Put the extra one back.",
                   "已满 {0} 件，多的请放回。"),
    row<Why::already_scanned>(Tone::attention, "{0} was scanned before. Go on with the next one.",
                              "{0} 已扫过，请继续下一个。"),
    row<Why::malformed_code>(Tone::error,
                             "Damaged or foreign code: {0}. Scan another label on the item.",
                             "条码损坏或无效：{0}。请换一个条码。"),
    row<Why::code_too_long>(
        Tone::error, "This code has {0} characters, {1} at most are taken. Scan another label.",
        "条码有 {0} 个字符，最多 {1} 个。请换一个条码。"),
    row<Why::bad_check_digit>(Tone::error,
                              "The check digit of {0} is wrong (should be {1}). Scan it again.",
                              "{0} 的校验位错误（应为 {1}）。请重扫。"),
    row<Why::container_in_use>(Tone::error, "{0} still holds goods: {1}. Take an empty one.",
                               "{0} 仍有货：{1}。请换一个空的。"),
    row<Why::scan_location_first>(Tone::attention, "Right item. Scan the location {0} first.",
                                  "商品正确，请先扫货位 {0}。"),
    row<Why::lot_missing>(Tone::attention, "Scan the lot of {0}.", "请扫 {0} 的批次。"),
    row<Why::serial_missing>(Tone::attention, "Scan the serial number of {0}.",
                             "请扫 {0} 的序列号。"),
    row<Why::lot_expired>(Tone::stop, "Lot {0} expired on {1}. Put it aside and call the lead.",
                          "批次 {0} 已于 {1} 过期。请放到一边并联系主管。"),
    row<Why::bad_date>(Tone::error, "{0} is not a date. Scan another label.",
                       "{0} 不是有效日期。请换一个条码。"),
    row<Why::wrong_station>(Tone::error, "{0} is not at this station. Take it to {1}.",
                            "{0} 不在本工位，请送到 {1}。"),
    row<Why::parcel_not_closed>(Tone::error,
                                "Parcel {0} is not finished: {1}. Bring it back to packing.",
                                "包裹 {0} 未完成：{1}。请退回打包台。"),
    row<Why::badge_first>(Tone::attention, "Scan your badge first.", "请先扫工牌。"),
    row<Why::not_needed_here>(Tone::stop, "{0} is not needed here. Put it in the surplus tote.",
                              "这里不需要 {0}。请放入多货箱。"),
    row<Why::reason_missing>(Tone::attention, "Give a reason: {0}.", "请选择原因：{0}。"),
    row<Why::wrong_key>(Tone::error, "{0} does nothing here. {1}", "此处不能用 {0}。{1}"),
    row<Why::ack_required>(Tone::stop, "Acknowledge the stop first (key or !ACK).",
                           "请先确认停止提示（按键或 !ACK）。"),
    row<Why::pin_wanted>(Tone::attention, "Type the PIN of badge {0}.",
                         "请输入工牌 {0} 的 PIN 码。"),
    row<Why::unknown_button>(Tone::error, "Unknown command {0}.", "未知指令 {0}。"),
    row<Why::wrong_check_digits>(
        Tone::error, "{0} are not the check digits of {1}. Read the location label again.",
        "{0} 不是 {1} 的校验数字。请再看货位标签。"),
    row<Why::label_void>(Tone::stop, "STOP. Label {0} is void. Destroy it and scan the new one.",
                         "停！面单 {0} 已作废。请销毁，改扫新面单。"),
    row<Why::other_sku>(Tone::error, "This is {0}. Count only {1} here; leave the other.",
                        "这是 {0}。此处只盘点 {1}，其他商品不动。"),
    row<Why::lot_blocked>(Tone::stop,
                          "Lot {0} must not leave: {1}. Put it aside and call the lead.",
                          "批次 {0} 不得发出：{1}。请放到一边并联系主管。"),
    row<Why::contradicting_elements>(
        Tone::error,
        "This label is made wrongly: {0} must not stand together with {1}. Scan another label on "
        "the item and put this one aside for the lead.",
        "标签内容矛盾：{0} 不能与 {1} 同时出现。请换一个条码，并将此标签交给主管。"),
    row<Why::scan_item_first>(Tone::attention, "Scan the item first: {0}. Then give the quantity.",
                              "请先扫商品：{0}，再输入数量。"),
    row<Why::nothing_to_undo>(Tone::attention, "Nothing can be taken back here: {0}.",
                              "此处没有可撤销的操作：{0}。"),
    row<Why::undo_too_late>(
        Tone::attention,
        "That was more than a minute ago: {0} stays as it is. If it is wrong, ask the lead.",
        "已超过一分钟，{0} 不能再撤销。如有错误请联系主管。"),
    row<Why::item_wanted_here>(
        Tone::attention, "{0} is wanted here. Scan the item that does not belong to the order.",
        "{0} 是本单需要的，请扫不属于本单的商品。"),
    row<Why::pick_here_instead>(
        Tone::attention,
        "{0} is not {1}, but the same goods are here. Scan {0} again to pick here.",
        "{0} 不是 {1}，但有相同商品。要在此拣货请再扫一次 {0}。"),
    row<Why::carton_too_small>(
        Tone::attention,
        "{0} is too small for these goods ({1}). Take a larger one, or scan {0} again if they fit.",
        "{0} 装不下这些商品（{1}）。请换大一号；如确实能装下，请再扫一次 {0}。"),
    row<Why::carton_missing>(
        Tone::attention, "No carton is chosen. Scan the one you take; own package needs a lead.",
        "尚未选纸箱。请扫所用纸箱；自备包装需主管批准。"),
    row<Why::weight_off>(
        Tone::error,
        "{0} weighs {1} g, expected {2} g. Check the content and weigh it again, or call the lead.",
        "{0} 重 {1} 克，应为 {2} 克。请核对内容后重新称重，或联系主管。"),
    row<Why::seq_gap>(Tone::attention,
                      "Scans are missing: got number {0}, expected {1}. Sending again.",
                      "扫描记录缺失：收到第 {0} 条，应为第 {1} 条。正在重发。"),
    row<Why::readonly>(Tone::error,
                       "The server's disk is full. Nothing was posted. Call the lead; it goes "
                       "on when there is room.",
                       "服务器磁盘已满，本次未记录。请联系主管，腾出空间后自动继续。"),
    row<Why::overloaded>(Tone::attention, "Too many requests are waiting. Try again in a moment.",
                         "等待处理的请求过多，请稍后再试。"),
    row<Why::claimed_by_other>(Tone::attention, "{0} works on {1}. Take over? Scan it again.",
                               "{0} 正在处理 {1}。要接手请再扫一次。"),
    row<Why::round_of_other>(Tone::attention,
                             "{0} works on {1} since {2}. Scan it again to take over.",
                             "{0} 从 {2} 起在处理 {1}。要接手请再扫一次。"),
    row<Why::parcel_waits>(Tone::attention,
                           "Goods for order {0} are still being fetched. Pack another tote.",
                           "订单 {0} 的商品还在补拣，请先打包其他周转箱。"),
    row<Why::parcel_elsewhere>(
        Tone::attention,
        "Parcel {0} of this order waits at {1}. Take the goods there, or scan again to go on here.",
        "该订单的包裹 {0} 在 {1} 等待。请送到那里；要在此继续请再扫一次。"),
    row<Why::goods_set_apart>(
        Tone::attention,
        "{0} holds only goods that were reported. Put it on the problem shelf and tell a lead.",
        "{0} 里只有已上报的问题商品，请放到问题货架并通知主管。"),
    row<Why::order_not_to_pick>(Tone::attention,
                                "Order {0} cannot be picked on its own now: {1}. Take other work.",
                                "订单 {0} 现在不能单独拣：{1}。请做其他任务。"),
    row<Why::order_of_other>(Tone::attention, "{0} is picking order {1}. Take other work.",
                             "{0} 正在拣订单 {1}。请做其他任务。"),
    row<Why::order_in_round>(Tone::attention,
                             "Order {0} is in a round that was begun with {1}. Scan {1} to go on "
                             "with it.",
                             "订单 {0} 在已用 {1} 开始的拣货轮中。要继续请扫 {1}。"),
    row<Why::nothing_to_do>(Tone::attention, "No work waits here at the moment.",
                            "目前没有待办任务。"),
    row<Why::waybill_pending>(
        Tone::attention,
        "The carrier has not answered for parcel {0}. Put it on the label-wait shelf.",
        "承运商尚未返回包裹 {0} 的单号。请放到待面单货架。"),
    row<Why::label_unverified>(Tone::attention, "Stick and scan the label of parcel {0} first.",
                               "请先贴好并扫描包裹 {0} 的面单。"),
    row<Why::shutting_down>(Tone::attention, "The server is stopping. Try again in a minute.",
                            "服务器正在停止，请一分钟后重试。"),
    row<Why::need_approval>(Tone::attention, "{0} needs a lead. Lead: scan your badge here.",
                            "{0} 需要主管批准。主管请在此扫工牌。"),
    row<Why::role_missing>(Tone::error,
                           "{0} may not do this: the role {1} is missing. Ask the lead.",
                           "{0} 没有权限：缺少角色 {1}。请联系主管。"),
    row<Why::own_work>(Tone::error, "{0} cannot approve own work. Another lead has to.",
                       "{0} 不能批准自己的工作，请换一位主管。"),
    row<Why::operator_blocked>(Tone::error, "The badge {0} is blocked. Ask the lead.",
                               "工牌 {0} 已停用，请联系主管。"),
    row<Why::stale>(Tone::attention, "This has changed meanwhile: {0}. Here is how it stands now.",
                    "情况已变化：{0}。现在显示最新状态。"),
    row<Why::event_reused>(
        Tone::error,
        "Device fault: the number {0} was used for two different scans. Tell the lead.",
        "设备故障：编号 {0} 用于两次不同的扫描。请告知主管。"),
    row<Why::order_cancelled>(Tone::stop,
                              "Order {0} was cancelled. Put its goods into the RED tote.",
                              "订单 {0} 已取消，请将商品放入红箱。"),
    row<Why::already_picked>(
        Tone::attention, "Order {0} is already being picked, it can no longer be cancelled here.",
        "订单 {0} 已开始拣货，此处不能再取消。"),
    row<Why::already_done>(Tone::attention, "{0} is already done.", "{0} 已完成。"),
    row<Why::not_enough_stock>(Tone::attention, "Not enough of {0}: {1} wanted, {2} there.",
                               "{0} 库存不足：需要 {1}，现有 {2}。"),
    row<Why::nothing_to_cancel>(Tone::attention, "Nothing of order {0} is left to cancel.",
                                "订单 {0} 没有可取消的内容。"),
    row<Why::parcel_stopped>(Tone::stop,
                             "STOP. Parcel {0} must not leave: {1}. Put it on the intercept shelf.",
                             "停！包裹 {0} 不得发出：{1}。请放到拦截货架。"),
    row<Why::location_locked>(Tone::attention, "Location {0} is locked: {1}.",
                              "货位 {0} 已锁定：{1}。"),
    row<Why::wave_started>(Tone::attention,
                           "Wave {0} has been started, it can no longer be cancelled.",
                           "波次 {0} 已开始，不能再取消。"),
    row<Why::count_outdated>(Tone::attention, "Stock of {0} moved since the count. Count it again.",
                             "盘点后 {0} 的库存有变动，请重新盘点。"),
    row<Why::manifest_closed>(Tone::attention,
                              "Manifest {0} is closed. Open a new one or ask the lead.",
                              "交接单 {0} 已关闭。请新开一张或联系主管。"),
    row<Why::changed_elsewhere>(Tone::attention, "{0} was changed by {1}. Look again.",
                                "{0} 已被 {1} 修改，请重新查看。"),
    row<Why::order_on_hold>(Tone::attention, "Order {0} is on hold ({1}). Clear the hold first.",
                            "订单 {0} 处于冻结状态（{1}），请先解除。"),
    row<Why::imported_before>(
        Tone::attention,
        "These stock rows were posted on {0}. Nothing was posted again. A new delivery has other "
        "rows or another receipt time.",
        "这些库存行已于 {0} 入账，本次未重复入账。新的到货应有不同的行或收货时间。"),
    row<Why::bad_field>(Tone::error, "{0} is not valid: {1}.", "{0} 无效：{1}。"),
    row<Why::missing_field>(Tone::error, "{0} is missing.", "缺少 {0}。"),
    row<Why::bad_quantity>(Tone::error, "{0} is not a quantity between {1} and {2}.",
                           "{0} 不是 {1} 到 {2} 之间的数量。"),
    row<Why::unknown_actor>(Tone::error, "Nobody is known as {0}.", "没有名为 {0} 的人员。"),
    row<Why::unknown_device>(Tone::error, "The device {0} is not registered.", "设备 {0} 未登记。"),
    row<Why::unknown_sku>(Tone::error, "There is no SKU {0}.", "没有商品 {0}。"),
    row<Why::unknown_location>(Tone::error, "There is no location {0}.", "没有货位 {0}。"),
    row<Why::unknown_order>(Tone::error, "There is no order {0}.", "没有订单 {0}。"),
    row<Why::unknown_object>(Tone::error, "There is no {0} {1}.", "没有 {0} {1}。"),
    row<Why::duplicate_code>(Tone::error, "{0} is already used by {1}.", "{0} 已被 {1} 使用。"),
    row<Why::too_many_lines>(Tone::error, "{0} has {1} lines, {2} at most are taken.",
                             "{0} 有 {1} 行，最多 {2} 行。"),
    row<Why::bad_encoding>(Tone::error, "{0} is not valid text (UTF-8).",
                           "{0} 不是有效文本（UTF-8）。"),
    row<Why::duplicate_order_changed>(
        Tone::attention, "Order {0} is already released, the change needs a change request.",
        "订单 {0} 已放行，修改需走变更流程。"),
    row<Why::bad_address>(Tone::error, "The address is not complete: {0}.", "地址不完整：{0}。"),
    row<Why::internal>(
        Tone::error,
        "Something went wrong in the server ({0}). Nothing was posted; the lead has been told.",
        "服务器内部错误（{0}），本次未记录，已通知主管。"),
});

// Where a subject may be a code of the vocabulary. Of a request's members, programs read the
// English sentence as well: there the member keeps its own name.
enum class Said : std::uint8_t { in_both, in_chinese };
struct Slot {
    Why why;
    std::size_t at;
    Said said = Said::in_both;
};
constexpr Slot slots[] = {
    {Why::wrong_kind, 1},        {Why::wrong_kind, 2},
    {Why::wrong_location, 1},    {Why::wrong_container, 1},
    {Why::container_in_use, 1},  {Why::parcel_not_closed, 1},
    {Why::reason_missing, 0},    {Why::wrong_key, 0},
    {Why::lot_blocked, 1},       {Why::need_approval, 0},
    {Why::role_missing, 1},      {Why::stale, 0},
    {Why::already_done, 0},      {Why::parcel_stopped, 1},
    {Why::order_on_hold, 1},     {Why::unknown_object, 0},
    {Why::duplicate_code, 1},    {Why::too_many_lines, 0},
    {Why::bad_field, 1},         {Why::bad_field, 0, Said::in_chinese},
    {Why::bad_encoding, 0},      {Why::missing_field, 0, Said::in_chinese},
    {Why::bad_address, 0},       {Why::carton_too_small, 1},
    {Why::order_not_to_pick, 1},
};

Row const& row_of(Why why) {
    auto const found = std::ranges::find(rows, why, &Row::why);
    ensure(found != rows.end(), "every refusal has its sentence");
    return *found;
}

}  // namespace

Group group_of(Why why) {
    switch (static_cast<std::uint16_t>(why) / 100) {
        case 1: return Group::fix_scan;
        case 2: return Group::wait;
        case 3: return Group::ask_supervisor;
        case 4: return Group::stale;
        case 5: return Group::malformed;
        default: return Group::internal;
    }
}

Tone tone_of(Why why) {
    return row_of(why).tone;
}

std::string_view name_of(Why why) {
    return row_of(why).name;
}

std::vector<Why> all_refusals() {
    std::vector<Why> all;
    for (std::size_t number = 0; number < enumerators.size(); ++number) {
        if (enumerators[number]) all.push_back(static_cast<Why>(number));
    }
    return all;
}

std::string external_code(Why why) {
    std::string code = "E_";
    for (char const c : name_of(why)) code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return code;
}

std::string sentence(Refusal const& refusal, Language language) {
    Row const& row = row_of(refusal.why);
    std::vector<std::string> subject = refusal.subject;
    for (Slot const& slot : slots) {
        bool const here = slot.why == refusal.why && slot.at < subject.size();
        bool const said = slot.said == Said::in_both || language == Language::zh;
        if (here && said) subject[slot.at] = in_words(subject[slot.at], language);
    }
    return fill_in(language == Language::zh ? row.zh : row.en, subject);
}

}  // namespace wms
