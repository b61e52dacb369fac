// SPDX-License-Identifier: Apache-2.0
#include "app/server_figures.hpp"

#include "domain/tables.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>

namespace wms::app {
namespace {

std::string_view name_of(PrintState state) {
    return boost::describe::enum_to_string(state, "other");
}

// One figure: its help, its type, its value.
void put(std::string& text, std::string_view name, std::string_view type, std::string_view help,
         std::uint64_t value) {
    text += fmt::format("# HELP wms_{} {}\n# TYPE wms_{} {}\nwms_{} {}\n", name, help, name, type,
                        name, value);
}

void put_header(std::string& text, std::string_view name, std::string_view type,
                std::string_view help) {
    text += fmt::format("# HELP wms_{} {}\n# TYPE wms_{} {}\n", name, help, name, type);
}

void put_server(std::string& text, web::Server::Figures const& server) {
    put_header(text, "http_answers_total", "counter", "Answers by status");
    for (auto const& [status, count] : server.answers)
        text += fmt::format("wms_http_answers_total{{status=\"{}\"}} {}\n", status, count);
    put(text, "http_connections", "gauge", "Open connections", server.connections);
    put(text, "http_accepted_total", "counter", "Connections that came", server.accepted);
    put(text, "http_turned_away_total", "counter", "Of them without a place", server.turned_away);
    put(text, "http_refused_heads_total", "counter", "Requests refused by the guard",
        server.refused_heads);
    put(text, "http_timed_out_total", "counter", "Connections closed for slowness",
        server.timed_out);
    put(text, "sockets", "gauge", "Open WebSockets", server.sockets);
    put(text, "socket_queue_bytes", "gauge", "Texts that wait for slow pages",
        server.socket_queue_bytes);
    put(text, "socket_overflows_total", "counter", "Sockets closed for a full queue",
        server.socket_overflows);
}

void put_engine(std::string& text, Engine& engine) {
    auto const figures = engine.figures();
    put(text, "durable_seq", "gauge", "Last entry that is on the disk", engine.durable_seq());
    put(text, "decided_total", "counter", "Commands decided since the start", figures.decided);
    put(text, "batches_total", "counter", "Journal commits since the start", figures.batches);
    put(text, "state_commits_total", "counter", "Commits of the tables", figures.state_commits);
    Read const read = engine.read();
    std::uint64_t pending = 0;
    tables::outbox.scan_index_from<0>(read, tables::DueKey{}, [&](tables::DueKey const&, EffectId) {
        ++pending;
        return true;
    });
    put(text, "outbox_pending", "gauge", "Effects that are still to be done", pending);
    auto const store = read.environment().usage();
    put(text, "store_map_bytes", "gauge", "Size of the tables' map", store.map_bytes);
    put(text, "store_used_bytes", "gauge", "Of it in use", store.used_bytes);
    put(text, "readers", "gauge", "Snapshots that are open", store.readers);
    put(text, "oldest_reader_ms", "gauge", "Age of the oldest of them",
        static_cast<std::uint64_t>(std::max<std::int64_t>(store.oldest_reader_ms, 0)));
}

}  // namespace

// A printer stands while a label waits at it for paper, a closed cover, a person.
std::string printer_figures(Read const& read) {
    std::string text;
    std::map<std::string_view, std::uint64_t> jobs;
    std::set<std::string> standing;
    for (auto const state : {PrintState::created, PrintState::held_printer}) jobs[name_of(state)];
    tables::print_jobs.scan_index_from<0>(read, StationId{}, [&](StationId, PrintJobId id) {
        PrintJob const job = tables::print_jobs.at(read, id);
        ++jobs[name_of(job.state)];
        if (job.state == PrintState::held_printer) standing.insert(job.printer);
        return true;
    });
    put_header(text, "print_jobs_open", "gauge", "Labels not yet proved by a scan, by state");
    for (auto const& [state, count] : jobs)
        text += fmt::format("wms_print_jobs_open{{state=\"{}\"}} {}\n", state, count);
    std::map<std::string_view, std::uint64_t> printers{{"ready", 0}, {"stands", 0}, {"blocked", 0}};
    tables::printers.scan_all(read, [&](std::string const& name, Printer const& row) {
        ++printers[row.blocked ? "blocked" : standing.contains(name) ? "stands" : "ready"];
        return true;
    });
    put_header(text, "printers", "gauge", "Printers by what they do with the next label");
    for (auto const& [state, count] : printers)
        text += fmt::format("wms_printers{{state=\"{}\"}} {}\n", state, count);
    return text;
}

void ServerFigures::scan(std::string const& verdict, std::chrono::microseconds took) {
    double const seconds = static_cast<double>(took.count()) / 1e6;
    std::size_t bucket = 0;
    while (bucket < bounds_s.size() && seconds > bounds_s[bucket]) ++bucket;
    std::lock_guard const lock{mutex_};
    ++verdicts_[verdict];
    ++buckets_[bucket];
    seconds_ += seconds;
}

std::string ServerFigures::text(Engine& engine, web::Server::Figures const& server,
                                OutboxWorkers::Figures const* outbox) const {
    std::string text;
    put_server(text, server);
    put_engine(text, engine);
    text += printer_figures(engine.read());
    if (outbox != nullptr) {
        put(text, "outbox_performed_total", "counter", "Effects performed", outbox->performed);
        put(text, "outbox_failed_total", "counter", "Attempts that failed", outbox->failed);
    }
    std::lock_guard const lock{mutex_};
    put_header(text, "scans_total", "counter", "Scans and presses by verdict");
    for (auto const& [verdict, count] : verdicts_)
        text += fmt::format("wms_scans_total{{verdict=\"{}\"}} {}\n", verdict, count);
    put_header(text, "scan_seconds", "histogram", "From the request to its verdict");
    std::uint64_t total = 0;
    for (std::size_t at = 0; at < bounds_s.size(); ++at) {
        total += buckets_[at];
        text += fmt::format("wms_scan_seconds_bucket{{le=\"{}\"}} {}\n", bounds_s[at], total);
    }
    total += buckets_.back();
    text += fmt::format("wms_scan_seconds_bucket{{le=\"+Inf\"}} {}\n", total);
    text += fmt::format("wms_scan_seconds_sum {}\nwms_scan_seconds_count {}\n", seconds_, total);
    return text;
}

}  // namespace wms::app
