// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.hpp"

#include "domain/problem.hpp"
#include "engine/apply.hpp"
#include "engine/clock.hpp"
#include "engine/schema.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace wms {
namespace {

Outcome refused(Why why, std::vector<std::string> subject) {
    return Outcome{.refusal = Refusal{why, std::move(subject)}, .tone = tone_of(why)};
}

Outcome outcome_of(store::Entry const& entry) {
    Outcome outcome{.seq = entry.seq, .tone = entry.tone, .object = entry.object};
    if (entry.refused != 0)
        outcome.refusal = Refusal{static_cast<Why>(entry.refused), entry.subject};
    return outcome;
}

bool has_screen(Device const& device) {
    return device.kind == DeviceKind::handheld || device.kind == DeviceKind::station;
}

bool is_system(Envelope const& envelope) {
    return !envelope.device && envelope.request == store::EventKey{};
}

bool is_reused(std::optional<Outcome> const& answer) {
    return answer && answer->refusal && answer->refusal->why == Why::event_reused;
}

bool is_reported(Read const& read, std::string const& subject) {
    bool reported = false;
    tables::problems.scan_all(read, [&](ProblemId, Problem const& problem) {
        reported =
            problem.open && problem.kind == ProblemKind::device_fault && problem.subject == subject;
        return !reported;
    });
    return reported;
}

// A device that gives two commands the same id is broken: nothing is executed, a lead is told (T6).
// The event id keeps its first answer.
void refuse_reused(Write& write, store::Entry& entry, Device const& device,
                   Refusal const& refusal) {
    std::string const subject = fmt::format("{}: an event id was used twice", device.code);
    Change change{write, header_of(entry), entry.events};
    if (!is_reported(write, subject)) raise_problem(change, ProblemKind::device_fault, subject);
    entry.request = {};
    entry.device_seq = 0;
    set_refused(entry, refusal);
    record_outcome(write, entry);
}

std::function<Instant(Envelope const&, Instant)> machine_clock() {
    return [clock = std::make_shared<SteadyClock>()](Envelope const&, Instant floor) {
        return clock->now(floor);
    };
}

}  // namespace

Engine::Engine(Options options) : options_{std::move(options)} {
    if (!options_.clock) options_.clock = machine_clock();
    journal_ =
        std::make_unique<store::Journal>(options_.folder + "/journal", 2 * options_.map_bytes);
    state_ = std::make_unique<store::Environment>(
        store::EnvironmentOptions{.path = options_.folder + "/state",
                                  .tables = tables::names,
                                  .map_bytes = options_.map_bytes,
                                  .reader_age_max = options_.reader_age_max});
    durable_seq_ = journal_->last_seq();
    open_state();
    if (options_.mode == Mode::threaded) writer_ = std::thread{[this] { run(); }};
}

Engine::~Engine() {
    {
        std::lock_guard const lock{queue_mutex_};
        stopping_ = true;
    }
    queue_filled_.notify_all();
    if (writer_.joinable()) {
        writer_.join();
    } else {
        while (run_once()) {
        }
        try {
            commit_state();
        } catch (StoreFailure const& failure) {
            log(fmt::format("tables not committed at the end: {}", failure.what()));
        }
    }
    write_.reset();
}

// --- opening: the tables where they were last committed, then the journal's tail

void Engine::open_state() {
    applied_seq_ = applied_seq_of(state_->snapshot());
    Write& write = open_write();
    Migrated const migrated = migrate(write, migrations(), schema_version);
    bool const ahead = applied_seq_ > journal_->last_seq();
    if (migrated == Migrated::rebuild || ahead) {
        log(ahead ? "tables are ahead of the journal: applying it from the start"
                  : "tables are of an older schema: applying the journal from the start");
        clear_tables(write);
        set_schema(write, schema_version);
        applied_seq_ = 0;
    }
    committed_seq_ = applied_seq_;
    apply_tail();
    commit_state();
}

void Engine::apply_tail() {
    constexpr std::uint64_t changes_max =
        200'000;  // keeps the open transaction's dirty pages bounded
    journal_->replay(applied_seq_ + 1, [&](store::SealedEntry const& sealed) {
        apply_entry(open_write(), sealed.entry);
        applied_seq_ = sealed.entry.seq;
        ++tail_applied_;
        if (write_->changes() > changes_max) commit_state();
        return true;
    });
}

