// SPDX-License-Identifier: Apache-2.0
// The admin's page of printers: set up, asked, tested, removed; nobody else may.
#include "web/house.hpp"

#include "domain/process/setup.hpp"

namespace wms::test {
namespace {

web::OfficePorts with_printers() {
    web::OfficePorts ports{};
    ports.printers = {
        .models = [] { return std::vector<web::PrinterModel>{{"zebra-203", "Zebra", {"ZD421"}}}; },
        .find =
            [] {
                return std::vector<web::PrinterFound>{
                    {"tcp://192.0.2.10:9100", "ZTC ZD421", "zebra-203", ""},
                    {"dnssd://A._ipp._tcp.local/", "HP Laser", "", "mdns-no-raw-port"}};
            },
        .ask = [](Printer const&) { return web::PrinterNow{"stands", {"media-empty"}}; },
        .test =
            [](Printer const& printer) {
                return printer.name == "P-9" ? web::PrinterTest{"", "offline"}
                                             : web::PrinterTest{"TEST-000007", ""};
            },
        .add_queue = [](std::string const&, Printer const&) { return std::string{}; }};
    return ports;
}

boost::json::object a_printer() {
    return {{"uri", "tcp://192.0.2.10:9100"}, {"profile", "zebra-203"}, {"media", "100x180"}};
}

struct PrintersPage {
    WebHouse house{{}, with_printers()};
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);

