// SPDX-License-Identifier: Apache-2.0
// Any reports at any time (fuzz/reports.hpp has the properties).
#include "devices/gun_reports.hpp"
#include "devices/hid_pos.hpp"
#include "fuzz/reports.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wms;
    using namespace wms::devices;
    auto const reports = hid::parse_reports(test::honeywell_descriptor());
    HidPosDecoder decoder{*hid_pos_places(*reports), {}};
    decoder.expect_answer(Millis{50});
    test::feed(decoder, {data, size});
    return 0;
}