Write& Engine::open_write() {
    if (!write_) {
        state_->grow_if_needed();
        write_.emplace(state_->begin_write());
        write_opened_ = std::chrono::steady_clock::now();
    }
    return *write_;
}

// --- the writer's thread

void Engine::run() {
    try {
        while (true) {
            {
                std::unique_lock lock{queue_mutex_};
                auto const woken = [&] {
                    return stopping_ || !queue_.empty() || copy_started_ != nullptr ||
                           wanted_seq_ > committed_seq_;
                };
                queue_filled_.wait_for(lock, options_.state_commit_after, woken);
                if (stopping_ && queue_.empty()) break;
            }
            run_once();
        }
        commit_state();
    } catch (StoreFailure const& failure) {
        fatal(failure.what());
    }
}

bool Engine::run_once() {
    std::deque<Waiting> batch;
    {
        std::lock_guard const lock{queue_mutex_};
        if (queue_.size() <= options_.batch_max) {
            batch.swap(queue_);
        } else {
            auto const end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch_max);
            batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
            queue_.erase(queue_.begin(), end);
        }
    }
    bool const worked = !batch.empty();
    if (worked) decide_batch(batch);
    if (copy_started_ != nullptr) give_way();
    if (state_commit_due()) commit_state();
    return worked;
}

void Engine::decide_batch(std::deque<Waiting>& batch) {
    std::vector<Decided> decided;
    decided.reserve(batch.size());
    for (Waiting& waiting : batch) {
        decided.push_back({std::move(waiting.reply), decide_one(waiting.envelope)});
    }
    try {
        journal_->commit();
    } catch (store::StoreFull const& full) {
        log(fmt::format("journal: {}; postings are refused until there is room", full.what()));
        rebuild_open_state();
        for (Decided& each : decided) {
            if (each.outcome.seq > journal_->last_seq()) each.outcome = refused(Why::readonly, {});
        }
    }
    staged_.clear();
    durable_seq_ = journal_->last_seq();
    ++batches_;
    decided_ += decided.size();
    answer_all(decided);
}

void Engine::answer_all(std::vector<Decided>& decided) {
    for (Decided& each : decided) {
        if (each.reply) each.reply(std::move(each.outcome));
    }
    std::lock_guard const lock{listeners_mutex_};
    for (auto const& [id, listener] : listeners_) listener(durable_seq_);
}

Outcome Engine::decide_one(Envelope const& envelope) {
    Write& write = open_write();
    std::string body = bytes_of(envelope.command);
    std::uint16_t const tag = tag_of(envelope.command);
    store::Hash const body_hash =
        store::sha256({reinterpret_cast<char const*>(&tag), sizeof tag}, body);
    auto const device = tables::devices.find(write, envelope.device);
    if (!device && !is_system(envelope))
        return refused(Why::unknown_device, {fmt::format("{}", envelope.device.value())});
    auto const answer =
        device ? answer_without_deciding(envelope, body_hash, *device) : std::nullopt;
    if (answer && !is_reused(answer)) return *answer;
    OperatorId const actor = device && has_screen(*device) ? device->actor : envelope.actor;
    if (actor && !tables::operators.contains(write, actor))
        return refused(Why::unknown_actor, {fmt::format("{}", actor.value())});
    store::Entry entry{.site = options_.site,
                       .warehouse = options_.warehouse,
                       .seq = journal_->last_seq() + 1,
                       .at = options_.clock(envelope, journal_->last_at()),
                       .captured_at = envelope.captured_at,
                       .actor = actor,
                       .device = envelope.device,
                       .request = envelope.request,
                       .device_seq = envelope.device_seq,
                       .body_hash = body_hash,
                       .command_tag = tag,
                       .command = std::move(body),
                       .subject = {},
                       .events = {}};
    if (answer) {
        refuse_reused(write, entry, *device, *answer->refusal);
        applied_seq_ = entry.seq;
    } else {
        execute(entry, envelope.command);
    }
    Outcome outcome = outcome_of(entry);
    if (device && has_screen(*device)) outcome.screen = draw(*write_, envelope.device);
    journal_->stage(entry);
    staged_.push_back(std::move(entry));
    return outcome;
}

