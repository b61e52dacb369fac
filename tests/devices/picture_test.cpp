// SPDX-License-Identifier: Apache-2.0
// Photographs: what is read out of them, and that no picture and no child harms the reader.
#include "devices/picture_reader.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <iterator>

using namespace wms::devices;
using namespace std::chrono_literals;
using wms::Language;

namespace {

PictureReaderOptions options(std::string_view way = "") {
    PictureReaderOptions result{.child = {WMS_PICTURE_CHILD}};
    if (!way.empty()) result.child.emplace_back(way);
    return result;
}

std::vector<std::uint8_t> bytes_of(std::string const& name) {
    std::ifstream file{std::string{WMS_TEST_DATA} + "/barcodes/" + name, std::ios::binary};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("PNG, JPEG and WebP give the same kind of reading") {
    struct Row {
        std::string_view file;
        PictureCode code;
    };
    Row const rows[] = {
        {"code128-1/1.png", {"Code128", "]C1", "168901", true, false}},
        {"ean13-1/20.webp", {"EAN-13", "]E0", "4000539017100", true, false}},
        {"qrcode-2/estimate-tilt.jpg", {"QRCode", "]Q1", "VERSION 1 6CM", false, false}},
    };
    for (Row const& row : rows) {
        SUBCASE(row.file.data()) {
            auto const reading = read_picture(bytes_of(std::string{row.file}), options());
            CHECK(!reading.fault);
            REQUIRE(reading.found.codes.size() == 1);
            CHECK(reading.found.codes[0].format == row.code.format);
            CHECK(reading.found.codes[0].aim == row.code.aim);
            CHECK(reading.found.codes[0].text == row.code.text);
            CHECK(sentence(reading, Language::en).empty());
        }
    }
}

TEST_CASE("whatever happens to the child is a clear could-not-read") {
    struct Row {
        std::string_view way;
        ReadFault fault;
    };
    static constexpr Row rows[] = {
        {"abort", ReadFault::crashed},  {"hang", ReadFault::too_slow},
        {"flood", ReadFault::too_slow}, {"nonsense", ReadFault::crashed},
        {"silent", ReadFault::crashed},
    };
    std::vector<std::uint8_t> const picture = bytes_of("code128-1/1.png");
    for (Row const& row : rows) {
        SUBCASE(row.way.data()) {
            PictureReaderOptions reader = options(row.way);
            reader.time_max = 600ms;
            auto const reading = read_picture(picture, reader);
            REQUIRE(reading.fault);
            CHECK(*reading.fault == row.fault);
            CHECK(!sentence(reading, Language::en).empty());
            CHECK(!sentence(reading, Language::zh).empty());
        }
    }
    CHECK(read_picture(picture, {.child = {"/no/such/program"}}).fault == ReadFault::no_child);
}

TEST_CASE("a pass that aborts or hangs is a pass without a result") {
    auto const picture = decode_picture(bytes_of("code128-1/1.png"));
    REQUIRE(picture);
    auto const aborted = find_codes(*picture, 8s, PassDoes::abort);
    CHECK(aborted.crashes == 1);
    REQUIRE(aborted.codes.size() == 1);
    CHECK(aborted.codes[0].text == "168901");
    auto const hung = find_codes(*picture, 8s, PassDoes::hang);
    CHECK(hung.hangs == 1);
    CHECK(hung.codes == aborted.codes);
}

TEST_CASE("what is no sound picture is said to be none") {
    std::vector<std::uint8_t> const good = bytes_of("code128-1/1.png");
    auto const fault_of = [](std::vector<std::uint8_t> const& bytes) {
        return read_picture(bytes, options()).fault;
    };
    CHECK(fault_of({}) == ReadFault::unknown_format);
    CHECK(fault_of({'G', 'I', 'F', '8', '9', 'a'}) == ReadFault::unknown_format);
    CHECK(fault_of({good.begin(), good.begin() + 60}) == ReadFault::damaged);
    CHECK(fault_of(std::vector<std::uint8_t>(picture_bytes_max + 1)) == ReadFault::too_large);
    // a small file that claims 60000 x 60000 dots
    std::vector<std::uint8_t> bomb = good;
    for (std::size_t const at : {16U, 20U}) {
        bomb[at] = 0;
        bomb[at + 1] = 0;
        bomb[at + 2] = 0xEA;
        bomb[at + 3] = 0x60;
    }
    auto const bombed = fault_of(bomb);  // its check sum is wrong too: either refusal is right
    REQUIRE(bombed);
    CHECK((*bombed == ReadFault::too_large || *bombed == ReadFault::damaged));
}

TEST_CASE("pictures keep their light when they are resized and turned") {
    Picture const picture{4, 2, {0, 0, 200, 200, 0, 0, 200, 200}};
    CHECK(shrunk(picture, 2, 1).grey == std::vector<std::uint8_t>{0, 200});
    CHECK(shrunk(picture, 9, 9).grey == picture.grey);
    Picture const large = enlarged(picture, 2);
    CHECK(large.width == 8);
    CHECK(large.grey.front() == 0);
    CHECK(large.grey.back() == 200);
    Picture const quarter = turned(picture, 90);
    CHECK(quarter.width >= 2);
    CHECK(quarter.height >= 4);
}
