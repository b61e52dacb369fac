// SPDX-License-Identifier: Apache-2.0
// Labels for the pages: what a person edits, drawn as it would be printed.
#pragma once

#include "server/label_port.hpp"

namespace wms {

[[nodiscard]] web::LabelPort label_port();

}  // namespace wms