// A repeat gets the answer of the first time; a gap in a device's numbers is sent back (§4.0.3).
std::optional<Outcome> Engine::answer_without_deciding(Envelope const& envelope,
                                                       store::Hash const& body,
                                                       Device const& device) {
    if (envelope.request != store::EventKey{}) {
        auto const request = tables::requests.find(*write_, {envelope.request, envelope.device});
        if (request && request->body_hash == body) return replay(envelope, *request);
        if (request) {
            std::string const id = store_key_text(envelope.request);
            return refused(Why::event_reused, {id});
        }
    }
    bool const gap = envelope.device_seq != 0 && envelope.device_seq != device.last_seq + 1;
    if (gap) {
        return refused(Why::seq_gap, {fmt::format("{}", envelope.device_seq),
                                      fmt::format("{}", device.last_seq + 1)});
    }
    return std::nullopt;
}

Outcome Engine::replay(Envelope const& envelope, tables::Request const& request) {
    bool const staged = request.seq > durable_seq_;
    Outcome outcome = staged ? outcome_of(staged_.at(request.seq - durable_seq_ - 1))
                             : outcome_of(journal_->read(request.seq).entry);
    outcome.replayed = true;
    outcome.screen = draw(*write_, envelope.device);
    return outcome;
}

// Decides the command. One that throws aborts only itself: the open tables are dropped and made
// again from the journal and what this batch has decided so far, and the command is on record as
// refused.
void Engine::execute(store::Entry& entry, AnyCommand const& command) {
    try {
        Change change{*write_, header_of(entry), entry.events};
        Result<Done> const result = handle_any(change, command);
        if (result) {
            entry.tone = result->tone;
            entry.object = result->object;
        } else {
            ensure(!change.has_posted(), "a command refuses before its first post");
            set_refused(entry, result.error());
        }
    } catch (StoreFailure const&) {
        throw;
    } catch (std::exception const& error) {
        log(fmt::format("command {} of entry {} threw: {}", command_name(entry.command_tag),
                        entry.seq, error.what()));
        rebuild_open_state();
        entry.events.clear();
        set_refused(entry, Refusal{Why::internal, {fmt::format("{}", entry.seq)}});
    }
    record_outcome(*write_, entry);
    applied_seq_ = entry.seq;
}

void Engine::rebuild_open_state() {
    ++rebuilds_;
    write_.reset();
    applied_seq_ = committed_seq_;
    apply_tail();
    (void)open_write();  // the entry that failed is recorded even when it is the first of all
    if (journal_->staged() == 0) return;
    for (store::Entry const& entry : staged_) {
        apply_entry(open_write(), entry);
        applied_seq_ = entry.seq;
    }
}

// --- the tables' own commit: durable, never ahead of the journal

bool Engine::state_commit_due() const {
    if (!write_) return false;
    if (wanted_seq_ > committed_seq_) return true;
    if (write_->changes() > options_.state_commit_changes) return true;
    return std::chrono::steady_clock::now() - write_opened_ >= options_.state_commit_after;
}

void Engine::commit_state() {
    if (!write_) return;
    if (applied_seq_ == committed_seq_ && write_->changes() == 0) {
        write_.reset();
    } else {
        set_applied_seq(*write_, applied_seq_);
        try {
            write_->commit();
            committed_seq_ = applied_seq_;
            ++state_commits_;
        } catch (store::StoreFull const& full) {
            log(fmt::format("tables: {}; trying again", full.what()));
            write_.reset();
            applied_seq_ = committed_seq_;
            if (options_.mode == Mode::threaded || !stopping_) apply_tail();
            return;
        }
        write_.reset();
    }
    std::lock_guard const lock{queue_mutex_};
    state_committed_.notify_all();
}

// --- readers

Read Engine::read() {
    return state_->snapshot();
}

Read Engine::read_at(std::uint64_t seq) {
    if (options_.mode == Mode::manual) {
        flush();
        return state_->snapshot();
    }
    std::unique_lock lock{queue_mutex_};
    if (committed_seq_ < seq) {
        if (wanted_seq_ < seq) wanted_seq_ = seq;
        queue_filled_.notify_all();
        state_committed_.wait_for(lock, std::chrono::seconds{2},
                                  [&] { return committed_seq_ >= seq; });
    }
    lock.unlock();
    return state_->snapshot();
}

