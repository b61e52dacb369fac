// SPDX-License-Identifier: Apache-2.0
// Any reports at any time (fuzz/reports.hpp has the properties).
#include "devices/keyboard.hpp"
#include "fuzz/reports.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wms;
    using namespace wms::devices;
    for (Layout const layout : {Layout::us, Layout::de, Layout::jp}) {
        KeyboardDecoder decoder{boot_keyboard, {.gs = "F8", .layout = layout}};
        test::feed(decoder, {data, size});
    }
    return 0;
}
