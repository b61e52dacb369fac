// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox_workers.hpp"

#include "engine/apply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wms {
namespace {

constexpr std::size_t entries_at_once = 500;
constexpr std::size_t due_effects = 0;  // the index of tables::outbox

// What one entry of the journal means for the lanes.
struct News {
    std::set<std::string> lanes = {};  // that got an effect
    bool retried = false;              // some effect has another time now
};

void collect_news(std::string_view events, News& news) {
    ByteReader reader{events};
    while (!reader.at_end()) {
        std::uint64_t const tag = reader.unsigned_number();
        std::string_view const bytes = reader.raw(reader.unsigned_number());
        if (tag == EffectAdded::tag) news.lanes.insert(from_bytes<EffectAdded>(bytes).row.lane);
        news.retried = news.retried || tag == EffectRetried::tag;
    }
}

struct Job {
    EffectId id;
    Effect effect;
};

struct Lane {
    std::string name;
    std::uint64_t seq = 0;                // its next look must see everything up to here
    bool look = true;                     // there may be something to do
    std::optional<Instant> next_at = {};  // then there is
    std::optional<Job> last = {};         // performed last, as it was then; the lane's own
    bool under_way = false;
    bool ended = false;
    std::condition_variable wake = {};
    std::thread thread = {};
};

bool is_same_attempt(std::optional<Job> const& last, Job const& job) {
    return last && last->id == job.id && last->effect.attempts == job.effect.attempts &&
           last->effect.not_before == job.effect.not_before;
}

}  // namespace

class OutboxWorkers::Core : public std::enable_shared_from_this<Core> {
public:
    Core(Engine& engine, Options options) : engine_{engine}, options_{std::move(options)} {}

    void start();
    bool stop(std::chrono::milliseconds patience);
    [[nodiscard]] Figures figures() const;

private:
    // Holds stop() back while the engine is used; what is done meanwhile is short.
    class EngineUse {
    public:
        explicit EngineUse(Core& core) : core_{core} {
            std::lock_guard const lock{core.mutex_};
            if (!core.closed_) is_open_ = true;
            if (is_open_) ++core.users_;
        }
        EngineUse(EngineUse const&) = delete;
        EngineUse& operator=(EngineUse const&) = delete;
        ~EngineUse() {
            if (!is_open_) return;
            std::lock_guard const lock{core_.mutex_};
            --core_.users_;
            core_.changed_.notify_all();
        }
        [[nodiscard]] bool is_open() const { return is_open_; }

    private:
        Core& core_;
        bool is_open_ = false;
    };

    // the dispatcher's thread
    void dispatch();
    void look_at_once();
    void follow_journal();
    void spread(News const& news, std::uint64_t seq);
    void wake_due(Instant now);
    void open_lane(std::string const& name, std::uint64_t seq);
    static void wake(Lane& lane, std::uint64_t seq);

    // a lane's thread
    void run_lane(Lane& lane);
    std::optional<std::uint64_t> wait_for_turn(Lane& lane);
    void look(Lane& lane, std::uint64_t seq);
    std::optional<Job> next_job(Read const& read, Lane& lane);
    [[nodiscard]] Attempt attempt_for(Read const& read, Lane const& lane, Job const& job) const;
    void perform(Lane& lane, Job const& job, Attempt const& attempt);
    void set_under_way(Lane& lane, Job const& job);
    std::optional<Outcome> tell(Lane& lane, AnyCommand const& command);

    void log(std::string const& line) const {
        if (options_.log) options_.log(line);
    }

    Engine& engine_;  // only under EngineUse, or while stopping_ is false under the mutex
    Options const options_;
    std::uint64_t subscription_ = 0;
    std::thread dispatcher_;
    std::atomic<std::uint64_t> performed_{0}, failed_{0};

    mutable std::mutex mutex_;  // of everything below
    std::condition_variable changed_;
    std::map<std::string, std::unique_ptr<Lane>> lanes_;
    std::uint64_t durable_ = 0;  // the journal's end, as the writer said
    std::uint64_t seen_ = 0;     // read up to here
    bool stopping_ = false;
    bool closed_ = false;  // the engine may be gone
    int users_ = 0;
};

// --- starting and stopping

void OutboxWorkers::Core::start() {
    subscription_ = engine_.subscribe([this](std::uint64_t last_seq) {
        std::lock_guard const lock{mutex_};
        durable_ = std::max(durable_, last_seq);
        changed_.notify_all();
    });
    dispatcher_ = std::thread{[this] { dispatch(); }};
}

