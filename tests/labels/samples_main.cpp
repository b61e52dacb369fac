// SPDX-License-Identifier: Apache-2.0
// label_samples FOLDER: every shipped label for judges that are no part of this product: its
// preview, its ZPL in all forms, and what its codes say.
#include "labels/forms.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <cstdio>
#include <fstream>
#include <string>

namespace {

using namespace wms::labels;

void write_file(std::string const& path, std::string const& bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

struct Sample {
    std::string folder;
    std::string name;
    double scale;
};

boost::json::object write_sample(Sample const& sample, RenderedLabel const& label) {
    std::string const path = sample.folder + "/" + sample.name;
    write_file(path + ".png", label.png());
    boost::json::array codes;
    for (ReadCode const& code : label.codes)
        codes.push_back({{"symbology", name_of(code.symbology)},
                         {"text", code.text},
                         {"area",
                          {{"x", code.area.x},
                           {"y", code.area.y},
                           {"width", code.area.width},
                           {"height", code.area.height}}}});
    boost::json::array files;
    PrinterFacts printer{.dots_per_mm = sample.scale, .width_dots = label.bitmap.width()};
    for (auto const& [form, extension] :
         {std::pair{Compression::densest, "z64"}, std::pair{Compression::runs, "acs"},
          std::pair{Compression::hex, "hex"}}) {
        printer.compression = form;
        std::string const file = fmt::format("{}.{}.zpl", sample.name, extension);
        write_file(sample.folder + "/" + file, encode(label, printer).value());
        files.emplace_back(file);
    }
    return {{"name", sample.name},
            {"width", label.bitmap.width()},
            {"height", label.bitmap.height()},
            {"codes", codes},
            {"zpl", files}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    Renderer renderer;
    boost::json::array all;
    for (ShippedTemplate const& shipped : shipped_templates()) {
        auto const design = shipped_template(shipped.id);
        if (!design) return 1;
        if (!printer_reader::is_label(*design)) continue;
        for (double const scale : {8.0, 12.0}) {
            auto const label = renderer.render(*design, design->sample,
                                               {.dots_per_mm = scale, .width_dots = 1'300});
            if (!label) {
                std::fprintf(stderr, "%s\n", sentence(label.error(), wms::Language::en).c_str());
                return 1;
            }
            Sample const sample{argv[1], fmt::format("{}.{}", shipped.id, scale), scale};
            all.push_back(write_sample(sample, *label));
        }
    }
    write_file(std::string{argv[1]} + "/samples.json", boost::json::serialize(all));
    return 0;
}
