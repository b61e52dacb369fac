// SPDX-License-Identifier: Apache-2.0
#include "app/scan_commands.hpp"

#include "app/picture_scan.hpp"
#include "app/scan_parse.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>

namespace wms::app {
namespace {

Day machine_day() {
    using namespace std::chrono;
    return day_of(
        Instant{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()}, 0);
}

}  // namespace

void add_scan_commands(CLI::App& app, std::function<void(std::function<int()>)> choose) {
    CLI::App* const scan = app.add_subcommand("scan", "What a scan means");
    scan->require_subcommand(1);
    scan->add_subcommand("parse", "One scan per line on stdin, <GS> for 0x1D; one JSON line each")
        ->callback(
            [choose] { choose([] { return scan_parse(std::cin, std::cout, machine_day()); }); });

    auto const files = std::make_shared<std::vector<std::string>>();
    CLI::App* const image = scan->add_subcommand(
        "image", "Read the bar codes in photographs (PNG, JPEG, WebP); one JSON line each");
    image->add_option("files", *files, "Pictures")->required();
    image->callback([choose, files] {
        choose([files] { return scan_pictures(*files, std::cout, machine_day()); });
    });

    // What `image` and the server start for each picture.
    scan->add_subcommand("picture-child", "")->group("")->callback([choose] {
        choose([] { return devices::picture_child(picture_budget); });
    });
}

}  // namespace wms::app
