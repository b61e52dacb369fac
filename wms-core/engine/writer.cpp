// SPDX-License-Identifier: Apache-2.0
// The writer's half of the engine: deciding batches, the tables' own commit.
#include "domain/problem.hpp"
#include "engine/apply.hpp"
#include "engine/engine.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

constexpr std::size_t rehearsals_max = 32;

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
    ProblemText const text{Phrase::problem_of, {device.code, "an event id was used twice"}};
    std::string const subject = text_of(text.phrase, Language::en, text.about);
    Change change{write, header_of(entry), entry.events};
    if (!is_reported(write, subject)) raise_problem(change, ProblemKind::device_fault, text);
    entry.request = {};
    entry.device_seq = 0;
    set_refused(entry, refusal);
    record_outcome(write, entry);
}

// What was done without the server and is refused now happened all the same: a lead looks at it.
void report_offline(Change& change, store::Entry const& entry) {
    auto const device = tables::devices.find(change.tables(), entry.device);
    Refusal const refusal{static_cast<Why>(entry.refused), entry.subject};
    raise_refused_offline(change,
                          {device ? device->code : "?",
                           entry.actor ? operator_name(change.tables(), entry.actor) : "?",
                           fmt::format("{}", entry.seq)},
                          refusal);
}

}  // namespace

// --- what would happen

bool Engine::rehearse(Play const& play) {
    std::packaged_task<bool()> task{[&] {
        Branch const branch = [&](Write& parent) { return state_->begin_trial(parent); };
        try {
            Write trial = state_->begin_trial(open_write());
            play(trial, branch);
            return true;
        } catch (store::MapFull const&) {
            return false;  // the next commit makes room
        }
    }};
    auto done = task.get_future();
    if (options_.mode == Mode::manual) {
        if (!store_failed_) task();
        return !store_failed_ && done.get();
    }
    {
        std::lock_guard const lock{queue_mutex_};
        if (stopping_ || store_failed_ || rehearsals_.size() >= rehearsals_max) return false;
        rehearsals_.push_back(std::move(task));
    }
    queue_filled_.notify_one();
    return done.get();
}

// One between two batches: nobody's scan waits for many of them.
void Engine::rehearse_next() {
    std::packaged_task<bool()> task;
    {
        std::lock_guard const lock{queue_mutex_};
        if (rehearsals_.empty()) return;
        task = std::move(rehearsals_.front());
        rehearsals_.pop_front();
    }
    task();
}

// --- commands in

