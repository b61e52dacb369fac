// SPDX-License-Identifier: Apache-2.0
// A5: a dry run says what each row would do; and nobody keeps the server busy with imports (3.9).
#include "web/served.hpp"

#include "app/office_ports.hpp"
#include "server/import_quota.hpp"

#include <map>

namespace wms::test {
namespace {

using web::ImportQuota;

struct ImportHouse {
    std::shared_ptr<Engine*> engine = std::make_shared<Engine*>();
    WebHouse house{{}, ports()};
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);

    ImportHouse() { *engine = &house.engine(); }
    web::OfficePorts ports() const {
        web::OfficePorts ports;
        ports.import = [engine = engine](auto const& files, OperatorId actor, web::ImportRun run) {
            return import_now(**engine, files, actor, run);
        };
        return ports;
    }
    Response send(bool dry, std::map<std::string, std::string> const& files) {
        boost::json::object texts;
        for (auto const& [name, text] : files) texts[name] = text;
        return house.ask(admin, Method::post,
                         fmt::format("/api/v1/imports?dry_run={}", dry ? "true" : "false"),
                         boost::json::object{{"files", texts}});
    }
    boost::json::object sent(bool dry, std::map<std::string, std::string> const& files) {
        auto const answer = send(dry, files);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        auto result = body_of(answer);
        REQUIRE_MESSAGE(result.at("ok") == true, answer.body);
        (void)house.engine().read_at(house.engine().durable_seq());
        return result;
    }
    Read read() { return house.engine().read_at(house.engine().durable_seq()); }
};

// "skus.csv:2 G-1 change weight_g 0>300"
std::vector<std::string> told(boost::json::object const& result) {
    std::vector<std::string> lines;
    for (auto const& each : result.at("effects").as_array()) {
        std::string line = fmt::format(
            "{}:{} {} {}", each.at("file").as_string().c_str(), each.at("line").to_number<int>(),
            each.at("code").as_string().c_str(), each.at("effect").as_string().c_str());
        for (auto const& change : each.at("changes").as_array())
            line += fmt::format(" {} {}>{}", change.at("column").as_string().c_str(),
                                change.at("before").as_string().c_str(),
                                change.at("after").as_string().c_str());
        lines.push_back(line);
    }
    return lines;
}

std::string counts(boost::json::object const& result, std::size_t file) {
    auto const& row = result.at("rows").at(file);
    return fmt::format("{} {} new {} changed {} kept", row.at("file").as_string().c_str(),
                       row.at("created").to_number<int>(), row.at("changed").to_number<int>(),
                       row.at("kept").to_number<int>());
}

constexpr char const* order_head =
    "channel,external_id,placed_at,carrier,name,address,country,sku,quantity\n";

TEST_CASE("a dry run says what each row would do, and the import does just that") {
    ImportHouse site;
    std::map<std::string, std::string> const files{
        {"skus.csv", "code,name_en,weight_g\nG-1,Cup,300\nN-1,Plate,500\n"},
        {"barcodes.csv", "code,sku,level,factor\n5012345678900,G-1,each,1\n"},
        {"locations.csv", "code,zone,type,pick_sequence\nA-1,PICK,pick,7\nA-2,PICK,pick,0\n"},
        {"containers.csv", "code,type\nT-1,tote\nT-9,tote\n"},
        {"stock.csv", "location,sku,quantity\nA-1,G-1,5\nA-2,G-1,2\n"},
        {"orders.csv", std::string{order_head} +
                           "shop,S-1,2010-12-09T08:00:00Z,RM,Ann,1 High St,GB,G-1,1\n"
                           "shop,S-1,2010-12-09T08:00:00Z,RM,Ann,1 High St,GB,N-1,1\n"
                           "shop,S-2,2010-12-09T08:00:00Z,RM,Ann,1 High St,GB,X-9,1\n"},
        {"cancellations.csv",
         "channel,external_id,at,order_external_id,sku,quantity\n"
         "shop,C-1,2010-12-09T09:00:00Z,S-0,G-1,1\n"}};
    auto const before = site.house.engine().durable_seq();
    auto const dry = site.sent(true, files);
    CHECK(site.house.engine().durable_seq() == before);
    std::vector<std::string> const wanted{
        "skus.csv:2 G-1 change weight_g 0>300",  "skus.csv:3 N-1 create",
        "barcodes.csv:2 5012345678900 create",   "locations.csv:2 A-1 change pick_sequence 0>7",
        "containers.csv:3 T-9 create",           "stock.csv:2 A-1 G-1 add quantity 100>105",
        "stock.csv:3 A-2 G-1 add quantity 0>2",  "orders.csv:2 S-1 create",
        "orders.csv:4 S-2 unknown_sku sku >X-9",
    };
    CHECK(told(dry) == wanted);
    CHECK(dry.at("effect_count") == wanted.size());
    CHECK(counts(dry, 0) == "skus.csv 1 new 1 changed 0 kept");
    CHECK(counts(dry, 5) == "orders.csv 1 new 0 changed 0 kept");
    CHECK(dry.at("rows").at(5).at("refused") == 1);
    CHECK(counts(dry, 6) == "cancellations.csv 0 new 0 changed 1 kept");

    CHECK(told(site.sent(false, files)) == wanted);
    Read const read = site.read();
    CHECK(tables::skus.at(read, *sku_by_code(read, "G-1")).weight == Weight{300});
    CHECK(order_by_key(read, {"S-1", "shop"}));
    CHECK(!order_by_key(read, {"S-2", "shop"}));
    CHECK(container_by_code(read, "T-9"));

    // once more: everything is as the files say
    auto again = files;
    again.erase("stock.csv");  // is taken once only
    again["cancellations.csv"] =
        "channel,external_id,at,order_external_id,sku,quantity\n"
        "shop,C-1,2010-12-09T09:00:00Z,S-1,G-1,1\n";
    CHECK(told(site.sent(true, again)) ==
          std::vector<std::string>{"orders.csv:4 S-2 unknown_sku sku >X-9",
                                   "cancellations.csv:2 C-1 cancel quantity 1>0"});
    // a number that was taken for another order, which the import refuses indeed
    std::map<std::string, std::string> const other{
        {"orders.csv",
         std::string{order_head} + "shop,S-1,2010-12-09T08:00:00Z,RM,Ann,1 High St,GB,G-1,7\n"}};
    CHECK(told(site.sent(false, other)) == std::vector<std::string>{"orders.csv:2 S-1 differs"});
    Read const after = site.read();
    Order const kept = tables::orders.at(after, *order_by_key(after, {"S-1", "shop"}));
    CHECK(kept.ordered == 2_ea);
}

TEST_CASE("an import takes nothing back that no column tells") {
    ImportHouse site;
    ImportMasterData lead{};
    SkuRow sku{.sku = {}};
    sku.sku.code = "G-1";
    sku.sku.name_en = "Cup";
    sku.sku.state = SkuState::inactive;
    sku.sku.min_remaining_days = 30;
    lead.skus = {sku};
    lead.carriers = {{.code = "RM", .name = "Royal Mail", .numbers_min = 50}};
    lead.zones = {{.zone = {.warehouse = {}, .code = "PICK", .pick_rule = PickRule::face_first}}};
    REQUIRE(
        !site.house.engine().decide({.device = {}, .captured_at = {}, .command = lead}).refusal);
    (void)site.sent(
        false, {{"skus.csv", "code,name_en\nG-1,Mug\n"},
                {"locations.csv", "code,zone,type,pick_sequence\nA-1,PICK,pick,7\n"},
                {"orders.csv", std::string{order_head} +
                                   "shop,S-1,2010-12-09T08:00:00Z,RM,Ann,1 High St,GB,G-1,1\n"}});
    Read const read = site.read();
    Sku const now = tables::skus.at(read, *sku_by_code(read, "G-1"));
    CHECK(now.name_en == "Mug");
    CHECK(now.state == SkuState::inactive);
    CHECK(now.min_remaining_days == 30);
    Carrier const carrier = tables::carriers.at(read, *carrier_by_code(read, "RM"));
    CHECK(carrier.name == "Royal Mail");
    CHECK(carrier.numbers_min == 50);
    CHECK(tables::warehouses.at(read, WarehouseId{1}).name == "Small house");
    auto const zone = zone_by_code(read, WarehouseId{1}, "PICK");
    CHECK(tables::zones.at(read, zone.value()).pick_rule == PickRule::face_first);
}

TEST_CASE("one import at a time for each person, and not too many an hour (3.9)") {
    ImportQuota quota{{.imports_max = 3, .bytes_max = 1000}};
    OperatorId const ann{1};
    OperatorId const bob{2};
    REQUIRE(!quota.begin(ann, 100, Instant{0}));
    CHECK(quota.begin(ann, 100, Instant{0}));
    CHECK(!quota.begin(bob, 100, Instant{0}));
    quota.end(ann);
    REQUIRE(!quota.begin(ann, 100, Instant{60'000}));
    quota.end(ann);
    CHECK(quota.begin(ann, 900, Instant{60'000}) == 59_min);  // too much together
    REQUIRE(!quota.begin(ann, 100, Instant{60'000}));
    quota.end(ann);
    CHECK(quota.begin(ann, 1, Instant{60'000}) == 59_min);
    CHECK(!quota.begin(ann, 1, Instant{3'600'000}));
}

TEST_CASE("who imports all day long is told to wait, and how long") {
    ImportHouse site;
    std::map<std::string, std::string> const files{{"skus.csv", "code,name_en\nG-1,Cup\n"}};
    for (std::size_t n = 0; n < web::ImportLimits{}.imports_max; ++n)
        REQUIRE(site.send(true, files).status == 200);
    auto const refused = site.send(true, files);
    CHECK(refused.status == 429);
    CHECK(code_of(refused) == "too_many_imports");
    CHECK(header_of(refused, "Retry-After") == "3600");
    site.house.wait(61_min);
    site.admin = site.house.signed_in("U-ADMIN", "DESK-2", lead_pin);
    CHECK(site.send(true, files).status == 200);
}

// --- large bodies, before anybody looks into them

std::string upload_head(Client const& client, std::size_t bytes) {
    return fmt::format(
        "POST /api/v1/imports?dry_run=true HTTP/1.1\r\nHost: wms.test\r\n"
        "Content-Type: application/json\r\nCookie: wms_session={}\r\nX-CSRF-Token: {}\r\n"
        "Content-Length: {}\r\n\r\n",
        client.cookie, client.csrf, bytes);
}

int status_soon(web_test::RawClient& client) {
    return web_test::status_of(client.read_answer(std::chrono::seconds{5}));
}

TEST_CASE("a large body of somebody unknown is not read, and all together fit into memory (3.9)") {
    web::Limits limits;
    limits.upload_paths = {"/api/v1/imports"};
    limits.uploads_bytes_max = 20 << 20;
    Served served{limits};
    Client const admin = served.house.signed_in("U-ADMIN", "DESK-2", lead_pin);
    constexpr std::size_t large = 16 << 20;
    Client stranger = admin;
    stranger.cookie = std::string(admin.cookie.size(), 'a');
    web_test::RawClient unknown{served.port()};
    unknown.send(upload_head(stranger, large));
    CHECK(status_soon(unknown) == 401);
    {
        web_test::RawClient first{served.port()};
        first.send(upload_head(admin, large) + "{");  // and takes its time
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        web_test::RawClient second{served.port()};
        second.send(upload_head(admin, large));
        CHECK(status_soon(second) == 503);
        // what is small goes on
        CHECK(served.house.ask(admin, Method::get, "/api/v1/session").status == 200);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    web_test::RawClient third{served.port()};
    third.send(upload_head(admin, large) + std::string(large, ' '));
    CHECK(status_soon(third) == 404);  // there is room again; this house has no import
}

}  // namespace
}  // namespace wms::test
