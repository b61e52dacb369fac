// SPDX-License-Identifier: Apache-2.0
// Where labels and printers meet: the values of a parcel (or a sheet), the template for the
// printer's roll and the printer's facts become bytes whose codes were read back from the very
// picture.
#pragma once

#include "app/print_desk.hpp"

#include "labels/label.hpp"
#include "labels/label_data.hpp"
#include "labels/template.hpp"

namespace wms {

// The values of a job's label; the sentence says what is missing.
using LabelDataOf =
    std::function<std::expected<labels::LabelData, std::string>(Read const&, PrintJob const&)>;

[[nodiscard]] LabelMaker label_maker(LabelDataOf data_of);

// Of the model, with what is set for this very printer and its roll.
[[nodiscard]] labels::PrinterFacts printer_facts(LabelTarget const& target);
// "waybill" and the printer's media "100x150": waybill.100x150.
[[nodiscard]] std::string template_for(std::string_view kind, Printer const& printer);
// For the very roll: the widest variant that the head can print is wrong where the paper is
// narrower. The sentence says which sizes there are.
using Design = std::expected<labels::Template, std::string>;
[[nodiscard]] Design on_roll(labels::Template design, Printer const& printer);
// Draws and encodes; may be called on any thread.
[[nodiscard]] LabelResult make_label(std::string const& template_id, labels::LabelData const& data,
                                     LabelTarget const& target);
// Office paper too: all its pages as one PDF, for a printer that takes it.
[[nodiscard]] LabelResult make_label(labels::Template const& design, labels::LabelData const& data,
                                     LabelTarget const& target);

}  // namespace wms
