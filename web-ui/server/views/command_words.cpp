// SPDX-License-Identifier: Apache-2.0
// Every command in both languages, with the thing it is about. A command without its line does not
// compile. Personal data has no place here: orders are told by their number.
#include "server/views/audit.hpp"
#include "server/views/tell.hpp"

#include "base/text.hpp"
#include "domain/change.hpp"

#include <fmt/format.h>

namespace wms::web::views {
namespace {

constexpr std::size_t code_shown_max = 80;

// The number where the thing itself is gone.
template <class Table, class AnId>
std::string code_or_number(Read const& read, Table const& table, AnId id) {
    auto const row = table.find(read, id);
    return row ? row->code : fmt::format("#{}", id.value());
}
template <class Codes>
std::string counted(Codes const& codes) {
    return fmt::format("× {}", codes.size());
}
std::string printed(Read const& read, PrintJobId id) {
    auto const job = tables::print_jobs.find(read, id);
    return job ? fmt::format("{} {}", job->document, job->printer) : fmt::format("#{}", id.value());
}
std::string badge_of(Read const& read, OperatorId id) {
    auto const who = tables::operators.find(read, id);
    return who ? who->badge : fmt::format("#{}", id.value());
}
std::string counted_place(Read const& read, CountId id) {
    auto const count = tables::counts.find(read, id);
    if (!count) return fmt::format("#{}", id.value());
    return fmt::format("{} {}", name_of(read, holder::at(count->location)),
                       code_or_number(read, tables::skus, count->sku));
}
std::string adjusted(Read const& read, AdjustmentId id) {
    auto const row = tables::adjustments.find(read, id);
    if (!row) return fmt::format("#{}", id.value());
    return fmt::format("{} {} {:+}", name_of(read, row->quant.holder),
                       code_or_number(read, tables::skus, row->quant.sku), row->difference);
}
std::string effect_key(Read const& read, EffectId id) {
    auto const effect = tables::outbox.find(read, id);
    return effect ? fmt::format("{} {}", effect->lane, effect->key)
                  : fmt::format("#{}", id.value());
}
std::string dropped(Read const& read, DropFromWave const& c) {
    return fmt::format("{} {}", code_or_number(read, tables::waves, c.wave),
                       order_name(read, c.order));
}

struct Teller {
    Read const& read;

    static CommandTold say(std::string_view en, std::string_view zh, std::string what = {}) {
        return {text_json(en, zh), std::move(what)};
    }
    [[nodiscard]] std::string wave(WaveId id) const {
        return code_or_number(read, tables::waves, id);
    }
    [[nodiscard]] std::string order(OrderId id) const { return order_name(read, id); }

