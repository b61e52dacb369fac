// SPDX-License-Identifier: Apache-2.0
// The scanners' part of the devices page: state, registration, profiles, set-up sheets. The guns
// behind it are fakes here.
#include "server/scanner_routes.hpp"
#include "web/house.hpp"

namespace wms::test {
namespace {

struct Bench {
    WebHouse house;
    std::vector<std::string> asked;
    std::vector<std::string> forgotten;
    web::SheetAsked sheet;
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);

    Bench() {
        web::ScannerPorts ports;
        ports.scanners = [] {
            web::ScannerRow const cordless{.key = "1-5",
                                           .ids = "0c2e:0b67",
                                           .product = "Voyager",
                                           .profile = "honeywell",
                                           .mode = "hidpos",
                                           .state = "ready",
                                           .problem = {},
                                           .device = {},
                                           .calibrated_at = "2026-11-24T17:00:00.000Z",
                                           .calibration = {"suffix CR", "后缀 CR"},
                                           .advice = {{"Slower.", "调慢。"}},
                                           .battery = web::ScannerBattery{42, std::nullopt},
                                           .last_at = {},
                                           .last_verdict = {}};
            return std::vector<web::ScannerRow>{{.key = "1-4",
                                                 .ids = "0c2e:0b67",
                                                 .product = "Vuquest",
                                                 .profile = "honeywell",
                                                 .mode = "hidpos",
                                                 .state = "reading",
                                                 .problem = {},
                                                 .device = "PC-1",
                                                 .last_at = "2026-11-24T18:00:00.000Z",
                                                 .last_verdict = "accepted",
                                                 .scans = 7,
                                                 .faults = 0},
                                                cordless};
        };
        ports.ask = [this](std::string const& device,
                           std::string const& gun) -> Result<web::ScannerRegistration> {
            if (device == "NOWHERE") return refuse(Why::bad_field, "/device", "not known");
            asked = {device, gun};
            return web::ScannerRegistration{"!GUN12345678", "2026-11-24T18:03:00.000Z"};
        };
        ports.forget = [this](std::string const& key) -> Result<> {
            forgotten.push_back(key);
            return {};
        };
        ports.profiles = [] {
            return std::vector<web::ScannerProfileRow>{
                {"netum", "NETUM", {"C750"}, {{"cdc", "serial", "串口", 4}}}};
        };
        ports.sheet = [this](web::SheetAsked const& wanted)
            -> std::expected<std::optional<std::string>, web::ProblemText> {
            sheet = wanted;
            if (wanted.profile != "netum") return std::nullopt;
            if (wanted.mode == "torn")
                return std::unexpected(web::ProblemText{"Not drawn.", "无法生成。"});
            return "%PDF-1.5";
        };
        house.api().add(web::scanner_routes(std::move(ports)));
    }
    Response get(Client const& who, std::string const& path) {
        return house.ask(who, Method::get, "/api/v1" + path);
    }
};

TEST_CASE("the scanners and their last scan are shown") {
    Bench bench;
    Response const response = bench.get(bench.lead, "/scanners");
    REQUIRE_MESSAGE(response.status == 200, response.body);
    auto const row = body_of(response).at("items").as_array().at(0).as_object();
    CHECK(row.at("state") == "reading");
    CHECK(row.at("profile") == "honeywell");
    CHECK(row.at("problem").is_null());
    CHECK(row.at("scans") == 7);
    CHECK(row.at("battery").is_null());
    CHECK(row.at("calibration").is_null());
    auto const other = body_of(response).at("items").as_array().at(1).as_object();
    CHECK(other.at("battery").at("percent") == 42);
    CHECK(other.at("battery").at("charging").is_null());
    CHECK(other.at("calibration").at("zh") == "后缀 CR");
    CHECK(other.at("advice").at(0).at("en") == "Slower.");
    Client const picker = bench.house.signed_in("U-PICK", "H-1");
    CHECK(bench.get(picker, "/scanners").status == 403);
}

TEST_CASE("an admin asks for a registration and takes one back") {
    Bench bench;
    auto const post = [&](Client const& who, char const* path, boost::json::object body) {
        return bench.house.ask(who, Method::post, std::string{"/api/v1/scanners/"} + path, body);
    };
    Response const response = post(bench.admin, "register", {{"device", "PC-1"}, {"gun", "1-4"}});
    REQUIRE_MESSAGE(response.status == 201, response.body);
    CHECK(body_of(response).at("code") == "!GUN12345678");
    CHECK(bench.asked == std::vector<std::string>{"PC-1", "1-4"});
    CHECK(post(bench.admin, "register", {{"device", "NOWHERE"}}).status == 400);
    CHECK(post(bench.admin, "register", {}).status == 400);
    CHECK(post(bench.lead, "register", {{"device", "PC-1"}}).status == 403);
    CHECK(post(bench.admin, "forget", {{"gun", "1-4"}}).status == 200);
    CHECK(bench.forgotten == std::vector<std::string>{"1-4"});
}

TEST_CASE("profiles are listed and their sheets are files") {
    Bench bench;
    Response const list = bench.get(bench.lead, "/scanner-profiles");
    REQUIRE_MESSAGE(list.status == 200, list.body);
    CHECK(body_of(list).at("items").as_array().size() == 1);
    std::string const sheet = "/scanner-profiles/netum/sheet";
    Response const pdf = bench.get(bench.lead, sheet + "?mode=cdc&language=zh");
    CHECK(pdf.status == 200);
    CHECK(pdf.content_type == "application/pdf");
    CHECK(bench.sheet.language == Language::zh);
    Response const png = bench.get(bench.lead, sheet + "?mode=cdc&format=png");
    CHECK(png.content_type == "image/png");
    CHECK(bench.get(bench.lead, sheet + "?mode=cdc&format=gif").status == 400);
    CHECK(bench.get(bench.lead, sheet + "?mode=cdc&language=fr").status == 400);
    CHECK(bench.get(bench.lead, sheet + "?mode=torn").status == 422);
    CHECK(bench.get(bench.lead, "/scanner-profiles/acme/sheet?mode=cdc").status == 404);
}

TEST_CASE("a server without USB says so") {
    WebHouse house;
    house.api().add(web::scanner_routes({}));
    Client const admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);
    Response const response = house.ask(admin, Method::get, "/api/v1/scanners");
    REQUIRE(response.status == 200);
    CHECK(body_of(response).at("usb") == false);
    CHECK(house
              .ask(admin, Method::post, "/api/v1/scanners/register",
                   boost::json::object{{"device", "PC-1"}})
              .status == 404);
}

}  // namespace
}  // namespace wms::test
