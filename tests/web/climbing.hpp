// SPDX-License-Identifier: Apache-2.0
// Targets that try to climb out of a folder (reliability §3.10).
#pragma once

#include "support/random.hpp"

#include <array>
#include <string>
#include <string_view>

namespace web_test {

inline std::string climbing_target(wms::test::Random& random) {
    constexpr std::array<std::string_view, 16> steps{
        "..",  "%2e%2e",    ".%2e",  "%2e.", "..%2f",      "..%5c",    "..\\", "%252e%252e",
        "...", "%c0%ae%2e", "..%00", "..;",  "%e0%80%ae.", "..%c0%af", "..//", "%uff0e"};
    constexpr std::array<std::string_view, 6> ends{"etc/passwd", "index.html", "",
                                                   "%2fetc",     "secret.txt", "link/secret.txt"};
    std::string target = "/";
    auto const depth = 1 + random.below(5);
    for (std::uint64_t step = 0; step < depth; ++step) {
        target += steps[random.below(steps.size())];
        if (random.below(4) != 0) target += '/';
    }
    target += ends[random.below(ends.size())];
    return target;
}

}  // namespace web_test
