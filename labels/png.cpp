// SPDX-License-Identifier: Apache-2.0
// PNG with one bit per dot, as the bitmap has it. Cairo writes no such file from our rows without
// turning every bit around twice, so the four chunks are written here, around zlib.
#include "labels/languages.hpp"

#include <zlib.h>

#include <cmath>

namespace wms::labels {
namespace {

void add_number(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFFU);
}

void add_chunk(std::string& out, std::string_view kind, std::string_view data) {
    add_number(out, static_cast<std::uint32_t>(data.size()));
    std::size_t const start = out.size();
    out += kind;
    out += data;
    add_number(
        out, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<Bytef const*>(out.data() + start),
                                              static_cast<uInt>(out.size() - start))));
}

}  // namespace

std::string png_of(Bitmap const& bitmap, double dots_per_mm) {
    std::string header;
    add_number(header, bitmap.width());
    add_number(header, bitmap.height());
    header += std::string_view{"\x01\x00\x00\x00\x00", 5};  // 1 bit, grey
    std::string scale;
    auto const dots_per_m = static_cast<std::uint32_t>(std::lround(dots_per_mm * 1'000));
    add_number(scale, dots_per_m);
    add_number(scale, dots_per_m);
    scale += '\x01';
    std::string rows;
    for (unsigned y = 0; y < bitmap.height(); ++y) {
        rows += '\0';  // no filter
        for (std::uint8_t const byte : bitmap.row(y)) rows += static_cast<char>(~byte);
    }
    uLongf size = compressBound(rows.size());
    std::string packed(size, '\0');
    compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
              reinterpret_cast<Bytef const*>(rows.data()), rows.size(), 6);
    packed.resize(size);
    std::string out = "\x89PNG\r\n\x1a\n";
    add_chunk(out, "IHDR", header);
    add_chunk(out, "pHYs", scale);
    add_chunk(out, "IDAT", packed);
    add_chunk(out, "IEND", "");
    return out;
}

}  // namespace wms::labels
