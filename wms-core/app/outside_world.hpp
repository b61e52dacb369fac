// SPDX-License-Identifier: Apache-2.0
// Carriers and printers of a simulated day: performs what is due in the outbox and reports back
// with commands, as the real workers do, under the same keys.
#pragma once

#include "app/sandbox_carrier.hpp"
#include "domain/outbox.hpp"
#include "engine/engine.hpp"

#include "devices/virtual_printer.hpp"

#include <map>
#include <set>

namespace wms {

[[nodiscard]] PrintState print_state(devices::JobState state);
[[nodiscard]] WaybillOutcome waybill_outcome(SandboxCarrier::Outcome outcome);
[[nodiscard]] WaybillAnswered waybill_answer(ParcelId parcel, std::string const& key,
                                             SandboxCarrier::Answer const& answer);
// Of the parcel's recipient; empty when it is not kept any more.
[[nodiscard]] std::string address_of(Read const& read, ParcelId parcel);
// What the numbers of a carrier begin with: "carrier/PARCEL-UK" → "PUK".
[[nodiscard]] std::string carrier_prefix(std::string const& lane);

class OutsideWorld {
public:
    explicit OutsideWorld(std::uint64_t seed) : chance_{seed * 2 + 1} {}

    struct Report {
        AnyCommand command;
    };
    // Performs what is due now; returns the reports to submit. `came_out` gets (station, label).
    [[nodiscard]] std::vector<AnyCommand> perform_due(Read const& read, Instant now);
    // Labels that came out since the last call, as (printer, waybill number).
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> take_labels();
    // Somebody puts paper in and opens the queue again.
    [[nodiscard]] std::vector<AnyCommand> tend_printers(Read const& read);

    std::uint64_t carrier_time_outs = 0;
    std::uint64_t printer_faults = 0;
    std::uint64_t labels = 0;

private:
    [[nodiscard]] bool one_in(std::uint64_t n);
    AnyCommand ask_carrier(Read const& read, EffectId id, Effect const& effect);
    void print(Read const& read, Effect const& effect);
    std::vector<AnyCommand> printer_reports();

    std::uint64_t chance_;
    std::map<std::string, SandboxCarrier> carriers_;
    std::map<std::string, devices::VirtualPrinter> printers_;
    std::map<std::string, std::size_t> labels_seen_;
    std::map<std::string, PrintJobId> jobs_;  // by job key
    std::set<EffectId> sent_;
};

}  // namespace wms
