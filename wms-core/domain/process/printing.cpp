// SPDX-License-Identifier: Apache-2.0
#include "domain/process/printing.hpp"

#include "base/text.hpp"
#include "domain/field.hpp"
#include "domain/outbox.hpp"
#include "domain/parcels.hpp"
#include "domain/problem.hpp"
#include "domain/process/printers.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms {
namespace {

template <class Edit>
void change_job(Change& change, PrintJobId id, Edit&& edit) {
    PrintJob row = tables::print_jobs.at(change.tables(), id);
    edit(row);
    change.post(PrintJobChanged{id, row});
}

// Only people prove labels, only the clock doubts them.
bool is_reportable(PrintState state) {
    switch (state) {
        case PrintState::spooled:
        case PrintState::printing:
        case PrintState::held_printer:
        case PrintState::device_done:
        case PrintState::failed:
        case PrintState::unknown:
        case PrintState::cancelled: return true;
        case PrintState::created:
        case PrintState::rendered:
        case PrintState::checked:
        case PrintState::sending:
        case PrintState::verified:
        case PrintState::unconfirmed: return false;
    }
    return false;
}

std::string state_text(PrintState state) {
    return boost::describe::enum_to_string(state, "?");
}

// A later copy takes its place; what was not sent yet never will be.
void give_up(Change& change, PrintJobId id) {
    auto const job = tables::print_jobs.find(change.tables(), id);
    bool const unproved =
        job && job->state != PrintState::verified && job->state != PrintState::cancelled;
    if (!unproved) return;
    finish_effect(change, job->effect);
    change_job(change, id, [](PrintJob& row) { row.state = PrintState::cancelled; });
}

// Of a job that asks for leave to send, the effect stays until its end is known: after a crash the
// worker finds it again and sees that it had begun. Of one that does not ask: once the printer has
// it, nobody may send it again.
void settle_effect(Change& change, PrintJob const& job, PrintState now) {
    bool const asks = printing::is_prepared(job) || printing::has_begun(job);
    bool const not_sent = job.state == PrintState::created && now == PrintState::held_printer;
    bool const open = asks ? !printing::is_settled(now) : not_sent;
    if (!open) finish_effect(change, job.effect);
}

// Leave to send was given, and no byte has left: it may be given again.
bool nothing_left(PrintReported const& command) {
    return command.state == PrintState::spooled;
}

}  // namespace

