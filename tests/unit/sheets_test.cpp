// SPDX-License-Identifier: Apache-2.0
// Office paper and location labels: who orders them, what stands on them, each copy once.
#include "domain/process/sheets.hpp"

#include "app/label_maker.hpp"
#include "app/sheet_data.hpp"
#include "domain/process/administration.hpp"
#include "domain/process/printers.hpp"
#include "domain/process/printing.hpp"
#include "labels/renderer.hpp"
#include "support/pack_house.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <set>

namespace {
using namespace wms;
using namespace wms::test;

Printer office() {
    return {.name = "P-OFFICE", .uri = "office://eve", .profile = "office-paper", .sheets = true};
}

std::vector<PrintJob> sheet_jobs(Desk& desk) {
    std::vector<PrintJob> jobs;
    tables::print_jobs.scan_all(desk.tables(), [&](PrintJobId, PrintJob const& job) {
        if (job.kind != PrintKind::waybill) jobs.push_back(job);
        return true;
    });
    return jobs;
}

labels::LabelData data_of(Desk& desk, PrintJob const& job) {
    auto const data =
        print_data(desk.tables(), job,
                   {.language = Language::zh, .now = [] { return Instant{1'750'000'000'000}; }});
    REQUIRE(data);
    return *data;
}

// All pages as they go to the office printer, and what their codes say.
std::set<std::string> codes_on(PrintJob const& job, labels::LabelData const& data) {
    auto const design =
        labels::shipped_template(boost::describe::enum_to_string(job.kind, "")).value();
    labels::Renderer renderer;
    auto const document = renderer.render_document(design, data, 11.81);
    REQUIRE(document);
    std::set<std::string> codes;
    for (labels::RenderedLabel const& page : document->pages)
        for (labels::ReadCode const& code : page.codes) codes.insert(code.text);
    return codes;
}

// R-1, R-2 …
void add_rack(Desk& desk, std::size_t locations) {
    ImportMasterData import{};
    import.zones.resize(1);
    import.zones[0].zone.code = "R";
    for (std::size_t n = 1; n <= locations; ++n) {
        LocationRow row{};
        row.location.code = "R-" + std::to_string(n);
        row.zone = "R";
        import.locations.push_back(row);
    }
    REQUIRE(desk.run(import));
}

struct Closed {
    PackFloor floor;
    explicit Closed(bool with_printer) {
        if (with_printer) REQUIRE(floor.desk.run(DefinePrinter{office()}));
        floor.pool(2);
        floor.sweep({{"O1", {{"X", 1_ea}}}, {"O2", {{"X", 1_ea}}}});
        floor.open("T-9");
        floor.pack_single("X", 1);
        floor.pack_single("X", 2);
        REQUIRE(floor.desk.press(floor.house.desk, Button::ship));
        for (std::uint64_t const id : {1U, 2U})
            REQUIRE(floor.desk.scan(floor.house.desk, floor.parcel(id).waybill));
        REQUIRE(floor.desk.press(floor.house.desk, Button::close));
    }
};

TEST_CASE("closing a manifest prints its sheet, in a house that has a printer for sheets") {
    Closed closed{true};
    auto const jobs = sheet_jobs(closed.floor.desk);
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].printer == "P-OFFICE");
    CHECK(printing::job_key(jobs[0]) == "manifest/M-1#1");
    Effect const effect = tables::outbox.at(closed.floor.desk.tables(), jobs[0].effect);
    CHECK(effect.lane == "printer/P-OFFICE");
    auto const data = data_of(closed.floor.desk, jobs[0]);
    CHECK(data.fields.at("parcels") == "2");
    CHECK(data.fields.contains("closed_at"));
    std::set<std::string> waybills;
    for (labels::Fields const& row : data.lists.at("lines")) waybills.insert(row.at("waybill"));
    CHECK(waybills == std::set{closed.floor.parcel(1).waybill, closed.floor.parcel(2).waybill});
    CHECK(codes_on(jobs[0], data) == std::set<std::string>{"M-1"});
    // closed again after a correction: a new copy, the one that was not sent is given up
    REQUIRE(closed.floor.desk.run(PrintSheet{PrintKind::manifest, 1}, closed.floor.house.desk));
    auto const again = sheet_jobs(closed.floor.desk);
    REQUIRE(again.size() == 2);
    CHECK(again[0].state == PrintState::cancelled);
    CHECK(printing::job_key(again[1]) == "manifest/M-1#2");
}