    CommandTold operator()(ImportMasterData const& c) const {
        std::size_t const rows = c.warehouses.size() + c.owners.size() + c.zones.size() +
                                 c.locations.size() + c.skus.size() + c.barcodes.size() +
                                 c.containers.size() + c.stations.size() + c.devices.size() +
                                 c.operators.size() + c.carriers.size();
        return say("Import master data", "导入主数据", fmt::format("× {}", rows));
    }
    CommandTold operator()(ImportStock const& c) const {
        return say("Import stock", "导入库存", counted(c.rows));
    }
    CommandTold operator()(ScanCode const& c) const {
        return say("Scan", "扫码", visible(c.raw, code_shown_max));
    }
    CommandTold operator()(PressButton const& c) const {
        if (c.measured) return say("Weight off the scale", "电子秤读数", c.argument);
        return say(fmt::format("Button: {}", button_word(c.button, Language::en)),
                   fmt::format("按键：{}", button_word(c.button, Language::zh)),
                   visible(c.argument, code_shown_max));
    }
    CommandTold operator()(GrantApproval const& c) const {
        return say("Approve at a terminal", "终端授权", badge_of(read, c.approver));
    }
    CommandTold operator()(PlaceOrder const& c) const {
        return say("Take an order in", "接收订单", c.key.external_id);
    }
    CommandTold operator()(ApproveOrder const& c) const {
        return say("Approve the order", "审核订单", order(c.order));
    }
    CommandTold operator()(ChangeHold const& c) const {
        return c.holds.empty() ? say("Lift the order's holds", "解除订单挂起", order(c.order))
                               : say("Hold the order", "挂起订单", order(c.order));
    }
    CommandTold operator()(CancelOrder const& c) const {
        return say("Cancel the order", "取消订单", order(c.order));
    }
    CommandTold operator()(PlanWave const& c) const {
        return say("Make a wave", "生成波次", fmt::format("{} × {}", c.carrier, c.orders.size()));
    }
    CommandTold operator()(ReleaseWave const& c) const {
        return say("Release the wave", "释放波次", wave(c.wave));
    }
    CommandTold operator()(HoldWave const& c) const {
        return c.hold ? say("Hold the wave", "暂停波次", wave(c.wave))
                      : say("Go on with the wave", "继续波次", wave(c.wave));
    }
    CommandTold operator()(CancelWave const& c) const {
        return say("Cancel the wave", "取消波次", wave(c.wave));
    }
    CommandTold operator()(ApproveCount const& c) const {
        std::string what = counted_place(read, c.count);
        return c.verdict == CountVerdict::approve
                   ? say("Approve the count", "确认盘点差异", std::move(what))
                   : say("Reject the count", "驳回盘点", std::move(what));
    }
    CommandTold operator()(WaybillAnswered const& c) const {
        return say("The carrier answered", "承运商答复", parcel_name(c.parcel));
    }
    CommandTold operator()(LoadNumberPool const& c) const {
        return say("Load waybill numbers", "补充面单号",
                   fmt::format("{} × {}", c.carrier, c.numbers.size()));
    }
    CommandTold operator()(RetryWaybill const& c) const {
        return say("Ask the carrier again", "重新取号", parcel_name(c.parcel));
    }
    CommandTold operator()(TakePoolNumber const& c) const {
        return say("Take a number of the pool", "从号池取号", parcel_name(c.parcel));
    }
    CommandTold operator()(PrintReported const& c) const {
        return say("The printer reported", "打印机反馈", printed(read, c.job));
    }
    CommandTold operator()(ReprintLabel const& c) const {
        return say("Print the label again", "重打面单", parcel_name(c.parcel));
    }
    CommandTold operator()(LabelPrepared const& c) const {
        return say("Label drawn and checked", "标签已绘制校验", printed(read, c.job));
    }
    CommandTold operator()(BeginSending const& c) const {
        return say("Label goes to the printer", "标签送往打印机", printed(read, c.job));
    }
    CommandTold operator()(MovePrintJob const& c) const {
        return say("Print it elsewhere", "改用其他打印机", printed(read, c.job));
    }
    CommandTold operator()(DefinePrinter const& c) const {
        return say("Set up the printer", "设置打印机", c.row.name);
    }
    CommandTold operator()(RemovePrinter const& c) const {
        return say("Remove the printer", "移除打印机", c.name);
    }
    CommandTold operator()(EffectPerformed const& c) const {
        return say("Done outside", "外部任务完成", effect_key(read, c.effect));
    }
    CommandTold operator()(EffectFailed const& c) const {
        return say("Failed outside", "外部任务失败", effect_key(read, c.effect));
    }
    CommandTold operator()(DefineDevice const& c) const {
        return say("Set up the terminal", "设置终端", c.code);
    }
    CommandTold operator()(SetPin const& c) const {
        return say("Set the PIN", "设置 PIN", badge_of(read, c.who));
    }
    CommandTold operator()(OpenWebSession const& c) const {
        return say("Sign in", "登录", badge_of(read, c.who));
    }
    CommandTold operator()(CloseWebSession const&) const { return say("Sign out", "退出登录"); }
    CommandTold operator()(AddMachineKey const& c) const {
        return say("Make a key", "创建密钥", c.name);
    }
    CommandTold operator()(RevokeMachineKey const& c) const {
        auto const key = tables::machine_keys.find(read, c.key);
        return say("Revoke the key", "吊销密钥", key ? key->name : "");
    }
    CommandTold operator()(DefineOperator const& c) const {
        return say("Save the person", "保存人员", c.row.badge);
    }
    CommandTold operator()(DefineLocation const& c) const {
        return say("Save the location", "保存货位", c.row.location.code);
    }
    CommandTold operator()(DefineSku const& c) const {
        return say("Save the SKU", "保存商品", c.row.sku.code);
    }
    CommandTold operator()(DefineBarcode const& c) const {
        return say("Save the barcode", "保存条码",
                   fmt::format("{} {}", c.row.sku, visible(c.row.code, code_shown_max)));
    }
    CommandTold operator()(RemoveBarcode const& c) const {
        return say("Remove the barcode", "移除条码",
                   fmt::format("{} {}", code_or_number(read, tables::skus, c.sku),
                               visible(c.code, code_shown_max)));
    }
    CommandTold operator()(DefineStation const& c) const {
        return say("Save the station", "保存工位", c.row.code);
    }
    CommandTold operator()(BlockLocation const& c) const {
        return c.until == Instant{} ? say("Unblock the location", "解封货位",
                                          code_or_number(read, tables::locations, c.location))
                                    : say("Block the location", "封锁货位",
                                          code_or_number(read, tables::locations, c.location));
    }
    CommandTold operator()(RequestCount const& c) const {
        return say("Have it counted", "安排盘点",
                   code_or_number(read, tables::locations, c.location));
    }
    CommandTold operator()(CloseProblem const& c) const {
        auto const problem = tables::problems.find(read, c.problem);
        return say("Close the exception", "关闭异常", problem ? problem->subject : "");
    }
    CommandTold operator()(ReportUntaken const& c) const {
        return say("Report a step that cannot be taken", "上报无法接收的操作", c.step);
    }
    CommandTold operator()(ChangeRules const&) const { return say("Change the rules", "修改规则"); }
    CommandTold operator()(DefineZone const& c) const {
        return say("Save the zone", "保存库区", c.row.zone.code);
    }
    CommandTold operator()(DefineCarrier const& c) const {
        return say("Save the carrier", "保存承运商", c.row.code);
    }
    CommandTold operator()(AdjustStock const& c) const {
        return say("Adjust stock", "调整库存",
                   fmt::format("{} {} {:+}", c.location, c.sku, c.difference));
    }
    CommandTold operator()(DecideAdjustment const& c) const {
        std::string what = adjusted(read, c.adjustment);
        return c.approve ? say("Approve the adjustment", "批准调整", std::move(what))
                         : say("Reject the adjustment", "驳回调整", std::move(what));
    }
    CommandTold operator()(PrioritiseWave const& c) const {
        return say("Change the wave's place", "调整波次顺序", wave(c.wave));
    }
    CommandTold operator()(DropFromWave const& c) const {
        return say("Take the order out of its wave", "移出波次", dropped(read, c));
    }
    CommandTold operator()(SplitWave const& c) const {
        return say("Split the wave", "拆分波次", wave(c.wave));
    }
    CommandTold operator()(SendMessage const& c) const {
        std::string const to =
            c.who ? badge_of(read, c.who) : code_or_number(read, tables::devices, c.device);
        return say("Message", "发送消息", fmt::format("{}: {}", to, c.text));
    }
    CommandTold operator()(ConfirmMessage const& c) const {
        return say("Message read", "确认消息", fmt::format("#{}", c.message));
    }
    CommandTold operator()(ReassignRound const& c) const {
        auto const batch = tables::batches.find(read, c.batch);
        std::string const round =
            fmt::format("{} #{}", batch ? wave(batch->wave) : "", c.batch.value());
        if (!c.to) return say("Free the round", "释放拣货轮", round);
        return say("Give the round to", "改派拣货轮",
                   fmt::format("{}: {}", badge_of(read, c.to), round));
    }
    CommandTold operator()(DismissCode const& c) const {
        return say("Leave an unknown code", "忽略未知条码", visible(c.raw, code_shown_max));
    }
    CommandTold operator()(PrintSheet const& c) const {
        return say("Print a sheet", "打印单据", fmt::format("{} {}", tell::name(c.kind), c.object));
    }
    CommandTold operator()(PrintLocations const& c) const {
        return say("Print location labels", "打印货位标签",
                   fmt::format("{} – {}", c.range.first, c.range.last));
    }
    CommandTold operator()(StopPrintRun const& c) const {
        return say("Stop printing", "停止打印", printed(read, c.run));
    }
    CommandTold operator()(PrintAgain const& c) const {
        return say("Print it again", "重新打印", printed(read, c.job));
    }
    CommandTold operator()(PrintCustom const& c) const {
        return say("Print a label of one's own", "打印自定义标签",
                   fmt::format("{} {}", c.key, c.printer));
    }
    CommandTold operator()(SendShort const& c) const {
        return say("Send the order without what is missing", "缺件发货", order_name(read, c.order));
    }
    CommandTold operator()(Tick const&) const { return say("The clock goes on", "定时任务"); }
};

}  // namespace

CommandTold told_of(Read const& read, AnyCommand const& command) {
    return std::visit(Teller{read}, command);
}

}  // namespace wms::web::views
