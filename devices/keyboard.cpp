// SPDX-License-Identifier: Apache-2.0
#include "devices/keyboard.hpp"

#include "devices/key_layouts.hpp"

#include <iconv.h>

#include <algorithm>
#include <charconv>

namespace wms::devices {
namespace {

using hid::usage;

constexpr std::uint8_t ctrl_bits = 0x11, shift_bits = 0x22, left_alt = 0x04, right_alt = 0x40;
constexpr std::uint8_t rollover = 0x01;
constexpr std::uint8_t key_enter = 0x28, key_escape = 0x29, key_backspace = 0x2A, key_tab = 0x2B,
                       key_caps = 0x39, key_f1 = 0x3A, key_f8 = 0x41, keypad_divide = 0x54,
                       keypad_1 = 0x59, keypad_dot = 0x63;
// A key that was never released: the report was lost.
constexpr Millis held_max{100};
constexpr std::size_t alt_digits_max = 10;

void append_utf8(std::string& text, char32_t c) {
    auto const put = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            put(0xE0 | c >> 12);
        } else {
            put(0xF0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3F));
        }
        put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

// One byte of a code page as UTF-8; nothing where the page has no such character.
std::optional<std::string> from_code_page(std::string const& page, unsigned value) {
    iconv_t const converter = iconv_open("UTF-8", page.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    char in[] = {static_cast<char>(value)};
    char out[8] = {};
    char* from = in;
    char* to = out;
    std::size_t from_left = sizeof in;
    std::size_t to_left = sizeof out;
    std::size_t const done = iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    if (done == static_cast<std::size_t>(-1)) return std::nullopt;
    return std::string{out, sizeof out - to_left};
}

std::optional<char32_t> keypad_character(std::uint8_t key) {
    constexpr std::string_view characters = "/*-+\r1234567890.";
    if (key < keypad_divide || key > keypad_dot) return std::nullopt;
    return static_cast<char32_t>(characters[key - keypad_divide]);
}

std::optional<char32_t> fixed_character(std::uint8_t key) {
    switch (key) {
        case key_enter: return U'\r';
        case key_escape: return U'\x1B';
        case key_backspace: return U'\b';
        case key_tab: return U'\t';
        default: return keypad_character(key);
    }
}

// Function keys, locks, arrows: they type nothing anywhere.
bool types_nothing(std::uint8_t key) {
    return (key >= key_f1 && key < keypad_divide) || (key >= 0x65 && key <= 0x73) || key >= 0xE0;
}

// The number of the function key in its name, "F8"; 0 where it is no such name.
unsigned function_key(std::string_view name) {
    if (name.size() < 2 || name[0] != 'F') return 0;
    unsigned number = 0;
    auto const* const end = name.data() + name.size();
    auto const [stop, error] = std::from_chars(name.data() + 1, end, number);
    return error == std::errc{} && stop == end && number <= 12 ? number : 0;
}

// The letters of a key's name stand in codes as well: there they are no GS.
ScannerSettings settings_of_line(ScannerSettings settings) {
    if (function_key(settings.gs) != 0) settings.gs.clear();
    return settings;
}

Level level_of(std::uint8_t modifiers) {
    bool const shift = (modifiers & shift_bits) != 0;
    if ((modifiers & right_alt) != 0) return shift ? Level::shift_alt_gr : Level::alt_gr;
    return shift ? Level::shift : Level::plain;
}

bool is_letter(char32_t c) {
    return c >= U'a' && c <= U'z';
}

// Ctrl + a letter or bracket is a control character, whatever the layout puts beside it.
std::optional<char32_t> control_of(char32_t c) {
    if (c >= U'@' && c <= U'_') return c & 0x1F;
    if (is_letter(c)) return c & 0x1F;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Layout layout) {
    constexpr std::string_view names[] = {"us", "de", "fr", "gb", "es", "jp"};
    return names[static_cast<std::size_t>(layout)];
}

std::optional<Layout> layout_by_name(std::string_view name) {
    for (Layout const each :
         {Layout::us, Layout::de, Layout::fr, Layout::gb, Layout::es, Layout::jp}) {
        if (name_of(each) == name) return each;
    }
    return name == "cn" ? std::optional{Layout::us} : std::nullopt;
}

KeyMeaning const* meaning_of(Layout layout, std::uint8_t key, Level level) {
    auto const keys = keys_of(layout);
    auto const found = std::find_if(keys.begin(), keys.end(), [&](KeyMeaning const& each) {
        return each.usage == key && each.level == level;
    });
    return found == keys.end() ? nullptr : &*found;
}

std::optional<KeyboardPlaces> keyboard_places(hid::Reports const& reports) {
    auto const modifiers = find_usage(reports, hid::Kind::input, usage(0x07, 0xE0));
    if (!modifiers || modifiers->bits != 1 || modifiers->bit % 8 != 0) return std::nullopt;
    std::uint32_t const head = reports.numbered ? 8 : 0;
    for (hid::Field const& field : reports.fields) {
        bool const keys = field.kind == hid::Kind::input && field.is_array && !field.is_padding &&
                          field.report_id == modifiers->report_id && field.bits == 8 &&
                          field.offset % 8 == 0 && field.usage_of(0) >> 16 == 0x07;
        if (!keys) continue;
        return KeyboardPlaces{.report_id = field.report_id,
                              .numbered = reports.numbered,
                              .modifiers = modifiers->byte(),
                              .keys = (field.offset + head) / 8,
                              .keys_count = field.count};
    }
    return std::nullopt;
}

KeyboardDecoder::KeyboardDecoder(KeyboardPlaces places, ScannerSettings settings)
    : places_{places}, settings_{settings}, line_{settings_of_line(std::move(settings))} {}

void KeyboardDecoder::take(Bytes report, Millis now, Decoded& out) {
    if (report.empty()) return;
    pass(now, out);
    if (places_.numbered && report[0] != places_.report_id) return;
    if (report.size() <= std::max(places_.keys, places_.modifiers)) {
        abandon(out);
        out.faults.push_back(ScanFault::nonsense);
        return;
    }
    last_report_ = now;
    std::uint8_t const modifiers = report[places_.modifiers];
    Bytes const keys =
        report.subspan(places_.keys, std::min(places_.keys_count, report.size() - places_.keys));
    if (!keys.empty() && keys[0] == rollover) return;  // too many keys: nobody knows which
    bool const alt = (modifiers & left_alt) != 0;
    if (alt_down_ && !alt) end_alt();
    alt_down_ = alt;
    std::vector<std::uint8_t> down;
    for (std::uint8_t const key : keys) {
        if (key == 0) continue;
        bool const held = std::find(down_.begin(), down_.end(), key) != down_.end() ||
                          std::find(down.begin(), down.end(), key) != down.end();
        if (!held) press(key, modifiers);
        down.push_back(key);
    }
    down_ = std::move(down);
    deliver(now, out);
}

bool KeyboardDecoder::is_gs_key(std::uint8_t key) const {
    unsigned const number = function_key(settings_.gs);
    return number != 0 && key == key_f1 + number - 1;
}

void KeyboardDecoder::press(std::uint8_t key, std::uint8_t modifiers) {
    if (alt_down_) return press_alt(key);
    // one in front of a scan is a prefix
    if (key == key_f8 && line_.has_begun()) gs_key_ = GsKey::f8;
    if (is_gs_key(key)) return type(U'\x1D');
    if (key == key_caps) {
        caps_lock_ = !caps_lock_;
        return;
    }
    if (types_nothing(key)) return;
    if (auto const fixed = fixed_character(key)) return type(*fixed);
    Level level = level_of(modifiers);
    KeyMeaning const* const plain = meaning_of(settings_.layout, key, Level::plain);
    if (caps_lock_ && plain != nullptr && is_letter(plain->character)) {
        if (level == Level::plain)
            level = Level::shift;
        else if (level == Level::shift)
            level = Level::plain;
    }
    KeyMeaning const* meaning = meaning_of(settings_.layout, key, level);
    if ((modifiers & ctrl_bits) != 0) {
        // guns mean the key that has the bracket on it, with AltGr or without
        for (KeyMeaning const& each : keys_of(settings_.layout)) {
            bool const fits = each.usage == key && control_of(each.character) && !each.combining;
            if (fits &&
                (each.level == level || meaning == nullptr || !control_of(meaning->character)))
                meaning = &each;
        }
        auto const control = meaning != nullptr ? control_of(meaning->character) : std::nullopt;
        if (control == U'\x1D') gs_key_ = GsKey::control;
        if (control) return type(*control);
    }
    if (meaning == nullptr) {
        if (settings_.finding_layout) return type(U'\x7F');
        spoiled_ = true;
        return;
    }
    if (meaning->combining != 0) {
        if (dead_ != 0) type(dead_alone_);
        dead_ = meaning->combining;
        dead_alone_ = meaning->character;
        return;
    }
    type(meaning->character);
}

void KeyboardDecoder::press_alt(std::uint8_t key) {
    if (key < keypad_1 || key >= keypad_dot) return;
    if (alt_digits_.size() < alt_digits_max)
        alt_digits_ += static_cast<char>(*keypad_character(key));
}

// 0nnn: of the code page; nnn up to 255: of the old one; more: a code point of Unicode.
void KeyboardDecoder::end_alt() {
    std::string const digits = std::exchange(alt_digits_, {});
    if (digits.empty()) return;
    unsigned long number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (number == 0x1D) gs_key_ = GsKey::alt_number;
    if (number < 0x80) return type(static_cast<char32_t>(number));
    if (number > 255) {
        bool const valid = number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
        if (valid) return type(static_cast<char32_t>(number));
        spoiled_ = true;
        return;
    }
    auto const text =
        from_code_page(digits[0] == '0' ? settings_.alt_code_page : settings_.oem_code_page,
                       static_cast<unsigned>(number));
    if (text)
        typed_ += *text;
    else
        spoiled_ = true;
}

void KeyboardDecoder::type(char32_t character) {
    char32_t const accent = std::exchange(dead_, 0);
    if (accent != 0 && (character == U' ' || character < 0x20)) {
        append_utf8(typed_, dead_alone_);
        if (character == U' ') return;
        append_utf8(typed_, character);
        return;
    }
    append_utf8(typed_, character);
    if (accent != 0) append_utf8(typed_, accent);
}

void KeyboardDecoder::deliver(Millis now, Decoded& out) {
    std::string const typed = std::exchange(typed_, {});
    for (char const c : typed) {
        auto const byte = static_cast<std::uint8_t>(c);
        Decoded decoded;
        line_.take({&byte, 1}, now, decoded);
        filter(std::move(decoded), out);
    }
}

// A scan with a key that nobody understood is no scan.
void KeyboardDecoder::filter(Decoded&& decoded, Decoded& out) {
    for (ScanFault const fault : decoded.faults) {
        out.faults.push_back(fault);
        gs_key_ = GsKey::none;
    }
    for (Scan& scan : decoded.scans) {
        scan.gs_key = std::exchange(gs_key_, GsKey::none);
        if (std::exchange(spoiled_, false))
            out.faults.push_back(ScanFault::nonsense);
        else
            out.scans.push_back(std::move(scan));
    }
}

std::optional<Millis> KeyboardDecoder::due() const {
    auto const line = line_.due();
    if (!last_report_) return line;
    bool const held = !down_.empty() || alt_down_ || dead_ != 0 || spoiled_;
    if (!held) return line;
    Millis const release = *last_report_ + held_max;
    return line ? std::min(*line, release) : release;
}

void KeyboardDecoder::pass(Millis now, Decoded& out) {
    if (last_report_ && now >= *last_report_ + held_max) {
        if (alt_down_) end_alt();
        if (std::exchange(dead_, 0) != 0) append_utf8(typed_, dead_alone_);
        deliver(*last_report_ + held_max, out);
        down_.clear();
        alt_down_ = false;
    }
    Decoded decoded;
    line_.pass(now, decoded);
    filter(std::move(decoded), out);
    if (last_report_ && now >= *last_report_ + held_max && !line_.due()) {
        if (std::exchange(spoiled_, false)) out.faults.push_back(ScanFault::nonsense);
        last_report_.reset();
    }
}

void KeyboardDecoder::abandon(Decoded& out) {
    Decoded lost;
    line_.abandon(lost);
    filter(std::move(lost), out);
    down_.clear();
    typed_.clear();
    alt_digits_.clear();
    alt_down_ = spoiled_ = false;
    gs_key_ = GsKey::none;
    dead_ = 0;
    last_report_.reset();
}

}  // namespace wms::devices
