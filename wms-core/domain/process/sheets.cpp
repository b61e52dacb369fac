// SPDX-License-Identifier: Apache-2.0
#include "domain/process/sheets.hpp"

#include "base/text.hpp"
#include "domain/field.hpp"
#include "domain/outbox.hpp"
#include "domain/process/printers.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/shipping.hpp"
#include "store/record.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>

namespace wms {
namespace {

// Nobody at a terminal: the program itself.
Result<> guard_desk_role(Change const& change, Role role) {
    if (!change.actor()) return {};
    auto const who = tables::operators.find(change.tables(), change.actor());
    if (who && has_role(*who, role)) return {};
    return refuse(Why::role_missing, who ? who->name : "",
                  boost::describe::enum_to_string(role, "?"));
}

Result<> guard_printer(Read const& read, std::string const& printer) {
    if (printer.empty()) return refuse(Why::missing_field, "printer");
    if (tables::printers.find(read, printer)) return {};
    return refuse(Why::unknown_object, "printer", visible(printer));
}

// The digits in front, without zeros before them.
std::string_view take_number(std::string_view& text) {
    std::size_t const end = std::min(text.find_first_not_of("0123456789"), text.size());
    std::string_view number = text.substr(0, end);
    text.remove_prefix(end);
    number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
    return number;
}

struct Wanted {
    PrintKind kind = PrintKind::manifest;
    std::uint64_t object = 0;
    std::string document;  // what the job is called: the kind and the thing, as people say it
    std::string request_sha256 = {};
};
Wanted wanted_of(PrintKind kind, std::uint64_t object, std::string const& name) {
    return {.kind = kind,
            .object = object,
            .document = fmt::format("{}/{}", boost::describe::enum_to_string(kind, "?"), name)};
}

bool is_open(PrintState state) {
    return state == PrintState::created || state == PrintState::spooled ||
           state == PrintState::held_printer || state == PrintState::sending ||
           state == PrintState::printing;
}

// Not one byte has left.
bool is_unsent(PrintJob const& job) {
    return is_open(job.state) && !printing::has_begun(job);
}

void withdraw(Change& change, PrintJobId id) {
    PrintJob job = tables::print_jobs.at(change.tables(), id);
    finish_effect(change, job.effect);
    job.state = PrintState::cancelled;
    change.post(PrintJobChanged{id, job});
}

struct Run {
    std::uint64_t first = 0;
    std::uint32_t size = 0;
};
PrintJobId add_job(Change& change, Wanted const& wanted, std::string const& printer, Run run) {
    auto const before =
        tables::sheets.find(change.tables(), tables::SheetKey{wanted.kind, wanted.object});
    if (before) {
        auto const old = tables::print_jobs.find(change.tables(), before->job);
        bool const given_up =
            old && old->state != PrintState::device_done && old->state != PrintState::cancelled;
        if (given_up) withdraw(change, before->job);
    }
    PrintJobId const id = change.next<PrintJobId>(tables::Counter::print_job);
    PrintJob job{.parcel = {},
                 .station = {},
                 .printer = printer,
                 .document = wanted.document,
                 .copy = before ? before->copies + 1 : 1,
                 .printer_reason = {},
                 .reprint_reason = {},
                 .device_done_at = {},
                 .kind = wanted.kind,
                 .object = wanted.object,
                 .run = run.size == 0 ? 0 : run.first,
                 .run_size = run.size,
                 .request_sha256 = wanted.request_sha256};
    job.effect = add_effect(change, {.kind = EffectKind::print,
                                     .key = printing::job_key(job),
                                     .lane = "printer/" + printer,
                                     .object = id.value()});
    change.post(PrintJobCreated{id, job});
    return id;
}

// A custom label has no row of its own: it is known by its key, here as a number.
std::uint64_t number_of(std::string_view key) {
    store::Hash const hash = store::sha256(key);
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < sizeof number; ++at) number = number << 8 | hash[at];
    return number;
}

template <class AnId, class Table>
Result<> guard_there(Read const& read, Table const& table, std::string_view what,
                     std::uint64_t object) {
    if (table.find(read, AnId{object})) return {};
    return refuse(Why::unknown_object, std::string{what}, fmt::format("{}", object));
}

Result<std::vector<Wanted>> pick_lists(Read const& read, WaveId wave) {
    auto const row = tables::waves.find(read, wave);
    if (!row) return refuse(Why::unknown_object, "wave", fmt::format("{}", wave.value()));
    std::set<BatchId> batches;
    tables::tasks.scan_index<tables::tasks_by_wave>(read, wave, [&](WaveId, TaskId id) {
        Task const task = tables::tasks.at(read, id);
        if (task.state < TaskState::done) batches.insert(task.batch);
        return true;
    });
    if (batches.empty()) return refuse(Why::nothing_to_do);
    std::vector<Wanted> lists;
    for (BatchId const batch : batches)
        lists.push_back(
            wanted_of(PrintKind::pick_list, batch.value(), fmt::format("B-{}", batch.value())));
    return lists;
}

// What the command's object is on paper.
Result<std::vector<Wanted>> sheets_of(Read const& read, PrintKind kind, std::uint64_t object) {
    switch (kind) {
        case PrintKind::manifest: {
            if (auto const guard =
                    guard_there<ManifestId>(read, tables::manifests, "manifest", object);
                !guard)
                return std::unexpected(guard.error());
            return std::vector{wanted_of(kind, object, manifest_name(ManifestId{object}))};
        }
        case PrintKind::delivery_note: {
            if (auto const guard = guard_there<OrderId>(read, tables::orders, "order", object);
                !guard)
                return std::unexpected(guard.error());
            return std::vector{wanted_of(kind, object, order_name(read, OrderId{object}))};
        }
        case PrintKind::count_sheet: {
            auto const warehouse = tables::warehouses.find(read, WarehouseId{object});
            if (!warehouse)
                return refuse(Why::unknown_object, "warehouse", fmt::format("{}", object));
            return std::vector{wanted_of(kind, object, warehouse->code)};
        }
        case PrintKind::pick_list: return pick_lists(read, WaveId{object});
        case PrintKind::waybill:
        case PrintKind::location:
        case PrintKind::custom: break;
    }
    return refuse(Why::bad_field, "kind", boost::describe::enum_to_string(kind, "?"));
}

}  // namespace

