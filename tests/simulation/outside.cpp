// SPDX-License-Identifier: Apache-2.0
#include "simulation/outside.hpp"

#include "domain/outbox.hpp"

namespace wms::simulation {
namespace {

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

std::string behind_slash(std::string const& lane) {
    return lane.substr(lane.find('/') + 1);
}

}  // namespace

SandboxCarrier& Outside::carrier(std::string const& code) {
    return carriers_.try_emplace(code, code.substr(0, 1)).first->second;
}

std::vector<std::string> Outside::reserve(std::string const& code, std::size_t count) {
    std::vector<std::string> numbers = carrier(code).reserve(count);
    reserved_[code].insert(numbers.begin(), numbers.end());
    return numbers;
}

bool Outside::was_issued(std::string const& code, std::string const& number,
                         std::string const& key) const {
    auto const reserved = reserved_.find(code);
    if (reserved != reserved_.end() && reserved->second.contains(number)) return true;
    auto const known = carriers_.find(code);
    if (known == carriers_.end()) return false;
    auto const issued = known->second.issued().find(key);
    return issued != known->second.issued().end() && issued->second == number;
}

std::vector<AnyCommand> Outside::perform_due(Read const& read, Instant now) {
    std::vector<std::pair<EffectId, Effect>> due;
    tables::outbox.scan_index_from<0>(read, tables::DueKey{},
                                      [&](tables::DueKey const& key, EffectId id) {
                                          if (key.not_before <= now && !sent_.contains(id))
                                              due.emplace_back(id, tables::outbox.at(read, id));
                                          return true;
                                      });
    std::vector<AnyCommand> reports;
    for (auto const& [id, effect] : due) {
        switch (effect.kind) {
            case EffectKind::request_waybill: reports.push_back(ask_carrier(read, effect)); break;
            case EffectKind::notify_channel:
                if (often(mishaps_.silent)) {
                    reports.emplace_back(EffectFailed{id, "no answer"});
                } else {
                    reports.emplace_back(EffectPerformed{id});
                }
                break;
            case EffectKind::print: print(read, id, effect); break;
        }
    }
    report_printers(reports);
    return reports;
}

// UNKNOWN is queried first, never asked for again blindly (§4.8.3).
AnyCommand Outside::ask_carrier(Read const& read, Effect const& effect) {
    ParcelId const parcel{effect.object};
    SandboxCarrier& asked = carrier(behind_slash(effect.lane));
    if (often(mishaps_.silent)) {
        ++figures_.carrier_silent;
        asked.expect(often(500) ? SandboxCarrier::Mishap::time_out_before
                                : SandboxCarrier::Mishap::time_out_after);
    } else if (often(mishaps_.refuses)) {
        ++figures_.carrier_refused;
        asked.expect(SandboxCarrier::Mishap::refuse, "ADDRESS");
    }
    bool const unknown = tables::parcels.at(read, parcel).waybill_state == WaybillState::unknown;
    SandboxCarrier::Answer const answer =
        unknown ? asked.query(effect.key) : asked.issue(effect.key);
    return WaybillAnswered{.parcel = parcel,
                           .key = effect.key,
                           .outcome = waybill_outcome(answer.outcome),
                           .number = answer.number,
                           .code = answer.code,
                           .retryable = often(500)};
}

void Outside::print(Read const& read, EffectId id, Effect const& effect) {
    PrintJobId const job{effect.object};
    devices::VirtualPrinter& printer = printers_[behind_slash(effect.lane)];
    if (often(mishaps_.printer)) {
        constexpr devices::Fault faults[] = {devices::Fault::out_of_paper, devices::Fault::stalled,
                                             devices::Fault::claims_success,
                                             devices::Fault::refuses};
        printer.set_fault(faults[random_.below(4)]);
        ++figures_.printer_faults;
    }
    jobs_[effect.key] = job;
    printer.send(effect.key, tables::print_jobs.at(read, job).document);
    sent_.insert(id);
}

void Outside::report_printers(std::vector<AnyCommand>& reports) {
    for (auto& [name, printer] : printers_) {
        for (devices::JobReport const& report : printer.take_reports())
            reports.emplace_back(PrintReported{.job = jobs_.at(report.key),
                                               .state = print_state(report.state),
                                               .printer_reason = report.reason});
    }
}

void Outside::tend_printers() {
    for (auto& [name, printer] : printers_) printer.set_fault(devices::Fault::none);
}

std::vector<std::string> Outside::take_labels() {
    std::vector<std::string> fresh;
    for (auto const& [name, printer] : printers_) {
        std::size_t& seen = labels_seen_[name];
        for (; seen < printer.printed().size(); ++seen)
            fresh.push_back(printer.printed()[seen].document);
    }
    figures_.labels += fresh.size();
    return fresh;
}

}  // namespace wms::simulation
