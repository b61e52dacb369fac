// SPDX-License-Identifier: Apache-2.0
#include "domain/barcode.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace wms {
namespace {

bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool has_check_digit(std::string_view digits) {
    return check_digit(digits.substr(0, digits.size() - 1)) == digits.back();
}

std::unexpected<Refusal> refuse_check_digit(std::string_view digits) {
    return refuse(Why::bad_check_digit, digits,
                  std::string{check_digit(digits.substr(0, digits.size() - 1))});
}

template <std::size_t size>
std::array<char, size> padded(std::string_view digits) {
    std::array<char, size> filled{};
    filled.fill('0');
    std::ranges::copy(digits, filled.end() - static_cast<std::ptrdiff_t>(digits.size()));
    return filled;
}

// Where the zeros went is told by the last of the six digits (scanners.md §8).
std::string upc_a_of(std::string_view e) {
    std::string upc{e.substr(0, 1)};
    std::string_view const six = e.substr(1, 6);
    switch (six[5]) {
        case '0':
        case '1':
        case '2': upc.append(six, 0, 2).append(1, six[5]).append("0000").append(six, 2, 3); break;
        case '3': upc.append(six, 0, 3).append("00000").append(six, 3, 2); break;
        case '4': upc.append(six, 0, 4).append("00000").append(six, 4, 1); break;
        default: upc.append(six, 0, 5).append("0000").append(six, 5, 1); break;
    }
    return upc.append(e, 7, 1);
}

// The symbologies of ISO/IEC 15424 and their modifiers (scanners.md §7). A code that only happens
// to begin with "]" must not lose three characters.
struct Symbology {
    char letter;
    std::string_view modifiers;
};
constexpr std::string_view any_digit = "0123456789";
constexpr auto symbologies = std::to_array<Symbology>({
    {'A', "013457"},  {'B', "0124"},    {'C', "0124"},          {'D', "0123456"}, {'E', "01234"},
    {'F', "01234"},   {'G', any_digit}, {'H', "013"},           {'I', "013"},     {'J', "0123456"},
    {'K', "0124"},    {'L', "0123456"}, {'M', "0123456"},       {'N', "0"},       {'O', "01456"},
    {'P', "0"},       {'Q', "0123456"}, {'R', "013"},           {'S', "0"},       {'T', "0124"},
    {'U', "0123"},    {'X', ""},        {'Y', any_digit},       {'Z', any_digit}, {'c', any_digit},
    {'d', "0123456"}, {'e', "0123"},    {'g', any_digit},       {'h', "0123"},    {'o', "0123"},
    {'p', any_digit}, {'s', "012"},     {'z', "0123456789ABC"},
});

bool is_aim(std::string_view raw) {
    if (raw.size() < 3 || raw[0] != ']') return false;
    auto const found = std::ranges::find(symbologies, raw[1], &Symbology::letter);
    if (found == symbologies.end()) return false;
    if (found->letter == 'X') return is_letter_or_digit(raw[2]);  // the maker's own
    return found->modifiers.find(raw[2]) != std::string_view::npos;
}

// FNC1 in first position: the symbol itself says that it is GS1.
bool is_gs1_aim(std::string_view aim) {
    constexpr std::string_view all[] = {"]C1", "]J1", "]K1", "]Q3", "]Q4", "]d2", "]d5", "]e0",
                                        "]e1", "]e2", "]e3", "]h2", "]z1", "]z4", "]z7"};
    return std::ranges::find(all, aim) != std::end(all);
}

// The reader transmits by the ECI protocol: a backslash of the data is doubled, "\000026" names the
// character set of what follows.
bool is_eci_aim(std::string_view aim) {
    constexpr std::string_view all[] = {"]L1", "]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6",
                                        "]e3", "]h1", "]h3", "]z3", "]z4", "]z5"};
    return std::ranges::find(all, aim) != std::end(all);
}

// UTF-8 and ASCII pass as they are; another set's bytes are no UTF-8 and are refused as such.
std::string without_eci(std::string_view data) {
    std::string plain;
    for (std::size_t at = 0; at < data.size(); ++at) {
        bool const escape = data[at] == '\\';
        if (escape && at + 6 < data.size() && all_digits(data.substr(at + 1, 6))) {
            at += 6;
            continue;
        }
        if (escape && at + 1 < data.size() && data[at + 1] == '\\') ++at;
        plain += data[at];
    }
    return plain;
}

bool is_ean_aim(std::string_view aim) {
    return aim == "]E0" || aim == "]E3" || aim == "]E4";
}

// "!UNDO", "!QTY12"; "! U1 setvar" is a printer's command, not ours.
bool is_command(std::string_view data) {
    return data.size() > 1 && data[0] == '!' && std::ranges::all_of(data.substr(1), [](char c) {
               return is_letter_or_digit(c) || c == '-' || c == '_';
           });
}

bool has_bad_control(std::string_view data) {
    return std::ranges::any_of(data, [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != gs1::separator) || byte == 0x7F;
    });
}

