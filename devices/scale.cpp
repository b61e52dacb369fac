// SPDX-License-Identifier: Apache-2.0
// Sources of the layouts: the profiles in firmware-profiles/scales.
#include "devices/scale.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>

namespace wms::devices {
namespace {

constexpr std::size_t frame_max = 128;
constexpr std::int64_t milligrams_max = 2'000'000'000;  // two tonnes

struct Unit {
    std::string_view name;
    std::int64_t milligrams;  // of one
};
constexpr Unit units[] = {{"mg", 1},      {"g", 1'000},    {"kg", 1'000'000},
                          {"oz", 28'350}, {"lb", 453'592}, {"t", 1'000'000'000}};

std::optional<std::int64_t> unit_of(std::string_view name) {
    std::string small;
    for (char const each : name)
        small += each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    for (Unit const& unit : units)
        if (unit.name == small) return unit.milligrams;
    return std::nullopt;
}

bool is_digit(char each) {
    return each >= '0' && each <= '9';
}

// "+ 12.340": digits and how many of them stand behind the point.
struct Decimal {
    std::int64_t digits = 0;
    int places = 0;
};

std::optional<std::int64_t> milligrams_of(Decimal value, std::int64_t unit) {
    // digits have at most nine places, units at most ten: no overflow
    std::int64_t scale = 1;
    for (int n = 0; n < value.places; ++n) scale *= 10;
    std::int64_t const whole = value.digits / scale * unit;
    std::int64_t const rest = value.digits % scale * unit / scale;
    std::int64_t const sum = whole + rest;
    return std::abs(sum) <= milligrams_max ? std::optional{sum} : std::nullopt;
}

// Takes sign, blanks, digits and at most one point off the front.
std::optional<Decimal> take_decimal(std::string_view& text) {
    std::size_t at = text.find_first_not_of(" ,");
    if (at == text.npos) return std::nullopt;
    bool const negative = text[at] == '-';
    if (text[at] == '+' || text[at] == '-') ++at;
    while (at < text.size() && text[at] == ' ') ++at;
    Decimal value;
    int seen = 0;
    bool point = false;
    for (; at < text.size() && seen <= 9; ++at) {
        if (text[at] == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(text[at])) break;
        value.digits = value.digits * 10 + (text[at] - '0');
        if (point) ++value.places;
        ++seen;
    }
    if (seen == 0 || seen > 9) return std::nullopt;
    if (negative) value.digits = -value.digits;
    text.remove_prefix(at);
    return value;
}

std::string_view trimmed(std::string_view text) {
    std::size_t const begin = text.find_first_not_of(" \r\n\t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \r\n\t") - begin + 1);
}

bool has_weight(ScaleState state) {
    return state == ScaleState::stable || state == ScaleState::moving || state == ScaleState::zero;
}

ScaleReading reading_of(ScaleState state, std::int64_t milligrams) {
    if (state == ScaleState::stable && milligrams == 0) state = ScaleState::zero;
    return {state, milligrams};
}

std::optional<ScaleReading> read_words(ScaleProfile const& profile, std::string_view frame) {
    ScaleState state = ScaleState::stable;
    if (!profile.words.empty()) {
        // the longest word that fits: "S S" before "S"
        ScaleWord const* best = nullptr;
        for (ScaleWord const& word : profile.words)
            if (frame.starts_with(word.text) && (!best || word.text.size() > best->text.size()))
                best = &word;
        if (best == nullptr) return std::nullopt;
        state = best->state;
        frame.remove_prefix(best->text.size());
    }
    if (!has_weight(state)) return ScaleReading{state, 0};
    auto const value = take_decimal(frame);
    if (!value) return std::nullopt;
    std::string_view const name = trimmed(frame);
    auto const unit = unit_of(name.empty() ? std::string_view{profile.unit} : name);
    if (!unit) return std::nullopt;
    auto const milligrams = milligrams_of(*value, *unit);
    if (!milligrams) return std::nullopt;
    return reading_of(state, *milligrams);
}

int hex_digit(char each) {
    if (is_digit(each)) return each - '0';
    return each >= 'A' && each <= 'F' ? each - 'A' + 10 : -1;
}

// Between STX and ETX: "+0012303" + place + XOR of these eight as two hexadecimal digits.
std::optional<ScaleReading> read_xk3190(ScaleProfile const& profile, std::string_view frame) {
    constexpr std::size_t length = 10;
    if (frame.size() != length || (frame[0] != '+' && frame[0] != '-')) return std::nullopt;
    unsigned check = 0;
    for (std::size_t n = 0; n < 8; ++n) check ^= static_cast<unsigned char>(frame[n]);
    bool const sound = hex_digit(frame[8]) == static_cast<int>(check >> 4) &&
                       hex_digit(frame[9]) == static_cast<int>(check & 15);
    if (!sound || !is_digit(frame[7]) || frame[7] > '6') return std::nullopt;
    Decimal value{.digits = 0, .places = frame[7] - '0'};
    for (std::size_t n = 1; n < 7; ++n) {
        if (!is_digit(frame[n])) return std::nullopt;
        value.digits = value.digits * 10 + (frame[n] - '0');
    }
    if (frame[0] == '-') value.digits = -value.digits;
    auto const milligrams = milligrams_of(value, unit_of(profile.unit).value_or(1'000'000));
    if (!milligrams) return std::nullopt;
    return reading_of(ScaleState::stable, *milligrams);
}

// Status byte A: bits 0 to 2 the point; B: 1 negative, 2 out of range, 3 moving, 4 kg (else lb).
std::optional<ScaleReading> read_toledo(std::string_view frame) {
    constexpr std::size_t length = 15;  // A B C, six digits, six of tare
    if (frame.size() != length) return std::nullopt;
    auto const a = static_cast<unsigned char>(frame[0]);
    auto const b = static_cast<unsigned char>(frame[1]);
    if ((a & 0x20) == 0 || (b & 0x20) == 0) return std::nullopt;  // always set
    if ((b & 0x04) != 0) return ScaleReading{ScaleState::overload, 0};
    Decimal value{.digits = 0, .places = std::max((a & 7) - 2, 0)};
    for (std::size_t n = 3; n < 9; ++n) {
        char const each = frame[n] == ' ' ? '0' : frame[n];
        if (!is_digit(each)) return std::nullopt;
        value.digits = value.digits * 10 + (each - '0');
    }
    for (int n = a & 7; n < 2; ++n) value.digits *= 10;  // point behind dummy zeros
    if ((b & 0x02) != 0) value.digits = -value.digits;
    auto const milligrams = milligrams_of(value, (b & 0x10) != 0 ? 1'000'000 : 453'592);
    if (!milligrams) return std::nullopt;
    return reading_of((b & 0x08) != 0 ? ScaleState::moving : ScaleState::stable, *milligrams);
}

// HID POS usage tables 4.9: status 1 fault, 2 zero, 3 moving, 4 stable, 5 below zero, 6 over, 7
// calibrate, 8 re-zero; units 1 mg, 2 g, 3 kg, 11 oz, 12 lb, 4 … others.
std::optional<ScaleReading> read_hid(std::string_view frame) {
    constexpr std::size_t length = 6;
    if (frame.size() < length) return std::nullopt;
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(frame[at]); };
    static constexpr std::array states{
        ScaleState::fault,     ScaleState::zero,     ScaleState::moving, ScaleState::stable,
        ScaleState::underload, ScaleState::overload, ScaleState::fault,  ScaleState::fault};
    if (byte(1) < 1 || byte(1) > states.size()) return std::nullopt;
    ScaleState const state = states[byte(1) - 1U];
    if (!has_weight(state)) return ScaleReading{state, 0};
    std::string_view const name = byte(2) == 1    ? "mg"
                                  : byte(2) == 2  ? "g"
                                  : byte(2) == 3  ? "kg"
                                  : byte(2) == 11 ? "oz"
                                  : byte(2) == 12 ? "lb"
                                                  : "";
    auto const unit = unit_of(name);
    int const exponent = static_cast<std::int8_t>(byte(3));
    if (!unit || exponent < -6 || exponent > 4) return std::nullopt;
    Decimal value{.digits = byte(4) + 256 * byte(5), .places = std::max(-exponent, 0)};
    for (int n = 0; n < exponent; ++n) value.digits *= 10;
    auto const milligrams = milligrams_of(value, *unit);
    if (!milligrams) return std::nullopt;
    return reading_of(state, *milligrams);
}

}  // namespace

std::optional<ScaleReading> read_scale_frame(ScaleProfile const& profile, std::string_view frame) {
    if (frame.size() > frame_max) return std::nullopt;
    switch (profile.form) {
        case ScaleForm::words: return read_words(profile, frame);
        case ScaleForm::xk3190: return read_xk3190(profile, frame);
        case ScaleForm::toledo: return read_toledo(frame);
        case ScaleForm::hid: return read_hid(frame);
    }
    return std::nullopt;
}

std::vector<std::string> ScaleFrames::take(std::string_view bytes) {
    std::vector<std::string> frames;
    if (profile_.form == ScaleForm::hid) {
        if (!bytes.empty()) frames.emplace_back(bytes);  // a report is a frame
        return frames;
    }
    rest_ += bytes;
    while (true) {
        std::size_t const end = rest_.find(profile_.frame_end);
        if (profile_.frame_end.empty() || end == std::string::npos) break;
        std::string_view frame = std::string_view{rest_}.substr(0, end);
        // what stands before the last start is the rest of a frame whose beginning was missed
        std::size_t const start =
            profile_.frame_start.empty() ? frame.npos : frame.rfind(profile_.frame_start);
        if (start != frame.npos) frame.remove_prefix(start + profile_.frame_start.size());
        if (profile_.frame_start.empty() || start != frame.npos) frames.emplace_back(frame);
        rest_.erase(0, end + profile_.frame_end.size());
    }
    if (rest_.size() > frame_max) rest_.erase(0, rest_.size() - frame_max);
    return frames;
}

void WeightWatch::take(ScaleReading const& reading, Clock::time_point now) {
    bool const changed = !last_ || last_->milligrams != reading.milligrams;
    if (changed) equal_since_ = now;
    bool const moves = reading.state == ScaleState::moving ||
                       (has_weight(reading.state) && reading.milligrams < empty_below_mg);
    if (moves || (last_ && changed)) moved_ = true;
    last_ = reading;
    last_at_ = now;
}

WeightDoubt WeightWatch::doubt(Clock::time_point now) const {
    if (!last_ || now - last_at_ > age_max) return WeightDoubt::silent;
    switch (last_->state) {
        case ScaleState::fault: return WeightDoubt::fault;
        case ScaleState::overload: return WeightDoubt::overload;
        case ScaleState::underload:
        case ScaleState::zero: return WeightDoubt::empty;
        case ScaleState::moving: return WeightDoubt::moving;
        case ScaleState::stable: break;
    }
    if (last_->milligrams < empty_below_mg) return WeightDoubt::empty;
    if (!says_stable_ && now - equal_since_ < equal_for) return WeightDoubt::moving;
    return moved_ ? WeightDoubt::none : WeightDoubt::frozen;
}

std::optional<std::int64_t> WeightWatch::grams(Clock::time_point now) const {
    if (doubt(now) != WeightDoubt::none) return std::nullopt;
    return (last_->milligrams + 999) / 1000;
}

void WeightWatch::used() {
    moved_ = false;
}

}  // namespace wms::devices
