// SPDX-License-Identifier: Apache-2.0
// Planning off the writer's thread: reads a snapshot, lets planning/ build the waves, hands them
// over as PlanWave commands that are checked again when they are decided.
#pragma once

#include "domain/process/waves.hpp"
#include "engine/engine.hpp"
#include "planning/wave_plan.hpp"

namespace wms {

// Approved orders without hold, with the location where each line will probably be picked.
[[nodiscard]] std::vector<planning::Candidate> wave_candidates(Read const& read,
                                                               WarehouseId warehouse);
// The site's rules, with what the planner knows of the building.
[[nodiscard]] planning::WaveRules wave_rules(Read const& read, WarehouseId warehouse);
[[nodiscard]] planning::WaveRules wave_rules(Read const& read, WarehouseId warehouse,
                                             Rules const& rules);

// Every wave the rules would build now, and which of them they would release now.
struct WavePreview {
    struct Row {
        PlanWave command;
        bool release_now = true;
        std::int64_t lines = 0;
    };
    std::vector<Row> waves;
    std::vector<planning::LeftOut> left_out;
};
[[nodiscard]] WavePreview preview_waves(Read const& read, WarehouseId warehouse, Instant now,
                                        planning::WaveRules const& rules);

struct WaveProposal {
    std::vector<PlanWave> commands;  // waves to release now
    std::size_t waiting = 0;         // orders the rules keep for later
};
[[nodiscard]] WaveProposal propose_waves(Read const& read, WarehouseId warehouse, Instant now,
                                         planning::WaveRules const& rules);

// Hands the waves over to a threaded engine, a few in flight, so that they share commits and no
// scan waits behind many of them. A wave whose orders have all gone elsewhere meanwhile is refused
// and counted; nothing is lost by that.
struct ReleasedWaves {
    std::size_t released = 0;
    std::size_t refused = 0;
};
[[nodiscard]] ReleasedWaves release_waves(Engine& engine, OperatorId actor,
                                          std::vector<PlanWave> waves);

}  // namespace wms
