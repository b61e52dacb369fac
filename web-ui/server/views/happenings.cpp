// SPDX-License-Identifier: Apache-2.0
#include "server/views/happenings.hpp"

#include "server/views/tell.hpp"

#include <fmt/format.h>

namespace wms::web::views {
namespace {

using tables::Trace;
using tables::TraceObject;
using Take = std::function<void(Happening const&)>;

void add_holder(std::vector<TraceObject>& things, Holder holder) {
    if (holder.kind == HolderKind::location) things.push_back({Trace::location, holder.id});
    if (holder.kind == HolderKind::container) things.push_back({Trace::container, holder.id});
}

std::vector<TraceObject> things_of(QuantKey const& quant) {
    std::vector<TraceObject> things{{Trace::sku, quant.sku.value()}};
    if (quant.lot) things.push_back({Trace::lot, quant.lot.value()});
    if (quant.serial) things.push_back({Trace::serial, quant.serial.value()});
    add_holder(things, quant.holder);
    return things;
}

void promised(Allocation const& allocation, std::string const& event, Take const& take) {
    take({.event = event,
          .en = "Allocated",
          .zh = "已分配",
          .things = things_of(allocation.quant),
          .quantity = allocation.quantity.value(),
          .place = allocation.quant.holder,
          .sku = allocation.quant.sku,
          .order = allocation.order});
}

Happening of_count(Read const& read, CountId id, Happening told) {
    auto const count = tables::counts.find(read, id);
    if (!count) return told;
    told.things = {{Trace::sku, count->sku.value()}, {Trace::location, count->location.value()}};
    told.place = holder::at(count->location);
    told.sku = count->sku;
    return told;
}

bool count_happened(Read const& read, RawEvent const& event, Take const& take) {
    switch (event.tag) {
        case CountOpened::tag: {
            auto const opened = from_bytes<CountOpened>(event.bytes);
            take(of_count(read, opened.id,
                          {"CountOpened", "Count asked for", "安排盘点", opened.reason}));
            return true;
        }
        case CountFinished::tag: {
            auto const done = from_bytes<CountFinished>(event.bytes);
            std::int64_t const off = variance(done.result);
            Happening told{"CountFinished", fmt::format("Counted, {:+} pieces off", off),
                           fmt::format("已盘点，差异 {:+} 件", off)};
            if (off == 0) told = {"CountFinished", "Counted, as in the books", "已盘点，账实相符"};
            told.quantity = done.result.counted;
            take(of_count(read, done.id, std::move(told)));
            return true;
        }
        case CountApproved::tag: {
            auto const done = from_bytes<CountApproved>(event.bytes);
            take(of_count(read, done.id,
                          {"CountApproved", "Count approved", "盘点差异已确认", done.reason}));
            return true;
        }
        case CountRejected::tag: {
            auto const done = from_bytes<CountRejected>(event.bytes);
            take(of_count(read, done.id,
                          {"CountRejected", "Count rejected", "盘点已驳回", done.reason}));
            return true;
        }
        default: return false;
    }
}

void locked(LocationLocked const& event, Instant now, Take const& take) {
    bool const opened = event.out_until <= now && event.in_until.value_or(Instant{}) <= now;
    take({.event = "LocationLocked",
          .en = opened ? "Opened" : "Blocked",
          .zh = opened ? "已解封" : "已封锁",
          .reason = opened ? std::string{} : event.reason,
          .things = {{Trace::location, event.location.value()}},
          .place = holder::at(event.location)});
}

// What it is bound to tells more than that it is.
void container_changed(Read const& read, ContainerId id, Container const& row, Take const& take) {
    auto const state = tell::word(row.state);
    Happening told{"ContainerChanged", state.at("en").as_string().c_str(),
                   state.at("zh").as_string().c_str()};
    if (auto const wave = tables::waves.find(read, row.wave)) {
        told.en += fmt::format(", {}", wave->code);
        told.zh += fmt::format("，{}", wave->code);
    }
    if (row.packer) {
        told.en += ", being packed";
        told.zh += "，打包中";
    }
    told.things = {{Trace::container, id.value()}};
    told.place = row.parent;
    told.order = row.order;
    take(told);
}

bool named_happened(RawEvent const& event, Take const& take) {
    auto const about_sku = [&](std::string name, std::string en, std::string zh, SkuId sku) {
        take({.event = std::move(name),
              .en = std::move(en),
              .zh = std::move(zh),
              .things = {{Trace::sku, sku.value()}},
              .sku = sku});
        return true;
    };
    switch (event.tag) {
        case SkuDefined::tag:
            return about_sku("SkuDefined", "Master data saved", "保存主数据",
                             from_bytes<SkuDefined>(event.bytes).id);
        case BarcodeDefined::tag: {
            auto const key = from_bytes<BarcodeDefined>(event.bytes).key;
            return about_sku("BarcodeDefined", "Barcode " + key.code, "条码 " + key.code, key.sku);
        }
        case BarcodeRemoved::tag: {
            auto const key = from_bytes<BarcodeRemoved>(event.bytes).key;
            return about_sku("BarcodeRemoved", "Barcode taken off: " + key.code,
                             "移除条码：" + key.code, key.sku);
        }
        case LotDefined::tag: {
            auto const lot = from_bytes<LotDefined>(event.bytes);
            auto const state = tell::word(lot.row.state);
            take({.event = "LotDefined",
                  .en = fmt::format("Lot: {}", state.at("en").as_string().c_str()),
                  .zh = fmt::format("批次：{}", state.at("zh").as_string().c_str()),
                  .things = {{Trace::lot, lot.id.value()}, {Trace::sku, lot.row.sku.value()}},
                  .sku = lot.row.sku});
            return true;
        }
        default: return false;
    }
}

void problem_raised(Problem const& row, Take const& take) {
    Happening told{"ProblemRaised", problem_text(row, Language::en),
                   problem_text(row, Language::zh)};
    if (row.sku) told.things.push_back({Trace::sku, row.sku.value()});
    if (row.location) told.things.push_back({Trace::location, row.location.value()});
    told.sku = row.sku;
    if (row.location) told.place = holder::at(row.location);
    if (!told.things.empty()) take(told);
}

void adjusted(Adjustment const& row, Take const& take) {
    take({.event = "AdjustmentAsked",
          .en = fmt::format("Adjustment asked for, {:+}", row.difference),
          .zh = fmt::format("申请调整 {:+}", row.difference),
          .reason = row.reason,
          .things = things_of(row.quant),
          .place = row.quant.holder,
          .sku = row.quant.sku});
}

}  // namespace

void each_happening(Read const& read, Instant at, RawEvent const& event, Take const& take) {
    if (count_happened(read, event, take) || named_happened(event, take)) return;
    switch (event.tag) {
        case AllocationMade::tag:
            return promised(from_bytes<AllocationMade>(event.bytes).allocation, "AllocationMade",
                            take);
        case BatchReleased::tag:
            for (MadeAllocation const& made : from_bytes<BatchReleased>(event.bytes).allocations)
                promised(made.allocation, "AllocationMade", take);
            return;
        case LocationLocked::tag: return locked(from_bytes<LocationLocked>(event.bytes), at, take);
        case ContainerChanged::tag: {
            auto const changed = from_bytes<ContainerChanged>(event.bytes);
            return container_changed(read, changed.id, changed.row, take);
        }
        case ProblemRaised::tag:
            return problem_raised(from_bytes<ProblemRaised>(event.bytes).row, take);
        case AdjustmentAsked::tag:
            return adjusted(from_bytes<AdjustmentAsked>(event.bytes).row, take);
        default: return;
    }
}

}  // namespace wms::web::views
