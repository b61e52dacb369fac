// SPDX-License-Identifier: Apache-2.0
// One line of a scenario as words. Text in double quotes is one word, a comma at the end of a word
// is a word of its own, {GS} stands for the GS1 separator.
#pragma once

#include "base/instant.hpp"
#include "base/quantity.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace wms::scenario {

// What was expected and what was there; the runner adds file, line and the line's text.
struct Mismatch : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Words {
public:
    explicit Words(std::string_view line);

    [[nodiscard]] bool done() const { return next_ == words_.size(); }
    [[nodiscard]] bool at(std::string_view word) const { return !done() && words_[next_] == word; }
    bool skip(std::string_view word);     // takes it if it comes next
    void require(std::string_view word);  // it must come next
    std::string take(std::string_view what);
    std::int64_t number(std::string_view what);
    Quantity quantity() { return Quantity{number("a quantity")}; }
    Day day();
    Elapsed span();                   // 300ms, 60s, 15min
    std::vector<std::string> list();  // picker,packer
    void end() const;                 // nothing may be left

    template <class Enum>
    Enum one_of(std::string_view what) {
        std::string word = take(what);
        Enum value{};
        bool const known = boost::describe::enum_from_string(word.c_str(), value) ||
                           boost::describe::enum_from_string((word + "_").c_str(), value);
        if (!known) throw Mismatch{word + " is no " + std::string{what}};
        return value;
    }

private:
    std::vector<std::string> words_;
    std::size_t next_ = 0;
};

// "10:30:00" or "10:30" on the day of `midnight`.
[[nodiscard]] Instant time_of_day(std::string_view text, Instant midnight);

}  // namespace wms::scenario
