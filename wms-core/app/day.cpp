// SPDX-License-Identifier: Apache-2.0
#include "app/day.hpp"

#include "app/day_house.hpp"
#include "app/outside_world.hpp"
#include "app/planner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace wms {
namespace {

namespace files = import_files;

constexpr Elapsed wave_every = 20_min;
constexpr Elapsed tend_printers_every = 5_min;
constexpr Elapsed tick_every = 30_s;
constexpr std::int64_t latest_hour = 30;  // hours after midnight; then the day is called off

// Something that happens at its own time, not because of a worker.
struct Feed {
    Instant at;
    AnyCommand command;
};

class DayRun {
public:
    DayRun(Engine& engine, DayOptions const& options)
        : engine_{engine}, options_{options}, world_{options.seed} {}

    Result<DayReport> run() {
        ImportFolder folder = read_import_folder(options_.folder, engine_);
        if (auto const guard = guard_clean(folder); !guard) return std::unexpected(guard.error());
        if (folder.set.orders.rows.empty()) return refuse(Why::missing_field, "orders.csv");
        plan_feed(folder.set);
        open_doors();
        if (auto const ready = set_up(folder); !ready) return std::unexpected(ready.error());
        work_day();
        return report_;
    }
    // The house is empty until the first day.
    Result<> begin_season() {
        house_ = read_import_folder(options_.folder, engine_);
        return guard_clean(house_);
    }
    Result<DayReport> run_next(std::string const& day_folder) {
        ImportFolder folder =
            is_set_up() ? read_import_folder(day_folder, engine_) : first_day_of(day_folder);
        if (auto const guard = guard_clean(folder); !guard) return std::unexpected(guard.error());
        plan_feed(folder.set);
        if (feed_.empty() && cancellations_.empty())
            return refuse(Why::missing_field, day_folder + "/orders.csv");
        open_doors();
        auto const ready = is_set_up() ? take_deliveries(folder.set) : set_up(folder);
        if (!ready) return std::unexpected(ready.error());
        work_day();
        return report_;
    }

private:
    // --- before opening

    static Result<> guard_clean(ImportFolder const& folder) {
        if (folder.problems.empty()) return {};
        return refuse(Why::bad_field, "import",
                      files::sentence(folder.problems.list.front(), Language::en));
    }
    [[nodiscard]] bool is_set_up() const { return !workers_.empty(); }
    // Everything that is there on the first morning.
    ImportFolder first_day_of(std::string const& day_folder) {
        ImportFolder folder = std::move(house_);
        ImportFolder day = read_import_folder(day_folder, engine_);
        for (files::StockRow& row : day.set.stock.rows)
            folder.set.stock.rows.push_back(std::move(row));
        folder.set.orders = std::move(day.set.orders);
        folder.set.cancellations = std::move(day.set.cancellations);
        return folder;
    }
    void open_doors() {
        Instant const first = feed_.empty() ? cancellations_.front().at : feed_.front().at;
        now_ = std::max(now_, midnight(day_of(first, 0)) + Elapsed{6 * 3'600'000});
        report_.began = now_;
        for (auto const& worker : workers_)
            worker->next_at = std::max(worker->next_at, now_ + 60_min);
    }
    Result<> set_up(ImportFolder& folder) {
        folder.set.cancellations.rows.clear();  // they come at their own times
        files::ImportSet set = folder.set;
        ImportMasterData master = master_data_of(set);
        add_equipment(master, people());
        stack_equipment(floor_, people());
        if (auto const done = system(master); !done) return done;
        if (auto const done = system(stock_of(set.stock.rows, "opening stock")); !done) return done;
        floor_.set_up(set, folder.shelf.rows);
        sign_everybody_on();
        return {};
    }
    // A later morning: carriers nobody has used before, and the goods at the gate.
    Result<> take_deliveries(files::ImportSet const& set) {
        ImportMasterData fresh{};
        for (Carrier& carrier : master_data_of(set).carriers) {
            if (!carrier_by_code(engine_.newest(), carrier.code))
                fresh.carriers.push_back(std::move(carrier));
        }
        if (!fresh.carriers.empty()) {
            if (auto const done = system(fresh); !done) return done;
        }
        if (set.stock.rows.empty()) return {};
        floor_.deliver(set.stock.rows);
        return system(stock_of(set.stock.rows, "delivery"));
    }
    void work_day() {
        while (step()) {
        }
        finish_report();
    }
    void sign_everybody_on() {
        Read const& read = engine_.newest();
        workers_ = people_at_work(read, floor_, people());
        for (auto const& worker : workers_) worker->next_at = now_ + 60_min;
        office_ = device_by_code(read, "OFFICE").value();
        lead_ = operator_by_badge(read, "U-lead").value();
    }
    [[nodiscard]] DayPeople people() const {
        return {.pickers = options_.pickers, .packers = options_.packers};
    }
    void plan_feed(files::ImportSet const& set) {
        feed_.clear();
        next_order_ = next_cancellation_ = 0;
        for (PlaceOrder& order : orders_of(set.orders.rows)) {
            Instant const at = order.placed_at;
            report_.lines += order.lines.size();
            feed_.push_back({at, std::move(order)});
        }
        cancellations_ = set.cancellations.rows;
        std::ranges::stable_sort(feed_, {}, &Feed::at);
        std::ranges::stable_sort(cancellations_, {}, &files::CancellationRow::at);
    }

