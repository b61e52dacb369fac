// SPDX-License-Identifier: Apache-2.0
// A program that a test starts, listens to, and kills.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace wms::test {

class Program {
public:
    // `environment`: "A=b", besides our own. What it writes to stdout is heard here.
    explicit Program(std::vector<std::string> const& arguments,
                     std::vector<std::string> const& environment = {});
    Program(Program const&) = delete;
    Program& operator=(Program const&) = delete;
    ~Program();  // SIGKILL

    // True when it has said the line within the time.
    [[nodiscard]] bool says(std::string const& line, std::chrono::milliseconds patience);
    void signal(int number) const;
    // Its end: the exit code, or 128 + the signal.
    int kill();
    int wait();
    [[nodiscard]] bool is_alive();
    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] std::string const& heard() const { return heard_; }

private:
    pid_t pid_ = -1;
    int pipe_ = -1;
    std::string heard_;
};

}  // namespace wms::test