void Engine::flush() {
    commit_state();
}

Read const& Engine::newest() {
    ensure(options_.mode == Mode::manual, "the open tables belong to the writer");
    return open_write();
}

void Engine::tend() {
    std::size_t const cut = state_->tend_readers() + journal_->environment().tend_readers();
    if (cut > 0) log(fmt::format("{} snapshots were kept too long and have been cut off", cut));
}

// --- commands in

void Engine::submit(Envelope envelope, Reply reply) {
    {
        std::unique_lock lock{queue_mutex_};
        bool const full = queue_.size() >= options_.queue_max;
        if (!stopping_ && !full) {
            queue_.push_back({std::move(envelope), std::move(reply)});
            lock.unlock();
            queue_filled_.notify_one();
            return;
        }
        lock.unlock();
        reply(refused(full ? Why::overloaded : Why::shutting_down, {}));
    }
}

std::future<Outcome> Engine::submit(Envelope envelope) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    auto future = promise->get_future();
    submit(std::move(envelope),
           [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
    return future;
}

Outcome Engine::decide(Envelope envelope) {
    if (options_.mode == Mode::threaded) return submit(std::move(envelope)).get();
    Outcome answer;
    submit(std::move(envelope), [&](Outcome outcome) { answer = std::move(outcome); });
    while (run_once()) {
    }
    return answer;
}

// --- subscriptions

std::uint64_t Engine::subscribe(std::function<void(std::uint64_t)> listener) {
    std::lock_guard const lock{listeners_mutex_};
    listeners_.emplace_back(next_listener_, std::move(listener));
    return next_listener_++;
}

void Engine::unsubscribe(std::uint64_t subscription) {
    std::lock_guard const lock{listeners_mutex_};
    std::erase_if(listeners_, [&](auto const& entry) { return entry.first == subscription; });
}

std::vector<store::SealedEntry> Engine::entries_since(std::uint64_t seq, std::size_t max) {
    std::vector<store::SealedEntry> entries;
    if (max == 0) return entries;
    journal_->replay(seq + 1, [&](store::SealedEntry const& sealed) {
        entries.push_back(sealed);
        return entries.size() < max;
    });
    return entries;
}

// --- backup

void Engine::backup(std::string const& folder) {
    std::lock_guard const one_at_a_time{backup_mutex_};
    // The tables first: a journal that is level or newer brings them up to date when the copy is
    // opened.
    copy_with_room(*state_, folder + "/state");
    copy_with_room(journal_->environment(), folder + "/journal");
}

// LMDB's copy needs the writer's lock for a moment, which a busy writer would never let go
// (decisions/0003).
void Engine::copy_with_room(store::Environment& environment, std::string const& folder) {
    std::atomic<bool> started{false};
    if (options_.mode == Mode::manual) {
        flush();
    } else {
        std::lock_guard const lock{queue_mutex_};
        copy_started_ = &started;
        queue_filled_.notify_all();
    }
    environment.copy_to(folder, started);
    copy_started_ = nullptr;
    std::lock_guard const lock{queue_mutex_};  // the writer is not looking at `started` any more
}

void Engine::give_way() {
    commit_state();
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{50};
    while (std::chrono::steady_clock::now() < deadline) {
        {
            std::lock_guard const lock{queue_mutex_};
            std::atomic<bool> const* const started = copy_started_;
            if (started == nullptr) return;
            if (*started) {
                copy_started_ = nullptr;
                return;
            }
        }
        std::this_thread::sleep_for(std::chrono::microseconds{100});
    }
}

Engine::Figures Engine::figures() const {
    return {.decided = decided_,
            .batches = batches_,
            .state_commits = state_commits_,
            .rebuilds = rebuilds_,
            .tail_applied = tail_applied_};
}

void Engine::log(std::string const& line) const {
    if (options_.log) options_.log(line);
}

void Engine::fatal(std::string const& what) {
    log(fmt::format("the store has failed, the process ends: {}", what));
    if (options_.on_fatal) options_.on_fatal(what);
    std::fprintf(stderr, "wms: the store has failed: %s\n", what.c_str());
    std::_Exit(3);
}

}  // namespace wms