bool OutboxWorkers::Core::stop(std::chrono::milliseconds patience) {
    auto const deadline = std::chrono::steady_clock::now() + patience;
    {
        std::lock_guard const lock{mutex_};
        if (closed_) return true;
        stopping_ = true;
        changed_.notify_all();
        for (auto const& [name, lane] : lanes_) lane->wake.notify_all();
    }
    engine_.unsubscribe(subscription_);
    dispatcher_.join();
    std::unique_lock lock{mutex_};
    auto const all_ended = [&] {
        return std::ranges::all_of(lanes_, [](auto const& entry) { return entry.second->ended; });
    };
    bool const everybody = changed_.wait_until(lock, deadline, all_ended);
    closed_ = true;
    for (auto const& [name, lane] : lanes_) lane->wake.notify_all();
    changed_.wait(lock, [&] { return users_ == 0; });
    for (auto const& [name, lane] : lanes_) {
        if (!lane->ended) {
            log(fmt::format("{} does not come back and is left behind", name));
            lane->thread.detach();
            continue;
        }
        lock.unlock();
        lane->thread.join();
        lock.lock();
    }
    return everybody;
}

OutboxWorkers::Figures OutboxWorkers::Core::figures() const {
    std::lock_guard const lock{mutex_};
    Figures figures{.performed = performed_, .failed = failed_, .lanes = lanes_.size()};
    for (auto const& [name, lane] : lanes_) figures.under_way += lane->under_way;
    return figures;
}

// --- the dispatcher: reads what was journaled and wakes the lanes it concerns

void OutboxWorkers::Core::dispatch() {
    bool started = false;
    while (true) {
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] { return stopping_ || !started || durable_ > seen_; });
            if (stopping_) return;
        }
        try {
            if (started) follow_journal();
            if (!started) look_at_once();
            started = true;
        } catch (std::exception const& error) {
            log(fmt::format("the outbox cannot be read: {}", error.what()));
            std::unique_lock lock{mutex_};
            changed_.wait_for(lock, options_.retry_after, [&] { return stopping_; });
        }
    }
}

// What was pending when the program was started, as far as the tables are; the journal has the
// rest.
void OutboxWorkers::Core::look_at_once() {
    std::set<std::string> lanes;
    std::uint64_t level = 0;
    {
        Read const read = engine_.read();
        level = applied_seq_of(read);
        tables::outbox.scan_index_from<due_effects>(read, tables::DueKey{},
                                                    [&](tables::DueKey const& key, EffectId) {
                                                        lanes.insert(key.lane);
                                                        return true;
                                                    });
    }
    std::lock_guard const lock{mutex_};
    seen_ = level;
    durable_ = std::max(durable_, engine_.durable_seq());
    for (std::string const& lane : lanes) open_lane(lane, level);
}

void OutboxWorkers::Core::follow_journal() {
    std::uint64_t seen = 0;
    {
        std::lock_guard const lock{mutex_};
        seen = seen_;
    }
    News news;
    for (store::SealedEntry const& sealed : engine_.entries_since(seen, entries_at_once)) {
        collect_news(sealed.entry.events, news);
        seen = sealed.entry.seq;
    }
    std::lock_guard const lock{mutex_};
    seen_ = seen;
    spread(news, seen);
    wake_due(engine_.now());
}

void OutboxWorkers::Core::spread(News const& news, std::uint64_t seq) {
    for (std::string const& name : news.lanes) open_lane(name, seq);
    if (!news.retried) return;
    for (auto const& [name, lane] : lanes_) wake(*lane, seq);
}

// Back-offs that are over by the engine's time, which is not the time the lanes sleep by.
void OutboxWorkers::Core::wake_due(Instant now) {
    for (auto const& [name, lane] : lanes_) {
        if (lane->next_at && *lane->next_at <= now) wake(*lane, lane->seq);
    }
}

void OutboxWorkers::Core::open_lane(std::string const& name, std::uint64_t seq) {
    std::unique_ptr<Lane>& lane = lanes_[name];
    if (!lane) {
        lane = std::make_unique<Lane>();
        lane->name = name;
        lane->thread =
            std::thread{[self = shared_from_this(), &own = *lane] { self->run_lane(own); }};
    }
    wake(*lane, seq);
}

void OutboxWorkers::Core::wake(Lane& lane, std::uint64_t seq) {
    lane.seq = std::max(lane.seq, seq);
    lane.look = true;
    lane.wake.notify_all();
}

// --- a lane: one effect after another

void OutboxWorkers::Core::run_lane(Lane& lane) {
    while (auto const seq = wait_for_turn(lane)) {
        try {
            look(lane, *seq);
        } catch (std::exception const& error) {
            log(fmt::format("{}: the outbox cannot be read: {}", lane.name, error.what()));
            std::unique_lock lock{mutex_};
            lane.wake.wait_for(lock, options_.retry_after, [&] { return stopping_; });
            lane.look = true;
        }
    }
    std::lock_guard const lock{mutex_};
    lane.ended = true;
    changed_.notify_all();
}

