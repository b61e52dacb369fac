// SPDX-License-Identifier: Apache-2.0
// What a literal printer would print: each language read command by command, every byte accounted
// for. Written apart from labels/, from the manuals' tables (labels.md §2); throws what it does not
// understand.
#pragma once

#include "labels/bitmap.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace printer_reader {

struct Printed {
    wms::labels::Bitmap bitmap;
    int copies = 0;
    std::vector<std::string> commands;  // without the graphic's data
};

[[nodiscard]] Printed zpl(std::string_view bytes);
[[nodiscard]] Printed tspl(std::string_view bytes);
[[nodiscard]] Printed cpcl(std::string_view bytes);
[[nodiscard]] Printed epl2(std::string_view bytes);
[[nodiscard]] Printed escpos(std::string_view bytes);
[[nodiscard]] Printed pwg(std::string_view bytes);
[[nodiscard]] Printed png(std::string_view bytes);

}  // namespace printer_reader
