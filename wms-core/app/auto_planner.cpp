// SPDX-License-Identifier: Apache-2.0
#include "app/auto_planner.hpp"

#include "app/planner.hpp"
#include "domain/process/site_rules.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

constexpr auto look_every = std::chrono::seconds{1};

}  // namespace

AutoPlanner::AutoPlanner(Engine& engine, Options options)
    : engine_{engine}, options_{std::move(options)}, thread_{[this] { run(); }} {}

AutoPlanner::~AutoPlanner() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_all();
    thread_.join();
}

void AutoPlanner::run() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        try {
            plan(engine_.now());
        } catch (std::exception const& error) {  // a full disk passes; the next round tries again
            if (options_.log) options_.log(fmt::format("wave planner: {}", error.what()));
        }
        lock.lock();
        woken_.wait_for(lock, look_every, [this] { return stopping_; });
    }
}

void AutoPlanner::plan(Instant now) {
    std::vector<PlanWave> due;
    {
        Read const read = engine_.read();
        tables::warehouses.scan_all(read, [&](WarehouseId id, Warehouse const& warehouse) {
            Rules const rules = rules_of(read, id);
            bool const now_due = rules.automatic && is_in_window(rules, warehouse, now) &&
                                 now >= last_ + Elapsed{rules.interval_s * 1000};
            if (!now_due) return true;
            last_ = now;
            WaveProposal proposal = propose_waves(read, id, now, wave_rules(read, id, rules));
            for (PlanWave& wave : proposal.commands) due.push_back(std::move(wave));
            return true;
        });
    }
    if (due.empty()) return;
    ReleasedWaves const result = release_waves(engine_, {}, std::move(due));
    if (options_.log)
        options_.log(
            fmt::format("waves released: {}, refused: {}", result.released, result.refused));
}

}  // namespace wms
