// SPDX-License-Identifier: Apache-2.0
// Keys to scans. The layout table is the one of scanners.md, made there with another tool
// (xkbcli how-to-type); ours comes from pressing every key.
#include "devices/keyboard.hpp"

#include "devices/gun_reports.hpp"
#include "devices/key_layouts.hpp"

#include <doctest/doctest.h>

namespace {
using namespace wms::devices;
using namespace wms::test;

constexpr std::uint8_t shift = 0x02, ctrl = 0x01, alt = 0x04, alt_gr = 0x40;

// Types reports; an empty list of keys lets all go.
struct Typist {
    KeyboardDecoder decoder;
    Millis now{0};
    Decoded out{};
    explicit Typist(ScannerSettings settings = {}) : decoder{boot_keyboard, std::move(settings)} {}
    void keys(std::uint8_t modifiers, std::vector<std::uint8_t> pressed) {
        pressed.resize(6);
        Report report{modifiers, 0};
        report.insert(report.end(), pressed.begin(), pressed.end());
        decoder.take(report, now, out);
        now += Millis{1};
    }
    void tap(std::uint8_t modifiers, std::uint8_t key) {
        keys(modifiers, {key});
        keys(0, {});
    }
    void wait(Millis time) {
        now += time;
        decoder.pass(now, out);
    }
    std::string last() const { return out.scans.empty() ? "" : out.scans.back().data; }
};

ScannerSettings with(Layout layout) {
    return {.framing = {.suffix = "\r\n\t"}, .layout = layout};
}

struct Typed {
    char character;
    char const* us;
    char const* de;
    char const* fr;
    char const* gb;
    char const* es;
    char const* jp;
};
constexpr Typed layout_rows[] = {
    {'0', "27", "27", "S+27", "27", "27", "27"},
    {'a', "04", "04", "14", "04", "04", "04"},
    {'q', "14", "14", "04", "14", "14", "14"},
    {'z', "1D", "1C", "1A", "1D", "1D", "1D"},
    {'y', "1C", "1D", "1C", "1C", "1C", "1C"},
    {'w', "1A", "1A", "1D", "1A", "1A", "1A"},
    {'m', "10", "10", "33", "10", "10", "10"},
    {'-', "2D", "38", "23", "2D", "38", "2D"},
    {'/', "38", "S+24", "S+37", "38", "S+24", "38"},
    {':', "S+33", "S+37", "37", "S+33", "S+37", "34"},
    {'?', "S+38", "S+2D", "S+10", "S+38", "S+2D", "S+38"},
    {'=', "2E", "S+27", "2E", "2E", "S+27", "S+2D"},
    {'&', "S+24", "S+23", "1E", "S+24", "S+23", "S+23"},
    {'%', "S+22", "S+22", "S+34", "S+22", "S+22", "S+22"},
    {'#', "S+20", "32", "G+20", "32", "G+20", "S+20"},
    {'@', "S+1F", "G+14", "G+04", "G+14", "G+14", "2F"},
    {'[', "2F", "G+25", "G+22", "2F", "G+25", "30"},
    {']', "30", "G+26", "G+2D", "30", "G+26", "32"},
    {'(', "S+26", "S+25", "22", "S+26", "S+25", "S+25"},
    {')', "S+27", "S+26", "2D", "S+27", "S+26", "S+26"},
    {'.', "37", "37", "S+36", "37", "37", "37"},
    {'"', "S+34", "S+1F", "20", "S+1F", "S+1F", "S+1F"},
    {'\'', "34", "S+32", "21", "34", "2D", "S+24"},
    {'_', "S+2D", "S+38", "25", "S+2D", "S+38", "S+87"},
    {'+', "S+2E", "30", "S+2E", "S+2E", "30", "S+33"},
};

}  // namespace

