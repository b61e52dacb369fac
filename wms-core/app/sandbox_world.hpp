// SPDX-License-Identifier: Apache-2.0
// Sandbox carriers and virtual printers behind the outbox workers, for a server that runs without
// real ones: numbers are issued, labels come out, channels hear of it. Usable from many threads.
#pragma once

#include "app/sandbox_carrier.hpp"
#include "engine/outbox_workers.hpp"

#include "devices/virtual_printer.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace wms {

class SandboxWorld : public std::enable_shared_from_this<SandboxWorld> {
public:
    [[nodiscard]] static std::shared_ptr<SandboxWorld> make();

    // One for each kind of effect; they keep this world alive.
    [[nodiscard]] std::map<EffectKind, OutboxWorkers::Performer> performers();

    // A carrier by its lane ("carrier/POST"), a printer by its name; both are there from the first
    // use on.
    void expect(std::string const& lane, SandboxCarrier::Mishap mishap);
    // What the printer says about it is for the engine: submit it.
    [[nodiscard]] std::vector<AnyCommand> set_fault(std::string const& printer,
                                                    devices::Fault fault);
    [[nodiscard]] std::vector<devices::VirtualPrinter::Label> printed(std::string const& printer);

private:
    SandboxWorld() = default;
    OutboxWorkers::Attempt ask_carrier(Read const& read, Effect const& effect);
    OutboxWorkers::Attempt print(Read const& read, Effect const& effect);
    std::vector<AnyCommand> reports_of(devices::VirtualPrinter& printer);

    struct Desk {
        SandboxCarrier carrier;
        bool knows_last = false;  // where an earlier run has stopped
    };
    [[nodiscard]] Desk& desk(std::string const& lane);

    std::mutex mutex_;
    std::map<std::string, Desk> desks_;  // by lane
    std::map<std::string, devices::VirtualPrinter> printers_;
    std::map<std::string, PrintJobId> jobs_;  // by job key
};

}  // namespace wms
