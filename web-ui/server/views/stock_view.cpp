// SPDX-License-Identifier: Apache-2.0
#include "server/views/stock_view.hpp"

#include "server/views/history.hpp"
#include "server/views/tell.hpp"

#include "base/text.hpp"
#include "domain/change.hpp"
#include "domain/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace wms::web::views {
namespace {

using Keys = std::vector<QuantKey>;

std::string code_in(std::string const& text, std::string_view prefix) {
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

void add_holder(Read const& read, Holder holder, Keys& keys) {
    tables::quants.scan_index<0>(read, holder, [&](Holder, QuantKey const& key) {
        keys.push_back(key);
        return true;
    });
}

void add_sku(Read const& read, SkuId id, Keys& keys) {
    tables::owners.scan_all(read, [&](OwnerId owner, Owner const&) {
        tables::warehouses.scan_all(read, [&](WarehouseId warehouse, Warehouse const&) {
            tables::quants.scan(
                read, SkuKey{warehouse, owner, id}, [&](QuantKey const& key, Quant const& quant) {
                    bool const shown = holder::is_real(key.holder) && quant.on_hand != 0;
                    if (shown) keys.push_back(key);
                    return true;
                });
            return true;
        });
        return true;
    });
}

void add_lots(Read const& read, std::string const& code, Keys& keys) {
    tables::lots.scan_all(read, [&](LotId id, Lot const& lot) {
        if (lot.code != code) return true;
        Keys of_sku;
        add_sku(read, lot.sku, of_sku);
        std::ranges::copy_if(of_sku, std::back_inserter(keys),
                             [&](QuantKey const& key) { return key.lot == id; });
        return true;
    });
}

void add_serials(Read const& read, std::string const& code, Keys& keys) {
    tables::serials.scan_index<0>(read, code, [&](std::string const& found, SerialId id) {
        if (found != code) return true;
        if (auto const place = tables::serial_place(read, id)) keys.push_back(*place);
        return true;
    });
}

std::optional<OrderId> order_of(Read const& read, std::string const& number) {
    std::optional<OrderId> found;
    tables::orders.scan_index<tables::orders_by_key>(read, number,
                                                     [&](OrderKey const& key, OrderId id) {
                                                         if (key.external_id == number) found = id;
                                                         return !found;
                                                     });
    return found;
}

void add_order(Read const& read, OrderId id, Keys& keys) {
    std::set<QuantKey> seen;
    tables::allocations.scan_index<tables::allocations_by_order>(
        read, id, [&](OrderLineKey const&, AllocationId allocation) {
            seen.insert(tables::allocations.at(read, allocation).quant);
            return true;
        });
    keys.insert(keys.end(), seen.begin(), seen.end());
}

constexpr std::size_t named_max = 50;

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

// Part of a name or a code, as people type it.
void add_named(Read const& read, std::string const& text, Keys& keys) {
    std::string const wanted = lower(text);
    std::size_t found = 0;
    tables::skus.scan_all(read, [&](SkuId id, Sku const& row) {
        bool const hit = lower(row.name_en).find(wanted) != std::string::npos ||
                         row.name_zh.find(text) != std::string::npos ||
                         lower(row.code).find(wanted) != std::string::npos;
        if (hit) add_sku(read, id, keys);
        return !hit || ++found < named_max;
    });
}

// Whatever the text means.
void add_any(Read const& read, std::string const& text, Keys& keys) {
    auto const scanned = resolve(read, text, Day{});
    if (!scanned) return add_named(read, text, keys);
    for (Candidate const& found : scanned->candidates) {
        switch (found.kind) {
            case Kind::sku: add_sku(read, SkuId{found.id}, keys); break;
            case Kind::location: add_holder(read, holder::at(LocationId{found.id}), keys); break;
            case Kind::container: add_holder(read, holder::at(ContainerId{found.id}), keys); break;
            case Kind::order: add_order(read, OrderId{found.id}, keys); break;
            case Kind::waybill: add_holder(read, holder::at(ParcelId{found.id}), keys); break;
            case Kind::lot:
                add_lots(read, tables::lots.at(read, LotId{found.id}).code, keys);
                break;
            case Kind::serial:
                add_serials(read, tables::serials.at(read, SerialId{found.id}).code, keys);
                break;
            case Kind::command:
            case Kind::badge:
            case Kind::station:
            case Kind::carton:
            case Kind::manifest:
            case Kind::carrier:
            case Kind::printer: break;
        }
    }
    if (keys.empty()) add_named(read, text, keys);
}

Result<Keys> keys_of(Read const& read, StockQuery const& query) {
    Keys keys;
    if (!query.sku.empty()) {
        auto const id = sku_by_code(read, query.sku);
        if (!id) return refuse(Why::unknown_sku, query.sku);
        add_sku(read, *id, keys);
    } else if (!query.location.empty()) {
        auto const id = location_by_code(read, code_in(query.location, "L-"));
        if (!id) return refuse(Why::unknown_location, query.location);
        add_holder(read, holder::at(*id), keys);
    } else if (!query.container.empty()) {
        auto const id = container_by_code(read, query.container);
        if (!id) return refuse(Why::unknown_object, "container", query.container);
        add_holder(read, holder::at(*id), keys);
    } else if (!query.order.empty()) {
        auto const id = order_of(read, query.order);
        if (!id) return refuse(Why::unknown_order, query.order);
        add_order(read, *id, keys);
    } else if (!query.lot.empty()) {
        add_lots(read, query.lot, keys);
    } else if (!query.serial.empty()) {
        add_serials(read, query.serial, keys);
    } else if (!query.any.empty()) {
        add_any(read, query.any, keys);
    }
    return keys;
}

// Of a past moment the journal tells what stood there, not what was promised of it.
boost::json::object stood_row(Read const& read, QuantKey const& key, std::int64_t on_hand,
                              Instant at) {
    auto const lot = tables::lots.find(read, key.lot);
    auto const serial = tables::serials.find(read, key.serial);
    auto const owner = tables::owners.find(read, key.owner);
    Sku const sku = tables::skus.at(read, key.sku);
    return {{"sku", key.sku.value()},
            {"sku_code", sku.code},
            {"sku_name", tell::sku_text(sku)},
            {"holder", tell::of(read, key.holder)},
            {"lot", lot ? boost::json::value(lot->code) : nullptr},
            {"expiry", lot && lot->expiry ? boost::json::value(to_text(lot->expiry)) : nullptr},
            {"serial", serial ? boost::json::value(serial->code) : nullptr},
            {"status", tell::name(key.status)},
            {"status_text", tell::word(key.status)},
            {"owner", owner ? owner->code : ""},
            {"on_hand", on_hand},
            {"allocated", nullptr},
            {"available", nullptr},
            {"as_of", tell::time(at)}};
}

boost::json::object stock_row(Read const& read, QuantKey const& key, Instant at) {
    Quant const quant = tables::quants.find(read, key).value_or(Quant{});
    boost::json::object row = stood_row(read, key, quant.on_hand, at);
    row["allocated"] = quant.allocated.value();
    row["available"] =
        key.status == StockStatus::available ? quant.on_hand - quant.allocated.value() : 0;
    return row;
}

std::optional<std::string> bytes_of_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        unsigned value = 0;
        for (char const c : hex.substr(i, 2)) {
            std::size_t const digit = std::string_view{"0123456789abcdef"}.find(c);
            if (digit == std::string_view::npos) return std::nullopt;
            value = value * 16 + static_cast<unsigned>(digit);
        }
        bytes += static_cast<char>(value);
    }
    return bytes;
}

