// SPDX-License-Identifier: Apache-2.0
// The program. One subcommand, one function; the only place that knows everybody.
// Exit codes: 0 done · 1 refused or a check failed · 2 wrong usage or a file that cannot be read ·
// 3 the store failed.
#include "app/commands.hpp"

#include "base/ensure.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    CLI::App app{"wms: warehouse management and fulfilment, one server, one exact ledger"};
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of all subcommands");
    app.set_version_flag("--version", WMS_VERSION);
    wms::app::Commands commands{app};
    try {
        app.parse(argc, argv);
        return commands.run();
    } catch (CLI::ParseError const& error) {
        int const code = app.exit(error);
        return code == 0 ? 0 : 2;
    } catch (wms::StoreFailure const& failure) {
        std::fprintf(stderr, "wms: %s\n", failure.what());
        return 3;
    } catch (std::exception const& error) {
        std::fprintf(stderr, "wms: %s\n", error.what());
        return 3;
    }
}
