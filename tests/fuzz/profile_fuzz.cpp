// SPDX-License-Identifier: Apache-2.0
// Any bytes as a scanner profile: it is read or refused with a sentence, and what was read can be
// asked for any device.
#include "base/ensure.hpp"
#include "base/text.hpp"
#include "devices/scanner_match.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wms::devices;
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    ProfileRead const read = read_scanner_profile("fuzz.json", text);
    wms::ensure(read.profile.has_value() == read.problems.empty(), "read or refused");
    for (ProfileProblem const& problem : read.problems)
        wms::ensure(!problem.en.empty() && !problem.zh.empty(), "a refusal says why");
    if (!read.profile) return 0;
    UsbFacts facts{0xDEAD, 1, "Beamer", {{2, 2, 1, 0, 0}, {3, 1, 1, 1, 6}, {3, 0, 0, 0x8C, 2}}};
    auto const match = match_scanner({&*read.profile, 1}, facts);
    wms::ensure(!match || match->mode != nullptr, "a match has a mode");
    return 0;
}
