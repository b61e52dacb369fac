// SPDX-License-Identifier: Apache-2.0
// Every template in both languages and two resolutions, and its bytes in every printer language, as
// they were when somebody last looked. golden/labels.txt holds hashes; golden/*.png are to be
// looked at. With WMS_UPDATE_GOLDEN=1 both are written anew. They hold for Debian 12's fonts and
// libraries.
#include "labels/forms.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <malloc.h>
#include <openssl/evp.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

using namespace wms::labels;

namespace {

std::string hash_of(std::string_view bytes) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    REQUIRE(EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) == 1);
    std::string hex;
    for (unsigned at = 0; at < 8; ++at) hex += fmt::format("{:02x}", digest[at]);
    return hex;
}

std::string dots_of(Bitmap const& bitmap) {
    return std::string(bitmap.bytes().begin(), bitmap.bytes().end());
}

std::string read_file(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}
void write_file(std::string const& path, std::string const& bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

using Hashes = std::map<std::string, std::string>;

void add_label(Hashes& hashes, std::string const& name, RenderedLabel const& label) {
    hashes[name + " dots"] = hash_of(dots_of(label.bitmap));
    PrinterFacts printer{.dots_per_mm = label.dots_per_mm, .width_dots = label.bitmap.width()};
    for (auto const& form : printer_reader::forms) {
        printer.language = form.language;
        printer.compression = form.compression;
        hashes[fmt::format("{} {}", name, form.name)] = hash_of(encode(label, printer).value());
    }
    printer.language = PrinterLanguage::pdf;
    hashes[name + " PDF"] = hash_of(encode(label, printer).value());
}

struct Made {
    Hashes hashes;
    std::map<std::string, RenderedLabel> pictures;  // Chinese, 8 dots/mm
};

void add_template(Renderer& renderer, Template const& design, Made& made) {
    for (wms::Language const language : {wms::Language::zh, wms::Language::en}) {
        for (double const scale : {8.0, 12.0}) {
            LabelData data = design.sample;
            data.language = language;
            std::string const name = fmt::format(
                "{} {} {}", design.id, language == wms::Language::zh ? "zh" : "en", scale);
            CAPTURE(name);
            if (!printer_reader::is_label(design)) {
                auto const document = renderer.render_document(design, data, scale);
                if (!document) FAIL(sentence(document.error(), wms::Language::en));
                for (std::size_t at = 0; at < document->pages.size(); ++at)
                    made.hashes[fmt::format("{} page {}", name, at + 1)] =
                        hash_of(dots_of(document->pages[at].bitmap));
                made.hashes[name + " PDF"] = hash_of(document->pdf);
                continue;
            }
            auto const label =
                renderer.render(design, data, {.dots_per_mm = scale, .width_dots = 1'300});
            if (!label) FAIL(sentence(label.error(), wms::Language::en));
            add_label(made.hashes, name, *label);
            if (language == wms::Language::zh && scale == 8) made.pictures[design.id] = *label;
        }
    }
}

}  // namespace

TEST_CASE("every template looks as it did when somebody last looked") {
    std::string const folder = WMS_GOLDEN;
    bool const update = std::getenv("WMS_UPDATE_GOLDEN") != nullptr;
    Renderer renderer;
    Made made;
    for (ShippedTemplate const& shipped : shipped_templates()) {
        auto const design = shipped_template(shipped.id);
        REQUIRE(design);
        add_template(renderer, *design, made);
    }
    std::string table;
    for (auto const& [name, hash] : made.hashes) table += fmt::format("{} {}\n", hash, name);
    if (update) write_file(folder + "/labels.txt", table);
    for (auto const& [id, label] : made.pictures) {
        std::string const path = fmt::format("{}/{}.png", folder, id);
        if (update) write_file(path, label.png());
        CAPTURE(path);
        REQUIRE(std::filesystem::exists(path));
        bool const same =
            printer_reader::png(read_file(path)).bitmap == printer_reader::byte_wide(label.bitmap);
        if (!same) write_file(std::filesystem::temp_directory_path() / (id + ".png"), label.png());
        CHECK_MESSAGE(same, "what it looks like now is in the folder of temporary files");
    }
    std::string const wanted = read_file(folder + "/labels.txt");
    bool const equal = table == wanted;  // too long to be shown
    CHECK_MESSAGE(equal, "WMS_UPDATE_GOLDEN=1 writes labels.txt anew; look at the pictures first");
}

// Found by AddressSanitizer: half a megabyte of fonts stayed behind with each.
TEST_CASE("a renderer that goes takes its fonts along") {
    auto const design = shipped_template("waybill.76x130");
    REQUIRE(design);
    auto const draw = [&](int times) {
        for (int n = 0; n < times; ++n) REQUIRE(Renderer{}.render(*design, design->sample, {}));
        return mallinfo2().uordblks;
    };
    std::size_t const before = draw(5);
    std::size_t const after = draw(20);
    CAPTURE(before);
    CAPTURE(after);
    CHECK(after < before + (std::size_t{2} << 20));
}

TEST_CASE("the same label is the same bytes, from another renderer and after others") {
    auto const design = shipped_template("waybill.76x130");
    auto const other = shipped_template("badge.86x54");
    REQUIRE(design);
    REQUIRE(other);
    Renderer one;
    Renderer two;
    REQUIRE(two.render(*other, other->sample, {}));
    auto const a = one.render(*design, design->sample, {});
    auto const b = two.render(*design, design->sample, {});
    REQUIRE(a);
    REQUIRE(b);
    CHECK(a->bitmap == b->bitmap);
    CHECK(encode(*a, {}).value() == encode(*b, {}).value());
}
