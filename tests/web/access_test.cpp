// SPDX-License-Identifier: Apache-2.0
// Generated: every role and every key at every route (reliability 3.14), by a table of its own.
#include "server/picture_routes.hpp"
#include "server/scanner_routes.hpp"
#include "web/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace wms::test {
namespace {

using web::Route;

// Who may use what, written down once more: a route that is opened wider than this is seen here.
// `who`: anyone; person = whoever is signed in; else the least role. `scope`: of a machine's key.
struct Expected {
    Method method;
    std::string_view path, who, scope;
};
constexpr Expected access_table[] = {
    {Method::get, "/api/v1/session", "person", ""},
    {Method::post, "/api/v1/session", "anyone", ""},
    {Method::delete_, "/api/v1/session", "person", ""},
    {Method::post, "/api/v1/devices", "anyone", ""},
    {Method::post, "/api/v1/operators/{id}/pin", "lead", ""},
    {Method::post, "/api/v1/approvals", "person", ""},
    {Method::get, "/api/v1/keys", "admin", ""},
    {Method::post, "/api/v1/keys", "admin", ""},
    {Method::delete_, "/api/v1/keys/{id}", "admin", ""},
    {Method::post, "/api/v1/kiosk", "anyone", ""},
    {Method::get, "/api/v1/kiosk", "person", "board:read"},
    {Method::delete_, "/api/v1/kiosk", "anyone", ""},
    {Method::post, "/api/v1/scans", "person", ""},
    {Method::post, "/api/v1/untaken-steps", "person", ""},
    {Method::post, "/api/v1/presses", "person", ""},
    {Method::post, "/api/v1/scans/image", "person", "scans:read"},
    {Method::get, "/api/v1/screens/{device}", "person", "terminals:read"},
    {Method::get, "/api/v1/rounds/{device}", "person", ""},
    {Method::get, "/api/v1/tasks", "person", ""},
    {Method::get, "/api/v1/cards", "person", "stock:read"},
    {Method::post, "/api/v1/telemetry", "person", ""},
    {Method::get, "/api/v1/terminal/equipment", "packer", ""},
    {Method::post, "/api/v1/terminal/equipment/test-label", "packer", ""},
    {Method::get, "/api/v1/orders", "lead", "orders:read"},
    {Method::post, "/api/v1/orders", "lead", "orders:write"},
    {Method::get, "/api/v1/orders/{id}", "lead", "orders:read"},
    {Method::post, "/api/v1/orders/{id}/approve", "lead", "orders:write"},
    {Method::post, "/api/v1/orders/{id}/cancel", "lead", "orders:write"},
    {Method::post, "/api/v1/orders/{id}/holds", "lead", "orders:write"},
    {Method::post, "/api/v1/orders/{id}/send-short", "lead", "exceptions:write"},
    {Method::get, "/api/v1/board/now", "lead", "board:read"},
    {Method::get, "/api/v1/board/people", "lead", "board:read"},
    {Method::get, "/api/v1/board/map", "lead", "board:read"},
    {Method::get, "/api/v1/board/map/path", "lead", "board:read"},
    {Method::get, "/api/v1/board/layout", "lead", "board:read"},
    {Method::get, "/api/v1/board/kpis", "lead", "board:read"},
    {Method::get, "/api/v1/devices", "lead", "board:read"},
    {Method::get, "/api/v1/exceptions", "lead", "board:read"},
    {Method::post, "/api/v1/exceptions/{id}/close", "lead", "exceptions:write"},
    {Method::post, "/api/v1/messages", "lead", "waves:write"},
    {Method::post, "/api/v1/messages/{id}/confirm", "person", ""},
    {Method::post, "/api/v1/rounds/{id}/reassign", "lead", "waves:write"},
    {Method::get, "/api/v1/waves", "lead", "waves:read"},
    {Method::get, "/api/v1/waves/{id}", "lead", "waves:read"},
    {Method::get, "/api/v1/waves/{id}/orders", "lead", "waves:read"},
    {Method::post, "/api/v1/waves", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/preview", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/{id}/release", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/{id}/hold", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/{id}/cancel", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/{id}/priority", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/{id}/drop", "lead", "waves:write"},
    {Method::post, "/api/v1/waves/{id}/split", "lead", "waves:write"},
    {Method::get, "/api/v1/stock", "lead", "stock:read"},
    {Method::get, "/api/v1/history", "lead", "stock:read"},
    {Method::get, "/api/v1/trace", "lead", "stock:read"},
    {Method::get, "/api/v1/journal", "lead", "journal:read"},
    {Method::get, "/api/v1/journal/{seq}", "lead", "journal:read"},
    {Method::get, "/api/v1/counts", "lead", "stock:read"},
    {Method::post, "/api/v1/counts/{id}/approve", "lead", "exceptions:write"},
    {Method::post, "/api/v1/counts/{id}/reject", "lead", "exceptions:write"},
    {Method::get, "/api/v1/parcels", "lead", "stock:read"},
    {Method::post, "/api/v1/parcels/{id}/retry", "lead", "exceptions:write"},
    {Method::post, "/api/v1/parcels/{id}/reprint", "lead", "exceptions:write"},
    {Method::get, "/api/v1/prints", "lead", "stock:read"},
    {Method::get, "/api/v1/manifests", "lead", "stock:read"},
    {Method::post, "/api/v1/locations/{id}/block", "lead", "exceptions:write"},
    {Method::post, "/api/v1/locations/{id}/unblock", "lead", "exceptions:write"},
    {Method::post, "/api/v1/locations/{id}/count-now", "lead", "exceptions:write"},
    {Method::get, "/api/v1/stock/adjustments", "lead", "stock:read"},
    {Method::post, "/api/v1/stock/adjustments", "lead", "exceptions:write"},
    {Method::post, "/api/v1/stock/adjustments/{id}/approve", "lead", "exceptions:write"},
    {Method::post, "/api/v1/stock/adjustments/{id}/reject", "lead", "exceptions:write"},
    {Method::get, "/api/v1/cards/{kind}/{id}", "lead", "stock:read"},
    {Method::get, "/api/v1/lookup", "lead", "stock:read"},
    {Method::post, "/api/v1/sheets", "lead", "labels:write"},
    {Method::post, "/api/v1/prints/{id}/again", "lead", "labels:write"},
    {Method::post, "/api/v1/location-labels", "admin", "admin:write"},
    {Method::get, "/api/v1/location-labels/{run}", "admin", "admin:write"},
    {Method::delete_, "/api/v1/location-labels/{run}", "admin", "admin:write"},
    {Method::get, "/api/v1/labels", "lead", "labels:read"},
    {Method::post, "/api/v1/labels/preview", "lead", "labels:read"},
    {Method::get, "/api/v1/demo", "anyone", ""},
    {Method::post, "/api/v1/demo", "lead", ""},
    {Method::get, "/api/v1/demo/hints", "anyone", ""},
    {Method::get, "/api/v1/printers", "admin", "admin:write"},
    {Method::get, "/api/v1/found-printers", "admin", "admin:write"},
    {Method::get, "/api/v1/printers/{name}/state", "admin", "admin:write"},
    {Method::post, "/api/v1/printers/{name}/test", "admin", "admin:write"},
    {Method::put, "/api/v1/printers/{name}", "admin", "admin:write"},
    {Method::delete_, "/api/v1/printers/{name}", "admin", "admin:write"},
    {Method::get, "/api/v1/scanners", "lead", "stock:read"},
    {Method::post, "/api/v1/scanners/register", "admin", ""},
    {Method::post, "/api/v1/scanners/forget", "admin", ""},
    {Method::get, "/api/v1/scanner-profiles", "lead", "stock:read"},
    {Method::get, "/api/v1/scanner-profiles/{profile}/sheet", "lead", "stock:read"},
    {Method::get, "/api/v1/system", "admin", "admin:write"},
    {Method::post, "/api/v1/system/backup", "admin", "admin:write"},
    {Method::post, "/api/v1/imports", "admin", "admin:write"},
    {Method::put, "/api/v1/skus/{id}/barcodes/{code}", "lead", "master:write"},
    {Method::delete_, "/api/v1/skus/{id}/barcodes/{code}", "admin", "master:write"},
    {Method::get, "/api/v1/warehouses/{id}/rules", "lead", "master:read"},
    {Method::put, "/api/v1/warehouses/{id}/rules", "admin", "master:write"},
    {Method::post, "/api/v1/carriers/{id}/numbers", "admin", "master:write"},
    {Method::get, "/api/v1/operators", "lead", "master:read"},
    {Method::get, "/api/v1/operators/{id}", "lead", "master:read"},
    {Method::post, "/api/v1/operators", "admin", "master:write"},
    {Method::put, "/api/v1/operators/{id}", "admin", "master:write"},
    {Method::get, "/api/v1/locations", "lead", "master:read"},
    {Method::get, "/api/v1/locations/{id}", "lead", "master:read"},
    {Method::post, "/api/v1/locations", "admin", "master:write"},
    {Method::put, "/api/v1/locations/{id}", "admin", "master:write"},
    {Method::get, "/api/v1/skus", "lead", "master:read"},
    {Method::get, "/api/v1/skus/{id}", "lead", "master:read"},
    {Method::post, "/api/v1/skus", "admin", "master:write"},
    {Method::put, "/api/v1/skus/{id}", "admin", "master:write"},
    {Method::get, "/api/v1/stations", "lead", "master:read"},
    {Method::get, "/api/v1/stations/{id}", "lead", "master:read"},
    {Method::post, "/api/v1/stations", "admin", "master:write"},
    {Method::put, "/api/v1/stations/{id}", "admin", "master:write"},
    {Method::get, "/api/v1/zones", "lead", "master:read"},
    {Method::get, "/api/v1/zones/{id}", "lead", "master:read"},
    {Method::post, "/api/v1/zones", "admin", "master:write"},
    {Method::put, "/api/v1/zones/{id}", "admin", "master:write"},
    {Method::get, "/api/v1/carriers", "lead", "master:read"},
    {Method::get, "/api/v1/carriers/{id}", "lead", "master:read"},
    {Method::post, "/api/v1/carriers", "admin", "master:write"},
    {Method::put, "/api/v1/carriers/{id}", "admin", "master:write"},
};

// With every table of routes that `wms serve` adds.
struct WholeHouse {
    WebHouse house;
    WholeHouse() {
        house.api().add(web::scanner_routes({}));
        house.api().add(web::picture_routes([](std::string_view) {
            return web::PictureAnswer{web::PictureAnswer::Kind::nothing, {}, {}};
        }));
    }
};

Expected const& expected_of(Route const& route) {
    auto const* const found = std::ranges::find_if(access_table, [&](Expected const& row) {
        return row.method == route.method && row.path == route.path;
    });
    REQUIRE_MESSAGE(found != std::end(access_table),
                    std::string{web::name_of(route.method)} << " " << std::string{route.path});
    return *found;
}

bool is_open_to(Expected const& row, Role role) {
    if (row.who == "anyone" || row.who == "person" || role == Role::admin) return true;
    if (row.who == "packer" && role == Role::packer) return true;
    return (row.who == "lead" || row.who == "packer") && role == Role::lead;
}

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

TEST_CASE("the table names every route, and none that is not there") {
    WholeHouse whole;
    WebHouse& house = whole.house;
    std::set<Expected const*> met;
    for (Route const& route : house.api().router().routes()) met.insert(&expected_of(route));
    for (Expected const& row : access_table) {
        CAPTURE(std::string{row.path});
        CHECK(met.contains(&row));
    }
    CHECK(met.size() == std::size(access_table));
}

TEST_CASE("every role at every route") {
    WholeHouse whole;
    WebHouse& house = whole.house;
    std::size_t cells = 0;
    for (Person const& person : people) {
        Client client{.device = person.device};
        for (Route const& route : house.api().router().routes()) {
            CAPTURE(std::string{route.path});
            CAPTURE(std::string{person.badge});
            bool const open = is_open_to(expected_of(route), person.role);
            CHECK(is_refused(try_as(house, client, person, route)) == !open);
            ++cells;
        }
    }
    CHECK(cells == std::size(people) * house.api().router().routes().size());
}

TEST_CASE("nobody at every route") {
    WholeHouse whole;
    WebHouse& house = whole.house;
    for (Route const& route : house.api().router().routes()) {
        CAPTURE(std::string{route.path});
        bool const open = expected_of(route).who == "anyone";
        auto const response = house.ask({}, route.method, sample_path(route.path));
        CHECK((response.status == 401) == !open);
    }
}

TEST_CASE("every scope at every route") {
    WholeHouse whole;
    WebHouse& house = whole.house;
    std::map<std::string, std::string> keys;  // scope → key
    auto const add = [&](std::string const& scope) {
        std::string const key = "wms_" + scope;
        AddMachineKey const command{fmt::format("K{}", keys.size()), store::sha256(key), {scope}};
        Envelope envelope{.device = {}, .captured_at = {}, .command = command};
        REQUIRE(!house.engine().decide(std::move(envelope)).refusal);
        keys[scope] = key;
    };
    add("nothing:read");
    for (Expected const& row : access_table) {
        std::string const scope{row.scope};
        if (!scope.empty() && !keys.contains(scope)) add(scope);
    }
    (void)house.engine().read_at(house.engine().durable_seq());
    for (Route const& route : house.api().router().routes()) {
        for (auto const& [scope, key] : keys) {
            CAPTURE(std::string{route.path});
            CAPTURE(scope);
            Expected const& row = expected_of(route);
            boost::json::value const body = route.method == Method::get
                                                ? boost::json::value{}
                                                : boost::json::object{{"nonsense", 1}};
            auto const response =
                house.ask({.key = key}, route.method, sample_path(route.path), body);
            if (row.who == "anyone") continue;  // answers by itself
            CHECK(is_refused(response) == (scope != row.scope));
        }
    }
}

}  // namespace
}  // namespace wms::test