    // --- one round: what is due, then one action of everybody whose time has come

    bool step() {
        now_ = next_time();
        if (now_ > report_.began + Elapsed{(latest_hour - 6) * 3'600'000}) return false;
        feed_orders();
        run_the_office();
        outside();
        std::vector<Worker*> const acting = who_acts();
        bool const all_idle = std::ranges::all_of(workers_, [](auto const& w) { return w->idle; });
        let_work(acting);
        outside();
        show_progress();
        return !(all_idle && is_over());
    }
    Instant next_time() const {
        Instant next = workers_.front()->next_at;
        for (auto const& worker : workers_) next = std::min(next, worker->next_at);
        return std::max(next, now_);
    }
    std::vector<Worker*> who_acts() const {
        std::vector<Worker*> acting;
        for (auto const& worker : workers_) {
            if (worker->next_at <= now_ + 1_s) acting.push_back(worker.get());
        }
        std::ranges::stable_sort(acting, {}, [](Worker const* w) { return w->next_at; });
        return acting;
    }
    void let_work(std::vector<Worker*> const& acting) {
        std::vector<std::pair<Worker*, Outcome>> answers(acting.size());
        std::size_t index = 0;
        for (Worker* const worker : acting) {
            std::size_t const place = index++;
            Action action = worker->act(worker->shown);
            Instant const at = std::max(worker->next_at, now_);
            worker->next_at = at + action.after;
            if (action.waits) continue;
            answers[place].first = worker;
            Envelope envelope{.device = worker->device(),
                              .request = next_request(at),
                              .device_seq = ++worker->device_seq,
                              .captured_at = at,
                              .command = std::move(action.command)};
            engine_.submit(std::move(envelope), [&answers, place](Outcome outcome) {
                answers[place].second = std::move(outcome);
            });
        }
        while (engine_.run_once()) {
        }
        for (auto& [worker, outcome] : answers) {
            if (worker != nullptr) worker->learn(outcome);
        }
    }
    store::EventKey next_request(Instant at) {
        return event_key_of(fmt::format("day/{}/{}", options_.seed, ++requests_), at);
    }

    // --- the office: orders in, approval, waves, cancellations, count approvals

    void feed_orders() {
        while (next_order_ < feed_.size() && feed_[next_order_].at <= now_) {
            Feed& feed = feed_[next_order_++];
            Outcome const placed = office(feed.at, std::move(feed.command));
            if (placed.refusal) continue;
            ++report_.orders;
            (void)office(feed.at, ApproveOrder{OrderId{placed.object}});
        }
        while (next_cancellation_ < cancellations_.size() &&
               cancellations_[next_cancellation_].at <= now_)
            cancel(cancellations_[next_cancellation_++]);
    }
    void cancel(files::CancellationRow const& row) {
        ++report_.imported.cancellations;
        Read const& read = engine_.newest();
        if (row.order_external_id.empty()) return;  // a return of an earlier day
        auto const order = order_by_key(read, {row.order_external_id, row.channel});
        auto const sku = sku_by_code(read, row.sku);
        if (!order || !sku) return;
        std::vector<CancelledLine> lines;
        for (auto const& [number, line] : lines_of(read, *order)) {
            if (line.sku == *sku && !open_quantity(line).is_zero())
                lines.push_back({number, std::min(open_quantity(line), row.quantity)});
        }
        if (lines.empty()) return;
        Outcome const outcome =
            office(row.at, CancelOrder{*order, std::move(lines), row.channel, row.external_id});
        if (!outcome.refusal) ++report_.imported.cancellations_done;
    }
    void run_the_office() {
        if (now_ >= next_tick_) {
            next_tick_ = now_ + tick_every;
            (void)system(Tick{});
        }
        if (now_ >= next_tend_) {
            next_tend_ = now_ + tend_printers_every;
            for (AnyCommand& report : world_.tend_printers(engine_.newest()))
                (void)system(std::move(report));
        }
        for (std::string const& parcel : std::exchange(floor_.missing_labels, {}))
            (void)office(now_, ReprintLabel{ParcelId{std::stoull(parcel.substr(3))},
                                            "label did not come out"});
        if (now_ < next_wave_) return;
        next_wave_ = now_ + wave_every;
        auto const rules = wave_rules(engine_.newest(), WarehouseId{1});
        WaveProposal proposal = propose_waves(engine_.newest(), WarehouseId{1}, now_, rules);
        for (PlanWave& wave : proposal.commands) (void)office(now_, std::move(wave));
        approve_counts();
    }
    void approve_counts() {
        std::vector<CountId> waiting;
        tables::counts.scan_index<tables::counts_open>(engine_.newest(), CountState::to_review,
                                                       [&](CountState, CountId id) {
                                                           waiting.push_back(id);
                                                           return true;
                                                       });
        for (CountId const id : waiting)
            (void)office(now_, ApproveCount{id, CountVerdict::approve, {}});
    }
    void outside() {
        for (int round = 0; round < 4; ++round) {
            auto reports = world_.perform_due(engine_.newest(), now_);
            for (AnyCommand& report : reports) (void)system(std::move(report));
            for (auto& [printer, label] : world_.take_labels())
                floor_.labels[station_of_printer(printer)].push_back(label);
            if (reports.empty()) return;
        }
    }

