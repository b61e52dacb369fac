// SPDX-License-Identifier: Apache-2.0
// The committer's half of the engine: the journal becomes durable on a thread of its own, while the
// writer decides on (decisions/0007).
#include "engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace wms {

void Engine::hand_over(Batch batch) {
    std::unique_lock lock{commit_mutex_};
    auto const has_room = [&] {
        return failed_batch_ || !handed_over_ ||
               handed_over_->decided.size() < 4 * options_.batch_max;
    };
    commit_changed_.wait(lock, has_room);
    if (!handed_over_) {
        handed_over_ = std::move(batch);
    } else {
        std::ranges::move(batch.sealed.records, std::back_inserter(handed_over_->sealed.records));
        std::ranges::move(batch.decided, std::back_inserter(handed_over_->decided));
        handed_over_->sealed.last_seq = batch.sealed.last_seq;
        handed_over_->sealed.last_hash = batch.sealed.last_hash;
        handed_over_->sealed.last_at = batch.sealed.last_at;
    }
    lock.unlock();
    commit_changed_.notify_all();
}

void Engine::run_committer() {
    try {
        while (commit_next()) {
        }
    } catch (std::exception const& failure) {
        fatal(failure.what());
    }
}

// False when there is nothing left to do for ever.
bool Engine::commit_next() {
    std::unique_lock lock{commit_mutex_};
    commit_changed_.wait(lock,
                         [&] { return !failed_batch_ && (handed_over_ || committer_stops_); });
    if (!handed_over_) return false;
    Batch batch = *std::exchange(handed_over_, std::nullopt);
    committing_ = true;
    lock.unlock();
    bool full = false;
    try {
        journal_->write(batch.sealed);
    } catch (store::StoreFull const& failure) {
        log(fmt::format("journal: {}; postings are refused until there is room", failure.what()));
        full = true;
    }
    lock.lock();
    committing_ = false;
    if (full) {
        failed_batch_ = std::move(batch);
        commit_failed_ = true;
    } else {
        durable_seq_ = batch.sealed.last_seq;
        ++batches_;
    }
    lock.unlock();
    commit_changed_.notify_all();
    if (full) {
        std::lock_guard const queue_lock{queue_mutex_};
        queue_filled_.notify_all();
    } else {
        answer_all(batch.decided);
    }
    return true;
}

void Engine::wait_until_durable() {
    {
        std::unique_lock lock{commit_mutex_};
        commit_changed_.wait(lock,
                             [&] { return failed_batch_ || (!handed_over_ && !committing_); });
    }
    if (commit_failed_) recover_failed_commit();
}

// The batch that found no room and all that was decided after it never happened.
void Engine::recover_failed_commit() {
    std::vector<Decided> undone;
    {
        std::lock_guard const lock{commit_mutex_};
        undone = std::move(failed_batch_->decided);
        if (handed_over_) std::ranges::move(handed_over_->decided, std::back_inserter(undone));
        handed_over_.reset();
        journal_->drop_staged();
        staged_.clear();
        commit_failed_ = false;
        failed_batch_.reset();
    }
    rebuild_open_state();
    refuse_all(undone);
}

void Engine::forget_durable_entries() {
    while (!staged_.empty() && staged_.front().seq <= durable_seq_) staged_.pop_front();
}

}  // namespace wms
