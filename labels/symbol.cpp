// SPDX-License-Identifier: Apache-2.0
#define ZX_USE_UTF8 1
#include "labels/symbol.hpp"

#include "base/text.hpp"

#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>
#include <ZXing/ReadBarcode.h>
#include <ZXing/TextUtfEncoding.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace wms::labels {
namespace {

constexpr std::size_t linear_bytes_max = 48;  // GS1 allows no longer GS1-128
constexpr std::size_t matrix_bytes_max = 1'000;
constexpr char separator = '\x1D';

struct Kind {
    Symbology symbology;
    char const* name;
    ZXing::BarcodeFormat format;
    unsigned quiet_left;
    unsigned quiet_right;
    unsigned quiet_top;
};
constexpr Kind kinds[] = {
    {Symbology::code128, "code128", ZXing::BarcodeFormat::Code128, 10, 10, 0},
    {Symbology::gs1_128, "gs1_128", ZXing::BarcodeFormat::Code128, 10, 10, 0},
    {Symbology::ean13, "ean13", ZXing::BarcodeFormat::EAN13, 11, 7, 0},
    {Symbology::itf14, "itf14", ZXing::BarcodeFormat::ITF, 10, 10, 0},
    {Symbology::qr, "qr", ZXing::BarcodeFormat::QRCode, 4, 4, 4},
    {Symbology::datamatrix, "datamatrix", ZXing::BarcodeFormat::DataMatrix, 2, 2, 2},
    {Symbology::pdf417, "pdf417", ZXing::BarcodeFormat::PDF417, 2, 2, 2},
    {Symbology::maxicode, "maxicode", ZXing::BarcodeFormat::MaxiCode, 1, 1, 1},
};

Kind const& kind_of(Symbology symbology) {
    for (Kind const& kind : kinds) {
        if (kind.symbology == symbology) return kind;
    }
    return kinds[0];
}

bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}
bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; });
}

// GS1 General Specifications, figure "predefined length": nothing ends these but their length.
bool has_fixed_length(std::string_view identifier) {
    constexpr std::string_view fixed[] = {"00", "01", "02", "03", "04", "11", "12", "13",
                                          "14", "15", "16", "17", "18", "19", "20", "31",
                                          "32", "33", "34", "35", "36", "41"};
    return std::ranges::find(fixed, identifier.substr(0, 2)) != std::end(fixed);
}

// What is wrong with the value of this code; empty = nothing.
std::string objection(Symbology symbology, std::string const& value) {
    if (value.empty()) return "没有内容 · nothing to encode";
    switch (symbology) {
        case Symbology::code128:
        case Symbology::gs1_128:
            if (value.size() > linear_bytes_max)
                return fmt::format("{0} 个字符，最多 {1} · {0} signs, {1} at most", value.size(),
                                   linear_bytes_max);
            if (!is_printable_ascii(value)) return ascii_wanted;
            return {};
        case Symbology::ean13:
        case Symbology::itf14: {
            std::size_t const digits = symbology == Symbology::ean13 ? 13 : 14;
            if (value.size() != digits || !is_digits(value))
                return fmt::format("应为 {0} 位数字 · {0} digits are wanted", digits);
            char const check = gs1_check_digit(value.substr(0, digits - 1));
            if (value.back() != check)
                return fmt::format("校验位应为 {0} · the check digit would be {0}", check);
            return {};
        }
        case Symbology::qr:
        case Symbology::datamatrix:
        case Symbology::pdf417:
            if (value.size() > matrix_bytes_max)
                return fmt::format("{0} 字节，最多 {1} · {0} bytes, {1} at most", value.size(),
                                   matrix_bytes_max);
            if (!is_utf8(value)) return "不是 UTF-8 · not UTF-8";
            if (symbology != Symbology::qr && !is_printable_ascii(value)) return ascii_wanted;
            return {};
        case Symbology::maxicode: break;  // maxicode.cpp
    }
    return {};
}

struct Payload {
    std::wstring written;
    std::string expected;
    std::string readable;
};

Outcome<Payload> gs1_payload(CodeItem const& item, std::string const& id, Scope const& scope) {
    constexpr wchar_t function_1 = 0xF1;
    Payload payload;
    payload.written = function_1;
    bool open = false;  // the last element ends with a separator, if another follows
    for (Gs1Element const& element : item.elements) {
        auto const value = fill_text(element.value, scope);
        if (!value) return std::unexpected(value.error());
        if (value->empty()) continue;
        if (!is_printable_ascii(*value) || value->size() > linear_bytes_max)
            return std::unexpected(
                LabelError{.fault = Fault::field_bad,
                           .subject = fmt::format("{} ({})", id, element.identifier),
                           .detail = ascii_wanted});
        if (open) {
            payload.written += function_1;
            payload.expected += separator;
        }
        std::string const part = element.identifier + *value;
        payload.written.append(part.begin(), part.end());
        payload.expected += part;
        payload.readable += fmt::format("({}){}", element.identifier, *value);
        open = !has_fixed_length(element.identifier);
    }
    return payload;
}