    Response ask(Method method, std::string const& path, boost::json::value const& body = nullptr) {
        (void)house.engine().read_at(house.engine().durable_seq());
        return house.ask(admin, method, "/api/v1" + path, body);
    }
};

TEST_CASE("a printer is set up, listed, asked, tested and removed") {
    PrintersPage page;
    CHECK(page.ask(Method::put, "/printers/P-1", a_printer()).status == 200);
    auto const list = body_of(page.ask(Method::get, "/printers"));
    REQUIRE(list.at("items").as_array().size() == 1);
    CHECK(list.at("items").as_array()[0].at("name") == "P-1");
    CHECK(list.at("items").as_array()[0].at("waiting") == 0);
    CHECK(list.at("profiles").as_array()[0].at("id") == "zebra-203");
    auto const now = body_of(page.ask(Method::get, "/printers/P-1/state"));
    CHECK(now.at("state") == "stands");
    CHECK(now.at("reasons").as_array()[0].at("text").at("en") == "out of labels");
    auto const test = page.ask(Method::post, "/printers/P-1/test", boost::json::object{});
    CHECK(body_of(test).at("code") == "TEST-000007");
    CHECK(page.ask(Method::delete_, "/printers/P-1").status == 204);
    CHECK(page.ask(Method::get, "/printers/P-1/state").status == 404);
}

TEST_CASE("what is found has an address to take over and a proposed profile") {
    PrintersPage page;
    auto const found = body_of(page.ask(Method::get, "/found-printers"));
    REQUIRE(found.at("items").as_array().size() == 2);
    auto const& first = found.at("items").as_array()[0].as_object();
    CHECK(first.at("profile") == "zebra-203");
    CHECK(!first.contains("problem"));
    auto const& problem = found.at("items").as_array()[1].at("problem");
    CHECK(problem.at("code") == "mdns-no-raw-port");
    CHECK(problem.at("text").at("en") != problem.at("text").at("zh"));
}

TEST_CASE("a queue of CUPS can be made with it; a printer that cannot print says why") {
    PrintersPage page;
    auto body = a_printer();
    body["queue"] = "labels9";
    CHECK(page.ask(Method::put, "/printers/P-9", body).status == 200);
    auto const list = body_of(page.ask(Method::get, "/printers"));
    CHECK(list.at("items").as_array()[0].at("uri") == "wmslabel://labels9");
    auto const test = page.ask(Method::post, "/printers/P-9/test", boost::json::object{});
    CHECK(test.status == 409);
    CHECK(code_of(test) == "no_test_label");
}

TEST_CASE("nonsense is refused and changes nothing; leads and pickers may not") {
    PrintersPage page;
    auto body = a_printer();
    body["offset_x_dots"] = 100'000;
    CHECK(page.ask(Method::put, "/printers/P-1", body).status == 400);
    // P%5E1 on the line: the transport decodes, this house is handed what it made of it
    CHECK(page.ask(Method::put, "/printers/P^1", a_printer()).status == 400);
    CHECK(page.ask(Method::put, "/printers/P-1", {{"uri", "x"}, {"colour", 1}}).status == 400);
    CHECK(page.ask(Method::put, "/printers/POOL",
                   {{"uri", ""}, {"profile", ""}, {"members", {"P-7"}}})
              .status == 404);
    CHECK(body_of(page.ask(Method::get, "/printers")).at("items").as_array().empty());
    Client const lead = page.house.signed_in("U-LEAD", "DESK", lead_pin);
    CHECK(page.house.ask(lead, Method::get, "/api/v1/printers").status == 403);
    CHECK(page.house.ask(lead, Method::put, "/api/v1/printers/P-1", a_printer()).status == 403);
}

TEST_CASE("what was saved is in the list at once") {
    PrintersPage page;
    for (char const* const name : {"P-1", "P-2", "P-3"}) {
        std::string const path = std::string{"/api/v1/printers/"} + name;
        REQUIRE(page.house.ask(page.admin, Method::put, path, a_printer()).status == 200);
        auto const list = page.house.ask(page.admin, Method::get, "/api/v1/printers");
        CHECK(list.body.find(std::string{"\""} + name + '"') != std::string::npos);
    }
}

TEST_CASE("a range of location labels is ordered, looked at and stopped") {
    PrintersPage page;
    auto printer = a_printer();
    printer["media"] = "70x35";
    REQUIRE(page.ask(Method::put, "/printers/P-LOC", printer).status == 200);
    auto const ordered = page.ask(Method::post, "/location-labels",
                                  {{"first", "A-1"}, {"last", "A-2"}, {"printer", "P-LOC"}});
    REQUIRE(ordered.status == 200);
    auto const run = body_of(ordered);
    CHECK(run.at("labels") == 2);
    CHECK(run.at("waiting") == 2);
    CHECK(run.at("next").at("document") == "location/A-1");
    std::string const path =
        "/location-labels/" + std::to_string(run.at("run").to_number<std::uint64_t>());
    CHECK(body_of(page.ask(Method::get, path)) == run);
    auto const stopped = page.ask(Method::delete_, path);
    REQUIRE(stopped.status == 200);
    CHECK(body_of(stopped).at("stopped") == 2);
    CHECK(body_of(stopped).at("next").is_null());
    CHECK(page.ask(Method::get, "/location-labels/9999").status == 404);
    CHECK(
        page.ask(Method::post, "/location-labels", {{"first", "Z"}, {"printer", "P-LOC"}}).status >=
        400);
    CHECK(page.ask(Method::post, "/location-labels", {{"printer", "P-NO"}}).status == 404);
    Client const lead = page.house.signed_in("U-LEAD", "DESK", lead_pin);
    CHECK(page.house.ask(lead, Method::post, "/api/v1/location-labels", {{"printer", "P-LOC"}})
              .status == 403);
}

TEST_CASE("sheets are ordered on the house's printer for them, or said to have none") {
    PrintersPage page;
    boost::json::object const wish{{"kind", "count_sheet"}, {"object", 1}};
    CHECK(page.ask(Method::post, "/sheets", wish).status >= 400);
    auto office = a_printer();
    office["uri"] = "office://eve";
    office["profile"] = "office-paper";
    office["sheets"] = true;
    REQUIRE(page.ask(Method::put, "/printers/OFFICE", office).status == 200);
    auto const printed = page.ask(Method::post, "/sheets", wish);
    REQUIRE(printed.status == 200);
    CHECK(body_of(printed).at("printer") == "OFFICE");
    CHECK(body_of(printed).at("copy") == 1);
    std::string const id = std::to_string(body_of(printed).at("id").to_number<std::uint64_t>());
    auto const again = page.ask(Method::post, "/prints/" + id + "/again", boost::json::object{});
    REQUIRE(again.status == 200);
    CHECK(body_of(again).at("copy") == 2);
    CHECK(page.ask(Method::post, "/prints/9999/again", boost::json::object{}).status == 404);
    CHECK(page.ask(Method::post, "/sheets", {{"kind", "manifest"}, {"object", 99}}).status == 404);
    CHECK(page.ask(Method::post, "/sheets", {{"kind", "waybill"}, {"object", 1}}).status == 400);
    CHECK(page.ask(Method::post, "/sheets", {{"kind", "poster"}, {"object", 1}}).status == 400);
    // both are in the list of prints: of no parcel
    auto const prints = body_of(page.ask(Method::get, "/prints")).at("items").as_array();
    REQUIRE(prints.size() == 2);
    CHECK(prints[0].at("parcel").is_null());
    CHECK(prints[0].at("kind") == "count_sheet");
    Client const picker = page.house.signed_in("U-PICK", "H-1");
    CHECK(page.house.ask(picker, Method::post, "/api/v1/sheets", wish).status == 403);
}

// K0, at PC-1 which stands at S-PACK1.
struct Bench {
    explicit Bench(std::string const& printer, web::ScalePort scale = {})
        : house{{}, ports(std::move(scale))} {
        auto const admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);
        for (char const* name : {"P-1", "P-9"}) {
            auto const path = std::string{"/api/v1/printers/"} + name;
            REQUIRE(house.ask(admin, Method::put, path, a_printer()).status == 200);
        }
        ImportMasterData import{};
        import.stations = {{.code = "S-PACK1", .location = "A-2", .printer = printer}};
        REQUIRE(
            !house.engine().decide({.device = {}, .captured_at = {}, .command = import}).refusal);
        packer = house.signed_in("U-PACK", "PC-1");
    }
    static web::OfficePorts ports(web::ScalePort scale) {
        auto ports = with_printers();
        ports.scale = std::move(scale);
        return ports;
    }
    boost::json::object equipment() {
        auto const answer = house.ask(packer, Method::get, "/api/v1/terminal/equipment");
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        return body_of(answer);
    }
    Response test_label(Client const& who) {
        return house.ask(who, Method::post, "/api/v1/terminal/equipment/test-label",
                         boost::json::object{});
    }
    WebHouse house;
    Client packer{};
};

