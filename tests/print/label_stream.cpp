// SPDX-License-Identifier: Apache-2.0
#include "print/label_stream.hpp"

#include <algorithm>
#include <charconv>

namespace wms::test {
namespace {

using namespace std::string_view_literals;

// The n-th number of "BITMAP 0,0,100,1440,0," or "CG 100 1440 0 0 ".
std::size_t number_at(std::string_view line, std::string_view separators, std::size_t index) {
    std::size_t at = 0;
    for (std::size_t n = 0; n < index; ++n) {
        at = line.find_first_of(separators, at);
        if (at == line.npos) return 0;
        ++at;
    }
    std::size_t number = 0;
    std::from_chars(line.data() + at, line.data() + line.size(), number);
    return number;
}

std::size_t count_of(std::string_view line, std::string_view separators) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [&](char each) {
        return separators.find(each) != separators.npos;
    }));
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

std::optional<StreamEvent> LabelStream::take(char byte) {
    label_.push_back(byte);
    if (binary_ > 0) {
        if (--binary_ == 0) line_ = label_.size();
        return std::nullopt;
    }
    switch (language_) {
        case PrinterLanguage::zpl: return take_zpl();
        case PrinterLanguage::escpos: return take_escpos();
        case PrinterLanguage::tspl:
        case PrinterLanguage::epl:
        case PrinterLanguage::cpcl: return take_lines();
    }
    return std::nullopt;
}

// Its first bytes so far could be those of a question about the status.
bool LabelStream::may_be_question() const {
    for (std::string_view const each : {"~HS"sv, "\x1B!?"sv, "\x10\x04"sv, "^ee\r\n"sv, "\x1Bh"sv})
        if (each.starts_with(label_)) return true;
    return label_ == "\r\n" || label_ == "\r";
}

std::optional<StreamEvent> LabelStream::question(std::size_t length) {
    StreamEvent event{StreamEvent::Kind::status_query, label_.substr(label_.size() - length)};
    label_.resize(label_.size() - length);
    line_ = std::min(line_, label_.size());
    return event;
}

std::optional<StreamEvent> LabelStream::whole_label() {
    StreamEvent event{StreamEvent::Kind::label, label_};
    label_.clear();
    line_ = 0;
    return event;
}

std::optional<StreamEvent> LabelStream::take_zpl() {
    if (label_.ends_with("~HS")) return question(3);
    if (label_.ends_with("^XZ")) return whole_label();
    // between labels only line ends and ~SD commands stand
    if (label_ == "\r" || label_ == "\n") label_.clear();
    return std::nullopt;
}

std::optional<StreamEvent> LabelStream::take_escpos() {
    // ESC @ GS v 0 <image> GS V: the cut ends a label; DLE EOT n is answered at once
    std::string_view const bytes = label_;
    bool const asked = bytes.size() >= 3 && bytes.substr(bytes.size() - 3, 2) == "\x10\x04"sv;
    if (asked) return question(3);
    std::string_view const command = bytes.substr(line_);
    bool const raster = command.size() == 8 && command.starts_with("\x1Dv0"sv);
    if (raster) {
        binary_ = (byte_at(command, 4) + 256 * byte_at(command, 5)) *
                  (byte_at(command, 6) + 256 * byte_at(command, 7));
        return std::nullopt;
    }
    if (bytes.ends_with("\x1DV\x01"sv) || bytes.ends_with("\x1DV\x31"sv)) return whole_label();
    if (bytes.ends_with("\x1B@"sv)) line_ = bytes.size();
    return std::nullopt;
}

std::size_t LabelStream::binary_after(std::string_view line) const {
    if (language_ == PrinterLanguage::tspl && line.starts_with("BITMAP "))
        return count_of(line, ",") == 5 ? number_at(line, ",", 2) * number_at(line, ",", 3) : 0;
    if (language_ == PrinterLanguage::epl && line.starts_with("GW"))
        return count_of(line, ",") == 4 ? number_at(line, ",", 2) * number_at(line, ",", 3) : 0;
    if (language_ == PrinterLanguage::cpcl && line.starts_with("CG "))
        return count_of(line, " ") == 5 ? number_at(line, " ", 1) * number_at(line, " ", 2) : 0;
    return 0;
}

bool LabelStream::ends_label(std::string_view line) const {
    switch (language_) {
        case PrinterLanguage::tspl: return line.starts_with("PRINT ");
        case PrinterLanguage::epl: return line.starts_with("P1");
        case PrinterLanguage::cpcl: return line.starts_with("PRINT");
        case PrinterLanguage::zpl:
        case PrinterLanguage::escpos: return false;
    }
    return false;
}

std::optional<StreamEvent> LabelStream::take_lines() {
    if (label_.ends_with("\x1B!?") || label_.ends_with("\x1B!S")) return question(3);
    if (language_ == PrinterLanguage::cpcl && label_.ends_with("\x1Bh")) return question(2);
    binary_ = binary_after(std::string_view{label_}.substr(line_));
    if (label_.back() != '\n') return std::nullopt;
    std::string_view const line = std::string_view{label_}.substr(line_);
    if (line.starts_with("^ee")) return question(line.size());
    if (ends_label(line)) return whole_label();
    if (line == "\r\n" && line_ == 0) label_.clear();
    line_ = label_.size();
    return std::nullopt;
}

}  // namespace wms::test
