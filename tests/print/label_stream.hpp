// SPDX-License-Identifier: Apache-2.0
// What a printer makes of the bytes it gets: labels and questions about its status. Written apart
// from what sends them, for the printer that misbehaves; binary parts are counted, not guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::test {

enum class PrinterLanguage : std::uint8_t { zpl, tspl, escpos, epl, cpcl };

struct StreamEvent {
    enum class Kind : std::uint8_t { label, status_query } kind = Kind::label;
    std::string bytes;  // of the label, or of the question
};

class LabelStream {
public:
    explicit LabelStream(PrinterLanguage language) : language_{language} {}
    // Takes one byte more; what is complete with it.
    [[nodiscard]] std::optional<StreamEvent> take(char byte);
    // A label has begun and has not ended.
    [[nodiscard]] bool inside_label() const { return !label_.empty() && !may_be_question(); }
    [[nodiscard]] std::size_t label_bytes() const { return label_.size(); }
    void forget() { *this = LabelStream{language_}; }

private:
    std::optional<StreamEvent> take_zpl();
    std::optional<StreamEvent> take_lines();
    std::optional<StreamEvent> take_escpos();
    [[nodiscard]] bool may_be_question() const;
    std::optional<StreamEvent> question(std::size_t length);
    std::optional<StreamEvent> whole_label();
    [[nodiscard]] std::size_t binary_after(std::string_view line) const;
    [[nodiscard]] bool ends_label(std::string_view line) const;

    PrinterLanguage language_;
    std::string label_;       // since the last label
    std::size_t line_ = 0;    // where in it the current line began
    std::size_t binary_ = 0;  // so many bytes are to come that are not commands
};

}  // namespace wms::test
