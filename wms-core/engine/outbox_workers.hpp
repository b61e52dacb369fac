// SPDX-License-Identifier: Apache-2.0
// The workers of the outbox: one thread per lane (a printer, a carrier, a channel) performs what is
// due there, one effect after another, and reports with commands (architecture §1.4, §6).
//
// What is done is decided by the tables alone: an effect is pending until a report has moved it, so
// whatever is cut short (a crash, a stop, a report that found no room) is performed again under the
// same key. A lane looks only when the journal says that there is something to do or when the next
// back-off is over; nobody polls. What hangs, hangs in its own lane.
#pragma once

#include "engine/engine.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wms {

class OutboxWorkers {
public:
    // What the engine is told afterwards, in this order. A report that leaves the effect as it was
    // counts as a failure: it is tried again after its back-off.
    using Reports = std::vector<AnyCommand>;
    // Talks to the outside world, as long as that takes. An exception becomes EffectFailed with its
    // sentence. One that outlives stop() is left behind: it owns all it uses.
    using Attempt = std::function<Reports()>;
    // Reads what the attempt needs; the snapshot is gone when the attempt begins, so that nobody
    // who waits for an answer pins old pages. Called on the lanes' threads, on several at a time.
    using Performer = std::function<Attempt(Read const&, EffectId, Effect const&)>;

    struct Options {
        std::map<EffectKind, Performer> performers;  // a kind that is not here stays pending
        // Until the next try when the engine took no report or shows no new tables (full disk).
        std::chrono::milliseconds retry_after{1000};
        std::function<void(std::string const&)> log = {};  // one line, no personal data
    };

    // The engine has a writer's thread of its own and outlives the workers.
    OutboxWorkers(Engine& engine, Options options);
    OutboxWorkers(OutboxWorkers const&) = delete;
    OutboxWorkers& operator=(OutboxWorkers const&) = delete;
    ~OutboxWorkers();  // stops, with five seconds of patience

    // No new effect is begun. Those under way may end and report; whoever is not back by then loses
    // his report. False when somebody was left behind.
    bool stop(std::chrono::milliseconds patience);

    struct Figures {
        std::uint64_t performed = 0, failed = 0, lanes = 0, under_way = 0;
    };
    [[nodiscard]] Figures figures() const;

private:
    class Core;
    std::shared_ptr<Core> core_;  // shared with the lanes' threads
};

}  // namespace wms
