// SPDX-License-Identifier: Apache-2.0
// `wms labels print` and `wms labels locations --printer`: labels and sheets of a person's own
// choice, one after the other, with progress. Each is a job of the print journal with a key: sent
// once, and asked for again under the same key it is not printed again. A running server that has
// the store does it; else this program does it itself.
//
// `wms labels trial` alone goes past the journal, to any address: whoever stands at the printer is
// asked when a label may have come out.
#pragma once

#include "app/custom_label.hpp"
#include "app/printers.hpp"

#include "labels/label_data.hpp"
#include "labels/template.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace wms::app {

// A printer of the store, by its name.
struct PrintTo {
    std::string data = {};  // folder of the store
    std::string name = {};
    std::string key = {};  // empty: one is made up
    PrinterRoom::Options room = {};
    [[nodiscard]] bool wanted() const { return !name.empty(); }
};
enum class PrinterName : std::uint8_t { required, optional };
void add_print_options(CLI::App& command, PrintTo& to, PrinterName name);

struct NamedLabel {
    std::string name;  // as people call it: a location's code
    CustomLabel label;
};
// The exit code: 0 all are there, 1 one was not printed, 2 there is no such store or printer, 3 one
// may have come out or not. The first such label stops the run; a run with the same key passes over
// it, prints the others and names it at the end.
[[nodiscard]] int print_by_journal(PrintTo const& to, std::vector<NamedLabel> const& labels);

// Any printer, by what it is.
struct TrialOn {
    Printer row = {.name = "printer", .uri = {}, .profile = {}};
    PrinterRoom::Options room = {};
};
void add_trial_options(CLI::App& command, TrialOn& on);
[[nodiscard]] int print_trial(TrialOn const& on, labels::Template const& design,
                              labels::LabelData const& data);

}  // namespace wms::app