namespace sheets {

bool comes_before(std::string_view code, std::string_view other) {
    std::string_view const whole_code = code;
    std::string_view const whole_other = other;
    while (!code.empty() && !other.empty()) {
        if (is_digit(code[0]) && is_digit(other[0])) {
            std::string_view const mine = take_number(code);
            std::string_view const theirs = take_number(other);
            if (mine.size() != theirs.size()) return mine.size() < theirs.size();
            if (mine != theirs) return mine < theirs;
            continue;
        }
        if (code[0] != other[0]) return code[0] < other[0];
        code.remove_prefix(1);
        other.remove_prefix(1);
    }
    if (code.empty() != other.empty()) return code.empty();
    return whole_code < whole_other;  // 01 and 1
}

std::vector<LocationId> locations_in(Read const& read, LocationRange const& range) {
    std::vector<std::pair<std::string, LocationId>> found;
    tables::locations.scan_all(read, [&](LocationId id, Location const& location) {
        bool const before = !range.first.empty() && comes_before(location.code, range.first);
        bool const behind = !range.last.empty() && comes_before(range.last, location.code);
        if (before || behind) return true;
        if (!range.warehouse.empty() &&
            tables::warehouses.at(read, location.warehouse).code != range.warehouse)
            return true;
        found.emplace_back(location.code, id);
        return true;
    });
    std::ranges::sort(found,
                      [](auto const& a, auto const& b) { return comes_before(a.first, b.first); });
    std::vector<LocationId> locations;
    for (auto const& [code, id] : found) locations.push_back(id);
    return locations;
}

std::string house_printer(Read const& read) {
    std::string name;
    tables::printers.scan_all(read, [&](std::string const& each, Printer const& row) {
        if (row.sheets && !row.blocked) name = each;
        return name.empty();
    });
    return name;
}

void print_if_wanted(Change& change, PrintKind kind, std::uint64_t object) {
    std::string const printer = house_printer(change.tables());
    if (printer.empty()) return;
    auto const wanted = sheets_of(change.tables(), kind, object);
    if (!wanted) return;
    for (Wanted const& each : *wanted)
        (void)add_job(change, each, printers::least_busy(change.tables(), printer), {});
}

std::optional<RunFigures> figures_of(Read const& read, PrintJobId run) {
    auto const first = tables::print_jobs.find(read, run);
    if (!first || first->run != run.value()) return std::nullopt;
    RunFigures figures{.labels = first->run_size};
    for (std::uint64_t n = 0; n < first->run_size; ++n) {
        PrintJobId const id{run.value() + n};
        PrintState const state = tables::print_jobs.at(read, id).state;
        if (is_open(state)) {
            ++figures.waiting;
            if (!figures.next) figures.next = id;
        }
        if (state == PrintState::device_done) ++figures.sent;
        if (state == PrintState::cancelled) ++figures.stopped;
        if (state == PrintState::failed || state == PrintState::unknown)
            figures.stuck.push_back(id);
    }
    return figures;
}

}  // namespace sheets

