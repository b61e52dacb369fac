// SPDX-License-Identifier: Apache-2.0
// Any reports at any time (fuzz/reports.hpp has the properties).
#include "devices/ibm_scanner.hpp"
#include "fuzz/reports.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wms;
    using namespace wms::devices;
    for (IbmKind const kind : {IbmKind::hand_held, IbmKind::table_top}) {
        IbmDecoder decoder{kind, {}};
        test::feed(decoder, {data, size});
    }
    return 0;
}
