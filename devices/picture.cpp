// SPDX-License-Identifier: Apache-2.0
#include "devices/picture.hpp"

#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

namespace wms::devices {
namespace {

using Bytes = std::span<std::uint8_t const>;

bool begins_with(Bytes bytes, std::string_view magic, std::size_t at = 0) {
    return bytes.size() >= at + magic.size() &&
           std::equal(
               magic.begin(), magic.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
               [](char c, std::uint8_t byte) { return static_cast<std::uint8_t>(c) == byte; });
}

bool is_size(std::size_t width, std::size_t height) {
    return width > 0 && height > 0 && width <= picture_dots_max && height <= picture_dots_max &&
           width * height <= picture_dots_max;
}

// Transparent is white, as the paper behind it would be.
std::vector<std::uint8_t> grey_of(std::vector<std::uint8_t> const& rgba) {
    std::vector<std::uint8_t> grey(rgba.size() / 4);
    for (std::size_t at = 0; at < grey.size(); ++at) {
        std::uint8_t const* const dot = &rgba[at * 4];
        unsigned const light = (306U * dot[0] + 601U * dot[1] + 117U * dot[2] + 512U) >> 10U;
        grey[at] = static_cast<std::uint8_t>((light * dot[3] + 255U * (255U - dot[3])) / 255U);
    }
    return grey;
}

std::expected<Picture, PictureFault> decode_png(Bytes bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0)
        return std::unexpected(PictureFault::damaged);
    if (!is_size(image.width, image.height)) {
        png_image_free(&image);
        return std::unexpected(PictureFault::too_large);
    }
    image.format = PNG_FORMAT_RGBA;
    std::vector<std::uint8_t> rgba(std::size_t{image.width} * image.height * 4);
    if (png_image_finish_read(&image, nullptr, rgba.data(), 0, nullptr) == 0) {
        png_image_free(&image);
        return std::unexpected(PictureFault::damaged);
    }
    return Picture{image.width, image.height, grey_of(rgba)};
}

std::expected<Picture, PictureFault> decode_jpeg(Bytes bytes) {
    std::unique_ptr<void, int (*)(tjhandle)> const decoder{tjInitDecompress(), tjDestroy};
    int width = 0;
    int height = 0;
    int sampling = 0;
    int colours = 0;
    if (tjDecompressHeader3(decoder.get(), bytes.data(), bytes.size(), &width, &height, &sampling,
                            &colours) != 0)
        return std::unexpected(PictureFault::damaged);
    Picture picture{static_cast<std::size_t>(width), static_cast<std::size_t>(height), {}};
    if (!is_size(picture.width, picture.height)) return std::unexpected(PictureFault::too_large);
    picture.grey.resize(picture.width * picture.height);
    int const failed = tjDecompress2(decoder.get(), bytes.data(), bytes.size(), picture.grey.data(),
                                     width, 0, height, TJPF_GRAY, 0);
    // A warning (cut off, an odd marker) still leaves a picture.
    if (failed != 0 && tjGetErrorCode(decoder.get()) != TJERR_WARNING)
        return std::unexpected(PictureFault::damaged);
    return picture;
}

std::expected<Picture, PictureFault> decode_webp(Bytes bytes) {
    int width = 0;
    int height = 0;
    if (WebPGetInfo(bytes.data(), bytes.size(), &width, &height) == 0)
        return std::unexpected(PictureFault::damaged);
    Picture picture{static_cast<std::size_t>(width), static_cast<std::size_t>(height), {}};
    if (!is_size(picture.width, picture.height)) return std::unexpected(PictureFault::too_large);
    std::vector<std::uint8_t> rgba(picture.width * picture.height * 4);
    if (WebPDecodeRGBAInto(bytes.data(), bytes.size(), rgba.data(), rgba.size(), width * 4) ==
        nullptr)
        return std::unexpected(PictureFault::damaged);
    picture.grey = grey_of(rgba);
    return picture;
}

}  // namespace

std::expected<Picture, PictureFault> decode_picture(Bytes bytes) {
    if (bytes.size() > picture_bytes_max) return std::unexpected(PictureFault::too_large);
    if (begins_with(bytes, "\x89PNG\r\n\x1A\n")) return decode_png(bytes);
    if (begins_with(bytes, "\xFF\xD8\xFF")) return decode_jpeg(bytes);
    if (begins_with(bytes, "RIFF") && begins_with(bytes, "WEBP", 8)) return decode_webp(bytes);
    return std::unexpected(PictureFault::unknown_format);
}