    Outcome office(Instant at, AnyCommand command) {
        return engine_.decide({.device = office_,
                               .request = next_request(at),
                               .captured_at = std::max(at, now_),
                               .actor = lead_,
                               .command = std::move(command)});
    }
    Result<> system(AnyCommand command) {
        Outcome const outcome =
            engine_.decide({.device = {}, .captured_at = now_, .command = std::move(command)});
        if (outcome.refusal) return std::unexpected(*outcome.refusal);
        return {};
    }

    // --- the end

    bool is_over() const {
        bool const fed = next_order_ == feed_.size() && next_cancellation_ == cancellations_.size();
        return fed && floor_.outbound.empty() && nothing_on_the_floor() &&
               now_ > last_work_ + 60_min;
    }
    bool nothing_on_the_floor() const {
        for (auto const& [station, queue] : floor_.at_station) {
            if (!queue.empty()) return false;
        }
        return true;
    }
    void show_progress() {
        if (std::ranges::any_of(workers_, [](auto const& w) { return !w->idle; }))
            last_work_ = now_;
        if (!options_.progress || now_ < next_progress_) return;
        next_progress_ = now_ + 5_min;
        std::size_t finished = 0;
        tables::orders.scan_all(engine_.newest(), [&](OrderId, Order const& order) {
            finished += order.state >= OrderState::shipped;
            return true;
        });
        options_.progress(finished, feed_.size());
    }
    // Counted anew: from the first day on.
    void finish_report() {
        Read const& read = engine_.newest();
        forget_counts();
        report_.day = day_of(report_.began, 0);
        report_.ended = now_;
        count_orders(read);
        tables::parcels.scan_all(read, [&](ParcelId, Parcel const& parcel) {
            report_.parcels += parcel.state != ParcelState::void_;
            report_.parcels_handed_over += parcel.state == ParcelState::handed_over;
            report_.labels_reprinted += parcel.copies > 1;
            return true;
        });
        tables::counts.scan_all(read, [&](CountId, Count const& count) {
            report_.counts_accepted += count.state == CountState::accepted;
            return true;
        });
        report_.waves = tables::waves.count(read);
        report_.manifests = tables::manifests.count(read);
        report_.labels_printed = world_.labels;
        report_.carrier_time_outs = world_.carrier_time_outs;
        report_.printer_faults = world_.printer_faults;
        for (auto const& worker : workers_) {
            WorkerFigures const& figures = worker->figures();
            report_.walked_mm += figures.walked_mm;
            report_.scans += figures.scans;
            report_.presses += figures.presses;
            report_.short_picks += figures.shorts;
            report_.refusals += figures.refused;
        }
        auto const ledger = tables::ledger_counters.find(read, WarehouseId{1});
        report_.ledger_rows = ledger ? ledger->last : 0;
        report_.entries = engine_.durable_seq();
    }
    void forget_counts() {
        for (std::uint64_t* const count :
             {&report_.parcels, &report_.parcels_handed_over, &report_.labels_reprinted,
              &report_.counts_accepted, &report_.pieces_ordered, &report_.pieces_short,
              &report_.pieces_shipped, &report_.orders_shipped, &report_.orders_cancelled,
              &report_.orders_waiting, &report_.orders_open, &report_.scans, &report_.presses,
              &report_.short_picks, &report_.refusals})
            *count = 0;
        report_.walked_mm = 0;
    }
    void count_orders(Read const& read) {
        tables::orders.scan_all(read, [&](OrderId, Order const& order) {
            report_.pieces_ordered += static_cast<std::uint64_t>(order.ordered.value());
            report_.pieces_short += static_cast<std::uint64_t>(order.short_.value());
            report_.orders_shipped += order.state == OrderState::shipped;
            report_.orders_cancelled += order.state == OrderState::cancelled;
            bool const done =
                order.state == OrderState::shipped || order.state == OrderState::cancelled;
            // Nothing of it is on the floor: it waits, or what is left of it after a short pick.
            bool const waits =
                !done && order.allocated.is_zero() && !open_quantity(order).is_zero();
            report_.orders_waiting += waits;
            report_.orders_open += !done && !waits;
            if (order.state == OrderState::shipped)
                report_.pieces_shipped += static_cast<std::uint64_t>(order.packed.value());
            return true;
        });
    }

