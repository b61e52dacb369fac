// SPDX-License-Identifier: Apache-2.0
// What a person does with printers: finds them, asks how they are, gets a test label or labels of
// the person's own choice. Used by `wms printers`, `wms labels` and by the admin's page; nothing
// here prints what the journal has ordered.
#pragma once

#include "app/print_desk.hpp"

#include "devices/mdns.hpp"

namespace wms {

struct FoundPrinter {
    std::string uri;           // to be taken over as it is, unless there is a problem
    std::string called;        // what it calls itself
    std::string profile;       // proposed; empty: none fits
    std::string problem = {};  // a keyword: why it cannot be taken over; empty: it can
};
// How a printer of CUPS's listing is reached without CUPS: tcp://…; nothing: CUPS speaks with it.
[[nodiscard]] std::optional<std::string> direct_uri(std::string_view cups_uri);
// What it calls itself, for people and for the choice of a profile: the listing often says
// "unknown", because CUPS did not wait for the printer's own words.
struct PrinterIdentity {
    std::string called;
    std::string id;
};
[[nodiscard]] PrinterIdentity identity_of(devices::CupsDevice const& listed,
                                          devices::MdnsPlace const* announced);
struct PrinterAnswer {
    std::string state;    // ready, busy, stands
    std::string reasons;  // media-empty,cover-open
};
struct TestLabel {
    std::string code;     // stands on it as a bar code, to be scanned
    std::string problem;  // why it did not go out; empty: it did
};

// Of one label that was sent by hand.
struct SentByHand {
    devices::SendResult result = devices::SendResult::not_sent;
    std::string problem = {};  // reasons with commas, or a sentence
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
    // Nothing when its profile is not known.
    [[nodiscard]] std::optional<LabelTarget> target_of(Printer const& printer) const;
    // Once. `unknown`: it may have come out, and whoever stands there says so. `name` is for CUPS.
    [[nodiscard]] SentByHand send(Printer const& printer, std::string const& bytes,
                                  std::string const& name, devices::SendWatch const& watch) const;
    // A CUPS queue of this name whose backend is ours, for a printer that is reached by `uri`. What
    // is wrong; empty: it is there, and wmslabel://NAME prints on it.
    [[nodiscard]] std::string add_queue(std::string const& name, std::string const& uri,
                                        std::string const& profile) const;

private:
    struct Way;
    [[nodiscard]] Way way_to(Printer const& printer) const;
    void add_network(std::vector<FoundPrinter>& found,
                     std::vector<devices::CupsDevice> const& listed) const;
    [[nodiscard]] SentByHand queue(Way const& way, Printer const& printer, std::string const& bytes,
                                   std::string const& name) const;

    Options options_;
    devices::CupsClient cups_;
    devices::PrinterProfiles profiles_;
};

}  // namespace wms
