// SPDX-License-Identifier: Apache-2.0
// Whether the time of an answer tells which badges exist (reliability §3.1). Pairs of one known and
// one unknown badge, in random order, so that whatever else the machine does meets both alike; the
// interval of their difference comes from resampling.
#include "support/random.hpp"
#include "web/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <span>

namespace wms::test {
namespace {

constexpr double difference_ms_max = 5;
constexpr int resamples = 2000;
constexpr std::size_t pairs_of_a_night = 1000;

struct Took {
    double wall_ms = 0;
    double cpu_ms = 0;  // of this process: what others do is not in it
};

double ms_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double quantile(std::vector<double> list, double part) {
    std::ranges::sort(list);
    return list[static_cast<std::size_t>(part * static_cast<double>(list.size() - 1))];
}

struct Interval {
    double low = 0;
    double high = 0;
};
// What the other programs of the machine do makes an answer slower, never faster: the quick ones
// are compared. 99 % of the differences of as many answers drawn from these, known and unknown
// apart.
constexpr double quick = 0.1;
Interval interval_of(std::span<double const> known, std::span<double const> unknown,
                     Random& random) {
    auto const drawn = [&](std::span<double const> from) {
        std::vector<double> list;
        for (std::size_t i = 0; i < from.size(); ++i)
            list.push_back(from[random.below(from.size())]);
        return quantile(std::move(list), quick);
    };
    std::vector<double> differences;
    for (int n = 0; n < resamples; ++n) differences.push_back(drawn(unknown) - drawn(known));
    return {quantile(differences, 0.005), quantile(differences, 0.995)};
}

class Clock {
public:
    Clock() {
        web::Gate::Options options{.secrets_folder = {}};
        constexpr std::size_t never = 1'000'000;  // the lockout is not what is measured
        options.lockout.pair_failures = options.lockout.device_failures = never;
        options.lockout.badge_failures = options.lockout.address_failures = never;
        house_ = std::make_unique<WebHouse>(options);
    }
    Took guess(std::string const& badge) {
        Client client{.device = "H-1"};
        Took const before{ms_of(CLOCK_MONOTONIC), ms_of(CLOCK_PROCESS_CPUTIME_ID)};
        std::string const code = house_->sign_in(client, badge, "999999");
        Took const after{ms_of(CLOCK_MONOTONIC), ms_of(CLOCK_PROCESS_CPUTIME_ID)};
        CHECK(code == "wrong_pin");
        return {after.wall_ms - before.wall_ms, after.cpu_ms - before.cpu_ms};
    }

private:
    std::unique_ptr<WebHouse> house_;
};

void check_alike(std::vector<double> const& known, std::vector<double> const& unknown,
                 std::string const& what) {
    Random random{31};
    Interval const interval = interval_of(known, unknown, random);
    std::string const told = fmt::format(
        "{}: known median {:.2f} p99 {:.2f} ms, unknown median {:.2f} p99 {:.2f} ms, difference "
        "{:.3f} to {:.3f} ms in {} pairs",
        what, quantile(known, 0.5), quantile(known, 0.99), quantile(unknown, 0.5),
        quantile(unknown, 0.99), interval.low, interval.high, known.size());
    MESSAGE(told);
    CHECK(interval.low > -difference_ms_max);
    CHECK(interval.high < difference_ms_max);
    // the slowest hundredth of a few pairs is one of them, and says nothing on a busy machine
    if (known.size() < pairs_of_a_night) return;
    for (double const part : {0.5, 0.99})
        CHECK(std::abs(quantile(unknown, part) - quantile(known, part)) < difference_ms_max);
}

TEST_CASE("the time of an answer does not tell whether a badge exists (3.1)") {
    char const* const wanted = std::getenv("WMS_TIMING_PAIRS");
    std::size_t const pairs = wanted == nullptr ? 60 : std::strtoul(wanted, nullptr, 10);
    Clock clock;
    Random random{310};
    std::vector<double> known_wall, known_cpu, unknown_wall, unknown_cpu;
    for (int n = 0; n < 4; ++n) (void)clock.guess("U-PIN");  // the first ones load and allocate
    for (std::size_t n = 0; n < pairs; ++n) {
        std::string const nobody = fmt::format("U-NOBODY{}", n);
        bool const known_first = random.below(2) == 0;
        Took const first = clock.guess(known_first ? "U-PIN" : nobody);
        Took const second = clock.guess(known_first ? nobody : "U-PIN");
        Took const& known = known_first ? first : second;
        Took const& unknown = known_first ? second : first;
        known_wall.push_back(known.wall_ms);
        known_cpu.push_back(known.cpu_ms);
        unknown_wall.push_back(unknown.wall_ms);
        unknown_cpu.push_back(unknown.cpu_ms);
    }
    CHECK(quantile(known_cpu, 0.5) > 20);  // a slow hash was made each time
    check_alike(known_cpu, unknown_cpu, "work");
    // by the clock on the wall a few pairs say nothing on a busy machine
    if (pairs < pairs_of_a_night) return;
    check_alike(known_wall, unknown_wall, "wall");
}

}  // namespace
}  // namespace wms::test
