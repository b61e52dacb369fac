// SPDX-License-Identifier: Apache-2.0
// Events of the journal as rows of a history, in both languages.
#include "server/views/history.hpp"
#include "server/views/tell.hpp"

#include "domain/change.hpp"
#include "domain/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms::web::views {
namespace {

boost::json::value place_json(Read const& read, Holder holder) {
    if (holder == holder::nowhere) return nullptr;
    return tell::of(read, holder);
}

// "what: why"
boost::json::object with_reason_text(boost::json::object const& what, std::string const& reason) {
    if (reason.empty()) return what;
    auto const why = tell::reason(reason);
    auto const in = [](boost::json::object const& text, char const* language) {
        return std::string{text.at(language).as_string()};
    };
    return text_json(fmt::format("{}: {}", in(what, "en"), in(why, "en")),
                     fmt::format("{}：{}", in(what, "zh"), in(why, "zh")));
}

boost::json::object with_detail(std::string_view en, std::string_view zh, std::string_view detail) {
    if (detail.empty()) return text_json(en, zh);
    return text_json(fmt::format("{}: {}", en, detail), fmt::format("{}：{}", zh, detail));
}

// One thing's part in one entry.
class Telling {
public:
    Telling(Read const& read, store::Entry const& entry, HistoryQuery const& query)
        : read_{read}, entry_{entry}, query_{query} {}

    [[nodiscard]] boost::json::array rows() {
        for (RawEvent const& event : raw_events_of(entry_.events)) take(event.tag, event.bytes);
        return std::move(rows_);
    }

private:
    [[nodiscard]] bool is_mine(OrderId id) const {
        return query_.kind == tables::Trace::order && id.value() == query_.id;
    }
    [[nodiscard]] bool is_mine(ParcelId id, OrderId order) const {
        if (query_.kind == tables::Trace::parcel) return id.value() == query_.id;
        return is_mine(order);
    }
    [[nodiscard]] bool is_mine(ParcelId id) const {
        auto const parcel = tables::parcels.find(read_, id);
        return parcel && is_mine(id, parcel->order);
    }
    [[nodiscard]] bool holds(std::vector<OrderId> const& orders) const {
        return query_.kind == tables::Trace::order &&
               std::ranges::find(orders, OrderId{query_.id}) != orders.end();
    }

    boost::json::object& add(std::string_view event, boost::json::object text) {
        rows_.push_back(boost::json::object{{"seq", entry_.seq},
                                            {"at", tell::time(entry_.at)},
                                            {"event", event},
                                            {"text", std::move(text)},
                                            {"actor", tell::person(read_, entry_.actor)},
                                            {"device", tell::device(read_, entry_.device)},
                                            {"via", via_of(entry_)},
                                            {"quantity", nullptr},
                                            {"from", nullptr},
                                            {"to", nullptr},
                                            {"sku", nullptr},
                                            {"about", boost::json::array{}}});
        return rows_.back().as_object();
    }
    static void about(boost::json::object& row, boost::json::object card) {
        row.at("about").as_array().push_back(std::move(card));
    }