TEST_CASE("every layout types what xkb says") {
    for (Typed const& row : layout_rows) {
        char const* const columns[] = {row.us, row.de, row.fr, row.gb, row.es, row.jp};
        for (std::size_t i = 0; i < 6; ++i) {
            std::string_view stroke = columns[i];
            std::uint8_t modifiers = 0;
            if (stroke.starts_with("S+")) modifiers = shift;
            if (stroke.starts_with("G+")) modifiers = alt_gr;
            if (modifiers != 0) stroke.remove_prefix(2);
            auto const key = static_cast<std::uint8_t>(std::stoi(std::string{stroke}, nullptr, 16));
            Typist typist{with(static_cast<Layout>(i))};
            typist.tap(modifiers, key);
            typist.tap(0, 0x28);
            CAPTURE(row.character);
            CAPTURE(columns[i]);
            CAPTURE(name_of(static_cast<Layout>(i)));
            CHECK(typist.last() == std::string(1, row.character));
        }
    }
}

TEST_CASE("every printable ASCII character can be typed in every layout") {
    for (Layout const layout :
         {Layout::us, Layout::de, Layout::fr, Layout::gb, Layout::es, Layout::jp}) {
        for (char32_t c = U' '; c <= U'~'; ++c) {
            bool found = false;
            for (KeyMeaning const& each : keys_of(layout)) found |= each.character == c;
            CAPTURE(name_of(layout));
            CAPTURE(static_cast<int>(c));
            CHECK(found);
        }
    }
}

TEST_CASE("several keys in a report, rollover, doubles, no release between different keys") {
    Typist typist{with(Layout::us)};
    typist.keys(0, {0x1E, 0x1F});        // 1 2
    typist.keys(0, {0x1E, 0x1F, 0x20});  // 3 is new, the others are held
    typist.keys(0, {0x21});              // 4, without a release
    typist.keys(0, {});
    typist.keys(0, {0x21});              // 4 again
    typist.keys(0, {1, 1, 1, 1, 1, 1});  // too many keys: nothing
    typist.keys(0, {});
    typist.tap(0, 0x58);  // the keypad's Enter
    CHECK(typist.last() == "12344");
    CHECK(typist.out.scans.size() == 1);
}

TEST_CASE("control characters, GS by Ctrl or by a function key") {
    Typist typist{with(Layout::us)};
    typist.tap(0, 0x1E);
    typist.tap(ctrl, 0x30);  // Ctrl+]
    typist.tap(0, 0x1F);
    typist.tap(0, 0x2B);  // Tab
    CHECK(typist.last() ==
          "1\x1D"
          "2");
    Typist german{with(Layout::de)};
    german.tap(0, 0x1E);
    german.tap(ctrl | alt_gr, 0x26);  // the bracket is on the 9
    german.tap(0, 0x28);
    CHECK(german.last() == "1\x1D");
    ScannerSettings f8 = with(Layout::us);
    f8.gs = "F8";
    Typist function{f8};
    function.tap(0, 0x1E);
    function.tap(0, 0x41);
    function.tap(0, 0x1F);
    function.tap(0, 0x28);
    CHECK(function.last() ==
          "1\x1D"
          "2");
}

TEST_CASE("the key F8 stands for GS, the letters F8 do not; how GS came is told") {
    constexpr std::uint8_t f8_key = 0x41, letter_f = 0x09, digit_8 = 0x25;
    ScannerSettings f8 = with(Layout::us);
    f8.gs = "F8";
    Typist function{f8};
    function.tap(shift, letter_f);
    function.tap(0, digit_8);
    function.tap(0, f8_key);
    function.tap(0, 0x1E);
    function.tap(0, 0x28);
    CHECK(function.last() ==
          "F8\x1D"
          "1");
    CHECK(function.out.scans.back().gs_key == GsKey::f8);
    // where nobody has said so yet it types nothing, and is told; in front it is a prefix
    Typist unknown{with(Layout::us)};
    unknown.tap(0, f8_key);
    unknown.tap(0, 0x1E);
    unknown.tap(0, 0x28);
    CHECK(unknown.out.scans.back().gs_key == GsKey::none);
    unknown.tap(0, 0x1E);
    unknown.tap(0, f8_key);
    unknown.tap(0, 0x1F);
    unknown.tap(0, 0x2B);
    CHECK(unknown.last() == "12");
    CHECK(unknown.out.scans.back().gs_key == GsKey::f8);
    CHECK(unknown.out.scans.back().end == "\t");
    unknown.tap(0, 0x1E);
    unknown.tap(ctrl, 0x30);
    unknown.tap(0, 0x28);
    CHECK(unknown.out.scans.back().gs_key == GsKey::control);
    CHECK(unknown.out.scans.back().end == "\r");
}

