// SPDX-License-Identifier: Apache-2.0
// Master data: lists, one object with its ETag, and its edit under If-Match. The edit is a command
// of the core; an object that is not there yet is a POST.
#include "server/office.hpp"

#include "server/views/tell.hpp"

#include <fmt/format.h>

namespace wms::web {
namespace {

constexpr Access reads_master = Access::role(Role::lead, "master:read");
constexpr Access writes_master = Access::role(Role::admin, "master:write");
constexpr Access attaches = Access::role(Role::lead, "master:write");  // a code nobody knows

struct OperatorBody {
    std::string badge;
    std::string name;
    Language language = Language::en;
    std::vector<Role> roles = {};
    bool blocked = false;
};
BOOST_DESCRIBE_STRUCT(OperatorBody, (), (badge, name, language, roles, blocked))

struct LocationBody {
    std::string code;
    std::string zone;
    LocationType type = LocationType::pick;
    std::int64_t pick_sequence = 0;
    std::int32_t x_mm = 0;
    std::int32_t y_mm = 0;
    std::string check_digits;
};
BOOST_DESCRIBE_STRUCT(LocationBody, (), (code, zone, type, pick_sequence, x_mm, y_mm, check_digits))

struct SkuBody {
    std::string code;
    std::string name_en;
    std::string name_zh;
    std::string owner;
    std::int64_t weight_g = 0;
    std::int64_t length_mm = 0;
    std::int64_t width_mm = 0;
    std::int64_t height_mm = 0;
    LotMode lot_mode = LotMode::none;
    ExpiryMode expiry_mode = ExpiryMode::none;
    SerialMode serial_mode = SerialMode::none;
    std::int32_t shelf_life_days = 0;
    std::int32_t min_remaining_days = 0;
    std::int64_t unit_price_minor = 0;
    SkuState state = SkuState::active;
};
BOOST_DESCRIBE_STRUCT(SkuBody, (),
                      (code, name_en, name_zh, owner, weight_g, length_mm, width_mm, height_mm,
                       lot_mode, expiry_mode, serial_mode, shelf_life_days, min_remaining_days,
                       unit_price_minor, state))

struct BarcodeBody {
    PackLevel level = PackLevel::each;
    std::int64_t factor = 1;
};
BOOST_DESCRIBE_STRUCT(BarcodeBody, (), (level, factor))

struct StationBody {
    std::string code;
    std::string location;
    std::string printer;
    std::string backup_printer;
};
BOOST_DESCRIBE_STRUCT(StationBody, (), (code, location, printer, backup_printer))

struct ZoneBody {
    std::string code;
    PickRule pick_rule = PickRule::small_remainder_first;
    bool forbids_available = false;
};
BOOST_DESCRIBE_STRUCT(ZoneBody, (), (code, pick_rule, forbids_available))

struct CarrierBody {
    std::string code;
    std::string name;
    bool recycles_numbers = false;
    std::int64_t numbers_min = 0;
};
BOOST_DESCRIBE_STRUCT(CarrierBody, (), (code, name, recycles_numbers, numbers_min))

template <class Body>
Result<Body> merged(Request const& request, Body const& present) {
    auto const sent = parse_json(request.body);
    if (!sent) return std::unexpected(sent.error());
    return laid_over(present, *sent, "");
}

// One kind of object: how its row is shown and how an edit becomes a command.
struct OperatorKind {
    using Event = OperatorDefined;
    using Id = OperatorId;
    using Row = Operator;
    using Body = OperatorBody;
    static constexpr auto const& table = tables::operators;
    static constexpr tables::Counter counter = tables::Counter::operator_;
    static Body body(Read const&, Row const& row) {
        return {row.badge, row.name, row.language, row.roles, row.blocked};
    }
    static void extend(Read const& read, Id id, Row const&, boost::json::object& json) {
        json["has_pin"] = tables::credentials.contains(read, id);
    }
    static AnyCommand command(Id id, Body const& body) {
        return DefineOperator{id, {body.badge, body.name, body.language, body.roles, body.blocked}};
    }
};

struct LocationKind {
    using Event = LocationDefined;
    using Id = LocationId;
    using Row = Location;
    using Body = LocationBody;
    static constexpr auto const& table = tables::locations;
    static constexpr tables::Counter counter = tables::Counter::location;
    static Body body(Read const& read, Row const& row) {
        auto const zone = tables::zones.find(read, row.zone);
        return {row.code, zone ? zone->code : "", row.type, row.pick_sequence, row.x_mm,
                row.y_mm, row.check_digits};
    }
    static void extend(Read const&, Id, Row const& row, boost::json::object& json) {
        json["label"] = "L-" + row.code;
        json["no_pick_until"] = tell::time(row.locked_out_until);
        json["no_put_until"] = tell::time(row.locked_in_until);
    }
    static AnyCommand command(Id id, Body const& body) {
        LocationRow row{.location = {}, .zone = body.zone};
        row.location.code = body.code;
        row.location.type = body.type;
        row.location.pick_sequence = body.pick_sequence;
        row.location.x_mm = body.x_mm;
        row.location.y_mm = body.y_mm;
        row.location.check_digits = body.check_digits;
        return DefineLocation{id, row};
    }
};

struct SkuKind {
    using Event = SkuDefined;
    using Id = SkuId;
    using Row = Sku;
    using Body = SkuBody;
    static constexpr auto const& table = tables::skus;
    static constexpr tables::Counter counter = tables::Counter::sku;
    static Body body(Read const& read, Row const& row) {
        auto const owner = tables::owners.find(read, row.owner);
        return {.code = row.code,
                .name_en = row.name_en,
                .name_zh = row.name_zh,
                .owner = owner ? owner->code : "",
                .weight_g = row.weight.value(),
                .length_mm = row.length.value(),
                .width_mm = row.width.value(),
                .height_mm = row.height.value(),
                .lot_mode = row.lot_mode,
                .expiry_mode = row.expiry_mode,
                .serial_mode = row.serial_mode,
                .shelf_life_days = row.shelf_life_days,
                .min_remaining_days = row.min_remaining_days,
                .unit_price_minor = row.unit_price.value(),
                .state = row.state};
    }
    static void extend(Read const&, Id, Row const&, boost::json::object&) {}
    static AnyCommand command(Id id, Body const& body) {
        SkuRow row{.sku = {}, .owner = body.owner};
        row.sku.code = body.code;
        row.sku.name_en = body.name_en;
        row.sku.name_zh = body.name_zh;
        row.sku.weight = Weight{body.weight_g};
        row.sku.length = Length{body.length_mm};
        row.sku.width = Length{body.width_mm};
        row.sku.height = Length{body.height_mm};
        row.sku.lot_mode = body.lot_mode;
        row.sku.expiry_mode = body.expiry_mode;
        row.sku.serial_mode = body.serial_mode;
        row.sku.shelf_life_days = body.shelf_life_days;
        row.sku.min_remaining_days = body.min_remaining_days;
        row.sku.unit_price = Money{body.unit_price_minor};
        row.sku.state = body.state;
        return DefineSku{id, row};
    }
};

struct StationKind {
    using Event = StationDefined;
    using Id = StationId;
    using Row = Station;
    using Body = StationBody;
    static constexpr auto const& table = tables::stations;
    static constexpr tables::Counter counter = tables::Counter::station;
    static Body body(Read const& read, Row const& row) {
        auto const place = tables::locations.find(read, row.location);
        return {row.code, place ? place->code : "", row.printer, row.backup_printer};
    }
    static void extend(Read const&, Id, Row const&, boost::json::object&) {}
    static AnyCommand command(Id id, Body const& body) {
        return DefineStation{id, {body.code, body.location, body.printer, body.backup_printer, ""}};
    }
};

struct ZoneKind {
    using Event = ZoneDefined;
    using Id = ZoneId;
    using Row = Zone;
    using Body = ZoneBody;
    static constexpr auto const& table = tables::zones;
    static constexpr tables::Counter counter = tables::Counter::zone;
    static Body body(Read const&, Row const& row) {
        return {row.code, row.pick_rule, row.forbids_available};
    }
    static void extend(Read const&, Id, Row const&, boost::json::object&) {}
    static AnyCommand command(Id id, Body const& body) {
        ZoneRow row{.zone = {}};
        row.zone.code = body.code;
        row.zone.pick_rule = body.pick_rule;
        row.zone.forbids_available = body.forbids_available;
        return DefineZone{id, row};
    }
};

struct CarrierKind {
    using Event = CarrierDefined;
    using Id = CarrierId;
    using Row = Carrier;
    using Body = CarrierBody;
    static constexpr auto const& table = tables::carriers;
    static constexpr tables::Counter counter = tables::Counter::carrier;
    static Body body(Read const&, Row const& row) {
        return {row.code, row.name, row.recycles_numbers, row.numbers_min};
    }
    static void extend(Read const& read, Id id, Row const&, boost::json::object& json) {
        std::uint64_t numbers = 0;
        tables::pool.scan(read, id,
                          [&](PoolKey const&, PoolNumber const&) { return ++numbers < 100'000; });
        json["numbers_left"] = numbers;
    }
    static AnyCommand command(Id id, Body const& body) {
        return DefineCarrier{id, {body.code, body.name, body.recycles_numbers, body.numbers_min}};
    }
};

// The rules of one warehouse: there always are some.
struct RulesTable {
    [[nodiscard]] std::optional<Rules> find(Read const& read, WarehouseId id) const {
        if (!tables::warehouses.contains(read, id)) return std::nullopt;
        return rules_of(read, id);
    }
};
constexpr RulesTable rules_table{};
struct RulesKind {
    using Event = RulesChanged;
    using Id = WarehouseId;
    using Row = Rules;
    using Body = Rules;
    static constexpr auto const& table = rules_table;
    static Body body(Read const&, Row const& row) { return row; }
    static void extend(Read const&, Id, Row const&, boost::json::object& json) {
        boost::json::object limits;
        for (RuleLimit const& limit : rule_limits())
            limits[limit.field] = {{"min", limit.least}, {"max", limit.most}};
        json["limits"] = std::move(limits);
    }
    static AnyCommand command(Id id, Body const& body) { return ChangeRules{id, body}; }
};

template <class Kind>
boost::json::object row_json(Read const& read, typename Kind::Id id,
                             typename Kind::Row const& row) {
    boost::json::object json{{"id", id.value()}};
    boost::json::value const body = to_json(Kind::body(read, row));
    for (auto const& member : body.get_object()) json[member.key()] = member.value();
    Kind::extend(read, id, row, json);
    return json;
}

bool contains(boost::json::object const& row, std::string_view text) {
    for (char const* field : {"code", "name", "badge", "name_en", "name_zh", "zone"}) {
        auto const* const value = row.if_contains(field);
        bool const hit = value != nullptr && value->is_string() &&
                         std::string_view{value->get_string()}.find(text) != std::string_view::npos;
        if (hit) return true;
    }
    return false;
}

// ?zone= and the codes ?from= to ?to=, of locations.
bool is_in_range(Request const& request, boost::json::object const& row) {
    auto const* const zone = row.if_contains("zone");
    if (zone == nullptr) return true;
    std::string_view const code{row.at("code").get_string()};
    std::string_view const wanted = request.parameter("zone");
    if (!wanted.empty() && std::string_view{zone->get_string()} != wanted) return false;
    std::string_view const to = request.parameter("to");
    return code >= request.parameter("from") && (to.empty() || code <= to);
}

constexpr std::size_t searched_max = 20'000;  // rows of one page of a search

template <class Kind>
void list(Call&& call) {
    auto const page = page_of(call.request);
    if (!page) return call.refuse(page.error());
    auto const after = number_after(*page);
    if (!after) return call.refuse(after.error());
    std::string const text{call.request.parameter("q")};
    Read const read = call.engine().read();
    auto const counter = tables::counters.find(read, Kind::counter);
    std::uint64_t const last = counter ? counter->last : 0;
    boost::json::array items;
    std::uint64_t id = *after;
    std::size_t looked_at = 0;
    while (id < last && items.size() < page->limit && looked_at++ < searched_max) {
        auto const row = Kind::table.find(read, typename Kind::Id{++id});
        if (!row) continue;
        auto json = row_json<Kind>(read, typename Kind::Id{id}, *row);
        bool const wanted =
            is_in_range(call.request, json) && (text.empty() || contains(json, text));
        if (wanted) items.push_back(std::move(json));
    }
    call.answer(
        paged(std::move(items), id < last ? std::optional{fmt::format("{}", id)} : std::nullopt));
}

boost::json::array barcodes_of(Read const& read, SkuId id) {
    boost::json::array list;
    tables::barcodes.scan_all(read, [&](BarcodeKey const& key, Barcode const& row) {
        if (key.sku == id)
            list.push_back(
                {{"code", key.code}, {"level", tell::name(row.level)}, {"factor", row.factor}});
        return true;
    });
    return list;
}

template <class Kind>
Response response_of(Request const& request, Read const& read, typename Kind::Id id,
                     std::uint16_t status) {
    auto const row = Kind::table.find(read, id);
    if (!row) return not_found();
    boost::json::object json_body = row_json<Kind>(read, id, *row);
    if constexpr (std::is_same_v<Kind, SkuKind>) json_body["barcodes"] = barcodes_of(read, id);
    return with_etag(request, json(status, json_body), etag_of(*row));
}

template <class Kind>
void show(Call&& call) {
    typename Kind::Id const id{call.number("id").value_or(0)};
    call.answer(response_of<Kind>(call.request, call.engine().read(), id, 200));
}

template <class Kind>
void submit_edit(Call&& call, typename Kind::Id id, typename Kind::Body body) {
    std::uint16_t const status = id ? 200 : 201;
    std::move(call).submit(
        Kind::command(id, std::move(body)), [status](Call&& back, Outcome&& outcome) {
            if (outcome.refusal) return back.refuse(*outcome.refusal);
            Read const read = back.engine().read_at(outcome.seq);
            back.answer(
                response_of<Kind>(back.request, read, typename Kind::Id{outcome.object}, status));
        });
}

template <class Kind>
void make(Call&& call) {
    auto const body = merged(call.request, typename Kind::Body{});
    if (!body) return call.refuse(body.error());
    submit_edit<Kind>(std::move(call), {}, *body);
}

constexpr std::uint64_t changes_looked_at = 5000;  // entries; a 412 is about a moment ago

// Who wrote the row last, and when.
template <class Kind>
LastChange last_change(Engine& engine, Read const& read, typename Kind::Id id) {
    std::uint64_t const newest = engine.durable_seq();
    std::uint64_t const oldest = newest > changes_looked_at ? newest - changes_looked_at : 0;
    for (std::uint64_t seq = newest; seq > oldest; --seq) {
        store::Entry const entry = engine.journal().read(seq).entry;
        for (RawEvent const& event : raw_events_of(entry.events)) {
            if (event.tag != Kind::Event::tag) continue;
            if (from_bytes<typename Kind::Event>(event.bytes).id == id)
                return {operator_name(read, entry.actor), entry.at};
        }
    }
    return {};
}

template <class Kind>
void edit(Call&& call) {
    typename Kind::Id const id{call.number("id").value_or(0)};
    std::optional<typename Kind::Row> row;
    Result<typename Kind::Body> body{};
    {
        Read const read = call.latest();
        row = Kind::table.find(read, id);
        if (!row) return call.answer(not_found());
        body = merged(call.request, Kind::body(read, *row));
        std::string const etag = etag_of(*row);
        bool const is_stale = check_if_match(call.request, etag, {}).has_value();
        auto const changed = is_stale ? last_change<Kind>(call.engine(), read, id) : LastChange{};
        if (auto const stale = check_if_match(call.request, etag, changed))
            return call.answer(*stale);
    }
    if (!body) return call.refuse(body.error());
    submit_edit<Kind>(std::move(call), id, *body);
}

template <class Kind>
void add_kind(std::vector<Route>& routes, std::string_view all, std::string_view one) {
    constexpr auto worker = Route::Lane::worker;
    routes.push_back({Method::get, all, reads_master, list<Kind>, worker});
    routes.push_back({Method::get, one, reads_master, show<Kind>, worker});
    routes.push_back({Method::post, all, writes_master, make<Kind>, worker});
    routes.push_back({Method::put, one, writes_master, edit<Kind>, worker});
}

void answer_with_sku(Call&& back, Outcome&& outcome) {
    if (outcome.refusal) return back.refuse(*outcome.refusal);
    back.answer(response_of<SkuKind>(back.request, back.engine().read_at(outcome.seq),
                                     SkuId{outcome.object}, 200));
}

void put_barcode(Call&& call) {
    auto const body = call.body<BarcodeBody>();
    if (!body) return call.refuse(body.error());
    auto const sku = tables::skus.find(call.latest(), SkuId{call.number("id").value_or(0)});
    if (!sku) return call.answer(not_found());
    DefineBarcode const command{
        {std::string{call.part("code")}, sku->code, {body->level, body->factor}}};
    std::move(call).submit(AnyCommand{command}, answer_with_sku);
}

void delete_barcode(Call&& call) {
    RemoveBarcode const command{SkuId{call.number("id").value_or(0)},
                                std::string{call.part("code")}};
    std::move(call).submit(AnyCommand{command}, answer_with_sku);
}

struct PoolBody {
    std::vector<std::string> numbers;
};
BOOST_DESCRIBE_STRUCT(PoolBody, (), (numbers))
void load_pool(Call&& call) {
    auto body = call.body<PoolBody>();
    if (!body) return call.refuse(body.error());
    auto const row = tables::carriers.find(call.latest(), CarrierId{call.number("id").value_or(0)});
    if (!row) return call.answer(not_found());
    std::move(call).submit(AnyCommand{LoadNumberPool{row->code, std::move(body->numbers)}},
                           [](Call&& back, Outcome&& outcome) {
                               (void)back.engine().read_at(outcome.seq);  // the page asks again
                               back.answer(accepted(outcome));
                           });
}

}  // namespace

std::vector<Route> admin_routes() {
    constexpr auto worker = Route::Lane::worker;
    std::vector<Route> routes;
    add_kind<OperatorKind>(routes, "/api/v1/operators", "/api/v1/operators/{id}");
    add_kind<LocationKind>(routes, "/api/v1/locations", "/api/v1/locations/{id}");
    add_kind<SkuKind>(routes, "/api/v1/skus", "/api/v1/skus/{id}");
    add_kind<StationKind>(routes, "/api/v1/stations", "/api/v1/stations/{id}");
    routes.push_back(
        {Method::put, "/api/v1/skus/{id}/barcodes/{code}", attaches, put_barcode, worker});
    routes.push_back(
        {Method::delete_, "/api/v1/skus/{id}/barcodes/{code}", writes_master, delete_barcode});
    routes.push_back(
        {Method::get, "/api/v1/warehouses/{id}/rules", reads_master, show<RulesKind>, worker});
    routes.push_back(
        {Method::put, "/api/v1/warehouses/{id}/rules", writes_master, edit<RulesKind>, worker});
    add_kind<ZoneKind>(routes, "/api/v1/zones", "/api/v1/zones/{id}");
    add_kind<CarrierKind>(routes, "/api/v1/carriers", "/api/v1/carriers/{id}");
    routes.push_back(
        {Method::post, "/api/v1/carriers/{id}/numbers", writes_master, load_pool, worker});
    return routes;
}

}  // namespace wms::web
