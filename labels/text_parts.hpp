// SPDX-License-Identifier: Apache-2.0
// "{recipient.name|mask:name}": the small language inside the texts of a template.
#pragma once

#include "labels/template.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wms::labels {

// Fixed text and fields; "{{" is one brace. The error is what is wrong with it, in words.
[[nodiscard]] std::expected<Text, std::string> parse_text(std::string_view text);
[[nodiscard]] std::expected<Condition, std::string> parse_condition(std::string_view text);

// The values an item can see: those of its row, those of the label, and the counters.
class Scope {
public:
    explicit Scope(Fields const& label, Fields const* row = nullptr) : label_{label}, row_{row} {}
    // Empty when nobody has it.
    [[nodiscard]] std::string_view value(std::string_view field) const;

private:
    Fields const& label_;
    Fields const* row_;
};

[[nodiscard]] Outcome<std::string> fill_text(Text const& text, Scope const& scope);
[[nodiscard]] bool holds(Condition const& condition, Scope const& scope);

// A decimal number in whole hundredths; nothing when it is none.
[[nodiscard]] std::optional<std::int64_t> hundredths(std::string_view number);

}  // namespace wms::labels