// Everything, from a quant on: one page of the table.
Result<StockPage> all_stock(Read const& read, Page const& page, Instant at) {
    QuantKey from{};
    bool skip_first = false;
    if (!page.after.empty()) {
        auto const bytes = bytes_of_hex(page.after);
        if (!bytes) return refuse(Why::bad_field, "after", page.after);
        try {
            from = from_bytes<QuantKey>(*bytes);
        } catch (DecodeError const&) {
            return refuse(Why::bad_field, "after", page.after);
        }
        skip_first = true;
    }
    StockPage result{};
    QuantKey last{};
    bool more = false;
    QuantKey first{};
    first.warehouse = WarehouseId{1};
    tables::quants.scan_from(read, WarehouseId{1}, skip_first ? from : first,
                             [&](QuantKey const& key, Quant const& quant) {
                                 if (skip_first && key == from) return true;
                                 if (!holder::is_real(key.holder) || quant.on_hand == 0)
                                     return true;
                                 more = result.items.size() == page.limit;
                                 if (more) return false;
                                 result.items.push_back(stock_row(read, key, at));
                                 last = key;
                                 return true;
                             });
    if (more) result.next = to_hex(to_bytes(last));
    return result;
}

// --- stock at a past moment

constexpr std::size_t past_entries_max = 100'000;  // of one thing
constexpr std::size_t past_entries_at_once = 500;

