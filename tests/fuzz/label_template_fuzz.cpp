// SPDX-License-Identifier: Apache-2.0
// Any bytes as a template: refused with a place, or sound enough to draw its own sample or say why
// not.
#include "labels/renderer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {
using namespace wms::labels;

constexpr double drawn_mm_max = 110;  // larger sheets only cost time

void must(bool holds) {
    if (!holds) std::abort();
}

bool is_small(Template const& design) {
    return std::ranges::all_of(design.variants, [](Variant const& variant) {
        return variant.media.kind == MediaKind::label && variant.media.width_mm <= drawn_mm_max &&
               variant.media.height_mm <= drawn_mm_max;
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    auto const design = read_template(bytes, "fuzz.json");
    if (!design) {
        must(design.error().line >= 1 && design.error().column >= 1);
        must(wms::is_utf8(sentence(design.error(), wms::Language::zh)));
        must(!wms::has_control(sentence(design.error(), wms::Language::en)));
        return 0;
    }
    must(!design->variants.empty());
    if (!is_small(*design)) return 0;
    static Renderer renderer;
    auto const label = renderer.render(*design, design->sample, {.width_dots = 900});
    if (label) {
        must(label->bitmap.black_dots() <= std::uint64_t{900} * 900);
    } else {
        must(wms::is_utf8(sentence(label.error(), wms::Language::en)));
    }
    return 0;
}
