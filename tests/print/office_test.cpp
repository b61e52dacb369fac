// SPDX-License-Identifier: Apache-2.0
// Office paper: the house's sheets as PDF through an IPP Everywhere queue of a private CUPS to
// CUPS's own virtual IPP printer. What it got is decoded and compared with what was sent.
#include "app/label_maker.hpp"
#include "app/sheet_data.hpp"
#include "base/file_handle.hpp"
#include "domain/process/order_intake.hpp"
#include "domain/process/printers.hpp"
#include "domain/process/sheets.hpp"
#include "labels/renderer.hpp"

#include "print/cups_house.hpp"
#include "print/print_house.hpp"
#include "store/outbox_work.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
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
    for (char const* const each :
         {"/usr/sbin/ippeveprinter", "/usr/bin/dbus-daemon", "/usr/bin/pdftotext"})
        if (!fs::exists(each)) return false;
    return there_is_cups();
}

bool within(std::chrono::milliseconds patience, std::function<bool()> const& holds) {
    auto const until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

bool answers(std::uint16_t port) {
    FileHandle const socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
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
        // CUPS asks the printer once what it can; a queue made before it answers stays without PPD
        REQUIRE(within(30s, [&] { return answers(port_); }));
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

// As the house sends it, with the sample's values.
std::string sheet_of(std::string const& id) {
    auto const design = labels::shipped_template(id);
    REQUIRE(design);
    labels::Renderer renderer;
    auto const document = renderer.render_document(*design, design->sample, 300 / 25.4);
    REQUIRE(document);
    return document->pdf;
}

// IPP Everywhere, as `wms printers` and an admin would add it.
void add_queue(CupsHouse const& cups, OfficePrinter const& printer) {
    std::string wrong;
    CHECK(within(15s, [&] {
        wrong = cups.client().add(
            {.name = "eve", .device_uri = printer.uri(), .ppd = "everywhere", .info = ""});
        return wrong.empty();
    }));
    CAPTURE(wrong);
    // made in the background; without it the queue passes nothing on
    REQUIRE(within(30s, [&] { return fs::exists(cups.folder() + "/etc/ppd/eve.ppd"); }));
}

int run(std::vector<std::string> const& arguments) {
    return Program{arguments}.wait();
}

struct Word {
    std::string text;
    double place[4];  // left, top, right, bottom, in points of its page
};

// The n-th number in quotation marks.
double number_in(std::string const& line, std::size_t index) {
    std::size_t at = 0;
    for (std::size_t n = 0; n < 2 * index + 1; ++n) at = line.find('"', at) + 1;
    return std::strtod(line.c_str() + at, nullptr);
}

// Every word of all pages, as poppler sees them on paper.
std::vector<Word> words_of(std::string const& pdf, std::string const& list) {
    REQUIRE(run({"/usr/bin/pdftotext", "-bbox", pdf, list}) == 0);
    std::vector<Word> words;
    std::ifstream file{list};
    for (std::string line; std::getline(file, line);) {
        std::size_t const end = line.find("</word>");
        if (end == line.npos) continue;
        std::size_t const begin = line.find('>') + 1;
        Word word{.text = line.substr(begin, end - begin), .place = {}};
        for (std::size_t n = 0; n < 4; ++n) word.place[n] = number_in(line, n);
        words.push_back(std::move(word));
    }
    return words;
}

// Pages of A4; the list has been written by words_of.
std::size_t pages_in(std::string const& list) {
    std::size_t pages = 0;
    std::ifstream file{list};
    for (std::string line; std::getline(file, line);) {
        if (line.find("<page ") == line.npos) continue;
        CHECK(std::abs(number_in(line, 0) - 595.28) < 0.1);
        CHECK(std::abs(number_in(line, 1) - 841.89) < 0.1);
        ++pages;
    }
    return pages;
}

// A warehouse with one order and something to count, and the printer that takes its sheets.
void furnish(PrintHouse& house) {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "House"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    import.zones.resize(1);
    import.zones[0].zone.code = "PICK";
    import.locations.resize(1);
    import.locations[0].location.code = "A-1";
    import.locations[0].zone = "PICK";
    import.skus.resize(1);
    import.skus[0].sku.code = "MUG-350";
    import.skus[0].sku.name_zh = "陶瓷马克杯";
    import.carriers = {{.code = "SF", .name = "顺丰速运"}};
    REQUIRE(!house.submit(import).refusal);
    ImportStock stock{};
    stock.rows = {{.location = "A-1", .sku = "MUG-350", .quantity = 10_ea}};
    REQUIRE(!house.submit(stock).refusal);
    REQUIRE(!house
                 .submit(PlaceOrder{
                     .key = {.external_id = "SO-77", .channel = "shop"},
                     .carrier = "SF",
                     .recipient = {"王小明", "13812345678", "杭州市文三路100号", "CN", "后门收货"},
                     .lines = {{.sku = "MUG-350", .quantity = 2_ea}}})
                 .refusal);
    REQUIRE(!house.submit(RequestCount{LocationId{1}, {}, "cycle"}).refusal);
    house.define({.name = "OFFICE", .uri = "office://eve", .profile = "office", .sheets = true});
}

constexpr char const* sheet_kinds[] = {"pick_list", "delivery_note", "manifest", "goods_receipt",
                                       "count_sheet"};

}  // namespace

TEST_SUITE_BEGIN("print-office");

TEST_CASE("every sheet arrives at an IPP Everywhere printer as it was drawn, on A4, not scaled") {
    if (!there_are_tools())
        return (void)fmt::print("skipped: cups, ippeveprinter, dbus or poppler is not installed\n");
    test::Place const place;
    make_parcels(place / "store");
    OfficePrinter const printer;
    CupsHouse const cups;
    add_queue(cups, printer);
    std::vector<std::string> sheets;
    for (char const* const kind : sheet_kinds) sheets.push_back(sheet_of(kind));
    PrintHouse house{{.folder = place / "store",
                      .maker =
                          [&](Read const&, PrintJob const& job, LabelTarget const&) {
                              return [pdf = sheets.at(job.parcel.value() / 2)] {
                                  return LabelResult{MadeLabel{pdf, 0}};
                              };
                          },
                      .cups = {.server = cups.server(), .connect = 500ms, .call = 2000ms}}};
    house.define({.name = "P-1", .uri = "office://eve", .profile = "office"});
    std::set<fs::path> seen;
    for (std::size_t n = 0; n < std::size(sheet_kinds); ++n) {
        CAPTURE(std::string{sheet_kinds[n]});
        std::uint64_t const parcel = 2 * n + 1;  // of the carrier whose printer it is
        house.ask_for(parcel);
        CAPTURE(cups.log());
        REQUIRE(house.reaches(parcel, PrintState::device_done, 40s));
        REQUIRE(within(10s, [&] { return printer.documents().size() == n + 1; }));
        std::string got;
        for (fs::path const& each : printer.documents())
            if (seen.insert(each).second) got = each.string();
        std::string const sent = place / "sent.pdf";
        std::ofstream{sent, std::ios::binary} << sheets[n];
        auto const drawn = words_of(sent, place / "sent.txt");
        auto const printed = words_of(got, place / "got.txt");
        REQUIRE(drawn.size() > 10);
        REQUIRE(printed.size() == drawn.size());
        double farthest = 0;
        for (std::size_t w = 0; w < drawn.size(); ++w) {
            CHECK(printed[w].text == drawn[w].text);
            for (std::size_t k = 0; k < 4; ++k)
                farthest = std::max(farthest, std::abs(printed[w].place[k] - drawn[w].place[k]));
        }
        CHECK(farthest < 0.1);  // points: a thirtieth of a millimetre
        CHECK(pages_in(place / "got.txt") == pages_in(place / "sent.txt"));
        CHECK(pages_in(place / "got.txt") >= 1);
    }
}

TEST_CASE("a sheet of the house goes through the journal to office paper with what the books say") {
    if (!there_are_tools())
        return (void)fmt::print("skipped: cups, ippeveprinter, dbus or poppler is not installed\n");
    test::Place const place;
    OfficePrinter const printer;
    CupsHouse const cups;
    add_queue(cups, printer);
    PrintHouse house{{.folder = place / "store",
                      .maker = label_maker([](Read const& read, PrintJob const& job) {
                          return print_data(read, job, {.sender_name = "House"});
                      }),
                      .cups = {.server = cups.server(), .connect = 500ms, .call = 2000ms}}};
    furnish(house);
    struct Row {
        PrintKind kind;
        std::vector<std::string> words;
    };
    Row const rows[] = {{PrintKind::delivery_note, {"DN-1", "SO-77", "MUG-350", "后门收货"}},
                        {PrintKind::count_sheet, {"CS-W1", "A-1", "MUG-350", "陶瓷马克杯"}}};
    std::set<fs::path> seen;
    for (Row const& row : rows) {
        Outcome const ordered = house.submit(PrintSheet{row.kind, 1});
        REQUIRE(!ordered.refusal);
        auto const job = [&] {
            return tables::print_jobs.at(house.engine.read_at(house.engine.durable_seq()),
                                         PrintJobId{ordered.object});
        };
        CAPTURE(cups.log());
        REQUIRE(within(40s, [&] { return job().state == PrintState::device_done; }));
        CHECK(job().codes_read == 1);
        CHECK(printers::waiting_at(house.engine.read(), "OFFICE") == 0);
        REQUIRE(within(10s, [&] { return printer.documents().size() == seen.size() + 1; }));
        std::string got;
        for (fs::path const& each : printer.documents())
            if (seen.insert(each).second) got = each.string();
        std::string text;
        for (Word const& word : words_of(got, place / "got.txt")) text += word.text + ' ';
        CAPTURE(text);
        for (std::string const& word : row.words) CHECK(text.find(word) != text.npos);
    }
}

TEST_SUITE_END();
