// SPDX-License-Identifier: Apache-2.0
// The set-up sheet of a scanner as a page: A4, PDF or PNG. Each bar code is read back from its dots
// before it is drawn.
#pragma once

#include "base/refusal.hpp"
#include "devices/setup_sheet.hpp"

#include <expected>
#include <string>

namespace wms {

enum class SheetFormat : std::uint8_t { pdf, png };

struct DrawFault {
    std::string en;
    std::string zh;
};

// The file's bytes.
[[nodiscard]] std::expected<std::string, DrawFault> draw_sheet(devices::SetupSheet const& sheet,
                                                               Language language,
                                                               SheetFormat format);

// Widths of bars and gaps in modules, a bar first; empty if it cannot be encoded or does not read
// back as what it should say.
[[nodiscard]] std::vector<int> bars_of(devices::SheetStep const& step);

}  // namespace wms