TEST_CASE("without a printer for sheets nothing is printed, and asking for it says so") {
    Closed closed{false};
    CHECK(sheet_jobs(closed.floor.desk).empty());
    CHECK(why(closed.floor.desk.run(PrintSheet{PrintKind::manifest, 1})) == Why::missing_field);
    CHECK(why(closed.floor.desk.run(PrintSheet{PrintKind::manifest, 1, "P-NO"})) ==
          Why::unknown_object);
}

TEST_CASE("a delivery note says what was packed and what is still to come") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{office()}));
    floor.pool(1);
    OrderId const order = floor.discrete(
        {.number = "SO-7", .lines = {{"X", 1_ea}, {"Y", 2_ea}}, .remark = "后门收货"});
    REQUIRE(floor.desk.run(PrintSheet{PrintKind::delivery_note, order.value()}));
    auto const job = sheet_jobs(floor.desk).at(0);
    auto const data = data_of(floor.desk, job);
    CHECK(data.fields.at("order") == "SO-7");
    CHECK(data.fields.at("recipient.name") == "Ann Example");
    CHECK(data.fields.at("remark") == "后门收货");
    auto const& lines = data.lists.at("lines");
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].at("ordered") == "2");
    CHECK(lines[1].at("quantity") == "0");
    CHECK(lines[1].at("open") == "2");
    CHECK(codes_on(job, data) == std::set<std::string>{"DN-1"});
    CHECK(why(floor.desk.run(PrintSheet{PrintKind::delivery_note, 99})) == Why::unknown_object);
    CHECK(why(floor.desk.run(PrintSheet{PrintKind::waybill, 1})) == Why::bad_field);
    CHECK(why(floor.desk.run(PrintSheet{PrintKind::delivery_note, order.value()},
                             floor.house.pack1)) == Why::role_missing);
}

TEST_CASE(
    "a store's order brings its delivery note by itself once it is packed, another's does not") {
    for (OrderClass const order_class : {OrderClass::bulk, OrderClass::multi}) {
        PackFloor floor;
        REQUIRE(floor.desk.run(DefinePrinter{office()}));
        floor.pool(2);
        OrderId const order = order_in(floor.desk, {"O1", {{"X", 2_ea}}});
        REQUIRE(floor.desk.run(PlanWave{.order_class = order_class,
                                        .method = PickMethod::discrete,
                                        .carrier = "POST",
                                        .orders = {order}}));
        REQUIRE(floor.desk.press(floor.house.picker, Button::pick));
        for (int n = 0; n < 20 && floor.desk.screen(floor.house.picker).process != Process::home;
             ++n)
            REQUIRE(floor.desk.scan(floor.house.picker,
                                    answer_for(floor.desk, floor.house.picker, "T-9")));
        floor.open("T-9");
        for (std::uint64_t const parcel : {1U, 2U}) {
            CHECK(sheet_jobs(floor.desk).empty());  // something is still to come
            REQUIRE(floor.desk.scan(floor.house.pack1, "X"));
            if (parcel == 1) REQUIRE(floor.desk.press(floor.house.pack1, Button::full));
            REQUIRE(floor.desk.press(floor.house.pack1, Button::done));
            REQUIRE(floor.desk.scan(floor.house.pack1, floor.parcel(parcel).waybill));
        }
        REQUIRE(floor.state_of(order) == OrderState::packed);
        auto const jobs = sheet_jobs(floor.desk);
        REQUIRE(jobs.size() == (order_class == OrderClass::bulk ? 1 : 0));
        if (jobs.empty()) continue;
        CHECK(jobs[0].kind == PrintKind::delivery_note);
        auto const data = data_of(floor.desk, jobs[0]);
        CHECK(data.lists.at("lines")[0].at("quantity") == "2");
        CHECK(data.fields.at("waybill").find(floor.parcel(2).waybill) != std::string::npos);
    }
}

TEST_CASE("a wave's pick lists: one for each batch, stops in the order of the walk") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{office()}));
    OrderId const order = order_in(floor.desk, {"O1", {{"X", 3_ea}, {"Y", 1_ea}}});
    REQUIRE(floor.desk.run(
        PlanWave{.method = PickMethod::discrete, .carrier = "POST", .orders = {order}}));
    REQUIRE(floor.desk.run(PrintSheet{PrintKind::pick_list, 1}));
    auto const jobs = sheet_jobs(floor.desk);
    REQUIRE(jobs.size() == 1);
    auto const data = data_of(floor.desk, jobs[0]);
    CHECK(data.fields.at("pieces") == "4");
    auto const& lines = data.lists.at("lines");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].at("location") == "A-01");
    CHECK(lines[0].at("quantity") == "3");
    CHECK(codes_on(jobs[0], data) == std::set<std::string>{"B-1"});
    CHECK(why(floor.desk.run(PrintSheet{PrintKind::pick_list, 99})) == Why::unknown_object);
}

