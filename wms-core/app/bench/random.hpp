// SPDX-License-Identifier: Apache-2.0
// Seeded chance for measurements and tests: the same seed gives the same run on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace wms::bench {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_{seed} {}

    [[nodiscard]] std::uint64_t next() {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return (state_ ^ (state_ >> 29)) >> 16;  // the low bits of the state repeat soon
    }
    // 0 … limit - 1
    [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        return least +
               static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
    }
    template <class List>
    void shuffle(List& list) {
        for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
    }

private:
    std::uint64_t state_;
};

}  // namespace wms::bench
