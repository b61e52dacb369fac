// SPDX-License-Identifier: Apache-2.0
// Labels for the pages: the picture is the label's own, and what is wrong is said in both
// languages.
#include "app/label_port.hpp"

#include "labels/renderer.hpp"
#include "web/house.hpp"

namespace wms::test {
namespace {

struct LabelDesk {
    WebHouse house{{}, web::OfficePorts{.labels = label_port()}};
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);

    Response preview(boost::json::object body) {
        return house.ask(lead, Method::post, "/api/v1/labels/preview", std::move(body));
    }
};

TEST_CASE("a preview is the picture of the label that would be printed, bit by bit") {
    LabelDesk desk;
    auto const response = desk.preview({{"design", "location"},
                                        {"language", "en"},
                                        {"values", R"({"code": "B-7", "label": "L-B-7"})"}});
    REQUIRE_MESSAGE(response.status == 200, response.body);
    CHECK(response.content_type == "image/png");
    CHECK(header_of(response, "X-Label-Codes") == "1");
    auto const design = labels::shipped_template("location");
    REQUIRE(design);
    labels::Renderer renderer;
    labels::LabelData const data{.language = Language::en,
                                 .fields = {{"code", "B-7"}, {"label", "L-B-7"}}};
    auto const label = renderer.render(*design, data, {});
    REQUIRE(label);
    CHECK(response.body == label->png());
}

TEST_CASE("every design is listed with a sample that draws") {
    LabelDesk desk;
    auto const response = desk.house.ask(desk.lead, Method::get, "/api/v1/labels");
    REQUIRE(response.status == 200);
    auto const items = body_of(response).at("items").as_array();
    CHECK(items.size() == labels::shipped_templates().size());
    for (auto const& item : items) {
        CAPTURE(item.at("id").as_string());
        auto const drawn = desk.preview({{"design", item.at("id")}, {"values", item.at("sample")}});
        CHECK_MESSAGE(drawn.status == 200, drawn.body);
    }
}

TEST_CASE("what cannot be drawn is said with the field's name, in both languages") {
    LabelDesk desk;
    auto const missing = desk.preview({{"design", "location"}, {"values", R"({"code": "B-7"})"}});
    CHECK(missing.status == 422);
    CHECK(code_of(missing) == "field_missing");
    CHECK(missing.body.find("label") != std::string::npos);
    CHECK(missing.body.find("缺少必填项") != std::string::npos);
    CHECK(code_of(desk.preview({{"design", "nothing"}})) == "template_unknown");
    CHECK(code_of(desk.preview({{"text", "{"}})) == "template_syntax");
    CHECK(code_of(desk.preview({{"design", "location"}, {"values", "{"}})) == "data_syntax");
    CHECK(desk.preview({{"design", "location"}, {"dots_per_mm_x100", 9'999'999}}).status == 400);
    CHECK(desk.preview({{"design", "location"}, {"page", 0}}).status == 400);
    CHECK(desk.preview({{"design", "location"}, {"language", "fr"}}).status == 400);
}

TEST_CASE("pickers see no label desk, and a server without one answers 404") {
    LabelDesk desk;
    Client const picker = desk.house.signed_in("U-PICK", "H-1");
    CHECK(desk.house.ask(picker, Method::get, "/api/v1/labels").status == 403);
    WebHouse bare;
    Client const lead = bare.signed_in("U-LEAD", "DESK", lead_pin);
    CHECK(bare.ask(lead, Method::get, "/api/v1/labels").status == 404);
}

}  // namespace
}  // namespace wms::test
