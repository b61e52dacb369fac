// SPDX-License-Identifier: Apache-2.0
// The print journal's socket while its server is busy.
#include "devices/journal_link.hpp"

#include "store/process.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;

class BusyServer {
public:
    [[nodiscard]] std::string ask(std::string const& line, devices::Patience patience) const {
        return devices::ask_journal(socket_.path(), line, patience).value_or("nothing");
    }
    [[nodiscard]] std::vector<std::string> heard() {
        std::lock_guard const lock{mutex_};
        return heard_;
    }

private:
    std::string answer(std::vector<std::string> const& words) {
        if (words.front() == "slow") std::this_thread::sleep_for(500ms);
        std::lock_guard const lock{mutex_};
        heard_.push_back(words.front());
        return "ok";
    }
    Place place_{memory_folder()};
    std::mutex mutex_;
    std::vector<std::string> heard_;
    devices::JournalSocket socket_{place_ / "print.sock",
                                   [this](auto const& words) { return answer(words); }};
};

}  // namespace

TEST_SUITE_BEGIN("print-custom");

TEST_CASE("leave and orders are not given to who has hung up; what was done is heard") {
    BusyServer server;
    std::jthread const other{[&] { CHECK(server.ask("slow", 5s) == "ok"); }};
    std::this_thread::sleep_for(100ms);
    CHECK(server.ask("begin key hash queue", 20ms) == "nothing");
    CHECK(server.ask("custom key hash printer", 20ms) == "nothing");
    CHECK(server.ask("sent key queue -", 20ms) == "nothing");
    CHECK(server.ask("begin again hash queue", 5s) == "ok");
    CHECK(server.heard() == std::vector<std::string>{"slow", "sent", "begin"});
}

TEST_SUITE_END();
