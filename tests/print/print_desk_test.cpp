// SPDX-License-Identifier: Apache-2.0
// From the outbox to paper: what the journal says is what happened.
#include "domain/process/printing.hpp"

#include "print/print_house.hpp"
#include "store/outbox_work.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;
using test::Place;

constexpr devices::SendTimes quick{.open = 300ms,
                                   .answer = 200ms,
                                   .stall = 300ms,
                                   .poll = 10ms,
                                   .silence = 300ms,
                                   .at_work = 1000ms};

Printer printer_at(std::string const& name, std::uint16_t port,
                   std::string const& profile = "zpl") {
    return {.name = name, .uri = fmt::format("tcp://127.0.0.1:{}", port), .profile = profile};
}

struct Fixture {
    Fixture() { make_parcels(place / "store"); }
    PrintHouse::Options options() const {
        return {.folder = place / "store", .backup_after = 200ms, .times = quick};
    }
    Place place{memory_folder()};
};

std::size_t count_of(MisbehavingPrinter const& printer, std::string const& text) {
    std::size_t count = 0;
    for (auto const& label : printer.labels())
        if (label.bytes.find(text) != std::string::npos) ++count;
    return count;
}

std::vector<PrintState> states_in_journal(Engine& engine) {
    std::vector<PrintState> states;
    // the journal's own words, in order
    for (auto const& sealed : engine.entries_since(0, 10'000)) {
        ByteReader reader{sealed.entry.events};
        while (!reader.at_end()) {
            std::uint64_t const tag = reader.unsigned_number();
            std::string_view const bytes = reader.raw(reader.unsigned_number());
            if (tag == PrintJobChanged::tag)
                states.push_back(from_bytes<PrintJobChanged>(bytes).row.state);
        }
    }
    return states;
}

}  // namespace

TEST_SUITE_BEGIN("print-desk");

TEST_CASE("a label is drawn, written down, sent once and reported; its bytes are kept") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", printer.port()));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::device_done));
    REQUIRE(printer.came_out() == 1);
    PrintJob const job = house.job_of(1);
    CHECK(house.desk->files().bytes_of(job.content_sha256) == printer.labels().front().bytes);
    CHECK(job.content_bytes == printer.labels().front().bytes.size());
    CHECK(job.codes_read == 1);
    CHECK(job.sending_at > Instant{});
    CHECK(job.sending_at <= job.device_done_at);
    using enum PrintState;
    CHECK(states_in_journal(house.engine) ==
          std::vector{rendered, checked, spooled, sending, device_done});
}

TEST_CASE("no paper: the station sees the reason; after the refill one label comes out") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::paper_out);
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", printer.port()));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::held_printer));
    CHECK(house.job_of(1).printer_reason == "media-empty");
    CHECK(printer.came_out() == 0);
    printer.behave(Trouble::none);
    REQUIRE(house.reaches(1, PrintState::device_done));
    CHECK(printer.came_out() == 1);
}

TEST_CASE("the label goes to the backup printer while nothing was sent") {
    Fixture fixture;
    MisbehavingPrinter first{{}};
    MisbehavingPrinter second{{.language = PrinterLanguage::tspl}};
    first.behave(Trouble::paper_out);
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", first.port()));
    house.define(printer_at("P-2", second.port(), "tspl"));
    ImportMasterData import{};
    import.stations = {
        {.code = "S-1", .location = "A-1", .printer = "P-1", .backup_printer = "P-2"}};
    REQUIRE(!house.submit(import).refusal);
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::device_done));
    CHECK(house.job_of(1).printer == "P-2");
    CHECK(house.job_of(1).first_printer == "P-1");
    first.behave(Trouble::none);
    std::this_thread::sleep_for(100ms);
    CHECK(first.came_out() == 0);
    CHECK(second.came_out() == 1);  // drawn anew in its own language
}

TEST_CASE("what breaks while it is sent is unknown, stays so, and is not sent again") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", printer.port()));
    printer.behave(Trouble::resets, 120);
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::unknown, 5s));
    house.ask_for(3);
    REQUIRE(house.reaches(3, PrintState::device_done));
    CHECK(count_of(printer, "[" + printing::job_key(house.job_of(1)) + "]") == 0);
    CHECK(house.job_of(1).state == PrintState::unknown);
    CHECK(printer.came_out() == 1);
    // a late report does not settle it, only a person does
    CHECK(house
              .submit(PrintReported{tables::parcels.at(house.engine.read(), ParcelId{1}).print_job,
                                    PrintState::device_done, ""})
              .refusal);
}