Picture shrunk(Picture const& picture, std::size_t width, std::size_t height) {
    width = std::clamp<std::size_t>(width, 1, picture.width);
    height = std::clamp<std::size_t>(height, 1, picture.height);
    Picture small{width, height, std::vector<std::uint8_t>(width * height)};
    for (std::size_t y = 0; y < height; ++y) {
        std::size_t const top = y * picture.height / height;
        std::size_t const bottom = std::max(top + 1, (y + 1) * picture.height / height);
        for (std::size_t x = 0; x < width; ++x) {
            std::size_t const left = x * picture.width / width;
            std::size_t const right = std::max(left + 1, (x + 1) * picture.width / width);
            std::size_t sum = 0;
            for (std::size_t row = top; row < bottom; ++row) {
                for (std::size_t column = left; column < right; ++column)
                    sum += picture.grey[row * picture.width + column];
            }
            small.grey[y * width + x] =
                static_cast<std::uint8_t>(sum / ((bottom - top) * (right - left)));
        }
    }
    return small;
}

namespace {

// The light between four dots; white outside.
double light_at(Picture const& picture, double x, double y) {
    double const left = std::floor(x);
    double const top = std::floor(y);
    auto const dot = [&](double column, double row) -> double {
        bool const inside = column >= 0 && row >= 0 &&
                            column < static_cast<double>(picture.width) &&
                            row < static_cast<double>(picture.height);
        if (!inside) return 255;
        return picture
            .grey[static_cast<std::size_t>(row) * picture.width + static_cast<std::size_t>(column)];
    };
    double const across = x - left;
    double const down = y - top;
    double const upper = dot(left, top) * (1 - across) + dot(left + 1, top) * across;
    double const lower = dot(left, top + 1) * (1 - across) + dot(left + 1, top + 1) * across;
    return upper * (1 - down) + lower * down;
}

}  // namespace

Picture enlarged(Picture const& picture, std::size_t factor) {
    Picture large{picture.width * factor, picture.height * factor, {}};
    large.grey.resize(large.width * large.height);
    auto const scale = static_cast<double>(factor);
    for (std::size_t y = 0; y < large.height; ++y) {
        for (std::size_t x = 0; x < large.width; ++x) {
            // middle of a dot to middle of a dot, and never over the edge
            double const column = std::clamp((static_cast<double>(x) + 0.5) / scale - 0.5, 0.0,
                                             static_cast<double>(picture.width - 1));
            double const row = std::clamp((static_cast<double>(y) + 0.5) / scale - 0.5, 0.0,
                                          static_cast<double>(picture.height - 1));
            large.grey[y * large.width + x] =
                static_cast<std::uint8_t>(light_at(picture, column, row));
        }
    }
    return large;
}

Picture turned(Picture const& picture, double degrees) {
    double const angle = degrees * std::numbers::pi / 180;
    double const cosine = std::cos(angle);
    double const sine = std::sin(angle);
    auto const width = static_cast<double>(picture.width);
    auto const height = static_cast<double>(picture.height);
    double const wide = std::abs(width * cosine) + std::abs(height * sine);
    double const high = std::abs(width * sine) + std::abs(height * cosine);
    Picture result{static_cast<std::size_t>(wide) + 1, static_cast<std::size_t>(high) + 1, {}};
    result.grey.resize(result.width * result.height);
    for (std::size_t y = 0; y < result.height; ++y) {
        for (std::size_t x = 0; x < result.width; ++x) {
            double const across = static_cast<double>(x) - wide / 2;
            double const down = static_cast<double>(y) - high / 2;
            result.grey[y * result.width + x] = static_cast<std::uint8_t>(
                light_at(picture, across * cosine + down * sine + width / 2,
                         down * cosine - across * sine + height / 2));
        }
    }
    return result;
}

Picture sharpened(Picture const& picture) {
    Picture sharp = picture;
    std::size_t const stride = picture.width;
    for (std::size_t y = 1; y + 1 < picture.height; ++y) {
        for (std::size_t x = 1; x + 1 < picture.width; ++x) {
            std::uint8_t const* const dot = &picture.grey[y * stride + x];
            int around = 0;
            for (std::uint8_t const* row : {dot - stride, dot, dot + stride})
                around += row[-1] + row[0] + row[1];
            int const light = *dot + 2 * (*dot - around / 9);
            sharp.grey[y * stride + x] = static_cast<std::uint8_t>(std::clamp(light, 0, 255));
        }
    }
    return sharp;
}

}  // namespace wms::devices
