// SPDX-License-Identifier: Apache-2.0
#include "app/label_print_commands.hpp"

#include "app/label_maker.hpp"
#include "app/printer_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>

namespace wms::app {
namespace {

using devices::SendResult;

std::optional<Printer> printer_of(PrintTo const& to, std::string const& data) {
    if (to.name.empty()) return to.row;
    if (!std::filesystem::exists(data + "/journal")) {
        fmt::print(stderr, "wms: there is no store in {}\n", data);
        return std::nullopt;
    }
    Engine engine{{.folder = data, .mode = Engine::Mode::manual, .log = {}}};
    auto const row = tables::printers.find(engine.read(), to.name);
    if (!row || row->uri.empty()) {
        fmt::print(stderr, "wms: there is no printer {} (a pool is none)\n", to.name);
        return std::nullopt;
    }
    return row;
}

class Progress {
public:
    explicit Progress(std::size_t count) : count_{count} {}
    void made(std::string const& name) {
        ++done_;
        line(fmt::format("{}/{} {}", done_, count_, name));
    }
    void waits(devices::PrinterReasons reasons) const {
        if (!reasons.empty())
            line(fmt::format("{}/{} waits: {}", done_, count_, said_reasons(reasons.text())));
    }
    void end() const {
        if (people_) fmt::print(stderr, "\n");
    }
    [[nodiscard]] std::size_t done() const { return done_; }

private:
    void line(std::string const& text) const {
        if (people_)
            fmt::print(stderr, "\r\x1B[K  {}", text);
        else
            fmt::print(stderr, "{}\n", text);
        std::fflush(stderr);
    }
    bool const people_ = isatty(STDERR_FILENO) != 0;
    std::size_t count_;
    std::size_t done_ = 0;
};

// What the person at the printer has to know to go on: nothing is sent a second time by itself.
int stopped(std::vector<NamedLabel> const& labels, std::size_t at, SentByHand const& sent) {
    std::string const& name = labels[at].name;
    std::string const why = said_reasons(sent.problem);
    if (sent.result == SendResult::not_sent) {
        fmt::print(stderr, "wms: {} of {} printed, {} was not sent: {}\n", at, labels.size(), name,
                   why);
        return 1;
    }
    fmt::print(stderr,
               "wms: {} of {} printed; {} may have come out or not, look at the printer: {}\n"
               "wms: 已打印 {}/{}；{} 可能已打印，请到打印机处确认\n",
               at, labels.size(), name, why, at, labels.size(), name);
    bool const more = at + 1 < labels.size();
    if (labels.size() > 1)
        fmt::print(stderr, "wms: go on with --first {}{}\n", name,
                   more ? fmt::format(", or if it is there with --first {}", labels[at + 1].name)
                        : std::string{});
    return 3;
}

}  // namespace

void add_print_options(CLI::App& command, PrintTo& to) {
    auto* const name = command.add_option("--printer", to.name, "Name of a printer of the store");
    auto* const uri = command.add_option("--uri", to.row.uri,
                                         "Of any other printer: tcp://HOST, usb://VID:PID, "
                                         "cups://QUEUE, office://QUEUE");
    name->excludes(uri);
    command.add_option("--profile", to.row.profile, "What it is (wms printers find)")->needs(uri);
    command.add_option("--media", to.row.media, "Its roll: 100x50, 70x35, 60x40")->needs(uri);
    command.add_option("--profiles", to.room.profiles_folder,
                       "Folder with printer profiles of the site's own");
    command.add_option("--cups", to.room.cups.server, "CUPS server, host:port");
}

int print_by_hand(PrintTo const& to, std::string const& data, labels::Template const& design,
                  std::vector<NamedLabel> const& labels) {
    auto const printer = printer_of(to, data);
    if (!printer) return 2;
    PrinterRoom const room{to.room};
    auto const target = room.target_of(*printer);
    if (!target) {
        fmt::print(stderr, "wms: no profile '{}'\n", printer->profile);
        return 2;
    }
    auto const fitting = on_roll(design, *printer);
    if (!fitting) {
        fmt::print(stderr, "wms: {}\n", fitting.error());
        return 1;
    }
    Progress progress{labels.size()};
    devices::SendWatch const watch{
        .go_on = [] { return true; },
        .waits = [&](devices::PrinterReasons reasons) { progress.waits(reasons); },
        .may_send = [] { return true; }};
    for (std::size_t at = 0; at < labels.size(); ++at) {
        auto const made = make_label(*fitting, labels[at].data, *target);
        if (!made) {
            progress.end();
            fmt::print(stderr, "wms: {} of {} printed; mend {}: {}\n", at, labels.size(),
                       labels[at].name, made.error());
            return 1;
        }
        SentByHand const sent = room.send(*printer, made->bytes, labels[at].name, watch);
        if (sent.result != SendResult::sent) {
            progress.end();
            return stopped(labels, at, sent);
        }
        progress.made(labels[at].name);
    }
    progress.end();
    fmt::print("{} printed on {}\n", labels.size(), printer->name);
    return 0;
}

}  // namespace wms::app
