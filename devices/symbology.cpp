// SPDX-License-Identifier: Apache-2.0
#include "devices/symbology.hpp"

#include <algorithm>
#include <iterator>

namespace wms::devices {
namespace {

struct ByLetter {
    char letter;
    std::string_view modifiers;  // empty: any
    std::string_view name;
};
// The first line that fits. Sources: the tables of Zebra, NCR, Opticon and Datalogic manuals.
constexpr ByLetter aim_names[] = {
    {'A', "", "Code 39"},
    {'B', "", "Telepen"},
    {'C', "1", "GS1-128"},
    {'C', "4", "ISBT 128"},
    {'C', "", "Code 128"},
    {'D', "", "Code One"},
    {'E', "4", "EAN-8"},
    {'E', "0", "EAN/UPC"},
    {'E', "3", "EAN/UPC with add-on"},
    {'E', "", "EAN/UPC add-on"},
    {'F', "", "Codabar"},
    {'G', "", "Code 93"},
    {'H', "", "Code 11"},
    {'I', "", "Interleaved 2 of 5"},
    {'J', "1", "GS1 DotCode"},
    {'J', "", "DotCode"},
    {'K', "", "Code 16K"},
    {'L', "", "PDF417"},
    {'M', "", "MSI"},
    {'O', "", "Codablock"},
    {'P', "", "Plessey"},
    {'Q', "3", "GS1 QR Code"},
    {'Q', "", "QR Code"},
    {'R', "", "Straight 2 of 5"},
    {'S', "", "Straight 2 of 5"},
    {'T', "", "Code 49"},
    {'U', "", "MaxiCode"},
    {'d', "25", "GS1 DataMatrix"},
    {'d', "", "Data Matrix"},
    {'e', "0", "GS1 DataBar"},
    {'e', "", "GS1 Composite"},
    {'g', "", "Grid Matrix"},
    {'h', "2", "GS1 Han Xin"},
    {'h', "", "Han Xin"},
    {'z', "14", "GS1 Aztec"},
    {'z', "", "Aztec"},
};

struct ByCode {
    std::uint8_t code;
    std::string_view name;
    std::string_view aim = {};
};
constexpr ByCode honeywell_names[] = {
    {'j', "Code 128"},
    {'I', "GS1-128"},
    {'|', "GS1-128"},
    {'d', "EAN-13"},
    {'D', "EAN-8"},
    {'c', "UPC-A"},
    {'E', "UPC-E"},
    {'b', "Code 39"},
    {'e', "Interleaved 2 of 5"},
    {'r', "PDF417"},
    {'s', "QR Code"},
    {'w', "Data Matrix"},
    {'z', "Aztec"},
    {'y', "GS1 DataBar"},
    {'{', "GS1 DataBar Limited"},
    {'}', "GS1 DataBar Expanded"},
};
constexpr ByCode ibm_short_names[] = {
    {0x0A, "UPC-E", "]E0"},
    {0x0C, "EAN-8", "]E4"},
    {0x0D, "UPC-A", "]E0"},
    {0x16, "EAN-13", "]E0"},
};
constexpr ByCode ibm_long_names[] = {
    {0x0A, "Code 39", "]A0"},
    {0x0C, "Standard 2 of 5", "]S0"},
    {0x0D, "Interleaved 2 of 5", "]I0"},
    {0x0E, "Codabar", "]F0"},
    {0x11, "UPC-A with 5-digit add-on", "]E3"},
    {0x12, "UPC-E with 2-digit add-on", "]E3"},
    {0x13, "EAN-13 with 2-digit add-on", "]E3"},
    {0x14, "UPC-E with 5-digit add-on", "]E3"},
    {0x15, "EAN-13 with 5-digit add-on", "]E3"},
    {0x16, "UPC-A with 2-digit add-on", "]E3"},
    {0x17, "EAN-8 with 2-digit add-on", ""},
    {0x18, "Code 128", "]C0"},
    {0x19, "Code 93", "]G0"},
    {0x1D, "EAN-8 with 5-digit add-on", ""},
    {0x25, "GS1-128", "]C1"},
    {0x2A, "GS1 DataBar", "]e0"},
    {0x2B, "GS1 DataBar Expanded", "]e0"},
    {0x2E, "PDF417", "]L0"},
    {0x2F, "MaxiCode", "]U0"},
    {0x32, "Data Matrix", "]d1"},
    {0x33, "QR Code", "]Q1"},
    {0x34, "Aztec", "]z0"},
    {0x36, "GS1 DataMatrix", "]d2"},
    {0x37, "GS1 QR Code", "]Q3"},
    {0x38, "MicroPDF417", "]L2"},
};

template <class Table>
NamedSymbology in(Table const& table, std::uint8_t code) {
    auto const* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](ByCode const& each) { return each.code == code; });
    return found == std::end(table) ? NamedSymbology{} : NamedSymbology{found->name, found->aim};
}

bool are_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_check_digit(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i)
        sum += (digits[digits.size() - 1 - i] - '0') * (i % 2 == 0 ? 1 : 3);
    return sum % 10 == 0;
}

// No proof: an order number may look like an EAN.
std::string_view guess(std::string_view data) {
    bool const gtin = are_digits(data) && !data.empty() && has_check_digit(data);
    if (gtin && data.size() == 13) return "EAN-13";
    if (gtin && data.size() == 12) return "UPC-A";
    if (gtin && data.size() == 8) return "EAN-8";
    if (gtin && data.size() == 14) return "ITF-14";
    if (data.find('\x1D') != data.npos) return "GS1";
    return {};
}

}  // namespace

bool looks_like_aim(std::string_view text) {
    auto const letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return text.size() == 3 && text[0] == ']' && letter(text[1]) &&
           (letter(text[2]) || (text[2] >= '0' && text[2] <= '9'));
}

std::string_view symbology_of_aim(std::string_view aim) {
    if (!looks_like_aim(aim)) return {};
    for (ByLetter const& each : aim_names) {
        if (each.letter != aim[1]) continue;
        if (each.modifiers.empty() || each.modifiers.find(aim[2]) != each.modifiers.npos)
            return each.name;
    }
    return {};
}

std::string_view symbology_of_honeywell(std::uint8_t code) {
    return in(honeywell_names, code).name;
}
NamedSymbology symbology_of_ibm_short(std::uint8_t id) {
    return in(ibm_short_names, id);
}
NamedSymbology symbology_of_ibm_long(std::uint8_t id) {
    return in(ibm_long_names, id);
}

void name_symbology(Scan& scan) {
    if (!scan.symbology.empty()) return;
    scan.symbology = symbology_of_aim(scan.aim);
    scan.certainty = scan.symbology.empty() ? Certainty::guessed : Certainty::known;
    if (scan.symbology.empty()) scan.symbology = guess(scan.data);
}

}  // namespace wms::devices
