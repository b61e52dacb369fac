// SPDX-License-Identifier: Apache-2.0
// The demo: the sample day in a running server, its orders moved to today. Guests work at their
// screens; virtual people join in when they are switched on, at a speed of one's choice, through
// the same commands a terminal sends. Nothing is simulated for the guests: what they pick is gone
// from the shelf for the virtual people as well.
#pragma once

#include "app/sandbox_world.hpp"
#include "engine/engine.hpp"
#include "web-ui/server/demo_port.hpp"

#include <memory>
#include <string>

namespace wms {

class DemoDay {
public:
    struct Options {
        std::string folder;  // the import files of the day
        int pickers = 6;
        int packers = 3;
    };
    // The engine has a writer's thread of its own; it and the outbox workers outlive the demo.
    DemoDay(Engine& engine, std::shared_ptr<SandboxWorld> world, Options options);
    DemoDay(DemoDay const&) = delete;
    DemoDay& operator=(DemoDay const&) = delete;
    ~DemoDay();

    // An empty store gets the house, the goods, the orders of the morning and their first waves; in
    // another one the day goes on. Refuses what the import files get wrong.
    [[nodiscard]] Result<> open();
    [[nodiscard]] web::DemoPort port();

private:
    class Run;
    std::shared_ptr<Run> run_;
};

// Whom a guest may be: the badges and, where one is wanted, the PIN.
[[nodiscard]] std::vector<web::DemoPerson> demo_people();

}  // namespace wms
