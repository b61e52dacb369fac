// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/scans/image: whatever becomes of the picture has its own clear answer. The reader
// behind it is a fake here; the real one is tested with the devices.
#include "server/picture_routes.hpp"
#include "web/house.hpp"

namespace wms::test {
namespace {

using web::PictureAnswer;
using Kind = web::PictureAnswer::Kind;

Request picture(Client const& client, std::string body, std::string type = "image/png") {
    Request request{.method = Method::post, .path = "/api/v1/scans/image"};
    request.peer = client.peer;
    request.body = std::move(body);
    request.headers = {{"Content-Type", std::move(type)},
                       {"cookie", "wms_session=" + client.cookie},
                       {"X-CSRF-Token", client.csrf}};
    return request;
}

TEST_CASE("a photograph is answered with the codes in it") {
    WebHouse house;
    std::string seen;
    house.api().add(web::picture_routes([&seen](std::string_view bytes) {
        seen = bytes;
        return PictureAnswer{Kind::read, {}, {{"EAN-13", "]E0", "4006381333931", false}}};
    }));
    Client const picker = house.signed_in("U-PICK", "H-1");
    std::string const bytes{"\x89PNG\0\x01", 6};
    Response const response = house.send(picture(picker, bytes));
    REQUIRE_MESSAGE(response.status == 200, response.body);
    CHECK(seen == bytes);
    auto const code = body_of(response).at("codes").as_array().at(0).as_object();
    CHECK(code.at("format") == "EAN-13");
    CHECK(code.at("aim") == "]E0");
    CHECK(code.at("raw").as_string() == web::base64("4006381333931"));
}

TEST_CASE("a picture without a reading says why") {
    struct Row {
        std::string_view name;
        Kind kind;
        std::uint16_t status;
        std::string_view code;
    };
    static constexpr Row rows[] = {
        {"nothing found", Kind::nothing, 422, "no_code_found"},
        {"the child died", Kind::unreadable, 422, "picture_unreadable"},
        {"no picture", Kind::unknown_format, 415, "no_picture"},
        {"too large", Kind::too_large, 413, "picture_too_large"},
        {"others are before", Kind::busy, 503, "pictures_busy"},
    };
    WebHouse house;
    Kind kind = Kind::read;
    house.api().add(web::picture_routes([&kind](std::string_view) {
        return PictureAnswer{kind, {"Take it again.", "请重拍。"}, {}};
    }));
    Client const picker = house.signed_in("U-PICK", "H-1");
    for (Row const& row : rows) {
        CAPTURE(row.name);
        kind = row.kind;
        Response const response = house.send(picture(picker, "x", "image/webp"));
        CHECK(response.status == row.status);
        CHECK(code_of(response) == row.code);
        CHECK(response.body.find("请重拍") != std::string::npos);
    }
}

TEST_CASE("a picture is only taken from who is signed in, and only here") {
    WebHouse house;
    house.api().add(
        web::picture_routes([](std::string_view) { return PictureAnswer{Kind::nothing, {}, {}}; }));
    CHECK(house.send(picture({}, "x")).status == 401);
    Client const picker = house.signed_in("U-PICK", "H-1");
    CHECK(house.send(picture(picker, "x", "text/plain")).status == 415);
    Request elsewhere = picture(picker, "x");
    elsewhere.path = "/api/v1/scans";
    CHECK(house.send(elsewhere).status == 415);
}

}  // namespace
}  // namespace wms::test
