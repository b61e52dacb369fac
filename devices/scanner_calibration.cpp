// SPDX-License-Identifier: Apache-2.0
#include "devices/scanner_calibration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace wms::devices {
namespace {

constexpr char separator_gs = '\x1D';
constexpr std::size_t around_max = 16;  // bytes before and behind
constexpr std::size_t gs_text_max = 6;

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string in_case(std::string_view text, LetterCase letters) {
    std::string changed{text};
    for (char& c : changed) {
        switch (letters) {
            case LetterCase::kept: break;
            case LetterCase::inverted: c = c == upper(c) ? lower(c) : upper(c); break;
            case LetterCase::upper: c = upper(c); break;
            case LetterCase::lower: c = lower(c); break;
        }
    }
    return changed;
}

// A client that does not see a key's release takes "22" for one long press (scanners.md §2).
std::string without_doubles(std::string_view text) {
    std::string single;
    for (char const c : text) {
        if (single.empty() || single.back() != c) single += c;
    }
    return single;
}

// "]C0" at the end of what stands before the data.
void split_front(std::string_view before, Calibration& found) {
    bool const aim =
        before.size() >= 3 && before[before.size() - 3] == ']' && before[before.size() - 2] == 'C';
    if (aim) found.aim = before.substr(before.size() - 3);
    found.prefix = before.substr(0, before.size() - found.aim.size());
}

void name_gs(std::string_view between, GsForm key, Calibration& found) {
    if (between == std::string_view{&separator_gs, 1}) {
        found.gs = key == GsForm::unknown ? GsForm::byte : key;
    } else if (between.empty()) {
        // a function key is no byte: the driver alone saw it
        found.gs = key == GsForm::unknown ? GsForm::dropped : key;
    } else {
        found.gs_text = between;
    }
}

struct Parts {
    std::string front;
    std::string back;
};

std::optional<Calibration> fit(CalibrationReading const& reading, Parts const& parts) {
    std::string_view const bytes = reading.bytes;
    auto const front = bytes.find(parts.front);
    if (front == bytes.npos || front > around_max) return std::nullopt;
    auto const front_end = front + parts.front.size();
    auto const back = bytes.find(parts.back, front_end);
    if (back == bytes.npos || back - front_end > gs_text_max) return std::nullopt;
    auto const back_end = back + parts.back.size();
    if (bytes.size() - back_end > around_max) return std::nullopt;
    Calibration found;
    found.layout = reading.layout;
    split_front(bytes.substr(0, front), found);
    name_gs(bytes.substr(front_end, back - front_end), reading.gs_key, found);
    found.suffix = bytes.substr(back_end);
    return found;
}

std::optional<Calibration> fit_in_any_case(CalibrationReading const& reading) {
    for (LetterCase const letters :
         {LetterCase::kept, LetterCase::inverted, LetterCase::upper, LetterCase::lower}) {
        Parts const parts{in_case(calibration_front, letters), in_case(calibration_back, letters)};
        if (auto found = fit(reading, parts)) {
            found->letters = letters;
            return found;
        }
        if (auto found = fit(reading, {without_doubles(parts.front), parts.back})) {
            found->letters = letters;
            found->doubles_lost = true;
            return found;
        }
    }
    return std::nullopt;
}

// The digits and the letters with one place in all layouts but the French one.
bool looks_like_it(std::string_view bytes) {
    std::string const small = in_case(bytes, LetterCase::lower);
    return small.find("cal2") != small.npos || small.find("cql") != small.npos;
}

struct Saying {
    std::string_view en;
    std::string_view zh;
};

std::string said(Saying const& saying, Language language) {
    return std::string{language == Language::zh ? saying.zh : saying.en};
}

Saying saying_of(GsForm form) {
    switch (form) {
        case GsForm::unknown: return {"not seen", "未知"};
        case GsForm::byte: return {"as the byte 1D", "字节 1D"};
        case GsForm::ctrl_bracket: return {"as Ctrl+]", "Ctrl+]"};
        case GsForm::f8: return {"as F8", "F8"};
        case GsForm::alt_number: return {"as Alt and 0029", "Alt 加 0029"};
        case GsForm::dropped: return {"not sent", "未发送"};
    }
    return {};
}

// "CR LF"; what is printed stays as it is.
std::string names_of_bytes(std::string_view bytes) {
    std::string names;
    for (char const c : bytes) {
        if (!names.empty()) names += ' ';
        auto const byte = static_cast<unsigned char>(c);
        switch (c) {
            case '\r': names += "CR"; break;
            case '\n': names += "LF"; break;
            case '\t': names += "TAB"; break;
            case '\x02': names += "STX"; break;
            case '\x03': names += "ETX"; break;
            default:
                names += byte > ' ' && byte < 0x7F ? std::string{c} : fmt::format("{:02X}", byte);
        }
    }
    return names;
}

}  // namespace