    void take(std::uint64_t tag, std::string_view bytes) {
        if (tag == StockPosted::tag) return posted(from_bytes<StockPosted>(bytes));
        if (tag == SerialRecorded::tag) return recorded(from_bytes<SerialRecorded>(bytes));
        bool const whole_life =
            query_.kind == tables::Trace::order || query_.kind == tables::Trace::parcel;
        if (!whole_life) return happened({tag, bytes});
        take_order(tag, bytes);
        take_parcel(tag, bytes);
    }
    void take_order(std::uint64_t tag, std::string_view bytes) {
        switch (tag) {
            case OrderPlaced::tag: return placed(from_bytes<OrderPlaced>(bytes));
            case OrderHoldsChanged::tag: return held(from_bytes<OrderHoldsChanged>(bytes));
            case OrderReviewed::tag: return reviewed(from_bytes<OrderReviewed>(bytes));
            case LineReduced::tag: return reduced(from_bytes<LineReduced>(bytes));
            case OrderUnreleased::tag: return unreleased(from_bytes<OrderUnreleased>(bytes));
            case WavePlanned::tag: return planned(from_bytes<WavePlanned>(bytes));
            case WaveOrderRemoved::tag: return removed(from_bytes<WaveOrderRemoved>(bytes));
            case BatchReleased::tag: return released(from_bytes<BatchReleased>(bytes));
            case AllocationMade::tag: return promised(from_bytes<AllocationMade>(bytes).allocation);
            case TaskProgressed::tag: return progressed(from_bytes<TaskProgressed>(bytes));
            default: return;
        }
    }
    void take_parcel(std::uint64_t tag, std::string_view bytes) {
        switch (tag) {
            case ParcelOpened::tag: {
                auto const event = from_bytes<ParcelOpened>(bytes);
                return parcel(event.id, event.row);
            }
            case ParcelChanged::tag: {
                auto const event = from_bytes<ParcelChanged>(bytes);
                return parcel(event.id, event.row);
            }
            case WaybillBound::tag: return bound(from_bytes<WaybillBound>(bytes));
            case PrintJobCreated::tag: return print(from_bytes<PrintJobCreated>(bytes).row);
            case PrintJobChanged::tag: return print(from_bytes<PrintJobChanged>(bytes).row);
            case ManifestParcelAdded::tag:
                return manifest(from_bytes<ManifestParcelAdded>(bytes).key, "ManifestParcelAdded",
                                text_json("Scanned onto the manifest", "扫入交接单"));
            case ManifestParcelRemoved::tag:
                return manifest(from_bytes<ManifestParcelRemoved>(bytes).key,
                                "ManifestParcelRemoved",
                                text_json("Taken off the manifest", "移出交接单"));
            default: return;
        }
    }

    // The same twice in one entry is told once.
    void happened(RawEvent const& event) {
        each_happening(read_, entry_.at, event, [&](Happening const& one) {
            bool const mine =
                std::ranges::any_of(one.things, [&](tables::TraceObject const& thing) {
                    return thing.kind == query_.kind && thing.id == query_.id;
                });
            if (!mine) return;
            auto text = with_reason_text(text_json(one.en, one.zh), one.reason);
            bool const again = one.event == "ContainerChanged" && text == happened_text_;
            if (again) return;
            happened_text_ = text;
            auto& row = add(one.event, std::move(text));
            if (one.quantity) row["quantity"] = *one.quantity;
            row["from"] = place_json(read_, one.place);
            if (one.sku) row["sku"] = tell::sku(read_, one.sku);
            if (one.order) about(row, tell::order(read_, one.order));
        });
    }

    void posted(StockPosted const& event) {
        if (!touches(event, query_, entry_.actor)) return;
        auto& row = add(tell::name(event.posting),
                        with_reason_text(tell::word(event.posting), event.reason));
        row["quantity"] = event.quantity.value();
        row["from"] = place_json(read_, event.from.holder);
        row["to"] = place_json(read_, event.to.holder);
        row["sku"] = tell::sku(read_, event.sku);
        if (event.order) about(row, tell::order(read_, event.order));
        if (auto const lot = tables::lots.find(read_, event.lot))
            about(row, tell::card("lot", event.lot.value(), lot->code));
        if (auto const serial = tables::serials.find(read_, event.serial))
            about(row, tell::card("serial", event.serial.value(), serial->code));
    }
    void recorded(SerialRecorded const& event) {
        bool const it = query_.kind == tables::Trace::serial && event.id.value() == query_.id;
        if (!it && !is_mine(event.parcel)) return;
        auto& row = add("SerialRecorded", text_json("Serial number recorded", "记录序列号"));
        row["sku"] = tell::sku(read_, event.row.sku);
        about(row, tell::card("serial", event.id.value(), event.row.code));
        about(row, tell::card("parcel", event.parcel.value(), parcel_name(event.parcel)));
    }

