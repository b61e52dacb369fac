// SPDX-License-Identifier: Apache-2.0
// The disk below this very process, failing on demand (store/failing_disk.cpp is linked in).
#pragma once

#include <string>

extern "C" {
void failing_disk_plan(char const* folder, long at, int error, int for_ever);
int failing_disk_fired();
}

namespace wms::simulation {

// The n-th write or sync below the folder from now on fails, as long as this lives.
class FailingDisk {
public:
    FailingDisk(std::string const& folder, long nth, int error) {
        failing_disk_plan(folder.c_str(), nth, error, 0);
    }
    FailingDisk(FailingDisk const&) = delete;
    FailingDisk& operator=(FailingDisk const&) = delete;
    ~FailingDisk() { failing_disk_plan("", 0, 0, 0); }
    [[nodiscard]] static bool has_failed() { return failing_disk_fired() != 0; }
};

}  // namespace wms::simulation
