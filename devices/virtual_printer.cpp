// SPDX-License-Identifier: Apache-2.0
#include "devices/virtual_printer.hpp"

#include <utility>

namespace wms::devices {

void VirtualPrinter::set_fault(Fault fault) {
    fault_ = fault;
    if (fault != Fault::none) return;
    for (std::string const& key : std::exchange(waiting_, {})) work_on(key);
}

void VirtualPrinter::send(std::string const& key, std::string const& document) {
    if (!jobs_.emplace(key, document).second) return;
    reports_.push_back({.key = key, .state = JobState::spooled});
    work_on(key);
}

std::vector<JobReport> VirtualPrinter::take_reports() {
    return std::exchange(reports_, {});
}

void VirtualPrinter::work_on(std::string const& key) {
    if (fault_ == Fault::out_of_paper) {
        reports_.push_back({.key = key, .state = JobState::held, .reason = "media-empty"});
        waiting_.push_back(key);
        return;
    }
    if (fault_ == Fault::refuses) {
        reports_.push_back({.key = key, .state = JobState::failed, .reason = "aborted-by-system"});
        return;
    }
    reports_.push_back({.key = key, .state = JobState::printing});
    if (fault_ == Fault::stalled) {
        waiting_.push_back(key);
        return;
    }
    if (fault_ == Fault::none) printed_.push_back({key, jobs_.at(key)});
    reports_.push_back({.key = key, .state = JobState::done});
}

}  // namespace wms::devices
