// SPDX-License-Identifier: Apache-2.0
// A photograph instead of a scanner: which codes are in it. Reading it is a port, because the
// reader is a device; what the codes mean is asked by the terminal's next scan.
#pragma once

#include "server/routes.hpp"

#include <functional>

namespace wms::web {

struct PictureCode {
    std::string format;  // "EAN-13"
    std::string aim;     // "]E0"
    std::string data;    // as a scanner would send it
    bool programming = false;
};

struct PictureAnswer {
    enum class Kind : std::uint8_t { read, nothing, unknown_format, too_large, unreadable, busy };
    Kind kind = Kind::read;
    ProblemText text;  // for the person with the camera; empty when something was read
    std::vector<PictureCode> codes;
};
using PicturePort = std::function<PictureAnswer(std::string_view bytes)>;

// POST /api/v1/scans/image, the picture as the body.
[[nodiscard]] std::vector<Route> picture_routes(PicturePort port);

}  // namespace wms::web
