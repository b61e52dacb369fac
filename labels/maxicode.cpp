// SPDX-License-Identifier: Apache-2.0
#include "labels/maxicode.hpp"

#include <fmt/format.h>
#include <zint.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace wms::labels {
namespace {

// Nominal measures of ISO/IEC 16023, millimetres. Columns are 25.50 mm from the first to the last
// centre, rows 24.38 mm.
constexpr int hexagon_columns = 30;
constexpr int hexagon_rows = 33;
constexpr double hexagon_pitch_mm = 25.50 / 29;
constexpr double row_pitch_mm = 24.38 / 32;
constexpr double bullseye_mm[] = {3.87, 3.20, 2.53, 1.86, 1.18, 0.51};  // radii, dark first

constexpr std::size_t postcode_digits_max = 9;  // mode 2
constexpr std::size_t postcode_signs_max = 6;   // mode 3
constexpr std::size_t message_bytes_max = 138;  // digits only; less of anything else (Zint says so)
constexpr char group_separator = '\x1D';

struct ZintEnd {
    void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};
using Zint = std::unique_ptr<zint_symbol, ZintEnd>;

bool all_of(std::string_view text, bool (*is)(char)) {
    return std::ranges::all_of(text, is);
}
bool is_decimal(char c) {
    return c >= '0' && c <= '9';
}
bool is_postcode_sign(char c) {
    return is_decimal(c) || (c >= 'A' && c <= 'Z') || c == ' ';
}
bool is_graphic(char c) {
    return c >= ' ' && c < 0x7F;
}
// What parts a carrier's message: EOT, FS, GS, RS.
bool is_message_sign(char c) {
    return is_graphic(c) || c == 0x04 || (c >= 0x1C && c <= 0x1E);
}

struct Message {
    int mode = 4;
    std::string primary = {};  // for Zint: postcode in nine places, country, service
    std::string carrier = {};  // for a reader: the three, each with a separator behind it
    std::string text = {};
};

// The detail stands in the sentence of either language: it has both.
LabelError part_bad(std::string const& id, char const* part, std::string detail) {
    return {.fault = Fault::field_bad,
            .subject = fmt::format("{} ({})", id, part),
            .detail = std::move(detail)};
}

// Values may not bring separators of their own: they would become other parts of the message.
Outcome<std::string> message_text(CodeItem const& item, std::string const& id, Scope const& scope) {
    for (Piece const& piece : item.data) {
        if (!piece.field.empty() && !all_of(scope.value(piece.field), is_graphic))
            return std::unexpected(part_bad(id, piece.field.c_str(), ascii_wanted));
    }
    auto text = fill_text(item.data, scope);
    if (!text) return text;
    if (text->empty()) return std::unexpected(part_bad(id, "data", "没有内容 · nothing to encode"));
    if (text->size() > message_bytes_max)
        return std::unexpected(part_bad(id, "data",
                                        fmt::format("{0} 字节，最多 {1} · {0} bytes, {1} at most",
                                                    text->size(), message_bytes_max)));
    if (!all_of(*text, is_message_sign)) return std::unexpected(part_bad(id, "data", ascii_wanted));
    return text;
}

// Three digits: a country of ISO 3166, a carrier's class of service.
Outcome<std::string> three_digits(Text const& text, std::string const& id, char const* part,
                                  Scope const& scope) {
    auto value = fill_text(text, scope);
    if (!value) return value;
    if (value->size() != 3 || !all_of(*value, is_decimal))
        return std::unexpected(part_bad(id, part, "应为三位数字 · three digits are wanted"));
    return value;
}

Outcome<Message> message_of(CodeItem const& item, std::string const& id, Scope const& scope) {
    auto text = message_text(item, id, scope);
    if (!text) return std::unexpected(text.error());
    Message message{.text = std::move(*text)};
    if (item.postcode.empty()) return message;
    auto postcode = fill_text(item.postcode, scope);
    if (!postcode) return std::unexpected(postcode.error());
    auto const country = three_digits(item.country, id, "country", scope);
    if (!country) return std::unexpected(country.error());
    auto const service = three_digits(item.service, id, "service", scope);
    if (!service) return std::unexpected(service.error());
    bool const digits = all_of(*postcode, is_decimal);
    std::size_t const most = digits ? postcode_digits_max : postcode_signs_max;
    if (postcode->empty() || postcode->size() > most || !all_of(*postcode, is_postcode_sign))
        return std::unexpected(part_bad(id, "postcode",
                                        "1 至 9 位数字，或 1 至 6 个 A–Z、0–9、空格 · 1 to 9 "
                                        "digits, or 1 to 6 of A to Z, 0 to 9 and blank"));
    message.mode = digits ? 2 : 3;
    if (!digits) postcode->resize(postcode_signs_max, ' ');  // as it is stored, so as it is read
    message.carrier = fmt::format("{}{}{}{}{}{}", *postcode, group_separator, *country,
                                  group_separator, *service, group_separator);
    postcode->resize(digits ? postcode_digits_max : postcode_signs_max, ' ');
    message.primary = *postcode + *country + *service;
    return message;
}

// A reader puts the carrier's part behind the message's own head "[)>RS01GS96", else in front.
std::string as_it_is_read(Message const& message) {
    constexpr std::string_view head =
        "[)>\x1E"
        "01\x1D";
    constexpr std::size_t head_size = head.size() + 2;
    bool const has_head = message.text.starts_with(head) && message.text.size() >= head_size;
    std::size_t const at = has_head ? head_size : 0;
    return message.text.substr(0, at) + message.carrier + message.text.substr(at);
}

std::expected<Zint, std::string> encode_by_zint(Message const& message) {
    Zint symbol{ZBarcode_Create()};
    if (!symbol) return std::unexpected(std::string{"内存不足 · no memory"});
    symbol->symbology = BARCODE_MAXICODE;
    symbol->input_mode = DATA_MODE;
    symbol->option_1 = message.mode;
    std::ranges::copy(message.primary, symbol->primary);  // 15 bytes of 128, the rest is zero
    std::string bytes = message.text;
    auto* const data = reinterpret_cast<unsigned char*>(bytes.data());
    int const problem = ZBarcode_Encode(symbol.get(), data, static_cast<int>(bytes.size()));
    if (problem >= ZINT_ERROR || symbol->rows != hexagon_rows || symbol->width != hexagon_columns)
        return std::unexpected(fmt::format("MaxiCode 放不下此内容 · {}", symbol->errtxt));
    return symbol;
}

// One hexagon in whole dots, the same for all: a head prints equal shapes equally.
Bitmap hexagon(double dots_per_mm) {
    int const width = std::max(static_cast<int>(hexagon_pitch_mm * dots_per_mm), 2);
    int const height =
        std::max(static_cast<int>(std::lround(row_pitch_mm * dots_per_mm * 4 / 3)), 2);
    Bitmap shape{static_cast<unsigned>(width), static_cast<unsigned>(height)};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            double const across = std::abs(x + 0.5 - width / 2.0);
            double const down = std::abs(y + 0.5 - height / 2.0);
            // its sides are upright, its tips are above and below
            if (down <= height / 2.0 * (1 - across / width)) shape.set(x, y, true);
        }
    }
    return shape;
}

