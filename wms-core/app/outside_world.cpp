// SPDX-License-Identifier: Apache-2.0
#include "app/outside_world.hpp"

namespace wms {
namespace {

constexpr std::uint64_t carrier_silent_one_in = 40;
constexpr std::uint64_t printer_fault_one_in = 30;

}  // namespace

PrintState print_state(devices::JobState state) {
    switch (state) {
        case devices::JobState::spooled: return PrintState::spooled;
        case devices::JobState::printing: return PrintState::printing;
        case devices::JobState::held: return PrintState::held_printer;
        case devices::JobState::done: return PrintState::device_done;
        case devices::JobState::failed: return PrintState::failed;
    }
    return PrintState::failed;
}

WaybillOutcome waybill_outcome(SandboxCarrier::Outcome outcome) {
    switch (outcome) {
        case SandboxCarrier::Outcome::issued: return WaybillOutcome::issued;
        case SandboxCarrier::Outcome::no_answer: return WaybillOutcome::unknown;
        case SandboxCarrier::Outcome::refused: return WaybillOutcome::refused;
        case SandboxCarrier::Outcome::none_found: return WaybillOutcome::none_found;
    }
    return WaybillOutcome::unknown;
}

WaybillAnswered waybill_answer(ParcelId parcel, std::string const& key,
                               SandboxCarrier::Answer const& answer) {
    return {.parcel = parcel,
            .key = key,
            .outcome = waybill_outcome(answer.outcome),
            .number = answer.number,
            .code = answer.code,
            .sort_code = answer.sort_code};
}

std::string address_of(Read const& read, ParcelId parcel) {
    auto const recipient = tables::recipients.find(read, tables::parcels.at(read, parcel).order);
    return recipient ? recipient->address : std::string{};
}

std::string carrier_prefix(std::string const& lane) {
    std::string const code = lane.substr(lane.find('/') + 1);
    std::size_t const dash = code.find('-');
    return dash == std::string::npos ? code.substr(0, 3)
                                     : code.substr(0, 1) + code.substr(dash + 1, 2);
}

// A small multiplicative generator: the same seed, the same mishaps.
bool OutsideWorld::one_in(std::uint64_t n) {
    chance_ = chance_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (chance_ >> 33) % n == 0;
}

std::vector<AnyCommand> OutsideWorld::perform_due(Read const& read, Instant now) {
    std::vector<std::pair<EffectId, Effect>> due;
    tables::outbox.scan_index_from<0>(read, tables::DueKey{},
                                      [&](tables::DueKey const& key, EffectId id) {
                                          if (key.not_before <= now && !sent_.contains(id))
                                              due.emplace_back(id, tables::outbox.at(read, id));
                                          return due.size() < 100;
                                      });
    std::vector<AnyCommand> reports;
    for (auto const& [id, effect] : due) {
        switch (effect.kind) {
            case EffectKind::request_waybill:
                reports.push_back(ask_carrier(read, id, effect));
                break;
            case EffectKind::notify_channel: reports.emplace_back(EffectPerformed{id}); break;
            case EffectKind::print:
                print(read, effect);
                sent_.insert(id);
                break;
        }
    }
    for (AnyCommand& report : printer_reports()) reports.push_back(std::move(report));
    return reports;
}

AnyCommand OutsideWorld::ask_carrier(Read const& read, EffectId, Effect const& effect) {
    ParcelId const parcel{effect.object};
    auto const [place, fresh] = carriers_.try_emplace(effect.lane, carrier_prefix(effect.lane));
    SandboxCarrier& carrier = place->second;
    bool const asked_before =
        tables::parcels.at(read, parcel).waybill_state == WaybillState::unknown;
    if (!asked_before && one_in(carrier_silent_one_in)) {
        carrier.expect(SandboxCarrier::Mishap::time_out_after);
        ++carrier_time_outs;
    }
    std::string const to = address_of(read, parcel);
    return waybill_answer(
        parcel, effect.key,
        asked_before ? carrier.query(effect.key, to) : carrier.issue(effect.key, to));
}

void OutsideWorld::print(Read const& read, Effect const& effect) {
    PrintJobId const id{effect.object};
    PrintJob const job = tables::print_jobs.at(read, id);
    devices::VirtualPrinter& printer = printers_[job.printer];
    if (one_in(printer_fault_one_in)) {
        ++printer_faults;
        printer.set_fault(one_in(2) ? devices::Fault::out_of_paper
                                    : devices::Fault::claims_success);
    }
    jobs_[effect.key] = id;
    printer.send(effect.key, job.document);
}

std::vector<AnyCommand> OutsideWorld::printer_reports() {
    std::vector<AnyCommand> reports;
    for (auto& [name, printer] : printers_) {
        for (devices::JobReport const& report : printer.take_reports())
            reports.emplace_back(
                PrintReported{jobs_.at(report.key), print_state(report.state), report.reason});
    }
    return reports;
}

std::vector<AnyCommand> OutsideWorld::tend_printers(Read const&) {
    for (auto& [name, printer] : printers_) printer.set_fault(devices::Fault::none);
    return printer_reports();
}

std::vector<std::pair<std::string, std::string>> OutsideWorld::take_labels() {
    std::vector<std::pair<std::string, std::string>> fresh;
    for (auto const& [name, printer] : printers_) {
        std::size_t& seen = labels_seen_[name];
        for (; seen < printer.printed().size(); ++seen)
            fresh.emplace_back(name, printer.printed()[seen].document);
    }
    labels += fresh.size();
    return fresh;
}

}  // namespace wms
