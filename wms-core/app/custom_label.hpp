// SPDX-License-Identifier: Apache-2.0
// A label with a design and values of somebody's own (`wms labels print`). What is wanted is a file
// among the labels' bytes, named in the journal by its SHA-256, so that it can be drawn for its
// printer whenever its turn comes, also after a restart.
#pragma once

#include "app/print_desk.hpp"
#include "base/refusal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wms {

struct CustomLabel {
    std::string name;         // of the design, an id or a file: for what is said about it
    std::string design;       // JSON, as in labels/templates
    std::string values = {};  // JSON; empty: the design's sample
    Language language = Language::zh;
    friend bool operator==(CustomLabel const&, CustomLabel const&) = default;
};
// As the file holds it; the same label gives the same bytes.
[[nodiscard]] std::string packed(CustomLabel const& label);
[[nodiscard]] std::optional<CustomLabel> unpacked(std::string_view file);

// Drawn, its codes read back, encoded; the error is a sentence with the place of what is wrong.
[[nodiscard]] LabelResult make_label(CustomLabel const& label, LabelTarget const& target);

// Custom labels from their files in `folder`, everything else as `others` makes it.
[[nodiscard]] LabelMaker with_custom_labels(LabelMaker others, std::string const& folder);

}  // namespace wms
