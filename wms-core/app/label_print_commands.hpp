// SPDX-License-Identifier: Apache-2.0
// `wms labels print` and `wms labels locations --printer`: labels and sheets of a person's own
// choice, one after the other, with progress. They go past the print journal: whoever stands at the
// printer is asked when one may have come out.
#pragma once

#include "app/printers.hpp"

#include "labels/label_data.hpp"
#include "labels/template.hpp"

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace wms::app {

// Where to: a printer of the store by its name, or any other by what it is.
struct PrintTo {
    std::string name = {};
    Printer row = {.name = "printer", .uri = {}, .profile = {}};
    PrinterRoom::Options room = {};
    [[nodiscard]] bool wanted() const { return !name.empty() || !row.uri.empty(); }
};
void add_print_options(CLI::App& command, PrintTo& to);

struct NamedLabel {
    std::string name;  // as people call it: a location's code
    labels::LabelData data;
};
// The exit code. `data` is the store's folder, opened only for a printer's name.
[[nodiscard]] int print_by_hand(PrintTo const& to, std::string const& data,
                                labels::Template const& design,
                                std::vector<NamedLabel> const& labels);

}  // namespace wms::app
