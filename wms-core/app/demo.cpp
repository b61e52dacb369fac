// SPDX-License-Identifier: Apache-2.0
#include "app/demo.hpp"

#include "app/day_house.hpp"
#include "app/demo_floor.hpp"
#include "app/demo_hints.hpp"
#include "app/import_store.hpp"
#include "app/planner.hpp"
#include "domain/process/counting.hpp"
#include "domain/process/housekeeping.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace wms {
namespace {

namespace files = import_files;

constexpr Elapsed wave_every = 20_min;
constexpr Elapsed tend_printers_every = 5_min;
constexpr Elapsed mishap_every = 25_min;
constexpr std::int64_t opening_hour = 11;  // what was ordered before is there when a guest comes
constexpr std::int64_t real_pause_min_ms =
    350;  // a scanner is not quicker, and the debounce is 300
constexpr auto round_every = std::chrono::milliseconds{100};
constexpr std::uint32_t speed_max = 120;

struct Guest {
    std::string_view badge, name, chinese;
    Role role;
};
constexpr Guest guests[] = {
    {"U-ANNA", "Anna", "安娜", Role::picker},         {"U-BEN", "Ben", "小本", Role::picker},
    {"U-WANGLI", "Wang Li", "王丽", Role::packer},    {"U-ZHAO", "Zhao Min", "赵敏", Role::counter},
    {"U-CHEN", "Chen Jie", "陈洁", Role::dispatcher}, {"U-LEAD", "Lin Hua", "林华", Role::lead},
    {"U-ADMIN", "Admin", "管理员", Role::admin},
};
constexpr std::string_view demo_pin = "246810";
constexpr std::string_view guest_station = "S-PACK9";
constexpr std::string_view guest_printer = "PRN9";

Elapsed whole_minutes(Elapsed elapsed) {
    constexpr std::int64_t minute = 60'000;
    return Elapsed{elapsed.value() / minute * minute};
}

// What comes at its own time: an order, or the cancellation of one.
struct Feed {
    Instant at;  // on the sample day
    PlaceOrder order;
};

}  // namespace

class DemoDay::Run {
public:
    Run(Engine& engine, std::shared_ptr<SandboxWorld> world, Options options)
        : engine_{engine}, world_{std::move(world)}, options_{std::move(options)} {}