using Things = std::vector<HistoryQuery>;

void add_lot_things(Read const& read, std::string const& code, Things& things) {
    tables::lots.scan_all(read, [&](LotId id, Lot const& lot) {
        if (lot.code == code) things.push_back({tables::Trace::lot, id.value()});
        return true;
    });
}

// What keeps a history of its own.
void add_any_thing(Read const& read, std::string const& text, Things& things) {
    auto const scanned = resolve(read, text, Day{});
    if (!scanned) return;
    for (Candidate const& found : scanned->candidates) {
        if (found.kind == Kind::sku) things.push_back({tables::Trace::sku, found.id});
        if (found.kind == Kind::location) things.push_back({tables::Trace::location, found.id});
        if (found.kind == Kind::container) things.push_back({tables::Trace::container, found.id});
        if (found.kind == Kind::lot) things.push_back({tables::Trace::lot, found.id});
        if (found.kind == Kind::serial) things.push_back({tables::Trace::serial, found.id});
    }
}

Result<Things> things_of(Read const& read, StockQuery const& query) {
    Things things;
    if (!query.sku.empty()) {
        auto const id = sku_by_code(read, query.sku);
        if (!id) return refuse(Why::unknown_sku, query.sku);
        things.push_back({tables::Trace::sku, id->value()});
    } else if (!query.location.empty()) {
        auto const id = location_by_code(read, code_in(query.location, "L-"));
        if (!id) return refuse(Why::unknown_location, query.location);
        things.push_back({tables::Trace::location, id->value()});
    } else if (!query.container.empty()) {
        auto const id = container_by_code(read, query.container);
        if (!id) return refuse(Why::unknown_object, "container", query.container);
        things.push_back({tables::Trace::container, id->value()});
    } else if (!query.lot.empty()) {
        add_lot_things(read, query.lot, things);
    } else if (!query.serial.empty()) {
        tables::serials.scan_index<0>(read, query.serial,
                                      [&](std::string const& code, SerialId id) {
                                          if (code == query.serial)
                                              things.push_back({tables::Trace::serial, id.value()});
                                          return true;
                                      });
    } else if (!query.any.empty()) {
        add_any_thing(read, query.any, things);
    } else {
        return refuse(Why::missing_field, "sku");  // the whole house has no history of its own
    }
    return things;
}

bool is_of(QuantKey const& key, HistoryQuery const& thing) {
    switch (thing.kind) {
        case tables::Trace::sku: return key.sku.value() == thing.id;
        case tables::Trace::lot: return key.lot.value() == thing.id;
        case tables::Trace::serial: return key.serial.value() == thing.id;
        case tables::Trace::location: return key.holder == Holder{HolderKind::location, thing.id};
        case tables::Trace::container: return key.holder == Holder{HolderKind::container, thing.id};
        case tables::Trace::parcel:
        case tables::Trace::order:
        case tables::Trace::actor: break;
    }
    return false;
}

