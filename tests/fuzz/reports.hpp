// SPDX-License-Identifier: Apache-2.0
// How the decoders' fuzz inputs are read: of each report the milliseconds since the last one, its
// length, its bytes.
#pragma once

#include "devices/scan.hpp"

#include <algorithm>
#include <cstdlib>

namespace wms::test {

inline void demand(bool holds) {
    if (!holds) std::abort();
}

// Whatever comes: what is delivered is no longer than a code, and a decoder that was abandoned has
// nothing left to wait for.
inline void feed(devices::Decoder& decoder, devices::Bytes input) {
    devices::Millis now{0};
    devices::Decoded out;
    while (input.size() >= 2) {
        now += devices::Millis{input[0]};
        std::size_t const length = std::min<std::size_t>(input[1], input.size() - 2);
        devices::Bytes const report = input.subspan(2, length);
        input = input.subspan(2 + length);
        if (auto const due = decoder.due(); due && *due <= now) decoder.pass(now, out);
        decoder.take(report, now, out);
    }
    decoder.pass(now + devices::Millis{10'000}, out);
    decoder.pass(now + devices::Millis{20'000}, out);
    demand(!decoder.due());
    decoder.abandon(out);
    demand(!decoder.due());
    for (devices::Scan const& each : out.scans)
        demand(!each.data.empty() && each.data.size() <= devices::scan_bytes_max);
    for (std::string const& each : out.answers) demand(each.size() <= devices::scan_bytes_max);
}

}  // namespace wms::test
