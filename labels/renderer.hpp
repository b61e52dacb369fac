// SPDX-License-Identifier: Apache-2.0
// Template and values to pixels: measured, drawn in whole dots, and every code read back from the
// pixels it was drawn with. One renderer belongs to one thread (fonts and their caches are not
// shared); it is the same function of its arguments every time.
#pragma once

#include "labels/template.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::labels {

// The bytes of a PNG by its name in a template; nothing = there is none.
using ImageLoader = std::function<std::optional<std::string>(std::string_view)>;

struct RenderedDocument {
    std::vector<RenderedLabel> pages;
    std::string pdf;  // with text as text
};

class Renderer {
public:
    // Families that may be drawn with, in the order of trial; the first must be installed.
    explicit Renderer(ImageLoader images = {});
    ~Renderer();
    Renderer(Renderer&&) noexcept;
    Renderer& operator=(Renderer&&) noexcept;
    Renderer(Renderer const&) = delete;
    Renderer& operator=(Renderer const&) = delete;

    // A label: one sheet.
    [[nodiscard]] Outcome<RenderedLabel> render(Template const& design, LabelData const& data,
                                                PrinterFacts const& printer);
    // Office paper: as many pages as the rows need.
    [[nodiscard]] Outcome<RenderedDocument> render_document(Template const& design,
                                                            LabelData const& data,
                                                            double dots_per_mm);

private:
    struct Tools;
    std::unique_ptr<Tools> tools_;
};

}  // namespace wms::labels
