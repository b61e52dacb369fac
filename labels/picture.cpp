// SPDX-License-Identifier: Apache-2.0
#include "labels/picture.hpp"

#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

namespace wms::labels {
namespace {

constexpr std::size_t png_bytes_max = 4 << 20;
constexpr std::uint32_t png_side_max = 4'000;
constexpr std::size_t header_bytes = 24;  // signature, then IHDR with width and height

// Thresholds of a clustered dot, four by four.
constexpr int cluster[4][4] = {
    {200, 88, 104, 216}, {72, 8, 24, 120}, {56, 40, 152, 136}, {184, 168, 232, 248}};

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (char const byte : bytes.substr(0, 4))
        value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

cairo_status_t give(void* from, unsigned char* to, unsigned count) {
    auto& rest = *static_cast<std::string_view*>(from);
    if (rest.size() < count) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(to, rest.data(), count);
    rest.remove_prefix(count);
    return CAIRO_STATUS_SUCCESS;
}

LabelError bad(std::string_view name, std::string detail) {
    return {.fault = Fault::image_bad, .subject = std::string{name}, .detail = std::move(detail)};
}

}  // namespace

Outcome<Bitmap> read_picture(std::string_view png, std::string_view name, int width, int height) {
    bool const looks_right = png.size() > header_bytes && png.starts_with("\x89PNG\r\n\x1a\n") &&
                             png.size() <= png_bytes_max;
    if (!looks_right) return std::unexpected(bad(name, "a PNG of 4 MB at most is wanted"));
    std::uint32_t const sides[] = {big_endian(png.substr(16)), big_endian(png.substr(20))};
    if (std::ranges::max(sides) > png_side_max || std::ranges::min(sides) == 0)
        return std::unexpected(bad(name, fmt::format("{} x {} dots", sides[0], sides[1])));
    std::string_view rest = png;
    Surface const source{cairo_image_surface_create_from_png_stream(give, &rest),
                         cairo_surface_destroy};
    if (cairo_surface_status(source.get()) != CAIRO_STATUS_SUCCESS)
        return std::unexpected(bad(name, "cannot be read"));
    Surface const scaled{cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height),
                         cairo_surface_destroy};
    cairo_t* const cairo = cairo_create(scaled.get());
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    double const scale =
        std::min(width / static_cast<double>(sides[0]), height / static_cast<double>(sides[1]));
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, source.get(), 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(scaled.get());
    Bitmap picture{static_cast<unsigned>(width), static_cast<unsigned>(height)};
    int const stride = cairo_image_surface_get_stride(scaled.get());
    unsigned char const* const data = cairo_image_surface_get_data(scaled.get());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            std::uint32_t dot = 0;
            std::memcpy(&dot, data + static_cast<std::ptrdiff_t>(y) * stride + x * 4, sizeof dot);
            auto const part = [&](int shift) { return static_cast<int>(dot >> shift & 0xFFU); };
            int const grey = (part(16) * 3 + part(8) * 6 + part(0)) / 10;
            picture.set(x, y, grey < cluster[y % 4][x % 4]);
        }
    }
    return picture;
}

}  // namespace wms::labels
