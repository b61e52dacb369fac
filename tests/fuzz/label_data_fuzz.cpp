// SPDX-License-Identifier: Apache-2.0
// Any bytes as the values of a waybill: no label, or one whose codes say what they should and whose
// commands are those of every other label.
#include "labels/renderer.hpp"

#include "base/text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {
using namespace wms::labels;

void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static Template const design = shipped_template("waybill.76x130").value();
    static Renderer renderer;
    auto const values = read_data({reinterpret_cast<char const*>(data), size});
    if (!values) {
        must(wms::is_utf8(sentence(values.error(), wms::Language::zh)));
        return 0;
    }
    auto const label = renderer.render(design, *values, {});
    if (!label) {
        must(!label.error().subject.empty());
        must(wms::is_utf8(sentence(label.error(), wms::Language::zh)));
        return 0;
    }
    for (ReadCode const& code : label->codes) must(code.text == values->fields.at("waybill"));
    auto const bytes = encode(*label, {.language = PrinterLanguage::tspl});
    must(bytes && bytes->starts_with("SIZE 76.0 mm,130.0 mm\r\nGAP 2.0 mm,0 mm\r\n"));
    must(bytes->ends_with("\r\nPRINT 1,1\r\n"));
    return 0;
}
