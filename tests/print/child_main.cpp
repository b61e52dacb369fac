// SPDX-License-Identifier: Apache-2.0
// print_child STORE URI LABELS [CUPS SOCKET]: a server's inside that prints, to be killed. Asks for
// the labels of so many parcels and works until it is stopped.
#include "print/print_house.hpp"
#include "store/outbox_work.hpp"

#include <cstdio>
#include <cstdlib>
#include <thread>

int main(int argc, char** argv) {
    using namespace wms;
    using namespace wms::test;
    using namespace std::chrono_literals;
    if (argc < 4) return 2;
    std::setvbuf(stdout, nullptr, _IONBF, 0);
    PrintHouse house{{.folder = argv[1],
                      .filling = 3000,
                      .times = {.open = 300ms,
                                .answer = 300ms,
                                .stall = 500ms,
                                .poll = 10ms,
                                .silence = 500ms,
                                .at_work = 3000ms},
                      .cups = {.server = argc > 5 ? argv[4] : "", .connect = 500ms, .call = 1000ms},
                      .socket = argc > 5 ? argv[5] : ""}};
    house.define({.name = "P-1", .uri = argv[2], .profile = "zpl"});
    auto const labels = static_cast<std::uint64_t>(std::strtoul(argv[3], nullptr, 10));
    // those that were asked for in an earlier life are not wanted again: that is refused
    for (std::uint64_t parcel = 1; parcel <= labels; ++parcel) {
        if (house.job_of(parcel).document.empty()) (void)ask_again(house.engine, parcel);
    }
    std::puts("ready");
    while (true) std::this_thread::sleep_for(1s);
}
