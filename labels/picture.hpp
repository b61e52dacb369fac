// SPDX-License-Identifier: Apache-2.0
// A PNG to black and white in the wanted size: clustered dots, which thermal heads print best.
#pragma once

#include "labels/bitmap.hpp"
#include "labels/label_error.hpp"

#include <string_view>

namespace wms::labels {

[[nodiscard]] Outcome<Bitmap> read_picture(std::string_view png, std::string_view name, int width,
                                           int height);

}  // namespace wms::labels