namespace printing {

std::string job_key(PrintJob const& job) {
    return fmt::format("{}#{}", job.document, job.copy);
}

void send_label(Change& change, LabelRequest const& request) {
    Parcel const parcel = tables::parcels.at(change.tables(), request.parcel);
    Station const station =
        tables::stations.find(change.tables(), parcel.station).value_or(Station{});
    give_up(change, parcel.print_job);
    PrintJob job{.parcel = request.parcel,
                 .station = parcel.station,
                 .printer = printers::least_busy(
                     change.tables(), request.printer.empty() ? station.printer : request.printer),
                 .document = parcel.waybill,
                 .copy = parcel.copies + 1,
                 .printer_reason = {},
                 .reprint_reason = request.reason,
                 .device_done_at = {}};
    PrintJobId const id = change.next<PrintJobId>(tables::Counter::print_job);
    job.effect = add_effect(change, {.kind = EffectKind::print,
                                     .key = job_key(job),
                                     .lane = "printer/" + job.printer,
                                     .object = id.value()});
    change.post(PrintJobCreated{id, job});
    change_parcel(change, request.parcel, [&](Parcel& row) {
        row.print_job = id;
        row.copies = job.copy;
    });
}

void prove_label(Change& change, PrintJobId id) {
    auto const job = tables::print_jobs.find(change.tables(), id);
    if (!job || job->state == PrintState::verified) return;
    finish_effect(change, job->effect);
    change_job(change, id, [](PrintJob& row) { row.state = PrintState::verified; });
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_settled(PrintState state) {
    switch (state) {
        case PrintState::created:
        case PrintState::rendered:
        case PrintState::checked:
        case PrintState::spooled:
        case PrintState::sending:
        case PrintState::printing:
        case PrintState::held_printer: return false;
        case PrintState::device_done:
        case PrintState::verified:
        case PrintState::unconfirmed:
        case PrintState::failed:
        case PrintState::unknown:
        case PrintState::cancelled: return true;
    }
    return true;
}

bool has_begun(PrintJob const& job) {
    return job.sending_at != Instant{};
}

bool is_prepared(PrintJob const& job) {
    return !job.content_sha256.empty() && !has_begun(job);
}

Result<> guard_reprint(Read const& read, ParcelId id, std::string const& reason) {
    auto const parcel = tables::parcels.find(read, id);
    if (!parcel) return refuse(Why::unknown_object, "parcel", parcel_name(id));
    if (parcel->waybill.empty()) return refuse(Why::waybill_pending, parcel_name(id));
    bool const gone =
        parcel->state == ParcelState::handed_over || parcel->state == ParcelState::void_;
    if (gone) return refuse(Why::already_done, parcel_name(id));
    if (trim(reason).empty()) return refuse(Why::reason_missing, "reprint");
    if (reason.size() > 200 || !is_utf8(reason) || has_control(reason))
        return refuse(Why::bad_field, "reason", visible(reason));
    return guard_not_stopped(read, id, *parcel);
}

bool needs_approval(Parcel const& parcel) {
    return parcel.state >= ParcelState::verified;
}

std::vector<ParcelId> unverified_at(Read const& read, StationId station) {
    std::vector<ParcelId> parcels;
    tables::print_jobs.scan_index<0>(read, station, [&](StationId, PrintJobId id) {
        parcels.push_back(tables::print_jobs.at(read, id).parcel);
        return true;
    });
    return parcels;
}

Result<> guard_unverified(Read const& read, StationId station) {
    auto const waiting = unverified_at(read, station);
    if (waiting.size() < unverified_max) return {};
    return refuse(Why::label_unverified, parcel_name(waiting.front()));
}

void on_tick(Change& change) {
    std::vector<PrintJobId> late;
    Read const& read = change.tables();
    tables::print_jobs.scan_index_from<0>(read, StationId{}, [&](StationId, PrintJobId id) {
        PrintJob const job = tables::print_jobs.at(read, id);
        bool const overdue =
            job.state == PrintState::device_done && change.now() - job.device_done_at > verify_time;
        if (overdue) late.push_back(id);
        return true;
    });
    for (PrintJobId const id : late)
        change_job(change, id, [](PrintJob& job) { job.state = PrintState::unconfirmed; });
}

}  // namespace printing

Result<Done> handle(Change& change, PrintReported const& command) {
    auto const job = tables::print_jobs.find(change.tables(), command.job);
    if (!job)
        return refuse(Why::unknown_object, "print job", fmt::format("{}", command.job.value()));
    if (!is_reportable(command.state))
        return refuse(Why::bad_field, "state", state_text(command.state));
    if (auto const guard =
            check_prose("printer_reason", command.printer_reason, reason_characters_max);
        !guard)
        return std::unexpected(guard.error());
    bool const same = job->state == command.state && job->printer_reason == command.printer_reason;
    if (same) return Done{Tone::tick};
    if (printing::is_settled(job->state)) return refuse(Why::stale, state_text(job->state));
    settle_effect(change, *job, command.state);
    change_job(change, command.job, [&](PrintJob& row) {
        row.state = command.state;
        row.printer_reason = command.printer_reason;
        if (command.state == PrintState::device_done) row.device_done_at = change.now();
        if (nothing_left(command)) row.sending_at = {};
    });
    if (command.state == PrintState::failed || command.state == PrintState::unknown)
        raise_problem(change, ProblemKind::print,
                      {Phrase::problem_of, {job->printer, printing::job_key(*job)}});
    return Done{Tone::tick, command.job.value()};
}

Result<Done> handle(Change& change, ReprintLabel const& command) {
    Read const& read = change.tables();
    if (auto const guard = printing::guard_reprint(read, command.parcel, command.reason); !guard)
        return std::unexpected(guard.error());
    auto const who = tables::operators.find(read, change.actor());
    if (!who) return refuse(Why::badge_first);
    bool const after = printing::needs_approval(tables::parcels.at(read, command.parcel));
    if (!has_role(*who, after ? Role::lead : Role::packer))
        return refuse(Why::role_missing, who->name, after ? "lead" : "packer");
    printing::send_label(change, {.parcel = command.parcel, .reason = command.reason});
    return Done{Tone::ok, command.parcel.value()};
}

void apply(Write& write, PrintJobCreated const& event, EntryHeader const&) {
    raise_counter(write, tables::Counter::print_job, event.id.value());
    tables::print_jobs.put(write, event.id, event.row);
    if (event.row.kind != PrintKind::waybill)
        tables::sheets.put(write, {event.row.kind, event.row.object}, {event.id, event.row.copy});
}

void apply(Write& write, PrintJobChanged const& event, EntryHeader const&) {
    tables::print_jobs.put(write, event.id, event.row);
}

}  // namespace wms
