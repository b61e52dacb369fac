// SPDX-License-Identifier: Apache-2.0
// What scales say, as pure functions, and when a weight may be used. Knows frames and time handed
// in; no port. A weight that is old, moves, or is still the last parcel's is no weight.
#pragma once

#include "devices/scanner_profile.hpp"

#include <boost/describe/enum.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::devices {

// How a frame says what it says.
enum class ScaleForm : std::uint8_t {
    words,   // state words, a number and a unit in ASCII
    xk3190,  // STX, sign, six digits, place of the point, two check digits, ETX
    toledo,  // STX, three status bytes, six digits, six of tare, CR
    hid      // USB page 8D: report id, status, unit, exponent, two bytes
};
BOOST_DESCRIBE_ENUM(ScaleForm, words, xk3190, toledo, hid)

enum class ScaleState : std::uint8_t { stable, moving, zero, overload, underload, fault };
BOOST_DESCRIBE_ENUM(ScaleState, stable, moving, zero, overload, underload, fault)

enum class Parity : std::uint8_t { none, even, odd };
BOOST_DESCRIBE_ENUM(Parity, none, even, odd)

struct ScaleWord {
    std::string text;  // the frame begins with it
    ScaleState state = ScaleState::stable;
    friend bool operator==(ScaleWord const&, ScaleWord const&) = default;
};

struct ScaleProfile {
    std::string id;
    std::string maker;
    std::vector<std::string> models;
    ScaleForm form = ScaleForm::words;
    std::uint32_t baud = 9600;
    std::uint32_t data_bits = 8;
    Parity parity = Parity::none;
    std::string frame_start;  // bytes before a frame; empty: it begins after the last one's end
    std::string frame_end;    // bytes after it
    std::string request;      // asks for a weight; empty: the scale sends by itself
    std::string tare;         // asks it to take what lies there as nothing
    std::string zero;
    std::vector<ScaleWord> words;
    std::string unit;         // where the frame names none
    bool says_stable = true;  // false: equal readings must tell
    friend bool operator==(ScaleProfile const&, ScaleProfile const&) = default;
};

struct ScaleReading {
    ScaleState state = ScaleState::fault;
    std::int64_t milligrams = 0;  // net; of stable, moving and zero
    friend bool operator==(ScaleReading const&, ScaleReading const&) = default;
};

// Nothing: this is no frame of such a scale.
[[nodiscard]] std::optional<ScaleReading> read_scale_frame(ScaleProfile const& profile,
                                                           std::string_view frame);

// Bytes in any pieces to whole frames; what is longer than any frame is dropped.
class ScaleFrames {
public:
    explicit ScaleFrames(ScaleProfile const& profile) : profile_{profile} {}
    [[nodiscard]] std::vector<std::string> take(std::string_view bytes);

private:
    ScaleProfile const& profile_;
    std::string rest_;
};

// When a weight may be used: stable, not older than a second, and not the weight that was used
// before unless the scale was seen to move or to be empty in between (a frozen one is not).
enum class WeightDoubt : std::uint8_t { none, silent, moving, empty, frozen, overload, fault };
BOOST_DESCRIBE_ENUM(WeightDoubt, none, silent, moving, empty, frozen, overload, fault)

class WeightWatch {
public:
    using Clock = std::chrono::steady_clock;
    explicit WeightWatch(ScaleProfile const& profile) : says_stable_{profile.says_stable} {}

    void take(ScaleReading const& reading, Clock::time_point now);
    [[nodiscard]] WeightDoubt doubt(Clock::time_point now) const;
    // In grams, rounded up as carriers do; only when there is no doubt.
    [[nodiscard]] std::optional<std::int64_t> grams(Clock::time_point now) const;
    // It belongs to a parcel now.
    void used();

private:
    static constexpr std::chrono::milliseconds age_max{1000};
    static constexpr std::chrono::milliseconds equal_for{500};
    static constexpr std::int64_t empty_below_mg = 5'000;

    bool says_stable_;
    std::optional<ScaleReading> last_;
    Clock::time_point last_at_{};
    Clock::time_point equal_since_{};
    bool moved_ = true;  // since a weight was used
};

struct ScaleProfileRead {
    std::optional<ScaleProfile> profile;
    std::vector<ProfileProblem> problems;
};
[[nodiscard]] ScaleProfileRead read_scale_profile(std::string_view file, std::string_view text);
struct ScaleProfiles {
    std::vector<ScaleProfile> list;
    std::vector<ProfileProblem> problems;
    [[nodiscard]] ScaleProfile const* find(std::string_view id) const;
};
[[nodiscard]] ScaleProfiles scale_profiles();

}  // namespace wms::devices
