// SPDX-License-Identifier: Apache-2.0
// The lead's and the admin's pages: stock and its history, edits under an ETag, locations that are
// blocked, the audit, figures, import, demo.
#include "domain/process/order_intake.hpp"
#include "support/random.hpp"
#include "web/house.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace wms::test {
namespace {

struct Desk {
    WebHouse house;
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);

    explicit Desk(web::OfficePorts ports = {}) : house{{}, std::move(ports)} {}
    Response get(std::string const& path) {
        (void)house.engine().read_at(house.engine().durable_seq());
        return house.ask(lead, Method::get, "/api/v1" + path);
    }
    boost::json::array items(std::string const& path) {
        Response const response = get(path);
        REQUIRE_MESSAGE(response.status == 200, response.body);
        return body_of(response).at("items").as_array();
    }
    Response post(std::string const& path, boost::json::object body = {}) {
        return house.ask(lead, Method::post, "/api/v1" + path, std::move(body));
    }
    void stock_up(char const* place, Quantity quantity) {
        ImportStock stock{};
        stock.rows = {{.location = place, .sku = "G-1", .quantity = quantity}};
        REQUIRE(
            !house.engine().decide({.device = {}, .captured_at = {}, .command = stock}).refusal);
    }
};

TEST_CASE("stock is found by anything") {
    Desk desk;
    for (char const* question : {"/stock", "/stock?sku=G-1", "/stock?location=L-A-1",
                                 "/stock?location=A-1", "/stock?q=G-1"}) {
        CAPTURE(question);
        auto const items = desk.items(question);
        REQUIRE(items.size() == 1);
        CHECK(items[0].at("sku_code") == "G-1");
        CHECK(items[0].at("holder").at("code") == "A-1");
        CHECK(items[0].at("on_hand") == 100);
        CHECK(items[0].at("available") == 100);
    }
    CHECK(desk.items("/stock?location=A-2").empty());
}

TEST_CASE("lists come in pages") {
    Desk desk;
    desk.stock_up("A-2", 7_ea);
    auto const first = body_of(desk.get("/stock?limit=1"));
    REQUIRE(first.at("items").as_array().size() == 1);
    REQUIRE(first.at("next").is_string());
    auto const second = body_of(
        desk.get(fmt::format("/stock?limit=1&after={}", first.at("next").as_string().c_str())));
    REQUIRE(second.at("items").as_array().size() == 1);
    CHECK(second.at("items").at(0).at("on_hand") == 7);
    CHECK(desk.get("/stock?after=nonsense").status == 400);
}

TEST_CASE("the history of a thing, newest or oldest first") {
    Desk desk;
    desk.stock_up("A-2", 7_ea);
    desk.house.settle();
    auto const newest = desk.items("/history?kind=sku&id=1&direction=backward");
    REQUIRE(newest.size() == 3);
    CHECK(newest[0].at("quantity") == 7);
    CHECK(newest[0].at("to").at("code") == "A-2");
    auto const oldest = desk.items("/history?kind=sku&id=1&direction=forward");
    CHECK(oldest.at(0).at("event") == "SkuDefined");
    CHECK(oldest.at(1).at("quantity") == 100);
    CHECK(desk.items("/history?kind=location&id=1").size() == 1);
    CHECK(desk.get("/history?kind=weather&id=1").status == 400);
}

// What a question about stock finds, as lines that can be compared.
std::string stood(Desk& desk, std::string const& question) {
    std::vector<std::string> lines;
    for (auto const& row : desk.items("/stock?limit=200&" + question))
        lines.push_back(fmt::format("{} {} {}\n", row.at("holder").at("code").as_string().c_str(),
                                    row.at("status").as_string().c_str(),
                                    row.at("on_hand").to_number<std::int64_t>()));
    std::ranges::sort(lines);
    return fmt::format("{}", fmt::join(lines, ""));
}

