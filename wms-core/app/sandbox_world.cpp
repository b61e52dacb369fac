// SPDX-License-Identifier: Apache-2.0
#include "app/sandbox_world.hpp"

#include "app/outside_world.hpp"

#include <utility>

namespace wms {
namespace {

// The carrier of an earlier run goes on where it was: its numbers are on our parcels.
std::uint64_t last_number(Read const& read, std::string const& prefix) {
    std::uint64_t last = 0;
    tables::waybills.scan_all(read, [&](std::string const& number, Waybill const&) {
        last = std::max(last, SandboxCarrier::serial_of(prefix, number));
        return true;
    });
    return last;
}

}  // namespace

std::shared_ptr<SandboxWorld> SandboxWorld::make() {
    return std::shared_ptr<SandboxWorld>{new SandboxWorld};
}

std::map<EffectKind, OutboxWorkers::Performer> SandboxWorld::performers() {
    auto const self = shared_from_this();
    return {{EffectKind::request_waybill,
             [self](Read const& read, EffectId, Effect const& effect) {
                 return self->ask_carrier(read, effect);
             }},
            {EffectKind::print, [self](Read const& read, EffectId,
                                       Effect const& effect) { return self->print(read, effect); }},
            {EffectKind::notify_channel, [](Read const&, EffectId id, Effect const&) {
                 return [id] { return OutboxWorkers::Reports{EffectPerformed{id}}; };
             }}};
}

// UNKNOWN is queried first, never asked again blindly (§4.8.3).
OutboxWorkers::Attempt SandboxWorld::ask_carrier(Read const& read, Effect const& effect) {
    ParcelId const parcel{effect.object};
    bool const asked_before =
        tables::parcels.at(read, parcel).waybill_state == WaybillState::unknown;
    {
        std::lock_guard const lock{mutex_};
        Desk& own = desk(effect.lane);
        if (!own.knows_last)
            own.carrier.go_on_after(last_number(read, carrier_prefix(effect.lane)));
        own.knows_last = true;
    }
    return
        [self = shared_from_this(), parcel, asked_before, effect, to = address_of(read, parcel)] {
            std::lock_guard const lock{self->mutex_};
            SandboxCarrier& carrier = self->desk(effect.lane).carrier;
            auto const answer =
                asked_before ? carrier.query(effect.key, to) : carrier.issue(effect.key, to);
            return OutboxWorkers::Reports{waybill_answer(parcel, effect.key, answer)};
        };
}

OutboxWorkers::Attempt SandboxWorld::print(Read const& read, Effect const& effect) {
    PrintJobId const id{effect.object};
    PrintJob const job = tables::print_jobs.at(read, id);
    return [self = shared_from_this(), id, job, key = effect.key] {
        std::lock_guard const lock{self->mutex_};
        devices::VirtualPrinter& printer = self->printers_[job.printer];
        self->jobs_[key] = id;
        printer.send(key, job.document);
        return self->reports_of(printer);
    };
}

void SandboxWorld::expect(std::string const& lane, SandboxCarrier::Mishap mishap) {
    std::lock_guard const lock{mutex_};
    desk(lane).carrier.expect(mishap);
}

std::vector<AnyCommand> SandboxWorld::set_fault(std::string const& printer, devices::Fault fault) {
    std::lock_guard const lock{mutex_};
    devices::VirtualPrinter& machine = printers_[printer];
    machine.set_fault(fault);
    return reports_of(machine);
}

std::vector<devices::VirtualPrinter::Label> SandboxWorld::printed(std::string const& printer) {
    std::lock_guard const lock{mutex_};
    return printers_[printer].printed();
}

// These two under the lock.
SandboxWorld::Desk& SandboxWorld::desk(std::string const& lane) {
    return desks_.try_emplace(lane, Desk{SandboxCarrier{carrier_prefix(lane)}}).first->second;
}
std::vector<AnyCommand> SandboxWorld::reports_of(devices::VirtualPrinter& printer) {
    std::vector<AnyCommand> reports;
    for (devices::JobReport const& said : printer.take_reports())
        reports.emplace_back(
            PrintReported{jobs_.at(said.key), print_state(said.state), said.reason});
    return reports;
}

}  // namespace wms