    Engine& engine_;
    DayOptions const& options_;
    OutsideWorld world_;
    ImportFolder house_;  // until the first day
    DayFloor floor_;
    DayReport report_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<Feed> feed_;
    std::vector<files::CancellationRow> cancellations_;
    std::size_t next_order_ = 0;
    std::size_t next_cancellation_ = 0;
    std::uint64_t requests_ = 0;
    DeviceId office_;
    OperatorId lead_;
    Instant now_;
    Instant next_tick_, next_tend_, next_wave_, next_progress_, last_work_;
};

}  // namespace

Result<DayReport> work_off_day(Engine& engine, DayOptions const& options) {
    return DayRun{engine, options}.run();
}

Result<DayReport> work_off_season(Engine& engine, SeasonOptions const& options) {
    DayRun run{engine, options.day};
    if (auto const ready = run.begin_season(); !ready) return std::unexpected(ready.error());
    std::vector<std::string> days;
    for (auto const& entry : std::filesystem::directory_iterator{options.day.folder}) {
        if (parse_day(entry.path().filename().string())) days.push_back(entry.path().string());
    }
    std::ranges::sort(days);
    if (days.empty()) return refuse(Why::missing_field, "2010-12-09/orders.csv");
    days.resize(std::min(days.size(), options.days_max));
    Result<DayReport> report;
    for (std::string const& day : days) {
        report = run.run_next(day);
        if (!report) return report;
        if (options.day_done) options.day_done(*report);
    }
    return report;
}

std::function<Instant(Envelope const&, Instant)> simulated_clock() {
    return [](Envelope const& envelope, Instant floor) {
        return std::max(envelope.captured_at, floor);
    };
}

std::string summary(DayReport const& r) {
    auto const metres = r.walked_mm / 1000;
    std::string text;
    text += fmt::format("Day {}   {} to {}\n", to_text(r.day), to_text(r.began).substr(11, 5),
                        to_text(r.ended).substr(11, 5));
    text += fmt::format(
        "  orders        {:>7}   shipped {}, cancelled {}, waiting for stock {}, open {}\n",
        r.orders, r.orders_shipped, r.orders_cancelled, r.orders_waiting, r.orders_open);
    text += fmt::format("  pieces        {:>7}   shipped {}, short {}   ({} order lines)\n",
                        r.pieces_ordered, r.pieces_shipped, r.pieces_short, r.lines);
    text += fmt::format("  waves         {:>7}\n", r.waves);
    text += fmt::format("  parcels       {:>7}   handed over {} on {} manifests\n", r.parcels,
                        r.parcels_handed_over, r.manifests);
    text += fmt::format(
        "  labels        {:>7}   printed again {}, printer faults {}, carrier time-outs {}\n",
        r.labels_printed, r.labels_reprinted, r.printer_faults, r.carrier_time_outs);
    text += fmt::format("  short picks   {:>7}   control counts accepted {}\n", r.short_picks,
                        r.counts_accepted);
    text += fmt::format("  cancellations {:>7}   carried out {}\n", r.imported.cancellations,
                        r.imported.cancellations_done);
    text += fmt::format("  walked        {:>7} m\n", metres);
    text += fmt::format("  scans         {:>7}   buttons {}, refused {}\n", r.scans, r.presses,
                        r.refusals);
    text += fmt::format("  ledger rows   {:>7}   journal entries {}\n", r.ledger_rows, r.entries);
    return text;
}

}  // namespace wms
