// SPDX-License-Identifier: Apache-2.0
// A child process that works on a store and says through a pipe what was acknowledged to it.
#pragma once

#include "store/workload.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace wms::test {

class Child {
public:
    // store_child with these arguments; the pipe's number is put behind them. `environment`: "A=b".
    Child(std::vector<std::string> arguments, std::vector<std::string> const& environment = {});
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;
    ~Child();

    // Reads acknowledgements until the time is over or the child has closed its pipe.
    void listen(std::chrono::milliseconds time);
    // Everything said so far and what is still in the pipe.
    [[nodiscard]] std::vector<Ack> const& acks() const { return acks_; }
    void kill();  // SIGKILL; what was in the pipe is heard too
    // Waits for its end; 128 + the signal when it was killed.
    int wait();

private:
    bool hear();
    pid_t pid_ = -1;
    int pipe_ = -1;
    std::string rest_;
    std::vector<Ack> acks_;
};

// How often to do it: the environment's number, or the one that fits into a test run.
[[nodiscard]] std::uint64_t times(char const* variable, std::uint64_t usual);

class Place {  // a folder that is gone afterwards
public:
    explicit Place(std::filesystem::path const& where = std::filesystem::temp_directory_path());
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;
    ~Place();
    [[nodiscard]] std::string path() const { return path_; }
    [[nodiscard]] std::string operator/(char const* name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

// A folder without a disk behind it, where there is one: for tests that do not ask for durability.
[[nodiscard]] std::filesystem::path memory_folder();

}  // namespace wms::test
