// SPDX-License-Identifier: Apache-2.0
// Scales: frames, doubts, and a whole scale at a pseudo terminal (T18).
#include "devices/scale_port.hpp"

#include "support/fake_scale.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <thread>

namespace {
using namespace wms::devices;
using wms::test::FakeScale;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

ScaleProfile const& profile(std::string_view id) {
    static ScaleProfiles const profiles = scale_profiles();
    REQUIRE(profiles.problems.empty());
    auto const* const found = profiles.find(id);
    REQUIRE(found != nullptr);
    return *found;
}

struct Row {
    std::string_view name;
    std::string_view profile;
    std::string_view frame;
    std::optional<ScaleReading> reading;
};
constexpr auto stable = ScaleState::stable;
constexpr auto moving = ScaleState::moving;
Row const rows[] = {
    {"sics grams", "sics", "S S     100.00 g", ScaleReading{stable, 100'000}},
    {"sics kilograms", "sics", "S S      1.234 kg", ScaleReading{stable, 1'234'000}},
    {"sics moving", "sics", "S D     99.9 g", ScaleReading{moving, 99'900}},
    {"sics overload", "sics", "S +", ScaleReading{ScaleState::overload, 0}},
    {"sics negative", "sics", "S S     -0.50 g", ScaleReading{stable, -500}},
    {"sics zero", "sics", "S S      0.00 g", ScaleReading{ScaleState::zero, 0}},
    {"sics other answer", "sics", "ES", std::nullopt},
    {"sics no number", "sics", "S S       g", std::nullopt},
    {"sics two points", "sics", "S S   1.2.3 g", std::nullopt},
    {"sics unknown unit", "sics", "S S   1.2 st", std::nullopt},
    {"sics number too long", "sics", "S S 12345678901 g", std::nullopt},
    {"a&d stable", "and-cas", "ST,+00012.34  g", ScaleReading{stable, 12'340}},
    {"cas gross", "and-cas", "ST,GS,+  1.234kg", ScaleReading{stable, 1'234'000}},
    {"cas moving", "and-cas", "US,NT,+  0.500kg", ScaleReading{moving, 500'000}},
    {"cas overload", "and-cas", "OL,GS,+ 99.999kg", ScaleReading{ScaleState::overload, 0}},
    {"plain", "plain-line", "   2.5 kg\r", ScaleReading{stable, 2'500'000}},
    {"plain without unit", "plain-line", "2.5", ScaleReading{stable, 2'500'000}},
    {"plain pounds", "plain-line", "1.0 lb", ScaleReading{stable, 453'592}},
    {"xk3190 1.230 kg", "xk3190",
     "+0012303"
     "1B"sv,
     std::nullopt},
    {"xk3190 wrong length", "xk3190", "+001230", std::nullopt},
    {"toledo 12.30 kg", "toledo-continuous",
     "\x24\x30\x20"
     "001230"
     "000000"sv,
     ScaleReading{stable, 12'300'000}},
    {"toledo moving", "toledo-continuous",
     "\x24\x38\x20"
     "001230"
     "000000"sv,
     ScaleReading{moving, 12'300'000}},
    {"toledo out of range", "toledo-continuous",
     "\x24\x34\x20"
     "001230"
     "000000"sv,
     ScaleReading{ScaleState::overload, 0}},
    {"hid 150 g", "hid-scale", "\x03\x04\x02\x00\x96\x00"sv, ScaleReading{stable, 150'000}},
    {"hid 15.0 oz", "hid-scale", "\x03\x04\x0B\xFF\x96\x00"sv, ScaleReading{stable, 425'250}},
    {"hid moving", "hid-scale", "\x03\x03\x02\x00\x96\x00"sv, ScaleReading{moving, 150'000}},
    {"hid over", "hid-scale", "\x03\x06\x02\x00\x96\x00"sv, ScaleReading{ScaleState::overload, 0}},
    {"hid unknown unit", "hid-scale", "\x03\x04\x07\x00\x96\x00"sv, std::nullopt},
    {"hid short", "hid-scale", "\x03\x04\x02"sv, std::nullopt},
};

// The maker's rule: exclusive or of the first eight, as two hexadecimal digits.
std::string with_check(std::string frame) {
    unsigned check = 0;
    for (char const each : frame) check ^= static_cast<unsigned char>(each);
    constexpr std::string_view digits = "0123456789ABCDEF";
    frame += digits[check >> 4];
    frame += digits[check & 15];
    return frame;
}

bool within(std::chrono::milliseconds patience, std::function<bool()> const& holds) {
    auto const until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

}  // namespace

TEST_SUITE_BEGIN("scales");

TEST_CASE("frames are read") {
    for (Row const& row : rows) {
        CAPTURE(row.name);
        CHECK((read_scale_frame(profile(row.profile), row.frame) == row.reading));
    }
    CHECK((read_scale_frame(profile("xk3190"), with_check("+0012303")) ==
           ScaleReading{stable, 1'230'000}));
    CHECK((read_scale_frame(profile("xk3190"), with_check("-0000502")) ==
           ScaleReading{stable, -500'000}));
}

TEST_CASE("frames come in any pieces, with noise between them") {
    ScaleFrames frames{profile("xk3190")};
    std::string const good = "\x02" + with_check("+0012303") + "\x03";
    std::string const bytes = "12303\x03garbage" + good + good;
    std::vector<std::string> seen;
    for (char const each : bytes)
        for (std::string& frame : frames.take({&each, 1})) seen.push_back(std::move(frame));
    CHECK(seen == std::vector<std::string>{with_check("+0012303"), with_check("+0012303")});
    CHECK(frames.take(std::string(100'000, 'x')).empty());
}

TEST_CASE("a weight is used once, fresh and at rest") {
    WeightWatch watch{profile("sics")};
    auto now = std::chrono::steady_clock::time_point{} + 1h;
    CHECK(watch.doubt(now) == WeightDoubt::silent);
    watch.take({moving, 100'000}, now);
    CHECK(watch.doubt(now) == WeightDoubt::moving);
    watch.take({stable, 100'400}, now += 100ms);
    CHECK(watch.grams(now) == 101);  // rounded up, as carriers do
    watch.used();
    watch.take({stable, 100'400}, now += 100ms);
    CHECK(watch.doubt(now) == WeightDoubt::frozen);
    watch.take({ScaleState::zero, 0}, now += 100ms);
    CHECK(watch.doubt(now) == WeightDoubt::empty);
    watch.take({stable, 100'400}, now += 100ms);
    CHECK(watch.grams(now) == 101);
    CHECK(watch.doubt(now + 1001ms) == WeightDoubt::silent);
    watch.take({ScaleState::overload, 0}, now);
    CHECK(watch.doubt(now) == WeightDoubt::overload);
}

TEST_CASE("without a stable mark equal readings must tell") {
    WeightWatch watch{profile("plain-line")};
    auto now = std::chrono::steady_clock::time_point{} + 1h;
    watch.take({stable, 500'000}, now);
    CHECK(watch.doubt(now) == WeightDoubt::moving);
    watch.take({stable, 501'000}, now += 400ms);
    watch.take({stable, 501'000}, now += 300ms);
    CHECK(watch.doubt(now) == WeightDoubt::moving);
    watch.take({stable, 501'000}, now += 300ms);
    CHECK(watch.grams(now) == 501);
}

TEST_CASE("T18: a scale that is silent, noisy or frozen gives no weight") {
    FakeScale scale;
    ScalePort port{scale.name(), profile("sics")};
    CHECK(within(2s, [&] { return scale.heard().find("SI\r\n") != std::string::npos; }));
    scale.say("S S      1.500 kg\r\n");
    CHECK(within(1s, [&] { return port.grams() == 1500; }));
    // silent: the last weight is not used when it is older than a second
    CHECK(within(2s, [&] { return port.doubt() == WeightDoubt::silent; }));
    CHECK(!port.grams());
    // noise is no weight and does not hide the next frame
    scale.say("\xFF\x00\x7F S S 9 kg S S\r\nS S      2.000 kg\r\n"sv);
    CHECK(within(1s, [&] { return port.grams() == 2000; }));
    port.used();
    // frozen: the same weight again and again, the parcel has changed
    for (int n = 0; n < 10; ++n) {
        scale.say("S S      2.000 kg\r\n");
        std::this_thread::sleep_for(50ms);
        CHECK(!port.grams());
    }
    CHECK(port.doubt() == WeightDoubt::frozen);
    port.tare();
    CHECK(within(1s, [&] { return scale.heard().find("T\r\n") != std::string::npos; }));
}

TEST_CASE("T18: noise on the line is no weight, and no more than the end of one frame is lost") {
    for (std::string_view const id : {"sics", "and-cas", "xk3190"}) {
        CAPTURE(id);
        ScaleProfile const& scale = profile(id);
        ScaleFrames frames{scale};
        WeightWatch watch{scale};
        wms::test::Random random{20'261'129};
        auto now = std::chrono::steady_clock::time_point{} + 1h;
        for (int n = 0; n < 100'000; ++n) {
            char const noise = static_cast<char>(random.below(256));
            for (std::string const& frame : frames.take({&noise, 1}))
                if (auto const reading = read_scale_frame(scale, frame)) watch.take(*reading, now);
            now += 1ms;
            CHECK_FALSE(watch.grams(now).has_value());
        }
    }
}

TEST_CASE("T18: a value that stays is known as frozen within two seconds, whatever else is said") {
    for (std::string_view const id : {"sics", "plain-line"}) {
        CAPTURE(id);
        FakeScale scale;
        ScalePort port{scale.name(), profile(id)};
        std::string const frame = id == "sics" ? "S S      0.750 kg\r\n" : "0.750 kg\r\n";
        auto const keeps_saying = [&](std::function<bool()> const& holds) {
            auto const begun = std::chrono::steady_clock::now();
            while (!holds() && std::chrono::steady_clock::now() - begun < 3s) {
                scale.say(frame);
                std::this_thread::sleep_for(100ms);
            }
            return std::chrono::steady_clock::now() - begun;
        };
        CHECK(keeps_saying([&] { return port.grams() == 750; }) < 2s);
        port.used();  // the parcel is exchanged; the display is not
        CHECK(keeps_saying([&] { return port.doubt() == WeightDoubt::frozen; }) < 2s);
        CHECK_FALSE(port.grams());
    }
}

TEST_SUITE_END();
