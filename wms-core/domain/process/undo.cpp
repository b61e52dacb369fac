// SPDX-License-Identifier: Apache-2.0
#include "domain/process/undo.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wms {
namespace {

// One ledger row may have moved several promises; one row takes them back.
void reverse_row(Change& change, LastMove const& last, MovedPart const& part, Quantity quantity) {
    OrderId const order = tables::allocations.at(change.tables(), part.into).order;
    post_stock(change, {.posting = last.parcel ? Posting::pack : Posting::pick,
                        .warehouse = part.source.warehouse,
                        .owner = part.source.owner,
                        .sku = part.source.sku,
                        .lot = part.source.lot,
                        .serial = part.source.serial,
                        .from = {part.target.holder, part.target.status},
                        .to = {part.source.holder, part.source.status},
                        .quantity = quantity,
                        .order = order,
                        .task = last.task,
                        .reason = "undo",
                        .reverses = part.ledger_seq});
}

std::string pieces(Read const& read, SkuId sku, Quantity quantity) {
    return fmt::format("{} × {}", quantity.value(), sku_name(read, sku));
}

}  // namespace

ScreenLine told(Read const& read, LastMove const& last) {
    if (last.parts.empty()) return {};
    QuantKey const& target = last.parts.front().target;
    return {Phrase::moved_into,
            {pieces(read, target.sku, quantity_of(last)), name_of(read, target.holder)}};
}

ScreenLine told_in_hand(Read const& read, SkuId sku, Quantity quantity) {
    return {Phrase::just_scanned, {pieces(read, sku, quantity)}};
}

Quantity quantity_of(LastMove const& last) {
    Quantity total;
    for (MovedPart const& part : last.parts) total += part.quantity;
    return total;
}

Result<> guard_recent(Change const& change, LastMove const& last) {
    if (change.now() - last.at <= undo_within || last.parts.empty()) return {};
    return refuse(Why::undo_too_late, sku_name(change.tables(), last.parts.front().source.sku));
}

Result<> guard_untouched(Read const& read, LastMove const& last) {
    for (MovedPart const& part : last.parts) {
        auto const now = tables::allocations.find(read, part.into);
        bool const there = now && now->quant == part.target && now->quantity >= part.quantity &&
                           now->stage != Stage::shipped;
        if (!there) return refuse(Why::nothing_to_undo, sku_name(read, part.source.sku));
        if (tables::orders.at(read, now->order).state == OrderState::cancelled)
            return refuse(Why::order_cancelled, order_name(read, now->order));
    }
    return {};
}

void move_back(Change& change, LastMove const& last) {
    for (std::size_t i = 0; i < last.parts.size();) {
        MovedPart const& first = last.parts[i];
        Quantity row;
        for (; i < last.parts.size() && last.parts[i].ledger_seq == first.ledger_seq; ++i)
            row += last.parts[i].quantity;
        reverse_row(change, last, first, row);
    }
    for (MovedPart const& part : last.parts)
        change.post(AllocationMoved{.from = part.into,
                                    .into = part.from,
                                    .quantity = part.quantity,
                                    .quant = part.source,
                                    .stage = part.stage});
}

}  // namespace wms
