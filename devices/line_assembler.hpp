// SPDX-License-Identifier: Apache-2.0
// Scans out of a stream of bytes (CDC-ACM): a transfer may hold half a scan or two. Ends are a
// suffix, ETX after STX, or silence.
#pragma once

#include "devices/scanner_settings.hpp"

namespace wms::devices {

class LineAssembler final : public Decoder {
public:
    explicit LineAssembler(ScannerSettings settings);
    void take(Bytes bytes, Millis now, Decoded& out) override;
    [[nodiscard]] std::optional<Millis> due() const override;
    void pass(Millis now, Decoded& out) override;
    void abandon(Decoded& out) override;
    // A scan has begun: something stands before what comes now.
    [[nodiscard]] bool has_begun() const { return !line_.empty(); }

private:
    void add(char c, Decoded& out);
    void finish(std::string end, Decoded& out);
    [[nodiscard]] bool ends_here() const;

    ScannerSettings settings_;
    bool each_ends_ = false;  // the suffix is made of CR, LF and TAB
    bool framed_ = false;     // STX came: only ETX ends it
    bool skipping_ = false;
    std::string line_;
    std::optional<Millis> last_byte_;
    Millis slowest_{0};
};

// What a stream delivered, taken apart: prefix, AIM identifier, the gun's word for FNC1.
[[nodiscard]] Scan scan_of_line(std::string line, ScannerSettings const& settings);

}  // namespace wms::devices
