// SPDX-License-Identifier: Apache-2.0
// Orders over the API: once per channel number and per Idempotency-Key.
#include "web/house.hpp"

#include "server/answers.hpp"

#include <fmt/format.h>

#include <functional>

namespace wms::test {
namespace {

boost::json::object order_body(std::string const& id, std::int64_t pieces = 2) {
    return {{"channel", "shop"},
            {"external_id", id},
            {"carrier", "RM"},
            {"placed_at", "2010-11-17T08:00:00Z"},
            {"recipient",
             {{"name", "李小龙"},
              {"phone", "13800001234"},
              {"address", "1 High Street, London"},
              {"country", "GB"}}},
            {"lines", boost::json::array{{{"sku", "G-1"}, {"quantity", pieces}}}}};
}

struct Shop {
    WebHouse house;
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    Response place(boost::json::object body, std::string const& key = {}) {
        std::vector<web::Header> headers;
        if (!key.empty()) headers.push_back({"Idempotency-Key", key});
        return house.ask(lead, Method::post, "/api/v1/orders", std::move(body), headers);
    }
    Response act(std::uint64_t id, char const* what, boost::json::object body = {},
                 std::vector<web::Header> headers = {}) {
        return house.ask(lead, Method::post, fmt::format("/api/v1/orders/{}/{}", id, what),
                         std::move(body), std::move(headers));
    }
};

TEST_CASE("an order comes in once, however often it is sent") {
    Shop shop;
    auto const first = shop.place(order_body("SO-1"));
    CHECK(first.status == 201);
    auto const id = body_of(first).at("id");
    CHECK(body_of(first).at("recipient").at("phone") == "***1234");
    CHECK(body_of(first).at("recipient").at("name") == "李**");
    CHECK(first.body.find("High Street") == std::string::npos);
    auto const again = shop.place(order_body("SO-1"));
    CHECK(again.status == 200);
    CHECK(body_of(again).at("id") == id);
    auto const changed = shop.place(order_body("SO-1", 3));  // before release: replaced
    CHECK(changed.status == 201);
    CHECK(body_of(changed).at("id") == id);
    CHECK(body_of(changed).at("ordered") == 3);
}

TEST_CASE("cash on delivery and the sort code are shown; the remark is for the label alone") {
    Shop shop;
    auto body = order_body("SO-1");
    body["cod_minor"] = 12'850;
    body["sort_code"] = "571-W3-018";
    body["bag_place"] = "杭州转运中心";
    body["recipient"].as_object()["remark"] = "送货上门";
    auto const placed = shop.place(body);
    REQUIRE(placed.status == 201);
    CHECK(body_of(placed).at("cod_minor") == 12'850);
    CHECK(body_of(placed).at("sort_code") == "571-W3-018");
    CHECK(body_of(placed).at("bag_place") == "杭州转运中心");
    CHECK(placed.body.find("送货上门") == std::string::npos);
    struct Row {
        char const* field;
        boost::json::value value;
    };
    Row const wrong[] = {{"cod_minor", -1},
                         {"cod_minor", 12.5},
                         {"cod_minor", 1'000'000'000'001},
                         {"sort_code", boost::json::string(41, '1')},
                         {"bag_place", "a\nb"}};
    for (auto const& [field, value] : wrong) {
        CAPTURE(std::string{field});
        auto changed = order_body("SO-2");
        changed[field] = value;
        CHECK(shop.place(changed).status >= 400);
    }
}

TEST_CASE("an Idempotency-Key gets the first answer again; with another body 409 (T12)") {
    Shop shop;
    auto const first = shop.place(order_body("SO-1"), "01JC0000000000000000000001");
    auto const again = shop.place(order_body("SO-1"), "01JC0000000000000000000001");
    CHECK(header_of(first, "Idempotent-Replay") == "");
    CHECK(header_of(again, "Idempotent-Replay") == "true");
    CHECK(again.status == first.status);
    CHECK(body_of(again) == body_of(first));
    auto const other = shop.place(order_body("SO-2"), "01JC0000000000000000000001");
    CHECK(other.status == 409);
    CHECK(code_of(other) == "event_reused");
}

TEST_CASE("a member that is named twice means two things: refused, at any depth") {
    Shop shop;
    struct {
        std::string text;
        std::string name;
    } const rows[] = {
        {R"({"holds":["a"],"holds":[]})", "holds"},
        {R"({"reason":"x","holds":[],"r\u0065ason":"y"})", "reason"},
        {R"({"a":[{"b":{"c":1,"d":2,"c":3}}]})", "c"},
    };
    for (auto const& [text, name] : rows) {
        CAPTURE(text);
        CHECK(web::parse_json(text).error().subject.at(0) == name);
    }
    CHECK(web::parse_json(R"({"a":{"b":1},"c":{"b":2},"d":[{"b":1},{"b":1}]})").has_value());
    Request request{.method = Method::post, .path = "/api/v1/orders"};
    request.headers = {{"Host", "wms.test"},
                       {"cookie", "wms_session=" + shop.lead.cookie},
                       {"X-CSRF-Token", shop.lead.csrf},
                       {"Content-Type", "application/json"}};
    request.body = R"({"channel":"shop","external_id":"SO-1","channel":"other"})";
    auto const refused = shop.house.send(std::move(request));
    CHECK(refused.status == 400);
    CHECK(refused.body.find("channel") != std::string::npos);
}

TEST_CASE("approving and cancelling, with the version one has seen") {
    Shop shop;
    auto const placed = shop.place(order_body("SO-1"));
    std::uint64_t const id = body_of(placed).at("id").to_number<std::uint64_t>();
    std::string const etag = header_of(placed, "ETag");
    auto const approved = shop.act(id, "approve", {}, {{"If-Match", etag}});
    CHECK(approved.status == 200);
    CHECK(body_of(approved).at("state") == "approved");
    CHECK(code_of(shop.act(id, "approve")) == "already_done");
    auto const stale = shop.act(id, "cancel", {{"reason", "changed mind"}}, {{"If-Match", etag}});
    CHECK(stale.status == 412);
    auto const why = body_of(stale);
    CHECK(why.at("code") == "changed_elsewhere");
    CHECK(why.at("params").at(0) == "LEAD");
    CHECK(parse_instant(why.at("params").at(1).as_string()) == shop.house.engine().now());
    CHECK(why.at("text").at("en") == "LEAD changed this meanwhile. Look again.");
    CHECK(why.at("text").at("zh") == "LEAD 已修改此内容，请重新查看。");
    auto const cancelled = shop.act(id, "cancel", {{"reason", "changed mind"}});
    CHECK(body_of(cancelled).at("state") == "cancelled");
    CHECK(code_of(shop.act(999, "approve")) == "unknown_order");
    CHECK(shop.act(999, "approve").status == 404);
}

TEST_CASE("unchanged orders are 304, wrong ones are told what is wrong") {
    Shop shop;
    auto const placed = shop.place(order_body("SO-1"));
    std::string const etag = header_of(placed, "ETag");
    auto const path =
        fmt::format("/api/v1/orders/{}", body_of(placed).at("id").to_number<std::uint64_t>());
    CHECK(shop.house.ask(shop.lead, Method::get, path, nullptr, {{"If-None-Match", etag}}).status ==
          304);
    auto body = order_body("SO-2");
    body["carrier"] = "PIGEON";
    CHECK(shop.place(body).status == 404);
    body = order_body("SO-2");
    body["lines"].as_array()[0].as_object()["sku"] = "NOPE";
    CHECK(code_of(shop.place(body)) == "unknown_sku");
    body["lines"].as_array()[0].as_object()["sku"] = std::string(2000, 'x');
    CHECK(code_of(shop.place(body)) == "unknown_sku");
    body = order_body("SO-2");
    body["lines"].as_array()[0].as_object()["colour"] = "red";
    CHECK(body_of(shop.place(body)).at("params").at(0) == "/lines/0/colour");
}

TEST_CASE("an order that does not come in names the field and who can mend it") {
    struct Row {
        std::string_view name;
        std::function<void(boost::json::object&)> spoil;
        std::string_view code, field, who;
    };
    auto const line = [](boost::json::object& body, char const* name, boost::json::value value) {
        boost::json::object second{{"sku", "G-1"}, {"quantity", 1}};
        second[name] = std::move(value);
        body["lines"].as_array().push_back(std::move(second));
    };
    Row const rows[] = {
        {"no SKU of ours", [&](auto& body) { line(body, "sku", "G-9"); }, "unknown_sku",
         "/lines/1/sku", "admin"},
        {"nothing ordered", [&](auto& body) { line(body, "quantity", 0); }, "bad_quantity",
         "/lines/1/quantity", "sender"},
        {"no lot of ours", [&](auto& body) { line(body, "lot", "L-9"); }, "unknown_object",
         "/lines/1/lot", "sender"},
        {"no carrier of ours", [](auto& body) { body["carrier"] = "DHX"; }, "unknown_object",
         "/carrier", "admin"},
        {"no owner of ours", [](auto& body) { body["owner"] = "WHO"; }, "unknown_object", "/owner",
         "admin"},
        {"no time", [](auto& body) { body["placed_at"] = "yesterday"; }, "bad_field", "/placed_at",
         "sender"},
        {"no channel", [](auto& body) { body["channel"] = ""; }, "missing_field", "/channel",
         "sender"},
        {"a bell in the address",
         [](auto& body) { body["recipient"].as_object()["address"] = "1\x07 Street"; }, "bad_field",
         "/recipient/address", "sender"},
        {"no lines", [](auto& body) { body["lines"] = boost::json::array{}; }, "missing_field",
         "/lines", "sender"},
        {"a text for a number", [&](auto& body) { line(body, "quantity", "two"); }, "bad_field",
         "/lines/1/quantity", "sender"},
    };
    Shop shop;
    for (Row const& row : rows) {
        CAPTURE(row.name);
        auto body = order_body("SO-1");
        row.spoil(body);
        Response const response = shop.place(body);
        CHECK(response.status >= 400);
        auto const told = body_of(response);
        CAPTURE(response.body);
        CHECK(told.at("code").as_string() == row.code);
        CHECK(told.at("field").as_string() == row.field);
        CHECK(told.at("mend").at("who").as_string() == row.who);
        CHECK(!told.at("mend").at("text").at("zh").as_string().empty());
    }
    CHECK(shop.place(order_body("SO-1")).status == 201);
}

}  // namespace
}  // namespace wms::test
