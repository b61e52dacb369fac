// SPDX-License-Identifier: Apache-2.0
// What a template must hold besides its form: names that exist, boxes on the media, no two things
// in one place.
#pragma once

#include "labels/object_reader.hpp"
#include "labels/template.hpp"

namespace wms::labels {

void check_template(Template const& design, Problems& problems);

}  // namespace wms::labels
