// SPDX-License-Identifier: Apache-2.0
// Any reports at any time (fuzz/reports.hpp has the properties).
#include "devices/line_assembler.hpp"
#include "fuzz/reports.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wms;
    using namespace wms::devices;
    for (char const* const suffix : {"\r\n", "", "##"}) {
        LineAssembler decoder{
            {.framing = {.prefix = "<", .suffix = suffix, .length_max = 64}, .gs = "{GS}"}};
        test::feed(decoder, {data, size});
    }
    return 0;
}
