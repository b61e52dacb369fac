// SPDX-License-Identifier: Apache-2.0
#include "domain/screen.hpp"

#include "base/ensure.hpp"

namespace wms {

std::string_view kind_word(Kind kind, Language language) {
    struct Row {
        Kind kind;
        std::string_view en;
        std::string_view zh;
    };
    static constexpr Row rows[] = {
        {Kind::command, "command", "指令码"}, {Kind::badge, "badge", "工牌"},
        {Kind::location, "location", "货位"}, {Kind::container, "tote or cart", "周转箱或拣货车"},
        {Kind::station, "station", "工位"},   {Kind::sku, "item", "商品"},
        {Kind::lot, "lot", "批次"},           {Kind::serial, "serial number", "序列号"},
        {Kind::order, "order", "订单"},       {Kind::waybill, "waybill", "面单"},
        {Kind::carton, "carton", "纸箱"},     {Kind::manifest, "manifest", "交接单"},
        {Kind::carrier, "carrier", "承运商"}, {Kind::printer, "printer", "打印机"},
    };
    for (Row const& row : rows) {
        if (row.kind == kind) return language == Language::zh ? row.zh : row.en;
    }
    throw BrokenInvariant{"a kind has no word"};
}

std::string_view button_word(Button button, Language language) {
    struct Row {
        Button button;
        std::string_view en;
        std::string_view zh;
    };
    static constexpr Row rows[] = {
        {Button::acknowledge, "I have read it", "已阅读"},
        {Button::done, "Done", "完成"},
        {Button::skip, "Skip", "跳过"},
        {Button::short_, "Short", "缺货"},
        {Button::full, "Tote full", "箱满"},
        {Button::undo, "Undo", "撤销"},
        {Button::sign_out, "Sign out", "退出登录"},
        {Button::home, "Home", "主页"},
        {Button::get_work, "Get work", "领取任务"},
        {Button::reprint, "Print again", "重新打印"},
        {Button::quantity, "Quantity", "数量"},
        {Button::hand_over, "Hand over", "交接"},
        {Button::close, "Close", "关闭"},
        {Button::approve, "Approve", "批准"},
        {Button::reject, "Reject", "驳回"},
        {Button::pick, "Pick", "拣货"},
        {Button::pack, "Pack", "打包"},
        {Button::ship, "Ship", "发运"},
        {Button::count, "Count", "盘点"},
        {Button::language, "中文", "English"},
        {Button::weight, "Weight", "重量"},
        {Button::take_over, "Take over", "接手"},
        {Button::help, "Help", "帮助"},
        {Button::lock, "Lock", "锁定"},
    };
    for (Row const& row : rows) {
        if (row.button == button) return language == Language::zh ? row.zh : row.en;
    }
    throw BrokenInvariant{"a button has no word"};
}

std::string choice_word(std::string const& choice, Language language) {
    struct Row {
        std::string_view choice;
        std::string_view en;
        std::string_view zh;
    };
    static constexpr Row rows[] = {
        {"bin_empty", "Nothing there", "货位是空的"},
        {"fewer_than_system", "Fewer than wanted", "数量不足"},
        {"damaged", "Damaged", "商品破损"},
        {"wrong_item", "Another item lies there", "货位上是别的商品"},
        {"lot_mismatch", "Another lot lies there", "批次不符"},
        {"inaccessible", "Cannot get at it", "无法取货"},
    };
    for (Row const& row : rows) {
        if (row.choice == choice) return std::string{language == Language::zh ? row.zh : row.en};
    }
    return choice;
}

}  // namespace wms
