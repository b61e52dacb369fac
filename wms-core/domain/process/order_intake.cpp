// SPDX-License-Identifier: Apache-2.0
#include "domain/process/order_intake.hpp"

#include "base/text.hpp"
#include "domain/allocation.hpp"
#include "domain/field.hpp"
#include "domain/process/reallocation.hpp"
#include "domain/process/waves.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <map>

namespace wms {
namespace {

// §4.4 review, as far as it needs no outside table. A hold is for a person, never a refusal.
std::vector<Hold> review_holds(PlaceOrder const& command) {
    std::vector<Hold> holds;
    bool const address_bad =
        characters(command.recipient.name) < 2 || characters(command.recipient.address) < 5;
    if (address_bad) holds.push_back(Hold::address);
    return holds;
}

Result<> guard_line(Read const& read, PlacedLine const& line) {
    auto const sku = sku_by_code(read, line.sku);
    if (!sku) return refuse(Why::unknown_sku, visible(line.sku));
    if (line.quantity.is_zero() || line.quantity > quantity_max)
        return refuse(Why::bad_quantity, fmt::format("{}", line.quantity.value()), "1",
                      fmt::format("{}", quantity_max.value()));
    if (!line.lot.empty() && !lot_by_code(read, *sku, line.lot))
        return refuse(Why::unknown_object, "lot", visible(line.lot));
    return {};
}

Result<> guard_texts(PlaceOrder const& command) {
    if (auto const guard = check_foreign_code("channel", command.key.channel); !guard) return guard;
    if (auto const guard = check_external_id("external_id", command.key.external_id); !guard)
        return guard;
    std::pair<std::string const&, std::string_view> const texts[] = {
        {command.service, "service"},           {command.recipient.name, "name"},
        {command.recipient.phone, "phone"},     {command.recipient.address, "address"},
        {command.recipient.country, "country"}, {command.recipient.remark, "remark"}};
    for (auto const& [text, field] : texts) {
        if (auto const guard = check_prose(field, text, prose_characters_max); !guard) return guard;
    }
    if (auto const guard = check_prose("sort_code", command.sort_code, code_characters_max); !guard)
        return guard;
    return check_prose("bag_place", command.bag_place, code_characters_max);
}

Result<> guard_order(Read const& read, PlaceOrder const& command) {
    if (auto const guard = guard_texts(command); !guard) return guard;
    if (command.lines.empty()) return refuse(Why::missing_field, "lines");
    if (command.cod > money_max)
        return refuse(Why::bad_field, "cod", fmt::format("{}", command.cod.value()));
    if (command.lines.size() > order_lines_max)
        return refuse(Why::too_many_lines, command.key.external_id,
                      fmt::format("{}", command.lines.size()), fmt::format("{}", order_lines_max));
    if (!carrier_by_code(read, command.carrier))
        return refuse(Why::unknown_object, "carrier", visible(command.carrier));
    if (!command.owner.empty() && !owner_by_code(read, command.owner))
        return refuse(Why::unknown_object, "owner", visible(command.owner));
    if (!command.warehouse.empty() && !warehouse_by_code(read, command.warehouse))
        return refuse(Why::unknown_object, "warehouse", visible(command.warehouse));
    for (PlacedLine const& line : command.lines) {
        if (auto const guard = guard_line(read, line); !guard) return guard;
    }
    return {};
}

OrderPlaced placed_event(Change const& change, PlaceOrder const& command, OrderId id) {
    Read const& read = change.tables();
    OrderPlaced placed{.id = id, .order = {}, .lines = {}, .recipient = command.recipient};
    for (PlacedLine const& line : command.lines) {
        SkuId const sku = sku_by_code(read, line.sku).value();
        placed.lines.push_back({.sku = sku,
                                .ordered = line.quantity,
                                .lot = lot_by_code(read, sku, line.lot).value_or(LotId{})});
        placed.order.ordered += line.quantity;
    }
    Order& order = placed.order;
    order.key = command.key;
    order.body_hash = change.header().body_hash;
    order.warehouse = command.warehouse.empty()
                          ? WarehouseId{1}
                          : warehouse_by_code(read, command.warehouse).value();
    order.owner = command.owner.empty() ? OwnerId{1} : owner_by_code(read, command.owner).value();
    order.placed_at = command.placed_at;
    order.paid_at = command.paid_at.value() != 0 ? command.paid_at : change.now();
    order.priority = command.priority;
    order.ship_by = command.ship_by;
    order.carrier = carrier_by_code(read, command.carrier).value();
    order.service = command.service;
    order.short_policy = command.short_policy;
    order.cod = command.cod;
    order.sort_code = command.sort_code;
    order.bag_place = command.bag_place;
    order.holds = review_holds(command);
    order.state = order.holds.empty() ? OrderState::created : OrderState::held;
    order.lines = static_cast<std::uint32_t>(command.lines.size());
    return placed;
}

bool waits_rather(ShortPolicy policy) {
    return policy == ShortPolicy::wait || policy == ShortPolicy::ship_complete;
}

void set_reserved(Write& write, Order const& order, OrderLineKey const& key, Quantity reserved) {
    tables::order_lines.update(write, key, [&](OrderLine& line) {
        SkuKey const sku{order.warehouse, order.owner, line.sku};
        SkuStock stock = tables::sku_stock.find(write, sku).value_or(SkuStock{});
        stock.reserved += reserved.value() - line.reserved.value();
        tables::sku_stock.put(write, sku, stock);
        line.reserved = reserved;
    });
}

// What is to be cancelled, line by line, or why not.
Result<std::vector<CancelledLine>> lines_to_cancel(Read const& read, CancelOrder const& command) {
    std::vector<CancelledLine> wanted = command.lines;
    if (wanted.empty()) {
        for (auto const& [number, line] : lines_of(read, command.order)) {
            if (!open_quantity(line).is_zero()) wanted.push_back({number, open_quantity(line)});
        }
    }
    if (wanted.empty()) return refuse(Why::nothing_to_cancel, order_name(read, command.order));
    std::map<std::uint32_t, Quantity> per_line;
    for (CancelledLine const& cancelled : wanted) {
        auto const line = tables::order_lines.find(read, {command.order, cancelled.line});
        if (!line) return refuse(Why::unknown_object, "line", fmt::format("{}", cancelled.line));
        Quantity const sum = per_line[cancelled.line] += cancelled.quantity;
        if (cancelled.quantity.is_zero() || sum > open_quantity(*line))
            return refuse(Why::bad_quantity, fmt::format("{}", cancelled.quantity.value()), "1",
                          fmt::format("{}", open_quantity(*line).value()));
    }
    return wanted;
}

}  // namespace

std::vector<std::pair<std::uint32_t, OrderLine>> lines_of(Read const& read, OrderId order) {
    std::vector<std::pair<std::uint32_t, OrderLine>> lines;
    tables::order_lines.scan(read, order, [&](OrderLineKey const& key, OrderLine const& line) {
        lines.emplace_back(key.line, line);
        return true;
    });
    return lines;
}

Result<Done> handle(Change& change, PlaceOrder const& command) {
    if (auto const guard = guard_order(change.tables(), command); !guard)
        return std::unexpected(guard.error());
    auto const known = order_by_key(change.tables(), command.key);
    if (known) {
        Order const order = tables::orders.at(change.tables(), *known);
        if (order.body_hash == change.header().body_hash) return Done{Tone::tick, known->value()};
        if (order.state >= OrderState::released)
            return refuse(Why::duplicate_order_changed, command.key.external_id);
    }
    OrderId const id = known ? *known : change.next<OrderId>(tables::Counter::order);
    change.post(placed_event(change, command, id));
    return Done{Tone::ok, id.value()};
}

Result<Done> handle(Change& change, ApproveOrder const& command) {
    auto const order = tables::orders.find(change.tables(), command.order);
    if (!order) return refuse(Why::unknown_order, fmt::format("{}", command.order.value()));
    if (!order->holds.empty())
        return refuse(Why::order_on_hold, order->key.external_id,
                      boost::describe::enum_to_string(order->holds.front(), "?"));
    bool const waiting = order->state == OrderState::created ||
                         order->state == OrderState::wait_stock || order->state == OrderState::held;
    if (!waiting) return refuse(Why::already_done, order->key.external_id);
    review(change, command.order);
    return Done{Tone::ok, command.order.value()};
}

// All lines are looked at together: a SKU may stand on several lines.
void review(Change& change, OrderId id) {
    Order const order = tables::orders.at(change.tables(), id);
    std::map<SkuId, std::int64_t> promisable;
    OrderReviewed reviewed{.order = id, .state = OrderState::approved, .reserved = {}};
    bool complete = true;
    for (auto const& [number, line] : lines_of(change.tables(), id)) {
        auto const [left, first] = promisable.try_emplace(line.sku, 0);
        if (first) {
            left->second = std::max<std::int64_t>(
                0, available_to_promise(change.tables(), {order.warehouse, order.owner, line.sku}));
        }
        Quantity const reserved{std::min(left->second, open_quantity(line).value())};
        left->second -= reserved.value();
        complete = complete && reserved == open_quantity(line);
        reviewed.reserved.push_back(reserved);
    }
    bool const nothing = std::ranges::all_of(reviewed.reserved, &Quantity::is_zero);
    if (nothing || (!complete && waits_rather(order.short_policy))) {
        reviewed.state = OrderState::wait_stock;
        std::ranges::fill(reviewed.reserved, Quantity{});
        if (order.state == OrderState::wait_stock) return;
    }
    change.post(reviewed);
}

Result<Done> handle(Change& change, ChangeHold const& command) {
    auto const order = tables::orders.find(change.tables(), command.order);
    if (!order) return refuse(Why::unknown_order, fmt::format("{}", command.order.value()));
    if (order->state >= OrderState::released)
        return refuse(Why::already_done, order->key.external_id);
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    change.post(OrderHoldsChanged{command.order, command.holds});
    return Done{Tone::ok, command.order.value()};
}

namespace {

// What was never promised to the line goes first.
void release_cancelled(Change& change, OrderLineKey const& key, Quantity cancelled) {
    OrderLine const line = tables::order_lines.at(change.tables(), key);
    Quantity const still_open = open_quantity(line) - cancelled;
    if (line.allocated > still_open) release_line(change, key, line.allocated - still_open);
}

}  // namespace

Result<Done> handle(Change& change, CancelOrder const& command) {
    auto const order = tables::orders.find(change.tables(), command.order);
    if (!order) return refuse(Why::unknown_order, fmt::format("{}", command.order.value()));
    if (order->state == OrderState::cancelled)
        return refuse(Why::nothing_to_cancel, order->key.external_id);
    // Repeating a cancellation that was carried out is not an error, but there is nothing left to
    // do.
    if (!order->picked.is_zero() || order->state >= OrderState::picking)
        return refuse(Why::already_picked, order->key.external_id);
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    auto const cancelled = lines_to_cancel(change.tables(), command);
    if (!cancelled) return std::unexpected(cancelled.error());
    std::vector<SkuId> freed;
    for (CancelledLine const& line : *cancelled) {
        OrderLineKey const key{command.order, line.line};
        freed.push_back(tables::order_lines.at(change.tables(), key).sku);
        release_cancelled(change, key, line.quantity);
        change.post(LineReduced{.order = command.order,
                                .line = line.line,
                                .quantity = line.quantity,
                                .end = LineEnd::cancelled,
                                .reason = command.reason});
    }
    Order const after = tables::orders.at(change.tables(), command.order);
    if (after.state == OrderState::cancelled && after.wave)
        change.post(WaveOrderRemoved{after.wave, command.order, "cancelled"});
    stock_became_available(change, freed);
    return Done{Tone::ok, command.order.value()};
}

void apply(Write& write, OrderPlaced const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::order, event.id.value());
    if (auto const old = tables::orders.find(write, event.id)) {
        for (auto const& [number, line] : lines_of(write, event.id)) {
            set_reserved(write, *old, {event.id, number}, {});
            tables::order_lines.erase(write, {event.id, number});
        }
    }
    tables::orders.put(write, event.id, event.order);
    tables::recipients.put(write, event.id, event.recipient);
    std::uint32_t number = 0;
    for (OrderLine const& line : event.lines)
        tables::order_lines.put(write, {event.id, ++number}, line);
}

