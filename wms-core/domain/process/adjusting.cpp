// SPDX-License-Identifier: Apache-2.0
#include "domain/process/adjusting.hpp"

#include "base/text.hpp"
#include "domain/allocation.hpp"
#include "domain/field.hpp"
#include "domain/process/administration.hpp"
#include "domain/process/site_rules.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

std::int64_t size_of(std::int64_t difference) {
    return difference < 0 ? -difference : difference;
}

// What the command names, found; or which name is wrong.
Result<QuantKey> quant_of(Read const& read, AdjustStock const& command) {
    auto const place = location_by_code(read, command.location);
    if (!place) return refuse(Why::unknown_location, visible(command.location));
    auto const sku = sku_by_code(read, command.sku);
    if (!sku) return refuse(Why::unknown_sku, visible(command.sku));
    Sku const master = tables::skus.at(read, *sku);
    QuantKey key{.warehouse = tables::locations.at(read, *place).warehouse,
                 .owner = master.owner,
                 .sku = *sku,
                 .status = command.status,
                 .lot = {},
                 .serial = {},
                 .holder = holder::at(*place)};
    if (!command.owner.empty()) {
        auto const owner = owner_by_code(read, command.owner);
        if (!owner) return refuse(Why::unknown_object, "owner", visible(command.owner));
        key.owner = *owner;
    }
    if (master.lot_mode == LotMode::required && command.lot.empty())
        return refuse(Why::lot_missing, sku_name(read, *sku));
    if (!command.lot.empty()) {
        auto const lot = lot_by_code(read, *sku, command.lot);
        if (!lot) return refuse(Why::unknown_object, "lot", visible(command.lot));
        key.lot = *lot;
    }
    bool const serial_in =
        master.serial_mode == SerialMode::in || master.serial_mode == SerialMode::both;
    if (serial_in && command.serial.empty())
        return refuse(Why::serial_missing, sku_name(read, *sku));
    if (!command.serial.empty()) {
        auto const serial = serial_by_code(read, *sku, command.serial);
        if (!serial) return refuse(Why::unknown_object, "serial", visible(command.serial));
        key.serial = *serial;
    }
    return key;
}

Result<> guard_more(Change const& change, QuantKey const& key) {
    Read const& read = change.tables();
    Location const row = tables::locations.at(read, LocationId{key.holder.id});
    if (row.locked_in_until > change.now())
        return refuse(Why::location_locked, row.code, to_text(row.locked_in_until));
    auto const zone = tables::zones.find(read, row.zone);
    bool const forbidden = zone && zone->forbids_available;
    if (forbidden && key.status == StockStatus::available)  // I8
        return refuse(Why::bad_field, "status", zone->code);
    bool const twice = key.serial && tables::serial_place(read, key.serial);  // I5
    if (twice) return refuse(Why::already_scanned, tables::serials.at(read, key.serial).code);
    return {};
}

// The books allow it now; asked when it is wished for and again when it is posted.
Result<> guard_difference(Change const& change, QuantKey const& key, std::int64_t difference) {
    bool const sound = difference != 0 && size_of(difference) <= quantity_max.value() &&
                       (!key.serial || size_of(difference) == 1);
    if (!sound)
        return refuse(Why::bad_quantity, fmt::format("{}", difference), "1",
                      fmt::format("{}", key.serial ? 1 : quantity_max.value()));
    if (difference > 0) return guard_more(change, key);
    auto const quant = tables::quants.find(change.tables(), key);
    std::int64_t const there = quant ? quant->on_hand : 0;
    if (there + difference < 0)
        return refuse(Why::not_enough_stock, sku_name(change.tables(), key.sku),
                      fmt::format("{}", -difference), fmt::format("{}", there));
    return {};
}

