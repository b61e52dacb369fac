// SPDX-License-Identifier: Apache-2.0
// HID Point of Sale scanners (usage page 8C). Makers lay their reports out differently, so the
// places come from the gun's own report descriptor and nowhere else.
#pragma once

#include "devices/hid_descriptor.hpp"
#include "devices/scanner_settings.hpp"

namespace wms::devices {

inline constexpr hid::Usage hid_pos_scanner = hid::usage(0x8C, 0x02);

struct HidPosPlaces {
    std::uint8_t report_id = 0;
    bool numbered = false;
    std::size_t report_bytes = 0;
    std::optional<std::size_t> length;  // byte; without one the data is padded with zeros
    std::optional<std::size_t> aim[3];
    std::size_t data = 0;
    std::size_t data_bytes = 0;
    std::optional<std::uint32_t> continued;  // bit
    std::optional<std::size_t> honeywell_code;
    // What the host may send.
    std::optional<std::string> good_report = {};  // is heard, and seen where it has a light, too
    std::optional<std::string> bad_report = {};
    bool has_redirect = false;  // Honeywell: silent here until feature report 254 says so
    bool has_commands = false;  // Honeywell: output report 253 takes menu commands
};

// Nothing: these reports carry no decoded data.
[[nodiscard]] std::optional<HidPosPlaces> hid_pos_places(hid::Reports const& reports);

class HidPosDecoder final : public Decoder {
public:
    HidPosDecoder(HidPosPlaces places, ScannerSettings settings);
    void take(Bytes report, Millis now, Decoded& out) override;
    [[nodiscard]] std::optional<Millis> due() const override;
    void pass(Millis now, Decoded& out) override;
    void abandon(Decoded& out) override;

    // A menu command was sent: what comes with ]X0 until ]Z6 is its answer.
    void expect_answer(Millis now);

private:
    struct Part {
        std::string_view data;
        std::string aim = {};
        std::uint8_t code = 0;
        bool continued = false;
    };
    [[nodiscard]] std::optional<Part> part_of(Bytes report) const;
    void add(Part const& part, Millis now, Decoded& out);
    void finish(bool by_time, Decoded& out);
    [[nodiscard]] bool is_answer(std::string_view aim) const;

    HidPosPlaces places_;
    ScannerSettings settings_;
    std::string data_;
    std::string aim_;
    std::uint8_t code_ = 0;
    std::optional<Millis> last_part_;  // a continued scan is under way since
    bool skipping_ = false;            // too long: the rest of it is thrown away, too
    std::optional<Millis> answer_until_;
    std::string answer_;
};

}  // namespace wms::devices