void stamp(Bitmap& onto, Bitmap const& shape, double centre_x, double centre_y) {
    int const left = static_cast<int>(std::lround(centre_x - shape.width() / 2.0));
    int const top = static_cast<int>(std::lround(centre_y - shape.height() / 2.0));
    for (int y = 0; y < static_cast<int>(shape.height()); ++y) {
        for (int x = 0; x < static_cast<int>(shape.width()); ++x) {
            if (shape.black(x, y)) onto.set(left + x, top + y, true);
        }
    }
}

void draw_bullseye(Bitmap& onto, double centre_x, double centre_y, double dots_per_mm) {
    int const reach = static_cast<int>(bullseye_mm[0] * dots_per_mm) + 1;
    int const middle_x = static_cast<int>(centre_x);
    int const middle_y = static_cast<int>(centre_y);
    for (int y = middle_y - reach; y <= middle_y + reach; ++y) {
        for (int x = middle_x - reach; x <= middle_x + reach; ++x) {
            double const radius = std::hypot(x + 0.5 - centre_x, y + 0.5 - centre_y);
            bool black = false;
            for (double const ring : bullseye_mm)
                if (radius <= ring * dots_per_mm) black = !black;
            if (radius <= bullseye_mm[0] * dots_per_mm) onto.set(x, y, black);
        }
    }
}

// Each centre is where the standard has it, to the nearest dot: the size is true on every head.
Bitmap dots_of(zint_symbol const& symbol, double dots_per_mm) {
    double const pitch = hexagon_pitch_mm * dots_per_mm;
    double const row_pitch = row_pitch_mm * dots_per_mm;
    Bitmap const shape = hexagon(dots_per_mm);
    double const first_x = std::round(pitch) / 2;
    double const first_y = shape.height() / 2.0;
    Bitmap dots{static_cast<unsigned>(std::ceil(first_x + 29 * pitch + shape.width() / 2.0)) + 1,
                static_cast<unsigned>(std::ceil(first_y + 32 * row_pitch + shape.height() / 2.0))};
    for (int row = 0; row < hexagon_rows; ++row) {
        for (int column = 0; column < hexagon_columns; ++column) {
            unsigned const byte = symbol.encoded_data[row][column / 8];
            if ((byte >> (column % 8) & 1U) == 0) continue;
            double const shift = row % 2 == 0 ? 0 : pitch / 2;
            stamp(dots, shape, first_x + shift + column * pitch, first_y + row * row_pitch);
        }
    }
    // around the place of a hexagon that is not there: the fifteenth of the seventeenth row
    draw_bullseye(dots, first_x + 14 * pitch, first_y + 16 * row_pitch, dots_per_mm);
    return dots;
}

}  // namespace

Outcome<Symbol> make_maxicode(CodeItem const& item, std::string const& id, Scope const& scope,
                              double dots_per_mm) {
    auto const message = message_of(item, id, scope);
    if (!message) return std::unexpected(message.error());
    auto const encoded = encode_by_zint(*message);
    if (!encoded) return std::unexpected(part_bad(id, "data", encoded.error()));
    auto const quiet_across = static_cast<unsigned>(std::ceil(hexagon_pitch_mm * dots_per_mm));
    auto const quiet_down = static_cast<unsigned>(std::ceil(row_pitch_mm * dots_per_mm));
    return Symbol{.symbology = Symbology::maxicode,
                  .modules = dots_of(**encoded, dots_per_mm),
                  .linear = false,
                  .in_dots = true,
                  .quiet_left = quiet_across,
                  .quiet_right = quiet_across,
                  .quiet_top = quiet_down,
                  .expected = as_it_is_read(*message),
                  .readable = message->text};
}

}  // namespace wms::labels
