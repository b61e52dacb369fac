// SPDX-License-Identifier: Apache-2.0
// Office paper: a pick list as PDF through an IPP Everywhere queue of a private CUPS to CUPS's own
// virtual IPP printer. What it got is decoded and compared with what was sent.
#include "labels/renderer.hpp"

#include "print/cups_house.hpp"
#include "print/print_house.hpp"
#include "store/outbox_work.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace {
using namespace wms;
using namespace wms::test;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

constexpr char const* bus_settings = R"(<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
)";

bool there_are_tools() {
    for (char const* const each : {"/usr/sbin/ippeveprinter", "/usr/bin/dbus-daemon",
                                   "/usr/bin/pdftotext", "/usr/bin/pdftoppm"})
        if (!fs::exists(each)) return false;
    return there_is_cups();
}

std::string text_of(fs::path const& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

bool within(std::chrono::milliseconds patience, std::function<bool()> const& holds) {
    auto const until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

// A bus of its own, because the virtual printer does not start without one; and the printer.
class OfficePrinter {
public:
    OfficePrinter() {
        std::string const bus = place_ / "bus";
        std::ofstream{place_ / "bus.conf"} << fmt::format(fmt::runtime(bus_settings), bus);
        bus_ = std::make_unique<Program>(std::vector<std::string>{
            "/usr/bin/dbus-daemon", "--config-file=" + (place_ / "bus.conf"), "--nofork",
            "--nopidfile"});
        REQUIRE(within(5s, [&] { return fs::exists(bus); }));
        fs::create_directory(place_ / "out");
        printer_ = std::make_unique<Program>(
            std::vector<std::string>{"/usr/sbin/ippeveprinter", "-p", std::to_string(port_), "-n",
                                     "localhost", "-d", place_ / "out", "-k", "-r", "off", "-f",
                                     "application/pdf", "Office"},
            std::vector<std::string>{"DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + bus});
    }
    [[nodiscard]] std::string uri() const {
        return fmt::format("ipp://localhost:{}/ipp/print", port_);
    }
    [[nodiscard]] std::vector<fs::path> documents() const {
        std::vector<fs::path> found;
        for (auto const& entry : fs::directory_iterator{place_ / "out"})
            if (entry.is_regular_file()) found.push_back(entry.path());
        return found;
    }
    [[nodiscard]] std::string folder() const { return place_.path(); }

private:
    test::Place place_;
    std::uint16_t port_ = free_port();
    std::unique_ptr<Program> bus_;
    std::unique_ptr<Program> printer_;
};

std::string pick_list() {
    auto const design = labels::shipped_template("pick_list");
    REQUIRE(design);
    labels::Renderer renderer;
    auto const document = renderer.render_document(*design, design->sample, 300 / 25.4);
    REQUIRE(document);
    return document->pdf;
}

int run(std::vector<std::string> const& arguments) {
    return Program{arguments}.wait();
}

// Grey pixels of all pages, one file after another.
std::string pixels_of(std::string const& pdf, std::string const& prefix) {
    REQUIRE(run({"/usr/bin/pdftoppm", "-gray", "-r", "75", pdf, prefix}) == 0);
    std::vector<fs::path> pages;
    for (auto const& entry : fs::directory_iterator{fs::path{prefix}.parent_path()})
        if (entry.path().string().starts_with(prefix)) pages.push_back(entry.path());
    std::ranges::sort(pages);
    std::string pixels;
    for (fs::path const& page : pages) pixels += text_of(page);
    return pixels;
}

}  // namespace

TEST_SUITE_BEGIN("print-office");

TEST_CASE("a pick list arrives at an IPP Everywhere printer as it was drawn") {
    if (!there_are_tools())
        return (void)fmt::print("skipped: cups, ippeveprinter, dbus or poppler is not installed\n");
    test::Place const place;
    make_parcels(place / "store");
    OfficePrinter const printer;
    CupsHouse const cups;
    std::string const pdf = pick_list();
    std::string wrong;
    CHECK(within(15s, [&] {
        wrong = cups.client().add(
            {.name = "eve", .device_uri = printer.uri(), .ppd = "everywhere", .info = ""});
        return wrong.empty();
    }));
    CAPTURE(wrong);
    // made in the background; without it the queue passes nothing on
    REQUIRE(within(30s, [&] { return fs::exists(cups.folder() + "/etc/ppd/eve.ppd"); }));
    PrintHouse house{{.folder = place / "store",
                      .maker =
                          [&](Read const&, PrintJob const&, LabelTarget const&) {
                              return [&] { return LabelResult{MadeLabel{pdf, 0}}; };
                          },
                      .cups = {.server = cups.server(), .connect = 500ms, .call = 2000ms}}};
    house.define({.name = "P-1", .uri = "office://eve", .profile = "office"});
    house.ask_for(1);
    CAPTURE(cups.log());
    REQUIRE(house.reaches(1, PrintState::device_done, 40s));
    REQUIRE(within(10s, [&] { return printer.documents().size() == 1; }));

    std::string const sent = place / "sent.pdf";
    std::ofstream{sent, std::ios::binary} << pdf;
    std::string const got = printer.documents().front().string();
    REQUIRE(run({"/usr/bin/pdftotext", sent, place / "sent.txt"}) == 0);
    REQUIRE(run({"/usr/bin/pdftotext", got, place / "got.txt"}) == 0);
    CHECK(text_of(place / "sent.txt").size() > 100);
    CHECK(text_of(place / "got.txt") == text_of(place / "sent.txt"));
    std::string const drawn = pixels_of(sent, place / "sent-page");
    std::string const printed = pixels_of(got, place / "got-page");
    CHECK(drawn.size() == printed.size());
    // same paper, same number of pages; the size of what stands on them is not compared, because
    // CUPS's PDF filter scales it (devices/README.md, Printers)
}

TEST_SUITE_END();
