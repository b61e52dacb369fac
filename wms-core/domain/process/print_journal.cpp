// SPDX-License-Identifier: Apache-2.0
// What the print desk writes down before anything leaves the house.
#include "domain/field.hpp"
#include "domain/outbox.hpp"
#include "domain/process/printers.hpp"
#include "domain/process/printing.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

// Still to be sent, and by this printer.
Result<PrintJob> unsent_job(Read const& read, PrintJobId id, std::string const& printer) {
    auto const job = tables::print_jobs.find(read, id);
    if (!job) return refuse(Why::unknown_object, "print job", fmt::format("{}", id.value()));
    bool const waits = job->state == PrintState::created || job->state == PrintState::spooled ||
                       job->state == PrintState::held_printer;
    if (!waits || printing::has_begun(*job)) return refuse(Why::stale, printing::job_key(*job));
    if (job->printer != printer) return refuse(Why::stale, printing::job_key(*job), job->printer);
    return *job;
}

}  // namespace

// Three steps in one entry: they happen within a millisecond, and each is worth reading later.
Result<Done> handle(Change& change, LabelPrepared const& command) {
    auto const job = unsent_job(change.tables(), command.job, command.printer);
    if (!job) return std::unexpected(job.error());
    if (!printing::is_sha256(command.sha256)) return refuse(Why::bad_field, "sha256", "");
    if (command.bytes == 0) return refuse(Why::missing_field, "bytes");
    PrintJob row = *job;
    bool const same = row.content_sha256 == command.sha256 && row.state == PrintState::spooled;
    if (same) return Done{Tone::tick, command.job.value()};
    row.content_sha256 = command.sha256;
    row.content_bytes = command.bytes;
    row.codes_read = command.codes_read;
    row.printer_reason = {};
    for (PrintState const state :
         {PrintState::rendered, PrintState::checked, PrintState::spooled}) {
        row.state = state;
        change.post(PrintJobChanged{command.job, row});
    }
    return Done{Tone::tick, command.job.value()};
}

Result<Done> handle(Change& change, BeginSending const& command) {
    auto job = unsent_job(change.tables(), command.job, command.printer);
    if (!job) return std::unexpected(job.error());
    if (!printing::is_prepared(*job)) return refuse(Why::stale, printing::job_key(*job));
    if (job->content_sha256 != command.sha256)
        return refuse(Why::stale, printing::job_key(*job), "sha256");
    job->state = PrintState::sending;
    job->sending_at = change.now();
    job->printer_reason = {};
    change.post(PrintJobChanged{command.job, *job});
    return Done{Tone::tick, command.job.value()};
}

Result<Done> handle(Change& change, MovePrintJob const& command) {
    auto const found = tables::print_jobs.find(change.tables(), command.job);
    auto job = unsent_job(change.tables(), command.job, found ? found->printer : std::string{});
    if (!job) return std::unexpected(job.error());
    if (auto const guard = check_code("printer", command.printer); !guard)
        return std::unexpected(guard.error());
    std::string const to = printers::least_busy(change.tables(), command.printer);
    if (to == job->printer) return Done{Tone::tick, command.job.value()};
    finish_effect(change, job->effect);
    if (job->first_printer.empty()) job->first_printer = job->printer;
    job->printer = to;
    job->state = PrintState::created;  // drawn for another printer, it has other bytes
    job->content_sha256 = {};
    job->content_bytes = 0;
    job->codes_read = 0;
    job->effect = add_effect(change, {.kind = EffectKind::print,
                                      .key = printing::job_key(*job),
                                      .lane = "printer/" + to,
                                      .object = command.job.value()});
    change.post(PrintJobChanged{command.job, *job});
    return Done{Tone::tick, command.job.value()};
}

}  // namespace wms
