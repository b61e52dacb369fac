// SPDX-License-Identifier: Apache-2.0
// The subcommands of the program: their options and what they do.
#pragma once

#include <functional>
#include <memory>

namespace CLI {
class App;
}

namespace wms::app {

class Commands {
public:
    explicit Commands(CLI::App& app);
    ~Commands();
    Commands(Commands const&) = delete;
    Commands& operator=(Commands const&) = delete;

    // Runs the subcommand that was given; returns the exit code.
    int run();

private:
    struct Options;
    void add_devices(CLI::App& app);
    void add_journal(CLI::App& app);
    void add_store(CLI::App& app);
    void add_access(CLI::App& app);
    void add_convert(CLI::App& app);
    void add_bench(CLI::App& app);
    std::unique_ptr<Options> options_;
    std::function<int()> chosen_;
};

}  // namespace wms::app
