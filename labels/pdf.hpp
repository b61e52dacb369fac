// SPDX-License-Identifier: Apache-2.0
// PDF pages through Cairo, without a date in them: the same input is the same file.
#pragma once

#include "labels/label.hpp"

#include <memory>
#include <string>

using cairo_t = struct _cairo;

namespace wms::labels {

struct PdfPage {
    cairo_t* cairo = nullptr;
    unsigned number = 0;  // from 0
    unsigned count = 1;
};

class PdfWriter {
public:
    struct Paper {
        double width_mm = 0;
        double height_mm = 0;
    };
    PdfWriter(Paper paper, std::string const& title);
    ~PdfWriter();
    PdfWriter(PdfWriter const&) = delete;
    PdfWriter& operator=(PdfWriter const&) = delete;

    // To be drawn on in dots.
    cairo_t* begin_page(double dots_per_mm);
    void end_page();
    [[nodiscard]] std::string take();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// The label as one picture of exactly its size.
[[nodiscard]] std::string pdf_of(RenderedLabel const& label, Bitmap const& bitmap);

}  // namespace wms::labels