TEST_CASE("T16: what may or may not be on paper is a person's question within five seconds") {
    struct Row {
        std::string_view name;
        Trouble trouble;
        std::size_t bytes;
    };
    constexpr Row doubts[] = {{"vanishes in the label", Trouble::resets, 150},
                              {"vanishes with what it had taken", Trouble::loses_power, 150},
                              {"prints and answers no more", Trouble::silent_after, 0},
                              {"takes no byte more", Trouble::stalls, 0}};
    std::uint64_t parcel = 1;
    for (Row const& row : doubts) {
        CAPTURE(row.name);
        Fixture fixture;
        MisbehavingPrinter printer{{}};
        // with the times of a house, not of a test
        bool const stalls = row.trouble == Trouble::stalls;
        PrintHouse house{
            {.folder = fixture.place / "store", .filling = stalls ? 8'000'000U : 3000U}};
        house.define(printer_at("P-1", printer.port()));
        if (!stalls) printer.behave(row.trouble, row.bytes);
        house.ask_for(parcel);
        auto const begun = [&] { return house.job_of(parcel).sending_at != Instant{}; };
        for (int n = 0; n < 5000 && !begun(); ++n)
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        REQUIRE(begun());
        if (stalls) printer.behave(row.trouble);
        CHECK(house.reaches(parcel, PrintState::unknown, 5s));
        CHECK(printer.came_out() <= 1);
    }
}

TEST_CASE("leave to send is given once") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", printer.port()));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::device_done));
    PrintJob const job = house.job_of(1);
    auto const id = tables::parcels.at(house.engine.read(), ParcelId{1}).print_job;
    CHECK(house.submit(BeginSending{id, "P-1", job.content_sha256}).refusal);
    CHECK(house.submit(LabelPrepared{id, "P-1", job.content_sha256, 1, 1}).refusal);
    CHECK(house.submit(MovePrintJob{id, "P-2"}).refusal);
}

TEST_CASE("a reprint while the first copy waits: only the second comes out, marked") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::paper_out);
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", printer.port()));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::held_printer));
    ImportMasterData import{};
    import.operators = {{.badge = "U-P", .name = "Packer", .roles = {Role::packer}}};
    REQUIRE(!house.submit(import).refusal);
    auto const packer = operator_by_badge(house.engine.read_at(house.engine.durable_seq()), "U-P");
    REQUIRE(packer);
    auto const outcome = house.engine
                             .submit({.device = {},
                                      .captured_at = house.engine.now(),
                                      .actor = *packer,
                                      .command = ReprintLabel{ParcelId{1}, "torn"}})
                             .get();
    REQUIRE(!outcome.refusal);
    printer.behave(Trouble::none);
    REQUIRE(house.reaches(1, PrintState::device_done));
    std::this_thread::sleep_for(100ms);
    REQUIRE(printer.came_out() == 1);
    CHECK(house.job_of(1).copy == 2);
    CHECK(house.job_of(1).reprint_reason == "torn");
    CHECK(count_of(printer, "#2]") == 1);
}

TEST_CASE("a label that cannot be drawn is a clear failure and nothing is printed") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    auto options = fixture.options();
    options.maker = [](Read const&, PrintJob const&, LabelTarget const&) {
        return [] { return LabelResult{std::unexpected{"receiver.name is missing"}}; };
    };
    PrintHouse house{options};
    house.define(printer_at("P-1", printer.port()));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::failed));
    CHECK(house.job_of(1).printer_reason == "not-drawn,receiver.name is missing");
    CHECK(printer.came_out() == 0);
}

TEST_CASE("a printer that comes back with another address gets its label there, once") {
    Fixture fixture;
    MisbehavingPrinter before{{}};
    MisbehavingPrinter after{{}};
    before.behave(Trouble::off);
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-1", before.port()));
    house.ask_for(1);
    REQUIRE(house.reaches(1, PrintState::held_printer));
    house.define(printer_at("P-1", after.port()));
    REQUIRE(house.reaches(1, PrintState::device_done, 20s));
    before.behave(Trouble::none);
    std::this_thread::sleep_for(200ms);
    CHECK(after.came_out() == 1);
    CHECK(before.came_out() == 0);
}

TEST_CASE("of a pool the least busy printer is taken") {
    Fixture fixture;
    MisbehavingPrinter a{{.print_time = 300ms}};
    MisbehavingPrinter b{{.print_time = 300ms}};
    PrintHouse house{fixture.options()};
    house.define(printer_at("P-A", a.port()));
    house.define(printer_at("P-B", b.port()));
    house.define({.name = "P-1", .uri = "", .profile = "", .members = {"P-A", "P-B"}});
    for (std::uint64_t const parcel : {1U, 3U, 5U, 7U}) house.ask_for(parcel);
    for (std::uint64_t const parcel : {1U, 3U, 5U, 7U})
        REQUIRE(house.reaches(parcel, PrintState::device_done));
    CHECK(a.came_out() == 2);
    CHECK(b.came_out() == 2);
}

TEST_CASE("a server that is stopped while a printer stands ends at once and goes on later") {
    Fixture fixture;
    MisbehavingPrinter printer{{}};
    printer.behave(Trouble::off);
    auto const begun = std::chrono::steady_clock::now();
    {
        PrintHouse house{fixture.options()};
        house.define(printer_at("P-1", printer.port()));
        house.ask_for(1);
        REQUIRE(house.reaches(1, PrintState::held_printer));
        CHECK(house.job_of(1).printer_reason == "offline");
    }
    CHECK(std::chrono::steady_clock::now() - begun < 8s);
    printer.behave(Trouble::none);
    PrintHouse house{fixture.options()};
    REQUIRE(house.reaches(1, PrintState::device_done, 15s));
    CHECK(printer.came_out() == 1);
}

TEST_SUITE_END();
