// SPDX-License-Identifier: Apache-2.0
// The process that is killed, whose disk fails or loses power:
//   store_child clients FOLDER n1,n2,… PIPE           clients go on at those numbers until killed
//   store_child backups FOLDER n1,n2,… TARGET PIPE    the same, and one backup after another
//   store_child errands FOLDER PIPE                   a few operations one after another, then done
//   store_child outbox FOLDER FILE PIPE               asks for waybills, notes each request in FILE
//   store_child restore BACKUP TARGET PIPE
#include "engine/verify.hpp"
#include "store/outbox_work.hpp"
#include "store/workload.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace wms::test {
namespace {

using namespace std::chrono_literals;

void tell(int pipe, Ack const& ack) {
    if (write(pipe, &ack, sizeof ack) != static_cast<ssize_t>(sizeof ack)) _exit(5);
}

// Sends one command until it is decided; the id stays the same.
void send(Engine& engine, int pipe, std::uint64_t device, std::uint64_t n) {
    while (true) {
        std::future<Outcome> reply = engine.submit(envelope_of(device, n));
        Outcome outcome;
        try {
            outcome = reply.get();
        } catch (std::future_error const&) {
            pause();  // the engine gives up; this process ends at any moment
        }
        if (outcome.seq != 0) return tell(pipe, {device, n, outcome.seq});
        std::this_thread::sleep_for(2ms);
    }
}

std::vector<std::uint64_t> numbers(std::string const& list) {
    std::vector<std::uint64_t> numbers;
    for (std::size_t at = 0; at < list.size(); at = list.find(',', at) + 1) {
        numbers.push_back(std::strtoull(list.c_str() + at, nullptr, 10));
        if (list.find(',', at) == std::string::npos) break;
    }
    return numbers;
}

std::vector<std::thread> start_clients(Engine& engine, int pipe, std::string const& list) {
    std::vector<std::thread> clients;
    std::uint64_t device = 0;
    for (std::uint64_t const first : numbers(list)) {
        clients.emplace_back([&engine, pipe, first, d = ++device] {
            for (std::uint64_t n = first;; ++n) send(engine, pipe, d, n);
        });
    }
    return clients;
}

void run_clients(Engine& engine, int pipe, std::string const& list) {
    for (std::thread& client : start_clients(engine, pipe, list)) client.join();
}

void run_backups(Engine& engine, int pipe, std::string const& list, std::string const& target) {
    auto const clients = start_clients(engine, pipe, list);
    for (std::uint64_t i = 1;; ++i) {
        engine.backup(fmt::format("{}/{}", target, i));
        tell(pipe, {0, i, engine.durable_seq()});
    }
}

bool has_disk_failed() {
    auto const fired = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "failing_disk_fired"));
    return fired != nullptr && fired() != 0;
}

// 0: nothing failed; 10: something failed and all went on.
int run_errands(Engine& engine, int pipe) {
    constexpr std::uint64_t errands = 12;
    for (std::uint64_t n = 1; n <= errands; ++n) {
        send(engine, pipe, 1, n);
        if (n % 4 == 0) (void)engine.read_at(engine.durable_seq());  // makes the tables commit
    }
    return has_disk_failed() ? 10 : 0;
}

void run_outbox(Engine& engine, int pipe, std::string const& file) {
    OutboxWorkers const workers{engine, noting_in(file)};
    for (std::uint64_t i = 1; i <= parcels_to_ask_for; ++i) {
        Outcome const outcome = ask_again(engine, i);
        tell(pipe, {1, i, outcome.seq});
    }
    pause();
}

int run(std::vector<std::string> const& words) {
    int const pipe = std::atoi(words.back().c_str());
    std::string const& what = words.at(0);
    int code = 0;
    if (what == "restore") return (void)restore(words.at(1), words.at(2)), 0;
    {
        Engine engine{{.folder = words.at(1), .state_commit_after = 20ms}};
        if (what == "clients") run_clients(engine, pipe, words.at(2));
        if (what == "backups") run_backups(engine, pipe, words.at(2), words.at(3));
        if (what == "outbox") run_outbox(engine, pipe, words.at(2));
        if (what == "errands") code = run_errands(engine, pipe);
    }
    return code == 0 && what == "errands" && has_disk_failed() ? 10 : code;
}

}  // namespace
}  // namespace wms::test

int main(int count, char** words) {
    try {
        return wms::test::run({words + 1, words + count});
    } catch (std::exception const& error) {
        std::fprintf(stderr, "store_child: %s\n", error.what());
        return 4;
    }
}