TEST_CASE("a packer is told whether the station's printer and scale work (K0)") {
    Bench bench{"P-1", [](std::string const& station) -> std::optional<web::ScaleNow> {
                    CHECK(station == "S-PACK1");
                    return web::ScaleNow{"silent"};
                }};
    auto const seen = bench.equipment();
    CHECK(seen.at("station") == "S-PACK1");
    CHECK(seen.at("printer").at("name") == "P-1");
    CHECK(seen.at("printer").at("state") == "stands");
    CHECK(seen.at("printer").at("text").at("en") == "stands, out of labels");
    CHECK(seen.at("printer").at("text").at("zh").as_string().starts_with("已停，"));
    CHECK(seen.at("scale").at("state") == "silent");
    CHECK(seen.at("scale").at("text").at("zh") == "没有应答，请检查电源和数据线");
    auto const test = bench.test_label(bench.packer);
    CHECK(body_of(test).at("code") == "TEST-000007");
    // a test label is nobody's parcel: nothing of it is in the journal
    auto const before = bench.house.engine().durable_seq();
    CHECK(bench.test_label(bench.packer).status == 200);
    CHECK(bench.house.engine().durable_seq() == before);
}

TEST_CASE("what a station lacks is told as well, and a printer that cannot print says why") {
    Bench none{""};
    CHECK(none.equipment().at("printer").is_null());
    CHECK(none.equipment().at("scale").is_null());
    CHECK(none.test_label(none.packer).status == 404);
    Bench stranger{"LP-UNKNOWN"};
    CHECK(stranger.equipment().at("printer").at("state") == "unknown");
    Bench broken{"P-9"};
    auto const refused = broken.test_label(broken.packer);
    CHECK(refused.status == 409);
    CHECK(code_of(refused) == "no_test_label");
    // who works at no station has none
    auto const lead = broken.house.signed_in("U-LEAD", "DESK", lead_pin);
    CHECK(broken.test_label(lead).status >= 400);
    auto const picker = broken.house.signed_in("U-PICK", "H-1");
    CHECK(broken.test_label(picker).status == 403);
}

}  // namespace
}  // namespace wms::test
