// SPDX-License-Identifier: Apache-2.0
// `wms labels print`, the program itself: a job of the print journal, in a store it has to itself
// or through the server that has it. One key, one label, whatever happens in between.
#include "app/custom_label.hpp"
#include "domain/process/sheets.hpp"

#include "devices/journal_link.hpp"
#include "print/print_house.hpp"
#include "print/program.hpp"
#include "store/mounts.hpp"
#include "store/outbox_work.hpp"
#include "store/process.hpp"
#include "support/slowness.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;

struct CustomHouse {
    // With megabytes: its store is on a disk of that size.
    explicit CustomHouse(std::string const& profile, std::uint64_t megabytes = 0) {
        if (megabytes > 0) disk.emplace(FileSystem::tmpfs, place / "disk", megabytes);
        make_parcels(store());
        PrintHouse house{{.folder = store()}};
        house.define({.name = "P-1",
                      .uri = fmt::format("tcp://127.0.0.1:{}", printer.port()),
                      .profile = profile});
    }
    [[nodiscard]] std::string store() const {
        return disk ? disk->path() + "/store" : place / "store";
    }
    [[nodiscard]] std::vector<std::string> command(std::string const& key,
                                                   std::string const& code) const {
        std::string const values = place / "values.json";
        std::ofstream{values} << fmt::format(R"({{"code": "{}"}})", code);
        return {WMS_PROGRAM, "--data", store(), "labels", "print",    "container",
                "--printer", "P-1",    "--key", key,      "--values", values};
    }
    // The exit code.
    [[nodiscard]] int print(std::string const& key, std::string const& code) const {
        return Program{command(key, code)}.wait();
    }
    [[nodiscard]] std::vector<PrintJob> jobs() const {
        Engine engine{{.folder = store(), .mode = Engine::Mode::manual}};
        return jobs_in(engine);
    }
    static std::vector<PrintJob> jobs_in(Engine& engine) {
        std::vector<PrintJob> found;
        tables::print_jobs.scan_all(engine.read_at(engine.durable_seq()),
                                    [&](PrintJobId, PrintJob const& job) {
                                        if (job.kind == PrintKind::custom) found.push_back(job);
                                        return true;
                                    });
        return found;
    }

    Place place{memory_folder()};
    std::optional<Mount> disk = {};
    MisbehavingPrinter printer{{}};
};

TEST_SUITE_BEGIN("print-custom");

TEST_CASE(
    "a label of one's own is written down, sent once, and the same key prints no second one") {
    CustomHouse house{"zpl-generic"};
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(house.printer.came_out(1, 5s));
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(house.print("box-7", "C-8") == 1);  // another label under this key
    std::this_thread::sleep_for(200ms);
    CHECK(house.printer.came_out() == 1);
    auto const jobs = house.jobs();
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].state == PrintState::device_done);
    CHECK(jobs[0].document == "custom/box-7");
    CHECK(jobs[0].codes_read == 2);
    CHECK(jobs[0].sending_at != Instant{});
    // the bytes of the journal are those that came out
    auto const bytes = PrintFiles{house.store() + "/labels"}.bytes_of(jobs[0].content_sha256);
    REQUIRE(bytes);
    CHECK(bytes->find(house.printer.labels()[0].bytes) != std::string::npos);
    CHECK(house.print("box-8", "C-7") == 0);
    CHECK(house.printer.came_out() == 2);
}

TEST_CASE(
    "a printer that breaks in the middle leaves a question, and the same key no second label") {
    CustomHouse house{"zpl-generic"};
    house.printer.behave(Trouble::resets, 150);
    CHECK(house.print("box-7", "C-7") == 3);
    CHECK(house.print("box-7", "C-7") == 3);
    auto const jobs = house.jobs();
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].state == PrintState::unknown);
    CHECK(house.printer.came_out() <= 1);
}

