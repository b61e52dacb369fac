// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

#include "app/access_admin.hpp"
#include "app/bench/bench.hpp"
#include "app/day.hpp"
#include "app/devices_commands.hpp"
#include "app/journal_dump.hpp"
#include "app/label_commands.hpp"
#include "app/printer_commands.hpp"
#include "app/profile_commands.hpp"
#include "app/retail_convert.hpp"
#include "app/scan_commands.hpp"
#include "app/serve_commands.hpp"
#include "domain/audit.hpp"
#include "engine/verify.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace wms::app {

struct Commands::Options {
    std::string data = "data";
    std::string folder;
    bool dry_run = false;
    DayOptions day;
    std::size_t days_max = SIZE_MAX;
    std::string summary_file;
    JournalFilter journal;
    retail::ConvertArguments retail;
    std::string from, to, on;
    std::string target;
    AccessPlace access;
    std::string name;
    std::vector<std::string> scopes;
    std::uint64_t head_seq = 0;
    bench::Options measure;
};

namespace {

int refused(Refusal const& refusal) {
    fmt::print(stderr, "wms: {}\n", sentence(refusal, Language::en));
    return 1;
}

Engine::Options engine_options(std::string const& folder) {
    return {.folder = folder, .mode = Engine::Mode::manual, .log = [](std::string const& line) {
                fmt::print(stderr, "wms: {}\n", line);
            }};
}

int list_problems(import_files::Problems const& problems) {
    for (import_files::Problem const& problem : problems.list)
        fmt::print("{}\n", import_files::sentence(problem, Language::en));
    fmt::print("{} problems, nothing was imported\n", problems.count);
    return 1;
}

int import(std::string const& data, std::string const& folder, bool dry_run) {
    if (!std::filesystem::is_directory(folder)) {
        fmt::print(stderr, "wms: {} is not a folder\n", folder);
        return 2;
    }
    Engine engine{engine_options(data)};
    ImportFolder const found = read_import_folder(folder, engine);
    if (found.files.empty()) {
        fmt::print(stderr, "wms: {} holds none of the import files\n", folder);
        return 2;
    }
    if (!found.problems.empty()) return list_problems(found.problems);
    if (dry_run) {
        fmt::print("{} files read, no problem found, nothing imported (dry run)\n",
                   found.files.size());
        return 0;
    }
    auto const report = import_into(engine, found);
    if (!report) return refused(report.error());
    fmt::print(
        "imported: {} SKUs, {} barcodes, {} locations, {} containers, {} stock rows, {} orders "
        "with {} lines"
        " ({} refused), {} cancellations ({} carried out)\n",
        report->skus, report->barcodes, report->locations, report->containers, report->stock_rows,
        report->orders, report->order_lines, report->orders_refused, report->cancellations,
        report->cancellations_done);
    return 0;
}

void show_bar(std::size_t finished, std::size_t known) {
    constexpr std::size_t width = 40;
    std::size_t const full = known == 0 ? 0 : finished * width / known;
    fmt::print(stderr, "\r  [{}{}] {}/{} orders", std::string(full, '#'),
               std::string(width - full, '.'), finished, known);
    std::fflush(stderr);
}

std::string journal_head(Engine& engine) {
    std::string hex;
    for (std::uint8_t const byte : engine.journal().last_hash()) hex += fmt::format("{:02x}", byte);
    return hex;
}

int day(std::string const& data, DayOptions options) {
    if (std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: {} holds a store already; a day starts in an empty folder\n",
                   data);
        return 2;
    }
    if (isatty(STDERR_FILENO) != 0) options.progress = show_bar;
    auto const since = std::chrono::steady_clock::now();
    Engine::Options engine_settings = engine_options(data);
    engine_settings.clock = simulated_clock();
    Engine engine{std::move(engine_settings)};
    auto const report = work_off_day(engine, options);
    if (options.progress) fmt::print(stderr, "\n");
    if (!report) return refused(report.error());
    engine.flush();
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - since;
    fmt::print("{}", summary(*report));
    fmt::print("  journal head  {}\n  took          {:.1f} s\n", journal_head(engine),
               took.count());
    return report->orders_open == 0 ? 0 : 1;
}

