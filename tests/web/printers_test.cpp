// SPDX-License-Identifier: Apache-2.0
// The admin's page of printers: set up, asked, tested, removed; nobody else may.
#include "web/house.hpp"

namespace wms::test {
namespace {

web::OfficePorts with_printers() {
    web::OfficePorts ports{};
    ports.printers = {
        .models = [] { return std::vector<web::PrinterModel>{{"zebra-203", "Zebra", {"ZD421"}}}; },
        .find =
            [] {
                return std::vector<web::PrinterFound>{
                    {"tcp://192.0.2.10:9100", "ZTC ZD421", "zebra-203"}};
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

struct Page {
    WebHouse house{{}, with_printers()};
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);

    Response ask(Method method, std::string const& path, boost::json::value const& body = nullptr) {
        (void)house.engine().read_at(house.engine().durable_seq());
        return house.ask(admin, method, "/api/v1" + path, body);
    }
};

TEST_CASE("a printer is set up, listed, asked, tested and removed") {
    Page page;
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
    Page page;
    auto const found = body_of(page.ask(Method::get, "/found-printers"));
    REQUIRE(found.at("items").as_array().size() == 1);
    CHECK(found.at("items").as_array()[0].at("profile") == "zebra-203");
}

TEST_CASE("a queue of CUPS can be made with it; a printer that cannot print says why") {
    Page page;
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
    Page page;
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

}  // namespace
}  // namespace wms::test
