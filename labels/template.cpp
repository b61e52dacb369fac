// SPDX-License-Identifier: Apache-2.0
#include "labels/template.hpp"

#include <algorithm>

namespace wms::labels {

Field const* Template::field(std::string_view name) const {
    auto const found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

Template::List const* Template::list(std::string_view name) const {
    auto const found = std::ranges::find(lists, name, &List::name);
    return found == lists.end() ? nullptr : &*found;
}

Outcome<Template> shipped_template(std::string_view id) {
    for (ShippedTemplate const& shipped : shipped_templates()) {
        if (shipped.id == id) return read_template(shipped.json, id);
    }
    return std::unexpected(
        LabelError{.fault = Fault::template_unknown, .subject = std::string{id}});
}

}  // namespace wms::labels
