// SPDX-License-Identifier: Apache-2.0
// What label printers answer when they are asked how they are: one pure reader for each language.
// Knows bytes; no socket, no time. An answer that is cut or is nonsense is never read as "ready".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::devices {

// How a printer is asked. Numbers are not stored; names stand in the profiles.
enum class StatusDialect : std::uint8_t {
    none,       // it answers nothing: what became of a label is for people to see
    zpl_hs,     // ~HS, three strings
    tspl_byte,  // ESC ! ?, one byte
    tspl_full,  // ESC ! S, eight bytes
    escpos,     // DLE EOT 1 to 4, one byte each
    epl,        // ^ee, codes in decimal
    cpcl        // ESC h, one byte
};
[[nodiscard]] std::optional<StatusDialect> dialect_of(std::string_view name);
[[nodiscard]] std::string_view name_of(StatusDialect dialect);

// What stands between the printer and the next label, or may soon.
enum class PrinterReason : std::uint8_t {
    media_empty,
    cover_open,
    paused,
    ribbon_empty,
    media_jam,
    cutter_fault,
    overheated,
    underheated,
    buffer_full,
    memory_fault,
    take_label,
    other_fault,
    offline,    // cannot be reached
    no_answer,  // reached, but says nothing that can be understood
    media_low,  // the rest do not stop it
    battery_low
};
// The printer's trade words, as IPP has them where it has one: media-empty.
[[nodiscard]] std::string_view keyword(PrinterReason reason);
[[nodiscard]] std::optional<PrinterReason> reason_of(std::string_view keyword);

class PrinterReasons {
public:
    void add(PrinterReason reason) { bits_ |= bit(reason); }
    void add(PrinterReason reason, bool when) { bits_ |= when ? bit(reason) : 0; }
    [[nodiscard]] bool has(PrinterReason reason) const { return (bits_ & bit(reason)) != 0; }
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    // Whether a label sent now would not come out.
    [[nodiscard]] bool stops() const;
    [[nodiscard]] std::vector<PrinterReason> list() const;
    [[nodiscard]] std::string text() const;  // media-empty,cover-open
    friend bool operator==(PrinterReasons, PrinterReasons) = default;

private:
    static std::uint32_t bit(PrinterReason reason) {
        return std::uint32_t{1} << static_cast<unsigned>(reason);
    }
    std::uint32_t bits_ = 0;
};

struct PrinterStatus {
    PrinterReasons reasons = {};
    bool printing = false;                         // says that it is at work
    std::uint32_t formats_waiting = 0;             // whole labels in its receive buffer
    std::uint32_t labels_left = 0;                 // of the batch in hand
    std::optional<std::uint32_t> label_dots = {};  // length of the labels it believes to have

    [[nodiscard]] bool ready() const { return !reasons.stops(); }
    // Nothing of ours can be inside any more.
    [[nodiscard]] bool idle() const {
        return ready() && !printing && formats_waiting == 0 && labels_left == 0;
    }
};

[[nodiscard]] std::string_view status_query(StatusDialect dialect);

enum class StatusVerdict : std::uint8_t { incomplete, nonsense, complete };
struct StatusRead {
    StatusVerdict verdict = StatusVerdict::incomplete;
    PrinterStatus status = {};
    std::size_t used = 0;  // bytes of the answer; of nonsense: what to throw away
};
// The first answer in the bytes. `incomplete` takes at most status_bytes_max bytes.
inline constexpr std::size_t status_bytes_max = 512;
[[nodiscard]] StatusRead read_status(StatusDialect dialect, std::string_view bytes);

}  // namespace wms::devices
