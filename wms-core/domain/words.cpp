// SPDX-License-Identifier: Apache-2.0
#include "domain/words.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace wms {
namespace {

struct Row {
    Phrase phrase;
    std::string_view en;
    std::string_view zh;
};

constexpr auto rows = std::to_array<Row>({
    {Phrase::none, "", ""},
    {Phrase::scan_badge, "Scan your badge", "请扫工牌"},
    {Phrase::choose_work, "Choose your work or scan a tote", "请选择工作，或扫周转箱"},
    {Phrase::scan_tote, "Scan an empty tote", "请扫空周转箱"},
    {Phrase::scan_cart, "Scan an empty cart", "请扫空拣货车"},
    {Phrase::go_to_location, "Go to {0} and scan it", "请到 {0} 并扫货位码"},
    {Phrase::take_item, "Take {0} and scan it", "请拿 {0} 并扫码"},
    {Phrase::scan_lot, "Scan the lot of {0}", "请扫 {0} 的批次"},
    {Phrase::scan_serial, "Scan the serial number of {0}", "请扫 {0} 的序列号"},
    {Phrase::put_into, "Put {0} into {1} and scan it", "请将 {0} 件放入 {1} 并扫码"},
    {Phrase::is_it_empty, "Is {0} empty now?", "{0} 现在空了吗？"},
    {Phrase::bring_to_station, "Bring {0} to a packing station and scan it",
     "请将 {0} 送到打包台并扫工位码"},
    {Phrase::choose_reason, "Why is {0} short?", "{0} 为什么缺货？"},
    {Phrase::scan_tote_to_pack, "Scan a tote to pack", "请扫要打包的周转箱"},
    {Phrase::scan_item_to_pack, "Scan an item of {0}", "请扫 {0} 中的商品"},
    {Phrase::scan_carton, "Take a carton and scan it", "请取纸箱并扫码"},
    {Phrase::waiting_for_waybill, "The carrier has not answered yet", "承运商尚未返回单号"},
    {Phrase::no_numbers, "No waybill numbers left. Put the parcel aside and tell a lead",
     "面单号已用完，请放下包裹并通知主管"},
    {Phrase::scan_label, "Stick the label of {0} and scan it", "请贴 {0} 的面单并扫码"},
    {Phrase::scan_parcels, "Scan the parcels for {0}", "请扫 {0} 的包裹"},
    {Phrase::scan_count_location, "Go to {0} and scan it to count", "请到 {0} 扫码盘点"},
    {Phrase::count_items, "Count {0}: scan each piece", "盘点 {0}：逐件扫码"},
    {Phrase::count_again, "Stock moved meanwhile. Count {0} again from 0",
     "期间库存有变动，请从 0 重新盘点 {0}"},
    {Phrase::review_count, "Approve the count of {0}?", "批准 {0} 的盘点结果？"},
    {Phrase::scan_station, "Scan your station", "请扫工位码"},
    {Phrase::courier_signs, "Courier: name, then hand over", "快递员姓名，然后交接"},
    {Phrase::acknowledge_stop, "STOP. Read it, then acknowledge", "停！请阅读后确认"},
    {Phrase::lead_badge, "Lead: scan your badge to approve", "主管请扫工牌批准"},
    {Phrase::lead_pin, "{0}: type your PIN to approve", "{0}，请输入 PIN 码批准"},
    {Phrase::no_longer_wanted, "{0} is not wanted any more. Put back what you took, press Done",
     "{0} 已不再需要。请放回已取的商品，然后按完成"},
    {Phrase::fewer_wanted, "Fewer of {0} are wanted now. Put all back, press Done, take them anew",
     "{0} 的需求减少了。请全部放回，按完成后重新拣取"},
    {Phrase::order, "Order", "订单"},
    {Phrase::item, "Item", "商品"},
    {Phrase::location, "Location", "货位"},
    {Phrase::lot, "Lot", "批次"},
    {Phrase::tote, "Tote", "周转箱"},
    {Phrase::parcel, "Parcel", "包裹"},
    {Phrase::carrier, "Carrier", "承运商"},
    {Phrase::printer, "Printer", "打印机"},
    {Phrase::counted, "Counted", "已盘"},
    {Phrase::expected, "Book stock", "账面数"},
    {Phrase::no_work, "No work waits", "没有待办任务"},
    {Phrase::parcels, "Parcels", "包裹数"},
    {Phrase::waybill, "Waybill", "运单号"},
    {Phrase::bin, "Cart bin", "车格"},
    {Phrase::scan_manifest_carrier, "Scan a parcel to open the manifest", "请扫包裹以打开交接单"},
    {Phrase::label_wait, "Waiting for a label", "待面单"},
    {Phrase::left_to_pack, "Still to pack", "待打包"},
    {Phrase::not_on_manifest, "Packed, not on the manifest", "已打包未交接"},
    {Phrase::confirm_move, "{0} is on another manifest. Scan it again to move it here",
     "{0} 在另一张交接单上。再扫一次移到本单"},
    {Phrase::manifest, "Manifest", "交接单"},
    {Phrase::weight, "Weight (g)", "重量（克）"},
    {Phrase::moved_into, "{0} into {1}", "{0} 放入 {1}"},
    {Phrase::just_scanned, "{0}, just scanned", "刚扫的 {0}"},
    {Phrase::closed_manifest, "the closing of {0}", "{0} 的关闭"},
    {Phrase::round_taken_over, "{0} took over {1}. Press Done", "{0} 已接手 {1}。请按完成"},
    {Phrase::taken_over_choose_work, "{0} took over {1}. Choose other work or scan a tote",
     "{0} 已接手 {1}。请选择其他工作，或扫周转箱"},
    {Phrase::how_many_found, "How many of {0} did you find? None: press 0. Else scan them",
     "找到几件 {0}？没有请按 0，有请扫码"},
    {Phrase::how_many_damaged, "How many of {0} are damaged?", "{0} 破损了几件？"},
    {Phrase::reporting_short, "the short report of {0}", "{0} 的缺货上报"},
    {Phrase::problem_short, "{0} at {1}: {2}", "{1} 的 {0}：{2}"},
    {Phrase::problem_found, "{0} at {1}: {2}", "{1} 有 {0}：{2} 件"},
    {Phrase::problem_found_more, "{0} at {1}: {2}, {3}", "{1} 有 {0}：{2} 件，{3}"},
    {Phrase::problem_of, "{0}: {1}", "{0}：{1}"},
    {Phrase::problem_offline, "{0}, {1}, #{2}: {3}", "{0}，{1}，#{2}：{3}"},
    {Phrase::problem_number_taken, "{0}: {1} belongs to {2}", "{0}：{1} 已属于 {2}"},
    {Phrase::problem_second_number, "{0}: {1} was issued besides {2}",
     "{0}：除 {2} 外又返回了 {1}"},
    {Phrase::take_carton, "Take carton {0} and scan it, or press Done",
     "请取纸箱 {0} 并扫码，或按完成"},
    {Phrase::no_carton_fits, "No carton here is known to fit. Scan the one you take",
     "没有已知合适的纸箱，请扫所用纸箱"},
    {Phrase::carton_proposed, "Proposed: pieces, full, weight", "推荐：件数、填充率、重量"},
    {Phrase::carton_unmeasured, "No size on file", "未登记尺寸"},
    {Phrase::why_weight_typed, "{0} g typed: why not by the scale?", "手输 {0} 克：为什么不用秤？"},
    {Phrase::why_weight_right, "Why is the weight of {0} right all the same?",
     "{0} 的重量为什么没有问题？"},
    {Phrase::weight_off, "The weight of {0} is off. Check the content, then weigh it again",
     "{0} 重量不符。请核对内容后重新称重"},
    {Phrase::weight_typed, "Weight, typed (g)", "手输重量（克）"},
    {Phrase::weight_expected, "Expected weight (g)", "应有重量（克）"},
    {Phrase::weight_too_few, "Too few of it?", "可能少装"},
    {Phrase::weight_too_many, "Too many of it?", "可能多装"},
    {Phrase::weight_approved, "Weight approved by", "重量已批准"},
    {Phrase::the_weight, "the weight {0} g", "重量 {0} 克"},
    {Phrase::the_approval, "the question for the lead", "请主管批准的操作"},
    {Phrase::problem_weight, "{0} was put aside: {1} g, expected {2} g",
     "{0} 已放下：{1} 克，应为 {2} 克"},
    {Phrase::problem_pack_short, "{0} of order {1} at {2}: {3}", "{2}，订单 {1} 的 {0}：{3}"},
    {Phrase::what_is_wrong, "What is wrong with the goods in {0}?", "{0} 里的商品有什么问题？"},
    {Phrase::which_is_missing, "Which item is missing from {0}?", "{0} 里缺哪种商品？"},
    {Phrase::scan_damaged, "Scan the damaged item, then put it on the problem shelf",
     "请扫破损的商品，然后放到问题货架"},
    {Phrase::what_was_wanted, "Which item should lie in {0} instead?", "{0} 里本应是哪种商品？"},
    {Phrase::how_many_missing, "How many of {0} are missing?", "{0} 缺几件？"},
    {Phrase::scan_other_item,
     "Scan the wrong item, then put it on the problem shelf. It has no barcode: Done",
     "请扫错放的商品，然后放到问题货架。没有条码请按完成"},
    {Phrase::parked, "Parked, goods are still to come", "已搁置，等待补货"},
    {Phrase::parked_complete, "Parked, nothing more comes: scan the order",
     "已搁置，不再补货：请扫订单"},
    {Phrase::bring_to_parcel, "Bring {0} to {1} and scan it: parcel {2} waits there",
     "请将 {0} 送到 {1} 并扫工位码：包裹 {2} 在那里等待"},
    {Phrase::parcels_per_hour, "Parcels per hour", "每小时包裹数"},
    {Phrase::next_location, "Then", "下一货位"},
    {Phrase::fill_slot, "Scan an empty tote for slot {0} of {1}",
     "请扫空周转箱，放入第 {0} 格（共 {1} 格）"},
    {Phrase::slot, "Slot", "车格号"},
    {Phrase::order_called_off, "Order {0} was cancelled. Press Done", "订单 {0} 已取消。请按完成"},
    {Phrase::wave_called_off, "Wave {0}: nothing is left to pick of this round. Press Done",
     "波次 {0}：本轮已无货可拣。请按完成"},
    {Phrase::order_called_off_choose_work,
     "Order {0} was cancelled, its round is over. Choose other work or scan a tote",
     "订单 {0} 已取消，本轮结束。请选择其他工作，或扫周转箱"},
    {Phrase::wave_called_off_choose_work,
     "Wave {0}: the orders of your round were cancelled or taken out. Choose other work or scan a "
     "tote",
     "波次 {0}：本轮订单已取消或移出。请选择其他工作，或扫周转箱"},
    {Phrase::round_lines, "Lines of this round", "本轮行数"},
    {Phrase::round_pieces, "Pieces of this round", "本轮件数"},
    {Phrase::lines_per_hour, "Lines per hour", "每小时行数"},
    {Phrase::bring_one_to_station, "Bring only {0} to a packing station and scan it",
     "请只将 {0} 送到打包台并扫工位码"},
    {Phrase::label_torn_approved, "Approved. If this is {0}, press Label torn again",
     "已批准。确认这里是 {0}，请再按一次标签损坏"},
    {Phrase::problem_label_torn, "{0}: the label is torn, print a new one ({1})",
     "{0}：货位标签损坏，请重新打印（{1}）"},
    {Phrase::found_here, "Does not belong here, the lead is told", "不属于此处，已通知主管"},
});

// Two phrases with one number would both be read as the first.
consteval bool are_distinct() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (rows[i].phrase == rows[j].phrase) return false;
        }
    }
    return true;
}
static_assert(are_distinct(), "each phrase has a number of its own");

}  // namespace

