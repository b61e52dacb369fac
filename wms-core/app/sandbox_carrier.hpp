// SPDX-License-Identifier: Apache-2.0
// A carrier that exists only here: issues waybill numbers with a check digit, and fails the way
// carriers fail, when told to. The same key always has the same number; what was issued stays
// issued, whether or not the answer arrived. No threads, no clock, no chance.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms {

class SandboxCarrier {
public:
    enum class Outcome : std::uint8_t { issued, no_answer, refused, none_found };
    struct Answer {
        Outcome outcome = Outcome::no_answer;
        std::string number = {};
        std::string code = {};  // of a refusal
        std::string sort_code = {};
        friend bool operator==(Answer const&, Answer const&) = default;
    };
    // What the next call does instead of answering.
    enum class Mishap : std::uint8_t {
        time_out_before,  // no number is issued
        time_out_after,   // the number is issued, nobody hears of it
        refuse
    };

    // `prefix` is up to three letters or digits, in front of every number.
    explicit SandboxCarrier(std::string prefix) : prefix_{std::move(prefix)} {}

    // Mishaps come in the order they were asked for, one per call; then it answers.
    void expect(Mishap mishap, std::string const& code = {});
    // `address` decides the sort code: the same place, the same code.
    [[nodiscard]] Answer issue(std::string const& key, std::string_view address = {});
    // What became of the key: its number, or none_found.
    [[nodiscard]] Answer query(std::string const& key, std::string_view address = {});
    // Numbers for the pool, each known to no key.
    [[nodiscard]] std::vector<std::string> reserve(std::size_t count);

    // The next number is a later one: those up to `serial` were issued in an earlier life.
    void go_on_after(std::uint64_t serial) { last_ = std::max(last_, serial); }
    // The serial in a number of the carrier with this prefix, 0 if it is none of its numbers.
    [[nodiscard]] static std::uint64_t serial_of(std::string_view prefix, std::string_view number);

    [[nodiscard]] std::map<std::string, std::string> const& issued() const { return issued_; }

private:
    struct Planned {
        Mishap mishap;
        std::string code;
    };
    std::optional<Planned> next_mishap();
    std::string next_number();
    std::string const& number_for(std::string const& key);

    std::string prefix_;
    std::uint64_t last_ = 0;
    std::vector<Planned> mishaps_;
    std::map<std::string, std::string> issued_;  // key → number
};

// 三段码: centre, branch, courier; empty without an address.
[[nodiscard]] std::string sandbox_sort_code(std::string_view address);

// The modulo-10 digit of GS1 over the digits of the text, weights 3 and 1 from the right.
[[nodiscard]] char waybill_check_digit(std::string_view digits);

}  // namespace wms
