// SPDX-License-Identifier: Apache-2.0
// What a person does with printers: finds them, asks how they are, gets a test label. Used by
// `wms printers` and by the admin's page; nothing here prints a label of the house.
#pragma once

#include "app/print_desk.hpp"

namespace wms {

struct FoundPrinter {
    std::string uri;      // to be taken over as it is
    std::string called;   // what it calls itself
    std::string profile;  // proposed; empty: none fits
};
struct PrinterAnswer {
    std::string state;    // ready, busy, stands
    std::string reasons;  // media-empty,cover-open
};
struct TestLabel {
    std::string code;     // stands on it as a bar code, to be scanned
    std::string problem;  // why it did not go out; empty: it did
};

class PrinterRoom {
public:
    struct Options {
        devices::CupsClient::Options cups = {};
        std::string profiles_folder = {};  // of the site's own
        std::string socket = {};           // of the print journal, for queues with our backend
    };
    explicit PrinterRoom(Options options);

    [[nodiscard]] devices::PrinterProfiles const& profiles() const { return profiles_; }
    // USB, the queues of CUPS, and what CUPS finds in the network. Takes seconds.
    [[nodiscard]] std::vector<FoundPrinter> find() const;
    [[nodiscard]] PrinterAnswer ask(Printer const& printer) const;
    // Sent past the journal: it is no label of a parcel. `number` makes its code its own.
    [[nodiscard]] TestLabel print_test(Printer const& printer, std::uint64_t number) const;
    // A CUPS queue of this name whose backend is ours, for a printer that is reached by `uri`. What
    // is wrong; empty: it is there, and wmslabel://NAME prints on it.
    [[nodiscard]] std::string add_queue(std::string const& name, std::string const& uri,
                                        std::string const& profile) const;

private:
    struct Way;
    [[nodiscard]] Way way_to(Printer const& printer) const;

    Options options_;
    devices::CupsClient cups_;
    devices::PrinterProfiles profiles_;
};

}  // namespace wms