std::string calibration_text() {
    std::string text{calibration_front};
    text += separator_gs;
    return text.append(calibration_back);
}

bool may_be_calibration(std::string_view scanned) {
    constexpr std::size_t most =
        calibration_front.size() + gs_text_max + calibration_back.size() + 2 * around_max;
    return scanned.size() >= calibration_front.size() && scanned.size() <= most;
}

CalibrationResult calibrate(std::span<CalibrationReading const> readings) {
    for (CalibrationReading const& reading : readings) {
        if (auto found = fit_in_any_case(reading)) return {std::move(found), {}};
    }
    bool begun = false;
    bool likely = false;
    for (CalibrationReading const& reading : readings) {
        begun = begun || reading.bytes.find(calibration_front) != std::string::npos;
        likely = likely || looks_like_it(reading.bytes);
    }
    bool const is_short = std::ranges::all_of(readings, [](CalibrationReading const& reading) {
        return reading.bytes.size() < calibration_front.size() + calibration_back.size();
    });
    if (likely && is_short && begun) return {std::nullopt, CalibrationFault::cut_off};
    return {std::nullopt, likely ? CalibrationFault::unknown_layout : CalibrationFault::other_code};
}

std::string sentence(CalibrationFault fault, Language language) {
    switch (fault) {
        case CalibrationFault::other_code:
            return said({"This was not the calibration code.", "这不是校准码。"}, language);
        case CalibrationFault::unknown_layout:
            return said({"The gun types in a keyboard layout that is not known here. Scan the "
                         "set-up code for the US layout, then the calibration code again.",
                         "扫描枪使用了未知的键盘布局。请先扫“美式键盘”设置码，再扫校准码。"},
                        language);
        case CalibrationFault::cut_off:
            return said({"The end of the calibration code is missing. Scan it again; if it "
                         "repeats, make the gun type slower.",
                         "校准码缺少结尾。请重扫；若仍如此，请调慢扫描枪的键盘速度。"},
                        language);
    }
    return {};
}

std::string summary(Calibration const& calibration, Language language) {
    std::vector<std::string> parts;
    auto const add = [&](Saying const& name, std::string const& value) {
        parts.push_back(fmt::format("{} {}", said(name, language), value));
    };
    if (!calibration.layout.empty()) add({"layout", "键盘布局"}, calibration.layout);
    if (!calibration.prefix.empty()) add({"prefix", "前缀"}, names_of_bytes(calibration.prefix));
    if (!calibration.suffix.empty())
        add({"suffix", "后缀"}, names_of_bytes(calibration.suffix));
    else if (!calibration.framed)
        parts.push_back(said({"no suffix", "无后缀"}, language));
    if (calibration.aim.empty())
        parts.push_back(said({"no identifiers", "无 AIM 标识"}, language));
    else
        add({"identifiers", "AIM 标识"}, calibration.aim);
    std::string const gs = calibration.gs_text.empty() ? said(saying_of(calibration.gs), language)
                                                       : names_of_bytes(calibration.gs_text);
    add({"GS", "GS"}, gs);
    return fmt::format("{}", fmt::join(parts, said({", ", "，"}, language)));
}

std::vector<std::string> advice(Calibration const& calibration, Language language) {
    std::vector<std::string> list;
    auto const add = [&](Saying const& saying) { list.push_back(said(saying, language)); };
    if (calibration.letters != LetterCase::kept)
        add(
            {"Letters change their case: set the gun to send them as they are, and switch Caps "
             "Lock off.",
             "字母大小写被改变：请把扫描枪设为“大小写不变”，并关闭大写锁定。"});
    if (calibration.doubles_lost)
        add({"Doubled characters get lost: set the gun to one key in one report.",
             "连续相同的字符会丢失：请把扫描枪设为一次发送一个键。"});
    if (calibration.gs == GsForm::dropped || !calibration.gs_text.empty())
        add(
            {"The separator GS of GS1 codes does not arrive: choose HID POS or serial mode, or "
             "switch on the sending of control characters.",
             "GS1 条码的分隔符（GS）没有送到：请改用 HID POS 或串口模式，或开启发送控制字符。"});
    if (calibration.aim.empty())
        add({"AIM identifiers are off: switch them on, so that symbologies are told apart.",
             "没有发送 AIM 标识：请开启，以便区分码制。"});
    if (calibration.suffix.empty() && !calibration.framed)
        add({"The gun sends no end sign: switch on the suffix CR, so that scans end at once.",
             "扫描枪没有发送结束符：请开启回车后缀，扫描才能立即结束。"});
    return list;
}

}  // namespace wms::devices