// Above the limit, without a product that could overflow. A SKU without a price is worth nothing
// known, so it needs nobody else, as with a count.
bool needs_another_lead(Read const& read, QuantKey const& key, std::int64_t difference) {
    std::int64_t const price = tables::skus.at(read, key.sku).unit_price.value();
    std::int64_t const limit = rules_of(read, key.warehouse).adjust_limit_minor;
    return price > 0 && size_of(difference) > limit / price;
}

void post_adjustment(Change& change, Adjustment const& row, OperatorId approver) {
    QuantKey const& key = row.quant;
    Quantity const pieces{size_of(row.difference)};
    bool const fewer = row.difference < 0;
    if (fewer) {
        Quant const quant = tables::quants.at(change.tables(), key);
        Quantity const keep = Quantity{quant.on_hand} - pieces;
        if (quant.allocated > keep) release_allocations_above(change, key, keep);
    }
    Place const here{key.holder, key.status};
    Place const books{holder::adjustment};
    post_stock(change, {.posting = Posting::adjust,
                        .warehouse = key.warehouse,
                        .owner = key.owner,
                        .sku = key.sku,
                        .lot = key.lot,
                        .serial = key.serial,
                        .from = fewer ? here : books,
                        .to = fewer ? books : here,
                        .quantity = pieces,
                        .reason = row.reason,
                        .approver = approver});
    bool const sound = !fewer && key.status == StockStatus::available;
    if (sound) stock_became_available(change, SkuKey{key.warehouse, key.owner, key.sku});
}

}  // namespace

Result<Done> handle(Change& change, AdjustStock const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    if (!change.actor()) return refuse(Why::unknown_actor, "0");
    if (command.reason.empty()) return refuse(Why::missing_field, "reason");
    if (auto const guard = check_prose("reason", command.reason, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    auto const key = quant_of(change.tables(), command);
    if (!key) return std::unexpected(key.error());
    if (auto const guard = guard_difference(change, *key, command.difference); !guard)
        return std::unexpected(guard.error());
    Adjustment const row{.quant = *key,
                         .difference = command.difference,
                         .reason = command.reason,
                         .asked_by = change.actor(),
                         .asked_at = change.now()};
    if (!needs_another_lead(change.tables(), *key, command.difference)) {
        post_adjustment(change, row, {});
        return Done{Tone::step_complete};
    }
    AdjustmentId const id = change.next<AdjustmentId>(tables::Counter::adjustment);
    change.post(AdjustmentAsked{id, row});
    return Done{Tone::attention, id.value()};
}

Result<Done> handle(Change& change, DecideAdjustment const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const row = tables::adjustments.find(read, command.adjustment);
    if (!row)
        return refuse(Why::unknown_object, "adjustment",
                      fmt::format("{}", command.adjustment.value()));
    std::string const what = sku_name(read, row->quant.sku);
    if (row->state != AdjustmentState::waiting) return refuse(Why::already_done, what);
    if (row->asked_by == change.actor())
        return refuse(Why::own_work, operator_name(read, change.actor()));
    if (auto const guard = check_prose("reason", command.reason, reason_characters_max); !guard)
        return std::unexpected(guard.error());
    if (!command.approve && command.reason.empty()) return refuse(Why::missing_field, "reason");
    if (command.approve) {
        if (auto const guard = guard_difference(change, row->quant, row->difference); !guard)
            return std::unexpected(guard.error());
        post_adjustment(change, *row, change.actor());
    }
    change.post(AdjustmentDecided{
        command.adjustment, command.approve ? AdjustmentState::posted : AdjustmentState::rejected,
        change.actor(), command.reason});
    return Done{Tone::step_complete, command.adjustment.value()};
}

void apply(Write& write, AdjustmentAsked const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::adjustment, event.id.value());
    tables::adjustments.put(write, event.id, event.row);
}

void apply(Write& write, AdjustmentDecided const& event, EntryHeader const&) {
    tables::adjustments.update(write, event.id, [&](Adjustment& row) {
        row.state = event.state;
        row.decided_by = event.by;
        row.verdict = event.reason;
    });
}

}  // namespace wms
