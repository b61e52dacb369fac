// SPDX-License-Identifier: Apache-2.0
// What to try next on the screen of a demo: the code a person would find on the label in front of
// him, and typical wrong ones. Read off the screen and the tables like a colleague who looks over
// the shoulder; the processes know nothing of it.
#pragma once

#include "domain/change.hpp"
#include "domain/screen.hpp"
#include "web-ui/server/demo_port.hpp"

#include <vector>

namespace wms {

// Labels that have come out of a station's printer, by the printer's name.
using LabelsAt = std::function<std::vector<std::string>(std::string const& printer)>;

[[nodiscard]] std::vector<web::DemoHint> demo_hints(Read const& read, DeviceId device,
                                                    Screen const& screen, LabelsAt const& labels);

}  // namespace wms
