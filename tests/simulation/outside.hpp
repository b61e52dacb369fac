// SPDX-License-Identifier: Apache-2.0
// Carriers and printers of a simulation, and their workers: what is due in the outbox is performed
// under its key and reported back. Both sides fail: a worker forgets what it was doing when the
// server stops, a carrier is silent, a printer is out of paper.
#pragma once

#include "app/sandbox_carrier.hpp"
#include "engine/engine.hpp"
#include "support/random.hpp"

#include "devices/virtual_printer.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace wms::simulation {

struct Mishaps {  // in thousandths
    std::uint64_t silent = 0;
    std::uint64_t refuses = 0;
    std::uint64_t printer = 0;
};

class Outside {
public:
    Outside(test::Random& random, Mishaps const& mishaps) : random_{random}, mishaps_{mishaps} {}

    // Performs what is due; the reports to send.
    [[nodiscard]] std::vector<AnyCommand> perform_due(Read const& read, Instant now);
    // Paper is put in, queues are opened.
    void tend_printers();
    // The workers start again and know nothing of what they had sent.
    void restart_workers() { sent_.clear(); }
    // No more mishaps from here on.
    void mend() { mishaps_ = {}; }

    // Numbers for the pool, in advance.
    [[nodiscard]] std::vector<std::string> reserve(std::string const& carrier, std::size_t count);
    // Labels that came out since the last call.
    [[nodiscard]] std::vector<std::string> take_labels();
    // That this number may be on this parcel: the carrier gave it for the key, or for the pool.
    [[nodiscard]] bool was_issued(std::string const& carrier, std::string const& number,
                                  std::string const& key) const;

    struct Figures {
        std::uint64_t carrier_silent = 0, carrier_refused = 0, printer_faults = 0, labels = 0;
    };
    [[nodiscard]] Figures const& figures() const { return figures_; }

private:
    [[nodiscard]] bool often(std::uint64_t thousandths) {
        return random_.below(1000) < thousandths;
    }
    SandboxCarrier& carrier(std::string const& code);
    AnyCommand ask_carrier(Read const& read, Effect const& effect);
    void print(Read const& read, EffectId id, Effect const& effect);
    void report_printers(std::vector<AnyCommand>& reports);

    test::Random& random_;
    Mishaps mishaps_;
    std::map<std::string, SandboxCarrier> carriers_;
    std::map<std::string, std::set<std::string>> reserved_;
    std::map<std::string, devices::VirtualPrinter> printers_;
    std::map<std::string, std::size_t> labels_seen_;
    std::map<std::string, PrintJobId> jobs_;
    std::set<EffectId> sent_;
    Figures figures_;
};

}  // namespace wms::simulation
