// SPDX-License-Identifier: Apache-2.0
// The descriptors of whatever somebody plugs in.
#include "devices/usb_facts.hpp"

#include <cstdlib>

namespace {
using namespace wms::devices;

void demand(bool holds) {
    if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Bytes const bytes{data, size};
    UsbDevice facts;
    if (!parse_usb_descriptors(bytes, facts)) return 0;
    demand(facts.interfaces.size() <= interfaces_max);
    auto const approach = approach_for(facts, std::nullopt);
    if (!approach) return 0;
    bool found = false;
    for (UsbInterface const& each : facts.interfaces)
        found |= each.number == approach->interface && each.in.has_value();
    demand(found);
    return 0;
}