TEST_CASE("a count sheet is blind: where and what, never how many") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{office()}));
    LocationId const place = location_by_code(floor.desk.tables(), "A-01").value();
    REQUIRE(floor.desk.run(PrintSheet{PrintKind::count_sheet, 1}));
    PrintJob const empty = sheet_jobs(floor.desk).at(0);
    CHECK_FALSE(print_data(floor.desk.tables(), empty, {}));  // nothing to count: nothing printed
    REQUIRE(floor.desk.run(RequestCount{place, {}, "cycle"}));
    auto const data = data_of(floor.desk, empty);
    auto const& lines = data.lists.at("lines");
    REQUIRE(lines.size() == 3);  // X, Y, Z
    for (labels::Fields const& row : lines) {
        CHECK(row.at("location") == "A-01");
        CHECK_FALSE(row.contains("quantity"));
    }
}

TEST_CASE("location labels by range: one job each in the order of the rack, stopped on request") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{
        {.name = "P-LOC", .uri = "tcp://192.0.2.9", .profile = "zpl-generic", .media = "70x35"}}));
    add_rack(floor.desk, 12);
    auto const run = floor.desk.run(PrintLocations{{"R-2", "R-11", ""}, "P-LOC"});
    REQUIRE(run);
    auto const jobs = sheet_jobs(floor.desk);
    REQUIRE(jobs.size() == 10);
    CHECK(jobs.front().document == "location/R-2");
    CHECK(jobs.back().document == "location/R-11");
    PrintJobId const first{run->object};
    auto const before = sheets::figures_of(floor.desk.tables(), first);
    REQUIRE(before);
    CHECK(before->labels == 10);
    CHECK(before->waiting == 10);
    CHECK(before->next == first);
    CHECK_FALSE(sheets::figures_of(floor.desk.tables(), PrintJobId{first.value() + 1}));
    auto const label = label_maker([](Read const& read, PrintJob const& job) {
        return print_data(read, job, {});
    })(floor.desk.tables(), jobs.front(),
       LabelTarget{tables::printers.at(floor.desk.tables(), "P-LOC"), {.id = "zpl-generic"}})();
    REQUIRE(label);
    CHECK(label->codes_read == 1);

    REQUIRE(floor.desk.run(PrintReported{first, PrintState::device_done, ""}));
    REQUIRE(floor.desk.run(
        PrintReported{PrintJobId{first.value() + 1}, PrintState::unknown, "offline"}));
    REQUIRE(floor.desk.run(StopPrintRun{first}));
    auto const after = sheets::figures_of(floor.desk.tables(), first);
    CHECK(after->sent == 1);
    CHECK(after->waiting == 0);
    CHECK(after->stopped == 8);
    CHECK(after->stuck == std::vector{PrintJobId{first.value() + 1}});
    // the lost one once more, as a copy of its own
    REQUIRE(floor.desk.run(PrintAgain{PrintJobId{first.value() + 1}}));
    CHECK(printing::job_key(sheet_jobs(floor.desk).back()) == "location/R-3#2");
}

TEST_CASE("a label of one's own is one job for its key, however often it is asked for") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{
        {.name = "P-1", .uri = "tcp://192.0.2.9", .profile = "zpl-generic", .media = ""}}));
    std::string const request(64, 'a');
    auto const first = floor.desk.run(PrintCustom{"box/7", "P-1", request});
    REQUIRE(first);
    CHECK(first->tone == Tone::ok);
    auto const again = floor.desk.run(PrintCustom{"box/7", "P-1", request});
    REQUIRE(again);
    CHECK(again->object == first->object);
    CHECK(again->tone == Tone::attention);
    CHECK(why(floor.desk.run(PrintCustom{"box/7", "P-1", std::string(64, 'b')})) ==
          Why::duplicate_code);
    REQUIRE(sheet_jobs(floor.desk).size() == 1);
    CHECK(sheet_jobs(floor.desk)[0].document == "custom/box/7");
    // also when it was printed, and when nobody knows
    REQUIRE(floor.desk.run(PrintReported{PrintJobId{first->object}, PrintState::unknown, ""}));
    REQUIRE(floor.desk.run(PrintCustom{"box/7", "P-1", request}));
    CHECK(sheet_jobs(floor.desk).size() == 1);
    // a person's word makes a copy, of the same request
    REQUIRE(floor.desk.run(PrintAgain{PrintJobId{first->object}}));
    REQUIRE(sheet_jobs(floor.desk).size() == 2);
    CHECK(printing::job_key(sheet_jobs(floor.desk)[1]) == "custom/box/7#2");
    CHECK(sheet_jobs(floor.desk)[1].request_sha256 == request);
    CHECK(floor.desk.run(PrintCustom{"box/8", "P-1", request})->object != first->object);
}

