// SPDX-License-Identifier: Apache-2.0
// Location labels by range through the print desk: in order, each once, on with the rest after a
// stop of the server, and what breaks in the middle is one label's question.
#include "app/label_maker.hpp"
#include "app/sheet_data.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/sheets.hpp"

#include "print/print_house.hpp"
#include "store/outbox_work.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;

constexpr devices::SendTimes brisk{.open = 300ms,
                                   .answer = 300ms,
                                   .stall = 300ms,
                                   .poll = 5ms,
                                   .silence = 400ms,
                                   .at_work = 1000ms};
constexpr std::size_t rack = 30;

struct RackHouse {
    explicit RackHouse(std::string const& folder)
        : house{{.folder = folder,
                 .times = brisk,
                 .maker = label_maker([](Read const& read, PrintJob const& job) {
                     return print_data(read, job, {});
                 })}} {}

    void furnish(std::uint16_t port) {
        ImportMasterData import{};
        import.zones.resize(1);
        import.zones[0].zone.code = "R";
        for (std::size_t n = 1; n <= rack; ++n) {
            LocationRow row{};
            row.location.code = fmt::format("R-{}", n);
            row.location.check_digits = fmt::format("{:02}", n);
            row.zone = "R";
            import.locations.push_back(row);
        }
        REQUIRE(!house.submit(import).refusal);
        house.define({.name = "P-LOC",
                      .uri = fmt::format("tcp://127.0.0.1:{}", port),
                      .profile = "zpl",
                      .media = "70x35"});
    }
    PrintJobId print(std::string const& first, std::string const& last) {
        auto const outcome = house.submit(PrintLocations{{first, last, ""}, "P-LOC"});
        REQUIRE(!outcome.refusal);
        return PrintJobId{outcome.object};
    }
    sheets::RunFigures figures(PrintJobId run) {
        return sheets::figures_of(house.engine.read_at(house.engine.durable_seq()), run).value();
    }
    bool ends(PrintJobId run, std::chrono::milliseconds patience = 20s) {
        auto const until = std::chrono::steady_clock::now() + patience;
        while (figures(run).waiting > 0) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(5ms);
        }
        return true;
    }
    PrintHouse house;
};

// A printer keeps a label from ^XA to ^XZ; the file has what was sent around it, too.
bool is_of(MisbehavingPrinter::Label const& label, std::optional<std::string> const& file) {
    return file && file->find(label.bytes) != std::string::npos;
}

// How often each label of the run came out, in the order of the run.
std::vector<std::size_t> copies_out(RackHouse& rack_house, PrintJobId run, std::size_t labels,
                                    MisbehavingPrinter const& printer) {
    Read const read = rack_house.house.engine.read_at(rack_house.house.engine.durable_seq());
    std::vector<std::size_t> copies;
    for (std::uint64_t n = 0; n < labels; ++n) {
        PrintJob const job = tables::print_jobs.at(read, PrintJobId{run.value() + n});
        auto const bytes = rack_house.house.desk->files().bytes_of(job.content_sha256);
        std::size_t count = 0;
        for (auto const& label : printer.labels()) count += is_of(label, bytes) ? 1U : 0U;
        copies.push_back(count);
    }
    return copies;
}

}  // namespace

TEST_SUITE_BEGIN("print-desk");

TEST_CASE("a range of location labels comes out in the order of the rack, each once") {
    test::Place const place{memory_folder()};
    make_parcels(place / "store");
    MisbehavingPrinter printer{{}};
    RackHouse house{place / "store"};
    house.furnish(printer.port());
    PrintJobId const run = house.print("R-3", "R-12");
    REQUIRE(house.ends(run));
    CHECK(house.figures(run).sent == 10);
    CHECK(printer.came_out() == 10);
    CHECK(copies_out(house, run, 10, printer) == std::vector<std::size_t>(10, 1));
    Read const read = house.house.engine.read_at(house.house.engine.durable_seq());
    auto const labels = printer.labels();
    for (std::uint64_t n = 0; n < 10; ++n) {
        PrintJob const job = tables::print_jobs.at(read, PrintJobId{run.value() + n});
        CHECK(job.document == fmt::format("location/R-{}", 3 + n));
        CHECK(job.codes_read == 1);
        CHECK(is_of(labels[n], house.house.desk->files().bytes_of(job.content_sha256)));
    }
}

TEST_CASE("a range goes on where it was when the server is started again") {
    test::Place const place{memory_folder()};
    make_parcels(place / "store");
    MisbehavingPrinter printer{{.print_time = 5ms}};
    PrintJobId run;
    {
        RackHouse house{place / "store"};
        house.furnish(printer.port());
        run = house.print("", "R-30");
        while (house.figures(run).sent < 7) std::this_thread::sleep_for(2ms);
    }
    RackHouse house{place / "store"};
    REQUIRE(house.ends(run, 40s));
    auto const figures = house.figures(run);
    // the one that was under way may be a question; nothing is lost, nothing comes twice
    CHECK(figures.sent + figures.stuck.size() == figures.labels);
    CHECK(figures.stuck.size() <= 1);
    for (std::size_t const copies : copies_out(house, run, figures.labels, printer))
        CHECK(copies <= 1);
    CHECK(printer.came_out() >= figures.sent);
}

TEST_CASE("a label of a range that breaks is one question; the others come out; again is a copy") {
    test::Place const place{memory_folder()};
    make_parcels(place / "store");
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::resets, 150);
    RackHouse house{place / "store"};
    house.furnish(printer.port());
    PrintJobId const run = house.print("R-1", "R-5");
    REQUIRE(house.ends(run));
    auto const figures = house.figures(run);
    CHECK(figures.sent == 4);
    REQUIRE(figures.stuck.size() == 1);
    std::size_t const before = printer.came_out();
    auto const again = house.house.submit(PrintAgain{figures.stuck.front()});
    REQUIRE(!again.refusal);
    auto const job = [&] {
        return tables::print_jobs.at(house.house.engine.read_at(house.house.engine.durable_seq()),
                                     PrintJobId{again.object});
    };
    for (int n = 0; n < 1000 && job().state != PrintState::device_done; ++n)
        std::this_thread::sleep_for(10ms);
    CHECK(job().state == PrintState::device_done);
    CHECK(job().copy == 2);
    CHECK(printer.came_out() == before + 1);
}

TEST_CASE("a range is stopped: what was not begun does not come out") {
    test::Place const place{memory_folder()};
    make_parcels(place / "store");
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::paper_out);
    RackHouse house{place / "store"};
    house.furnish(printer.port());
    PrintJobId const run = house.print("", "R-30");
    auto const first_state = [&] {
        return tables::print_jobs
            .at(house.house.engine.read_at(house.house.engine.durable_seq()), run)
            .state;
    };
    for (int n = 0; n < 1000 && first_state() != PrintState::held_printer; ++n)
        std::this_thread::sleep_for(5ms);
    CHECK(first_state() == PrintState::held_printer);
    REQUIRE(!house.house.submit(StopPrintRun{run}).refusal);
    printer.behave(Trouble::none);
    std::this_thread::sleep_for(300ms);
    CHECK(house.figures(run).waiting == 0);
    CHECK(house.figures(run).stopped == house.figures(run).labels);
    CHECK(printer.came_out() == 0);
}

TEST_SUITE_END();
