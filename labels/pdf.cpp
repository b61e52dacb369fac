// SPDX-License-Identifier: Apache-2.0
#include "labels/pdf.hpp"

#include <cairo-pdf.h>
#include <cairo.h>

#include <bit>
#include <vector>

namespace wms::labels {
namespace {

constexpr double points_per_mm = 72 / 25.4;

cairo_status_t append(void* to, unsigned char const* bytes, unsigned count) {
    static_cast<std::string*>(to)->append(reinterpret_cast<char const*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

// Cairo's A1 has the leftmost dot in the lowest bit of a machine word.
std::uint8_t reversed(std::uint8_t byte) {
    unsigned out = 0;
    for (unsigned bit = 0; bit < 8; ++bit) out |= (unsigned{byte} >> bit & 1U) << (7 - bit);
    return static_cast<std::uint8_t>(out);
}
static_assert(std::endian::native == std::endian::little);

}  // namespace

struct PdfWriter::Parts {
    std::string bytes;
    cairo_surface_t* surface = nullptr;
    cairo_t* cairo = nullptr;
};

PdfWriter::PdfWriter(Paper paper, std::string const& title) : parts_{std::make_unique<Parts>()} {
    parts_->surface = cairo_pdf_surface_create_for_stream(
        append, &parts_->bytes, paper.width_mm * points_per_mm, paper.height_mm * points_per_mm);
    cairo_pdf_surface_set_metadata(parts_->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00Z");
    cairo_pdf_surface_set_metadata(parts_->surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
    parts_->cairo = cairo_create(parts_->surface);
}

PdfWriter::~PdfWriter() {
    cairo_destroy(parts_->cairo);
    cairo_surface_destroy(parts_->surface);
}

cairo_t* PdfWriter::begin_page(double dots_per_mm) {
    cairo_identity_matrix(parts_->cairo);
    double const scale = points_per_mm / dots_per_mm;
    cairo_scale(parts_->cairo, scale, scale);
    return parts_->cairo;
}

void PdfWriter::end_page() {
    cairo_show_page(parts_->cairo);
}

std::string PdfWriter::take() {
    cairo_surface_finish(parts_->surface);
    return std::move(parts_->bytes);
}

std::string pdf_of(RenderedLabel const& label, Bitmap const& bitmap) {
    PdfWriter writer{{.width_mm = bitmap.width() / label.dots_per_mm,
                      .height_mm = bitmap.height() / label.dots_per_mm},
                     label.template_id};
    cairo_t* const cairo = writer.begin_page(label.dots_per_mm);
    auto const width = static_cast<int>(bitmap.width());
    auto const height = static_cast<int>(bitmap.height());
    int const stride = cairo_format_stride_for_width(CAIRO_FORMAT_A1, width);
    std::vector<std::uint8_t> bits(static_cast<std::size_t>(stride) * bitmap.height());
    for (unsigned y = 0; y < bitmap.height(); ++y) {
        auto* to = bits.data() + std::size_t{y} * static_cast<std::size_t>(stride);
        for (std::uint8_t const byte : bitmap.row(y)) *to++ = reversed(byte);
    }
    cairo_surface_t* const mask =
        cairo_image_surface_create_for_data(bits.data(), CAIRO_FORMAT_A1, width, height, stride);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_mask_surface(cairo, mask, 0, 0);
    writer.end_page();
    std::string pdf = writer.take();
    cairo_surface_destroy(mask);
    return pdf;
}

}  // namespace wms::labels
