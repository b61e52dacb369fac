// SPDX-License-Identifier: Apache-2.0
// Sources of the layouts: firmware-profiles/printers/README.md, "Status".
#include "devices/printer_status.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace wms::devices {
namespace {

struct ReasonWord {
    PrinterReason reason;
    std::string_view keyword;
    bool stops;
};
constexpr ReasonWord reason_words[] = {
    {PrinterReason::media_empty, "media-empty", true},
    {PrinterReason::cover_open, "cover-open", true},
    {PrinterReason::paused, "paused", true},
    {PrinterReason::ribbon_empty, "marker-supply-empty", true},
    {PrinterReason::media_jam, "media-jam", true},
    {PrinterReason::cutter_fault, "cutter-fault", true},
    {PrinterReason::overheated, "overheated", true},
    {PrinterReason::underheated, "underheated", true},
    {PrinterReason::buffer_full, "buffer-full", true},
    {PrinterReason::memory_fault, "memory-fault", true},
    {PrinterReason::take_label, "take-label", true},
    {PrinterReason::other_fault, "other-fault", true},
    {PrinterReason::offline, "offline", true},
    {PrinterReason::no_answer, "no-answer", true},
    {PrinterReason::media_low, "media-low", false},
    {PrinterReason::battery_low, "battery-low", false},
};
static_assert(std::size(reason_words) == static_cast<std::size_t>(PrinterReason::battery_low) + 1);

struct DialectWord {
    std::string_view name;
    StatusDialect dialect;
    std::string_view query;
};
using namespace std::string_view_literals;
constexpr DialectWord dialect_words[] = {
    {"none", StatusDialect::none, ""sv},
    {"zpl_hs", StatusDialect::zpl_hs, "~HS"sv},
    {"tspl_byte", StatusDialect::tspl_byte, "\x1B!?"sv},
    {"tspl_full", StatusDialect::tspl_full, "\x1B!S"sv},
    {"escpos", StatusDialect::escpos, "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"sv},
    {"epl", StatusDialect::epl, "\r\n^ee\r\n"sv},
    {"cpcl", StatusDialect::cpcl, "\x1Bh"sv},
};

constexpr char stx = '\x02';
constexpr char etx = '\x03';
constexpr std::string_view line_end = "\r\n";

StatusRead nonsense(std::size_t used) {
    return {.verdict = StatusVerdict::nonsense, .used = std::max<std::size_t>(used, 1)};
}
StatusRead complete(PrinterStatus status, std::size_t used) {
    return {.verdict = StatusVerdict::complete, .status = status, .used = used};
}
// More bytes may come, unless there are already more than any answer has.
StatusRead incomplete(std::string_view bytes) {
    return bytes.size() >= status_bytes_max ? nonsense(bytes.size()) : StatusRead{};
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

struct BitReason {
    unsigned bit;
    PrinterReason reason;
};
template <std::size_t n>
void add_bits(PrinterReasons& reasons, unsigned byte, BitReason const (&table)[n]) {
    for (BitReason const& row : table) reasons.add(row.reason, (byte & row.bit) != 0);
}

// --- ZPL: three strings STX … ETX CR LF of numbers with commas

constexpr std::size_t fields_max = 12;
using Fields = std::array<std::uint32_t, fields_max>;

// False when it is not exactly numbers with commas.
bool read_fields(std::string_view text, Fields& fields, std::size_t& count) {
    count = 0;
    while (true) {
        std::size_t const comma = std::min(text.find(','), text.size());
        if (count == fields_max) return false;
        char const* const end = text.data() + comma;
        auto const [stop, error] = std::from_chars(text.data(), end, fields[count]);
        if (error != std::errc{} || stop != end) return false;
        ++count;
        if (comma == text.size()) return true;
        text.remove_prefix(comma + 1);
    }
}

struct HostString {
    Fields fields{};
    std::size_t count = 0;
};

PrinterStatus zpl_status(HostString const& one, HostString const& two) {
    PrinterStatus status;
    Fields const& a = one.fields;
    status.reasons.add(PrinterReason::media_empty, a[1] != 0);
    status.reasons.add(PrinterReason::paused, a[2] != 0);
    status.label_dots = a[3];
    status.formats_waiting = a[4];
    status.reasons.add(PrinterReason::buffer_full, a[5] != 0);
    status.printing = a[7] != 0;  // a label is half received
    status.reasons.add(PrinterReason::memory_fault, a[9] != 0);
    status.reasons.add(PrinterReason::underheated, a[10] != 0);
    status.reasons.add(PrinterReason::overheated, a[11] != 0);
    Fields const& b = two.fields;
    status.reasons.add(PrinterReason::cover_open, b[2] != 0);
    status.reasons.add(PrinterReason::ribbon_empty, b[3] != 0);
    status.reasons.add(PrinterReason::take_label, b[7] != 0);
    status.labels_left = b[8];
    return status;
}

StatusRead read_zpl(std::string_view bytes) {
    std::array<HostString, 3> strings;
    std::size_t at = 0;
    for (std::size_t n = 0; n < strings.size(); ++n) {
        // line ends between the strings; the first must begin where we are
        while (at < bytes.size() && line_end.find(bytes[at]) != line_end.npos) ++at;
        if (at == bytes.size()) return incomplete(bytes);
        if (bytes[at] != stx) return nonsense(at + 1);
        std::size_t const end = bytes.find(etx, at);
        if (end == bytes.npos) return incomplete(bytes);
        HostString& string = strings[n];
        if (!read_fields(bytes.substr(at + 1, end - at - 1), string.fields, string.count))
            return nonsense(end + 1);
        at = end + 1;
    }
    // 12 fields, at least 9 (clones leave the last two out), and the password line
    if (strings[0].count != 12 || strings[1].count < 9) return nonsense(at);
    while (at < bytes.size() && line_end.find(bytes[at]) != line_end.npos) ++at;
    return complete(zpl_status(strings[0], strings[1]), at);
}

// --- TSPL

StatusRead read_tspl_byte(std::string_view bytes) {
    static constexpr BitReason bits[] = {
        {0x01, PrinterReason::cover_open},  // head open
        {0x02, PrinterReason::media_jam},    {0x04, PrinterReason::media_empty},
        {0x08, PrinterReason::ribbon_empty}, {0x10, PrinterReason::paused},
        {0x40, PrinterReason::cover_open},   {0x80, PrinterReason::overheated},
    };
    if (bytes.empty()) return {};
    PrinterStatus status;
    add_bits(status.reasons, byte_at(bytes, 0), bits);
    status.printing = (byte_at(bytes, 0) & 0x20) != 0;
    return complete(status, 1);
}

struct LetterReason {
    char letter;
    PrinterReason reason;
};

template <std::size_t n>
bool add_letter(PrinterReasons& reasons, char letter, LetterReason const (&table)[n]) {
    if (letter == '@') return true;
    for (LetterReason const& row : table) {
        if (row.letter != letter) continue;
        reasons.add(row.reason);
        return true;
    }
    return false;
}

StatusRead read_tspl_full(std::string_view bytes) {
    static constexpr std::string_view busy = "BCFPW";  // backing, cutting, feeding, printing …
    static constexpr LetterReason message[] = {{'`', PrinterReason::paused},
                                               {'K', PrinterReason::paused},
                                               {'E', PrinterReason::other_fault},
                                               {'L', PrinterReason::take_label}};
    static constexpr LetterReason warning[] = {{'H', PrinterReason::buffer_full}};
    static constexpr LetterReason printer_error[] = {{'A', PrinterReason::overheated},
                                                     {'B', PrinterReason::overheated},
                                                     {'H', PrinterReason::cutter_fault},
                                                     {'P', PrinterReason::memory_fault}};
    static constexpr LetterReason media_error[] = {{'A', PrinterReason::media_empty},
                                                   {'B', PrinterReason::media_jam},
                                                   {'D', PrinterReason::ribbon_empty}};
    constexpr std::size_t length = 8;
    if (bytes.empty()) return {};
    if (bytes.front() != stx) return nonsense(1);
    if (bytes.size() < length) return {};
    if (bytes.substr(5, 3) != "\x03\r\n") return nonsense(1);
    PrinterStatus status;
    status.printing = busy.find(bytes[1]) != busy.npos;
    bool const known = (status.printing || add_letter(status.reasons, bytes[1], message)) &&
                       add_letter(status.reasons, bytes[2], warning) &&
                       add_letter(status.reasons, bytes[3], printer_error) &&
                       add_letter(status.reasons, bytes[4], media_error);
    if (!known) status.reasons.add(PrinterReason::other_fault);
    return complete(status, length);
}

// --- ESC/POS: four bytes, each with fixed bits; only 0xx1xx10 is an answer

StatusRead read_escpos(std::string_view bytes) {
    constexpr std::size_t length = 4;
    for (std::size_t n = 0; n < std::min(bytes.size(), length); ++n)
        if ((byte_at(bytes, n) & 0x93) != 0x12) return nonsense(n + 1);
    if (bytes.size() < length) return {};
    static constexpr BitReason offline[] = {{0x04, PrinterReason::cover_open},
                                            {0x20, PrinterReason::media_empty},
                                            {0x40, PrinterReason::other_fault}};
    static constexpr BitReason error[] = {{0x08, PrinterReason::cutter_fault},
                                          {0x20, PrinterReason::other_fault},
                                          {0x40, PrinterReason::overheated}};
    static constexpr BitReason paper[] = {{0x0C, PrinterReason::media_low},
                                          {0x60, PrinterReason::media_empty}};
    PrinterStatus status;
    add_bits(status.reasons, byte_at(bytes, 1), offline);
    add_bits(status.reasons, byte_at(bytes, 2), error);
    add_bits(status.reasons, byte_at(bytes, 3), paper);
    // off line for a reason none of the other bytes tells
    bool const off_line = (byte_at(bytes, 0) & 0x08) != 0;
    if (off_line && status.ready()) status.reasons.add(PrinterReason::paused);
    return complete(status, length);
}

// --- EPL: decimal codes with commas, CR LF

StatusRead read_epl(std::string_view bytes) {
    struct CodeReason {
        std::uint32_t code;
        PrinterReason reason;
    };
    static constexpr CodeReason codes[] = {{7, PrinterReason::media_empty},
                                           {11, PrinterReason::cover_open},
                                           {12, PrinterReason::paused}};
    std::size_t const begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    std::size_t const end = bytes.find_first_of("\r\n", begin);
    if (end == bytes.npos) return incomplete(bytes);
    Fields fields{};
    std::size_t count = 0;
    if (!read_fields(bytes.substr(begin, end - begin), fields, count)) return nonsense(end + 1);
    PrinterStatus status;
    for (std::size_t n = 0; n < count; ++n) {
        if (fields[n] == 0) continue;
        auto const* const known =
            std::find_if(std::begin(codes), std::end(codes),
                         [&](CodeReason const& row) { return row.code == fields[n]; });
        status.reasons.add(known == std::end(codes) ? PrinterReason::other_fault : known->reason);
    }
    std::size_t used = end;
    while (used < bytes.size() && line_end.find(bytes[used]) != line_end.npos) ++used;
    return complete(status, used);
}

// --- CPCL

StatusRead read_cpcl(std::string_view bytes) {
    static constexpr BitReason bits[] = {{0x02, PrinterReason::media_empty},
                                         {0x04, PrinterReason::cover_open},
                                         {0x08, PrinterReason::battery_low}};
    if (bytes.empty()) return {};
    if ((byte_at(bytes, 0) & 0xE0) != 0) return nonsense(1);
    PrinterStatus status;
    add_bits(status.reasons, byte_at(bytes, 0), bits);
    status.printing = (byte_at(bytes, 0) & 0x01) != 0;
    return complete(status, 1);
}

}  // namespace

std::optional<StatusDialect> dialect_of(std::string_view name) {
    for (DialectWord const& word : dialect_words)
        if (word.name == name) return word.dialect;
    return std::nullopt;
}

std::string_view name_of(StatusDialect dialect) {
    for (DialectWord const& word : dialect_words)
        if (word.dialect == dialect) return word.name;
    return {};
}

std::string_view keyword(PrinterReason reason) {
    return reason_words[static_cast<std::size_t>(reason)].keyword;
}

std::optional<PrinterReason> reason_of(std::string_view word) {
    for (ReasonWord const& row : reason_words)
        if (row.keyword == word) return row.reason;
    return std::nullopt;
}

bool PrinterReasons::stops() const {
    return std::any_of(std::begin(reason_words), std::end(reason_words),
                       [this](ReasonWord const& row) { return row.stops && has(row.reason); });
}

std::vector<PrinterReason> PrinterReasons::list() const {
    std::vector<PrinterReason> all;
    for (ReasonWord const& row : reason_words)
        if (has(row.reason)) all.push_back(row.reason);
    return all;
}

std::string PrinterReasons::text() const {
    std::string text;
    for (PrinterReason const reason : list()) {
        if (!text.empty()) text += ',';
        text += keyword(reason);
    }
    return text;
}

std::string_view status_query(StatusDialect dialect) {
    for (DialectWord const& word : dialect_words)
        if (word.dialect == dialect) return word.query;
    return {};
}

StatusRead read_status(StatusDialect dialect, std::string_view bytes) {
    switch (dialect) {
        case StatusDialect::none: return nonsense(bytes.size());
        case StatusDialect::zpl_hs: return read_zpl(bytes);
        case StatusDialect::tspl_byte: return read_tspl_byte(bytes);
        case StatusDialect::tspl_full: return read_tspl_full(bytes);
        case StatusDialect::escpos: return read_escpos(bytes);
        case StatusDialect::epl: return read_epl(bytes);
        case StatusDialect::cpcl: return read_cpcl(bytes);
    }
    return nonsense(bytes.size());
}

}  // namespace wms::devices
