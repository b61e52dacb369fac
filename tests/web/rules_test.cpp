// SPDX-License-Identifier: Apache-2.0
// The site's rules, zones and carriers, stock adjustments, wave changes, terminals' signs of life.
#include "web/house.hpp"

#include "app/office_ports.hpp"

#include <fmt/format.h>

namespace wms::test {
namespace {

struct Site {
    explicit Site(web::OfficePorts ports = {}) : house{{}, std::move(ports)} {}
    WebHouse house;
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);

    Response get(std::string const& path) {
        (void)house.engine().read_at(house.engine().durable_seq());
        return house.ask(lead, Method::get, "/api/v1" + path);
    }
    Response post(Client const& who, std::string const& path, boost::json::object body) {
        return house.ask(who, Method::post, "/api/v1" + path, std::move(body));
    }
    Response put(Client const& who, std::string const& path, boost::json::object body,
                 std::string const& etag) {
        return house.ask(who, Method::put, "/api/v1" + path, std::move(body), {{"If-Match", etag}});
    }
};

TEST_CASE("rules: read with their limits, changed under an ETag, held to the limits") {
    Site site;
    std::string const path = "/warehouses/1/rules";
    auto const read = site.get(path);
    REQUIRE_MESSAGE(read.status == 200, read.body);
    std::string const etag = header_of(read, "ETag");
    CHECK(body_of(read).at("limits").at("interval_s").at("min") == 10);
    CHECK(site.put(site.lead, path, {{"wave_orders_max", 5}}, etag).status == 403);
    auto const bad = site.put(site.admin, path, {{"wave_orders_max", 0}}, etag);
    CHECK(bad.status == 400);
    CHECK(bad.body.find("wave_orders_max") != std::string::npos);
    CHECK(site.put(site.admin, path, {{"wave_orders", 5}}, etag).status == 400);
    auto const done = site.put(site.admin, path, {{"wave_orders_max", 5}}, etag);
    REQUIRE_MESSAGE(done.status == 200, done.body);
    CHECK(body_of(done).at("wave_orders_max") == 5);
    CHECK(body_of(done).at("cart_bins") == 8);
    CHECK(site.put(site.admin, path, {{"wave_orders_max", 6}}, etag).status == 412);
    CHECK(site.get("/warehouses/9/rules").status == 404);
}

// Four orders of one cup each wait; the planner is that of the server.
struct TrialSite : Site {
    TrialSite() : Site{{.plan = plan_now}} {
        for (char const* number : {"SO-1", "SO-2", "SO-3", "SO-4"}) {
            auto const placed = post(
                lead, "/orders",
                {{"channel", "shop"},
                 {"external_id", number},
                 {"carrier", "RM"},
                 {"ship_by", "2010-11-17T23:00:00Z"},
                 {"recipient",
                  {{"name", "Ann"}, {"phone", "1"}, {"address", "1 High St"}, {"country", "GB"}}},
                 {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", 1}}}}});
            REQUIRE_MESSAGE(placed.status == 201, placed.body);
            OrderId const id{body_of(placed).at("id").to_number<std::uint64_t>()};
            auto const approved = house.engine().decide(
                {.device = {}, .captured_at = {}, .command = ApproveOrder{id}});
            REQUIRE(!approved.refusal);
        }
        (void)house.engine().read_at(house.engine().durable_seq());
    }
    Response tried(boost::json::object rules) {
        return post(lead, "/waves/preview", {{"rules", std::move(rules)}});
    }
};

TEST_CASE("rules are tried before they are saved: their waves beside those of the saved ones") {
    TrialSite site;
    auto const now = body_of(site.post(site.lead, "/waves/preview", {}));
    CHECK(now.at("saved").is_null());
    CHECK(now.at("built").at("waves") == 1);
    CHECK(now.at("built").at("orders") == 4);
    CHECK(now.at("waves").at(0).at("plan").is_string());

    auto const tried = site.tried({{"wave_orders_max", 2}});
    REQUIRE_MESSAGE(tried.status == 200, tried.body);
    auto const two = body_of(tried);
    CHECK(two.at("waves").as_array().size() == 2);
    CHECK(two.at("waves").at(0).at("plan").is_null());  // what is not saved makes no wave
    CHECK(two.at("built").at("waves") == 2);
    CHECK(two.at("built").at("pieces") == 4);
    CHECK(two.at("saved").at("waves") == 1);
    CHECK(two.at("saved").at("pieces") == 4);
    auto const& of_class = two.at("built").at("classes").at(0);
    CHECK(two.at("built").at("classes").as_array().size() == 1);
    CHECK(of_class.at("order_class") == "single_unit");
    CHECK(of_class.at("class_text").at("zh") == "单品单件");
    CHECK(of_class.at("waves") == 2);
    CHECK(of_class.at("orders") == 4);

    auto const waits = body_of(site.tried({{"remainder", "wait"}, {"wave_pieces_min", 5}}));
    CHECK(waits.at("built").at("release_now") == 0);
    CHECK(waits.at("saved").at("release_now") == 1);
    auto const merges = body_of(site.tried({{"remainder", "merge"}, {"wave_pieces_min", 5}}));
    CHECK(merges.at("built").at("waves") == 0);
    CHECK(merges.at("built").at("left_out") == 4);
    CHECK(merges.at("saved").at("left_out") == 0);
    boost::json::object const size{
        {"order_class", "single_unit"}, {"pieces_min", 1}, {"pieces_max", 1}};
    auto const sized = body_of(site.tried({{"class_sizes", boost::json::array{size}}}));
    CHECK(sized.at("built").at("waves") == 4);
}

TEST_CASE("a trial is held to what saving is held to, in the same words, and changes nothing") {
    TrialSite site;
    std::string const path = "/warehouses/1/rules";
    std::string const etag = header_of(site.get(path), "ETag");
    boost::json::object const size{{"order_class", "multi"}, {"pieces_min", 3}, {"pieces_max", 2}};
    boost::json::object const own{
        {"name", "A"}, {"carrier", "NOBODY"}, {"service", ""}, {"shop", ""}};
    for (boost::json::object const& rules :
         {boost::json::object{{"wave_orders_max", 0}},
          boost::json::object{{"wave_pieces_min", 9}, {"wave_pieces_max", 8}},
          boost::json::object{{"own_classes", boost::json::array{own}}},
          boost::json::object{{"class_sizes", boost::json::array{size}}}}) {
        CAPTURE(boost::json::serialize(rules));
        auto const tried = site.tried(rules);
        auto const saved = site.put(site.admin, path, rules, etag);
        CHECK(tried.status >= 400);
        CHECK(tried.status == saved.status);
        CHECK(body_of(tried).at("code") == body_of(saved).at("code"));
        CHECK(body_of(tried).at("params") == body_of(saved).at("params"));
    }
    auto const refused = [&](boost::json::object body, std::string const& named) {
        auto const answer = site.post(site.lead, "/waves/preview", std::move(body));
        CHECK(answer.status == 400);
        CHECK_MESSAGE(answer.body.find(named) != std::string::npos, answer.body);
    };
    refused({{"rules", {{"wave_orders", 5}}}}, "/rules/wave_orders");
    refused({{"rules", {{"wave_orders_max", "many"}}}}, "/rules/wave_orders_max");
    refused({{"rules", 5}}, "/rules");
    refused({{"what", 1}}, "/what");
    REQUIRE(site.tried({{"wave_orders_max", 1}}).status == 200);
    // Whoever may not save them may try them: a lead yes, a picker not even that.
    CHECK(site.put(site.lead, path, {{"wave_orders_max", 1}}, etag).status == 403);
    Client const picker = site.house.signed_in("U-PICK", "H-1");
    CHECK(site.post(picker, "/waves/preview", {{"rules", {{"wave_orders_max", 1}}}}).status == 403);
    CHECK(header_of(site.get(path), "ETag") == etag);
    CHECK(body_of(site.get("/waves?state=all")).at("items").as_array().empty());
    auto const entries = site.house.engine().durable_seq();
    REQUIRE(site.tried({{"wave_orders_max", 1}}).status == 200);
    CHECK(site.house.engine().durable_seq() == entries);  // not even an entry
}

TEST_CASE("a lead adjusts stock; worth more than the limit it waits among the exceptions") {
    Site site;
    boost::json::object body{
        {"location", "A-1"}, {"sku", "G-1"}, {"difference", -2}, {"reason", "broken"}};
    auto const done = site.post(site.lead, "/stock/adjustments", body);
    REQUIRE_MESSAGE(done.status == 200, done.body);
    CHECK(body_of(done).at("posted") == true);
    CHECK(body_of(site.get("/stock?sku=G-1")).at("items").at(0).at("on_hand") == 98);
    body["difference"] = -1000;
    CHECK(site.post(site.lead, "/stock/adjustments", body).status == 409);
    body["difference"] = -1;
    body["reason"] = "";
    CHECK(site.post(site.lead, "/stock/adjustments", body).status == 400);

    SkuRow row{.sku = {}};
    row.sku.code = "G-9";
    row.sku.unit_price = Money{5'000'00};
    ImportMasterData import{};
    import.skus = {row};
    REQUIRE(
        !site.house.engine().decide({.device = {}, .captured_at = {}, .command = import}).refusal);
    auto const asked =
        site.post(site.lead, "/stock/adjustments",
                  {{"location", "A-1"}, {"sku", "G-9"}, {"difference", 1}, {"reason", "found"}});
    REQUIRE(asked.status == 201);
    auto const id = body_of(asked).at("adjustment").to_number<std::uint64_t>();
    CHECK(site.get("/exceptions").body.find("\"adjustment\"") != std::string::npos);
    std::string const approve = fmt::format("/stock/adjustments/{}/approve", id);
    CHECK(site.post(site.lead, approve, {{"reason", ""}}).status == 403);  // own work
    CHECK(site.post(site.admin, approve, {{"reason", ""}}).status == 200);
    CHECK(body_of(site.get("/stock?sku=G-9")).at("items").at(0).at("on_hand") == 1);
    auto const listed = body_of(site.get("/stock/adjustments")).at("items").at(0);
    CHECK(listed.at("state") == "posted");
}

TEST_CASE("zones and carriers are edited; a low pool of numbers is shown to the lead") {
    Site site;
    auto const zone = site.get("/zones/1");
    REQUIRE(zone.status == 200);
    auto const changed =
        site.put(site.admin, "/zones/1", {{"pick_rule", "face_first"}}, header_of(zone, "ETag"));
    REQUIRE_MESSAGE(changed.status == 200, changed.body);
    CHECK(body_of(changed).at("pick_rule") == "face_first");
    auto const carrier = site.get("/carriers/1");
    REQUIRE(carrier.status == 200);
    REQUIRE(site.put(site.admin, "/carriers/1", {{"numbers_min", 2}}, header_of(carrier, "ETag"))
                .status == 200);
    CHECK(site.get("/exceptions").body.find("pool_low") != std::string::npos);
    auto const numbers =
        site.post(site.admin, "/carriers/1/numbers", {{"numbers", boost::json::array{"N1", "N2"}}});
    REQUIRE_MESSAGE(numbers.status == 200, numbers.body);
    CHECK(site.get("/exceptions").body.find("pool_low") == std::string::npos);
}

TEST_CASE("cards of people, terminals and carriers") {
    Site site;
    CHECK(site.get("/cards/operator/1").status == 200);
    CHECK(site.get("/cards/device/1").status == 200);
    CHECK(site.get("/cards/carrier/1").status == 200);
    CHECK(site.get("/cards/wave/99").status == 404);
    CHECK(site.get("/cards/station/99").status == 404);
}

TEST_CASE("a location is blocked one way") {
    Site site;
    REQUIRE(site.post(site.lead, "/locations/1/block",
                      {{"out", false}, {"in", true}, {"reason", "full"}})
                .status == 200);
    auto const row = body_of(site.get("/locations/1"));
    CHECK(row.at("no_pick_until").is_null());
    CHECK(row.at("no_put_until").is_string());
    REQUIRE(site.post(site.lead, "/locations/1/unblock", {}).status == 200);
    CHECK(body_of(site.get("/locations/1")).at("no_put_until").is_null());
}

TEST_CASE("an order leaves its wave, a wave goes first") {
    Site site;
    boost::json::array orders;
    for (char const* number : {"SO-1", "SO-2"}) {
        auto const placed = site.post(
            site.lead, "/orders",
            {{"channel", "shop"},
             {"external_id", number},
             {"carrier", "RM"},
             {"recipient",
              {{"name", "Ann"}, {"phone", "1"}, {"address", "1 High St"}, {"country", "GB"}}},
             {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", 2}}}}});
        REQUIRE(placed.status == 201);
        orders.push_back(body_of(placed).at("id"));
    }
    PlanWave plan{.method = PickMethod::discrete, .carrier = "RM", .orders = {}};
    for (auto const& id : orders) {
        OrderId const order{id.to_number<std::uint64_t>()};
        (void)site.house.engine().decide(
            {.device = {}, .captured_at = {}, .command = ApproveOrder{order}});
        plan.orders.push_back(order);
    }
    Outcome const made =
        site.house.engine().decide({.device = {}, .captured_at = {}, .command = plan});
    REQUIRE(!made.refusal);
    std::string const wave = fmt::format("/waves/{}", made.object);
    CHECK(site.post(site.lead, wave + "/priority", {{"place", "first"}}).status == 200);
    CHECK(site.post(site.lead, wave + "/priority", {{"place", "sideways"}}).status == 400);
    auto const split =
        site.post(site.lead, wave + "/split", {{"orders", boost::json::array{orders[0]}}});
    REQUIRE_MESSAGE(split.status == 201, split.body);
    CHECK(body_of(split).at("state") == "planned");
    auto const dropped = site.post(site.lead, wave + "/drop",
                                   {{"order", orders[1]}, {"reason", "late"}, {"hold", true}});
    REQUIRE_MESSAGE(dropped.status == 200, dropped.body);
    CHECK(site.get("/orders?state=held").body.find("SO-2") != std::string::npos);
}

TEST_CASE("a terminal tells that it is there; one that is silent is down") {
    Site site;
    Client const picker = site.house.signed_in("U-PICK", "H-1");
    auto const state = [&] {
        auto const devices = body_of(site.get("/devices"));
        for (auto const& row : devices.at("items").as_array()) {
            if (row.at("code") == "H-1") return std::string{row.at("state").as_string()};
        }
        return std::string{};
    };
    boost::json::object const told{
        {"battery", 47}, {"charging", false}, {"echo_ms", 12}, {"verdict_ms", 80}, {"waiting", 0}};
    REQUIRE(site.post(picker, "/telemetry", told).status == 200);
    CHECK(site.post(picker, "/telemetry", {{"battery", 101}}).status == 400);
    CHECK(state() == "ok");
    CHECK(site.get("/devices").body.find("\"battery\":47") != std::string::npos);
    site.house.wait(4_min);
    REQUIRE(site.post(picker, "/telemetry", told).status == 200);
    site.house.wait(4_min);
    CHECK(state() == "ok");
    site.house.wait(2_min);
    CHECK(state() == "down");
}

TEST_CASE("figures of a span; decimals as a spreadsheet reads them") {
    Site site;
    auto const csv = site.get("/board/kpis?by=day&format=csv");
    REQUIRE(csv.status == 200);
    CHECK(csv.body.find("perfect_order") != std::string::npos);
    CHECK(csv.body.find("E2") == std::string::npos);
    CHECK(site.get("/board/kpis?from=2010-01-02T00:00:00Z&to=2010-01-01T00:00:00Z").status == 400);
    CHECK(site.get("/board/kpis?from=yesterday").status == 400);
    auto const empty = site.get("/board/kpis?from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z");
    REQUIRE(empty.status == 200);
    CHECK(body_of(empty).at("x").as_array().empty());
}

}  // namespace
}  // namespace wms::test