TEST_CASE("what stood where at a past moment is what was shown at that moment (L6)") {
    constexpr int moments = 40;
    constexpr char const* questions[] = {"sku=G-1", "location=A-1", "location=A-2", "q=G-1"};
    Desk desk;
    Random random{6};
    struct Moment {
        std::string at;
        std::vector<std::string> seen;
    };
    std::vector<Moment> seen;
    for (int n = 0; n < moments; ++n) {
        char const* const place = random.below(2) == 0 ? "A-1" : "A-2";
        if (random.below(2) == 0) {
            desk.stock_up(place, Quantity{1 + static_cast<std::int64_t>(random.below(9))});
        } else {
            auto const less = -1 - static_cast<std::int64_t>(random.below(3));
            (void)desk.post(
                "/stock/adjustments",
                {{"location", place}, {"sku", "G-1"}, {"difference", less}, {"reason", "damaged"}});
        }
        Moment now{to_text(desk.house.engine().now()), {}};
        for (char const* question : questions) now.seen.push_back(stood(desk, question));
        seen.push_back(std::move(now));
        desk.house.wait(1_min);
    }
    std::size_t different = 0;
    for (Moment const& moment : seen) {
        CAPTURE(moment.at);
        different += moment.seen.front() != seen.back().seen.front();
        for (std::size_t i = 0; i < std::size(questions); ++i)
            CHECK(stood(desk, fmt::format("{}&at={}", questions[i], moment.at)) == moment.seen[i]);
    }
    CHECK(different > moments / 2);
    // before anything stood there; and what cannot be asked
    CHECK(desk.items("/stock?sku=G-1&at=2001-01-01T00:00:00Z").empty());
    auto const row = desk.items("/stock?sku=G-1&at=" + seen.front().at).at(0);
    CHECK(row.at("as_of").as_string() == seen.front().at);
    CHECK(row.at("allocated").is_null());
    CHECK(desk.get("/stock?at=" + seen.front().at).status == 400);
    CHECK(desk.get("/stock?sku=G-1&at=yesterday").status == 400);
    CHECK(desk.get("/stock?sku=G-1&at=2099-01-01T00:00:00Z").status == 400);
}

TEST_CASE("an edit wants the version it is about") {
    Desk desk;
    auto const edit = [&](Client const& who, std::string const& etag) {
        std::vector<web::Header> headers;
        if (!etag.empty()) headers.push_back({"If-Match", etag});
        return desk.house.ask(who, Method::put, "/api/v1/operators/1",
                              boost::json::object{{"name", "Petra"}}, headers);
    };
    auto const read = desk.get("/operators/1");
    std::string const etag = header_of(read, "ETag");
    REQUIRE(!etag.empty());
    CHECK(edit(desk.admin, "").status == 428);
    CHECK(edit(desk.lead, etag).status == 403);
    auto const done = edit(desk.admin, etag);
    CHECK(done.status == 200);
    CHECK(body_of(done).at("name") == "Petra");
    CHECK(body_of(done).at("badge") == body_of(read).at("badge"));  // not sent: stays
    CHECK(edit(desk.admin, etag).status == 412);
}

TEST_CASE("an edit of a SKU leaves alone what the page does not show") {
    Desk desk;
    ImportMasterData import{};
    SkuRow row{.sku = {}};
    row.sku.code = "G-2";
    row.sku.expiry_mode = ExpiryMode::best_before;
    row.sku.lot_mode = LotMode::required;
    row.sku.shelf_life_days = 90;
    row.sku.min_remaining_days = 14;
    row.sku.unit_price = Money{350};
    import.skus = {row};
    Outcome const made =
        desk.house.engine().decide({.device = {}, .captured_at = {}, .command = import});
    REQUIRE(!made.refusal);
    std::string const etag = header_of(desk.get("/skus/2"), "ETag");
    auto const done =
        desk.house.ask(desk.admin, Method::put, "/api/v1/skus/2",
                       boost::json::object{{"name_en", "Yoghurt"}}, {{"If-Match", etag}});
    REQUIRE(done.status == 200);
    auto const read = desk.house.engine().read_at(desk.house.engine().durable_seq());
    Sku const sku = tables::skus.at(read, SkuId{2});
    CHECK(sku.name_en == "Yoghurt");
    CHECK(sku.shelf_life_days == 90);
    CHECK(sku.min_remaining_days == 14);
    CHECK(sku.unit_price == Money{350});
}

