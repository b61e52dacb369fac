// SPDX-License-Identifier: Apache-2.0
// kill -9 of what prints, at any moment: no label is sent twice without a person's word, none is
// claimed that did not come out, none is lost without a question to somebody.
#include "domain/process/printing.hpp"

#include "print/cups_house.hpp"
#include "print/print_house.hpp"
#include "print/program.hpp"
#include "store/outbox_work.hpp"
#include "store/process.hpp"
#include "support/random.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;
using test::Place;

constexpr std::uint64_t labels_a_round = 8;
constexpr std::uint64_t kills_a_round = 6;
constexpr devices::SendTimes quick{.open = 300ms,
                                   .answer = 300ms,
                                   .stall = 500ms,
                                   .poll = 10ms,
                                   .silence = 500ms,
                                   .at_work = 3000ms};

struct Tally {
    std::uint64_t kills = 0, sent = 0, unknown = 0, unknown_out = 0;
};

std::size_t count_of(MisbehavingPrinter const& printer, std::string const& text) {
    std::size_t count = 0;
    for (auto const& label : printer.labels())
        if (label.bytes.find(text) != std::string::npos) ++count;
    return count;
}

// The last server may work in peace; then every label has its end.
void let_finish(PrintHouse& house) {
    for (std::uint64_t parcel = 1; parcel <= labels_a_round; ++parcel) {
        if (house.job_of(parcel).document.empty()) (void)ask_again(house.engine, parcel);
    }
    auto const until = std::chrono::steady_clock::now() + 30s;
    for (std::uint64_t parcel = 1; parcel <= labels_a_round; ++parcel) {
        while (true) {
            PrintState const state = house.job_of(parcel).state;
            if (state == PrintState::device_done || state == PrintState::unknown) break;
            REQUIRE(std::chrono::steady_clock::now() < until);
            std::this_thread::sleep_for(5ms);
        }
    }
}

void count(PrintHouse& house, MisbehavingPrinter const& printer, Tally& tally) {
    for (std::uint64_t parcel = 1; parcel <= labels_a_round; ++parcel) {
        PrintJob const job = house.job_of(parcel);
        std::string const key = printing::job_key(job);
        CAPTURE(key);
        std::size_t const out = count_of(printer, "[" + key + "]");
        CHECK(job.copy == 1);
        CHECK(out <= 1);
        if (job.state == PrintState::device_done) CHECK(out == 1);
        tally.sent += job.state == PrintState::device_done ? 1 : 0;
        tally.unknown += job.state == PrintState::unknown ? 1 : 0;
        tally.unknown_out += job.state == PrintState::unknown ? out : 0;
    }
}

void play_round(Random& random, Tally& tally) {
    Place const place;
    make_parcels(place / "store");
    MisbehavingPrinter printer{{.print_time = 3ms}};
    std::string const uri = fmt::format("tcp://127.0.0.1:{}", printer.port());
    for (std::uint64_t n = 0; n < kills_a_round; ++n) {
        Program child{{WMS_PRINT_CHILD, place / "store", uri, std::to_string(labels_a_round)}};
        REQUIRE(child.says("ready", 20s));
        std::this_thread::sleep_for(std::chrono::microseconds{random.below(60'000)});
        if (random.below(4) == 0) printer.behave(Trouble::resets, 1 + random.below(3000));
        std::this_thread::sleep_for(std::chrono::microseconds{random.below(60'000)});
        CHECK(child.kill() == 128 + 9);
        ++tally.kills;
    }
    printer.behave(Trouble::none);
    PrintHouse house{{.folder = place / "store", .filling = 3000, .times = quick}};
    let_finish(house);
    count(house, printer, tally);
}

// The server, CUPS or the backend, whatever the dice say; CUPS is started again at once, as systemd
// does it.
void kill_one(Random& random, CupsHouse& cups, std::unique_ptr<Program>& child, Tally& tally) {
    switch (random.below(3)) {
        case 0: child.reset(); break;
        case 1:
            cups.kill();
            cups.start();
            break;
        case 2: cups.kill_backends(); break;
    }
    ++tally.kills;
}

void play_cups_round(Random& random, Tally& tally) {
    Place const place;
    make_parcels(place / "store");
    MisbehavingPrinter printer{{.print_time = 3ms}};
    CupsHouse cups;
    std::string const socket = place / "print.sock";
    REQUIRE(cups.client().add({.name = "wms1",
                               .device_uri = CupsHouse::device_uri(printer.port(), socket),
                               .ppd = "raw",
                               .info = ""}) == "");
    std::vector<std::string> const server{WMS_PRINT_CHILD,   place / "store",
                                          "wmslabel://wms1", std::to_string(labels_a_round),
                                          cups.server(),     socket};
    std::unique_ptr<Program> child;
    for (std::uint64_t n = 0; n < kills_a_round; ++n) {
        if (!child) {
            child = std::make_unique<Program>(server);
            REQUIRE(child->says("ready", 20s));
        }
        std::this_thread::sleep_for(std::chrono::microseconds{random.below(250'000)});
        kill_one(random, cups, child, tally);
    }
    child.reset();
    PrintHouse house{{.folder = place / "store",
                      .filling = 3000,
                      .times = quick,
                      .cups = {.server = cups.server(), .connect = 500ms, .call = 1000ms},
                      .socket = socket}};
    let_finish(house);
    std::this_thread::sleep_for(300ms);  // what CUPS may still have started
    count(house, printer, tally);
}

bool is_skipped() {
    if (there_is_cups()) return false;
    MESSAGE("skipped: cups is not installed");
    return true;
}

}  // namespace

TEST_SUITE_BEGIN("print-kill");

TEST_CASE("the server is killed at any moment of its labels") {
    std::uint64_t const kills = times("WMS_PRINT_KILLS", 18);
    Random random{20261124};
    Tally tally;
    while (tally.kills < kills) play_round(random, tally);
    MESSAGE(fmt::format("{} kills: {} labels sent, {} unknown (of these {} had come out)",
                        tally.kills, tally.sent, tally.unknown, tally.unknown_out));
    CHECK(tally.sent > 0);
}

TEST_CASE("the server, CUPS and the backend are killed at any moment of a label's way") {
    if (is_skipped()) return;
    std::uint64_t const kills = times("WMS_PRINT_KILLS", 18);
    Random random{20261125};
    Tally tally;
    while (tally.kills < kills) play_cups_round(random, tally);
    MESSAGE(fmt::format("{} kills: {} labels sent, {} unknown (of these {} had come out)",
                        tally.kills, tally.sent, tally.unknown, tally.unknown_out));
    CHECK(tally.sent > 0);
}

TEST_SUITE_END();
