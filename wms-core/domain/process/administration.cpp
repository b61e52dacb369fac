// SPDX-License-Identifier: Apache-2.0
#include "domain/process/administration.hpp"

#include "domain/barcode.hpp"
#include "domain/field.hpp"
#include "domain/problem.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/picking.hpp"
#include "domain/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms {
namespace {

template <class AnId>
std::unexpected<Refusal> unknown(std::string_view what, AnId id) {
    return refuse(Why::unknown_object, std::string{what}, fmt::format("{}", id.value()));
}

// An import of one row has the same guards.
Result<Done> import_one(Change& change, ImportMasterData const& import, std::uint64_t object) {
    auto const done = handle(change, import);
    if (!done) return done;
    return Done{Tone::ok, object};
}

// An edit keeps the code; a new object has a code of its own.
template <class AnId>
Result<> guard_code(AnId id, std::string const& code, std::optional<std::string> const& present,
                    std::optional<AnId> holds_it) {
    if (!id) {
        if (holds_it) return refuse(Why::duplicate_code, code, code);
        return {};
    }
    if (present != code) return refuse(Why::bad_field, "code", "stays as it is printed");
    return {};
}

bool is_able_admin(Operator const& who) {
    return !who.blocked && has_role(who, Role::admin);
}

Result<> guard_an_admin_stays(Read const& read, DefineOperator const& command) {
    auto const before = tables::operators.find(read, command.id);
    if (!before || !is_able_admin(*before) || is_able_admin(command.row)) return {};
    bool another = false;
    tables::operators.scan_all(read, [&](OperatorId id, Operator const& who) {
        another = id != command.id && is_able_admin(who);
        return !another;
    });
    if (another) return {};
    return refuse(Why::bad_field, "roles", "the last admin stays one");
}

Result<> guard_roles(Operator const& row) {
    if (row.roles.empty()) return refuse(Why::missing_field, "roles");
    std::set<Role> const roles{row.roles.begin(), row.roles.end()};
    if (roles.size() != row.roles.size()) return refuse(Why::bad_field, "roles", "twice the same");
    if (roles.contains(Role::system)) return refuse(Why::bad_field, "roles", "system");
    return {};
}

constexpr std::int64_t numbers_min_most = 1'000'000;

bool holds_sound_stock(Read const& read, ZoneId zone) {
    bool found = false;
    tables::locations.scan_all(read, [&](LocationId id, Location const& location) {
        if (location.zone != zone) return true;
        tables::quants.scan_index<0>(read, holder::at(id), [&](Holder, QuantKey const& key) {
            found = key.status == StockStatus::available;
            return !found;
        });
        return !found;
    });
    return found;
}

// Pickers bring their totes there: it lies where goods are packed or staged.
Result<> guard_packing_place(Read const& read, std::string const& code) {
    if (code.empty()) return refuse(Why::missing_field, "location");
    auto const id = location_by_code(read, code);
    if (!id) return refuse(Why::unknown_location, code);
    LocationType const type = tables::locations.at(read, *id).type;
    if (type == LocationType::packing || type == LocationType::stage) return {};
    return refuse(Why::bad_field, "location", "packing, stage");
}

}  // namespace

Result<> guard_role(Change const& change, Role needed) {
    if (!change.actor()) return {};
    auto const me = tables::operators.find(change.tables(), change.actor());
    if (me && !me->blocked && has_role(*me, needed)) return {};
    return refuse(Why::role_missing, me ? me->name : "", needed == Role::admin ? "admin" : "lead");
}

Result<Done> handle(Change& change, DefineOperator const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    if (command.id && !tables::operators.contains(read, command.id))
        return unknown("operator", command.id);
    if (auto const guard = check_code("badge", command.row.badge); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = check_prose("name", command.row.name, name_characters_max); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_roles(command.row); !guard) return std::unexpected(guard.error());
    auto const holds_badge = operator_by_badge(read, command.row.badge);
    if (holds_badge && *holds_badge != command.id)
        return refuse(Why::duplicate_code, command.row.badge, operator_name(read, *holds_badge));
    if (auto const guard = guard_an_admin_stays(read, command); !guard)
        return std::unexpected(guard.error());
    OperatorId const id =
        command.id ? command.id : change.next<OperatorId>(tables::Counter::operator_);
    change.post(OperatorDefined{id, command.row});
    return Done{Tone::ok, id.value()};
}

Result<Done> handle(Change& change, DefineLocation const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const present = tables::locations.find(read, command.id);
    if (command.id && !present) return unknown("location", command.id);
    std::string const& code = command.row.location.code;
    auto const guard =
        guard_code(command.id, code, present ? std::optional{present->code} : std::nullopt,
                   location_by_code(read, code));
    if (!guard) return std::unexpected(guard.error());
    LocationId const id =
        command.id ? command.id : change.next<LocationId>(tables::Counter::location);
    ImportMasterData import{};
    import.locations = {command.row};
    return import_one(change, import, id.value());
}

Result<Done> handle(Change& change, DefineSku const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const present = tables::skus.find(read, command.id);
    if (command.id && !present) return unknown("sku", command.id);
    std::string const& code = command.row.sku.code;
    auto const guard =
        guard_code(command.id, code, present ? std::optional{present->code} : std::nullopt,
                   sku_by_code(read, code));
    if (!guard) return std::unexpected(guard.error());
    SkuId const id = command.id ? command.id : change.next<SkuId>(tables::Counter::sku);
    ImportMasterData import{};
    import.skus = {command.row};
    return import_one(change, import, id.value());
}