// Up to where the tables must reach; nothing when it is time to end.
std::optional<std::uint64_t> OutboxWorkers::Core::wait_for_turn(Lane& lane) {
    std::unique_lock lock{mutex_};
    while (!stopping_ && !lane.look) {
        if (!lane.next_at) {
            lane.wake.wait(lock);
            continue;
        }
        Elapsed const left = *lane.next_at - engine_.now();
        if (left <= Elapsed{}) break;
        lane.wake.wait_for(lock, std::chrono::milliseconds{left.value()});
    }
    if (stopping_) return std::nullopt;
    lane.look = false;
    lane.next_at.reset();
    return lane.seq;
}

void OutboxWorkers::Core::look(Lane& lane, std::uint64_t seq) {
    std::optional<Job> job;
    Attempt attempt;
    {
        EngineUse const use{*this};
        if (!use.is_open()) return;
        Read const read = engine_.read_at(seq);
        if (applied_seq_of(read) < seq) throw StoreFailure{"the tables are behind", 0};
        job = next_job(read, lane);
        if (!job) return;
        attempt = attempt_for(read, lane, *job);
    }
    perform(lane, *job, attempt);
}

// The first that is due. Without one the lane knows when to look again.
std::optional<Job> OutboxWorkers::Core::next_job(Read const& read, Lane& lane) {
    std::optional<Job> job;
    std::optional<Instant> next_at;
    Instant const now = engine_.now();
    tables::outbox.scan_index<due_effects>(read, lane.name,
                                           [&](tables::DueKey const& key, EffectId id) {
                                               Effect const effect = tables::outbox.at(read, id);
                                               if (!options_.performers.contains(effect.kind))
                                                   return true;
                                               if (key.not_before > now) {
                                                   next_at = key.not_before;
                                               } else {
                                                   job = Job{id, effect};
                                               }
                                               return false;
                                           });
    std::lock_guard const lock{mutex_};
    lane.next_at = next_at;
    return job;
}

OutboxWorkers::Attempt OutboxWorkers::Core::attempt_for(Read const& read, Lane const& lane,
                                                        Job const& job) const {
    auto const fails_with = [](std::string const& sentence) -> Attempt {
        return [sentence]() -> Reports { throw std::runtime_error{sentence}; };
    };
    if (is_same_attempt(lane.last, job)) return fails_with("the report left it pending");
    try {
        return options_.performers.at(job.effect.kind)(read, job.id, job.effect);
    } catch (StoreFailure const&) {
        throw;
    } catch (std::exception const& error) {
        return fails_with(error.what());
    }
}

void OutboxWorkers::Core::perform(Lane& lane, Job const& job, Attempt const& attempt) {
    set_under_way(lane, job);
    Reports reports;
    try {
        reports = attempt();
        ++performed_;
    } catch (std::exception const& error) {
        ++failed_;
        reports = {EffectFailed{job.id, error.what()}};
    }
    std::uint64_t seq = 0;
    for (AnyCommand const& command : reports) {
        auto const outcome = tell(lane, command);
        if (!outcome) break;  // stopped: what was not told is performed again
        seq = outcome->seq;
        if (outcome->refusal)
            log(fmt::format("{}: the report on effect {} was refused: {}", lane.name,
                            job.id.value(), sentence(*outcome->refusal, Language::en)));
    }
    std::lock_guard const lock{mutex_};
    lane.under_way = false;
    wake(lane, seq);
}

void OutboxWorkers::Core::set_under_way(Lane& lane, Job const& job) {
    lane.last = job;
    std::lock_guard const lock{mutex_};
    lane.under_way = true;
}

// Until it is decided: an answer that found no room is not asked for again, it is told again.
std::optional<Outcome> OutboxWorkers::Core::tell(Lane& lane, AnyCommand const& command) {
    while (true) {
        {
            EngineUse const use{*this};
            if (!use.is_open()) return std::nullopt;
            Outcome const outcome =
                engine_.submit({.device = {}, .captured_at = engine_.now(), .command = command})
                    .get();
            if (outcome.seq != 0) return outcome;
        }
        std::unique_lock lock{mutex_};
        lane.wake.wait_for(lock, options_.retry_after, [&] { return closed_; });
    }
}

// --- the workers as others see them

OutboxWorkers::OutboxWorkers(Engine& engine, Options options)
    : core_{std::make_shared<Core>(engine, std::move(options))} {
    core_->start();
}

OutboxWorkers::~OutboxWorkers() {
    (void)stop(std::chrono::seconds{5});
}

bool OutboxWorkers::stop(std::chrono::milliseconds patience) {
    return core_->stop(patience);
}

OutboxWorkers::Figures OutboxWorkers::figures() const {
    return core_->figures();
}

}  // namespace wms