Result<Done> handle(Change& change, PrintSheet const& command) {
    Read const& read = change.tables();
    bool const manifest = command.kind == PrintKind::manifest;
    if (auto const guard = guard_desk_role(change, manifest ? Role::dispatcher : Role::lead);
        !guard)
        return std::unexpected(guard.error());
    std::string const printer =
        command.printer.empty() ? sheets::house_printer(read) : command.printer;
    if (auto const guard = guard_printer(read, printer); !guard)
        return std::unexpected(guard.error());
    auto const wanted = sheets_of(read, command.kind, command.object);
    if (!wanted) return std::unexpected(wanted.error());
    PrintJobId job;
    for (Wanted const& each : *wanted)
        job = add_job(change, each, printers::least_busy(read, printer), {});
    return Done{Tone::ok, job.value()};
}

Result<Done> handle(Change& change, PrintLocations const& command) {
    Read const& read = change.tables();
    if (auto const guard = guard_desk_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_printer(read, command.printer); !guard)
        return std::unexpected(guard.error());
    for (std::string const* const code :
         {&command.range.first, &command.range.last, &command.range.warehouse}) {
        if (code->empty()) continue;
        if (auto const guard = check_code("range", *code); !guard)
            return std::unexpected(guard.error());
    }
    auto const locations = sheets::locations_in(read, command.range);
    if (locations.empty()) return refuse(Why::nothing_to_do);
    if (locations.size() > sheets::run_max)
        return refuse(Why::too_many_lines, "range", fmt::format("{}", locations.size()),
                      fmt::format("{}", sheets::run_max));
    std::string const printer = printers::least_busy(read, command.printer);
    Run const run{.first = change.next<PrintJobId>(tables::Counter::print_job).value(),
                  .size = static_cast<std::uint32_t>(locations.size())};
    for (LocationId const id : locations)
        (void)add_job(
            change, wanted_of(PrintKind::location, id.value(), tables::locations.at(read, id).code),
            printer, run);
    return Done{Tone::ok, run.first};
}

Result<Done> handle(Change& change, PrintAgain const& command) {
    Read const& read = change.tables();
    if (auto const guard = guard_desk_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    auto const job = tables::print_jobs.find(read, command.job);
    if (!job || job->kind == PrintKind::waybill)  // of a parcel: with a reason (ReprintLabel)
        return refuse(Why::unknown_object, "print job", fmt::format("{}", command.job.value()));
    if (auto const guard = guard_printer(read, job->printer); !guard)
        return std::unexpected(guard.error());
    PrintJobId const id = add_job(
        change, {job->kind, job->object, job->document, job->request_sha256}, job->printer, {});
    return Done{Tone::ok, id.value()};
}

Result<Done> handle(Change& change, PrintCustom const& command) {
    Read const& read = change.tables();
    if (auto const guard = guard_desk_role(change, Role::lead); !guard)
        return std::unexpected(guard.error());
    if (auto const guard = guard_printer(read, command.printer); !guard)
        return std::unexpected(guard.error());
    if (command.key.empty()) return refuse(Why::missing_field, "key");
    if (auto const guard = check_external_id("key", command.key); !guard)
        return std::unexpected(guard.error());
    if (!printing::is_sha256(command.request_sha256))
        return refuse(Why::bad_field, "request_sha256", visible(command.request_sha256));
    Wanted wanted = wanted_of(PrintKind::custom, number_of(command.key), command.key);
    wanted.request_sha256 = command.request_sha256;
    auto const before = tables::sheets.find(read, tables::SheetKey{wanted.kind, wanted.object});
    if (!before) {
        std::string const printer = printers::least_busy(read, command.printer);
        return Done{Tone::ok, add_job(change, wanted, printer, {}).value()};
    }
    PrintJob const job = tables::print_jobs.at(read, before->job);
    if (job.document != wanted.document || job.request_sha256 != wanted.request_sha256)
        return refuse(Why::duplicate_code, visible(command.key),
                      fmt::format("#{}", before->job.value()));
    return Done{Tone::attention, before->job.value()};
}

Result<Done> handle(Change& change, StopPrintRun const& command) {
    Read const& read = change.tables();
    if (auto const guard = guard_desk_role(change, Role::admin); !guard)
        return std::unexpected(guard.error());
    auto const first = tables::print_jobs.find(read, command.run);
    if (!first || first->run != command.run.value())
        return refuse(Why::unknown_object, "print job", fmt::format("{}", command.run.value()));
    for (std::uint64_t n = 0; n < first->run_size; ++n) {
        PrintJobId const id{command.run.value() + n};
        if (is_unsent(tables::print_jobs.at(read, id))) withdraw(change, id);
    }
    return Done{Tone::ok, command.run.value()};
}

}  // namespace wms