// A lead attaches a code that nobody knows (§4.1); what is known already an admin changes.
Result<Done> handle(Change& change, DefineBarcode const& command) {
    auto const scanned = resolve(change.tables(), command.row.code, day_of(change.now(), 0));
    bool const known = scanned && !scanned->candidates.empty();
    if (auto const guard = guard_role(change, known ? Role::admin : Role::lead); !guard)
        return std::unexpected(guard.error());
    auto const sku = sku_by_code(change.tables(), command.row.sku);
    if (!sku) return refuse(Why::unknown_sku, command.row.sku);
    ImportMasterData import{};
    import.barcodes = {command.row};
    return import_one(change, import, sku->value());
}

Result<Done> handle(Change& change, RemoveBarcode const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    BarcodeKey const key{command.code, command.sku};
    if (!tables::barcodes.contains(change.tables(), key))
        return refuse(Why::unknown_object, "barcode", command.code);
    change.post(BarcodeRemoved{key});
    return Done{Tone::ok, command.sku.value()};
}

Result<Done> handle(Change& change, DefineStation const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const present = tables::stations.find(read, command.id);
    if (command.id && !present) return unknown("station", command.id);
    std::string const& code = command.row.code;
    auto const guard =
        guard_code(command.id, code, present ? std::optional{present->code} : std::nullopt,
                   station_by_code(read, code));
    if (!guard) return std::unexpected(guard.error());
    if (auto const place = guard_packing_place(read, command.row.location); !place)
        return std::unexpected(place.error());
    StationId const id = command.id ? command.id : change.next<StationId>(tables::Counter::station);
    ImportMasterData import{};
    import.stations = {command.row};
    return import_one(change, import, id.value());
}

Result<Done> handle(Change& change, BlockLocation const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    auto const row = tables::locations.find(change.tables(), command.location);
    if (!row) return unknown("location", command.location);
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    if (!command.out && !command.in) return refuse(Why::missing_field, "out");
    bool const blocks = command.until > change.now();
    if (blocks && command.reason.empty()) return refuse(Why::missing_field, "reason");
    Instant const until = blocks ? command.until : Instant{};
    bool const is_locked =
        row->locked_out_until > change.now() || row->locked_in_until > change.now();
    if (blocks || is_locked)
        change.post(LocationLocked{.location = command.location,
                                   .out_until = command.out ? until : row->locked_out_until,
                                   .reason = command.reason,
                                   .in_until = command.in ? until : row->locked_in_until});
    return Done{Tone::ok, command.location.value()};
}

Result<Done> handle(Change& change, RequestCount const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    if (!tables::locations.contains(read, command.location))
        return unknown("location", command.location);
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    std::vector<QuantKey> there;
    std::set<SkuId> skus;
    tables::quants.scan_index<0>(read, holder::at(command.location),
                                 [&](Holder, QuantKey const& key) {
                                     bool const wanted = !command.sku || key.sku == command.sku;
                                     if (wanted && skus.insert(key.sku).second)
                                         there.push_back(key);
                                     return true;
                                 });
    if (there.empty()) return refuse(Why::nothing_to_do);
    for (QuantKey const& key : there)
        counting::open_control_count(change, key,
                                     command.reason.empty() ? "requested" : command.reason);
    return Done{Tone::ok, command.location.value()};
}

Result<Done> handle(Change& change, CloseProblem const& command) {
    if (auto const guard = guard_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    auto const problem = tables::problems.find(change.tables(), command.problem);
    if (!problem) return unknown("problem", command.problem);
    if (auto const guard = check_prose("reason", command.reason, prose_characters_max); !guard)
        return std::unexpected(guard.error());
    if (!problem->open)
        return refuse(Why::already_done, fmt::format("{}", command.problem.value()));
    close_problem(change, command.problem);
    return Done{Tone::ok, command.problem.value()};
}

Result<Done> handle(Change& change, DefineZone const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const present = tables::zones.find(read, command.id);
    if (command.id && !present) return unknown("zone", command.id);
    std::string const& code = command.row.zone.code;
    WarehouseId const warehouse = present ? present->warehouse : WarehouseId{1};
    auto const guard =
        guard_code(command.id, code, present ? std::optional{present->code} : std::nullopt,
                   zone_by_code(read, warehouse, code));
    if (!guard) return std::unexpected(guard.error());
    bool const begins =
        present && command.row.zone.forbids_available && !present->forbids_available;
    if (begins && holds_sound_stock(read, command.id))
        return refuse(Why::bad_field, "forbids_available", code);
    ZoneId const id = command.id ? command.id : change.next<ZoneId>(tables::Counter::zone);
    ImportMasterData import{};
    import.zones = {command.row};
    return import_one(change, import, id.value());
}

Result<Done> handle(Change& change, DefineCarrier const& command) {
    if (auto const guard = guard_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    Read const& read = change.tables();
    auto const present = tables::carriers.find(read, command.id);
    if (command.id && !present) return unknown("carrier", command.id);
    std::string const& code = command.row.code;
    auto const guard =
        guard_code(command.id, code, present ? std::optional{present->code} : std::nullopt,
                   carrier_by_code(read, code));
    if (!guard) return std::unexpected(guard.error());
    bool const sound = command.row.numbers_min >= 0 && command.row.numbers_min <= numbers_min_most;
    if (!sound)
        return refuse(Why::bad_field, "numbers_min", fmt::format("0 … {}", numbers_min_most));
    CarrierId const id = command.id ? command.id : change.next<CarrierId>(tables::Counter::carrier);
    ImportMasterData import{};
    import.carriers = {command.row};
    return import_one(change, import, id.value());
}

void apply(Write& write, BarcodeRemoved const& event, EntryHeader const&) {
    tables::barcodes.erase(write, event.key);
}

}  // namespace wms