    void placed(OrderPlaced const& event) {
        if (!is_mine(event.id)) return;
        add("OrderPlaced",
            text_json(fmt::format("Order taken in, {} lines", event.lines.size()),
                      fmt::format("接收订单，{} 行", event.lines.size())))["quantity"] =
            event.order.ordered.value();
    }
    void held(OrderHoldsChanged const& event) {
        if (!is_mine(event.order)) return;
        if (event.holds.empty()) {
            add("OrderHoldsChanged", text_json("Holds lifted", "解除挂起"));
            return;
        }
        std::string en;
        std::string zh;
        for (Hold const hold : event.holds) {
            auto const word = tell::word(hold);
            en += (en.empty() ? "" : ", ") + std::string{word.at("en").as_string()};
            zh += (zh.empty() ? "" : "、") + std::string{word.at("zh").as_string()};
        }
        add("OrderHoldsChanged", text_json("On hold: " + en, "挂起：" + zh));
    }
    void reviewed(OrderReviewed const& event) {
        if (is_mine(event.order)) add("OrderReviewed", tell::word(event.state));
    }
    void reduced(LineReduced const& event) {
        if (!is_mine(event.order)) return;
        bool const cancelled = event.end == LineEnd::cancelled;
        auto& row =
            add("LineReduced", with_reason_text(cancelled ? text_json("Cancelled", "已取消")
                                                          : text_json("Goes out short", "缺货发出"),
                                                event.reason));
        row["quantity"] = event.quantity.value();
        if (auto const line = tables::order_lines.find(read_, {event.order, event.line}))
            row["sku"] = tell::sku(read_, line->sku);
    }
    void unreleased(OrderUnreleased const& event) {
        if (is_mine(event.order))
            add("OrderUnreleased",
                with_reason_text(text_json("Waits again for a wave", "重新待入波"), event.reason));
    }
    void planned(WavePlanned const& event) {
        if (!holds(event.orders)) return;
        about(add("WavePlanned", text_json("Put into a wave", "编入波次")),
              tell::card("wave", event.id.value(), event.row.code));
    }
    void removed(WaveOrderRemoved const& event) {
        if (!is_mine(event.order)) return;
        auto const wave = tables::waves.find(read_, event.wave);
        about(add("WaveOrderRemoved",
                  with_reason_text(text_json("Taken out of its wave", "移出波次"), event.reason)),
              tell::card("wave", event.wave.value(), wave ? wave->code : ""));
    }
    void released(BatchReleased const& event) {
        if (!holds(event.orders)) return;
        auto const wave = tables::waves.find(read_, event.row.wave);
        about(add("BatchReleased", text_json("Released for picking", "下发拣货")),
              tell::card("wave", event.row.wave.value(), wave ? wave->code : ""));
        for (MadeAllocation const& made : event.allocations) promised(made.allocation);
    }
    void promised(Allocation const& allocation) {
        if (!is_mine(allocation.order)) return;
        auto& row = add("AllocationMade", text_json("Allocated", "已分配"));
        row["quantity"] = allocation.quantity.value();
        row["from"] = place_json(read_, allocation.quant.holder);
        row["sku"] = tell::sku(read_, allocation.quant.sku);
    }
    void progressed(TaskProgressed const& event) {
        if (event.state != TaskState::short_) return;
        auto const task = tables::tasks.find(read_, event.task);
        if (!task || !is_mine(task->order)) return;
        auto& row = add("TaskProgressed",
                        with_reason_text(text_json("Picked short", "短拣"), event.reason));
        row["quantity"] = (task->need - event.done).value();
        row["from"] = place_json(read_, task->quant.holder);
        row["sku"] = tell::sku(read_, task->quant.sku);
    }