    Result<> open() {
        ImportFolder folder = read_folder();
        if (!folder.problems.empty())
            return refuse(Why::bad_field, "import",
                          files::sentence(folder.problems.list.front(), Language::en));
        for (PlaceOrder& order : orders_of(folder.set.orders.rows)) {
            Instant const at = order.placed_at;
            feed_.push_back({at, std::move(order)});
        }
        if (feed_.empty()) return refuse(Why::missing_field, "orders.csv");
        std::ranges::stable_sort(feed_, {}, &Feed::at);
        time_ = midnight(day_of(feed_.front().at, 0)) + Elapsed{opening_hour * 3'600'000};
        bool const fresh = engine_.durable_seq() == 0;
        shift_ = whole_minutes(engine_.now() - time_);
        if (auto const done = fresh ? set_up(folder) : go_on(folder); !done) return done;
        if (fresh) open_morning();
        thread_ = std::thread{[this] { run(); }};
        return {};
    }
    void stop() {
        {
            std::lock_guard const lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

    web::DemoStatus status() {
        std::lock_guard const lock{mutex_};
        return {.workers_on = on_,
                .speed = speed_,
                .demo_time = to_text(time_),
                .orders_come = next_order_,
                .orders_to_come = feed_.size() - next_order_,
                .people = workers_.size()};
    }
    Result<web::DemoStatus> set(bool on, std::uint32_t speed) {
        if (speed < 1 || speed > speed_max)
            return refuse(Why::bad_field, "/speed", fmt::format("1 to {} is wanted", speed_max));
        {
            std::lock_guard const lock{mutex_};
            on_ = on;
            speed_ = speed;
        }
        changed_.notify_all();
        return status();
    }
    std::vector<web::DemoHint> hints(std::string const& device) {
        // of the very last scan: a hint for the screen before would be a wrong one
        Read const read = engine_.read_at(engine_.durable_seq());
        auto const id = device_by_code(read, device);
        if (!id) return {};
        Screen const screen = draw(read, *id);
        return demo_hints(read, *id, screen,
                          [this](std::string const& printer) { return labels_at(printer); });
    }

private:
    // --- the house

    ImportFolder read_folder() { return read_import_folder(options_.folder, engine_); }
    [[nodiscard]] DayPeople crew() const {
        return {.pickers = options_.pickers, .packers = options_.packers};
    }
    Result<> set_up(ImportFolder& folder) {
        folder.set.cancellations.rows.clear();
        ImportMasterData master = master_data_of(folder.set);
        add_equipment(master, crew());
        add_guests(master);
        if (auto const done = system(std::move(master)); !done) return done;
        if (auto const done = system(stock_of(folder.set.stock.rows, "opening stock")); !done)
            return done;
        floor_.set_up(folder.set, folder.shelf.rows);
        stack_equipment(floor_, crew());
        sign_everybody_on();
        return {};
    }
    Result<> go_on(ImportFolder const& folder) {
        files::ImportSet places = folder.set;
        places.stock.rows.clear();
        floor_.set_up(places, {});
        {
            Read const read = engine_.read_at(engine_.durable_seq());
            lay_out_from_books(read, floor_);
            for (; next_order_ < feed_.size() &&
                   order_by_key(read, feed_[next_order_].order.key).has_value();
                 ++next_order_)
                time_ = std::max(time_, feed_[next_order_].at);
            // the same day: an order's cut-off is where the first run has put it
            if (auto const first = order_by_key(read, feed_.front().order.key))
                shift_ = tables::orders.at(read, *first).ship_by - feed_.front().order.ship_by;
        }
        sign_everybody_on();
        return {};
    }
    static void add_guests(ImportMasterData& master) {
        for (Guest const& guest : guests)
            master.operators.push_back({.badge = std::string{guest.badge},
                                        .name = fmt::format("{} {}", guest.name, guest.chinese),
                                        .roles = {guest.role}});
        master.stations.push_back({.code = std::string{guest_station},
                                   .location = "PACK-01",
                                   .printer = std::string{guest_printer}});
        for (int i = 1; i <= 9; ++i) master.devices.push_back({.code = fmt::format("H-{:02}", i)});
        master.devices.push_back({.code = "PC-PACK9",
                                  .kind = DeviceKind::station,
                                  .station = std::string{guest_station}});
        master.devices.push_back({.code = "DESK-1", .kind = DeviceKind::station, .station = {}});
    }
    void sign_everybody_on() {
        Read const read = engine_.read_at(engine_.durable_seq());
        workers_ = people_at_work(read, floor_, crew());
        office_ = device_by_code(read, "OFFICE").value();
        lead_ = operator_by_badge(read, "U-lead").value();
        virtual_devices_ = {office_, DeviceId{}};
        for (auto const& worker : workers_) {
            virtual_devices_.insert(worker->device());
            worker->device_seq = tables::devices.at(read, worker->device()).last_seq;
            worker->shown = draw(read, worker->device());
            worker->next_at = time_;
        }
        seen_seq_ = engine_.durable_seq();
    }
    // What was ordered before opening is approved and waved: the first guest finds work.
    void open_morning() {
        feed_orders();
        plan_waves();
    }

    // --- rounds

    void run() {
        auto last = std::chrono::steady_clock::now();
        std::unique_lock lock{mutex_};
        while (!stopping_) {
            changed_.wait_for(lock, round_every);
            auto const now = std::chrono::steady_clock::now();
            auto const passed =
                std::chrono::duration_cast<std::chrono::milliseconds>(now - last).count();
            last = now;
            if (!on_ || stopping_) continue;
            // After a pause of the machine nobody runs to catch up.
            time_ = time_ + Elapsed{std::min<std::int64_t>(passed, 1000) * speed_};
            std::uint32_t const speed = speed_;
            lock.unlock();
            work_round(speed);
            lock.lock();
        }
    }
    void work_round(std::uint32_t speed) {
        follow_guests();
        feed_orders();
        run_the_office();
        take_labels();
        let_work(speed);
    }
    // What others have carried about since the last round.
    void follow_guests() {
        constexpr std::size_t page = 1000;
        std::uint64_t const last = engine_.durable_seq();
        Read const read = engine_.read_at(last);
        while (seen_seq_ < last) {
            auto const entries = engine_.entries_since(seen_seq_, page);
            if (entries.empty()) return;
            for (store::SealedEntry const& sealed : entries) {
                if (sealed.entry.seq > last) return;
                move_on_floor(read, sealed.entry, virtual_devices_, floor_);
                seen_seq_ = sealed.entry.seq;
            }
        }
    }
    void let_work(std::uint32_t speed) {
        std::vector<std::pair<Worker*, std::future<Outcome>>> answers;
        for (auto const& worker : workers_) {
            if (worker->next_at > time_) continue;
            Action action = worker->act(worker->shown);
            Elapsed const pause{
                std::max<std::int64_t>(action.after.value(), real_pause_min_ms * speed)};
            worker->next_at = time_ + pause;
            if (action.waits) continue;
            answers.emplace_back(worker.get(),
                                 engine_.submit(Envelope{.device = worker->device(),
                                                         .request = next_request(),
                                                         .device_seq = ++worker->device_seq,
                                                         .captured_at = engine_.now(),
                                                         .command = std::move(action.command)}));
        }
        for (auto& [worker, answer] : answers) worker->learn(answer.get());
    }

    // --- the office

    void feed_orders() {
        while (next_order_ < feed_.size() && feed_[next_order_].at <= time_) {
            PlaceOrder order = feed_[next_order_].order;
            // at a speed above one the day runs ahead of the clock: nothing is placed tomorrow
            Instant const now = engine_.now();
            order.placed_at = std::min(order.placed_at + shift_, now);
            order.paid_at = std::min(order.paid_at + shift_, now);
            order.ship_by = order.ship_by + shift_;
            Outcome const placed = office(std::move(order));
            {
                std::lock_guard const lock{mutex_};
                ++next_order_;
            }
            if (!placed.refusal) (void)office(ApproveOrder{OrderId{placed.object}});
        }
    }
    void run_the_office() {
        if (time_ >= next_tend_) {
            next_tend_ = time_ + tend_printers_every;
            for (std::string const& printer : std::exchange(broken_printers_, {}))
                submit_all(world_->set_fault(printer, devices::Fault::none));
        }
        if (time_ >= next_mishap_) {
            next_mishap_ = time_ + mishap_every;
            cause_mishap();
        }
        for (std::string const& parcel : std::exchange(floor_.missing_labels, {}))
            (void)office(
                ReprintLabel{ParcelId{std::stoull(parcel.substr(3))}, "label did not come out"});
        if (time_ < next_wave_) return;
        next_wave_ = time_ + wave_every;
        plan_waves();
        approve_counts();
    }
    // One after another, so that a guest sees what the house does about it.
    void cause_mishap() {
        int const which = mishaps_++ % 3;
        std::string const printer = fmt::format("PRN{}", 1 + mishaps_ % options_.packers);
        if (which == 0) world_->expect("carrier/PARCEL-UK", SandboxCarrier::Mishap::time_out_after);
        if (which == 1) submit_all(world_->set_fault(printer, devices::Fault::out_of_paper));
        if (which == 2) submit_all(world_->set_fault(printer, devices::Fault::claims_success));
        if (which != 0) broken_printers_.push_back(printer);
    }
    void plan_waves() {
        WaveProposal proposal;
        {
            Read const read = engine_.read_at(engine_.durable_seq());
            auto const rules = wave_rules(read, WarehouseId{1});
            proposal = propose_waves(read, WarehouseId{1}, engine_.now(), rules);
        }
        (void)release_waves(engine_, lead_, std::move(proposal.commands));
    }
    void approve_counts() {
        std::vector<CountId> waiting;
        {
            Read const read = engine_.read_at(engine_.durable_seq());
            tables::counts.scan_index<tables::counts_open>(read, CountState::to_review,
                                                           [&](CountState, CountId id) {
                                                               waiting.push_back(id);
                                                               return true;
                                                           });
        }
        for (CountId const id : waiting) (void)office(ApproveCount{id, CountVerdict::approve, {}});
    }
    void take_labels() {
        for (int i = 1; i <= options_.packers; ++i) {
            std::string const printer = fmt::format("PRN{}", i);
            auto const printed = world_->printed(printer);
            std::size_t& seen = labels_seen_[printer];
            for (; seen < printed.size(); ++seen)
                floor_.labels[station_of_printer(printer)].push_back(printed[seen].document);
        }
    }
    std::vector<std::string> labels_at(std::string const& printer) {
        std::vector<std::string> labels;
        for (auto const& label : world_->printed(printer)) labels.push_back(label.document);
        return labels;
    }

    // --- commands

    store::EventKey next_request() {
        return event_key_of(fmt::format("demo/{}/{}", engine_.now().value(), ++requests_),
                            engine_.now());
    }
    Outcome office(AnyCommand command) {
        return engine_
            .submit(Envelope{.device = office_,
                             .request = next_request(),
                             .captured_at = engine_.now(),
                             .actor = lead_,
                             .command = std::move(command)})
            .get();
    }
    Result<> system(AnyCommand command) {
        Outcome const outcome =
            engine_
                .submit(Envelope{
                    .device = {}, .captured_at = engine_.now(), .command = std::move(command)})
                .get();
        if (outcome.refusal) return std::unexpected(*outcome.refusal);
        return {};
    }
    void submit_all(std::vector<AnyCommand> commands) {
        for (AnyCommand& command : commands) (void)system(std::move(command));
    }

    Engine& engine_;
    std::shared_ptr<SandboxWorld> world_;
    Options options_;
    DayFloor floor_;  // with the workers: the demo's thread only
    std::vector<std::unique_ptr<Worker>> workers_;
    std::set<DeviceId> virtual_devices_;
    std::vector<Feed> feed_;
    DeviceId office_;
    OperatorId lead_;
    Instant next_tend_, next_wave_, next_mishap_;
    // From the sample day to today, one for all orders: those of one cut-off keep one cut-off.
    Elapsed shift_;
    std::vector<std::string> broken_printers_;
    std::map<std::string, std::size_t> labels_seen_;
    int mishaps_ = 0;
    std::uint64_t requests_ = 0;
    std::uint64_t seen_seq_ = 0;

    std::mutex mutex_;  // guards the five below; time_ and next_order_ are written by one thread
    std::condition_variable changed_;
    bool on_ = false;
    bool stopping_ = false;
    std::uint32_t speed_ = 20;
    std::size_t next_order_ = 0;
    Instant time_;
    std::thread thread_;
};

DemoDay::DemoDay(Engine& engine, std::shared_ptr<SandboxWorld> world, Options options)
    : run_{std::make_shared<Run>(engine, std::move(world), std::move(options))} {}

DemoDay::~DemoDay() {
    run_->stop();
}

Result<> DemoDay::open() {
    return run_->open();
}

web::DemoPort DemoDay::port() {
    return {.status = [run = run_] { return run->status(); },
            .set = [run = run_](bool on, std::uint32_t speed) { return run->set(on, speed); },
            .hints = [run = run_](std::string const& device) { return run->hints(device); },
            .people = [] { return demo_people(); }};
}

std::vector<web::DemoPerson> demo_people() {
    std::vector<web::DemoPerson> list;
    for (Guest const& guest : guests) {
        bool const trusted = guest.role == Role::lead || guest.role == Role::admin;
        list.push_back({.badge = std::string{guest.badge},
                        .pin = trusted ? std::string{demo_pin} : std::string{},
                        .name = fmt::format("{} {}", guest.name, guest.chinese),
                        .role = boost::describe::enum_to_string(guest.role, "?")});
    }
    return list;
}

}  // namespace wms