// The job of this key as it stood when the program was killed.
PrintJob killed_at_work(CustomHouse const& house, std::string const& key) {
    Program program{house.command(key, "C-7")};
    std::this_thread::sleep_for(1500ms);
    CHECK(program.is_alive());
    (void)program.kill();
    auto const jobs = house.jobs();
    REQUIRE(jobs.size() == 1);
    return jobs[0];
}

TEST_CASE("killed while it waits for paper, it goes on under the same key") {
    CustomHouse house{"zpl-generic"};
    house.printer.behave(Trouble::paper_out);
    PrintJob const cut = killed_at_work(house, "box-7");
    CHECK(cut.state == PrintState::held_printer);
    CHECK(cut.sending_at == Instant{});
    house.printer.behave(Trouble::none);
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(house.printer.came_out() == 1);
}

TEST_CASE("killed while it sends, it is a question, and the same key sends nothing") {
    CustomHouse house{"zpl-generic"};
    house.printer.behave(Trouble::silent_after);
    PrintJob const cut = killed_at_work(house, "box-7");
    CHECK(cut.sending_at != Instant{});
    CHECK(cut.state != PrintState::device_done);
    house.printer.behave(Trouble::none);
    std::size_t const before = house.printer.came_out();
    CHECK(house.print("box-7", "C-7") == 3);
    CHECK(house.jobs()[0].state == PrintState::unknown);
    std::this_thread::sleep_for(200ms);
    CHECK(house.printer.came_out() == before);
}

TEST_CASE("a running server that has the store prints it, by the same rules") {
    CustomHouse house{"zpl"};
    PrintHouse server{{.folder = house.store(),
                       .maker = with_custom_labels(plain_labels(), house.store() + "/labels"),
                       .socket = house.store() + "/print.sock"}};
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(house.print("box-7", "C-8") == 1);
    CHECK(house.print("bad", std::string(60, 'X')) == 1);  // too long for its code: no job
    CHECK(house.printer.came_out() == 1);
    auto const jobs = CustomHouse::jobs_in(server.engine);
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].state == PrintState::device_done);
    house.printer.behave(Trouble::resets, 150);
    CHECK(house.print("box-9", "C-9") == 3);
    CHECK(house.print("box-9", "C-9") == 3);
    CHECK(CustomHouse::jobs_in(server.engine).size() == 2);
}

TEST_CASE("a drawing that throws is an order that is refused, and the server lives on") {
    CustomHouse house{"zpl"};
    std::atomic<bool> broken{true};
    PrintHouse server{{.folder = house.store(),
                       .maker =
                           [&, plain = plain_labels()](Read const& read, PrintJob const& job,
                                                       LabelTarget const& target) {
                               return [&, draw = plain(read, job, target)] {
                                   if (broken)
                                       throw std::runtime_error{"no memory for the picture"};
                                   return draw();
                               };
                           },
                       .socket = house.store() + "/print.sock"}};
    CHECK(house.print("box-7", "C-7") == 1);
    CHECK(CustomHouse::jobs_in(server.engine).empty());
    broken = false;
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(house.printer.came_out() == 1);
}

