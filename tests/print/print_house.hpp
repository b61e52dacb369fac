// SPDX-License-Identifier: Apache-2.0
// A server's inside with a print desk: the carriers answer at once, the labels are plain ones whose
// text can be found in the printer's bytes. Used in the tests' process and in one that is killed.
#pragma once

#include "app/print_desk.hpp"
#include "engine/engine.hpp"

#include "print/misbehaving_printer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wms::test {

// ^XA … ^XZ with the job's key in it, or the same in another language.
[[nodiscard]] std::string plain_label(PrinterLanguage language, std::string const& key,
                                      std::size_t filling = 300);
[[nodiscard]] LabelMaker plain_labels(std::size_t filling = 300);
[[nodiscard]] std::vector<devices::PrinterProfile> plain_profiles();

struct PrintHouse {
    struct Options {
        std::string folder;
        std::size_t filling = 300;
        std::chrono::milliseconds backup_after{10'000};
        devices::SendTimes times = {};
        LabelMaker maker = {};  // empty: plain ones
        devices::CupsClient::Options cups = {};
        std::string socket = {};
        std::chrono::milliseconds cups_poll{100};
    };
    explicit PrintHouse(Options const& options);
    ~PrintHouse();

    void define(Printer const& printer);
    // Its label is wanted.
    void ask_for(std::uint64_t parcel);
    [[nodiscard]] PrintJob job_of(std::uint64_t parcel);
    [[nodiscard]] bool reaches(std::uint64_t parcel, PrintState state,
                               std::chrono::milliseconds patience = std::chrono::seconds{10});
    [[nodiscard]] Outcome submit(AnyCommand command);

    Engine engine;
    std::shared_ptr<PrintDesk> desk;
    std::unique_ptr<OutboxWorkers> workers;
};

}  // namespace wms::test
