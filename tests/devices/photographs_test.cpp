// SPDX-License-Identifier: Apache-2.0
// How many of many photographs are read, beside Debian's own program on the same pictures in the
// same run: never fewer, and never more wrong readings.
#include "base/text.hpp"
#include "devices/picture_reader.hpp"
#include "domain/barcode.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <png.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace wms::devices;
namespace fs = std::filesystem;

namespace {

struct Code {
    std::string format;
    std::string text;
};

struct Photograph {
    fs::path path;
    std::optional<std::string> expected;  // none: it holds no code, or only bytes are given
};

std::string text_of(fs::path const& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<Photograph> photographs() {
    fs::path folder = fs::path{WMS_TEST_DATA} / "barcodes";
    for (char const* const shared : {WMS_SHARED_DATA, WMS_SHARED_DATA_FAR}) {
        if (fs::is_directory(fs::path{shared} / "barcodes")) folder = fs::path{shared} / "barcodes";
    }
    std::vector<Photograph> list;
    for (auto const& entry : fs::recursive_directory_iterator{folder}) {
        auto const kind = entry.path().extension();
        if (kind != ".png" && kind != ".jpg" && kind != ".webp") continue;
        fs::path text = entry.path();
        text.replace_extension(".txt");
        list.push_back({entry.path(), std::nullopt});
        if (fs::exists(text)) list.back().expected = text_of(text);
    }
    std::ranges::sort(list, {}, &Photograph::path);
    return list;
}

std::string without_end(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

// "(01)9501…(10)AB" and "01 9501… 10AB" are the same elements.
std::string without_brackets(std::string_view text) {
    std::string plain;
    for (char const c : text) {
        if (c != '(' && c != ')' && c != wms::gs1::separator) plain += c;
    }
    return plain;
}

// The expected texts are of a later decoder, which writes UPC with 13 digits and GS1 elements
// without brackets; what is meant is the same.
bool is_expected(Code const& code, std::string const& expected) {
    bool const is_ean = code.format.starts_with("EAN") || code.format.starts_with("UPC");
    if (is_ean) {
        auto const read = code.format == "UPC-E" ? wms::Gtin::parse_upc_e(code.text)
                                                 : wms::Gtin::parse(code.text);
        auto const wanted = wms::Gtin::parse(without_end(expected));
        return read && wanted && *read == *wanted;
    }
    if (code.format == "DataBarExpanded")
        return without_brackets(code.text) == without_brackets(without_end(expected));
    return without_end(code.text) == without_end(expected);
}

struct Score {
    int read = 0;   // pictures with the expected code
    int wrong = 0;  // pictures with another one
    void add(Photograph const& photograph, std::vector<Code> const& codes) {
        auto const right = [&](Code const& code) {
            return photograph.expected && is_expected(code, *photograph.expected);
        };
        read += std::ranges::any_of(codes, right) ? 1 : 0;
        wrong += std::ranges::all_of(codes, right) ? 0 : 1;
    }
};

// What Debian's program prints: blocks with Text and Format.
std::vector<Code> printed_codes(std::string_view printed) {
    constexpr std::string_view text_begin = "Text:       \"";
    constexpr std::string_view text_end = "\"\nBytes:";
    constexpr std::string_view format_begin = "\nFormat:     ";
    std::vector<Code> codes;
    for (;;) {
        auto const begin = printed.find(text_begin);
        if (begin == printed.npos) return codes;
        printed.remove_prefix(begin + text_begin.size());
        auto const end = printed.find(text_end);
        auto const format = printed.find(format_begin);
        if (end == printed.npos || format == printed.npos) return codes;
        std::string_view const name = printed.substr(format + format_begin.size());
        codes.push_back(
            {std::string{name.substr(0, name.find('\n'))}, std::string{printed.substr(0, end)}});
    }
}

// It reads no WebP: it is given the same dots as PNG.
std::vector<Code> other_program(fs::path const& path, fs::path const& scratch) {
    fs::path file = path;
    if (path.extension() == ".webp") {
        std::string const bytes = text_of(path);
        auto const picture =
            decode_picture({reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size()});
        REQUIRE(picture);
        png_image image{};
        image.version = PNG_IMAGE_VERSION;
        image.width = static_cast<png_uint_32>(picture->width);
        image.height = static_cast<png_uint_32>(picture->height);
        image.format = PNG_FORMAT_GRAY;
        file = scratch / "photograph.png";
        REQUIRE(png_image_write_to_file(&image, file.c_str(), 0, picture->grey.data(), 0,
                                        nullptr) != 0);
    }
    std::string const command = "timeout 20 ZXingReader '" + file.string() + "' 2>/dev/null";
    std::string printed;
    FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    char part[4096];
    for (std::size_t got = 0; (got = fread(part, 1, sizeof part, pipe)) > 0;)
        printed.append(part, got);
    pclose(pipe);
    return printed_codes(printed);
}

std::vector<Code> ours(fs::path const& path) {
    std::string const bytes = text_of(path);
    auto const reading =
        read_picture({reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size()},
                     {.child = {WMS_PICTURE_CHILD}});
    std::vector<Code> codes;
    for (PictureCode const& code : reading.found.codes) codes.push_back({code.format, code.text});
    return codes;
}

bool has_other_program() {
    return std::system("command -v ZXingReader >/dev/null") == 0;
}

}  // namespace

TEST_CASE("photographs are read at least as well as by the program of the library") {
    auto const list = photographs();
    REQUIRE(list.size() > 50);
    bool const both = has_other_program();
    fs::path const scratch = fs::temp_directory_path() / fmt::format("wms_pictures_{}", getpid());
    fs::create_directories(scratch);
    Score mine;
    Score theirs;
    int expected = 0;
    for (Photograph const& photograph : list) {
        expected += photograph.expected ? 1 : 0;
        mine.add(photograph, ours(photograph.path));
        if (both) theirs.add(photograph, other_program(photograph.path, scratch));
    }
    fs::remove_all(scratch);
    MESSAGE(
        fmt::format("{} pictures, {} with an expected text: read {} (wrong readings {}), "
                    "ZXingReader {} ({}){}",
                    list.size(), expected, mine.read, mine.wrong, theirs.read, theirs.wrong,
                    both ? "" : ": it is not installed, so not compared"));
    CHECK(mine.read * 10 >= expected * 8);
    if (!both) return;
    CHECK(mine.read >= theirs.read);
    CHECK(mine.wrong <= theirs.wrong);
}