TEST_CASE("on a full disk an order is refused within seconds, and taken when there is room") {
    if (std::string const obstacle = enter_private_mounts(); !obstacle.empty())
        return (void)fmt::print("skipped: no disk can be filled here: {}\n", obstacle);
    CustomHouse const house{"zpl", 24};
    PrintHouse server{{.folder = house.store(), .socket = house.store() + "/print.sock"}};
    house.disk->fill_up(0);
    auto const has_room = [&] {
        Printer const other{.name = "P-2", .uri = "tcp://127.0.0.1:9", .profile = "zpl"};
        return server.submit(DefinePrinter{other}).seq != 0;
    };
    for (int n = 0; n < 20'000 && has_room();) ++n;
    REQUIRE(!has_room());
    auto const begun = std::chrono::steady_clock::now();
    auto const ordered = server.desk->order({"box-6", "P-1", std::string(64, '0')});
    REQUIRE(!ordered);
    CHECK(ordered.error().find("a full disk") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - begun < slowness * 5s);
    CHECK(house.print("box-7", "C-7") == 3);  // the label's own file has no room
    CHECK(CustomHouse::jobs_in(server.engine).empty());
    house.disk->make_room();
    CHECK(house.print("box-7", "C-7") == 0);
    CHECK(CustomHouse::jobs_in(server.engine).size() == 1);
    CHECK(house.printer.came_out() == 1);
}

TEST_CASE("a store that somebody has who prints for nobody is left alone, and it is said") {
    CustomHouse house{"zpl-generic"};
    Engine const other{{.folder = house.store(), .mode = Engine::Mode::manual}};
    CHECK(house.print("box-7", "C-7") == 2);
    CHECK(house.printer.came_out() == 0);
}

TEST_CASE("a program that prints its own label takes no orders of another") {
    CustomHouse house{"zpl-generic"};
    house.printer.behave(Trouble::paper_out);
    Program first{house.command("box-7", "C-7")};
    auto const ask = [&](std::string const& line) {
        return devices::ask_journal(house.store() + "/print.sock", line, 2s).value_or("nothing");
    };
    for (int n = 0; n < 100 && ask("begin nobody") != "what"; ++n)
        std::this_thread::sleep_for(50ms);
    CHECK(ask("state 0").starts_with("no "));
    CHECK(ask(fmt::format("custom box-8 {} P-1", std::string(64, '0'))).starts_with("no "));
    CHECK(house.print("box-8", "C-8") == 2);
    CHECK(first.is_alive());
    house.printer.behave(Trouble::none);
    CHECK(first.wait() == 0);
    CHECK(house.jobs().size() == 1);
    CHECK(house.print("box-8", "C-8") == 0);
    CHECK(house.printer.came_out() == 2);
}

// The labels of the locations from A-1 on, under one key.
std::vector<std::string> labels_to(std::string const& last, std::string const& store) {
    return {WMS_PROGRAM, "--data", store,       "labels", "locations", "--first", "A-1",
            "--last",    last,     "--printer", "P-1",    "--key",     "rack"};
}

TEST_CASE("location labels on a printer go through the journal, too") {
    CustomHouse house{"zpl-generic"};
    auto const command = labels_to("A-1", house.store());
    CHECK(Program{command}.wait() == 0);
    CHECK(Program{command}.wait() == 0);
    auto const jobs = house.jobs();
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].state == PrintState::device_done);
    CHECK(house.printer.came_out() == 1);
}

TEST_CASE("one label of many that may have come out does not keep back the others") {
    CustomHouse house{"zpl-generic"};
    auto const command = labels_to("A-3", house.store());
    house.printer.behave(Trouble::resets, 150);
    CHECK(Program{command}.wait() == 3);
    CHECK(house.jobs().size() == 1);
    std::size_t const before = house.printer.came_out();
    house.printer.behave(Trouble::none);
    for (int run = 0; run < 2; ++run) {
        CHECK(Program{command}.wait() == 3);  // the question is still open
        CHECK(house.printer.came_out() == before + 2);
    }
    auto const jobs = house.jobs();
    REQUIRE(jobs.size() == 3);
    CHECK(jobs[0].state == PrintState::unknown);
    CHECK(jobs[1].state == PrintState::device_done);
    CHECK(jobs[2].state == PrintState::device_done);
}

TEST_CASE("a request is kept as it was and nothing else is taken for one") {
    CustomLabel const label{.name = "container",
                            .design = R"({"schema": 1})",
                            .values = R"({"code": "箱 7"})",
                            .language = Language::en};
    CHECK(unpacked(packed(label)) == label);
    CHECK(packed(label) == packed(label));
    for (std::string_view const bad : {"", "[]", "{}", R"({"name": 1})", "{\"name\": \"a\"",
                                       R"({"name":"a","design":"b","values":"c"})"})
        CHECK_FALSE(unpacked(bad));
}

TEST_SUITE_END();

}  // namespace
