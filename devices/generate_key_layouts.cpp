// SPDX-License-Identifier: Apache-2.0
// Writes key_layouts.cpp: presses every key of a keyboard in every layout, with Shift and AltGr,
// and notes what xkb says it types. Runs at build time.
#include <xkbcommon/xkbcommon.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

constexpr char const* layouts[] = {"us", "de", "fr", "gb", "es", "jp"};

// Linux's key code of a HID usage, for the keys that type something (HID Usage Tables, page 07).
struct Key {
    std::uint8_t usage;
    std::uint8_t code;
};
constexpr Key keys[] = {
    {0x04, 30}, {0x05, 48}, {0x06, 46}, {0x07, 32},  {0x08, 18}, {0x09, 33}, {0x0A, 34}, {0x0B, 35},
    {0x0C, 23}, {0x0D, 36}, {0x0E, 37}, {0x0F, 38},  {0x10, 50}, {0x11, 49}, {0x12, 24}, {0x13, 25},
    {0x14, 16}, {0x15, 19}, {0x16, 31}, {0x17, 20},  {0x18, 22}, {0x19, 47}, {0x1A, 17}, {0x1B, 45},
    {0x1C, 21}, {0x1D, 44}, {0x1E, 2},  {0x1F, 3},   {0x20, 4},  {0x21, 5},  {0x22, 6},  {0x23, 7},
    {0x24, 8},  {0x25, 9},  {0x26, 10}, {0x27, 11},  {0x2C, 57}, {0x2D, 12}, {0x2E, 13}, {0x2F, 26},
    {0x30, 27}, {0x31, 43}, {0x32, 43}, {0x33, 39},  {0x34, 40}, {0x35, 41}, {0x36, 51}, {0x37, 52},
    {0x38, 53}, {0x64, 86}, {0x87, 89}, {0x89, 124},
};
constexpr std::uint32_t xkb_offset = 8;
constexpr std::uint32_t left_shift = 42 + xkb_offset;
constexpr std::uint32_t right_alt = 100 + xkb_offset;

struct Dead {
    xkb_keysym_t sym;
    std::uint32_t alone;
    std::uint32_t combining;
};
constexpr Dead dead_keys[] = {
    {0xfe50, 0x60, 0x300},  {0xfe51, 0xB4, 0x301},  {0xfe52, 0x5E, 0x302},  {0xfe53, 0x7E, 0x303},
    {0xfe54, 0xAF, 0x304},  {0xfe55, 0x2D8, 0x306}, {0xfe56, 0x2D9, 0x307}, {0xfe57, 0xA8, 0x308},
    {0xfe58, 0xB0, 0x30A},  {0xfe59, 0x2DD, 0x30B}, {0xfe5a, 0x2C7, 0x30C}, {0xfe5b, 0xB8, 0x327},
    {0xfe5c, 0x2DB, 0x328},
};

struct Meaning {
    std::uint32_t character = 0;
    std::uint32_t combining = 0;
    friend bool operator==(Meaning const&, Meaning const&) = default;
};

Meaning meaning_of(xkb_keysym_t sym) {
    for (Dead const& each : dead_keys) {
        if (each.sym == sym) return {each.alone, each.combining};
    }
    return {xkb_keysym_to_utf32(sym), 0};
}

Meaning press(xkb_keymap* keymap, std::uint32_t code, bool shift, bool alt_gr) {
    std::unique_ptr<xkb_state, decltype(&xkb_state_unref)> const state{xkb_state_new(keymap),
                                                                       xkb_state_unref};
    if (shift) xkb_state_update_key(state.get(), left_shift, XKB_KEY_DOWN);
    if (alt_gr) xkb_state_update_key(state.get(), right_alt, XKB_KEY_DOWN);
    return meaning_of(xkb_state_key_get_one_sym(state.get(), code + xkb_offset));
}

void write_layout(std::ostream& out, xkb_context* context, char const* layout) {
    xkb_rule_names const names{"evdev", "pc105", layout, "", ""};
    std::unique_ptr<xkb_keymap, decltype(&xkb_keymap_unref)> const keymap{
        xkb_keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS), xkb_keymap_unref};
    if (!keymap) throw std::runtime_error(std::string{"no xkb layout "} + layout);
    out << "constexpr KeyMeaning " << layout << "_keys[] = {\n";
    for (Key const& key : keys) {
        Meaning const lower[] = {press(keymap.get(), key.code, false, false),
                                 press(keymap.get(), key.code, true, false)};
        for (unsigned level = 0; level < 4; ++level) {
            bool const alt_gr = level >= 2;
            Meaning const typed =
                alt_gr ? press(keymap.get(), key.code, level == 3, true) : lower[level];
            // a layout without AltGr types the same with it: that is Alt, not a third level
            if (typed.character == 0 || (alt_gr && typed == lower[level - 2])) continue;
            out << "    {" << unsigned{key.usage} << ", Level{" << level << "}, " << typed.character
                << ", " << typed.combining << "},\n";
        }
    }
    out << "};\n";
}

void write_tables(std::ostream& out) {
    std::unique_ptr<xkb_context, decltype(&xkb_context_unref)> const context{
        xkb_context_new(XKB_CONTEXT_NO_FLAGS), xkb_context_unref};
    if (!context) throw std::runtime_error("no xkb data is installed");
    out << "#include \"devices/key_layouts.hpp\"\n\nnamespace wms::devices {\nnamespace {\n";
    for (char const* const layout : layouts) write_layout(out, context.get(), layout);
    out << "}\nstd::span<KeyMeaning const> keys_of(Layout layout) {\n    switch (layout) {\n";
    for (char const* const layout : layouts)
        out << "        case Layout::" << layout << ": return " << layout << "_keys;\n";
    out << "    }\n    return {};\n}\n}\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "generate_key_layouts OUTPUT\n";
        return 2;
    }
    try {
        std::ofstream out{arguments[1]};
        write_tables(out);
        out.close();
        if (out) return 0;
        std::cerr << arguments[1] << " cannot be written\n";
    } catch (std::exception const& problem) {
        std::cerr << problem.what() << "\n";
    }
    return 1;
}
