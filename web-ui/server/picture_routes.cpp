// SPDX-License-Identifier: Apache-2.0
#include "server/picture_routes.hpp"

#include "base/text.hpp"

namespace wms::web {
namespace {

Response codes_json(PictureAnswer const& answer) {
    boost::json::array codes;
    for (PictureCode const& code : answer.codes) {
        codes.push_back(boost::json::object{{"format", code.format},
                                            {"aim", code.aim},
                                            {"raw", base64(code.data)},
                                            {"text", visible(code.data, code.data.size())},
                                            {"programming", code.programming}});
    }
    return json(200, {{"codes", std::move(codes)}});
}

Response answer_to(PictureAnswer const& answer) {
    using Kind = PictureAnswer::Kind;
    switch (answer.kind) {
        case Kind::read: return codes_json(answer);
        case Kind::nothing: return problem(422, "no_code_found", answer.text);
        case Kind::unknown_format: return problem(415, "no_picture", answer.text);
        case Kind::too_large: return problem(413, "picture_too_large", answer.text);
        case Kind::unreadable: return problem(422, "picture_unreadable", answer.text);
        case Kind::busy: return problem(503, "pictures_busy", answer.text, {}, Retry::later);
    }
    return not_found();
}

}  // namespace

std::vector<Route> picture_routes(PicturePort port) {
    return {{Method::post, "/api/v1/scans/image", Access::person("scans:read"),
             [port = std::move(port)](Call&& call) {
                 call.answer(port ? answer_to(port(call.request.body)) : not_found());
             },
             Route::Lane::worker, Route::Body::picture}};
}

}  // namespace wms::web