Outcome<Payload> payload_of(CodeItem const& item, std::string const& id, Scope const& scope) {
    if (item.symbology == Symbology::gs1_128) return gs1_payload(item, id, scope);
    auto const value = fill_text(item.data, scope);
    if (!value) return std::unexpected(value.error());
    std::string const wrong = objection(item.symbology, *value);
    if (!wrong.empty())
        return std::unexpected(
            LabelError{.fault = Fault::field_bad, .subject = id, .detail = wrong});
    return Payload{.written = ZXing::TextUtfEncoding::FromUtf8(*value),
                   .expected = *value,
                   .readable = *value};
}

// A byte per dot, as ZXing wants it; white outside of the sheet.
std::vector<std::uint8_t> grey_of(Bitmap const& bitmap, Area const& area) {
    std::vector<std::uint8_t> grey(
        static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height), 255);
    int const top = std::max(area.y, 0);
    int const bottom = std::min(area.y + area.height, static_cast<int>(bitmap.height()));
    int const left = std::max(area.x, 0);
    int const right = std::min(area.x + area.width, static_cast<int>(bitmap.width()));
    for (int y = top; y < bottom; ++y) {
        auto const bits = bitmap.row(static_cast<unsigned>(y));
        std::uint8_t* to =
            grey.data() + static_cast<std::ptrdiff_t>(y - area.y) * area.width + (left - area.x);
        for (int x = left; x < right; ++x) {
            unsigned const bit = unsigned{bits[static_cast<unsigned>(x) / 8]} >> (7 - x % 8) & 1U;
            *to++ = static_cast<std::uint8_t>(bit - 1);
        }
    }
    return grey;
}

// ZXing throws what it cannot encode.
std::expected<ZXing::BitMatrix, std::string> write(CodeItem const& item,
                                                   std::wstring const& value) {
    ZXing::MultiFormatWriter writer{kind_of(item.symbology).format};
    writer.setMargin(0);
    if (item.symbology == Symbology::qr) {
        writer.setEncoding(ZXing::CharacterSet::UTF8);
        writer.setEccLevel(item.level < 0 ? 4 : item.level * 2 + 1);
    } else if (item.symbology == Symbology::pdf417) {
        writer.setEccLevel(item.level < 0 ? 3 : item.level);
    }
    try {
        return writer.encode(value, 0, 0);
    } catch (std::exception const& problem) {
        return std::unexpected(fmt::format("无法编码 · cannot be encoded: {}", problem.what()));
    }
}

}  // namespace

char const* name_of(Symbology symbology) {
    return kind_of(symbology).name;
}

char gs1_check_digit(std::string_view digits) {
    int sum = 0;
    int weight = 3;
    for (std::size_t at = digits.size(); at-- > 0; weight = 4 - weight)
        sum += (digits[at] - '0') * weight;
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Outcome<Symbol> make_symbol(CodeItem const& item, std::string const& id, Scope const& scope) {
    auto payload = payload_of(item, id, scope);
    if (!payload) return std::unexpected(payload.error());
    if (item.symbology == Symbology::gs1_128) {
        if (payload->expected.empty() || payload->expected.size() > linear_bytes_max)
            return std::unexpected(LabelError{
                .fault = Fault::field_bad,
                .subject = id,
                .detail = fmt::format("{0} 个字符，可容纳 1 至 {1} 个 · {0} signs, 1 to {1} fit",
                                      payload->expected.size(), linear_bytes_max)});
    }
    auto const matrix = write(item, payload->written);
    if (!matrix)
        return std::unexpected(
            LabelError{.fault = Fault::field_bad, .subject = id, .detail = matrix.error()});
    Kind const& kind = kind_of(item.symbology);
    Symbol symbol{.symbology = item.symbology,
                  .modules = Bitmap{static_cast<unsigned>(matrix->width()),
                                    static_cast<unsigned>(matrix->height())},
                  .linear = kind.quiet_top == 0,
                  .quiet_left = kind.quiet_left,
                  .quiet_right = kind.quiet_right,
                  .quiet_top = kind.quiet_top,
                  .expected = std::move(payload->expected),
                  .readable = std::move(payload->readable)};
    for (int y = 0; y < matrix->height(); ++y) {
        for (int x = 0; x < matrix->width(); ++x) {
            if (matrix->get(x, y)) symbol.modules.set(x, y, true);
        }
    }
    return symbol;
}

std::optional<std::string> read_symbol(Bitmap const& bitmap, Area const& area,
                                       Symbology symbology) {
    std::vector<std::uint8_t> const grey = grey_of(bitmap, area);
    // One symbol, one format: the calls that abort the process are others (print-testbed.md §6.3).
    auto const hints = ZXing::DecodeHints{}
                           .setFormats(kind_of(symbology).format)
                           .setBinarizer(ZXing::Binarizer::FixedThreshold)
                           .setTryDownscale(false)
                           .setTryHarder(true);
    ZXing::ImageView const image{grey.data(), area.width, area.height, ZXing::ImageFormat::Lum};
    try {
        auto const result = ZXing::ReadBarcode(image, hints);
        if (!result.isValid()) return std::nullopt;
        if (symbology == Symbology::gs1_128 && result.symbologyIdentifier() != "]C1")
            return std::nullopt;
        if (symbology == Symbology::code128 && result.symbologyIdentifier() != "]C0")
            return std::nullopt;
        return result.text();
    } catch (std::exception const&) {
        return std::nullopt;
    }
}

}  // namespace wms::labels
