// SPDX-License-Identifier: Apache-2.0
// Builds and releases waves by the site's rules, on the clock, as long as it lives. What the rules
// say is read anew for every round, so that a change needs no restart.
#pragma once

#include "engine/engine.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace wms {

class AutoPlanner {
public:
    struct Options {
        std::function<void(std::string const&)> log = {};  // one line, no personal data
    };
    // The engine has a writer's thread of its own and outlives the planner.
    AutoPlanner(Engine& engine, Options options);
    AutoPlanner(AutoPlanner const&) = delete;
    AutoPlanner& operator=(AutoPlanner const&) = delete;
    ~AutoPlanner();

private:
    void run();
    void plan(Instant now);

    Engine& engine_;
    Options options_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    Instant last_;
    std::thread thread_;
};

}  // namespace wms