void Engine::submit(Envelope envelope, Reply reply) {
    {
        std::unique_lock lock{queue_mutex_};
        bool const full = queue_.size() >= options_.queue_max;
        if (!stopping_ && !store_failed_ && !full) {
            queue_.push_back({std::move(envelope), std::move(reply)});
            lock.unlock();
            queue_filled_.notify_one();
            return;
        }
        lock.unlock();
        // who wants no answer gave none to call
        if (reply) reply(refused(full ? Why::overloaded : Why::shutting_down, {}));
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

// --- the writer's thread

void Engine::run() {
    try {
        // Found no room for its commit when the store was opened.
        if (committed_seq_ < durable_seq_) rebuild_open_state();
        while (true) {
            {
                std::unique_lock lock{queue_mutex_};
                auto const woken = [&] {
                    return stopping_ || !queue_.empty() || !rehearsals_.empty() ||
                           copy_started_ != nullptr || commit_failed_ || reader_waits();
                };
                queue_filled_.wait_for(lock, options_.state_commit_after, woken);
                if (stopping_ && queue_.empty() && rehearsals_.empty()) break;
            }
            run_once();
        }
        wait_until_durable();
        commit_state();
    } catch (std::exception const& failure) {
        fatal(failure.what());
    }
}

// Whoever pumps may go on after an exception; the engine does not (reliability.md, rule 4).
bool Engine::run_once() {
    if (store_failed_) return false;
    try {
        return work();
    } catch (StoreFailure const&) {
        store_failed_ = true;
        throw;
    }
}

bool Engine::work() {
    if (commit_failed_) recover_failed_commit();
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
    rehearse_next();
    if (copy_started_ != nullptr) give_way();
    if (state_commit_due()) commit_state();
    return worked;
}

void Engine::decide_batch(std::deque<Waiting>& batch) {
    forget_durable_entries();
    std::vector<Decided> decided;
    decided.reserve(batch.size());
    for (Waiting& waiting : batch) {
        decided.push_back({std::move(waiting.reply), decide_one(waiting.envelope)});
    }
    if (options_.mode == Mode::threaded)
        return hand_over({journal_->take_staged(), std::move(decided)});
    try {
        journal_->commit();
    } catch (store::StoreFull const& full) {
        log(fmt::format("journal: {}; postings are refused until there is room", full.what()));
        staged_.clear();
        rebuild_open_state();
        return refuse_all(decided);
    }
    staged_.clear();
    durable_seq_ = journal_->last_seq();
    ++batches_;
    answer_all(decided);
}

// After a commit that found no room: nothing of it is decided. What was not decided by it may have
// been answered from an entry that is gone now.
void Engine::refuse_all(std::vector<Decided>& decided) {
    for (Decided& each : decided) {
        bool const kept = each.outcome.seq != 0 && each.outcome.seq <= journal_->last_seq();
        if (!kept) each.outcome = refused(Why::readonly, {});
    }
    answer_all(decided);
}

void Engine::answer_all(std::vector<Decided>& decided) {
    decided_ += decided.size();
    for (Decided& each : decided) {
        if (each.reply) each.reply(std::move(each.outcome));
    }
    std::lock_guard const lock{listeners_mutex_};
    for (auto const& [id, listener] : listeners_) listener(durable_seq_);
}

// Whatever goes wrong here concerns this command alone; a store that fails ends the process.
Outcome Engine::decide_one(Envelope const& envelope) {
    while (true) {
        try {
            return decide_once(envelope);
        } catch (store::MapFull const&) {
            write_.reset();
            state_->grow();
            rebuild_open_state();
        } catch (store::StoreFull const& full) {
            log(fmt::format("tables: {}; the command is refused until there is room", full.what()));
            rebuild_open_state();
            return refused(Why::readonly, {});
        } catch (StoreFailure const&) {
            throw;
        } catch (std::exception const& error) {
            log(fmt::format("a command could not be decided: {}", error.what()));
            rebuild_open_state();
            return refused(Why::internal, {fmt::format("{}", journal_->last_seq() + 1)});
        }
    }
}

Outcome Engine::decide_once(Envelope const& envelope) {
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
                       .at = stamp(envelope, journal_->last_at()),
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
    if (device && has_screen(*device)) outcome.screen = screen_for(envelope.device);
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
    bool const staged = !staged_.empty() && request.seq >= staged_.front().seq;
    Outcome outcome = staged ? outcome_of(staged_.at(request.seq - staged_.front().seq))
                             : outcome_of(journal_->read(request.seq).entry);
    outcome.replayed = true;
    outcome.screen = screen_for(envelope.device);
    return outcome;
}

// The command is decided: a screen that cannot be drawn does not undo it.
Screen Engine::screen_for(DeviceId device) const {
    try {
        return draw(*write_, device);
    } catch (StoreFailure const&) {
        throw;
    } catch (std::exception const& error) {
        log(fmt::format("screen of device {} cannot be drawn: {}", device.value(), error.what()));
        return {};
    }
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
            if (is_captured_offline(command)) report_offline(change, entry);
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
    record_outcome(open_write(), entry);
    applied_seq_ = entry.seq;
}

// The tables as the journal and this batch say, from where they were last committed.
void Engine::rebuild_open_state() {
    std::uint64_t changes_max = 200'000;  // keeps the open transaction's dirty pages bounded
    ++rebuilds_;
    for (bool done = false; !done;) {
        write_.reset();
        applied_seq_ = committed_seq_;
        try {
            reapply(changes_max);
            done = true;
        } catch (store::MapFull const&) {
            write_.reset();
            state_->grow();
        } catch (store::StoreFull const&) {
            if (changes_max == UINT64_MAX) throw;
            changes_max = UINT64_MAX;  // no room to commit: all of it in one transaction
        }
    }
}

void Engine::reapply(std::uint64_t changes_max) {
    apply_tail(changes_max);
    (void)open_write();  // the entry that failed is recorded even when it is the first of all
    for (store::Entry const& entry : staged_) {
        if (entry.seq <= applied_seq_) continue;  // has become durable meanwhile
        apply_entry(open_write(), entry);
        applied_seq_ = entry.seq;
    }
}

void Engine::apply_tail(std::uint64_t changes_max) {
    journal_->replay_checked(applied_seq_ + 1, [&](store::SealedEntry const& sealed) {
        apply_entry(open_write(), sealed.entry);
        applied_seq_ = sealed.entry.seq;
        ++tail_applied_;
        if (write_->changes() > changes_max) commit_open_tables();
        return true;
    });
}

// --- the tables' own commit: durable, never ahead of the journal

bool Engine::reader_waits() const {
    if (wanted_seq_ <= committed_seq_) return false;
    return std::chrono::steady_clock::now() >= state_retry_at_;
}

bool Engine::state_commit_due() const {
    if (!write_ || std::chrono::steady_clock::now() < state_retry_at_) return false;
    if (wanted_seq_ > committed_seq_) return true;
    if (write_->changes() > options_.state_commit_changes) return true;
    // Commits that take long are made less often: at most a fifth of the time goes into them.
    auto const pause = std::max<std::chrono::steady_clock::duration>(options_.state_commit_after,
                                                                     4 * last_state_commit_took_);
    return std::chrono::steady_clock::now() - write_opened_ >= pause;
}

void Engine::commit_open_tables() {
    auto const began = std::chrono::steady_clock::now();
    set_applied_seq(*write_, applied_seq_);
    write_->commit();
    write_.reset();
    last_state_commit_took_ = std::chrono::steady_clock::now() - began;
    committed_seq_ = applied_seq_;
    ++state_commits_;
}

void Engine::commit_state() {
    if (options_.mode == Mode::threaded) wait_until_durable();
    if (!write_) return;
    try {
        if (applied_seq_ == committed_seq_ && write_->changes() == 0) {
            write_.reset();
        } else {
            commit_open_tables();
        }
    } catch (store::StoreFull const& full) {
        log(fmt::format("tables: {}; trying again", full.what()));
        write_.reset();
        state_retry_at_ = std::chrono::steady_clock::now() + options_.state_commit_after;
        if (!stopping_) rebuild_open_state();
        return;
    } catch (store::MapFull const&) {
        write_.reset();
        state_->grow();
        rebuild_open_state();
        return commit_state();
    }
    std::lock_guard const lock{queue_mutex_};
    state_committed_.notify_all();
}

void Engine::give_way() {
    commit_state();
    bool const uncommitted = write_.has_value();
    write_.reset();
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{50};
    for (bool waiting = true; waiting && std::chrono::steady_clock::now() < deadline;) {
        {
            std::lock_guard const lock{queue_mutex_};
            std::atomic<bool> const* const started = copy_started_;
            if (started != nullptr && *started) copy_started_ = nullptr;
            waiting = copy_started_ != nullptr;
        }
        if (waiting) std::this_thread::sleep_for(std::chrono::microseconds{100});
    }
    if (uncommitted) rebuild_open_state();
}

}  // namespace wms