TEST_CASE("a location is blocked, counted and opened again") {
    Desk desk;
    CHECK(desk.post("/locations/1/block", {{"out", true}, {"reason", "wet floor"}}).status == 200);
    auto const blocked = desk.items("/locations?from=A-1&to=A-1");
    REQUIRE(blocked.size() == 1);
    CHECK(blocked[0].at("no_pick_until").is_string());
    CHECK(desk.post("/locations/1/count-now").status == 200);
    auto const card = body_of(desk.get("/cards/location/1"));
    CHECK(boost::json::serialize(card.at("can")).find("unblock") != std::string::npos);
    CHECK(desk.post("/locations/1/unblock").status == 200);
    CHECK(desk.items("/locations?from=A-1&to=A-1")[0].at("no_pick_until").is_null());
}

// One order in a wave of its own.
std::uint64_t planned_wave(Desk& desk, char const* number) {
    auto const placed = body_of(
        desk.post("/orders",
                  {{"channel", "shop"},
                   {"external_id", number},
                   {"carrier", "RM"},
                   {"recipient",
                    {{"name", "Ann"}, {"phone", "1"}, {"address", "1 High St"}, {"country", "GB"}}},
                   {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", 2}}}}}));
    auto const id = placed.at("id").to_number<std::uint64_t>();
    REQUIRE(desk.post(fmt::format("/orders/{}/approve", id)).status == 200);
    PlanWave const wave{.method = PickMethod::discrete, .carrier = "RM", .orders = {OrderId{id}}};
    auto const outcome =
        desk.house.engine().decide({.device = {}, .captured_at = {}, .command = wave});
    REQUIRE(!outcome.refusal);
    (void)desk.house.engine().read_at(outcome.seq);
    return outcome.object;
}

TEST_CASE("why a wave is held is kept, shown with it, and gone when it goes on") {
    Desk desk;
    auto const id = planned_wave(desk, "SO-1");
    std::string const path = fmt::format("/waves/{}", id);
    auto const held = desk.post(path + "/hold", {{"hold", true}, {"reason", "传送带故障"}});
    REQUIRE_MESSAGE(held.status == 200, held.body);
    CHECK(body_of(held).at("hold_reason") == "传送带故障");
    auto const shown = body_of(desk.get(path));
    CHECK(shown.at("on_hold") == true);
    CHECK(shown.at("hold_reason") == "传送带故障");
    CHECK(desk.items("/waves").at(0).at("hold_reason") == "传送带故障");
    CHECK(desk.get(fmt::format("/cards/wave/{}", id)).body.find("传送带故障") != std::string::npos);
    auto const entries = desk.items("/journal?command=HoldWave");
    REQUIRE(entries.size() == 1);
    auto const entry =
        desk.get(fmt::format("/journal/{}", entries[0].at("seq").to_number<std::uint64_t>()));
    CHECK(entry.body.find("传送带故障") != std::string::npos);
    for (std::string const& wrong : {std::string(201, 'x'), std::string{"a\nb"}}) {
        auto const refused = desk.post(path + "/hold", {{"hold", true}, {"reason", wrong}});
        CHECK(code_of(refused) == "bad_field");
    }
    CHECK(body_of(desk.get(path)).at("hold_reason") == "传送带故障");
    REQUIRE(desk.post(path + "/hold", {{"hold", false}}).status == 200);
    CHECK(body_of(desk.get(path)).at("on_hold") == false);
    CHECK(body_of(desk.get(path)).at("hold_reason") == "");
}

TEST_CASE("who changes a wave of before is told who changed it and when (412)") {
    Desk desk;
    std::string const path = fmt::format("/waves/{}", planned_wave(desk, "SO-1"));
    std::string const etag = header_of(desk.get(path), "ETag");
    desk.house.wait(5_s);
    Instant const changed_at = desk.house.engine().now();
    REQUIRE(desk.post(path + "/hold", {{"hold", true}, {"reason", "wet floor"}}).status == 200);
    desk.house.wait(5_s);
    (void)planned_wave(desk, "SO-2");  // what comes after is about another one
    for (char const* what : {"/hold", "/split"}) {
        CAPTURE(what);
        boost::json::object body{{"hold", false}};
        if (std::string_view{what} == "/split") body = {{"orders", boost::json::array{1}}};
        auto const stale = desk.house.ask(desk.admin, Method::post, "/api/v1" + path + what, body,
                                          {{"If-Match", etag}});
        REQUIRE_MESSAGE(stale.status == 412, stale.body);
        auto const why = body_of(stale);
        CHECK(why.at("code") == "changed_elsewhere");
        CHECK(why.at("params").at(0) == "LEAD");
        CHECK(parse_instant(why.at("params").at(1).as_string()) == changed_at);
        CHECK(why.at("text").at("zh") == "LEAD 已修改此内容，请重新查看。");
    }
    CHECK(body_of(desk.get(path)).at("on_hold") == true);
}

TEST_CASE("the audit tells who did what and masks what is secret") {
    Desk desk;
    auto const rows = desk.items("/journal?limit=200");
    REQUIRE(!rows.empty());
    for (boost::json::value const& row : rows) {
        auto const entry =
            desk.get(fmt::format("/journal/{}", row.at("seq").to_number<std::uint64_t>()));
        REQUIRE(entry.status == 200);
        if (row.at("command") == "SetPin") CHECK(entry.body.find("***") != std::string::npos);
    }
    CHECK(desk.items("/journal?command=SetPin").size() == 3);
    CHECK(desk.get("/journal/999999").status == 404);
}

TEST_CASE("every page of the board has its document") {
    Desk desk;
    for (char const* path : {"/board/now", "/board/people", "/board/map", "/board/layout",
                             "/board/kpis?by=hour", "/devices", "/waves", "/exceptions"}) {
        CAPTURE(path);
        CHECK(desk.get(path).status == 200);
    }
    auto const csv = desk.get("/board/kpis?by=day&format=csv");
    CHECK(csv.status == 200);
    CHECK(csv.content_type.starts_with("text/csv"));
}

TEST_CASE("orders are listed without their recipients") {
    Desk desk;
    boost::json::object const order{
        {"channel", "shop"},
        {"external_id", "SO-1"},
        {"carrier", "RM"},
        {"recipient",
         {{"name", "Ann"}, {"phone", "1234567"}, {"address", "1 High St"}, {"country", "GB"}}},
        {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", 2}}}}};
    REQUIRE(desk.post("/orders", order).status == 201);
    auto const list = desk.get("/orders?limit=10");
    REQUIRE(body_of(list).at("items").as_array().size() == 1);
    CHECK(list.body.find("Ann") == std::string::npos);
    CHECK(desk.items("/orders?state=shipped").empty());
    CHECK(desk.get("/orders?state=lost").status == 400);
}

TEST_CASE("what is not built in answers 404; a demo is open to everybody") {
    {
        Desk desk;
        CHECK(desk.get("/demo").status == 404);
        CHECK(desk.get("/demo/hints?device=H-1").status == 404);
        CHECK(desk.post("/waves/preview").status == 404);
    }
    web::OfficePorts ports{};
    auto const status = std::make_shared<web::DemoStatus>();
    ports.demo.status = [status] { return *status; };
    ports.demo.set = [status](bool on, std::uint32_t speed) -> Result<web::DemoStatus> {
        status->workers_on = on;
        status->speed = speed;
        return *status;
    };
    ports.demo.hints = [](std::string const&) { return std::vector<web::DemoHint>{}; };
    ports.demo.people = [] {
        return std::vector<web::DemoPerson>{
            {.badge = "U-PICK", .pin = {}, .name = "Pick", .role = "picker"}};
    };
    Desk desk{ports};
    auto const seen = desk.house.ask({}, Method::get, "/api/v1/demo");
    REQUIRE(seen.status == 200);
    CHECK(body_of(seen).at("people").at(0).at("badge") == "U-PICK");
    CHECK(desk.post("/demo", {{"workers_on", true}, {"speed", 10}}).status == 200);
    CHECK(desk.house.ask({}, Method::get, "/api/v1/demo/hints?device=H-1").status == 200);
}

}  // namespace
}  // namespace wms::test