std::vector<std::string> printer_keywords(std::string_view reasons) {
    std::vector<std::string> keywords;
    while (!reasons.empty()) {
        std::size_t const comma = std::min(reasons.find(','), reasons.size());
        keywords.emplace_back(reasons.substr(0, comma));
        reasons.remove_prefix(std::min(comma + 1, reasons.size()));
    }
    return keywords;
}

std::string printer_word(std::string const& keyword, Language language) {
    struct Word {
        std::string_view keyword;
        std::string_view en;
        std::string_view zh;
    };
    static constexpr Word words[] = {
        {"media-empty", "out of labels", "没有标签纸"},
        {"media-needed", "out of labels", "没有标签纸"},
        {"media-low", "labels soon used up", "标签纸快用完"},
        {"cover-open", "the cover is open", "盖子没关"},
        {"paused", "paused: press the printer's button", "已暂停：请按打印机按键"},
        {"marker-supply-empty", "out of ribbon", "碳带用完"},
        {"media-jam", "labels are jammed", "卡纸"},
        {"cutter-fault", "the cutter is stuck", "切刀故障"},
        {"overheated", "too hot, it goes on when it has cooled down", "过热，冷却后继续"},
        {"underheated", "too cold", "温度过低"},
        {"buffer-full", "busy", "忙"},
        {"memory-fault", "memory fault: switch it off and on", "内存故障：请关机重开"},
        {"take-label", "take the label away", "请取走标签"},
        {"other-fault", "has a fault", "有故障"},
        {"offline", "cannot be reached: is it on?", "连接不上：是否开机？"},
        {"no-answer", "does not answer", "没有应答"},
        {"battery-low", "battery low", "电量低"},
        {"label-unknown", "this label may or may not have come out: look for it and scan it",
         "这张面单可能已打出也可能没有：请找一找并扫描"},
        {"unknown-printer", "is not set up", "未设置"},
        {"not-drawn", "the label could not be drawn", "面单无法生成"},
        {"queue-stopped", "its queue is stopped", "打印队列已停止"},
        {"cups-down", "the print service does not answer", "打印服务没有应答"},
        {"mdns-down", "its address was not found: Avahi does not answer on this machine",
         "未找到地址：本机的 Avahi 服务没有应答"},
        {"mdns-no-answer", "it announces itself, but its address does not answer: is it still on?",
         "已广播自己，但地址没有应答：是否还开机？"},
        {"mdns-no-raw-port",
         "takes no raw bytes (announces no port 9100): make a queue in CUPS, then add "
         "office://QUEUE",
         "不接收原始数据（未广播 9100 端口）：请先在 CUPS 建立队列，再添加 office://队列名"},
    };
    for (Word const& word : words)
        if (word.keyword == keyword)
            return std::string{language == Language::zh ? word.zh : word.en};
    return keyword;
}

std::string text_of(Phrase phrase, Language language, std::vector<std::string> const& about) {
    auto const row = std::ranges::find(rows, phrase, &Row::phrase);
    ensure(row != rows.end(), "every phrase has its words");
    if (phrase == Phrase::printer && about.size() > 1) {
        std::vector<std::string> words = about;
        for (std::size_t n = 1; n < words.size(); ++n) words[n] = printer_word(words[n], language);
        return fill_in(language == Language::zh ? row->zh : row->en, words);
    }
    return fill_in(language == Language::zh ? row->zh : row->en, about);
}

}  // namespace wms
