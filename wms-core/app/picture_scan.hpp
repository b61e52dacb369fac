// SPDX-License-Identifier: Apache-2.0
// Photographs as scans: the picture reader of the devices joined to what a scan means.
#pragma once

#include "base/instant.hpp"
#include "devices/picture_reader.hpp"
#include "server/picture_routes.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace wms {

// As a scanner sets to send identifiers would send it: "]E04006381333931". GS1 DataBar comes from
// the decoder with its elements in brackets; scanners send them without.
[[nodiscard]] std::string scan_of(devices::PictureCode const& code);

// The child process is this program itself: `wms scan picture-child`.
[[nodiscard]] devices::PictureReaderOptions picture_reader_options();
inline constexpr std::chrono::milliseconds picture_budget{3000};

// One line of JSON per file: {"file","width","height","codes":[…],"message"}, a code as
// `wms scan parse` shows it and with its "format". 1 if a file could not be opened or held no code.
[[nodiscard]] int scan_pictures(std::vector<std::string> const& files, std::ostream& out,
                                Day today);

// At most two pictures at a time; who comes then is told to try again.
[[nodiscard]] web::PicturePort picture_port(devices::PictureReaderOptions options);

}  // namespace wms
