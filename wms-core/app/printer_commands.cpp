// SPDX-License-Identifier: Apache-2.0
#include "app/printer_commands.hpp"

#include "app/printers.hpp"
#include "domain/process/printers.hpp"
#include "domain/words.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace wms::app {
namespace {

struct Given {
    Printer row;
    std::string queue;  // make a CUPS queue of this name with our backend
    PrinterRoom::Options room;
    std::string socket;
};

Engine::Options offline(std::string const& data) {
    return {.folder = data, .mode = Engine::Mode::manual};
}

PrinterRoom room_of(Given const& given, std::string const& data) {
    PrinterRoom::Options options = given.room;
    options.socket = given.socket.empty() ? std::filesystem::absolute(data + "/print.sock").string()
                                          : given.socket;
    PrinterRoom room{std::move(options)};
    for (devices::ProfileProblem const& problem : room.profiles().problems)
        fmt::print(stderr, "wms: {}\n", devices::sentence(problem, Language::en));
    return room;
}

int decide(Engine& engine, AnyCommand command) {
    Outcome const outcome =
        engine.decide({.device = {}, .captured_at = {}, .command = std::move(command)});
    if (!outcome.refusal) return 0;
    fmt::print(stderr, "wms: {}\n", sentence(*outcome.refusal, Language::en));
    return 1;
}

std::optional<Printer> printer_named(std::string const& data, std::string const& name) {
    Engine engine{offline(data)};
    auto printer = tables::printers.find(engine.read(), name);
    if (!printer) fmt::print(stderr, "wms: there is no printer {}\n", name);
    return printer;
}

int list(std::string const& data) {
    Engine engine{offline(data)};
    Read const read = engine.read();
    tables::printers.scan_all(read, [&](std::string const& name, Printer const& row) {
        fmt::print("{:16} {:32} {:16} {:8} {} waiting{}\n", name,
                   row.uri.empty() ? fmt::format("pool of {}", row.members.size()) : row.uri,
                   row.profile, row.media, printers::waiting_at(read, name),
                   row.blocked ? ", blocked" : "");
        return true;
    });
    return 0;
}

int find(Given const& given, std::string const& data) {
    auto const found = room_of(given, data).find();
    for (FoundPrinter const& each : found) {
        fmt::print("{:40} {:16} {}\n", each.uri, each.profile.empty() ? "?" : each.profile,
                   each.called);
        if (!each.problem.empty()) fmt::print("    {}\n", said_reasons(each.problem));
    }
    if (found.empty())
        fmt::print(
            "nothing found: a printer on the network is added by its address,\n"
            "    wms printers add P-1 tcp://192.0.2.10 --profile zpl-generic\n");
    return 0;
}

int add(Given given, std::string const& data) {
    PrinterRoom const room = room_of(given, data);
    bool const pool = given.row.uri.empty() && !given.row.members.empty();
    if (!pool && room.profiles().find(given.row.profile) == nullptr) {
        fmt::print(stderr, "wms: no profile '{}'; there are:\n", given.row.profile);
        for (devices::PrinterProfile const& each : room.profiles().list)
            fmt::print(stderr, "    {:20} {}\n", each.id, each.maker);
        return 2;
    }
    if (!given.queue.empty()) {
        std::string const problem = room.add_queue(given.queue, given.row.uri, given.row.profile);
        if (!problem.empty()) {
            fmt::print(stderr, "wms: the queue {} was not made: {}\n", given.queue, problem);
            return 1;
        }
        given.row.uri = "wmslabel://" + given.queue;
    }
    Engine engine{offline(data)};
    return decide(engine, DefinePrinter{given.row});
}

int remove(std::string const& data, std::string const& name) {
    Engine engine{offline(data)};
    return decide(engine, RemovePrinter{name});
}

int status(Given const& given, std::string const& data) {
    std::vector<Printer> rows;
    {
        Engine engine{offline(data)};
        tables::printers.scan_all(engine.read(), [&](std::string const&, Printer const& row) {
            bool const wanted = given.row.name.empty() || given.row.name == row.name;
            if (wanted && !row.uri.empty()) rows.push_back(row);
            return true;
        });
    }
    PrinterRoom const room = room_of(given, data);
    int code = 0;
    for (Printer const& row : rows) {
        PrinterAnswer const answer = room.ask(row);
        fmt::print("{:16} {:8} {}\n", row.name, answer.state, said_reasons(answer.reasons));
        if (answer.state == "stands") code = 1;
    }
    return code;
}

// Proved when its code was scanned: a label that came out white has none.
int test(Given const& given, std::string const& data) {
    auto const row = printer_named(data, given.row.name);
    if (!row) return 1;
    auto const number = static_cast<std::uint64_t>(
        std::chrono::system_clock::now().time_since_epoch() / std::chrono::seconds{1});
    TestLabel const label = room_of(given, data).print_test(*row, number);
    if (!label.problem.empty()) {
        fmt::print(stderr, "wms: no test label: {}\n", said_reasons(label.problem));
        return 1;
    }
    fmt::print("A test label was sent to {}. Scan its bar code (or type it):\n", row->name);
    std::string scanned;
    std::getline(std::cin, scanned);
    if (scanned == label.code) {
        fmt::print("{} prints labels that can be read.\n", row->name);
        return 0;
    }
    fmt::print(stderr, "wms: '{}' is not what was printed, {}\n", scanned, label.code);
    return 1;
}

void add_options(CLI::App& command, std::shared_ptr<Given> const& given) {
    command.add_option("--profiles", given->room.profiles_folder,
                       "Folder with printer profiles of the site's own");
    command.add_option("--cups", given->room.cups.server, "CUPS server, host:port");
}

void add_row_options(CLI::App& command, std::shared_ptr<Given> const& given) {
    command.add_option("name", given->row.name, "Of the printer, as stations name it")->required();
    command.add_option("uri", given->row.uri,
                       "tcp://HOST[:PORT], usb://VID:PID[/SERIAL], cups://QUEUE, "
                       "wmslabel://QUEUE, office://QUEUE");
    command.add_option("--profile", given->row.profile, "What it is (wms printers find)");
    command.add_option("--media", given->row.media, "Its roll: 100x180, 100x150, 76x130");
    command.add_option("--pool", given->row.members, "A pool of these printers instead of a uri");
    command.add_option("--queue", given->queue,
                       "Make a CUPS queue of this name with our backend for it");
    command.add_option("--socket", given->socket, "Of the server's print journal");
    command.add_option("--offset-x", given->row.offset_x_dots, "Dots to the right");
    command.add_option("--offset-y", given->row.offset_y_dots, "Dots down");
    command.add_option("--darkness", given->row.darkness, "Steps from the profile's own");
    command.add_option("--speed", given->row.speed, "Steps from the profile's own");
    command.add_flag("--sheets", given->row.sheets, "The house's office paper is printed here");
    command.add_flag("--blocked", given->row.blocked, "Takes no new labels of a pool");
}

}  // namespace

