// SPDX-License-Identifier: Apache-2.0
#include "web/house.hpp"

#include "domain/process/setup.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <map>

namespace wms::test {

namespace {

constexpr int recorded_max = 2000;  // of one kind: a soak asks a million times

// For the contract's test: answers as lines of JSON in the file WMS_RECORD names.
void record(boost::json::object line, Response const& response) {
    char const* const name = std::getenv("WMS_RECORD");
    static std::map<std::string, int> kinds;
    std::string const kind = fmt::format("{} {} {}", line.at("method").as_string().c_str(),
                                         line.at("path").as_string().c_str(), response.status);
    if (name == nullptr || ++kinds[kind] > recorded_max) return;
    line["status"] = response.status;
    line["content_type"] = response.content_type;
    line["body"] = response.body;
    static std::ofstream file{name};  // what an earlier run was answered is gone
    file << boost::json::serialize(line) << std::endl;
}

}  // namespace

WebHouse::WebHouse(web::Gate::Options gate, web::OfficePorts ports)
    : gate_{std::move(gate)}, ports_{std::move(ports)} {
    gate_.secrets_folder = place_ / "secrets";
    open();
    furnish();
}

void WebHouse::open() {
    Engine::Options options{.folder = place_ / "store"};
    options.state_commit_after = std::chrono::milliseconds{5};
    options.clock = [this](Envelope const&, Instant floor) {
        return std::max(floor, Instant{now_});
    };
    engine_ = std::make_unique<Engine>(options);
    web::Api::Options api{.gate = gate_};
    api.live.pause = std::chrono::milliseconds{50};
    api.live.check_every = std::chrono::milliseconds{50};
    api_ = std::make_unique<web::Api>(*engine_, api);
    office_ = std::make_unique<web::Office>(*engine_, ports_);
    office_->add_to(*api_);
}

void WebHouse::restart() {
    api_.reset();
    office_.reset();
    engine_.reset();
    open();
}

void WebHouse::furnish() {
    ImportMasterData import{};
    import.warehouses = {{.code = "W1", .name = "Small house"}};
    import.owners = {{.code = "SHOP", .name = "Shop"}};
    import.zones = {{.zone = {.warehouse = {}, .code = "PICK"}}};
    for (char const* code : {"A-1", "A-2"}) {
        LocationRow row{.location = {}, .zone = "PICK"};
        row.location.code = code;
        import.locations.push_back(row);
    }
    SkuRow sku{.sku = {}};
    sku.sku.code = "G-1";
    sku.sku.name_en = "Cup";
    import.skus = {sku};
    import.containers = {{.code = "T-1"}};
    import.stations = {{.code = "S-PACK1", .location = "A-2"}};
    import.carriers = {{.code = "RM", .name = "Mail"}};
    import.devices = {{.code = "H-1"},
                      {.code = "H-2"},
                      {.code = "PC-1", .kind = DeviceKind::station, .station = "S-PACK1"},
                      {.code = "DESK", .kind = DeviceKind::office},
                      {.code = "DESK-2", .kind = DeviceKind::office}};
    std::pair<char const*, Role> const people[] = {
        {"U-PICK", Role::picker},         {"U-PACK", Role::packer}, {"U-COUNT", Role::counter},
        {"U-DISPATCH", Role::dispatcher}, {"U-LEAD", Role::lead},   {"U-ADMIN", Role::admin},
        {"U-PIN", Role::picker}};
    for (auto const& [badge, role] : people)
        import.operators.push_back({.badge = badge, .name = badge + 2, .roles = {role}});
    REQUIRE(!engine_->decide({.device = {}, .captured_at = {}, .command = import}).refusal);
    ImportStock stock{};
    stock.rows = {{.location = "A-1", .sku = "G-1", .quantity = 100_ea}};
    REQUIRE(!engine_->decide({.device = {}, .captured_at = {}, .command = stock}).refusal);
    for (auto const& [badge, pin] : {std::pair{"U-LEAD", lead_pin}, std::pair{"U-ADMIN", lead_pin},
                                     std::pair{"U-PIN", picker_pin}}) {
        auto const who = operator_by_badge(engine_->read_at(engine_->durable_seq()), badge);
        SetPin const command{who.value(), api_->gate().hash_pin(pin)};
        REQUIRE(!engine_->decide({.device = {}, .captured_at = {}, .command = command}).refusal);
    }
    (void)engine_->read_at(engine_->durable_seq());
}

Response WebHouse::send(Request request) {
    auto promise = std::make_shared<std::promise<Response>>();
    boost::json::object const line{{"method", web::name_of(request.method)},
                                   {"path", request.path}};
    auto future = promise->get_future();
    api_->handler()(std::move(request),
                    [promise](Response response) { promise->set_value(std::move(response)); });
    REQUIRE(future.wait_for(std::chrono::seconds{30}) == std::future_status::ready);
    Response response = future.get();
    if (response.later) response = response.later();
    record(line, response);
    return response;
}

Response WebHouse::ask(Client const& client, Method method, std::string const& path,
                       boost::json::value const& body, std::vector<web::Header> headers) {
    std::size_t const question = path.find('?');
    Request request{.method = method, .path = path.substr(0, question), .peer = client.peer};
    std::string query = question == path.npos ? "" : path.substr(question + 1);
    while (!query.empty()) {
        std::string const one = query.substr(0, query.find('&'));
        std::size_t const equals = one.find('=');
        request.query.push_back({one.substr(0, equals), one.substr(equals + 1)});
        query = one.size() == query.size() ? "" : query.substr(one.size() + 1);
    }
    request.headers = std::move(headers);
    request.headers.push_back({"Host", "wms.test"});
    if (!client.cookie.empty()) {
        request.headers.push_back({"cookie", "wms_session=" + client.cookie});
        request.headers.push_back({"X-CSRF-Token", client.csrf});
    }
    if (!client.key.empty()) request.headers.push_back({"Authorization", "Bearer " + client.key});
    if (!body.is_null()) {
        request.headers.push_back({"Content-Type", "application/json"});
        request.body = boost::json::serialize(body);
    }
    return send(std::move(request));
}

std::string WebHouse::sign_in(Client& client, std::string const& badge, std::string const& pin) {
    boost::json::object body{{"badge", badge}, {"device", client.device}};
    if (!pin.empty()) body["pin"] = pin;
    Client const nobody{.device = client.device, .peer = client.peer};
    Response const response = ask(nobody, Method::post, "/api/v1/session", body);
    if (response.status != 201) return code_of(response);
    std::string const cookie = header_of(response, "Set-Cookie");
    std::size_t const equals = cookie.find('=');
    client.cookie = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
    client.csrf = body_of(response).at("csrf").as_string().c_str();
    return {};
}

Client WebHouse::signed_in(std::string const& badge, std::string const& device,
                           std::string const& pin) {
    Client client{.device = device};
    REQUIRE(sign_in(client, badge, pin) == "");
    return client;
}

std::uint64_t WebHouse::next_seq(std::string const& device) {
    Read const read = engine_->read_at(engine_->durable_seq());
    return tables::devices.at(read, device_by_code(read, device).value()).last_seq + 1;
}

Response WebHouse::scan(Client const& client, std::string const& code) {
    wait(1_s);
    return ask(client, Method::post, "/api/v1/scans",
               scan_body(client.device, next_seq(client.device), code));
}

ImportMasterData one_bench(std::string name, std::string printer) {
    ImportMasterData import{};
    import.operators = {{.badge = "U-ALL",
                         .name = std::move(name),
                         .roles = {Role::picker, Role::packer, Role::dispatcher}}};
    LocationRow bench{.location = {}, .zone = "PICK"};
    bench.location.code = "P-1";
    bench.location.type = LocationType::packing;
    import.locations = {bench};
    import.stations = {{.code = "S-PACK1", .location = "P-1", .printer = std::move(printer)}};
    return import;
}

boost::json::object body_of(Response const& response) {
    boost::json::error_code error;
    auto value = boost::json::parse(response.body, error);
    REQUIRE_MESSAGE(value.is_object(), response.body);
    return value.as_object();
}

std::string code_of(Response const& response) {
    auto const body = body_of(response);
    auto const* const code = body.if_contains("code");
    return code == nullptr ? "" : code->as_string().c_str();
}

std::string header_of(Response const& response, std::string_view name) {
    for (web::Header const& header : response.headers) {
        if (header.name == name) return header.value;
    }
    return {};
}

std::string event_id(std::uint64_t number) {
    return fmt::format("00000000-0000-7000-8000-{:012x}", number);
}

boost::json::object scan_body(std::string const& device, std::uint64_t seq,
                              std::string const& code) {
    static std::atomic<std::uint64_t> events{0};
    return {{"event_id", event_id(++events)},
            {"device", device},
            {"device_seq", seq},
            {"raw", web::base64(code)}};
}

}  // namespace wms::test