// Memory of our own; pages of the store that are mapped can be given up at any time.
std::uint64_t own_memory_mb() {
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;) {
        std::uint64_t kilobytes = 0;
        if (word == "RssAnon:" && status >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

std::uint64_t store_mb(std::string const& data) {
    std::uint64_t bytes = 0;
    for (char const* const file : {"/journal/data.mdb", "/state/data.mdb"})
        bytes += std::filesystem::file_size(data + file);
    return bytes / (1024 * 1024);
}

// Time the processor worked for us: what others do on the machine is not in it.
double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double seconds_since(std::chrono::steady_clock::time_point since) {
    return std::chrono::duration<double>{std::chrono::steady_clock::now() - since}.count();
}

// One line per day: what came in, what left, what it cost.
class SeasonLines {
public:
    explicit SeasonLines(std::string data) : data_{std::move(data)} {
        fmt::print("{:<10} {:>7} {:>7} {:>8} {:>8} {:>6} {:>8} {:>8} {:>8} {:>9} {:>9}\n", "day",
                   "orders", "lines", "shipped", "waiting", "open", "entries", "seconds", "CPU",
                   "memory MB", "store MB");
    }
    void day_done(DayReport const& report) {
        double const seconds = seconds_since(since_);
        fmt::print("{:<10} {:>7} {:>7} {:>8} {:>8} {:>6} {:>8} {:>8.2f} {:>8.2f} {:>9} {:>9}\n",
                   to_text(report.day), report.orders - before_.orders,
                   report.lines - before_.lines, report.orders_shipped - before_.orders_shipped,
                   report.orders_waiting, report.orders_open, report.entries - before_.entries,
                   seconds, processor_seconds() - processor_, own_memory_mb(), store_mb(data_));
        std::fflush(stdout);
        before_ = report;
        since_ = std::chrono::steady_clock::now();
        processor_ = processor_seconds();
        ++days_;
    }
    [[nodiscard]] std::size_t days() const { return days_; }

private:
    std::string data_;
    DayReport before_;
    std::size_t days_ = 0;
    double processor_ = processor_seconds();
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

int season(std::string const& data, SeasonOptions options) {
    if (std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: {} holds a store already; a season starts in an empty folder\n",
                   data);
        return 2;
    }
    auto const since = std::chrono::steady_clock::now();
    Engine::Options engine_settings = engine_options(data);
    engine_settings.clock = simulated_clock();
    Engine engine{std::move(engine_settings)};
    SeasonLines lines{data};
    options.day_done = [&](DayReport const& report) { lines.day_done(report); };
    auto const report = work_off_season(engine, options);
    if (!report) return refused(report.error());
    engine.flush();
    double const took = seconds_since(since);
    fmt::print("\n{} days, the last of them and the sums of all:\n{}", lines.days(),
               summary(*report));
    fmt::print("  journal head  {}\n  took          {:.1f} s, {:.0f} entries/s\n",
               journal_head(engine), took, static_cast<double>(report->entries) / took);
    return report->orders_open == 0 ? 0 : 1;
}

int journal(std::string const& data, JournalFilter const& filter) {
    if (!std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: there is no store in {}\n", data);
        return 2;
    }
    Engine engine{engine_options(data)};
    auto const shown = dump_journal(engine, filter, std::cout);
    if (!shown) return refused(shown.error());
    return 0;
}

int verify_store(std::string const& data) {
    if (!std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: there is no store in {}\n", data);
        return 2;
    }
    auto const since = std::chrono::steady_clock::now();
    VerifyReport const report = verify_in_child({.folder = data, .scratch = data + "/verify"});
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - since;
    if (report.first_difference) fmt::print("NOT SOUND: {}\n", *report.first_difference);
    for (std::string const& finding : report.findings) fmt::print("NOT SOUND: {}\n", finding);
    if (!is_sound(report)) return 1;
    fmt::print(
        "sound: {} journal entries chained, {} rows in {} tables equal their replay, {} invariants "
        "hold"
        " ({:.1f} s)\n",
        report.entries, report.rows, report.tables, audit_names().size(), took.count());
    return 0;
}

int backup(std::string const& data, std::string const& target) {
    if (!std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: there is no store in {}\n", data);
        return 2;
    }
    if (std::filesystem::exists(target) && !std::filesystem::is_empty(target)) {
        fmt::print(stderr, "wms: {} is not empty\n", target);
        return 2;
    }
    Engine engine{engine_options(data)};
    engine.backup(target);
    fmt::print("backup of {} entries in {}\n", engine.durable_seq(), target);
    return 0;
}

int restore_store(std::string const& backup_folder, std::string const& data) {
    Restored const restored = restore(backup_folder, data);
    fmt::print("restored and verified: {} entries, {} applied again, {} rows\n", restored.entries,
               restored.tail_applied, restored.rows);
    return 0;
}

}  // namespace

Commands::Commands(CLI::App& app) : options_{std::make_unique<Options>()} {
    Options& o = *options_;
    app.add_option("--data", o.data, "Folder of the store")
        ->envname("WMS_DATA")
        ->capture_default_str();

    CLI::App* const import_cmd =
        app.add_subcommand("import", "Import CSV files: all of them or nothing");
    import_cmd
        ->add_option("folder", o.folder, "Folder with skus.csv, barcodes.csv, … (app/import.md)")
        ->required();
    import_cmd->add_flag("--dry-run", o.dry_run,
                         "Only list every problem with file, line, column and reason");
    import_cmd->callback(
        [this, &o] { chosen_ = [&o] { return import(o.data, o.folder, o.dry_run); }; });

    CLI::App* const day_cmd =
        app.add_subcommand("day", "Work a trading day off with virtual people");
    day_cmd->add_option("folder", o.day.folder, "Folder with the day's import files")->required();
    day_cmd->add_option("--seed", o.day.seed, "Same seed, same journal")->capture_default_str();
    day_cmd->add_option("--pickers", o.day.pickers, "Virtual pickers")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    day_cmd->add_option("--packers", o.day.packers, "Virtual packers")
        ->check(CLI::Range(1, 32))
        ->capture_default_str();
    day_cmd->callback([this, &o] { chosen_ = [&o] { return day(o.data, o.day); }; });

    CLI::App* const season_cmd = app.add_subcommand(
        "season", "Work many days off, one after another in one store; one line per day");
    season_cmd->add_option("folder", o.day.folder, "Folder written by convert-retail --from --to")
        ->required();
    season_cmd->add_option("--days", o.days_max, "Only so many, from the first one on");
    season_cmd->add_option("--seed", o.day.seed, "Same seed, same journal")->capture_default_str();
    season_cmd->callback([this, &o] {
        chosen_ = [&o] { return season(o.data, {.day = o.day, .days_max = o.days_max}); };
    });

    add_journal(app);
    add_store(app);
    add_access(app);
    add_convert(app);
    add_bench(app);
    auto const choose = [this](std::function<int()> chosen) { chosen_ = std::move(chosen); };
    add_scan_commands(app, choose);
    CLI::App* const devices =
        app.add_subcommand("devices", "Scanners and what is known about them");
    devices->require_subcommand(1);
    add_profile_commands(*devices, choose);
    add_devices_commands(*devices, o.data, choose);
    add_serve_commands(app, o.data, choose);
    add_label_commands(app, o.data, choose);
    add_printer_commands(app, o.data, choose);
}

void Commands::add_journal(CLI::App& app) {
    Options& o = *options_;
    CLI::App* const journal_cmd =
        app.add_subcommand("journal", "Print the journal; personal data is masked");
    journal_cmd->add_option("--order", o.journal.order, "Only entries about this order");
    journal_cmd->add_option("--sku", o.journal.sku, "Only entries that moved this SKU");
    journal_cmd->add_option("--actor", o.journal.actor, "Only entries by this badge or name");
    journal_cmd->add_option("--from", o.journal.from, "From this time on: 2010-12-09 08:00:00");
    journal_cmd->add_option("--to", o.journal.to, "Before this time");
    journal_cmd->add_option("--first", o.journal.first, "From this entry on");
    journal_cmd->add_option("--max", o.journal.count_max, "At most so many entries");
    journal_cmd->add_flag("--json", o.journal.as_json, "One JSON object per line");
    journal_cmd->callback([this, &o] { chosen_ = [&o] { return journal(o.data, o.journal); }; });
}

void Commands::add_store(CLI::App& app) {
    Options& o = *options_;
    app.add_subcommand("verify",
                       "Prove the ledger: chain, replay compared table by table, invariants")
        ->callback([this, &o] { chosen_ = [&o] { return verify_store(o.data); }; });

    CLI::App* const backup_cmd = app.add_subcommand("backup", "Copy the store to a new folder");
    backup_cmd->add_option("target", o.target, "Folder for the copy, not there yet or empty")
        ->required();
    backup_cmd->callback([this, &o] { chosen_ = [&o] { return backup(o.data, o.target); }; });

    CLI::App* const restore_cmd =
        app.add_subcommand("restore", "Make the store from a backup, and verify it");
    restore_cmd->add_option("backup", o.folder, "Folder of the backup")->required();
    restore_cmd->callback(
        [this, &o] { chosen_ = [&o] { return restore_store(o.folder, o.data); }; });
}

void Commands::add_access(CLI::App& app) {
    Options& o = *options_;
    auto const place = [&o] { return AccessPlace{o.data, o.access.secrets}; };
    CLI::App* const pin_cmd =
        app.add_subcommand("pin", "Set a person's PIN, read from the standard input");
    pin_cmd->add_option("badge", o.name, "The code on the card")->required();
    pin_cmd->add_option("--secrets", o.access.secrets, "Folder of the server's secrets");
    pin_cmd->callback([=, this, &o] { chosen_ = [=, &o] { return set_pin(place(), o.name); }; });

    CLI::App* const keys_cmd = app.add_subcommand("keys", "Keys of machines that call the API");
    keys_cmd->require_subcommand(1);
    keys_cmd->add_subcommand("list", "All keys and their scopes")->callback([=, this] {
        chosen_ = [=] { return list_keys(place()); };
    });
    CLI::App* const add_cmd =
        keys_cmd->add_subcommand("add", "Make a key; it is printed this once");
    add_cmd->add_option("name", o.name, "Of the machine")->required();
    add_cmd->add_option("scopes", o.scopes, "Like orders:write stock:read")->required();
    add_cmd->callback(
        [=, this, &o] { chosen_ = [=, &o] { return add_key(place(), o.name, o.scopes); }; });
    CLI::App* const revoke_cmd = keys_cmd->add_subcommand("revoke", "The key opens nothing more");
    revoke_cmd->add_option("name", o.name, "Of the machine")->required();
    revoke_cmd->callback(
        [=, this, &o] { chosen_ = [=, &o] { return revoke_key(place(), o.name); }; });
}

void Commands::add_convert(CLI::App& app) {
    Options& o = *options_;
    CLI::App* const convert =
        app.add_subcommand("convert-retail", "Convert the UCI Online Retail set to import files");
    convert->add_option("source", o.retail.source, "The CSV file; - reads standard input")
        ->required();
    convert->add_option("out", o.retail.out_folder, "Folder to write")->required();
    convert->add_option("--day", o.on, "One day: 2010-12-09");
    convert->add_option("--from", o.from, "First of several days");
    convert->add_option("--to", o.to, "Last of several days");
    convert->callback([this, &o] {
        chosen_ = [&o] {
            auto const first = parse_day(o.on.empty() ? o.from : o.on);
            auto const last = parse_day(o.on.empty() ? o.to : o.on);
            if (!first || !last) {
                fmt::print(stderr, "wms: give --day, or --from and --to\n");
                return 2;
            }
            o.retail.period = {*first, *last};
            return retail::convert_retail(o.retail, std::cout, std::cerr);
        };
    });
}

void Commands::add_bench(CLI::App& app) {
    Options& o = *options_;
    CLI::App* const bench_cmd = app.add_subcommand(
        "bench", "Measure store and engine on this machine; prints numbers, checks nothing");
    bench_cmd->add_option("--json", o.measure.json, "Write the figures to this file, too");
    bench_cmd->add_option("--only", o.measure.only, "One part of it")
        ->check(CLI::IsMember(bench::names_of_parts()));
    bench_cmd->add_option("--folder", o.measure.folder, "A folder on the disk to be measured")
        ->capture_default_str();
    bench_cmd->add_flag("--quick", o.measure.quick, "A fifth of the work, 10,000 orders");
    auto* const orders = bench_cmd->add_option("--orders", o.measure.scale.orders, "Orders at hand")
                             ->capture_default_str();
    bench_cmd->add_option("--skus", o.measure.scale.skus, "SKUs")->capture_default_str();
    bench_cmd->add_option("--entries", o.measure.scale.entries,
                          "Entries of the journal at least, in the large house");
    bench_cmd->add_option("--quants", o.measure.scale.quants_per_sku, "Quants of each SKU")
        ->capture_default_str();
    bench_cmd->callback([this, &o, orders] {
        if (o.measure.quick && orders->empty()) o.measure.scale.orders = 10'000;
        chosen_ = [&o] {
            bench::run_bench(o.measure);
            return 0;
        };
    });
}

Commands::~Commands() = default;

int Commands::run() {
    return chosen_();
}

}  // namespace wms::app