std::string said_reasons(std::string_view reasons) {
    std::string words;
    for (std::string const& keyword : printer_keywords(reasons))
        words += (words.empty() ? "" : "; ") + printer_word(keyword, Language::en) + " / " +
                 printer_word(keyword, Language::zh);
    return words;
}

void add_printer_commands(CLI::App& app, std::string const& data,
                          std::function<void(std::function<int()>)> const& choose) {
    auto const given = std::make_shared<Given>();
    CLI::App* const printers_cmd = app.add_subcommand("printers", "Label printers of the house");
    printers_cmd->require_subcommand(1);
    auto const on = [&](CLI::App* command, auto run) {
        command->callback([=, &data] { choose([=, &data] { return run(*given, data); }); });
        return command;
    };
    on(printers_cmd->add_subcommand("list", "All printers and what waits for them"),
       [](Given const&, std::string const& store) { return list(store); });
    add_options(
        *on(printers_cmd->add_subcommand("find", "What is plugged in and in the network"), find),
        given);
    CLI::App* const add_cmd =
        on(printers_cmd->add_subcommand("add", "A new one, or change it"),
           [](Given const& g, std::string const& store) { return add(g, store); });
    add_options(*add_cmd, given);
    add_row_options(*add_cmd, given);
    CLI::App* const remove_cmd =
        on(printers_cmd->add_subcommand("remove", "Not while labels wait for it"),
           [](Given const& g, std::string const& store) { return remove(store, g.row.name); });
    remove_cmd->add_option("name", given->row.name, "Of the printer")->required();
    CLI::App* const status_cmd =
        on(printers_cmd->add_subcommand("status", "Asks them how they are"), status);
    add_options(*status_cmd, given);
    status_cmd->add_option("name", given->row.name, "Of one printer; without it all");
    CLI::App* const test_cmd =
        on(printers_cmd->add_subcommand("test", "A test label, and its scan"), test);
    add_options(*test_cmd, given);
    test_cmd->add_option("name", given->row.name, "Of the printer")->required();
}

}  // namespace wms::app