Result<> check_bytes(std::string_view raw, std::string_view data) {
    if (raw.size() > scan_length_max)
        return refuse(Why::code_too_long, std::to_string(raw.size()),
                      std::to_string(scan_length_max));
    if (trim(data).empty()) return refuse(Why::malformed_code, raw, "nothing in it");
    if (has_bad_control(data)) return refuse(Why::malformed_code, data, "control characters");
    if (!is_utf8(data)) return refuse(Why::malformed_code, data, "no UTF-8");
    return {};
}

// Count, dates and numbers of the elements. The elements are checked already, so only a date that
// is none in its century can still refuse.
Result<> take_elements(ParsedScan& scan, Day today) {
    using gs1::value_of;
    auto const& elements = scan.elements;
    if (auto const gtin = value_of(elements, "01"); !gtin.empty()) {
        auto const parsed = Gtin::parse(gtin);
        if (!parsed) return std::unexpected(parsed.error());
        scan.gtin = *parsed;
    }
    if (auto const sscc = value_of(elements, "00"); !sscc.empty()) {
        auto const parsed = Sscc::parse(sscc);
        if (!parsed) return std::unexpected(parsed.error());
        scan.sscc = *parsed;
    }
    scan.lot = value_of(elements, "10");
    scan.serial = value_of(elements, "21");
    auto const single = value_of(elements, "30");
    for (char const c : single.empty() ? value_of(elements, "37") : single)
        scan.count = scan.count * 10 + (c - '0');
    if (!single.empty() && scan.count == 0)
        return refuse(Why::bad_quantity, "(30) 0", "1", "99999999");
    for (std::string_view const ai : {"17", "7003", "15"}) {
        auto const value = value_of(elements, ai);
        if (value.empty()) continue;
        auto const date = gs1::date_of(value.substr(0, 6), today);
        if (!date) {
            std::string shown{"("};
            return refuse(Why::bad_date, shown.append(ai).append(") ").append(value));
        }
        if (!scan.expiry) scan.expiry = *date;
    }
    return {};
}

Result<ParsedScan> with_elements(ParsedScan scan, Result<gs1::Elements> elements, Day today) {
    if (!elements) return std::unexpected(elements.error());
    auto const exclusions = gs1::check_exclusions(*elements);
    if (!exclusions) return std::unexpected(exclusions.error());
    scan.elements = std::move(*elements);
    auto const taken = take_elements(scan, today);
    if (!taken) return std::unexpected(taken.error());
    return scan;
}

// The digits of an EAN/UPC symbol without its add-on of two or five.
std::string_view without_add_on(std::string_view aim, std::string_view data) {
    if (aim != "]E3") return data;
    switch (data.size()) {
        case 14:
        case 15: return data.substr(0, data.size() - 2);
        case 17:
        case 18: return data.substr(0, data.size() - 5);
        default: return data;
    }
}

// The gun says EAN/UPC: the number must be whole and its check digit right.
Result<Gtin> parse_ean(std::string_view aim, std::string_view data) {
    std::string_view const digits = without_add_on(aim, data);
    bool const is_ean_8 = aim == "]E4";
    bool const sized = is_ean_8 ? digits.size() == 8
                                : digits.size() == 8 || digits.size() == 12 || digits.size() == 13;
    if (!sized || !all_digits(digits)) return refuse(Why::malformed_code, data, "no EAN or UPC");
    if (!is_ean_8 && digits.size() == 8) return Gtin::parse_upc_e(digits);
    return Gtin::parse(digits);
}

// A composite symbol may come as one scan: its linear part, then "|]e0" (or "|]e1", the large
// component) and the elements of the second part. CSET 82 has no "|".
struct Composite {
    std::string_view linear;
    std::optional<std::string_view> second;
};
Composite composite_of(std::string_view data) {
    auto const joint = data.find("|]e");
    if (joint == std::string_view::npos || joint + 4 > data.size()) return {data, std::nullopt};
    bool const known = data[joint + 3] == '0' || data[joint + 3] == '1';
    if (!known) return {data, std::nullopt};
    return {data.substr(0, joint), data.substr(joint + 4)};
}

