// SPDX-License-Identifier: Apache-2.0
#include "server/views/floor.hpp"

#include "domain/process/site_rules.hpp"
#include "server/views/exceptions.hpp"
#include "server/views/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms::web::views {
namespace {

constexpr unsigned no_picking = 1, no_putting = 2, count_open = 4, short_reported = 8;

boost::json::object step_text(Read const& read, Session const& session) {
    Screen const screen = draw(read, session.device);
    return text_json(text_of(screen.ask, Language::en, screen.ask_about),
                     text_of(screen.ask, Language::zh, screen.ask_about));
}

boost::json::array roles_json(Operator const& who) {
    boost::json::array roles;
    for (Role const role : who.roles) roles.emplace_back(tell::name(role));
    return roles;
}

struct AtWork {
    OperatorId id;
    Session session;
    Device device;
};
// Who is signed in at a terminal now; a session alone may be days old.
std::vector<AtWork> at_work(Read const& read) {
    std::vector<AtWork> list;
    tables::sessions.scan_all(read, [&](OperatorId id, Session const& session) {
        auto const device = tables::devices.find(read, session.device);
        if (device && device->actor == id) list.push_back({id, session, *device});
        return true;
    });
    return list;
}

LocationId place_of(Read const& read, Session const& session) {
    if (session.location) return session.location;
    auto const task = tables::tasks.find(read, session.task);
    if (task && task->quant.holder.kind == HolderKind::location)
        return LocationId{task->quant.holder.id};
    auto const station = tables::stations.find(read, session.station);
    return station ? station->location : LocationId{};
}

Elapsed minutes(std::int64_t n) {
    return Elapsed{n * 60'000};
}

boost::json::value battery_of(Terminals const& terminals, DeviceId device) {
    auto const told = terminals.of(device);
    if (!told || !told->telemetry.battery) return nullptr;
    return *told->telemetry.battery;
}

boost::json::object person_json(Read const& read, AtWork const& one, PersonFigures const& figures,
                                Instant at) {
    Elapsed const idle_from = minutes(rules_of(read, WarehouseId{1}).idle_min);
    auto const who = tables::operators.at(read, one.id);
    auto const batch = tables::batches.find(read, one.session.batch);
    LocationId const place = place_of(read, one.session);
    std::int64_t const recent = figures.recent.since(at - 60_min);
    Instant const last = std::max(figures.last, one.device.last_at);
    std::int64_t const idle = last == Instant{} ? 0 : (at - last).value() / 1000;
    auto const optional_text = [](bool there, std::string text) {
        return there ? boost::json::value(std::move(text)) : boost::json::value(nullptr);
    };
    return {{"operator", one.id.value()},
            {"name", who.name},
            {"badge", who.badge},
            {"roles", roles_json(who)},
            {"device", one.device.code},
            {"process", tell::name(one.session.process)},
            {"step_text", step_text(read, one.session)},
            {"location", optional_text(static_cast<bool>(place), name_of(read, holder::at(place)))},
            {"wave", batch ? boost::json::value(tables::waves.at(read, batch->wave).code)
                           : boost::json::value(nullptr)},
            {"since", tell::time(figures.since)},
            {"last_scan", tell::time(last)},
            {"idle_s", std::max<std::int64_t>(idle, 0)},
            {"idle", last != Instant{} && at - last >= idle_from},
            {"lines", figures.lines},
            {"lines_per_h", recent},
            {"refusals", figures.refusals},
            {"errors_per_100", figures.lines == 0 ? 0 : figures.refusals * 100 / figures.lines},
            {"battery", nullptr}};
}

PersonFigures figures_of(Activity const& activity, OperatorId id) {
    return activity.with([&](Activity const& a) {
        auto const found = a.people().find(id);
        if (found == a.people().end()) return PersonFigures{};
        PersonFigures copy = found->second;
        copy.path.clear();
        return copy;
    });
}

// Somebody works there, and nothing was heard of it: neither a scan nor its own sign of life.
boost::json::object device_json(Read const& read, Terminals const& terminals, DeviceId id,
                                Device const& row, Instant at) {
    Rules const rules = rules_of(read, WarehouseId{1});
    auto const station = tables::stations.find(read, row.station);
    auto const told = terminals.of(id);
    Instant const seen = std::max(row.last_at, told ? told->at : Instant{});
    bool const used = static_cast<bool>(row.actor);
    bool const terminal = row.kind == DeviceKind::handheld || row.kind == DeviceKind::station;
    bool const silent = used && terminal && at - seen > minutes(rules.silent_min);
    bool const idle = !used || at - row.last_at > minutes(rules.idle_min);
    return {{"id", id.value()},
            {"code", row.code},
            {"kind", tell::name(row.kind)},
            {"station", station ? boost::json::value(station->code) : nullptr},
            {"operator", tell::person(read, row.actor)},
            {"last_at", tell::time(seen)},
            {"state", silent ? "down"
                      : idle ? "idle"
                             : "ok"},
            {"reason", silent ? boost::json::value(text_json("Not heard of", "无消息")) : nullptr},
            {"battery", battery_of(terminals, id)},
            {"echo_ms", told ? boost::json::value(told->telemetry.echo_ms) : nullptr},
            {"verdict_ms", told ? boost::json::value(told->telemetry.verdict_ms) : nullptr},
            {"waiting", told ? boost::json::value(told->telemetry.waiting) : nullptr}};
}

struct Printer {
    std::set<std::string> stations;
    std::int64_t open = 0;
    std::string_view state = "ok";
    std::string reason;
    Instant last;
};

std::map<std::string, Printer> printers_of(Read const& read) {
    std::map<std::string, Printer> printers;
    tables::stations.scan_all(read, [&](StationId, Station const& row) {
        if (!row.printer.empty()) printers[row.printer].stations.insert(row.code);
        if (!row.backup_printer.empty()) printers[row.backup_printer].stations.insert(row.code);
        return true;
    });
    tables::print_jobs.scan_index_from<0>(read, StationId{}, [&](StationId, PrintJobId id) {
        PrintJob const job = tables::print_jobs.at(read, id);
        Printer& printer = printers[job.printer];
        ++printer.open;
        printer.last = std::max(printer.last, job.device_done_at);
        if (job.state == PrintState::held_printer && printer.state != "down")
            printer.state = "held";
        if (job.state == PrintState::failed) printer.state = "down";
        if (!job.printer_reason.empty()) printer.reason = job.printer_reason;
        return true;
    });
    return printers;
}

unsigned flags_of(Location const& row, Instant at) {
    unsigned flags = 0;
    if (row.locked_out_until > at) flags |= no_picking;
    if (row.locked_in_until > at) flags |= no_putting;
    return flags;
}

struct Content {
    std::int64_t pieces = 0;
    std::int64_t ml = 0;
    bool sized = true;  // the sizes of all that lies there are known
};
Content content_of(Read const& read, LocationId id, std::unordered_map<SkuId, std::int64_t>& mm3) {
    Content content;
    std::int64_t volume = 0;
    tables::quants.scan_index<0>(read, holder::at(id), [&](Holder, QuantKey const& key) {
        auto const [known, fresh] = mm3.try_emplace(key.sku);
        if (fresh) {
            Sku const sku = tables::skus.at(read, key.sku);
            known->second = sku.length.value() * sku.width.value() * sku.height.value();
        }
        std::int64_t const pieces = tables::quants.at(read, key).on_hand;
        content.pieces += pieces;
        volume += pieces * known->second;
        content.sized = content.sized && (pieces == 0 || known->second > 0);
        return true;
    });
    content.ml = volume / 1000;
    return content;
}

}  // namespace

boost::json::object people(Read const& read, Activity const& activity, Terminals const& terminals,
                           Instant at) {
    boost::json::array items;
    for (AtWork const& one : at_work(read)) {
        auto person = person_json(read, one, figures_of(activity, one.id), at);
        person["battery"] = battery_of(terminals, one.session.device);
        person["unread"] =
            activity.with([&](Activity const& a) { return a.messages().unread(one.id, at); });
        items.push_back(std::move(person));
    }
    return {{"at", tell::time(at)}, {"items", std::move(items)}};
}

boost::json::object devices(Read const& read, Terminals const& terminals, Instant at) {
    boost::json::array items;
    tables::devices.scan_all(read, [&](DeviceId id, Device const& row) {
        items.push_back(device_json(read, terminals, id, row, at));
        return items.size() < 2000;
    });
    boost::json::array printers;
    for (auto const& [name, printer] : printers_of(read)) {
        boost::json::array stations;
        for (std::string const& station : printer.stations) stations.emplace_back(station);
        printers.push_back(
            {{"name", name},
             {"stations", std::move(stations)},
             {"state", printer.state},
             {"reason", printer.reason.empty()
                            ? boost::json::value(nullptr)
                            : boost::json::value(tell::printer_reason(printer.reason))},
             {"jobs_open", printer.open},
             {"last_at", tell::time(printer.last)}});
    }
    return {{"at", tell::time(at)}, {"items", std::move(items)}, {"printers", std::move(printers)}};
}

boost::json::object layout(Read const& read) {
    boost::json::array zones;
    std::unordered_map<ZoneId, std::string> codes;
    tables::zones.scan_all(read, [&](ZoneId id, Zone const& zone) {
        codes[id] = zone.code;
        zones.push_back({{"code", zone.code}, {"forbids_available", zone.forbids_available}});
        return true;
    });
    boost::json::array locations;
    std::string seen;
    tables::locations.scan_all(read, [&](LocationId id, Location const& row) {
        locations.push_back({{"id", id.value()},
                             {"code", row.code},
                             {"zone", codes[row.zone]},
                             {"type", tell::name(row.type)},
                             {"x_mm", row.x_mm},
                             {"y_mm", row.y_mm}});
        seen += fmt::format("{} {} {} {} {}\n", row.code, row.zone.value(),
                            static_cast<int>(row.type), row.x_mm, row.y_mm);
        return true;
    });
    boost::json::array stations;
    tables::stations.scan_all(read, [&](StationId, Station const& row) {
        auto const place = tables::locations.find(read, row.location);
        if (place)
            stations.push_back({{"code", row.code}, {"x_mm", place->x_mm}, {"y_mm", place->y_mm}});
        return true;
    });
    auto const warehouse = tables::warehouses.find(read, WarehouseId{1}).value_or(Warehouse{});
    return {{"version", etag_of_bytes(seen)},
            {"warehouse", warehouse.code},
            {"zones", std::move(zones)},
            {"locations", std::move(locations)},
            {"stations", std::move(stations)}};
}

boost::json::object map(Read const& read, Activity const& activity, Instant at) {
    std::set<LocationId> counting;
    tables::counts.scan_index_from<tables::counts_by_place>(read, CountPlaceKey{},
                                                            [&](CountPlaceKey const& key, CountId) {
                                                                counting.insert(key.location);
                                                                return true;
                                                            });
    std::set<LocationId> reported;
    for (auto const& [id, problem] : open_problems(read)) reported.insert(problem.location);
    std::unordered_map<LocationId, std::pair<std::int64_t, Instant>> heat;
    Instant counted_from{};
    activity.with([&](Activity const& a) {
        counted_from = a.counted_from();
        for (auto const& [id, place] : a.places())
            heat[id] = {place.recent.since(at - 60_min), place.counted_at};
    });
    boost::json::array cells;
    std::unordered_map<SkuId, std::int64_t> mm3;
    bool sized = true;
    tables::locations.scan_all(read, [&](LocationId id, Location const& row) {
        unsigned flags = flags_of(row, at);
        if (counting.contains(id)) flags |= count_open;
        if (reported.contains(id)) flags |= short_reported;
        Content const content = content_of(read, id, mm3);
        sized = sized && content.sized;
        auto const found = heat.find(id);
        auto const [picks, counted] =
            found == heat.end() ? std::pair<std::int64_t, Instant>{} : found->second;
        // Places where nothing is to be told are left out.
        if (picks == 0 && content.pieces == 0 && flags == 0 && counted == Instant{}) return true;
        cells.push_back(boost::json::array{id.value(), picks, content.pieces,
                                           counted == Instant{}
                                               ? boost::json::value(nullptr)
                                               : boost::json::value(counted.value()),
                                           flags, content.ml});
        return true;
    });
    boost::json::array who;
    for (AtWork const& one : at_work(read)) {
        LocationId const place = place_of(read, one.session);
        who.push_back({{"operator", one.id.value()},
                       {"name", operator_name(read, one.id)},
                       {"location", place ? boost::json::value(place.value()) : nullptr},
                       {"at", tell::time(one.device.last_at)}});
    }
    return {{"at", tell::time(at)},
            {"version", layout(read).at("version")},
            {"counted_from", tell::time(counted_from)},
            {"fill_by", sized ? "volume" : "pieces"},
            {"cells", std::move(cells)},
            {"people", std::move(who)}};
}

boost::json::object path(Read const& read, Activity const& activity, OperatorId who) {
    boost::json::array points;
    activity.with([&](Activity const& a) {
        auto const found = a.people().find(who);
        if (found == a.people().end()) return;
        for (auto const& seen : found->second.path)
            points.push_back({{"location", seen.location.value()}, {"at", tell::time(seen.at)}});
    });
    return {{"operator", who.value()},
            {"name", operator_name(read, who)},
            {"points", std::move(points)}};
}

}  // namespace wms::web::views
