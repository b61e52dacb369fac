// SPDX-License-Identifier: Apache-2.0
// What a measurement brings home: named numbers, and times sorted into percentiles.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wms::bench {

using Clock = std::chrono::steady_clock;

inline double seconds(Clock::duration time) {
    return std::chrono::duration<double>(time).count();
}

class Times {
public:
    void add(Clock::duration time) { us_.push_back(seconds(time) * 1e6); }
    [[nodiscard]] std::size_t count() const { return us_.size(); }
    // The time that `share` of all stay below; 0 when nothing was measured.
    [[nodiscard]] double us_at(double share) {
        if (us_.empty()) return 0;
        auto const index = static_cast<std::size_t>(share * static_cast<double>(us_.size() - 1));
        auto const place = us_.begin() + static_cast<std::ptrdiff_t>(index);
        std::ranges::nth_element(us_, place);
        return *place;
    }
    [[nodiscard]] double ms_at(double share) { return us_at(share) / 1e3; }

private:
    std::vector<double> us_;
};

class Figures {
public:
    void set(std::string name, double value) { all_.emplace_back(std::move(name), value); }
    [[nodiscard]] double at(std::string const& name) const {
        auto const found = std::ranges::find(all_, name, &std::pair<std::string, double>::first);
        return found == all_.end() ? 0 : found->second;
    }
    [[nodiscard]] std::vector<std::pair<std::string, double>> const& all() const { return all_; }

private:
    std::vector<std::pair<std::string, double>> all_;
};

}  // namespace wms::bench