Result<ParsedScan> parse_ean_scan(ParsedScan scan, std::string_view aim, Day today) {
    std::string const data = scan.data;
    Composite const parts = composite_of(data);
    auto const gtin = parse_ean(aim, parts.linear);
    if (!gtin) return std::unexpected(gtin.error());
    scan.gtin = *gtin;
    if (!parts.second) return scan;
    return with_elements(std::move(scan), gs1::parse_elements(*parts.second), today);
}

std::optional<Gtin> guessed_gtin(std::string_view data) {
    bool const sized =
        data.size() == 8 || data.size() == 12 || data.size() == 13 || data.size() == 14;
    if (!sized) return std::nullopt;
    if (auto const gtin = Gtin::parse(data)) return *gtin;
    if (data.size() != 8) return std::nullopt;
    if (auto const gtin = Gtin::parse_upc_e(data)) return *gtin;
    return std::nullopt;
}

// Without separator only a key in front, with its right check digit, makes GS1 data likely.
bool may_be_elements(std::string_view data) {
    bool const is_item = data.starts_with("01") || data.starts_with("02");
    std::size_t const key_end = is_item ? 16 : 20;
    if (!is_item && !data.starts_with("00")) return false;
    if (data.size() < key_end) return false;
    auto const key = data.substr(2, key_end - 2);
    return all_digits(key) && has_check_digit(key);
}

// No identifier says what it is. A wrong check digit makes it plain text, no damaged code: order
// numbers have thirteen digits too.
Result<ParsedScan> guess(ParsedScan scan, Day today) {
    std::string_view const data = scan.data;
    if (all_digits(data)) {
        if (auto const gtin = guessed_gtin(data)) {
            scan.kind = ScanKind::gtin;
            scan.gtin = gtin;
            scan.guessed = true;
            return scan;
        }
        if (auto const sscc = Sscc::parse(data)) {
            scan.kind = ScanKind::sscc;
            scan.sscc = *sscc;
            scan.guessed = true;
            return scan;
        }
    }
    if (!may_be_elements(data)) return scan;
    auto parsed = with_elements(scan, gs1::parse_elements(data), today);
    if (!parsed) return scan;
    parsed->kind = ScanKind::gs1;
    parsed->guessed = true;
    return parsed;
}

// DataBar holds at least a GTIN; some guns send it without its AI, as they would send an EAN.
bool is_bare_gtin(std::string_view aim, std::string_view data) {
    bool const data_bar = aim == "]e0" || aim == "]Xr" || aim == "]Xs" || aim == "]Xt";
    return data_bar && data.size() == 14 && all_digits(data) && !gs1::parse_elements(data) &&
           has_check_digit(data);
}

Result<ParsedScan> parse_gs1_scan(ParsedScan scan, Day today) {
    std::string const data = scan.data;
    scan.guessed = !is_gs1_aim(scan.aim);
    if (is_bare_gtin(scan.aim, data))
        return with_elements(std::move(scan), gs1::parse_elements("01" + data), today);
    Composite const parts = composite_of(data);
    bool const typed = scan.guessed && gs1::is_bracketed(data);
    std::string together{parts.linear};
    if (parts.second) together.append(1, gs1::separator).append(*parts.second);
    auto elements = typed ? gs1::parse_bracketed(data) : gs1::parse_elements(together);
    return with_elements(std::move(scan), std::move(elements), today);
}

// "]X" is the maker's own. Where the data fits what Zebra means by it, it is that; another maker
// may mean something else, so otherwise it is as if there were no identifier.
Result<ParsedScan> parse_maker_scan(ParsedScan scan, Day today) {
    struct Meaning {
        char modifier;
        std::string_view aim;
    };
    constexpr Meaning meanings[] = {{'9', "]E0"}, {'C', "]E4"}, {'g', "]E0"}, {'k', "]E0"},
                                    {'r', "]e0"}, {'s', "]e0"}, {'t', "]e0"}};
    auto const* const found = std::ranges::find(meanings, scan.aim[2], &Meaning::modifier);
    if (found != std::end(meanings)) {
        bool const ean = is_ean_aim(found->aim);
        ParsedScan tried = scan;
        tried.kind = ean ? ScanKind::gtin : ScanKind::gs1;
        auto parsed = ean ? parse_ean_scan(std::move(tried), found->aim, today)
                          : parse_gs1_scan(std::move(tried), today);
        if (parsed) {
            parsed->guessed = true;
            return parsed;
        }
    }
    return guess(std::move(scan), today);
}

