// SPDX-License-Identifier: Apache-2.0
// Through a private CUPS: our backend, plain queues, a scheduler that hangs and one that is killed.
#include "devices/cups_news.hpp"
#include "devices/journal_link.hpp"
#include "domain/process/printing.hpp"

#include "print/cups_house.hpp"
#include "print/print_house.hpp"
#include "store/outbox_work.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;
using test::Place;

struct Fixture {
    Fixture() { make_parcels(place / "store"); }
    [[nodiscard]] std::string socket() const { return place / "print.sock"; }
    [[nodiscard]] PrintHouse::Options options() const {
        return {.folder = place / "store",
                .cups = {.server = cups.server(), .connect = 500ms, .call = 1000ms},
                .socket = socket()};
    }
    void add_queue(std::string const& name, std::string const& uri) const {
        REQUIRE(cups.client().add({.name = name, .device_uri = uri, .ppd = "raw", .info = ""}) ==
                "");
    }
    void add_ours(MisbehavingPrinter const& printer) const {
        add_queue("wms1", CupsHouse::device_uri(printer.port(), socket()));
    }
    Place place;
    CupsHouse cups;
};

Printer printer_by(std::string const& uri) {
    return {.name = "P-1", .uri = uri, .profile = "zpl"};
}

bool is_skipped() {
    if (there_is_cups()) return false;
    MESSAGE("skipped: cups is not installed");
    return true;
}

}  // namespace

TEST_SUITE_BEGIN("print-cups");

TEST_CASE("through our backend: asked before and after, sent once, bytes unchanged") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    fixture.add_ours(printer);
    PrintHouse house{fixture.options()};
    house.define(printer_by("wmslabel://wms1"));
    house.ask_for(1);
    bool const done = house.reaches(1, PrintState::device_done);
    CAPTURE(fixture.cups.log());
    REQUIRE(done);
    REQUIRE(printer.came_out() == 1);
    PrintJob const job = house.job_of(1);
    CHECK(house.desk->files().bytes_of(job.content_sha256) == printer.labels().front().bytes);
    CHECK(printer.questions() >= 3);
}

TEST_CASE("through our backend: no paper is seen at the station and in CUPS") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::paper_out);
    fixture.add_ours(printer);
    PrintHouse house{fixture.options()};
    house.define(printer_by("wmslabel://wms1"));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::held_printer));
    CHECK(house.job_of(1).printer_reason == "media-empty");
    auto const queue = fixture.cups.client().queue("wms1");
    REQUIRE(queue);
    CHECK(queue->reasons == std::vector<std::string>{"media-empty"});
    printer.behave(Trouble::none);
    REQUIRE(house.reaches(1, PrintState::device_done));
    CHECK(printer.came_out() == 1);
}

TEST_CASE("through our backend: what breaks in the middle is unknown and CUPS does not repeat it") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    fixture.add_ours(printer);
    printer.behave(Trouble::resets, 150);
    PrintHouse house{fixture.options()};
    house.define(printer_by("wmslabel://wms1"));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::unknown));
    std::string const key = printing::job_key(house.job_of(1));
    auto const client = fixture.cups.client();
    auto const held = client.job("wms1", key);
    REQUIRE(held);
    CHECK((held->state == devices::CupsJobState::held ||
           held->state == devices::CupsJobState::processing));
    // somebody releases it, CUPS is restarted: the backend gets no leave again
    fixture.cups.kill();
    fixture.cups.start();
    house.ask_for(3);
    REQUIRE(house.reaches(3, PrintState::device_done));
    CHECK(printer.came_out() == 1);
}

TEST_CASE("a plain queue: CUPS's 'completed' is 'sent', and nothing is sent to a stopped queue") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    fixture.add_queue("plain", fmt::format("socket://127.0.0.1:{}/?waiteof=false", printer.port()));
    PrintHouse house{fixture.options()};
    house.define(printer_by("cups://plain"));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::device_done));
    CHECK(printer.came_out(1, 2s));
    house.define(printer_by("cups://nobody"));
    house.ask_for(3);
    REQUIRE(house.reaches(3, PrintState::held_printer));
    CHECK(house.job_of(3).printer_reason == "unknown-printer");
    CHECK(house.job_of(3).sending_at == Instant{});
    CHECK(printer.came_out() == 1);
}