Keys present_keys(Read const& read, HistoryQuery const& thing) {
    Keys keys;
    switch (thing.kind) {
        case tables::Trace::sku: add_sku(read, SkuId{thing.id}, keys); break;
        case tables::Trace::lot:
            add_sku(read, tables::lots.at(read, LotId{thing.id}).sku, keys);
            break;
        case tables::Trace::serial:
            if (auto const place = tables::serial_place(read, SerialId{thing.id}))
                keys.push_back(*place);
            break;
        case tables::Trace::location:
        case tables::Trace::container: {
            bool const place = thing.kind == tables::Trace::location;
            Holder const holder{place ? HolderKind::location : HolderKind::container, thing.id};
            add_holder(read, holder, keys);
            break;
        }
        case tables::Trace::parcel:
        case tables::Trace::order:
        case tables::Trace::actor: break;
    }
    std::erase_if(keys, [&](QuantKey const& key) { return !is_of(key, thing); });
    return keys;
}

using Balances = std::map<QuantKey, std::int64_t>;

// What was posted after `at` is taken back, the newest first. False when there is too much of it.
bool take_back(Read const& read, Engine& engine, HistoryQuery const& thing, Instant at,
               Balances& balances) {
    std::uint64_t after = 0;
    for (std::size_t seen = 0; seen < past_entries_max;) {
        auto const seqs = entries_of(read, thing, after, past_entries_at_once);
        for (std::uint64_t const seq : seqs) {
            store::Entry const entry = engine.journal().read(seq).entry;
            if (entry.at <= at) return true;
            for (StockPosted const& posted : postings_of(entry, thing)) {
                balances[quant_key(posted, posted.from)] += posted.quantity.value();
                balances[quant_key(posted, posted.to)] -= posted.quantity.value();
            }
        }
        if (seqs.size() < past_entries_at_once) return true;
        seen += seqs.size();
        after = seqs.back();
    }
    return false;
}

}  // namespace

Result<StockPage> stock(Read const& read, StockQuery const& query, Page const& page, Instant at) {
    bool const everything = query.sku.empty() && query.location.empty() && query.lot.empty() &&
                            query.serial.empty() && query.container.empty() &&
                            query.order.empty() && query.any.empty();
    if (everything) return all_stock(read, page, at);
    auto const keys = keys_of(read, query);
    if (!keys) return std::unexpected(keys.error());
    auto const after = number_after(page);
    if (!after) return std::unexpected(after.error());
    StockPage result{};
    std::size_t const first = std::min<std::size_t>(*after, keys->size());
    std::size_t const last = std::min(first + page.limit, keys->size());
    for (std::size_t i = first; i < last; ++i)
        result.items.push_back(stock_row(read, (*keys)[i], at));
    if (last < keys->size()) result.next = fmt::format("{}", last);
    return result;
}

Result<StockPage> past_stock(Read const& read, Engine& engine, StockQuery const& query,
                             Instant at) {
    if (at > engine.now()) return refuse(Why::bad_field, "at", "a past moment is wanted");
    auto const things = things_of(read, query);
    if (!things) return std::unexpected(things.error());
    StockPage page{};
    for (HistoryQuery const& thing : *things) {
        Balances balances;
        for (QuantKey const& key : present_keys(read, thing))
            balances[key] = tables::quants.find(read, key).value_or(Quant{}).on_hand;
        if (!take_back(read, engine, thing, at, balances))
            return refuse(Why::bad_field, "at", "too much has happened since");
        for (auto const& [key, on_hand] : balances) {
            bool const stood = on_hand != 0 && is_of(key, thing) && holder::is_real(key.holder);
            if (stood) page.items.push_back(stood_row(read, key, on_hand, at));
        }
    }
    return page;
}

}  // namespace wms::web::views
