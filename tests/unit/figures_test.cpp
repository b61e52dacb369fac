// SPDX-License-Identifier: Apache-2.0
// What the server counts about printers and readers.
#include "app/server_figures.hpp"
#include "engine/engine.hpp"
#include "support/pack_house.hpp"

#include <thread>

namespace wms::test {
namespace {

bool has_line(std::string const& text, std::string const& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("a printer without paper stands in the figures until its label is out") {
    PackFloor floor;
    for (std::string const name : {"ZD-1", "ZD-2", "ZD-3"}) {
        Printer row{.name = name, .uri = "tcp://192.0.2.1:9100", .profile = "zpl"};
        row.blocked = name == "ZD-3";
        REQUIRE(floor.desk.run(DefinePrinter{row}));
    }
    auto const figures = [&] { return app::printer_figures(floor.desk.tables()); };
    CHECK(has_line(figures(), R"(wms_printers{state="ready"} 2)"));
    CHECK(has_line(figures(), R"(wms_printers{state="stands"} 0)"));
    CHECK(has_line(figures(), R"(wms_printers{state="blocked"} 1)"));
    CHECK(has_line(figures(), R"(wms_print_jobs_open{state="held_printer"} 0)"));

    floor.sweep({{"O1", {{"X", 1_ea}}}});
    floor.pool(1);
    auto& printer = floor.outside.printers["ZD-1"];
    printer.set_fault(devices::Fault::out_of_paper);
    floor.open("T-9");
    REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
    floor.outside.work();
    floor.outside.work();
    REQUIRE(floor.job_of(1).state == PrintState::held_printer);
    CHECK(has_line(figures(), R"(wms_printers{state="ready"} 1)"));
    CHECK(has_line(figures(), R"(wms_printers{state="stands"} 1)"));
    CHECK(has_line(figures(), R"(wms_print_jobs_open{state="held_printer"} 1)"));

    printer.set_fault(devices::Fault::none);
    floor.outside.work();
    REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(1).waybill));
    CHECK(has_line(figures(), R"(wms_printers{state="stands"} 0)"));
    CHECK(has_line(figures(), R"(wms_print_jobs_open{state="held_printer"} 0)"));
}

TEST_CASE("the age of the oldest reader is told while it reads") {
    Folder const folder;
    Engine engine{{.folder = folder.path() + "/store", .mode = Engine::Mode::manual}};
    app::ServerFigures const figures;
    auto const oldest_ms = [&] {
        std::string const text = figures.text(engine, {}, nullptr);
        std::string const name = "\nwms_oldest_reader_ms ";
        std::size_t const at = text.find(name);
        REQUIRE(at != std::string::npos);
        return std::strtol(text.c_str() + at + name.size(), nullptr, 10);
    };
    CHECK(oldest_ms() < 40);
    {
        Read const read = engine.read();
        std::this_thread::sleep_for(std::chrono::milliseconds{60});
        CHECK(oldest_ms() >= 60);
    }
    CHECK(oldest_ms() < 40);
}

}  // namespace
}  // namespace wms::test
