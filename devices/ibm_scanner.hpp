// SPDX-License-Identifier: Apache-2.0
// IBM hand-held and table-top scanners ("USB OEM", SurePOS, OPOS): HID usage page FF45, one report
// of at most 64 bytes: length, three of status, data, symbology identifier.
#pragma once

#include "devices/hid_descriptor.hpp"
#include "devices/scanner_settings.hpp"

namespace wms::devices {

inline constexpr hid::Usage ibm_hand_held = hid::usage(0xFF45, 0x4B00);
inline constexpr hid::Usage ibm_table_top = hid::usage(0xFF45, 0x4A00);

enum class IbmKind : std::uint8_t { hand_held, table_top };
enum class IbmCommand : std::uint8_t {
    enable = 0x11,
    disable = 0x12,
    beep_on = 0x14,
    beep_off = 0x18
};

// Eleven bytes for SET_REPORT; without `enable` after opening nothing is ever read.
[[nodiscard]] std::string ibm_command(IbmCommand command);

class IbmDecoder final : public Decoder {
public:
    IbmDecoder(IbmKind kind, ScannerSettings settings);
    void take(Bytes report, Millis now, Decoded& out) override;
    [[nodiscard]] std::optional<Millis> due() const override;
    void pass(Millis now, Decoded& out) override;
    void abandon(Decoded& out) override;

    // As the gun last said; nothing before it said anything.
    struct Status {
        bool hardware_error = false;
        bool not_ready = false;
        bool enabled = false;
    };
    [[nodiscard]] std::optional<Status> status() const { return status_; }

private:
    IbmKind kind_;
    ScannerSettings settings_;
    std::string data_;
    std::optional<Millis> last_part_;
    bool skipping_ = false;
    std::optional<Status> status_;
};

}  // namespace wms::devices
