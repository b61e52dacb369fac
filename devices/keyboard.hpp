// SPDX-License-Identifier: Apache-2.0
// A gun that types. It is taken from the kernel, so its keys are usages, not characters: layout,
// repeat, focus and input methods of the machine do not matter. The gun's own layout does.
#pragma once

#include "devices/hid_descriptor.hpp"
#include "devices/line_assembler.hpp"

#include <vector>

namespace wms::devices {

// Where modifiers and keys stand in a report.
struct KeyboardPlaces {
    std::uint8_t report_id = 0;
    bool numbered = false;
    std::size_t modifiers = 0;
    std::size_t keys = 2;
    std::size_t keys_count = 6;
};
inline constexpr KeyboardPlaces boot_keyboard{};
inline constexpr hid::Usage keyboard_application = hid::usage(0x01, 0x06);

// Nothing: no keyboard, or one that is no array of key numbers.
[[nodiscard]] std::optional<KeyboardPlaces> keyboard_places(hid::Reports const& reports);

class KeyboardDecoder final : public Decoder {
public:
    KeyboardDecoder(KeyboardPlaces places, ScannerSettings settings);
    void take(Bytes report, Millis now, Decoded& out) override;
    [[nodiscard]] std::optional<Millis> due() const override;
    void pass(Millis now, Decoded& out) override;
    void abandon(Decoded& out) override;

private:
    void press(std::uint8_t key, std::uint8_t modifiers);
    void press_alt(std::uint8_t key);
    void end_alt();
    void type(char32_t character);
    [[nodiscard]] bool is_gs_key(std::uint8_t key) const;
    void deliver(Millis now, Decoded& out);
    void filter(Decoded&& decoded, Decoded& out);

    KeyboardPlaces places_;
    ScannerSettings settings_;
    LineAssembler line_;
    std::vector<std::uint8_t> down_;
    std::optional<Millis> last_report_;
    std::string typed_;  // of the report at hand
    std::string alt_digits_;
    bool alt_down_ = false;
    bool caps_lock_ = false;
    GsKey gs_key_ = GsKey::none;  // how this scan's GS came
    bool spoiled_ = false;        // a key without meaning: the scan is not what was scanned
    char32_t dead_ = 0;           // the accent that waits for its letter
    char32_t dead_alone_ = 0;
};

}  // namespace wms::devices
