// SPDX-License-Identifier: Apache-2.0
// The way of a command to the print journal: through the server that has the store, or into the
// store itself.
#pragma once

#include "app/printers.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <string>

namespace wms::app {

class PrintDoor {
public:
    virtual ~PrintDoor() = default;
    // Keeps the request's bytes and orders the label; the error is a sentence in both languages.
    [[nodiscard]] virtual std::expected<PrintDesk::Ordered, std::string> order(
        std::string const& key, std::string const& printer, std::string const& request) = 0;
    struct Now {
        PrintState state = PrintState::created;
        std::string reasons = {};  // keywords with commas
    };
    // Nothing: whoever has the store does not answer any more.
    [[nodiscard]] virtual std::optional<Now> now(PrintJobId job) = 0;
};

// The error is a sentence in both languages: there is no store, or somebody has it who prints
// nothing for others. Throws StoreFailure when the store is damaged.
[[nodiscard]] std::expected<std::unique_ptr<PrintDoor>, std::string> open_print_door(
    std::string const& data, PrinterRoom::Options const& room);

}  // namespace wms::app
