// SPDX-License-Identifier: Apache-2.0
#include "domain/process/printers.hpp"

#include "domain/field.hpp"

#include <algorithm>

namespace wms {
namespace {

constexpr std::size_t members_max = 40;
constexpr std::int32_t offset_dots_max = 400;
constexpr std::int32_t steps_max = 15;
constexpr std::size_t uri_characters_max = 300;

// Nobody at a terminal: the program itself, on the machine's own authority.
Result<> guard_admin(Change const& change) {
    if (!change.actor()) return {};
    auto const who = tables::operators.find(change.tables(), change.actor());
    if (who && has_role(*who, Role::admin)) return {};
    return refuse(Why::role_missing, who ? who->name : "", "admin");
}

Result<> guard_within(std::string_view field, std::int32_t value, std::int32_t most) {
    if (std::abs(value) <= most) return {};
    return refuse(Why::bad_field, std::string{field}, std::to_string(value));
}

Result<> guard_pool(Read const& read, Printer const& row) {
    if (row.members.empty()) return refuse(Why::missing_field, "uri");
    if (row.members.size() > members_max) return refuse(Why::bad_field, "members", "");
    for (std::string const& member : row.members) {
        auto const printer = tables::printers.find(read, member);
        if (!printer) return refuse(Why::unknown_object, "printer", member);
        if (printer->uri.empty()) return refuse(Why::bad_field, "members", member);
    }
    return {};
}

Result<> guard_row(Read const& read, Printer const& row) {
    auto const guards = {check_code("name", row.name),
                         check_prose("uri", row.uri, uri_characters_max),
                         check_prose("profile", row.profile, code_characters_max),
                         check_prose("media", row.media, code_characters_max),
                         guard_within("offset_x_dots", row.offset_x_dots, offset_dots_max),
                         guard_within("offset_y_dots", row.offset_y_dots, offset_dots_max),
                         guard_within("darkness", row.darkness, steps_max),
                         guard_within("speed", row.speed, steps_max)};
    for (Result<> const& guard : guards)
        if (!guard) return guard;
    if (row.uri.empty()) return guard_pool(read, row);
    if (!row.members.empty()) return refuse(Why::bad_field, "members", "uri");
    if (row.profile.empty()) return refuse(Why::missing_field, "profile");
    return {};
}

}  // namespace

namespace printers {

std::size_t waiting_at(Read const& read, std::string const& printer) {
    std::size_t count = 0;
    tables::print_jobs.scan_index_from<0>(read, StationId{}, [&](StationId, PrintJobId id) {
        PrintJob const job = tables::print_jobs.at(read, id);
        bool const open = job.state == PrintState::created || job.state == PrintState::spooled ||
                          job.state == PrintState::sending || job.state == PrintState::printing ||
                          job.state == PrintState::held_printer;
        if (open && job.printer == printer) ++count;
        return true;
    });
    return count;
}

std::string least_busy(Read const& read, std::string const& name) {
    auto const pool = tables::printers.find(read, name);
    if (!pool || !pool->uri.empty() || pool->members.empty()) return name;
    std::string const* best = nullptr;
    std::size_t fewest = 0;
    for (std::string const& member : pool->members) {
        auto const printer = tables::printers.find(read, member);
        if (!printer) continue;
        std::size_t const labels =
            waiting_at(read, member) + (printer->blocked ? std::size_t{1} << 32 : 0);
        if (best != nullptr && labels >= fewest) continue;
        best = &member;
        fewest = labels;
    }
    return best == nullptr ? name : *best;
}

}  // namespace printers

Result<Done> handle(Change& change, DefinePrinter const& command) {
    if (auto const guard = guard_admin(change); !guard) return std::unexpected(guard.error());
    if (auto const guard = guard_row(change.tables(), command.row); !guard)
        return std::unexpected(guard.error());
    change.post(PrinterDefined{command.row});
    return Done{Tone::ok};
}

Result<Done> handle(Change& change, RemovePrinter const& command) {
    if (auto const guard = guard_admin(change); !guard) return std::unexpected(guard.error());
    Read const& read = change.tables();
    if (!tables::printers.find(read, command.name))
        return refuse(Why::unknown_object, "printer", command.name);
    if (printers::waiting_at(read, command.name) > 0)
        return refuse(Why::bad_field, "name", command.name);
    change.post(PrinterRemoved{command.name});
    return Done{Tone::ok};
}

void apply(Write& write, PrinterDefined const& event, EntryHeader const&) {
    tables::printers.put(write, event.row.name, event.row);
}

void apply(Write& write, PrinterRemoved const& event, EntryHeader const&) {
    tables::printers.erase(write, event.name);
}

}  // namespace wms
