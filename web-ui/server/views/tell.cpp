// SPDX-License-Identifier: Apache-2.0
#include "server/views/tell.hpp"

#include "base/text.hpp"
#include "base/vocabulary.hpp"
#include "domain/change.hpp"
#include "planning/explain.hpp"

#include <fmt/format.h>

namespace wms::web::tell {
namespace {

struct Word {
    std::string_view en;
    std::string_view zh;
};
boost::json::object json_of(Word word) {
    return text_json(word.en, word.zh);
}

struct Known {
    std::string_view code;
    Word word;
};
constexpr Known reasons[] = {
    {"bin_empty", {"Nothing there", "货位已空"}},
    {"damaged", {"Damaged", "商品破损"}},
    {"inaccessible", {"Cannot be reached", "无法取货"}},
    {"not_found", {"Not found", "找不到"}},
    {"wrong_item", {"Another item lies there", "货位上是其他商品"}},
    {"short_pick", {"Short pick", "短拣"}},
    {"requested", {"Asked for by a lead", "主管要求"}},
    {"serial_elsewhere", {"Serial number found elsewhere", "序列号在别处发现"}},
    {"cancelled", {"Order cancelled", "订单已取消"}},
    {"no_stock", {"No stock", "无库存"}},
    {"wave_cancelled", {"Wave cancelled", "波次已取消"}},
    {"pack_short", {"Short at pack", "打包缺件"}},
    {"missing", {"Missing", "缺少"}},
    {"other_item", {"Another item lay there instead", "放的是别的商品"}},
    {"found_stock", {"Goods found", "发现账外库存"}},
    {"no answer", {"no answer", "无应答"}},
    {"the number pool is empty", {"the number pool is empty", "号池已空"}},
    {"the carrier has a number and does not tell it",
     {"the carrier has a number and does not tell it", "承运商已有单号但未告知"}},
};

}  // namespace

boost::json::value time(Instant at) {
    if (at == Instant{}) return nullptr;
    return boost::json::string{to_text(at)};
}

boost::json::object card(std::string_view kind, std::uint64_t id, std::string code) {
    return {{"kind", kind}, {"id", id}, {"code", std::move(code)}};
}

boost::json::object of(Read const& read, Holder holder) {
    constexpr std::string_view kinds[] = {"place", "location", "container", "parcel"};
    return card(kinds[static_cast<std::size_t>(holder.kind)], holder.id, name_of(read, holder));
}

boost::json::object sku(Read const& read, SkuId id) {
    auto const row = tables::skus.find(read, id);
    return card("sku", id.value(), row ? row->code : "");
}

boost::json::object order(Read const& read, OrderId id) {
    return card("order", id.value(), order_name(read, id));
}

boost::json::object sku_text(Read const& read, SkuId id) {
    auto const row = tables::skus.find(read, id);
    return row ? sku_text(*row) : text_json("", "");
}

boost::json::object sku_text(Sku const& sku) {
    std::string const& en = sku.name_en.empty() ? sku.name_zh : sku.name_en;
    std::string const& zh = sku.name_zh.empty() ? sku.name_en : sku.name_zh;
    return text_json(en.empty() ? sku.code : en, zh.empty() ? sku.code : zh);
}

boost::json::value person(Read const& read, OperatorId id) {
    if (!id) return nullptr;
    return boost::json::string{operator_name(read, id)};
}

boost::json::value device(Read const& read, DeviceId id) {
    auto const row = tables::devices.find(read, id);
    if (!row) return nullptr;
    return boost::json::string{row->code};
}

std::string carrier(Read const& read, CarrierId id) {
    auto const row = tables::carriers.find(read, id);
    return row ? row->code : "";
}

boost::json::object word(OrderState state) {
    switch (state) {
        case OrderState::created: return text_json("Created", "已创建");
        case OrderState::held: return text_json("On hold", "挂起");
        case OrderState::approved: return text_json("Approved", "已审核");
        case OrderState::wait_stock: return text_json("Waits for stock", "等待库存");
        case OrderState::released: return text_json("Released", "已下发");
        case OrderState::picking: return text_json("Picking", "拣货中");
        case OrderState::picked: return text_json("Picked", "已拣货");
        case OrderState::sorted: return text_json("Sorted", "已分拣");
        case OrderState::packing: return text_json("Packing", "打包中");
        case OrderState::packed: return text_json("Packed", "已打包");
        case OrderState::manifested: return text_json("On the manifest", "已入交接单");
        case OrderState::shipped: return text_json("Handed over", "已交接");
        case OrderState::delivered: return text_json("Delivered", "已送达");
        case OrderState::closed: return text_json("Closed", "已关闭");
        case OrderState::cancelled: return text_json("Cancelled", "已取消");
    }
    return text_json("", "");
}

boost::json::object word(Hold hold) {
    switch (hold) {
        case Hold::address: return text_json("Address", "地址");
        case Hold::phone: return text_json("Phone", "电话");
        case Hold::stock: return text_json("Stock", "库存");
        case Hold::duplicate: return text_json("Double order", "重复订单");
        case Hold::master_data: return text_json("Master data", "主数据");
        case Hold::manual: return text_json("By hand", "人工挂起");
        case Hold::payment: return text_json("Payment", "付款");
    }
    return text_json("", "");
}

boost::json::object word(ParcelState state) {
    switch (state) {
        case ParcelState::open: return text_json("Parcel opened", "包裹已开");
        case ParcelState::content_ok: return text_json("Content checked", "内件已核对");
        case ParcelState::waybill_wait: return text_json("Waits for the waybill", "等待面单");
        case ParcelState::label_sent: return text_json("Label sent to the printer", "面单已送打印");
        case ParcelState::verified:
            return text_json("Label proved on the parcel", "面单已扫码确认");
        case ParcelState::closed: return text_json("Parcel closed", "包裹已封箱");
        case ParcelState::manifested: return text_json("On the manifest", "已入交接单");
        case ParcelState::handed_over: return text_json("Handed over", "已交接");
        case ParcelState::void_: return text_json("Parcel void", "包裹作废");
    }
    return text_json("", "");
}

boost::json::object word(WaybillState state) {
    switch (state) {
        case WaybillState::none: return text_json("No waybill", "无面单");
        case WaybillState::requested: return text_json("Waybill asked for", "已请求面单");
        case WaybillState::unknown: return text_json("Waybill without answer", "面单无回应");
        case WaybillState::issued: return text_json("Waybill issued", "面单已出");
        case WaybillState::active: return text_json("Waybill active", "面单生效");
        case WaybillState::failed: return text_json("Waybill refused", "面单被拒");
        case WaybillState::manifested:
            return text_json("Waybill on the manifest", "面单已入交接单");
        case WaybillState::collected: return text_json("Collected", "已揽收");
        case WaybillState::cancel_requested:
            return text_json("Waybill to be cancelled", "面单取消中");
        case WaybillState::cancelled: return text_json("Waybill cancelled", "面单已取消");
        case WaybillState::cancel_refused:
            return text_json("Waybill cannot be cancelled", "面单无法取消");
    }
    return text_json("", "");
}

boost::json::object word(StockStatus status) {
    switch (status) {
        case StockStatus::available: return text_json("Available", "可用");
        case StockStatus::qc_hold: return text_json("Quality check", "待质检");
        case StockStatus::quarantine: return text_json("Quarantine", "隔离");
        case StockStatus::damaged: return text_json("Damaged", "破损");
        case StockStatus::suspect: return text_json("Suspect, to be counted", "存疑待盘");
        case StockStatus::return_hold: return text_json("Return to be checked", "退货待检");
        case StockStatus::blocked: return text_json("Blocked", "冻结");
        case StockStatus::over_hold: return text_json("Over-delivery", "超收待定");
    }
    return text_json("", "");
}

boost::json::object word(ProblemKind kind) {
    switch (kind) {
        case ProblemKind::device_fault: return text_json("Device fault", "设备故障");
        case ProblemKind::internal_error: return text_json("Internal error", "内部错误");
        case ProblemKind::short_pick: return text_json("Short pick", "短拣");
        case ProblemKind::oversold: return text_json("Oversold", "超卖");
        case ProblemKind::waybill: return text_json("Waybill", "面单");
        case ProblemKind::print: return text_json("Label", "标签打印");
        case ProblemKind::wave_removal: return text_json("Order left its wave", "订单移出波次");
        case ProblemKind::clock: return text_json("Clock", "时钟");
        case ProblemKind::found_stock: return text_json("Goods found", "发现账外库存");
        case ProblemKind::offline_refused:
            return text_json("Done offline, refused", "离线操作被拒");
        case ProblemKind::weight_off: return text_json("Weight off", "重量不符");
        case ProblemKind::pack_short: return text_json("Short at pack", "打包缺件");
        case ProblemKind::label_torn: return text_json("Label torn", "标签损坏");
    }
    return text_json("", "");
}

boost::json::object word(Posting posting) {
    switch (posting) {
        case Posting::receive: return text_json("Received", "收货");
        case Posting::qc_release: return text_json("Released by quality", "质检放行");
        case Posting::qc_block: return text_json("Blocked by quality", "质检冻结");
        case Posting::move: return text_json("Moved", "移库");
        case Posting::pick: return text_json("Picked", "拣货");
        case Posting::sort: return text_json("Sorted", "分拣");
        case Posting::pack: return text_json("Packed", "打包");
        case Posting::ship: return text_json("Handed over", "出库交接");
        case Posting::return_in: return text_json("Returned", "退货入库");
        case Posting::grade: return text_json("Graded", "定级");
        case Posting::adjust: return text_json("Adjusted", "盘点调整");
        case Posting::scrap: return text_json("Scrapped", "报废");
        case Posting::return_to_vendor: return text_json("Sent back to the supplier", "退供应商");
        case Posting::consume: return text_json("Used", "领用");
        case Posting::suspect: return text_json("Set aside for a count", "标记存疑");
        case Posting::unsuspect: return text_json("Found sound", "解除存疑");
    }
    return text_json("", "");
}

boost::json::object word(PrintState state) {
    switch (state) {
        case PrintState::created: return text_json("Ordered", "已下单");
        case PrintState::rendered: return text_json("Drawn", "已绘制");
        case PrintState::checked: return text_json("Checked", "已校验");
        case PrintState::spooled: return text_json("Waits for the printer", "等待打印");
        case PrintState::sending: return text_json("Being sent", "发送中");
        case PrintState::printing: return text_json("Printing", "打印中");
        case PrintState::held_printer: return text_json("Printer stopped", "打印机停止");
        case PrintState::device_done: return text_json("Printed", "已打印");
        case PrintState::verified: return text_json("Proved by a scan", "已扫码确认");
        case PrintState::unconfirmed: return text_json("Not scanned back", "未回扫确认");
        case PrintState::failed: return text_json("Failed", "打印失败");
        case PrintState::cancelled: return text_json("Cancelled", "已取消");
        case PrintState::unknown: return text_json("Perhaps printed: look", "可能已打印，请核对");
    }
    return text_json("", "");
}

boost::json::object word(OrderClass order_class) {
    auto const known = static_cast<planning::OrderClass>(order_class);
    return text_json(planning::class_name(known, Language::en),
                     planning::class_name(known, Language::zh));
}

boost::json::object word(PickMethod method) {
    auto const known = static_cast<planning::PickMethod>(method);
    return text_json(planning::method_name(known, Language::en),
                     planning::method_name(known, Language::zh));
}

boost::json::object reason(std::string const& stored) {
    for (Known const& known : reasons) {
        if (known.code == stored) return json_of(known.word);
    }
    return text_json(in_words(stored, Language::en), in_words(stored, Language::zh));
}

boost::json::object printer_reason(std::string const& stored) {
    std::string en;
    std::string zh;
    for (std::string const& keyword : printer_keywords(stored)) {
        en += (en.empty() ? "" : ", ") + printer_word(keyword, Language::en);
        zh += (zh.empty() ? "" : "，") + printer_word(keyword, Language::zh);
    }
    return text_json(en, zh);
}

boost::json::object explained(std::string const& stored) {
    auto reason = planning::reason_from_line(stored);
    if (!reason) {
        boost::json::error_code error;
        auto const json = boost::json::parse(stored, error);
        planning::Reason read{};
        if (!error && from_json(json, read, "")) reason = read;
    }
    if (!reason) return text_json(stored, stored);
    return text_json(planning::explain(*reason, Language::en),
                     planning::explain(*reason, Language::zh));
}

}  // namespace wms::web::tell