void apply(Write& write, OrderHoldsChanged const& event, EntryHeader const&) {
    Order order = tables::orders.at(write, event.order);
    order.holds = event.holds;
    if (!order.holds.empty()) {
        order.state = OrderState::held;
    } else if (order.state == OrderState::held) {
        order.state = OrderState::created;
    }
    tables::orders.put(write, event.order, order);
    // §4.15: the reservation is kept while held; approval after the hold makes it anew.
    if (order.state != OrderState::created) return;
    for (auto const& [number, line] : lines_of(write, event.order))
        set_reserved(write, order, {event.order, number}, {});
}

void apply(Write& write, OrderReviewed const& event, EntryHeader const&) {
    Order const order = tables::orders.at(write, event.order);
    std::uint32_t number = 0;
    for (Quantity const reserved : event.reserved)
        set_reserved(write, order, {event.order, ++number}, reserved);
    tables::orders.update(write, event.order, [&](Order& row) { row.state = event.state; });
}

void apply(Write& write, LineReduced const& event, EntryHeader const&) {
    Order order = tables::orders.at(write, event.order);
    OrderLineKey const key{event.order, event.line};
    OrderLine line = tables::order_lines.at(write, key);
    bool const cancelled = event.end == LineEnd::cancelled;
    (cancelled ? line.cancelled : line.short_) += event.quantity;
    (cancelled ? order.cancelled : order.short_) += event.quantity;
    tables::order_lines.put(write, key, line);
    // A soft reservation never exceeds what is still open and not yet hard-allocated.
    Quantity const coverable = open_quantity(line) + line.packed - line.allocated;
    if (line.reserved > coverable) set_reserved(write, order, key, coverable);
    bool const nothing_left = order.ordered == order.cancelled + order.short_;
    order.state = nothing_left ? OrderState::cancelled : state_from_quantities(order);
    tables::orders.put(write, event.order, order);
}

void apply(Write& write, OrderUnreleased const& event, EntryHeader const&) {
    Order const before = tables::orders.at(write, event.order);
    for (auto const& [number, line] : lines_of(write, event.order)) {
        if (!line.reserved.is_zero()) set_reserved(write, before, {event.order, number}, {});
    }
    tables::orders.update(write, event.order, [&](Order& order) {
        order.state = OrderState::wait_stock;
        order.wave = {};
    });
}

}  // namespace wms
