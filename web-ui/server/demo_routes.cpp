// SPDX-License-Identifier: Apache-2.0
#include "server/demo_routes.hpp"

namespace wms::web {
namespace {

struct DemoBody {
    bool workers_on = false;
    std::uint32_t speed = 1;
};
BOOST_DESCRIBE_STRUCT(DemoBody, (), (workers_on, speed))

boost::json::object demo_json(DemoPort const& demo) {
    return {{"status", to_json(demo.status())}, {"people", to_json(demo.people())}};
}

void switch_demo(Call& call, DemoPort const& demo) {
    auto const body = call.body<DemoBody>();
    if (!body) return call.refuse(body.error());
    auto const status = demo.set(body->workers_on, body->speed);
    if (!status) return call.refuse(status.error());
    call.answer(json(200, demo_json(demo)));
}

}  // namespace

std::vector<Route> demo_routes(std::optional<DemoPort> demo) {
    auto const port = std::make_shared<std::optional<DemoPort>>(std::move(demo));
    auto const with_demo = [port](auto use) {
        return [port, use](Call&& call) {
            if (!*port) return call.answer(not_found());
            use(call, **port);
        };
    };
    auto const show = [](Call& call, DemoPort const& found) {
        call.answer(json(200, demo_json(found)));
    };
    auto const hints = [](Call& call, DemoPort const& found) {
        std::string const device{call.request.parameter("device")};
        call.answer(json(200, {{"hints", to_json(found.hints(device))}}));
    };
    return {
        // Before anybody has signed in: a demo's badges are there to be tried.
        {Method::get, "/api/v1/demo", Access::anyone(), with_demo(show)},
        {Method::post, "/api/v1/demo", Access::role(Role::lead), with_demo(switch_demo),
         Route::Lane::worker},
        {Method::get, "/api/v1/demo/hints", Access::anyone(), with_demo(hints),
         Route::Lane::worker},
    };
}

}  // namespace wms::web