    // A row changes often; told is only what it came to, once an entry.
    [[nodiscard]] bool is_press_of(Button button) const {
        return entry_.command_tag == PressButton::tag &&
               from_bytes<PressButton>(entry_.command).button == button;
    }
    // What the packer did to it; else how it stands.
    [[nodiscard]] boost::json::object parcel_text(Parcel const& parcel) const {
        if (is_press_of(Button::weight_ok))
            return with_reason_text(with_detail("Weight approved", "重量已批准",
                                                operator_name(read_, parcel.weight_approved_by)),
                                    parcel.weight_approved);
        if (is_press_of(Button::weight)) {
            std::string const grams = fmt::format("{} g", parcel.weight.value());
            if (parcel.weight_manual.empty()) return with_detail("Weighed", "称重", grams);
            return with_reason_text(with_detail("Weight typed", "手输重量", grams),
                                    parcel.weight_manual);
        }
        bool const chosen = parcel.state == ParcelState::content_ok;
        if (chosen && parcel.own_package_by)
            return with_detail("Own package, agreed by", "自备包装，批准人",
                               operator_name(read_, parcel.own_package_by));
        if (chosen && parcel.proposed)
            return with_detail("Proposed carton passed over", "未用推荐纸箱",
                               tables::skus.at(read_, parcel.proposed).code);
        return parcel.state == ParcelState::waybill_wait ? tell::word(parcel.waybill_state)
                                                         : tell::word(parcel.state);
    }
    void parcel(ParcelId id, Parcel const& parcel) {
        if (!is_mine(id, parcel.order)) return;
        auto text = parcel_text(parcel);
        boost::json::value const known{text};
        if (known == parcel_text_) return;
        parcel_text_ = known;
        auto& row = add("ParcelChanged", with_reason_text(text, parcel.stop));
        row["quantity"] = parcel.pieces.value();
        about(row, tell::card("parcel", id.value(), parcel_name(id)));
        if (parcel.manifest)
            about(row,
                  tell::card("manifest", parcel.manifest.value(), manifest_name(parcel.manifest)));
    }
    void bound(WaybillBound const& event) {
        if (!is_mine(event.row.parcel)) return;
        about(add("WaybillBound", with_detail("Waybill number", "面单号", event.number)),
              tell::card("parcel", event.row.parcel.value(), parcel_name(event.row.parcel)));
    }
    void print(PrintJob const& job) {
        bool const note = job.kind == PrintKind::delivery_note && is_mine(OrderId{job.object});
        bool const label = job.kind == PrintKind::waybill && is_mine(job.parcel);
        if (!note && !label) return;
        auto const state = tell::word(job.state);
        auto const why = tell::printer_reason(job.printer_reason);
        auto const in = [&](char const* language, char const* what) {
            std::string text =
                fmt::format("{} {}: {}", what, job.printer, state.at(language).as_string().c_str());
            if (!job.printer_reason.empty())
                text += fmt::format(", {}", why.at(language).as_string().c_str());
            return text;
        };
        auto& row = add("PrintJobChanged", text_json(in("en", note ? "Delivery note" : "Label"),
                                                     in("zh", note ? "送货单" : "面单标签")));
        if (job.parcel)
            about(row, tell::card("parcel", job.parcel.value(), parcel_name(job.parcel)));
    }
    void manifest(ManifestParcelKey const& key, std::string_view event, boost::json::object text) {
        if (!is_mine(key.parcel)) return;
        auto& row = add(event, std::move(text));
        about(row, tell::card("parcel", key.parcel.value(), parcel_name(key.parcel)));
        about(row, tell::card("manifest", key.manifest.value(), manifest_name(key.manifest)));
    }

    Read const& read_;
    store::Entry const& entry_;
    HistoryQuery const& query_;
    boost::json::array rows_;
    boost::json::value parcel_text_;     // what was told of the parcel last
    boost::json::object happened_text_;  // and of the thing
};

}  // namespace

std::string_view via_of(store::Entry const& entry) {
    if (entry.command_tag == PressButton::tag) return "button";
    if (entry.command_tag != ScanCode::tag) return entry.actor ? "office" : "system";
    auto const scan = from_bytes<ScanCode>(entry.command);
    if (scan.typed) return "typed";
    switch (scan.via) {
        case ScanVia::gun: break;
        case ScanVia::camera: return "camera";
        case ScanVia::typed: return "typed";
        case ScanVia::paste: return "pasted";
        case ScanVia::hint: return "hint";
    }
    return "scanned";
}

boost::json::array told_of(Read const& read, store::Entry const& entry, HistoryQuery const& query) {
    boost::json::array rows = Telling{read, entry, query}.rows();
    if (query.direction == Direction::backward) std::ranges::reverse(rows);
    return rows;
}

}  // namespace wms::web::views
