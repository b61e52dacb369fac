// SPDX-License-Identifier: Apache-2.0
// What the label pages ask of the program: the designs, and a picture of one label. How labels are
// made is labels/'s business, which the server does not know; app hands this in.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace wms::web {

struct LabelField {
    std::string name;
    std::string zh;
    std::string en;
    bool required = false;
};
struct LabelDesign {
    std::string id;
    std::string zh;
    std::string en;
    double width_mm = 0;
    double height_mm = 0;
    bool paper = false;  // office paper of several pages
    std::vector<LabelField> fields;
    std::string sample;  // JSON, as a person would type it
};

struct LabelWish {
    std::string design;    // id
    std::string text;      // a design of the caller's own instead, as JSON
    std::string values;    // JSON; empty = the design's sample
    std::string language;  // zh, en
    double dots_per_mm = 8;
    std::uint32_t page = 1;
};
// Why there is none, in words; the code is stable.
struct LabelFault {
    std::string code;
    std::string subject;
    std::string en;
    std::string zh;
};
struct LabelPicture {
    std::string png;  // the very dots that would be printed
    std::uint32_t pages = 1;
    std::uint32_t codes = 0;  // read back from the dots
};

// Both may be called from any thread; the second takes milliseconds.
struct LabelPort {
    std::function<std::vector<LabelDesign>()> designs;
    std::function<std::expected<LabelPicture, LabelFault>(LabelWish const&)> preview;
};

}  // namespace wms::web
