// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.hpp"

#include "engine/apply.hpp"
#include "engine/clock.hpp"
#include "engine/schema.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace wms {
namespace {

std::function<Instant(Envelope const&, Instant)> machine_clock() {
    return [clock = std::make_shared<SteadyClock>()](Envelope const&, Instant floor) {
        return clock->now(floor);
    };
}

}  // namespace

Engine::Engine(Options options) : options_{std::move(options)} {
    if (!options_.clock) options_.clock = machine_clock();
    lock_ = std::make_unique<store::FolderLock>(options_.folder);
    journal_ =
        std::make_unique<store::Journal>(options_.folder + "/journal", 2 * options_.map_bytes);
    state_ = std::make_unique<store::Environment>(
        store::EnvironmentOptions{.path = options_.folder + "/state",
                                  .tables = tables::names,
                                  .map_bytes = options_.map_bytes,
                                  .reader_age_max = options_.reader_age_max});
    durable_seq_ = journal_->last_seq();
    last_stamp_ = journal_->last_at();
    open_state();
    if (options_.mode == Mode::manual) return;
    write_.reset();  // a transaction belongs to the thread that began it
    committer_ = std::thread{[this] { run_committer(); }};
    writer_ = std::thread{[this] { run(); }};
}

Engine::~Engine() {
    {
        std::lock_guard const lock{queue_mutex_};
        stopping_ = true;
    }
    queue_filled_.notify_all();
    if (writer_.joinable()) {
        writer_.join();
        {
            std::lock_guard const lock{commit_mutex_};
            committer_stops_ = true;
        }
        commit_changed_.notify_all();
        committer_.join();
    } else {
        try {
            while (run_once()) {
            }
            flush();
        } catch (StoreFailure const& failure) {
            log(fmt::format("tables not committed at the end: {}", failure.what()));
        }
    }
    write_.reset();
}

// --- opening: the tables where they were last committed, then the journal's tail

void Engine::open_state() {
    try {
        for (bool ready = false; !ready;) {
            try {
                prepare_tables();
                ready = true;
            } catch (store::MapFull const&) {
                write_.reset();
                state_->grow();
            }
        }
        rebuild_open_state();
        rebuilds_ = 0;
    } catch (DecodeError const& error) {
        throw StoreFailure{fmt::format("the store is damaged: {}; verify it", error.what()), 0};
    } catch (BrokenInvariant const& error) {
        throw StoreFailure{fmt::format("the store is damaged: after entry {}: {}; verify it",
                                       applied_seq_, error.what()),
                           0};
    }
    commit_state();
}

// Committed before the tail is applied: what follows may be dropped and done again from here.
void Engine::prepare_tables() {
    std::uint64_t const applied = applied_seq_of(state_->snapshot());
    bool const ahead = applied > journal_->last_seq();
    Write& write = open_write();
    bool const rebuild = migrate(write, migrations(), schema_version) == Migrated::rebuild || ahead;
    if (rebuild) {
        log(ahead ? "tables are ahead of the journal: applying it from the start"
                  : "tables are of an older schema: applying the journal from the start");
        clear_tables(write);
        set_schema(write, schema_version);
    }
    std::uint64_t const start = rebuild ? 0 : applied;
    if (write.changes() > 0) {
        set_applied_seq(write, start);
        write.commit();
    }
    write_.reset();
    committed_seq_ = start;
}

Write& Engine::open_write() {
    if (!write_) {
        state_->grow_if_needed();
        write_.emplace(state_->begin_write());
        write_opened_ = std::chrono::steady_clock::now();
    }
    return *write_;
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
    seq = std::min<std::uint64_t>(seq, durable_seq_);  // nobody waits for what is not there
    if (committed_seq_ < seq) {
        if (wanted_seq_ < seq) wanted_seq_ = seq;
        queue_filled_.notify_all();
        state_committed_.wait_for(lock, std::chrono::seconds{2},
                                  [&] { return committed_seq_ >= seq; });
    }
    lock.unlock();
    return state_->snapshot();
}

Instant Engine::now() {
    return stamp({}, Instant{});
}

Instant Engine::stamp(Envelope const& envelope, Instant floor) {
    std::lock_guard const lock{clock_mutex_};
    last_stamp_ = options_.clock(envelope, std::max(floor, last_stamp_));
    return last_stamp_;
}

void Engine::flush() {
    if (store_failed_) return;
    try {
        commit_state();
    } catch (StoreFailure const&) {
        store_failed_ = true;
        throw;
    }
}

Read const& Engine::newest() {
    ensure(options_.mode == Mode::manual, "the open tables belong to the writer");
    return open_write();
}

void Engine::tend() {
    std::size_t const cut = state_->tend_readers() + journal_->environment().tend_readers();
    if (cut > 0) log(fmt::format("{} snapshots were kept too long and have been cut off", cut));
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
    if (!store::is_absent_or_empty(folder))
        throw StoreFailure{fmt::format("the backup folder {} is not empty", folder), EEXIST};
    // Under another name until it is whole and on the disk: a backup that was broken off is none.
    std::string const part = folder + ".part";
    std::filesystem::remove_all(part);
    // The tables first: a journal that is level or newer brings them up to date when the copy is
    // opened.
    copy_with_room(*state_, part + "/state");
    copy_with_room(journal_->environment(), part + "/journal");
    store::make_durable(part);
    store::rename_durably(part, folder);
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
    auto const withdraw = [this](std::atomic<bool>*) {
        std::lock_guard const lock{queue_mutex_};  // the writer is not looking at it any more
        copy_started_ = nullptr;
    };
    std::unique_ptr<std::atomic<bool>, decltype(withdraw)> const request{&started, withdraw};
    environment.copy_to(folder, started);
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
