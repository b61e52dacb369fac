// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a scale sends and as a profile of one: no crash, no weight beyond two tonnes,
// and the same frames whatever pieces the bytes come in.
#include "devices/scale.hpp"

#include <cstdlib>

namespace {
using namespace wms::devices;

void must(bool holds) {
    if (!holds) std::abort();
}

void check(ScaleProfile const& profile, std::string_view bytes) {
    ScaleFrames frames{profile};
    for (std::string const& frame : frames.take(bytes)) {
        auto const reading = read_scale_frame(profile, frame);
        if (reading) must(std::abs(reading->milligrams) <= 2'000'000'000);
    }
    auto const whole = read_scale_frame(profile, bytes);
    if (whole) must(std::abs(whole->milligrams) <= 2'000'000'000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static ScaleProfiles const profiles = scale_profiles();
    must(profiles.problems.empty() && !profiles.list.empty());
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    for (ScaleProfile const& profile : profiles.list) check(profile, bytes);
    (void)read_scale_profile("fuzz.json", bytes);
    return 0;
}
