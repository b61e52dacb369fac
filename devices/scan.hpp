// SPDX-License-Identifier: Apache-2.0
// What a gun read, and the decoders' common shape. A decoder is a pure function over bytes with a
// memory: it is told the time and has no clock, so that a table of reports tests it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wms::devices {

using Millis = std::chrono::milliseconds;
using Bytes = std::span<std::uint8_t const>;

// How the symbology came to be known: by the AIM identifier or the maker's code, or by the look of
// the digits, which is no proof.
enum class Certainty : std::uint8_t { known, guessed };

// By which key a gun that types sent FNC1. F8 types nothing: only the driver sees it.
enum class GsKey : std::uint8_t { none, control, alt_number, f8 };

struct Scan {
    std::string data;  // as scanned, FNC1 within is 0x1D; nothing added, only the suffix taken off
    std::string aim = {};        // "]C1"; empty: the gun sends none
    bool aim_derived = false;    // made from the maker's symbology code, not sent as such
    std::string symbology = {};  // in the trade's words: "EAN-13"; empty: no idea
    Certainty certainty = Certainty::guessed;
    Millis slowest{0};           // longest silence within it, in a stream: how fast the gun is
    bool ended_by_time = false;  // the gun announced more that never came, or sent no suffix
    // What was taken off its end: "\r", "\t"; "\r\n" where both came in one transfer.
    std::string end = {};
    GsKey gs_key = GsKey::none;
    friend bool operator==(Scan const&, Scan const&) = default;
};

enum class ScanFault : std::uint8_t {
    incomplete,  // the rest of a scan never came; what came is thrown away
    too_long,    // more than a code can hold
    nonsense,    // a report that contradicts the gun's own description
};

struct Decoded {
    std::vector<Scan> scans = {};
    std::vector<ScanFault> faults = {};
    std::vector<std::string> answers = {};  // to commands that we sent: never scans
};

class Decoder {
public:
    Decoder() = default;
    Decoder(Decoder const&) = delete;
    Decoder& operator=(Decoder const&) = delete;
    virtual ~Decoder() = default;

    // One transfer's bytes. An empty one is no report and no error: kernels send them.
    virtual void take(Bytes bytes, Millis now, Decoded& out) = 0;
    // When time alone ends something; call pass() then.
    [[nodiscard]] virtual std::optional<Millis> due() const = 0;
    virtual void pass(Millis now, Decoded& out) = 0;
    // The gun is gone or had a transfer error: a scan that was under way is never finished.
    virtual void abandon(Decoded& out) = 0;
};

// More than any code holds (QR: 7,089 digits).
inline constexpr std::size_t scan_bytes_max = 8192;

}  // namespace wms::devices