TEST_CASE("Alt and the keypad: code page, old code page, Unicode, GS") {
    struct Row {
        char const* digits;
        char const* text;
    };
    constexpr Row rows[] = {{"065", "A"},    {"65", "A"},      {"0228", "ä"}, {"132", "ä"},
                            {"35760", "记"}, {"0029", "\x1D"}, {"0128", "€"}};
    for (Row const& row : rows) {
        CAPTURE(row.digits);
        Typist typist{with(Layout::us)};
        typist.keys(alt, {});
        for (char const c : std::string_view{row.digits}) {
            typist.keys(alt, {static_cast<std::uint8_t>(c == '0' ? 0x62 : 0x59 + c - '1')});
            typist.keys(alt, {});
        }
        typist.keys(0, {});
        typist.tap(0, 0x28);
        CHECK(typist.last() == row.text);
        bool const is_gs = std::string_view{row.text} == "\x1D";
        CHECK(typist.out.scans.back().gs_key == (is_gs ? GsKey::alt_number : GsKey::none));
    }
}

TEST_CASE("caps lock and dead keys") {
    Typist typist{with(Layout::us)};
    typist.tap(0, 0x39);
    typist.tap(0, 0x04);
    typist.tap(shift, 0x04);
    typist.tap(0, 0x1E);
    typist.tap(0, 0x28);
    CHECK(typist.last() == "Aa1");
    Typist german{with(Layout::de)};
    german.tap(0, 0x35);  // dead circumflex
    german.tap(0, 0x2C);
    german.tap(0, 0x35);
    german.tap(0, 0x08);
    german.tap(0, 0x28);
    CHECK(german.last() == "^e\xCC\x82");
}

TEST_CASE("no suffix: silence ends the scan; a lost release does not repeat for ever") {
    Typist typist{with(Layout::us)};
    typist.keys(0, {0x1E});  // never released
    typist.wait(Millis{60});
    CHECK(typist.last() == "1");
    CHECK(typist.out.scans.back().ended_by_time);
    typist.keys(0, {0x1E});  // the same report once more: held
    CHECK(typist.out.scans.size() == 1);
    typist.wait(Millis{120});
    typist.keys(0, {0x1E});  // long after: pressed again
    typist.tap(0, 0x28);
    CHECK(typist.out.scans.size() == 2);
    CHECK(typist.last() == "1");
}

TEST_CASE("a key without meaning spoils the scan: it is never delivered with a hole in it") {
    Typist typist{with(Layout::us)};
    typist.tap(0, 0x1E);
    typist.tap(0, 0x89);  // the yen key of another layout
    typist.tap(0, 0x28);
    CHECK(typist.out.scans.empty());
    CHECK(typist.out.faults == std::vector{ScanFault::nonsense});
    typist.tap(0, 0x1F);
    typist.tap(0, 0x28);
    CHECK(typist.last() == "2");
}

TEST_CASE("a keyboard's own report layout") {
    auto const boot = hid::parse_reports(boot_keyboard_descriptor());
    REQUIRE(boot.has_value());
    auto const places = keyboard_places(*boot);
    REQUIRE(places.has_value());
    CHECK(places->modifiers == 0);
    CHECK(places->keys == 2);
    CHECK(places->keys_count == 6);
    auto const numbered = hid::parse_reports(
        bytes_of("05 01 09 06 a1 01 85 03 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02"
                 "95 0e 75 08 25 65 19 00 29 65 81 00 c0"));
    REQUIRE(numbered.has_value());
    auto const other = keyboard_places(*numbered);
    REQUIRE(other.has_value());
    CHECK(other->report_id == 3);
    CHECK(other->modifiers == 1);
    CHECK(other->keys == 2);
    CHECK(other->keys_count == 14);
}
