// SPDX-License-Identifier: Apache-2.0
// Generated: every role and every key at every route (reliability 3.14). Which routes are open to
// whom is read from the table; that the router keeps to it is what is tested.
#include "web/house.hpp"

#include <fmt/format.h>

#include <map>

namespace wms::test {
namespace {

using web::Access;
using web::Route;

std::string sample_path(std::string_view pattern) {
    std::string path;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '{') {
            path += pattern[i];
            continue;
        }
        i = pattern.find('}', i);
        path += "999999";
    }
    return path;
}

struct Person {
    char const* badge;
    char const* device;
    Role role;
    char const* pin;
};
constexpr Person people[] = {
    {"U-PICK", "H-1", Role::picker, ""},      {"U-PACK", "PC-1", Role::packer, ""},
    {"U-COUNT", "H-2", Role::counter, ""},    {"U-DISPATCH", "DESK", Role::dispatcher, ""},
    {"U-LEAD", "DESK", Role::lead, lead_pin}, {"U-ADMIN", "DESK", Role::admin, lead_pin},
};

bool is_refused(Response const& response) {
    if (response.status == 401) return true;
    return response.status == 403 && code_of(response) == "role_missing";
}

// Some routes end the session: then it is opened anew, for each of its cells but no other.
Response try_as(WebHouse& house, Client& client, Person const& person, Route const& route) {
    if (house.ask(client, Method::get, "/api/v1/session").status != 200)
        client = house.signed_in(person.badge, person.device, person.pin);
    boost::json::value const body =
        route.method == Method::get ? boost::json::value{} : boost::json::object{{"nonsense", 1}};
    return house.ask(client, route.method, sample_path(route.path), body);
}

TEST_CASE("every role at every route") {
    WebHouse house;
    std::size_t cells = 0;
    for (Person const& person : people) {
        Operator const who{.badge = {}, .name = {}, .roles = {person.role}};
        Client client{.device = person.device};
        for (Route const& route : house.api().router().routes()) {
            CAPTURE(std::string{route.path});
            CAPTURE(std::string{person.badge});
            bool const open =
                route.access.who != Access::Who::role || has_role(who, route.access.needed);
            CHECK(is_refused(try_as(house, client, person, route)) == !open);
            ++cells;
        }
    }
    CHECK(cells == std::size(people) * house.api().router().routes().size());
}

TEST_CASE("nobody at every route") {
    WebHouse house;
    for (Route const& route : house.api().router().routes()) {
        CAPTURE(std::string{route.path});
        bool const open = route.access.who == Access::Who::anyone;
        auto const response = house.ask({}, route.method, sample_path(route.path));
        CHECK((response.status == 401) == !open);
    }
}

TEST_CASE("every scope at every route") {
    WebHouse house;
    std::map<std::string, std::string> keys;  // scope → key
    auto const add = [&](std::string const& scope) {
        std::string const key = "wms_" + scope;
        AddMachineKey const command{fmt::format("K{}", keys.size()), store::sha256(key), {scope}};
        Envelope envelope{.device = {}, .captured_at = {}, .command = command};
        REQUIRE(!house.engine().decide(std::move(envelope)).refusal);
        keys[scope] = key;
    };
    add("nothing:read");
    for (Route const& route : house.api().router().routes()) {
        std::string const scope{route.access.scope};
        if (!scope.empty() && !keys.contains(scope)) add(scope);
    }
    (void)house.engine().read_at(house.engine().durable_seq());
    for (Route const& route : house.api().router().routes()) {
        for (auto const& [scope, key] : keys) {
            CAPTURE(std::string{route.path});
            CAPTURE(scope);
            bool const open =
                route.access.who == Access::Who::anyone || scope == route.access.scope;
            boost::json::value const body = route.method == Method::get
                                                ? boost::json::value{}
                                                : boost::json::object{{"nonsense", 1}};
            auto const response =
                house.ask({.key = key}, route.method, sample_path(route.path), body);
            if (route.access.who == Access::Who::anyone) continue;  // answers by itself
            CHECK(is_refused(response) == !open);
        }
    }
}

}  // namespace
}  // namespace wms::test