TEST_CASE("a label of one's own without key, printer or request is refused; packers may not") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{
        {.name = "P-1", .uri = "tcp://192.0.2.9", .profile = "zpl-generic", .media = ""}}));
    std::string const request(64, 'a');
    CHECK(why(floor.desk.run(PrintCustom{"", "P-1", request})) == Why::missing_field);
    CHECK(why(floor.desk.run(PrintCustom{"a\nb", "P-1", request})) == Why::bad_field);
    CHECK(why(floor.desk.run(PrintCustom{"k", "", request})) == Why::missing_field);
    CHECK(why(floor.desk.run(PrintCustom{"k", "P-NO", request})) == Why::unknown_object);
    CHECK(why(floor.desk.run(PrintCustom{"k", "P-1", "../labels"})) == Why::bad_field);
    CHECK(why(floor.desk.run(PrintCustom{"k", "P-1", request}, floor.house.pack1)) ==
          Why::role_missing);
    CHECK(sheet_jobs(floor.desk).empty());
}

TEST_CASE("a range that is empty, too long or for no printer is refused; packers may not") {
    PackFloor floor;
    REQUIRE(floor.desk.run(DefinePrinter{office()}));
    CHECK(why(floor.desk.run(PrintLocations{{"Z-1", "Z-9", ""}, "P-OFFICE"})) ==
          Why::nothing_to_do);
    CHECK(why(floor.desk.run(PrintLocations{{}, ""})) == Why::missing_field);
    CHECK(why(floor.desk.run(PrintLocations{{}, "P-NO"})) == Why::unknown_object);
    CHECK(why(floor.desk.run(PrintLocations{{"a\nb", "", ""}, "P-OFFICE"})) == Why::bad_field);
    CHECK(why(floor.desk.run(PrintLocations{{}, "P-OFFICE"}, floor.house.pack1)) ==
          Why::role_missing);
    CHECK(why(floor.desk.run(StopPrintRun{PrintJobId{77}})) == Why::unknown_object);
    CHECK(why(floor.desk.run(PrintAgain{PrintJobId{77}})) == Why::unknown_object);
    add_rack(floor.desk, sheets::run_max + 1);
    CHECK(why(floor.desk.run(PrintLocations{{"R-1", "", ""}, "P-OFFICE"})) == Why::too_many_lines);
}

TEST_CASE("the label goes on the roll that is in the printer, or says which rolls it knows") {
    labels::LabelData const data{
        .fields = {{"code", "A-01-03-2"}, {"label", "L-A-01-03-2"}, {"check_digits", "47"}}};
    LabelMaker const maker = label_maker([&](Read const&, PrintJob const&) {
        return std::expected<labels::LabelData, std::string>{data};
    });
    PackFloor floor;
    PrintJob job;
    job.kind = PrintKind::location;
    struct Roll {
        char const* media;
        bool fits;
        int width;  // of the picture in the bytes, mm
    };
    for (Roll const& roll :
         {Roll{"", true, 100}, Roll{"100x50", true, 100}, Roll{"70x35", true, 70},
          Roll{"60x40", true, 60}, Roll{"100x180", false, 0}}) {
        CAPTURE(std::string{roll.media});
        LabelTarget const target{
            {.name = "P-1", .uri = "tcp://192.0.2.9", .profile = "zpl", .media = roll.media},
            {.id = "zpl"}};
        auto const made = maker(floor.desk.tables(), job, target)();
        REQUIRE(made.has_value() == roll.fits);
        if (roll.fits)
            CHECK(made->bytes.find("^PW" + std::to_string(roll.width * 8)) != std::string::npos);
        else
            CHECK(made.error().find("70x35") != std::string::npos);
    }
    // a sheet is no label
    PrintJob sheet;
    sheet.kind = PrintKind::manifest;
    LabelTarget const labels_only{{.name = "P-1", .uri = "tcp://192.0.2.9", .profile = "zpl"},
                                  {.id = "zpl"}};
    auto const refused = maker(floor.desk.tables(), sheet, labels_only)();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().find("办公打印机") != std::string::npos);
}

}  // namespace