// ITF-14 is how cartons carry their GTIN. "]I3": the gun has checked the last digit and kept it.
Result<ParsedScan> parse_carton_scan(ParsedScan scan, Day today) {
    bool const stripped = scan.aim == "]I3" && scan.data.size() == 13 && all_digits(scan.data);
    if (!stripped && scan.data.size() != 14) return scan;
    if (!stripped) return guess(std::move(scan), today);
    auto const gtin = Gtin::parse(scan.data + check_digit(scan.data));
    if (!gtin) return std::unexpected(gtin.error());
    scan.kind = ScanKind::gtin;
    scan.gtin = *gtin;
    scan.guessed = true;
    return scan;
}

}  // namespace

char check_digit(std::string_view digits) {
    unsigned sum = 0;
    unsigned weight = digits.size() % 2 == 0 ? 1 : 3;
    for (char const c : digits) {
        sum += weight * static_cast<unsigned>(c - '0');
        weight = 4 - weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<Gtin> Gtin::parse(std::string_view digits) {
    bool const sized =
        digits.size() == 8 || digits.size() == 12 || digits.size() == 13 || digits.size() == 14;
    if (!sized || !all_digits(digits))
        return refuse(Why::malformed_code, digits, "not 8, 12, 13 or 14 digits");
    if (!has_check_digit(digits)) return refuse_check_digit(digits);
    Gtin gtin;
    gtin.digits_ = padded<14>(digits);
    return gtin;
}

Result<Gtin> Gtin::parse_upc_e(std::string_view digits) {
    if (digits.size() != 8 || !all_digits(digits) || digits[0] > '1')
        return refuse(Why::malformed_code, digits, "no UPC-E");
    std::string const upc = upc_a_of(digits);
    if (!has_check_digit(upc))
        return refuse(Why::bad_check_digit, digits,
                      std::string{check_digit(std::string_view{upc}.substr(0, 11))});
    return parse(upc);
}

bool Gtin::is_store_internal() const {
    std::string_view const all = digits();
    if (all.starts_with("000000")) return all[6] == '0' || all[6] == '2';
    return all.starts_with("02") || all.starts_with("002");
}

Result<Sscc> Sscc::parse(std::string_view digits) {
    if (digits.size() != 18 || !all_digits(digits))
        return refuse(Why::malformed_code, digits, "not 18 digits");
    if (!has_check_digit(digits)) return refuse_check_digit(digits);
    Sscc sscc;
    sscc.digits_ = padded<18>(digits);
    return sscc;
}

ScanFrame frame_of(std::string_view raw) {
    ScanFrame frame{raw.substr(0, 0), raw};
    if (is_aim(raw)) frame = {raw.substr(0, 3), raw.substr(3)};
    auto const end = frame.data.find_last_not_of("\r\n\t");
    frame.data = frame.data.substr(0, end == std::string_view::npos ? 0 : end + 1);
    return frame;
}

ScanKind claimed_kind(ScanFrame const& frame) {
    if (is_gs1_aim(frame.aim)) return ScanKind::gs1;
    if (is_ean_aim(frame.aim)) return ScanKind::gtin;
    if (frame.data.find(gs1::separator) != std::string_view::npos) return ScanKind::gs1;
    if (is_command(frame.data)) return ScanKind::command;
    if (frame.aim.empty() && gs1::is_bracketed(frame.data)) return ScanKind::gs1;
    if (gs1::is_digital_link(frame.data)) return ScanKind::digital_link;
    return ScanKind::text;
}

Result<ParsedScan> parse_scan(std::string_view raw, Day today) {
    ScanFrame const frame = frame_of(raw);
    auto const sound = check_bytes(raw, frame.data);
    if (!sound) return std::unexpected(sound.error());
    ParsedScan scan{
        .raw = std::string{raw},
        .aim = std::string{frame.aim},
        .data = is_eci_aim(frame.aim) ? without_eci(frame.data) : std::string{frame.data}};
    scan.kind = claimed_kind({scan.aim, scan.data});
    switch (scan.kind) {
        case ScanKind::gs1: return parse_gs1_scan(std::move(scan), today);
        case ScanKind::gtin: return parse_ean_scan(std::move(scan), frame.aim, today);
        case ScanKind::digital_link: {
            auto elements = gs1::parse_digital_link(scan.data);
            return with_elements(std::move(scan), std::move(elements), today);
        }
        case ScanKind::text: break;
        case ScanKind::command:
        case ScanKind::sscc: return scan;
    }
    if (scan.aim.empty()) return guess(std::move(scan), today);
    if (scan.aim[1] == 'X') return parse_maker_scan(std::move(scan), today);
    bool const carton = scan.aim[1] == 'I' && scan.data.size() == 14;
    if (carton || scan.aim == "]I3") return parse_carton_scan(std::move(scan), today);
    return scan;  // every other identifier says plain text
}

}  // namespace wms