TEST_CASE("a subscription tells of a job's end long before the next look") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{.print_time = 300ms}};
    fixture.add_queue("plain", fmt::format("socket://127.0.0.1:{}/?waiteof=false", printer.port()));
    auto options = fixture.options();
    options.cups_poll = 60s;
    PrintHouse house{options};
    house.define(printer_by("cups://plain"));
    for (std::uint64_t const parcel : {1U, 3U, 5U}) {
        house.ask_for(parcel);
        CHECK(house.reaches(parcel, PrintState::device_done, 10s));
    }
    CHECK(printer.came_out(3, 2s));
    // started anew CUPS knows no subscription: it is subscribed to again
    fixture.cups.kill();
    fixture.cups.start();
    house.ask_for(7);
    CHECK(house.reaches(7, PrintState::device_done, 15s));
    CHECK(printer.came_out(4, 2s));
}

TEST_CASE("news are of one queue, and silence is only the end of a wait") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    fixture.add_queue("plain", fmt::format("socket://127.0.0.1:{}/?waiteof=false", printer.port()));
    devices::CupsNews news{fixture.cups.client(), {.ask_every = 50ms, .again_after = 100ms}};
    CHECK(news.wait("plain", news.heard("plain"), 5s));  // subscribed
    CHECK(news.is_subscribed());
    std::uint64_t const plain = news.heard("plain");
    std::uint64_t const other = news.heard("other");
    CHECK_FALSE(news.wait("plain", plain, 300ms));
    REQUIRE(fixture.cups.client().print(
        {.queue = "plain", .name = "K1", .format = "application/vnd.cups-raw", .bytes = "^XA^XZ"}));
    auto const asked = std::chrono::steady_clock::now();
    CHECK(news.wait("plain", plain, 5s));
    MESSAGE(fmt::format("heard of a job after {} ms",
                        std::chrono::duration_cast<std::chrono::milliseconds>(
                            std::chrono::steady_clock::now() - asked)
                            .count()));
    CHECK(news.heard("plain") > plain);
    CHECK(news.heard("other") == other);
    fixture.cups.stop_answering();
    CHECK_FALSE(news.wait("other", other, 300ms));
    fixture.cups.answer_again();
}

TEST_CASE("a scheduler that hangs stops nobody: the label waits, the server works and ends") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    fixture.add_ours(printer);
    fixture.cups.stop_answering();
    auto const begun = std::chrono::steady_clock::now();
    {
        PrintHouse house{fixture.options()};
        house.define(printer_by("wmslabel://wms1"));
        house.ask_for(1);
        REQUIRE(house.reaches(1, PrintState::held_printer));
        CHECK(house.job_of(1).printer_reason == "cups-down");
    }
    CHECK(std::chrono::steady_clock::now() - begun < 15s);
    fixture.cups.answer_again();
    PrintHouse house{fixture.options()};
    REQUIRE(house.reaches(1, PrintState::device_done, 20s));
    CHECK(printer.came_out() == 1);
}

TEST_CASE("leave by the socket: nonsense, strangers' bytes and repeated questions get none") {
    if (is_skipped()) return;
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::off);
    fixture.add_ours(printer);
    PrintHouse house{fixture.options()};
    house.define(printer_by("wmslabel://wms1"));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::held_printer));
    PrintJob const job = house.job_of(1);
    auto const ask = [&](std::string const& line) {
        return devices::ask_journal(fixture.socket(), line, 2s).value_or("nothing");
    };
    std::string const key = devices::journal_word(printing::job_key(job));
    CHECK(ask("begin") == "what");
    CHECK(ask("begin \x01 x y") == "what");
    CHECK(ask(fmt::format("begin {} {} wms1", key, std::string(64, '0'))) == "no");
    CHECK(ask(fmt::format("begin {} {} other", key, job.content_sha256)) == "no");
    CHECK(ask(fmt::format("begin nobody#1 {} wms1", job.content_sha256)) == "no");
    CHECK(ask(fmt::format("sent {} wms1 -", key)) == "no");
    CHECK(ask(fmt::format("begin {} {} wms1", key, job.content_sha256)) == "yes");
    CHECK(ask(fmt::format("begin {} {} wms1", key, job.content_sha256)) == "no");
    CHECK(printer.came_out() == 0);
}

TEST_SUITE_END();
